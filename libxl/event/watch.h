/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * Xenstore watches, many over the context's one connection.
 *
 * Struct, lock and idle rules as in loop.h.
 */
#ifndef LIBXL_EVENT_WATCH_H
#define LIBXL_EVENT_WATCH_H

#include "event/loop.h"

struct lx_watch {
	libxl_ctx *ctx;
	bool on;
	unsigned int slot;
	uint64_t serial;
	char *path;
	void (*fired)(struct lx_watch *w, const char *path);
	void *arg;			/* the owner's */
};

/*
 * Calls fired(w, path) once soon, and then whenever path or anything below it
 * changes; the function's path says what changed. 0 or ERROR_*.
 */
int lx_watch_start(libxl_ctx *ctx, struct lx_watch *w, const char *path,
		   void (*fired)(struct lx_watch *w, const char *path),
		   void *arg);
void lx_watch_stop(struct lx_watch *w);

#endif
