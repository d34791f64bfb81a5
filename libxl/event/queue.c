/* SPDX-License-Identifier: LGPL-2.1-only */
/* Events on their way to the application, and disasters. */
#include "event/state.h"

#include <stdio.h>
#include <stdlib.h>

#include "core/log.h"

libxl_event *lx_event_new(libxl_event_type type, uint32_t domid,
			  libxl_ev_user user)
{
	libxl_event *event = lx_out_alloc(sizeof(*event));

	libxl_event_init(event);
	libxl_event_init_type(event, type);
	event->domid = domid;
	event->for_user = user;
	return event;
}

void libxl_event_free(libxl_ctx *ctx, libxl_event *event)
{
	(void)ctx;
	if (!event)
		return;
	libxl_event_dispose(event);
	free(event);
}

static void tell_hook(libxl_ctx *ctx, struct lx_letter *l)
{
	const struct lx_events *ev = ctx->events;

	ev->event_hooks->event_occurs(ev->event_user, l->event);
}

static bool hook_wants(const struct lx_events *ev, const libxl_event *event)
{
	return ev->event_hooks &&
	       (ev->event_hooks->event_occurs_mask >> event->type & 1);
}

void lx_event_occurred(libxl_ctx *ctx, libxl_event *event)
{
	struct lx_events *ev = ctx->events;
	struct lx_letter *l;

	if (hook_wants(ev, event)) {
		l = lx_letter_new();
		l->tell = tell_hook;
		l->event = event;
		lx_letter_post(ctx, l);
		return;
	}
	XEN_TAILQ_INSERT_TAIL(&ev->queue, event, link);
	lx_wake_pollers(ctx);
}

void libxl_event_register_callbacks(libxl_ctx *ctx,
				    const libxl_event_hooks *hooks, void *user)
{
	lx_enter(ctx);
	ctx->events->event_hooks = hooks;
	ctx->events->event_user = user;
	lx_leave(ctx);
}

/* -- asking -------------------------------------------------------------------- */
struct wanted {
	libxl_ctx *ctx;
	uint64_t types;
	libxl_event_predicate *predicate;
	void *user;
	libxl_event *found;
};

static bool find_wanted(void *arg)
{
	struct wanted *w = arg;
	struct lx_events *ev = w->ctx->events;
	libxl_event *event;

	XEN_TAILQ_FOREACH(event, &ev->queue, link) {
		if (!(w->types >> event->type & 1))
			continue;
		if (w->predicate && !w->predicate(event, w->user))
			continue;
		XEN_TAILQ_REMOVE(&ev->queue, event, link);
		w->found = event;
		return true;
	}
	return false;
}

int libxl_event_check(libxl_ctx *ctx, libxl_event **event_r, uint64_t typemask,
		      libxl_event_predicate *predicate, void *predicate_user)
{
	struct wanted w = { ctx, typemask, predicate, predicate_user, NULL };

	lx_enter(ctx);
	find_wanted(&w);
	lx_leave(ctx);
	*event_r = w.found;
	return w.found ? 0 : ERROR_NOT_READY;
}

int libxl_event_wait(libxl_ctx *ctx, libxl_event **event_r, uint64_t typemask,
		     libxl_event_predicate *predicate, void *predicate_user)
{
	struct wanted w = { ctx, typemask, predicate, predicate_user, NULL };
	int rc;

	lx_enter(ctx);
	rc = lx_wait_until(ctx, find_wanted, &w);
	lx_leave(ctx);
	*event_r = w.found;
	return rc;
}

/* -- disasters ------------------------------------------------------------------- */
void lx_disaster(libxl_ctx *ctx, libxl_event_type type, int errnoval,
		 const char *what)
{
	const libxl_event_hooks *hooks = ctx->events->event_hooks;
	const char *kind = type ? libxl_event_type_to_string(type) : "any";
	struct lx_scope s;

	lx_scope_enter(&s, ctx, LX_NO_DOMID);
	lx_log(&s, XTL_CRITICAL,
	       "%s did not work, events (type: %s) may be lost: %s", what,
	       kind, errnoval ? strerror(errnoval) : "no reason given");
	lx_scope_leave(&s);
	if (hooks && hooks->disaster) {
		hooks->disaster(ctx->events->event_user, type, what, errnoval);
		return;
	}
	fprintf(stderr, "libxl: %s did not work (%s); the program ends here\n",
		what, errnoval ? strerror(errnoval) : "no reason given");
	exit(-1);
}
