/* SPDX-License-Identifier: GPL-2.0-only */
/* xm list, domstate: domains as xm showed them. */
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "xl/live/commands.h"
#include "xl/live/list.h"
#include "xl/live/xm_sxp.h"

struct row {
	char *name;
	const libxl_dominfo *d;
	const char *pool;
};

/* -- states --------------------------------------------------------------- */

static bool crashed(const libxl_dominfo *d)
{
	return d->shutdown && d->shutdown_reason == LIBXL_SHUTDOWN_REASON_CRASH;
}

/* xm's six letters; a crash is not a shutdown for it. */
void xm_state_letters(const libxl_dominfo *d, char out[7])
{
	out[0] = d->running ? 'r' : '-';
	out[1] = d->blocked ? 'b' : '-';
	out[2] = d->paused ? 'p' : '-';
	out[3] = d->shutdown && !crashed(d) ? 's' : '-';
	out[4] = crashed(d) ? 'c' : '-';
	out[5] = d->dying ? 'd' : '-';
	out[6] = '\0';
}

/* Its word in Xen-API terms, which --state selects by. */
static const char *power_state(const libxl_dominfo *d)
{
	if (crashed(d))
		return "crashed";
	if (d->shutdown)
		return "halted";
	return d->paused ? "paused" : "running";
}

static bool wanted(const struct session *s, const struct row *r)
{
	const char *state = given_arg(s, OPT_STATE), *pool = given_arg(s, OPT_POOL);

	if (state && strcmp(state, "all") &&
	    strcmp(state, power_state(r->d)))
		return false;
	return !pool || !strcmp(pool, r->pool);
}

/* -- which ---------------------------------------------------------------- */

static int by_name(const void *x, const void *y)
{
	const struct row *a = x, *b = y;

	return strcmp(a->name, b->name);
}

static char *keep(const struct session *s, char *text)
{
	char *kept = arena_strdup(s->arena, text ? text : "");

	free(text);
	return kept;
}

static int is_named(const struct session *s, uint32_t domid)
{
	uint32_t named;

	if (!s->nwords)
		return 1;
	for (size_t i = 0; i < s->nwords; i++)
		if (!find_domain(s, s->words[i], &named) && named == domid)
			return 1;
	return 0;
}

/* Every word must name a domain. */
static int check_words(const struct session *s)
{
	uint32_t domid;
	int status = 0;

	for (size_t i = 0; i < s->nwords && !status; i++)
		status = find_domain(s, s->words[i], &domid);
	return status;
}

static size_t select_rows(const struct session *s, const libxl_dominfo *list,
			  int n, struct row *rows)
{
	size_t count = 0;

	for (int i = 0; i < n; i++) {
		struct row r = { .d = &list[i] };

		if (!is_named(s, list[i].domid))
			continue;
		r.name = keep(s, libxl_domid_to_name(s->ctx, list[i].domid));
		r.pool = keep(s, libxl_cpupoolid_to_name(s->ctx,
							 list[i].cpupool));
		if (wanted(s, &r))
			rows[count++] = r;
	}
	qsort(rows, count, sizeof(*rows), by_name);
	return count;
}

/* -- the table ------------------------------------------------------------ */

static void print_row(const struct session *s, const struct row *r)
{
	const libxl_dominfo *d = r->d;
	char letters[7];

	xm_state_letters(d, letters);
	printf("%-40s %5d %5lu %5d %10s %8.1f", r->name, (int)d->domid,
	       (unsigned long)((d->current_memkb + d->outstanding_memkb) /
			       1024),
	       (int)d->vcpu_online, letters, (double)d->cpu_time / 1e9);
	if (given(s, OPT_LABEL))
		printf(" %10s", d->ssid_label ? d->ssid_label : "INACTIVE");
	putchar('\n');
}

static void print_table(const struct session *s, const struct row *rows,
			size_t n)
{
	printf("%-40s %5s %5s %5s %10s %9s", "Name", "ID", "Mem", "VCPUs",
	       "State", "Time(s)");
	if (given(s, OPT_LABEL))
		printf(" %-10s", "Label");
	putchar('\n');
	for (size_t i = 0; i < n; i++)
		print_row(s, &rows[i]);
}

static int print_long(const struct session *s, const struct row *rows,
		      size_t n)
{
	for (size_t i = 0; i < n; i++)
		xm_print_domain(s, rows[i].d, rows[i].name);
	return 0;
}

int live_xm_list(struct session *s)
{
	libxl_dominfo *list;
	struct row *rows;
	size_t count;
	int n, status = check_words(s);

	if (status)
		return status;
	if (s->nwords && (given(s, OPT_STATE) || given(s, OPT_POOL)))
		return usage_error(s->inv, "You may specify either a state "
				   "or a particular VM, but not both");
	if (given(s, 'v')) {
		fputs("Warning: xm list -v is deprecated, use xm vcpu-list\n",
		      stderr);
		return live_xm_vcpu_list(s);
	}
	list = libxl_list_domain(s->ctx, &n);
	if (!list)
		return refuse(s, "the hypervisor does not list its domains");
	rows = arena_calloc(s->arena, (size_t)n + 1, sizeof(*rows));
	count = select_rows(s, list, n, rows);
	if (given(s, 'l'))
		status = print_long(s, rows, count);
	else
		print_table(s, rows, count);
	libxl_dominfo_list_free(list, n);
	return status;
}

/* -- domstate ------------------------------------------------------------- */

static const char *state_word(const libxl_dominfo *d)
{
	if (crashed(d))
		return "crashed";
	if (d->shutdown)
		return "shutdown";
	if (d->paused)
		return "paused";
	return d->running ? "running" : "idle";
}

int live_xm_domstate(struct session *s)
{
	libxl_dominfo d;
	uint32_t domid;
	int status = find_domain(s, s->words[0], &domid);

	if (status)
		return status;
	libxl_dominfo_init(&d);
	status = libxl_domain_info(s->ctx, &d, domid) ? 1 : 0;
	if (!status)
		puts(state_word(&d));
	libxl_dominfo_dispose(&d);
	return status;
}
