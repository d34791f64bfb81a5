/* SPDX-License-Identifier: GPL-2.0-only */
/* cpupool-list. */
#include "xl/live/pools.h"

#include <string.h>

#include "xl/live/commands.h"

void pool_print_head(bool cpus)
{
	printf("%-19s", "Name");
	puts(cpus ? "CPU list" : "CPUs   Sched     Active   Domain count");
}

/* Every CPU by itself, as scripts know it. */
static void print_cpus(const libxl_bitmap *map)
{
	bool first = true;

	for (int i = 0; i < (int)map->size * 8; i++) {
		if (!libxl_bitmap_test(map, i))
			continue;
		printf("%s%d", first ? "" : ",", i);
		first = false;
	}
	putchar('\n');
}

void pool_print(const libxl_cpupoolinfo *p, bool cpus)
{
	printf("%-19s", p->pool_name);
	if (cpus)
		print_cpus(&p->cpumap);
	else
		printf("%3d %9s       y       %4d\n",
		       libxl_bitmap_count_set(&p->cpumap),
		       libxl_scheduler_to_string(p->sched), (int)p->n_dom);
}

int live_cpupool_list(struct session *s)
{
	const char *name = s->nwords ? s->words[0] : NULL;
	uint32_t poolid;
	libxl_cpupoolinfo *v;
	int n;

	if (name && libxl_name_to_cpupoolid(s->ctx, name, &poolid)) {
		fprintf(stderr, "Pool '%s' does not exist\n", name);
		return 1;
	}
	v = libxl_list_cpupool(s->ctx, &n);
	if (!v)
		return refuse(s, "the CPU pools cannot be listed");
	pool_print_head(given(s, 'c'));
	for (int i = 0; i < n; i++)
		if (!name || !strcmp(v[i].pool_name, name))
			pool_print(&v[i], given(s, 'c'));
	libxl_cpupoolinfo_list_free(v, n);
	return 0;
}
