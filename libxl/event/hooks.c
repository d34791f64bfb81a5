/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * fds and timers in the application's own event loop.
 *
 * The application may report on an fd or timer from one thread while another
 * stops it; it then holds a pointer that must still mean something. That is
 * the slot: slots are reused but not freed before the context. A stopped
 * timer's slot stays taken until the application has let it expire, which it
 * is asked to do at once: the API forbids to deregister timers.
 */
#include "event/state.h"

#include <stdlib.h>

static struct lx_hook_slot *slot_take(struct lx_events *ev)
{
	struct lx_hook_slot *slot = ev->free_slots;

	if (slot) {
		ev->free_slots = slot->next_free;
	} else {
		slot = lx_out_alloc(sizeof(*slot));
		slot->next = ev->slots;
		ev->slots = slot;
	}
	slot->fd = NULL;
	slot->timer = NULL;
	slot->for_app = NULL;
	return slot;
}

static void slot_give(struct lx_events *ev, struct lx_hook_slot *slot)
{
	slot->fd = NULL;
	slot->timer = NULL;
	slot->next_free = ev->free_slots;
	ev->free_slots = slot;
}

void lx_hooks_exit(struct lx_events *ev)
{
	struct lx_hook_slot *slot;

	while ((slot = ev->slots)) {
		ev->slots = slot->next;
		free(slot);
	}
}

int lx_hook_fd_start(struct lx_fd *f)
{
	struct lx_events *ev = f->ctx->events;
	struct lx_hook_slot *slot;
	int rc;

	if (!ev->hooks)
		return 0;
	slot = slot_take(ev);
	rc = ev->hooks->fd_register(ev->hooks_user, f->fd, &slot->for_app,
				    f->events, slot);
	if (rc) {
		slot_give(ev, slot);
		return rc;
	}
	slot->fd = f;
	f->slot = slot;
	return 0;
}

int lx_hook_fd_modify(struct lx_fd *f, short events)
{
	struct lx_events *ev = f->ctx->events;

	if (!f->slot)
		return 0;
	return ev->hooks->fd_modify(ev->hooks_user, f->fd, &f->slot->for_app,
				    events);
}

void lx_hook_fd_stop(struct lx_fd *f)
{
	struct lx_events *ev = f->ctx->events;

	if (!f->slot)
		return;
	ev->hooks->fd_deregister(ev->hooks_user, f->fd, f->slot->for_app);
	slot_give(ev, f->slot);
	f->slot = NULL;
}

int lx_hook_timer_start(struct lx_timer *t)
{
	struct lx_events *ev = t->ctx->events;
	struct lx_hook_slot *slot;
	int rc;

	if (!ev->hooks)
		return 0;
	slot = slot_take(ev);
	rc = ev->hooks->timeout_register(ev->hooks_user, &slot->for_app, t->at,
					 slot);
	if (rc) {
		slot_give(ev, slot);
		return rc;
	}
	slot->timer = t;
	t->slot = slot;
	return 0;
}

void lx_hook_timer_stop(struct lx_timer *t)
{
	struct lx_events *ev = t->ctx->events;
	struct timeval at_once = { 0, 0 };

	if (!t->slot)
		return;
	t->slot->timer = NULL;
	ev->hooks->timeout_modify(ev->hooks_user, &t->slot->for_app, at_once);
	t->slot = NULL;
}

void libxl_osevent_register_hooks(libxl_ctx *ctx,
				  const libxl_osevent_hooks *hooks, void *user)
{
	struct lx_timer *t;
	struct lx_fd *f;

	lx_enter(ctx);
	ctx->events->hooks = hooks;
	ctx->events->hooks_user = user;
	XEN_TAILQ_FOREACH(f, &ctx->events->fds, link)
		if (lx_hook_fd_start(f))
			lx_disaster(ctx, 0, 0, "registering an fd");
	XEN_TAILQ_FOREACH(t, &ctx->events->timers, link)
		if (lx_hook_timer_start(t))
			lx_disaster(ctx, 0, 0, "registering a timer");
	lx_leave(ctx);
}

void libxl_osevent_occurred_fd(libxl_ctx *ctx, void *for_libxl, int fd,
			       short events, short revents)
{
	struct lx_hook_slot *slot = for_libxl;

	(void)events;			/* of an old registration, perhaps */
	(void)revents;			/* looked up anew */
	lx_enter(ctx);
	if (slot->fd && slot->fd->fd == fd) {
		ctx->events->round++;
		lx_fd_serve(slot->fd);
	}
	lx_leave(ctx);
}

void libxl_osevent_occurred_timeout(libxl_ctx *ctx, void *for_libxl)
{
	struct lx_hook_slot *slot = for_libxl;
	struct lx_timer *t;

	lx_enter(ctx);
	t = slot->timer;
	slot_give(ctx->events, slot);
	if (t) {
		t->slot = NULL;		/* it is not registered any more */
		lx_timer_expire(t);
	}
	lx_leave(ctx);
}
