/* SPDX-License-Identifier: GPL-2.0-only */
/* Sets of host CPUs. */
#include "xl/live/cpuset.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

static void change(libxl_bitmap *set, long from, long to, bool on)
{
	for (long i = from; i <= to && i < (long)set->size * 8; i++) {
		if (on)
			libxl_bitmap_set(set, (int)i);
		else
			libxl_bitmap_reset(set, (int)i);
	}
}

/* The CPUs of NUMA nodes from..to; -1 if the host does not say. */
static int change_nodes(const struct session *s, libxl_bitmap *set, long from,
			long to, bool on)
{
	int n;
	libxl_cputopology *cpus = libxl_get_cpu_topology(s->ctx, &n);

	if (!cpus)
		return -1;
	for (int i = 0; i < n; i++)
		if (cpus[i].node >= from && cpus[i].node <= to)
			change(set, i, i, on);
	libxl_cputopology_list_free(cpus, n);
	return 0;
}

/* N or N-M */
static bool read_range(const char *s, long *from, long *to)
{
	char *end;

	s += strspn(s, " \t");
	if (!isdigit((unsigned char)*s))
		return false;
	*from = *to = strtol(s, &end, 10);
	if (*end == '-' && isdigit((unsigned char)end[1]))
		*to = strtol(end + 1, &end, 10);
	return !*end && *from <= *to;
}

static int add_item(const struct session *s, const char *item,
		    libxl_bitmap *set)
{
	bool on = *item != '^', nodes;
	long from, to;

	item += !on;
	nodes = !strncmp(item, "node:", 5) || !strncmp(item, "nodes:", 6);
	if (nodes)
		item = strchr(item, ':') + 1;
	/* a set is whole bytes, and libxl's own "any" fills them all */
	if (!strcmp(item, "all")) {
		change(set, 0, (long)set->size * 8 - 1, on);
		return 0;
	}
	if (!read_range(item, &from, &to))
		return -1;
	if (nodes)
		return change_nodes(s, set, from, to, on);
	change(set, from, to, on);
	return 0;
}

int cpuset_parse(const struct session *s, const char *text, libxl_bitmap *set)
{
	int host = libxl_get_max_cpus(s->ctx);

	libxl_bitmap_init(set);
	if (host <= 0 || libxl_cpu_bitmap_alloc(s->ctx, set, host)) {
		refuse(s, "the hypervisor does not say how many CPUs it has");
		return -1;
	}
	for (const char *p = text; *p;) {
		size_t len;

		p += strspn(p, " \t");
		len = strcspn(p, ",");
		if (len && add_item(s, arena_memdup0(s->arena, p, len), set)) {
			refuse(s, "\"%s\" is no set of CPUs: give numbers, "
			       "ranges (0-3), node:N or all, with ^ before "
			       "what to leave out", text);
			return -1;
		}
		p += len + (p[len] == ',');
	}
	return 0;
}

static void print_range(FILE *out, bool first, int from, int to)
{
	fprintf(out, "%s%d", first ? "" : ",", from);
	if (to > from)
		fprintf(out, "-%d", to);
}

void cpuset_print(FILE *out, const libxl_bitmap *set, int n)
{
	int limit = (int)set->size * 8, from = -1, count = 0;
	bool first = true;

	if (n < limit)
		limit = n;
	for (int i = 0; i < limit; i++)
		count += libxl_bitmap_test(set, i);
	if (!count || count == n) {
		fputs(count ? "all" : "none", out);
		return;
	}
	for (int i = 0; i <= limit; i++) {
		bool in = i < limit && libxl_bitmap_test(set, i);

		if (in && from < 0)
			from = i;
		if (in || from < 0)
			continue;
		print_range(out, first, from, i - 1);
		first = false;
		from = -1;
	}
}
