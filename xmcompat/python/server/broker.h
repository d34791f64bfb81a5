/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * What the evaluator fetches for a program in the sandbox: files that only
 * root may read, from folders that belong to the configuration, and the
 * addresses of the machine's interfaces.
 *
 * One request is one message: an operation byte and its argument.
 */
#ifndef XMXL_PYTHON_BROKER_H
#define XMXL_PYTHON_BROKER_H

#include <stddef.h>

enum broker_op {
	BROKER_OPEN = 'o',	/* path -> errno, and a descriptor if 0 */
	BROKER_ADDRESSES = 'a',	/* -> 0, then "device address mask\n"... */
};

#define BROKER_MESSAGE_MAX 16384

struct broker {
	int fd;
	/* Folders below which files are handed out; "" is none. */
	const char *roots[2];
};

/* The folder of a config if its includes may be handed out, else "". */
const char *broker_root_of(const char *config, const char *cwd,
			   char *out, size_t room);

/* Answers one request; false when the other end is gone. */
int broker_serve(const struct broker *b);

#endif
