/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * Hearing of SIGCHLD, for any number of contexts in one process.
 *
 * These are the only globals of the library: the process has one handler.
 */
#ifndef LIBXL_EVENT_SIGCHLD_H
#define LIBXL_EVENT_SIGCHLD_H

struct lx_sigchld;

/*
 * From now on each SIGCHLD makes lx_sigchld_fd() readable; installs the
 * handler for the first who asks. NULL: errno tells.
 */
struct lx_sigchld *lx_sigchld_get(void);
/* The last one restores the handler that was there before. NULL is allowed. */
void lx_sigchld_put(struct lx_sigchld *c);
/* For POLLIN; non-blocking. */
int lx_sigchld_fd(const struct lx_sigchld *c);
/* Forgets what was signalled; then look for dead children. */
void lx_sigchld_clear(struct lx_sigchld *c);

/*
 * In a child after fork(): SIGCHLD is as if nobody had asked, and the pipes
 * that are shared with the parent are left alone from now on.
 */
void lx_sigchld_postfork(void);

#endif
