/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * What event/ keeps in a context. For the files of event/ only.
 */
#ifndef LIBXL_EVENT_STATE_H
#define LIBXL_EVENT_STATE_H

#include <libxl.h>
#include <xen_list.h>

#include "core/ctx.h"
#include "event/child.h"
#include "event/events.h"
#include "event/loop.h"
#include "event/op.h"
#include "event/watch.h"

XEN_TAILQ_HEAD(lx_fd_list, struct lx_fd);
XEN_TAILQ_HEAD(lx_timer_list, struct lx_timer);
XEN_TAILQ_HEAD(lx_child_list, struct lx_child);
XEN_TAILQ_HEAD(lx_op_list, struct lx_op);
XEN_TAILQ_HEAD(lx_event_list, libxl_event);
XEN_TAILQ_HEAD(lx_outbox, struct lx_letter);
XEN_TAILQ_HEAD(lx_poller_list, struct lx_poller);
XEN_TAILQ_HEAD(lx_death_list, struct libxl__evgen_domain_death);
XEN_TAILQ_HEAD(lx_eject_list, struct libxl__evgen_disk_eject);

/* Something to do when the outermost call is left. */
struct lx_letter {
	XEN_TAILQ_ENTRY(struct lx_letter) link;
	/* Told to the application without the lock; NULL: nothing. */
	void (*tell)(libxl_ctx *ctx, struct lx_letter *letter);
	/* Afterwards, with the lock again; NULL: nothing. */
	void (*told)(libxl_ctx *ctx, struct lx_letter *letter);
	void *arg;
	libxl_event *event;
	libxl_asyncop_how op_how;
	libxl_asyncprogress_how progress_how;
	int rc;
	pid_t pid;
	int status;
};

/* Someone who polls, and the pipe that ends his poll. */
struct lx_poller {
	XEN_TAILQ_ENTRY(struct lx_poller) link;
	int wake[2];
	bool polling;
	bool woken;
	struct pollfd *fds;
	int size;
};

/*
 * What the application's event loop holds for us. A slot outlives its fd or
 * timer: the application may be just about to report on it.
 */
struct lx_hook_slot {
	struct lx_hook_slot *next_free;
	struct lx_hook_slot *next;	/* of all */
	struct lx_fd *fd;
	struct lx_timer *timer;
	void *for_app;
};

struct lx_watch_slot {
	struct lx_watch *watch;		/* NULL: free */
};

struct lx_events {
	unsigned int depth;		/* lx_enter() without lx_leave() */
	struct lx_outbox outbox;

	struct lx_fd_list fds;
	struct lx_timer_list timers;	/* the earliest first */
	uint64_t round;			/* of serving */
	struct lx_poller_list busy, idle;
	struct lx_poller *app_poller;	/* beforepoll and afterpoll */

	const libxl_osevent_hooks *hooks;
	void *hooks_user;
	struct lx_hook_slot *slots, *free_slots;

	struct lx_fd xs_fd;		/* on while there are watches */
	struct lx_watch_slot *watches;
	unsigned int nr_watches, watches_on;
	uint64_t watch_serial;

	const libxl_childproc_hooks *child_hooks;
	void *child_user;
	struct lx_child_list children;
	struct lx_sigchld *sigchld;	/* our wish to hear of SIGCHLD */
	struct lx_fd sigchld_fd;

	const libxl_event_hooks *event_hooks;
	void *event_user;
	struct lx_event_list queue;
	struct lx_death_list deaths;
	struct lx_watch death_watch;
	struct lx_eject_list ejects;

	struct lx_op_list ops;
};

/* Ends all polls in progress: what to wait for, or what happened, is new. */
void lx_wake_pollers(libxl_ctx *ctx);
void lx_pollers_exit(struct lx_events *ev);

/* Serves the fds with revents set, then the timers that are over. */
void lx_serve(libxl_ctx *ctx, const struct pollfd *fds, int nfds,
	      struct timeval now);
/* Calls f->ready when f is ready now. */
void lx_fd_serve(struct lx_fd *f);
void lx_timer_expire(struct lx_timer *t);

int lx_hook_fd_start(struct lx_fd *f);
int lx_hook_fd_modify(struct lx_fd *f, short events);
void lx_hook_fd_stop(struct lx_fd *f);
int lx_hook_timer_start(struct lx_timer *t);
void lx_hook_timer_stop(struct lx_timer *t);
void lx_hooks_exit(struct lx_events *ev);

struct lx_letter *lx_letter_new(void);
void lx_letter_post(libxl_ctx *ctx, struct lx_letter *letter);
/* Tells all that is in the outbox; gives the lock up meanwhile. */
void lx_deliver(libxl_ctx *ctx);

/* Ends the wait of an operation's step with ERROR_ABORTED, if it waits. */
void lx_op_wait_abort(struct lx_op *op);

void lx_children_exit(libxl_ctx *ctx);
void lx_ops_exit(libxl_ctx *ctx);
void lx_watches_exit(libxl_ctx *ctx);
void lx_deaths_exit(libxl_ctx *ctx);
void lx_ejects_exit(libxl_ctx *ctx);

#endif
