/* SPDX-License-Identifier: GPL-2.0-only */
/* xm console, shutdown, reboot, dump-core, domid, domname. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "base/arena.h"
#include "xl/live/commands.h"
#include "xl/live/ending.h"

/* -- names ---------------------------------------------------------------- */

int live_xm_domid(struct session *s)
{
	uint32_t domid;
	int status = find_domain(s, s->words[0], &domid);

	if (!status)
		printf("%u\n", domid);
	return status;
}

int live_xm_domname(struct session *s)
{
	uint32_t domid;
	int status = find_domain(s, s->words[0], &domid);
	char *name;

	if (status)
		return status;
	name = domain_name(s, domid);
	puts(name);
	free(name);
	return 0;
}

/* -- console -------------------------------------------------------------- */

static bool is_there(const struct session *s, const char *word)
{
	uint32_t domid;

	return !libxl_name_to_domid(s->ctx, word, &domid) ||
	       (!libxl_domain_qualifier_to_domid(s->ctx, word, &domid) &&
		!libxl_domain_info(s->ctx, NULL, domid));
}

int live_xm_console(struct session *s)
{
	if (given(s, 'q') && !is_there(s, s->words[0]))
		return 1;
	return live_console(s);
}

/* -- shutdown, reboot ----------------------------------------------------- */

static char **names_of(const struct session *s, const uint32_t *domids,
		       size_t n)
{
	char **names = arena_calloc(s->arena, n + 1, sizeof(*names));

	for (size_t i = 0; i < n; i++) {
		char *name = domain_name(s, domids[i]);

		names[i] = arena_strdup(s->arena, name);
		free(name);
	}
	return names;
}

/* Without PV drivers xend ended a guest hard; so do we. */
static int ask(const struct session *s, uint32_t domid, bool reboot)
{
	int rc = reboot ? libxl_domain_reboot(s->ctx, domid, NULL) :
		libxl_domain_shutdown(s->ctx, domid, NULL);

	if (rc == ERROR_NOPARAVIRT)
		rc = libxl_send_trigger(s->ctx, domid, reboot ?
					LIBXL_TRIGGER_RESET :
					LIBXL_TRIGGER_POWER, 0, NULL);
	return finish(s, rc, "domain %u cannot be asked to %s", domid,
		      reboot ? "reboot" : "shut down");
}

static int end(const struct session *s, const uint32_t *domids, size_t n,
	       bool reboot)
{
	const char *done = reboot ? "rebooted" : "terminated";
	char **names = names_of(s, domids, n);
	int status = 0;

	for (size_t i = 0; i < n; i++)
		status |= ask(s, domids[i], reboot);
	if (!given(s, 'w') || status)
		return status;
	status = wait_for_ends(s, domids, n);
	for (size_t i = 0; i < n && !status; i++)
		printf("Domain %s %s\n", names[i], done);
	if (given(s, 'a') && !status)
		printf("All domains %s\n", done);
	return status;
}

static int end_named(const struct session *s, bool reboot)
{
	uint32_t *domids, domid;
	int n, status;

	if (given(s, 'a')) {
		n = all_guests(s, &domids);
		return n < 0 ? 1 : end(s, domids, (size_t)n, reboot);
	}
	if (!s->nwords)
		return usage_error(s->inv, "'xm %s' requires 1 argument.",
				   s->inv->command->name);
	status = find_domain(s, s->words[0], &domid);
	return status ? status : end(s, &domid, 1, reboot);
}

int live_xm_shutdown(struct session *s)
{
	return end_named(s, given(s, 'R'));
}

int live_xm_reboot(struct session *s)
{
	return end_named(s, true);
}

/* -- dump-core ------------------------------------------------------------ */

/* "/var/xen/dump/NAME/2026-0131.1200-NAME.7.core" */
static char *default_dump(const struct session *s, uint32_t domid)
{
	char *name = domain_name(s, domid), stamp[32], *part, *path;
	time_t now = time(NULL);

	strftime(stamp, sizeof(stamp), "%Y-%m%d-%H%M.%S", localtime(&now));
	part = file_name_of(s, name);
	path = arena_printf(s->arena, "/var/xen/dump/%s/%s-%s.%u.core", part,
			    stamp, part, domid);
	free(name);
	return path;
}

static int make_folders(const struct session *s, const char *path)
{
	char *copy = arena_strdup(s->arena, path);

	for (char *p = strchr(copy + 1, '/'); p; p = strchr(p + 1, '/')) {
		*p = '\0';
		if (mkdir(copy, 0755) && errno != EEXIST)
			return refuse(s, "%s: %s", copy, strerror(errno));
		*p = '/';
	}
	return 0;
}

/* What is not complete is called so. */
static int dump(const struct session *s, uint32_t domid, const char *path)
{
	char *partial = arena_printf(s->arena, "%s-incomplete", path);
	int rc;

	rc = libxl_domain_core_dump(s->ctx, domid, path, NULL);
	if (rc)
		rename(path, partial);
	return finish(s, rc, "Failed to dump core: %s", path);
}

static int dump_paused(const struct session *s, uint32_t domid,
		       const char *path)
{
	libxl_dominfo d;
	bool paused;
	int status;

	libxl_dominfo_init(&d);
	paused = !libxl_domain_info(s->ctx, &d, domid) &&
		 (d.paused || d.shutdown);
	libxl_dominfo_dispose(&d);
	if (!given(s, 'L') && !paused &&
	    libxl_domain_pause(s->ctx, domid, NULL))
		return refuse(s, "domain %u cannot be paused; -L dumps a "
			      "running one", domid);
	status = dump(s, domid, path);
	if (!given(s, 'L') && !paused)
		libxl_domain_unpause(s->ctx, domid, NULL);
	return status;
}

int live_xm_dump_core(struct session *s)
{
	const char *path = s->nwords > 1 ? s->words[1] : NULL;
	uint32_t domid;
	int status = find_domain(s, s->words[0], &domid);

	if (status)
		return status;
	if (given(s, 'C') && given(s, 'R'))
		return usage_error(s->inv, "-C and -R do not go together");
	if (!path) {
		path = default_dump(s, domid);
		if (make_folders(s, path))
			return 1;
	}
	printf("Dumping core of domain: %s ...\n", s->words[0]);
	fflush(stdout);
	status = dump_paused(s, domid, path);
	if (status || (!given(s, 'C') && !given(s, 'R')))
		return status;
	if (given(s, 'C')) {
		printf("Destroying domain: %s ...\n", s->words[0]);
		return finish(s, libxl_domain_destroy(s->ctx, domid, NULL),
			      "domain %u is not destroyed", domid);
	}
	printf("Resetting domain: %s ...\n", s->words[0]);
	return ask(s, domid, true);
}
