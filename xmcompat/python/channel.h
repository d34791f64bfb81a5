/* SPDX-License-Identifier: LGPL-2.1-only */
/* The pipes of one run: collecting what comes back, within limits. */
#ifndef XMCOMPAT_PYTHON_CHANNEL_H
#define XMCOMPAT_PYTHON_CHANNEL_H

#include <stdbool.h>
#include <stddef.h>

#include "python/wire.h"

struct arena;

/* One direction: what was read so far. */
struct stream {
	int fd;			/* -1 once it ended */
	char *data;
	size_t len, room, max;
	bool over;		/* more than max came */
};

struct channel {
	int control;
	struct stream result, output, errors;
	struct wire_end end;
	bool ended;		/* .end is there */
};

/*
 * Reads until the program's process is gone or, after wait_ms (negative:
 * no limit), the evaluator itself is taken for dead. 0, or an errno value:
 * EPIPE when the evaluator went away, ETIMEDOUT, EMSGSIZE when the program
 * wrote more than is allowed. Memory of the streams is malloc's.
 */
int channel_collect(struct channel *c, int wait_ms);

void channel_close(struct channel *c);

#endif
