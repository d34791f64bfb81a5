/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * CPUID tables of an S-expression: nested lists, or the text of a Python
 * dictionary, {'1': {'ecx': '…'}}.
 */
#include <string.h>

#include "base/arena.h"
#include "read/sxp_domain.h"

/* The next quoted word of a dictionary's text, or NULL. */
static const char *next_word(struct arena *a, const char **p)
{
	const char *start = *p + strcspn(*p, "'\"");
	const char *end = *start ? strchr(start + 1, *start) : NULL;

	if (!end)
		return NULL;
	*p = end + 1;
	return arena_memdup0(a, start + 1, (size_t)(end - start - 1));
}

/* 'ecx': '…', 'edx': '…' up to the brace; *p is moved behind it. */
static char *read_regs(struct arena *a, const char **p)
{
	const char *end = strchr(*p, '}');
	char *text = arena_strdup(a, "");

	while (end && *p < end) {
		const char *at = *p;
		const char *reg = next_word(a, &at);
		const char *bits = reg && at < end ? next_word(a, &at) : NULL;

		if (!bits || at > end)
			break;
		text = arena_printf(a, "%s%s%s=%s", text, *text ? "," : "",
				    reg, bits);
		*p = at;
	}
	*p = end ? end + 1 : *p + strlen(*p);
	return text;
}

static void read_dictionary(struct sxp_domain *d, const char *key,
			    const struct sxp *v)
{
	const char *p = v->text;
	const char *leaf;

	while ((leaf = next_word(d->arena, &p))) {
		char *regs = read_regs(d->arena, &p);

		if (*regs)
			sxp_bind_item(d, key,
				      arena_printf(d->arena, "%s:%s", leaf,
						   regs), v->pos);
	}
}

/* ((ecx …) (edx …)) */
static char *list_regs(struct arena *a, const struct sxp *list)
{
	char *text = arena_strdup(a, "");

	for (const struct sxp *r = list->first; r; r = r->next)
		if (sxp_head(r) && sxp_value(r))
			text = arena_printf(a, "%s%s%s=%s", text,
					    *text ? "," : "", sxp_head(r),
					    sxp_value(r));
	return text;
}

static void read_leaf(struct sxp_domain *d, const char *key,
		      const struct sxp *e)
{
	const struct sxp *v = e->first->next;
	char *regs;

	if (!v)
		return;
	if (v->kind == SXP_LIST) {
		regs = list_regs(d->arena, v);
	} else {
		const char *p = v->text;

		regs = read_regs(d->arena, &p);
	}
	if (*regs)
		sxp_bind_item(d, key, arena_printf(d->arena, "%s:%s",
						   sxp_head(e), regs), e->pos);
}

/* xend's files hold the table twice; the nested one is the sound one. */
static const struct sxp *find_table(const struct sxp *root, const char *key)
{
	const struct sxp *found = NULL;

	for (const struct sxp *e = root->first; e; e = e->next) {
		const struct sxp *v;

		if (!sxp_head(e) || strcmp(sxp_head(e), key))
			continue;
		v = e->first->next;
		if (v && (!found || v->kind == SXP_LIST))
			found = v;
	}
	return found;
}

void sxp_read_cpuid(struct sxp_domain *d, const char *key)
{
	const struct sxp *v = find_table(d->root, key);

	if (!v && d->image)
		v = find_table(d->image, key);
	if (!v)
		return;
	if (v->kind != SXP_LIST) {
		read_dictionary(d, key, v);
		return;
	}
	for (const struct sxp *e = v->first; e; e = e->next) {
		if (e->kind != SXP_LIST)	/* xm's own texts */
			sxp_bind_item(d, key, e->text, e->pos);
		else if (sxp_head(e))
			read_leaf(d, key, e);
	}
}
