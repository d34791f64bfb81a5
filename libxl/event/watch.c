/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * Watches: slots of an array, named in the token as "slot/serial".
 *
 * An event that was on its way when its watch was stopped names a serial that
 * is no longer in that slot, and is dropped.
 */
#include "event/state.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include <xenstore.h>

#include "core/log.h"

#define TOKEN_MAX 40

static void token_text(char *token, const struct lx_watch *w)
{
	snprintf(token, TOKEN_MAX, "%u/%llu", w->slot,
		 (unsigned long long)w->serial);
}

static struct lx_watch *by_token(struct lx_events *ev, const char *token)
{
	unsigned long long serial;
	struct lx_watch *w;
	unsigned int slot;

	if (sscanf(token, "%u/%llu", &slot, &serial) != 2 ||
	    slot >= ev->nr_watches)
		return NULL;
	w = ev->watches[slot].watch;
	return w && w->serial == serial ? w : NULL;
}

/* What is left after so many is still there in the next round. */
#define EVENTS_AT_ONCE 64

/* Reads what came, until nothing is left or nobody watches any more. */
static void xs_ready(struct lx_fd *f, short revents)
{
	libxl_ctx *ctx = f->ctx;
	struct lx_events *ev = ctx->events;

	if (revents & (POLLERR | POLLHUP | POLLNVAL)) {
		lx_fd_stop(f);
		lx_disaster(ctx, 0, 0, "listening to xenstore");
		return;
	}
	for (int i = 0; i < EVENTS_AT_ONCE && f->on; i++) {
		char **event = xs_check_watch(ctx->xs);
		struct lx_watch *w;

		if (!event) {
			if (errno == EINTR)
				continue;
			if (errno != EAGAIN)
				lx_disaster(ctx, 0, errno,
					    "reading a watch event");
			return;
		}
		w = by_token(ev, event[XS_WATCH_TOKEN]);
		if (w)
			w->fired(w, event[XS_WATCH_PATH]);
		free(event);
	}
}

static unsigned int free_slot(struct lx_events *ev)
{
	unsigned int i, old = ev->nr_watches;

	for (i = 0; i < old; i++)
		if (!ev->watches[i].watch)
			return i;
	ev->nr_watches = old ? old * 2 : 8;
	ev->watches = lx_out_realloc(ev->watches,
				     ev->nr_watches * sizeof(*ev->watches));
	memset(ev->watches + old, 0,
	       (ev->nr_watches - old) * sizeof(*ev->watches));
	return old;
}

static int watch_fail(libxl_ctx *ctx, const char *path)
{
	struct lx_scope s;
	int rc;

	lx_scope_enter(&s, ctx, LX_NO_DOMID);
	rc = lx_fail_errno(&s, ERROR_FAIL, "xenstore: %s cannot be watched",
			   path);
	lx_scope_leave(&s);
	return rc;
}

int lx_watch_start(libxl_ctx *ctx, struct lx_watch *w, const char *path,
		   void (*fired)(struct lx_watch *w, const char *path),
		   void *arg)
{
	struct lx_events *ev = ctx->events;
	char token[TOKEN_MAX];
	int rc;

	if (!ev->xs_fd.on) {
		rc = lx_fd_start(ctx, &ev->xs_fd, xs_fileno(ctx->xs), POLLIN,
				 xs_ready, NULL);
		if (rc)
			return rc;
	}
	w->ctx = ctx;
	w->slot = free_slot(ev);
	w->serial = ++ev->watch_serial;
	w->fired = fired;
	w->arg = arg;
	token_text(token, w);
	if (!xs_watch(ctx->xs, path, token)) {
		rc = watch_fail(ctx, path);
		if (!ev->watches_on)
			lx_fd_stop(&ev->xs_fd);
		return rc;
	}
	w->path = lx_out_strdup(path);
	w->on = true;
	ev->watches[w->slot].watch = w;
	ev->watches_on++;
	return 0;
}

void lx_watch_stop(struct lx_watch *w)
{
	struct lx_events *ev;
	char token[TOKEN_MAX];

	if (!w->on)
		return;
	ev = w->ctx->events;
	token_text(token, w);
	/* If this does not work its events are dropped by their serial. */
	xs_unwatch(w->ctx->xs, w->path, token);
	free(w->path);
	w->path = NULL;
	w->on = false;
	ev->watches[w->slot].watch = NULL;
	if (!--ev->watches_on)
		lx_fd_stop(&ev->xs_fd);
}

void lx_watches_exit(libxl_ctx *ctx)
{
	struct lx_events *ev = ctx->events;

	for (unsigned int i = 0; i < ev->nr_watches; i++)
		if (ev->watches[i].watch)
			lx_watch_stop(ev->watches[i].watch);
	free(ev->watches);
	ev->watches = NULL;
	ev->nr_watches = 0;
}
