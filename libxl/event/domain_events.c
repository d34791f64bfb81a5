/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * DOMAIN_SHUTDOWN and DOMAIN_DEATH.
 *
 * Xenstored announces both as "@releaseDomain", for any domain; what really
 * happened is asked of the hypervisor. A domain that is being torn down
 * counts as dead.
 */
#include "event/state.h"

#include <stdlib.h>

#include <xenctrl.h>

#include "core/log.h"

#define DOMAINS_AT_ONCE 256

struct libxl__evgen_domain_death {
	XEN_TAILQ_ENTRY(struct libxl__evgen_domain_death) link;
	uint32_t domid;
	libxl_ev_user user;
	bool shutdown_told;
	bool death_told;
};

static void tell_shutdown(libxl_ctx *ctx, libxl_evgen_domain_death *gen,
			  uint32_t flags)
{
	libxl_event *event;

	if (gen->shutdown_told)
		return;
	gen->shutdown_told = true;
	event = lx_event_new(LIBXL_EVENT_TYPE_DOMAIN_SHUTDOWN, gen->domid,
			     gen->user);
	event->u.domain_shutdown.shutdown_reason =
		flags >> XEN_DOMINF_shutdownshift & XEN_DOMINF_shutdownmask;
	lx_event_occurred(ctx, event);
}

static void tell_death(libxl_ctx *ctx, libxl_evgen_domain_death *gen)
{
	gen->death_told = true;
	lx_event_occurred(ctx, lx_event_new(LIBXL_EVENT_TYPE_DOMAIN_DEATH,
					    gen->domid, gen->user));
}

/* info NULL: there is no such domain. */
static void check(libxl_ctx *ctx, libxl_evgen_domain_death *gen,
		  const xc_domaininfo_t *info)
{
	if (gen->death_told)
		return;
	if (!info || info->flags & XEN_DOMINF_dying)
		tell_death(ctx, gen);
	else if (info->flags & XEN_DOMINF_shutdown)
		tell_shutdown(ctx, gen, info->flags);
}

static int by_domid(const void *key, const void *elem)
{
	const xc_domaininfo_t *info = elem;
	uint32_t domid = *(const uint32_t *)key;

	return domid < info->domain ? -1 : domid > info->domain;
}

/* All domains, ordered by id as the hypervisor has them; free() it. */
static xc_domaininfo_t *all_domains(libxl_ctx *ctx, int *nr)
{
	xc_domaininfo_t *list = NULL;
	uint32_t first = 0;
	int got;

	*nr = 0;
	do {
		list = lx_out_realloc(list, (*nr + DOMAINS_AT_ONCE) *
						    sizeof(*list));
		got = xc_domain_getinfolist(ctx->xc, first, DOMAINS_AT_ONCE,
					    list + *nr);
		if (got < 0) {
			lx_disaster(ctx, LIBXL_EVENT_TYPE_DOMAIN_DEATH, errno,
				    "listing the domains");
			free(list);
			return NULL;
		}
		*nr += got;
		if (got)
			first = list[*nr - 1].domain + 1;
	} while (got == DOMAINS_AT_ONCE);
	return list;
}

static void check_all(libxl_ctx *ctx)
{
	struct lx_events *ev = ctx->events;
	libxl_evgen_domain_death *gen;
	xc_domaininfo_t *list;
	int nr;

	list = all_domains(ctx, &nr);
	if (!list)
		return;
	XEN_TAILQ_FOREACH(gen, &ev->deaths, link)
		check(ctx, gen, bsearch(&gen->domid, list, nr, sizeof(*list),
					by_domid));
	free(list);
}

static void released(struct lx_watch *w, const char *path)
{
	(void)path;
	check_all(w->ctx);
}

int libxl_evenable_domain_death(libxl_ctx *ctx, uint32_t domid,
				libxl_ev_user user,
				libxl_evgen_domain_death **evgen_out)
{
	libxl_evgen_domain_death *gen;
	struct lx_events *ev;
	int rc = 0;

	lx_enter(ctx);
	ev = ctx->events;
	if (!ev->death_watch.on)
		rc = lx_watch_start(ctx, &ev->death_watch, "@releaseDomain",
				    released, NULL);
	if (!rc) {
		gen = lx_out_alloc(sizeof(*gen));
		gen->domid = domid;
		gen->user = user;
		XEN_TAILQ_INSERT_TAIL(&ev->deaths, gen, link);
		*evgen_out = gen;
		/* It may have happened already, and the watch said so. */
		check_all(ctx);
	}
	lx_leave(ctx);
	return rc;
}

static void drop(struct lx_events *ev, libxl_evgen_domain_death *gen)
{
	XEN_TAILQ_REMOVE(&ev->deaths, gen, link);
	free(gen);
	if (XEN_TAILQ_EMPTY(&ev->deaths))
		lx_watch_stop(&ev->death_watch);
}

void libxl_evdisable_domain_death(libxl_ctx *ctx, libxl_evgen_domain_death *gen)
{
	lx_enter(ctx);
	drop(ctx->events, gen);
	lx_leave(ctx);
}

void lx_deaths_exit(libxl_ctx *ctx)
{
	while (!XEN_TAILQ_EMPTY(&ctx->events->deaths))
		drop(ctx->events, XEN_TAILQ_FIRST(&ctx->events->deaths));
}
