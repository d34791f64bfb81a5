/* SPDX-License-Identifier: LGPL-2.1-only */
/* Virtual CPUs of an S-expression: how many, where they run, their share. */
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "read/sxp_domain.h"

/*
 * The mask of the CPUs that are online turns the number of CPUs into the most
 * there can be. xm can say that only of the first ones.
 */
static void read_avail(struct sxp_domain *d, const char *vcpus,
		       const struct sxp *e)
{
	uint64_t most = strtoull(vcpus, NULL, 10);
	uint64_t mask = strtoull(sxp_value(e), NULL, 0);
	unsigned int online = (unsigned int)__builtin_popcountll(mask);

	if (most < 64)
		mask &= ((uint64_t)1 << most) - 1;
	if (!mask || online >= most)
		return;
	if (mask & (mask + 1))
		diag_add(d->ds, DIAG_SXP_VCPU_MASK, e->pos, "vcpu_avail",
			 "the virtual CPUs that are online (%s) are not the "
			 "first ones: as many of the first are taken",
			 sxp_value(e))->advice =
			"set the CPUs in the running guest";
	sxp_bind(d, "vcpus", arena_printf(d->arena, "%u", online), e->pos);
	sxp_bind(d, "maxvcpus", vcpus, e->pos);
}

static void read_number(struct sxp_domain *d)
{
	const struct sxp *e = sxp_find(d->root, "vcpus");
	const struct sxp *avail = sxp_find(d->root, "vcpu_avail");

	if (!e || !sxp_value(e))
		e = sxp_find(d->root, "VCPUs_max");
	if (!e || !sxp_value(e))
		return;
	sxp_bind(d, "vcpus", sxp_value(e), e->pos);
	if (avail && sxp_value(avail))
		read_avail(d, sxp_value(e), avail);
}

/* (0 1 2) -> "0,1,2" */
static char *cpu_list(struct arena *a, const struct sxp *list)
{
	char *text = arena_strdup(a, "");

	for (const struct sxp *s = list->first; s; s = s->next)
		if (s->kind != SXP_LIST)
			text = arena_printf(a, "%s%s%s", text,
					    *text ? "," : "", s->text);
	return text;
}

static void bind_lists(struct sxp_domain *d, const struct sxp *lists,
		       struct pos pos)
{
	bool same = true, free_ones = false;
	const char *first = NULL;
	struct value *list = value_list(d->arena, pos);

	for (const struct sxp *s = lists->first; s; s = s->next) {
		const char *text = s->kind == SXP_LIST ?
			cpu_list(d->arena, s) : s->text;

		if (!first)
			first = text;
		same &= !strcmp(first, text);
		free_ones |= !*text;
		value_push(d->arena, list, value_string(d->arena, text, pos));
	}
	if (!first || (same && !*first))
		return;		/* they may run anywhere */
	if (same)
		sxp_bind(d, "cpus", first, pos);
	else if (!free_ones)
		tree_set(d->tree, "cpus", list, pos);
	else
		diag_add(d->ds, DIAG_SXP_CPUS_MIXED, pos, "cpus",
			 "some virtual CPUs are pinned and others are not, "
			 "which no config can say: none is pinned")->advice =
			"pin them with xl vcpu-pin";
}

static void read_pins(struct sxp_domain *d)
{
	const struct sxp *e = sxp_find(d->root, "cpus");
	const struct sxp *v = e ? e->first->next : NULL;
	const struct sxp *cpu = sxp_find(d->root, "cpu");

	if (cpu && sxp_value(cpu))
		sxp_bind(d, "cpu", sxp_value(cpu), cpu->pos);
	if (!v)
		return;
	if (v->kind != SXP_LIST) {
		if (v->len || !d->state)
			sxp_bind(d, "cpus", v->text, e->pos);
	} else if (!d->state && v->first && v->first->kind != SXP_LIST) {
		for (const struct sxp *s = v->first; s; s = s->next)
			sxp_bind_item(d, "cpus", s->kind == SXP_LIST ? "" :
				      s->text, e->pos);
	} else {
		bind_lists(d, v, e->pos);
	}
}

/* cpu_weight and cpu_cap, or the list ((weight 256) (cap 0)). */
static void read_share(struct sxp_domain *d, const char *key, const char *api)
{
	const struct sxp *e = sxp_find(d->root, key), *params;

	if (!e || !sxp_value(e)) {
		params = sxp_find(d->root, "vcpus_params");
		params = params ? params->first->next : NULL;
		e = params && params->kind == SXP_LIST ?
			sxp_find(params, api) : NULL;
	}
	if (e && sxp_value(e))
		sxp_bind(d, key, sxp_value(e), e->pos);
}

void sxp_read_cpus(struct sxp_domain *d)
{
	read_number(d);
	read_pins(d);
	read_share(d, "cpu_cap", "cap");
	read_share(d, "cpu_weight", "weight");
}
