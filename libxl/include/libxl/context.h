/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * libxl API: contexts and asynchronous operations.
 *
 * Functions return 0 or a negative ERROR_* value (libxl_error) unless they
 * say otherwise. What they hand out is malloc'ed and the caller's. A context
 * may be used by several threads. Included by libxl.h.
 */
#ifndef LIBXL_CONTEXT_H
#define LIBXL_CONTEXT_H

#define LIBXL_VERSION 0

/*
 * Opens a context. version is LIBXL_VERSION, flags 0; lg takes all messages
 * and must outlive the context. Free it with libxl_ctx_free().
 */
int libxl_ctx_alloc(libxl_ctx **pctx, int version, unsigned flags,
	xentoollog_logger *lg);
int libxl_ctx_free(libxl_ctx *ctx);

/*
 * How the end of a long operation is told. A NULL libxl_asyncop_how makes
 * the call wait. With a callback that is called, with libxl's lock not held;
 * with callback NULL an OPERATION_COMPLETE event carries u.for_event.
 */
typedef struct {
	void (*callback)(libxl_ctx *ctx, int rc, void *for_callback);
	union {
		libxl_ev_user for_event;
		void *for_callback;
	} u;
} libxl_asyncop_how;

/* The same for something that may happen several times during an operation. */
typedef struct {
	void (*callback)(libxl_ctx *ctx, libxl_event *event, void *for_callback);
	libxl_ev_user for_event;
	void *for_callback;
} libxl_asyncprogress_how;

/* Asks the operation begun with an equal how to stop; it ends as usual. */
int libxl_ao_abort(libxl_ctx *ctx, const libxl_asyncop_how *how);

/* Marks a descriptor for exec and for not blocking. 0 or ERROR_FAIL. */
int libxl_fd_set_cloexec(libxl_ctx *ctx, int fd, int cloexec);
int libxl_fd_set_nonblock(libxl_ctx *ctx, int fd, int nonblock);

#endif
