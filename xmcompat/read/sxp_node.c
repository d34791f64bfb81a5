/* SPDX-License-Identifier: LGPL-2.1-only */
/* S-expressions: building, searching and comparing them. */
#include <string.h>

#include "base/arena.h"
#include "read/sxp.h"

struct sxp *sxp_list(struct arena *a)
{
	struct sxp *e = arena_alloc(a, sizeof(*e));

	e->kind = SXP_LIST;
	return e;
}

struct sxp *sxp_atom(struct arena *a, enum sxp_kind kind, const char *text,
		     size_t len)
{
	struct sxp *e = arena_alloc(a, sizeof(*e));

	e->kind = kind;
	e->text = arena_memdup0(a, text, len);
	e->len = len;
	return e;
}

void sxp_push(struct sxp *list, struct sxp *item)
{
	if (list->last)
		list->last->next = item;
	else
		list->first = item;
	list->last = item;
}

struct sxp *sxp_sub(struct arena *a, struct sxp *parent, const char *key)
{
	struct sxp *e = sxp_list(a);

	sxp_push(e, sxp_atom(a, SXP_ATOM, key, strlen(key)));
	if (parent)
		sxp_push(parent, e);
	return e;
}

void sxp_pair(struct arena *a, struct sxp *parent, const char *key,
	      const char *text)
{
	sxp_push(sxp_sub(a, parent, key),
		 sxp_atom(a, SXP_ATOM, text, strlen(text)));
}

const char *sxp_head(const struct sxp *e)
{
	if (e->kind != SXP_LIST || !e->first || e->first->kind == SXP_LIST)
		return NULL;
	return e->first->text;
}

const struct sxp *sxp_find(const struct sxp *list, const char *head)
{
	for (const struct sxp *e = list->first; e; e = e->next) {
		const char *h = sxp_head(e);

		if (h && !strcmp(h, head))
			return e;
	}
	return NULL;
}

const char *sxp_text(const struct sxp *list, const char *head)
{
	const struct sxp *e = sxp_find(list, head);

	if (!e || !e->first->next || e->first->next->kind == SXP_LIST)
		return NULL;
	return e->first->next->text;
}

bool sxp_equal(const struct sxp *x, const struct sxp *y)
{
	if ((x->kind == SXP_LIST) != (y->kind == SXP_LIST))
		return false;
	if (x->kind != SXP_LIST)
		return x->len == y->len && !memcmp(x->text, y->text, x->len);
	for (x = x->first, y = y->first; x && y; x = x->next, y = y->next)
		if (!sxp_equal(x, y))
			return false;
	return !x && !y;
}
