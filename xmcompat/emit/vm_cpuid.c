/* SPDX-License-Identifier: LGPL-2.1-only */
/* CPUID tables: xm left a Python dictionary there, shown as text. */
#include <string.h>

#include "base/arena.h"
#include "emit/pydict.h"
#include "emit/vm.h"

static const struct cpuid_leaf *leaf_of(const struct cpuid_spec *t,
					const char *leaf)
{
	size_t i = 0;

	while (strcmp(t->v[i].leaf, leaf))
		i++;
	return &t->v[i];
}

static char *regs_repr(struct arena *a, const struct dev_pairs *regs)
{
	char *text = arena_strdup(a, "");
	struct pydict d;
	const char *key;

	pydict_init(&d, a);
	for (size_t i = 0; i < regs->n; i++)
		pydict_insert(&d, regs->v[i].key);
	for (size_t at = 0; (key = pydict_next(&d, &at));)
		text = arena_printf(a, "%s%s'%s': '%s'", text,
				    *text ? ", " : "", key,
				    dev_pair(regs, key));
	return arena_printf(a, "{%s}", text);
}

static char *table_repr(struct arena *a, const struct cpuid_spec *t)
{
	char *text = arena_strdup(a, "");
	struct pydict d;
	const char *leaf;

	pydict_init(&d, a);
	for (size_t i = 0; i < t->n; i++)
		pydict_insert(&d, t->v[i].leaf);
	for (size_t at = 0; (leaf = pydict_next(&d, &at));)
		text = arena_printf(a, "%s%s'%s': %s", text,
				    *text ? ", " : "", leaf,
				    regs_repr(a, &leaf_of(t, leaf)->regs));
	return arena_printf(a, "{%s}", text);
}

int vm_cpuid(struct vm_writer *w, struct sxp *parent, const char *key)
{
	struct dev_context ctx = dev_context(w->o, key, w->ds);
	struct cpuid_spec table = { 0 };
	const struct value *v = xm_get(w->o, key);
	struct dev_list list;
	char *text;

	/* Without cpuid neither table is read: the value stays as it is. */
	if (!xm_true(xm_get(w->o, "cpuid"))) {
		if (v)
			vm_pair(w, parent, key, v);
		return 0;
	}
	if (dev_items(&ctx, w->o, &list))
		return -1;
	for (size_t i = 0; i < list.n; i++)
		if (cpuid_parse(&ctx, &list.v[i], &table))
			return -1;
	text = table_repr(w->arena, &table);
	sxp_push(sxp_sub(w->arena, parent, key),
		 sxp_atom(w->arena, SXP_QUOTED, text, strlen(text)));
	return 0;
}
