/* SPDX-License-Identifier: GPL-2.0-only */
/* shutdown, reboot, destroy: ways to end a domain. */
#include <stdlib.h>

#include <libxl_event.h>

#include "base/arena.h"
#include "xl/live/commands.h"
#include "xl/live/ending.h"

/* -- asking --------------------------------------------------------------- */

/* The ACPI event that a guest without PV drivers understands. */
static int press_button(const struct session *s, uint32_t domid, bool reboot)
{
	fprintf(stderr, "PV control interface not available: sending ACPI %s "
		"button event.\n", reboot ? "reset" : "power");
	return libxl_send_trigger(s->ctx, domid,
				  reboot ? LIBXL_TRIGGER_RESET :
				  LIBXL_TRIGGER_POWER, 0, NULL);
}

static int refuse_button(bool reboot)
{
	fprintf(stderr, "PV control interface not available: external "
		"graceful %s not possible.\n"
		"Use \"-F\" to fallback to ACPI %s event.\n",
		reboot ? "reboot" : "shutdown", reboot ? "reset" : "power");
	return ERROR_NOPARAVIRT;
}

int ask_to_end(const struct session *s, uint32_t domid, bool reboot,
	       bool button)
{
	int rc;

	fprintf(stderr, "%s domain %u\n", reboot ? "Rebooting" :
		"Shutting down", domid);
	rc = reboot ? libxl_domain_reboot(s->ctx, domid, NULL) :
		libxl_domain_shutdown(s->ctx, domid, NULL);
	if (rc == ERROR_NOPARAVIRT)
		rc = button ? press_button(s, domid, reboot) :
			refuse_button(reboot);
	if (rc)
		fprintf(stderr, "%s failed (rc=%d)\n",
			reboot ? "reboot" : "shutdown", rc);
	return rc ? 1 : 0;
}

/* -- waiting -------------------------------------------------------------- */

static bool has_ended(const libxl_event *event)
{
	if (event->type == LIBXL_EVENT_TYPE_DOMAIN_DEATH) {
		fprintf(stderr, "Domain %d has been destroyed\n",
			(int)event->domid);
		return true;
	}
	fprintf(stderr, "Domain %d has been shut down, reason code %d\n",
		(int)event->domid, event->u.domain_shutdown.shutdown_reason);
	return true;
}

int wait_for_ends(const struct session *s, const uint32_t *domids, size_t n)
{
	libxl_evgen_domain_death **deaths =
		arena_calloc(s->arena, n + 1, sizeof(*deaths));
	libxl_event *event;
	size_t left = 0;
	int rc = 0;

	for (size_t i = 0; i < n && !rc; i++) {
		rc = libxl_evenable_domain_death(s->ctx, domids[i],
						 (libxl_ev_user)i, &deaths[i]);
		left += !rc;
	}
	if (rc)
		fprintf(stderr, "wait for death failed (evgen, rc=%d)\n", rc);
	while (left && !rc) {
		rc = libxl_event_wait(s->ctx, &event,
				      LIBXL_EVENTMASK_ALL, NULL, NULL);
		if (rc)
			break;
		/* the first sign of its end is enough, there may be two */
		if (deaths[event->for_user] && has_ended(event)) {
			libxl_evdisable_domain_death(s->ctx,
					deaths[event->for_user]);
			deaths[event->for_user] = NULL;
			left--;
		}
		libxl_event_free(s->ctx, event);
	}
	return rc ? 1 : 0;
}

/* -- commands ------------------------------------------------------------- */

/* Every guest, into domids; how many, or -1 after saying why. */
int all_guests(const struct session *s, uint32_t **domids)
{
	int n, count = 0;
	libxl_dominfo *list = libxl_list_domain(s->ctx, &n);

	if (!list) {
		refuse(s, "the hypervisor does not list its domains");
		return -1;
	}
	*domids = arena_calloc(s->arena, (size_t)n + 1, sizeof(**domids));
	for (int i = 0; i < n; i++)
		if (list[i].domid && !list[i].dying && !list[i].shutdown)
			(*domids)[count++] = list[i].domid;
	libxl_dominfo_list_free(list, n);
	return count;
}

static int end_all(struct session *s, bool reboot)
{
	int n, status = 0;
	uint32_t *domids;

	if (s->nwords)
		return refuse(s, "-a is every guest: name no domain beside "
			      "it");
	n = all_guests(s, &domids);
	if (n < 0)
		return 1;
	for (int i = 0; i < n; i++)
		status |= ask_to_end(s, domids[i], reboot, given(s, 'F'));
	if (!given(s, 'w') || status)
		return status;
	fprintf(stderr, "Waiting for %d domains\n", n);
	return wait_for_ends(s, domids, (size_t)n);
}

static int end_one(struct session *s, bool reboot)
{
	uint32_t domid;
	int status;

	if (!s->nwords)
		return refuse(s, "You must specify -a or a domain id.");
	status = find_domain(s, s->words[0], &domid);
	if (!status)
		status = ask_to_end(s, domid, reboot, given(s, 'F'));
	if (status || !given(s, 'w'))
		return status;
	fprintf(stderr, "Waiting for %d domains\n", 1);
	return wait_for_ends(s, &domid, 1);
}

int live_shutdown(struct session *s)
{
	return given(s, 'a') ? end_all(s, false) : end_one(s, false);
}

int live_reboot(struct session *s)
{
	return given(s, 'a') ? end_all(s, true) : end_one(s, true);
}

int live_destroy(struct session *s)
{
	uint32_t domid;
	int rc, status = find_domain(s, s->words[0], &domid);

	if (status)
		return status;
	if (!domid && !given(s, 'f')) {
		fputs("Not destroying domain 0; use -f to force.\n"
		      "This can only be done when using a disaggregated "
		      "hardware domain and toolstack.\n\n", stderr);
		return 1;
	}
	rc = libxl_domain_destroy(s->ctx, domid, NULL);
	if (!rc)
		return 0;
	fprintf(stderr, "destroy failed (rc=%d)\n", rc);
	return 1;
}
