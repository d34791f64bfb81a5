/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * Copying what comes out of one fd into another, with a limited buffer: when
 * the reader is slow, or there is none yet, the oldest bytes go.
 *
 * Struct, lock and idle rules as in loop.h. The fds are the caller's, must not
 * block, and stay open while the copier runs.
 */
#ifndef LIBXL_EVENT_COPIER_H
#define LIBXL_EVENT_COPIER_H

#include "event/loop.h"

#define LX_COPIER_BYTES 65536

struct lx_copier {
	struct lx_fd from, to;
	int log_fd;		/* gets a copy of everything; -1: none */
	size_t used;
	char buf[LX_COPIER_BYTES];
};

/* Copies until stopped, or until one of the ends is closed. 0 or ERROR_*. */
int lx_copier_start(libxl_ctx *ctx, struct lx_copier *c, int from, int to,
		    int log_fd);
/* Reads what is there to be read now, then stops; the rest of buf is lost. */
void lx_copier_finish(struct lx_copier *c);
void lx_copier_stop(struct lx_copier *c);

#endif
