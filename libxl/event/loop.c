/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * The registers of fds and timers.
 *
 * Any thread may find an fd ready, and by the time it has the lock another
 * may have served it, or stopped it and opened something else under the same
 * number. So readiness is looked up again, with the lock held, before each
 * call: whoever polled gave only a hint.
 */
#include "event/state.h"

int lx_fd_start(libxl_ctx *ctx, struct lx_fd *f, int fd, short events,
		void (*ready)(struct lx_fd *f, short revents), void *arg)
{
	int rc;

	f->ctx = ctx;
	f->fd = fd;
	f->events = events;
	f->ready = ready;
	f->arg = arg;
	f->served = 0;
	f->slot = NULL;
	rc = lx_hook_fd_start(f);
	if (rc)
		return rc;
	f->on = true;
	XEN_TAILQ_INSERT_TAIL(&ctx->events->fds, f, link);
	lx_wake_pollers(ctx);
	return 0;
}

int lx_fd_modify(struct lx_fd *f, short events)
{
	int rc = lx_hook_fd_modify(f, events);

	if (rc)
		return rc;
	f->events = events;
	lx_wake_pollers(f->ctx);
	return 0;
}

void lx_fd_stop(struct lx_fd *f)
{
	if (!f->on)
		return;
	lx_hook_fd_stop(f);
	XEN_TAILQ_REMOVE(&f->ctx->events->fds, f, link);
	f->on = false;
	lx_wake_pollers(f->ctx);
}

void lx_fd_serve(struct lx_fd *f)
{
	struct pollfd p = { .fd = f->fd, .events = f->events };

	f->served = f->ctx->events->round;
	if (poll(&p, 1, 0) > 0 && p.revents)
		f->ready(f, p.revents);
}

static struct lx_fd *unserved(struct lx_events *ev, int fd)
{
	struct lx_fd *f;

	XEN_TAILQ_FOREACH(f, &ev->fds, link)
		if (f->fd == fd && f->served < ev->round)
			return f;
	return NULL;
}

static void timers_serve(struct lx_events *ev, struct timeval now)
{
	struct lx_timer *t;

	while ((t = XEN_TAILQ_FIRST(&ev->timers)) && !timercmp(&t->at, &now, >))
		lx_timer_expire(t);
}

void lx_serve(libxl_ctx *ctx, const struct pollfd *fds, int nfds,
	      struct timeval now)
{
	struct lx_events *ev = ctx->events;
	struct lx_fd *f;

	ev->round++;
	for (int i = 0; i < nfds; i++)
		while (fds[i].revents && (f = unserved(ev, fds[i].fd)))
			lx_fd_serve(f);
	timers_serve(ev, now);
}

/* -- timers ------------------------------------------------------------------ */
static void insert_by_time(struct lx_events *ev, struct lx_timer *t)
{
	struct lx_timer *later;

	XEN_TAILQ_FOREACH(later, &ev->timers, link)
		if (timercmp(&later->at, &t->at, >))
			break;
	if (later)
		XEN_TAILQ_INSERT_BEFORE(later, t, link);
	else
		XEN_TAILQ_INSERT_TAIL(&ev->timers, t, link);
}

int lx_timer_start(libxl_ctx *ctx, struct lx_timer *t, int ms,
		   void (*expired)(struct lx_timer *t), void *arg)
{
	struct timeval now, span = { ms / 1000, ms % 1000 * 1000 };
	int rc;

	gettimeofday(&now, NULL);
	timeradd(&now, &span, &t->at);
	t->ctx = ctx;
	t->expired = expired;
	t->arg = arg;
	t->slot = NULL;
	rc = lx_hook_timer_start(t);
	if (rc)
		return rc;
	t->on = true;
	insert_by_time(ctx->events, t);
	lx_wake_pollers(ctx);
	return 0;
}

void lx_timer_stop(struct lx_timer *t)
{
	if (!t->on)
		return;
	lx_hook_timer_stop(t);
	XEN_TAILQ_REMOVE(&t->ctx->events->timers, t, link);
	t->on = false;
}

void lx_timer_expire(struct lx_timer *t)
{
	lx_timer_stop(t);
	t->expired(t);
}
