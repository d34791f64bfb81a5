/* SPDX-License-Identifier: LGPL-2.1-only */
/* The process that runs one program: from fork to _exit. */
#ifndef XMXL_PYTHON_CHILD_H
#define XMXL_PYTHON_CHILD_H

#include <stddef.h>

#include "python/server/sandbox.h"
#include "python/wire.h"

/* Where the program's process finds its channels. */
enum child_fd {
	CHILD_RESULT_FD = 3,
	CHILD_BROKER_FD = 4,
	CHILD_FDS = 5,
};

/* Exit status of a process that could not lock itself down. */
#define CHILD_NO_SANDBOX 200

/* What the evaluator itself reads of a request. */
struct request {
	const char *data;
	size_t len;
	char *path;
	char *config_dir;
	char *cwd;
};

struct run {
	struct wire_start start;
	int fds[WIRE_FDS];
	struct request request;
	const struct sandbox *sandbox;
};

/* Never returns. */
void child_run(const struct run *r, int broker_fd)
	__attribute__((noreturn));

#endif
