/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * File descriptors and timers: what a context waits for.
 *
 * The structs belong to whoever registers them; zeroed means idle, and
 * stopping an idle one does nothing. They must be stopped before their memory
 * goes. Caller holds ctx->lock; functions are called back with it held, and
 * may start and stop anything, themselves too.
 */
#ifndef LIBXL_EVENT_LOOP_H
#define LIBXL_EVENT_LOOP_H

#include <poll.h>
#include <stdbool.h>
#include <sys/time.h>

#include <libxl.h>
#include <xen_list.h>

struct lx_hook_slot;

struct lx_fd {
	XEN_TAILQ_ENTRY(struct lx_fd) link;
	libxl_ctx *ctx;
	bool on;
	int fd;
	short events;			/* as for poll(2); 0: none for now */
	void (*ready)(struct lx_fd *f, short revents);
	void *arg;			/* the owner's */
	struct lx_hook_slot *slot;	/* when the application polls */
	uint64_t served;		/* round in which it was served last */
};

/*
 * Calls ready(f, revents) whenever one of events is true of fd; that was
 * looked up just before, so the first read or write does not block. 0, or
 * what the application's hook said.
 */
int lx_fd_start(libxl_ctx *ctx, struct lx_fd *f, int fd, short events,
		void (*ready)(struct lx_fd *f, short revents), void *arg);
int lx_fd_modify(struct lx_fd *f, short events);
void lx_fd_stop(struct lx_fd *f);

struct lx_timer {
	XEN_TAILQ_ENTRY(struct lx_timer) link;
	libxl_ctx *ctx;
	bool on;
	struct timeval at;		/* wall clock, as the API's hooks */
	void (*expired)(struct lx_timer *t);
	void *arg;			/* the owner's */
	struct lx_hook_slot *slot;
};

/* Calls expired(t) once, in ms milliseconds; t is idle by then. */
int lx_timer_start(libxl_ctx *ctx, struct lx_timer *t, int ms,
		   void (*expired)(struct lx_timer *t), void *arg);
void lx_timer_stop(struct lx_timer *t);

/*
 * Serves what happens until done(arg). The lock is given up while this waits
 * and while the application is told things; lx_enter() was called once.
 */
int lx_wait_until(libxl_ctx *ctx, bool (*done)(void *arg), void *arg);

#endif
