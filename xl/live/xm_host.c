/* SPDX-License-Identifier: GPL-2.0-only */
/* xm vcpu-list, vcpu-pin, sched-credit, cpupool-list. */
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "read/sxp.h"
#include "xl/live/commands.h"
#include "xl/live/cpuset.h"
#include "xl/live/each.h"
#include "xl/live/pools.h"
#include "xl/live/sched.h"

/* -- vcpu-list ------------------------------------------------------------ */

/* "any cpu", "no cpus", "0-3,5" */
static void print_affinity(const libxl_bitmap *set, int host)
{
	int n = 0;

	for (int i = 0; i < host; i++)
		n += libxl_bitmap_test(set, i) ? 1 : 0;
	if (!n || n == host)
		fputs(n ? "any cpu" : "no cpus", stdout);
	else
		cpuset_print(stdout, set, host);
}

static void print_vcpu(uint32_t domid, const char *name,
		       const libxl_vcpuinfo *v, int host)
{
	char cpu[12] = "-", state[4] = "--p";

	if (v->online) {
		snprintf(cpu, sizeof(cpu), "%u", v->cpu);
		snprintf(state, sizeof(state), "%c%c-", v->running ? 'r' : '-',
			 v->blocked ? 'b' : '-');
	}
	printf("%-32s %5u %5u %5s %5s %9.1f ", name, domid, v->vcpuid, cpu,
	       state, (double)v->vcpu_time / 1e9);
	print_affinity(&v->cpumap, host);
	putchar('\n');
}

static int list_vcpus(const struct session *s, uint32_t domid)
{
	each_vcpu(s, domid, print_vcpu);
	return 0;
}

int live_xm_vcpu_list(struct session *s)
{
	printf("%-32s %5s %5s %5s %5s %9s %s\n", "Name", "ID", "VCPU", "CPU",
	       "State", "Time(s)", "CPU Affinity");
	return each_domain(s, 0, list_vcpus);
}

/* Hard affinity only, as xm knew it. */
int live_xm_vcpu_pin(struct session *s)
{
	return live_vcpu_pin(s);
}

/* -- schedulers ----------------------------------------------------------- */

/* Domains in pools with another scheduler are passed over. */
static int print_if(const struct session *s, const struct scheduler *k,
		    uint32_t domid)
{
	libxl_domain_sched_params p;
	bool other;

	libxl_domain_sched_params_init(&p);
	other = !libxl_domain_sched_params_get(s->ctx, domid, &p) &&
		p.sched != k->id;
	libxl_domain_sched_params_dispose(&p);
	return other ? 0 : sched_print_domain(s, k, domid);
}

static int print_domain(const struct session *s, uint32_t domid)
{
	return print_if(s, &scheduler_credit, domid);
}

static int print_domain2(const struct session *s, uint32_t domid)
{
	return print_if(s, &scheduler_credit2, domid);
}

/* xm refuses when the host's scheduler is another. */
static int schedule(struct session *s, const struct scheduler *k,
		    domain_function *print)
{
	libxl_scheduler running =
		(libxl_scheduler)libxl_get_scheduler(s->ctx);

	if (running != k->id)
		return refuse(s, "Xen is running with the %s scheduler",
			      libxl_scheduler_to_string(running));
	if (given(s, 'd'))
		return sched_domain(s, k);
	if (given(s, 'w') || given(s, 'c'))
		return usage_error(s->inv, "a domain is needed: -d DOMAIN");
	sched_print_head();
	return each_domain(s, 0, print);
}

int live_xm_sched_credit(struct session *s)
{
	return schedule(s, &scheduler_credit, print_domain);
}

int live_xm_sched_credit2(struct session *s)
{
	return schedule(s, &scheduler_credit2, print_domain2);
}

/* -- pools ---------------------------------------------------------------- */

static void pool_sxp(const struct session *s, const libxl_cpupoolinfo *p)
{
	struct sxp *pool = sxp_sub(s->arena, NULL, "pool");
	struct sxp *cpus;

	sxp_pair(s->arena, pool, "name_label", p->pool_name);
	sxp_pair(s->arena, pool, "sched_policy",
		 libxl_scheduler_to_string(p->sched));
	sxp_pair(s->arena, pool, "domains",
		 arena_printf(s->arena, "%u", p->n_dom));
	cpus = sxp_sub(s->arena, pool, "host_CPUs");
	for (int i = 0; i < (int)p->cpumap.size * 8; i++) {
		char *n = arena_printf(s->arena, "%d", i);

		if (libxl_bitmap_test(&p->cpumap, i))
			sxp_push(cpus, sxp_atom(s->arena, SXP_BARE, n,
						strlen(n)));
	}
	sxp_print(stdout, pool);
}

int live_xm_cpupool_list(struct session *s)
{
	const char *name = s->nwords ? s->words[0] : NULL;
	libxl_cpupoolinfo *v;
	int n;
	bool found = false;

	v = libxl_list_cpupool(s->ctx, &n);
	if (!v)
		return refuse(s, "the CPU pools cannot be listed");
	if (!given(s, 'l'))
		pool_print_head(given(s, 'c'));
	for (int i = 0; i < n; i++) {
		if (name && strcmp(v[i].pool_name, name))
			continue;
		found = true;
		if (given(s, 'l'))
			pool_sxp(s, &v[i]);
		else
			pool_print(&v[i], given(s, 'c'));
	}
	libxl_cpupoolinfo_list_free(v, n);
	return found || !name ? 0 :
		refuse(s, "Pool '%s' does not exist.", name);
}
