/* SPDX-License-Identifier: LGPL-2.1-only */
/* The event state's beginning and end, the way in and out, the outbox. */
#include "event/state.h"

#include <stdlib.h>

int lx_events_init(libxl_ctx *ctx)
{
	struct lx_events *ev = lx_out_alloc(sizeof(*ev));

	XEN_TAILQ_INIT(&ev->outbox);
	XEN_TAILQ_INIT(&ev->busy);
	XEN_TAILQ_INIT(&ev->idle);
	XEN_TAILQ_INIT(&ev->fds);
	XEN_TAILQ_INIT(&ev->timers);
	XEN_TAILQ_INIT(&ev->children);
	XEN_TAILQ_INIT(&ev->queue);
	XEN_TAILQ_INIT(&ev->deaths);
	XEN_TAILQ_INIT(&ev->ejects);
	XEN_TAILQ_INIT(&ev->ops);
	ctx->events = ev;
	return 0;
}

static void drop_letters(struct lx_events *ev)
{
	struct lx_letter *l;

	while ((l = XEN_TAILQ_FIRST(&ev->outbox))) {
		XEN_TAILQ_REMOVE(&ev->outbox, l, link);
		libxl_event_free(NULL, l->event);
		free(l);
	}
}

static void drop_queue(struct lx_events *ev)
{
	libxl_event *event;

	while ((event = XEN_TAILQ_FIRST(&ev->queue))) {
		XEN_TAILQ_REMOVE(&ev->queue, event, link);
		libxl_event_free(NULL, event);
	}
}

static void stop_waits(struct lx_events *ev)
{
	while (!XEN_TAILQ_EMPTY(&ev->timers))
		lx_timer_stop(XEN_TAILQ_FIRST(&ev->timers));
	while (!XEN_TAILQ_EMPTY(&ev->fds))
		lx_fd_stop(XEN_TAILQ_FIRST(&ev->fds));
}

void lx_events_exit(libxl_ctx *ctx)
{
	struct lx_events *ev = ctx->events;

	if (!ev)
		return;
	lx_lock(ctx);
	lx_deaths_exit(ctx);
	lx_ejects_exit(ctx);
	/* First all that could call an operation, then the operations. */
	lx_watches_exit(ctx);
	lx_children_exit(ctx);
	stop_waits(ev);
	lx_ops_exit(ctx);
	drop_letters(ev);
	drop_queue(ev);
	lx_pollers_exit(ev);
	lx_hooks_exit(ev);
	ctx->events = NULL;
	lx_unlock(ctx);
	free(ev);
}

void lx_enter(libxl_ctx *ctx)
{
	lx_lock(ctx);
	ctx->events->depth++;
}

void lx_leave(libxl_ctx *ctx)
{
	if (ctx->events->depth == 1)
		lx_deliver(ctx);
	ctx->events->depth--;
	lx_unlock(ctx);
}

struct lx_letter *lx_letter_new(void)
{
	return lx_out_alloc(sizeof(struct lx_letter));
}

void lx_letter_post(libxl_ctx *ctx, struct lx_letter *letter)
{
	XEN_TAILQ_INSERT_TAIL(&ctx->events->outbox, letter, link);
}

static void tell_unlocked(libxl_ctx *ctx, struct lx_letter *l)
{
	ctx->events->depth--;
	lx_unlock(ctx);
	l->tell(ctx, l);
	lx_lock(ctx);
	ctx->events->depth++;
}

void lx_deliver(libxl_ctx *ctx)
{
	struct lx_events *ev = ctx->events;
	struct lx_letter *l;

	while ((l = XEN_TAILQ_FIRST(&ev->outbox))) {
		XEN_TAILQ_REMOVE(&ev->outbox, l, link);
		if (l->tell)
			tell_unlocked(ctx, l);
		if (l->told)
			l->told(ctx, l);
		free(l);
	}
}
