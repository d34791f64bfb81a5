/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * Builtin type: a CPU policy, two lists that libxenctrl takes as they are.
 *
 * JSON: {"cpuid": [{"leaf": N, "subleaf": N, "eax": "..."}, ...],
 *        "msr": [{"index": N, "policy": "..."}, ...]}
 * Configs stored by earlier versions have the cpuid array alone.
 */
#include <stdlib.h>
#include <string.h>

#include <libxl_json.h>

#include "core/builtin.h"
#include "core/cpu_policy.h"
#include "core/log.h"
#include "core/type_json.h"

static const char *const registers[4] = { "eax", "ebx", "ecx", "edx" };

static unsigned int nr_leaves(const struct libxl__cpu_policy *p)
{
	unsigned int n = 0;

	while (p && p->cpuid && p->cpuid[n].input[0] != LX_CPUID_UNUSED)
		n++;
	return n;
}

static unsigned int nr_msrs(const struct libxl__cpu_policy *p)
{
	unsigned int n = 0;

	while (p && p->msr && p->msr[n].index != XC_MSR_INPUT_UNUSED)
		n++;
	return n;
}

static struct libxl__cpu_policy *policy_of(libxl_cpuid_policy_list *list)
{
	if (!*list)
		*list = lx_out_alloc(sizeof(**list));
	return *list;
}

struct xc_xend_cpuid *lx_cpu_policy_leaf(libxl_cpuid_policy_list *list,
					 uint32_t leaf, uint32_t subleaf)
{
	struct libxl__cpu_policy *p = policy_of(list);
	unsigned int n = nr_leaves(p);

	for (unsigned int i = 0; i < n; i++)
		if (p->cpuid[i].leaf == leaf && p->cpuid[i].subleaf == subleaf)
			return &p->cpuid[i];
	p->cpuid = lx_out_realloc(p->cpuid, (n + 2) * sizeof(*p->cpuid));
	memset(&p->cpuid[n], 0, 2 * sizeof(*p->cpuid));
	p->cpuid[n].leaf = leaf;
	p->cpuid[n].subleaf = subleaf;
	p->cpuid[n + 1].leaf = LX_CPUID_UNUSED;
	p->cpuid[n + 1].subleaf = LX_CPUID_UNUSED;
	return &p->cpuid[n];
}

struct xc_msr *lx_cpu_policy_msr(libxl_cpuid_policy_list *list, uint32_t index)
{
	struct libxl__cpu_policy *p = policy_of(list);
	unsigned int n = nr_msrs(p);

	for (unsigned int i = 0; i < n; i++)
		if (p->msr[i].index == index)
			return &p->msr[i];
	p->msr = lx_out_realloc(p->msr, (n + 2) * sizeof(*p->msr));
	memset(&p->msr[n], 0, 2 * sizeof(*p->msr));
	p->msr[n].index = index;
	memset(p->msr[n].policy, 'x', sizeof(p->msr[n].policy) - 1);
	p->msr[n + 1].index = XC_MSR_INPUT_UNUSED;
	return &p->msr[n];
}

int libxl_cpuid_policy_list_length(const libxl_cpuid_policy_list *l)
{
	return nr_leaves(*l);
}

void libxl_cpuid_dispose(libxl_cpuid_policy_list *cpuid_list)
{
	struct libxl__cpu_policy *p = *cpuid_list;

	for (unsigned int i = 0; i < nr_leaves(p); i++)
		for (int r = 0; r < 4; r++)
			free(p->cpuid[i].policy[r]);
	if (p) {
		free(p->cpuid);
		free(p->msr);
		free(p);
	}
	*cpuid_list = NULL;
}

void libxl_cpuid_policy_list_copy(libxl_ctx *ctx, libxl_cpuid_policy_list *dst,
				  const libxl_cpuid_policy_list *src)
{
	const struct libxl__cpu_policy *from = *src;

	*dst = NULL;
	for (unsigned int i = 0; i < nr_leaves(from); i++) {
		const struct xc_xend_cpuid *a = &from->cpuid[i];
		struct xc_xend_cpuid *b = lx_cpu_policy_leaf(dst, a->leaf,
							     a->subleaf);

		for (int r = 0; r < 4; r++)
			b->policy[r] = lx_out_strdup(a->policy[r]);
	}
	for (unsigned int i = 0; i < nr_msrs(from); i++)
		*lx_cpu_policy_msr(dst, from->msr[i].index) = from->msr[i];
}

/* -- the type ----------------------------------------------------------------- */

static void dispose_policy(const struct lx_type *t, void *p)
{
	libxl_cpuid_dispose(p);
}

static void copy_policy(libxl_ctx *ctx, const struct lx_type *t, void *dst,
			const void *src)
{
	libxl_cpuid_policy_list_copy(ctx, dst, src);
}

static bool policy_is_empty(const struct lx_type *t, const void *p)
{
	const struct libxl__cpu_policy *policy =
		*(struct libxl__cpu_policy *const *)p;

	return !nr_leaves(policy) && !nr_msrs(policy);
}

static yajl_gen_status write_number(yajl_gen gen, const char *name,
				    uint32_t value)
{
	yajl_gen_status st = lx_write_string(gen, name);

	return st ? st : yajl_gen_integer(gen, value);
}

static yajl_gen_status write_pair(yajl_gen gen, const char *name,
				  const char *value)
{
	yajl_gen_status st = lx_write_string(gen, name);

	return st ? st : lx_write_string(gen, value);
}

static yajl_gen_status write_leaf(yajl_gen gen, const struct xc_xend_cpuid *c)
{
	yajl_gen_status st = yajl_gen_map_open(gen);

	if (!st)
		st = write_number(gen, "leaf", c->leaf);
	if (!st && c->subleaf != LX_CPUID_UNUSED)
		st = write_number(gen, "subleaf", c->subleaf);
	for (int r = 0; !st && r < 4; r++)
		if (c->policy[r])
			st = write_pair(gen, registers[r], c->policy[r]);
	return st ? st : yajl_gen_map_close(gen);
}

static yajl_gen_status write_msr(yajl_gen gen, const struct xc_msr *m)
{
	yajl_gen_status st = yajl_gen_map_open(gen);

	if (!st)
		st = write_number(gen, "index", m->index);
	if (!st)
		st = write_pair(gen, "policy", m->policy);
	return st ? st : yajl_gen_map_close(gen);
}

static yajl_gen_status write_lists(yajl_gen gen,
				   const struct libxl__cpu_policy *p)
{
	yajl_gen_status st = lx_write_string(gen, "cpuid");

	if (!st)
		st = yajl_gen_array_open(gen);
	for (unsigned int i = 0; !st && i < nr_leaves(p); i++)
		st = write_leaf(gen, &p->cpuid[i]);
	if (!st)
		st = yajl_gen_array_close(gen);
	if (!st)
		st = lx_write_string(gen, "msr");
	if (!st)
		st = yajl_gen_array_open(gen);
	for (unsigned int i = 0; !st && i < nr_msrs(p); i++)
		st = write_msr(gen, &p->msr[i]);
	return st ? st : yajl_gen_array_close(gen);
}

static yajl_gen_status write_policy(const struct lx_type *t, yajl_gen gen,
				    const void *p)
{
	yajl_gen_status st = yajl_gen_map_open(gen);

	if (!st)
		st = write_lists(gen, *(struct libxl__cpu_policy *const *)p);
	return st ? st : yajl_gen_map_close(gen);
}

yajl_gen_status libxl_cpuid_policy_list_gen_json(yajl_gen hand,
						 libxl_cpuid_policy_list *p)
{
	return write_policy(&lx_type_cpuid_policy_list, hand, p);
}

/* -- reading ---------------------------------------------------------------- */

static bool get_u32(const struct lx_json *object, const char *name,
		    uint32_t *value)
{
	const struct lx_json *j = lx_json_get(object, name, LX_JSON_INTEGER);
	uint64_t wide;

	if (!j || !lx_json_u64(j, &wide) || wide > UINT32_MAX)
		return false;
	*value = wide;
	return true;
}

static int read_leaf(struct lx_scope *s, const struct lx_json *j,
		     libxl_cpuid_policy_list *list)
{
	uint32_t leaf, subleaf = LX_CPUID_UNUSED;
	struct xc_xend_cpuid *c;

	if (!get_u32(j, "leaf", &leaf))
		return lx_fail(s, ERROR_FAIL, "JSON: a CPUID entry has no leaf");
	if (leaf == LX_CPUID_UNUSED)
		return lx_fail(s, ERROR_FAIL, "JSON: there is no CPUID leaf %#x",
			       leaf);
	get_u32(j, "subleaf", &subleaf);
	c = lx_cpu_policy_leaf(list, leaf, subleaf);
	for (int r = 0; r < 4; r++) {
		const struct lx_json *bits = lx_json_get(j, registers[r],
							 LX_JSON_STRING);

		if (!bits)
			continue;
		if (strlen(bits->text) != 32)
			return lx_fail(s, ERROR_FAIL,
				       "JSON: CPUID leaf %#x: %s has %zu characters, 32 are needed",
				       leaf, registers[r], strlen(bits->text));
		free(c->policy[r]);
		c->policy[r] = lx_out_strdup(bits->text);
	}
	return 0;
}

static int read_msr(struct lx_scope *s, const struct lx_json *j,
		    libxl_cpuid_policy_list *list)
{
	const struct lx_json *bits = lx_json_get(j, "policy", LX_JSON_STRING);
	uint32_t index;

	if (!get_u32(j, "index", &index) || !bits || strlen(bits->text) != 64)
		return lx_fail(s, ERROR_FAIL,
			       "JSON: an MSR entry needs an index and a policy of 64 characters");
	strcpy(lx_cpu_policy_msr(list, index)->policy, bits->text);
	return 0;
}

static int read_policy(const struct lx_type *t, struct lx_scope *s,
		       const struct lx_json *j, void *p)
{
	const struct lx_json *leaves = j, *msrs = NULL;
	int rc = 0;

	if (j->kind == LX_JSON_OBJECT) {
		leaves = lx_json_get(j, "cpuid", LX_JSON_ARRAY);
		msrs = lx_json_get(j, "msr", LX_JSON_ARRAY);
	}
	for (const struct lx_json *c = leaves ? leaves->children : NULL;
	     c && !rc; c = c->next)
		rc = read_leaf(s, c, p);
	for (const struct lx_json *c = msrs ? msrs->children : NULL;
	     c && !rc; c = c->next)
		rc = read_msr(s, c, p);
	return rc;
}

static const struct lx_type_ops policy_ops = {
	.dispose = dispose_policy,
	.copy = copy_policy,
	.is_default = policy_is_empty,
	.write = write_policy,
	.read = read_policy,
	.json_kinds = LX_JSON_ARRAY | LX_JSON_OBJECT,
};

const struct lx_type lx_type_cpuid_policy_list = {
	.name = "cpuid_policy_list", .size = sizeof(libxl_cpuid_policy_list), .ops = &policy_ops,
};
