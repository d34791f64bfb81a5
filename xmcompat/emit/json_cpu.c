/* SPDX-License-Identifier: LGPL-2.1-only */
/* vCPUs: how many, where they run, what they are, their NUMA nodes. */
#include <string.h>

#include "emit/json.h"

/* -- how many --------------------------------------------------------------- */

static int64_t vnuma_vcpus(const struct xl_domain *d)
{
	int64_t n = 0;

	for (size_t i = 0; i < d->nvnodes; i++)
		for (size_t k = 0; k < d->vnodes[i].nvcpus; k++)
			n += d->vnodes[i].vcpus[k];
	return n;
}

static int64_t max_vcpus(const struct xl_domain *d)
{
	int64_t n = vnuma_vcpus(d), max;

	if (n)
		return n;
	if (xl_domain_number(d, "maxvcpus", &max))
		return max;
	return xl_domain_int(d, "vcpus");
}

/* How many was not said: neither with vcpus nor as a limit or by the nodes. */
static bool unsaid(const struct json *j)
{
	return !json_wanted(j, "vcpus") && !vnuma_vcpus(j->d) &&
	       !tree_find(j->d->tree, "maxvcpus");
}

void json_max_vcpus(struct json *j, const char *name)
{
	if (max_vcpus(j->d) && !unsaid(j))
		json_member_number(j, name, max_vcpus(j->d));
}

void json_avail_vcpus(struct json *j, const char *name)
{
	int64_t n = xl_domain_int(j->d, "vcpus");

	if (n <= 0 || !json_wanted(j, "vcpus"))
		return;
	json_open_list(j, name);
	for (int64_t i = 0; i < n; i++)
		json_number(j, i);
	json_close_list(j);
}

/* -- where ------------------------------------------------------------------ */

static void write_set(struct json *j, const bool *set, size_t n)
{
	yajl_gen_array_open(j->gen);
	for (size_t i = 0; i < n; i++)
		if (set[i])
			json_number(j, (int64_t)i);
	yajl_gen_array_close(j->gen);
}

/* One set for all vCPUs, or a list: what goes beyond the vCPUs is left out. */
static void write_affinity(struct json *j, const char *name, const char *key,
			   const struct xl_cpus *cpus, size_t n)
{
	size_t vcpus = (size_t)max_vcpus(j->d);
	bool each = xl_domain_list(j->d, key) != NULL;
	size_t count = each && n < vcpus ? n : vcpus;

	if (!n || !count)
		return;
	json_open_list(j, name);
	for (size_t i = 0; i < count; i++)
		write_set(j, cpus[each ? i : 0].set, XL_HOST_CPUS);
	json_close_list(j);
}

void json_hard_affinity(struct json *j, const char *name)
{
	write_affinity(j, name, "cpus", j->d->cpus, j->d->ncpus);
}

void json_soft_affinity(struct json *j, const char *name)
{
	write_affinity(j, name, "cpus_soft", j->d->cpus_soft,
		       j->d->ncpus_soft);
}

void json_numa_placement(struct json *j, const char *name)
{
	const struct xl_domain *d = j->d;
	bool placed = xl_domain_list(d, "cpus") || tree_find(d->tree, "cpus_soft");

	for (size_t i = 0; i < d->nvnodes; i++)
		placed |= d->vnodes[i].has_pnode;
	if (placed)
		json_member_choice(j, name, false);
}

/* -- what ------------------------------------------------------------------- */

static void write_leaf(struct json *j, const struct xl_cpuid_leaf *l)
{
	static const char *const names[] = { "eax", "ebx", "ecx", "edx" };

	yajl_gen_map_open(j->gen);
	json_member_number(j, "leaf", l->leaf);
	if (l->subleaf >= 0)
		json_member_number(j, "subleaf", l->subleaf);
	for (int i = 0; i < 4; i++)
		if (l->regs[i])
			json_member_string(j, names[i], l->regs[i]);
	yajl_gen_map_close(j->gen);
}

static void write_msr(struct json *j, const struct xl_cpuid_leaf *l)
{
	yajl_gen_map_open(j->gen);
	json_member_number(j, "index", l->leaf);
	json_member_string(j, "policy", l->regs[0]);
	yajl_gen_map_close(j->gen);
}

void json_cpuid(struct json *j, const char *name)
{
	const struct xl_cpuid *c = &j->d->cpuid;

	if (!c->n)
		return;
	json_open(j, name);
	json_open_list(j, "cpuid");
	for (size_t i = 0; i < c->n; i++)
		if (!c->v[i].msr)
			write_leaf(j, &c->v[i]);
	json_close_list(j);
	json_open_list(j, "msr");
	for (size_t i = 0; i < c->n; i++)
		if (c->v[i].msr && c->v[i].regs[0])
			write_msr(j, &c->v[i]);
	json_close_list(j);
	json_close(j);
}

/* -- their nodes ------------------------------------------------------------ */

static void write_vnode(struct json *j, const struct xl_vnode *n)
{
	yajl_gen_map_open(j->gen);
	if (n->size_mb)
		json_member_number(j, "memkb", (int64_t)(n->size_mb * 1024));
	json_open_list(j, "distances");
	for (size_t i = 0; i < n->ndistances; i++)
		json_number(j, n->distances[i]);
	json_close_list(j);
	if (n->pnode)
		json_member_number(j, "pnode", n->pnode);
	if (n->nvcpus) {
		json_string(j, "vcpus");
		write_set(j, n->vcpus, n->nvcpus);
	}
	yajl_gen_map_close(j->gen);
}

void json_vnuma(struct json *j, const char *name)
{
	if (!j->d->nvnodes)
		return;
	json_open_list(j, name);
	for (size_t i = 0; i < j->d->nvnodes; i++)
		write_vnode(j, &j->d->vnodes[i]);
	json_close_list(j);
}
