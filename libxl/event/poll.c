/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * Those who poll: threads of ours that wait, and the application's loop.
 *
 * Each has a pipe among the fds it polls. When the register of fds or timers
 * changes, or when something happened that one of them may be waiting for,
 * all that are within poll(2) are woken and look again.
 */
#include "event/state.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

static struct lx_poller *poller_new(libxl_ctx *ctx)
{
	struct lx_poller *p = lx_out_alloc(sizeof(*p));

	if (pipe2(p->wake, O_CLOEXEC | O_NONBLOCK)) {
		lx_disaster(ctx, 0, errno, "making a pipe");
		free(p);
		return NULL;
	}
	return p;
}

/* NULL: the disaster was told, and the application goes on. */
static struct lx_poller *poller_get(libxl_ctx *ctx)
{
	struct lx_events *ev = ctx->events;
	struct lx_poller *p = XEN_TAILQ_FIRST(&ev->idle);

	if (p)
		XEN_TAILQ_REMOVE(&ev->idle, p, link);
	else
		p = poller_new(ctx);
	if (p)
		XEN_TAILQ_INSERT_TAIL(&ev->busy, p, link);
	return p;
}

static void poller_put(struct lx_events *ev, struct lx_poller *p)
{
	XEN_TAILQ_REMOVE(&ev->busy, p, link);
	XEN_TAILQ_INSERT_TAIL(&ev->idle, p, link);
}

static void free_all(struct lx_poller_list *list)
{
	struct lx_poller *p;

	while ((p = XEN_TAILQ_FIRST(list))) {
		XEN_TAILQ_REMOVE(list, p, link);
		close(p->wake[0]);
		close(p->wake[1]);
		free(p->fds);
		free(p);
	}
}

void lx_pollers_exit(struct lx_events *ev)
{
	free_all(&ev->busy);
	free_all(&ev->idle);
}

void lx_wake_pollers(libxl_ctx *ctx)
{
	struct lx_poller *p;

	XEN_TAILQ_FOREACH(p, &ctx->events->busy, link) {
		if (!p->polling || p->woken)
			continue;
		/* It cannot be full: one byte per poll. */
		if (write(p->wake[1], "", 1) != 1)
			lx_disaster(ctx, 0, errno, "waking a thread");
		p->woken = true;
	}
}

static void poller_back(struct lx_poller *p)
{
	char byte;

	p->polling = false;
	if (p->woken && read(p->wake[0], &byte, 1) == 1)
		p->woken = false;
}

/* Milliseconds until t, rounded up so that it is over then. */
static int ms_until(struct timeval t, struct timeval now)
{
	struct timeval left;

	if (!timercmp(&t, &now, >))
		return 0;
	timersub(&t, &now, &left);
	if (left.tv_sec > 1000000)
		return 1000000 * 1000;
	return left.tv_sec * 1000 + (left.tv_usec + 999) / 1000;
}

/* The number of entries needed; as many as there is room for are set. */
static int collect(libxl_ctx *ctx, struct lx_poller *p, struct pollfd *fds,
		   int room, int *timeout, struct timeval now)
{
	struct lx_events *ev = ctx->events;
	struct lx_timer *t = XEN_TAILQ_FIRST(&ev->timers);
	struct lx_fd *f;
	int n = 0;

	if (n++ < room)
		fds[0] = (struct pollfd){ .fd = p->wake[0], .events = POLLIN };
	XEN_TAILQ_FOREACH(f, &ev->fds, link) {
		if (!f->events)
			continue;
		if (n < room)
			fds[n] = (struct pollfd){ .fd = f->fd,
						  .events = f->events };
		n++;
	}
	if (t) {
		int ms = ms_until(t->at, now);

		if (*timeout < 0 || ms < *timeout)
			*timeout = ms;
	}
	return n;
}

/* One poll with the lock given up, and all that came of it. */
static int poll_once(libxl_ctx *ctx, struct lx_poller *p)
{
	struct timeval now;
	int timeout = -1;
	int n, r, err;

	gettimeofday(&now, NULL);
	n = collect(ctx, p, p->fds, p->size, &timeout, now);
	if (n > p->size) {
		p->size = n + 8;
		p->fds = lx_out_realloc(p->fds, p->size * sizeof(*p->fds));
		return 0;
	}
	p->polling = true;
	/* Whoever enters meanwhile is not within this call: see lx_leave(). */
	ctx->events->depth--;
	lx_unlock(ctx);
	r = poll(p->fds, n, timeout);
	err = errno;
	lx_lock(ctx);
	ctx->events->depth++;
	poller_back(p);
	if (r < 0) {
		if (err == EINTR)
			return 0;
		lx_disaster(ctx, 0, err, "polling");
		return ERROR_FAIL;
	}
	gettimeofday(&now, NULL);
	lx_serve(ctx, p->fds, n, now);
	return 0;
}

int lx_wait_until(libxl_ctx *ctx, bool (*done)(void *arg), void *arg)
{
	struct lx_poller *p = poller_get(ctx);
	int rc = 0;

	/* Entered twice, the lock would stay taken while this waits. */
	assert(ctx->events->depth == 1);
	if (!p)
		return ERROR_FAIL;
	for (;;) {
		lx_deliver(ctx);
		/* No unlocking from here to poll(): a wake would be lost. */
		if (rc || done(arg))
			break;
		rc = poll_once(ctx, p);
	}
	poller_put(ctx->events, p);
	return rc;
}

/* -- the application's own loop ------------------------------------------------ */
int libxl_osevent_beforepoll(libxl_ctx *ctx, int *nfds_io, struct pollfd *fds,
			     int *timeout_upd, struct timeval now)
{
	int room = *nfds_io;
	struct lx_events *ev = ctx->events;
	int rc = 0;

	lx_enter(ctx);
	if (!ev->app_poller)
		ev->app_poller = poller_get(ctx);
	if (ev->app_poller) {
		*nfds_io = collect(ctx, ev->app_poller, fds, room, timeout_upd,
				   now);
		if (*nfds_io > room)
			rc = ERROR_BUFFERFULL;
		else
			ev->app_poller->polling = true;
	} else {
		rc = ERROR_FAIL;
	}
	lx_leave(ctx);
	return rc;
}

void libxl_osevent_afterpoll(libxl_ctx *ctx, int nfds,
			     const struct pollfd *fds, struct timeval now)
{
	lx_enter(ctx);
	if (ctx->events->app_poller)
		poller_back(ctx->events->app_poller);
	lx_serve(ctx, fds, nfds, now);
	lx_leave(ctx);
}
