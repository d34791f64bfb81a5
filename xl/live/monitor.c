/* SPDX-License-Identifier: GPL-2.0-only */
/* Staying with a domain to its end. */
#include "xl/live/monitor.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <libxl_event.h>

#include "xl/live/override.h"

#define DUMP_DIR "/var/lib/xen/dump"

void note(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	putc('\n', stderr);
}

/* What becomes of a domain that has ended. */
enum next {
	NEXT_NOTHING,		/* leave it as it is, go on watching */
	NEXT_GONE,		/* it is gone, so are we */
	NEXT_AGAIN,		/* it is gone and is made again */
	NEXT_RENAME_AGAIN,	/* it stays under another name, a new one is made */
	NEXT_RESET,		/* it starts over in its place */
};

/* -- reasons and actions -------------------------------------------------- */

static libxl_action_on_shutdown action_for(const libxl_domain_config *c,
					   unsigned int reason)
{
	switch (reason) {
	case LIBXL_SHUTDOWN_REASON_POWEROFF:
		return c->on_poweroff;
	case LIBXL_SHUTDOWN_REASON_REBOOT:
		return c->on_reboot;
	case LIBXL_SHUTDOWN_REASON_CRASH:
		return c->on_crash;
	case LIBXL_SHUTDOWN_REASON_WATCHDOG:
		return c->on_watchdog;
	case LIBXL_SHUTDOWN_REASON_SOFT_RESET:
		return c->on_soft_reset;
	default:
		note("Unknown shutdown reason code %u. Destroying domain.",
		     reason);
		return LIBXL_ACTION_ON_SHUTDOWN_DESTROY;
	}
}

static void dump_core(struct making *m)
{
	char path[512];
	int rc;

	snprintf(path, sizeof(path), DUMP_DIR "/%s",
		 file_name_of(m->s, m->config->c_info.name));
	note("dumping core to %s", path);
	rc = libxl_domain_core_dump(m->s->ctx, m->domid, path, NULL);
	if (rc)
		note("core dump failed (rc=%d).", rc);
}

/*
 * What is left over of it is no reason not to start it again, but the domain
 * itself is: its disks would have two who write to them.
 */
static enum next destroy_and(struct making *m, enum next next)
{
	uint32_t domid = m->domid;
	int rc;

	note("Domain %u needs to be cleaned up: destroying the domain", domid);
	rc = libxl_domain_destroy(m->s->ctx, domid, NULL);
	m->domid = NO_DOMAIN;
	if (!rc || rc == ERROR_DOMAIN_NOTFOUND)
		return next;
	if (libxl_domain_info(m->s->ctx, NULL, domid) == ERROR_DOMAIN_NOTFOUND) {
		note("something of domain %u is left (rc=%d); see above", domid,
		     rc);
		return next;
	}
	note("domain %u cannot be destroyed (rc=%d)%s; try xl destroy %u", domid,
	     rc, next == NEXT_AGAIN ? " and is not started again" : "", domid);
	return NEXT_GONE;
}

/* The domain as it is now (its devices, its memory) is what starts again. */
static void refresh_config(struct making *m)
{
	libxl_domain_config now;
	int rc;

	libxl_domain_config_init(&now);
	rc = libxl_retrieve_domain_configuration(m->s->ctx, m->domid, &now,
						 NULL);
	if (rc) {
		libxl_domain_config_dispose(&now);
		note("failed to retrieve guest configuration (rc=%d). "
		     "reusing old configuration", rc);
		return;
	}
	override_apply(m->s, m->domid, &now);
	libxl_domain_config_dispose(m->config);
	*m->config = now;
}

static enum next act(struct making *m, libxl_action_on_shutdown action)
{
	switch (action) {
	case LIBXL_ACTION_ON_SHUTDOWN_PRESERVE:
		return NEXT_NOTHING;
	case LIBXL_ACTION_ON_SHUTDOWN_RESTART_RENAME:
		refresh_config(m);
		return NEXT_RENAME_AGAIN;
	case LIBXL_ACTION_ON_SHUTDOWN_COREDUMP_RESTART:
		dump_core(m);
		/* fall through */
	case LIBXL_ACTION_ON_SHUTDOWN_RESTART:
		refresh_config(m);
		return destroy_and(m, NEXT_AGAIN);
	case LIBXL_ACTION_ON_SHUTDOWN_SOFT_RESET:
		refresh_config(m);
		return NEXT_RESET;
	case LIBXL_ACTION_ON_SHUTDOWN_COREDUMP_DESTROY:
		dump_core(m);
		/* fall through */
	default:
		return destroy_and(m, NEXT_GONE);
	}
}

static enum next domain_ended(struct making *m, const libxl_event *event)
{
	unsigned int reason = event->u.domain_shutdown.shutdown_reason;
	libxl_action_on_shutdown action;

	note("Domain %u has shut down, reason code %u 0x%x", event->domid,
	     reason, reason);
	if (reason == LIBXL_SHUTDOWN_REASON_SUSPEND) {
		note("Domain has suspended.");
		return NEXT_GONE;
	}
	action = action_for(m->config, reason);
	note("Action for shutdown reason code %u is %s", reason,
	     libxl_action_on_shutdown_to_string(action));
	return act(m, action);
}

/* -- events --------------------------------------------------------------- */

struct watches {
	libxl_evgen_domain_death *death;
	libxl_evgen_disk_eject **ejects;	/* one per CD drive */
	size_t n;
};

static int watches_start(struct making *m, struct watches *w)
{
	libxl_domain_config *c = m->config;

	*w = (struct watches){ 0 };
	w->ejects = calloc((size_t)c->num_disks + 1, sizeof(*w->ejects));
	if (!w->ejects ||
	    libxl_evenable_domain_death(m->s->ctx, m->domid, 0, &w->death))
		return -1;
	for (int i = 0; i < c->num_disks; i++)
		if (c->disks[i].removable &&
		    !libxl_evenable_disk_eject(m->s->ctx, m->domid,
					       c->disks[i].vdev, 0,
					       &w->ejects[w->n]))
			w->n++;
	return 0;
}

static void watches_stop(struct making *m, struct watches *w)
{
	libxl_event *event;

	if (w->death)
		libxl_evdisable_domain_death(m->s->ctx, w->death);
	while (w->n)
		libxl_evdisable_disk_eject(m->s->ctx, w->ejects[--w->n]);
	free(w->ejects);
	/* what has happened since is about a domain that is no more */
	while (!libxl_event_check(m->s->ctx, &event, LIBXL_EVENTMASK_ALL, NULL,
				  NULL))
		libxl_event_free(m->s->ctx, event);
}

static void disk_ejected(struct making *m, libxl_event *event)
{
	int rc = libxl_cdrom_insert(m->s->ctx, m->domid,
				    &event->u.disk_eject.disk, NULL);

	if (rc)
		note("the ejected disk %s stays in its drive (rc=%d)",
		     event->u.disk_eject.vdev, rc);
}

static enum next handle(struct making *m, libxl_event *event)
{
	switch (event->type) {
	case LIBXL_EVENT_TYPE_DOMAIN_SHUTDOWN:
		return domain_ended(m, event);
	case LIBXL_EVENT_TYPE_DOMAIN_DEATH:
		note("Domain %u has been destroyed.", event->domid);
		return NEXT_GONE;
	case LIBXL_EVENT_TYPE_DISK_EJECT:
		disk_ejected(m, event);
		return NEXT_NOTHING;
	default:
		note("warning, got unexpected event type %d", event->type);
		return NEXT_NOTHING;
	}
}

/* Until something other than waiting is to be done. */
static enum next wait_for_end(struct making *m)
{
	enum next next = NEXT_NOTHING;
	libxl_event *event;
	struct watches w;
	int rc;

	if (watches_start(m, &w)) {
		note("domain %u cannot be watched", m->domid);
		watches_stop(m, &w);
		return NEXT_GONE;
	}
	while (next == NEXT_NOTHING) {
		rc = libxl_event_wait(m->s->ctx, &event, LIBXL_EVENTMASK_ALL,
				      NULL, NULL);
		if (rc) {
			note("Domain %u, failed to get event, quitting (rc=%d)",
			     m->domid, rc);
			next = NEXT_GONE;
			break;
		}
		if (event->domid == m->domid)
			next = handle(m, event);
		libxl_event_free(m->s->ctx, event);
	}
	watches_stop(m, &w);
	return next;
}

/* -- again ---------------------------------------------------------------- */

/* "-20260131T1200Z": what the old domain is called from now on. */
static int keep_renamed(struct making *m)
{
	time_t now = time(NULL);
	libxl_uuid uuid;
	struct tm utc;
	char suffix[24];
	int rc;

	if (!gmtime_r(&now, &utc) ||
	    !strftime(suffix, sizeof(suffix), "-%Y%m%dT%H%MZ", &utc))
		return -1;
	libxl_uuid_generate(&uuid);
	note("Preserving domain %u %s with suffix%s", m->domid,
	     m->config->c_info.name, suffix);
	rc = libxl_domain_preserve(m->s->ctx, m->domid, &m->config->c_info,
				   suffix, uuid);
	if (rc)
		note("the domain cannot be renamed (rc=%d)", rc);
	return rc;
}

static int make_again(struct making *m, enum next next)
{
	if (next == NEXT_RENAME_AGAIN && keep_renamed(m))
		return -1;
	m->reset = next == NEXT_RESET ? m->config : NULL;
	m->paused = false;
	m->console = NULL;
	/* a new id; of a reset domain it is .domid that counts */
	m->config->c_info.domid = INVALID_DOMID;
	note("Done. Rebooting now");
	return make_domain(m);
}

int watch_domain(struct making *m)
{
	for (;;) {
		enum next next;

		note("Waiting for domain %s (domid %u) to die [pid %ld]",
		     m->config->c_info.name, m->domid, (long)getpid());
		next = wait_for_end(m);
		if (next == NEXT_GONE) {
			note("Done. Exiting now");
			return 0;
		}
		if (make_again(m, next))
			return 1;
	}
}
