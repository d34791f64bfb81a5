/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * Trees: named values in order. A domain config has tens of names, so a scan
 * is the fastest search.
 */
#include "lang/tree.h"

#include <string.h>

#include "base/arena.h"

struct tree *tree_new(struct arena *a, const char *file)
{
	struct tree *t = arena_alloc(a, sizeof(*t));

	t->arena = a;
	t->file = file;
	return t;
}

struct binding *tree_find(const struct tree *t, const char *name)
{
	for (size_t i = 0; i < t->n; i++)
		if (!strcmp(t->v[i].name, name))
			return &t->v[i];
	return NULL;
}

const struct value *tree_get(const struct tree *t, const char *name)
{
	const struct binding *b = tree_find(t, name);

	return b ? b->value : NULL;
}

struct binding *tree_set(struct tree *t, const char *name, struct value *v,
			 struct pos pos)
{
	struct binding *b = tree_find(t, name);

	if (b) {
		b->value = v;
		b->pos = pos;
		return b;
	}
	if (t->n == t->room) {
		size_t room = t->room ? 2 * t->room : 16;

		t->v = arena_grow(t->arena, t->v, t->n * sizeof(*t->v),
				  room * sizeof(*t->v));
		t->room = room;
	}
	b = &t->v[t->n++];
	*b = (struct binding){
		.name = arena_strdup(t->arena, name),
		.value = v,
		.pos = pos,
	};
	return b;
}

void tree_del(struct tree *t, const char *name)
{
	struct binding *b = tree_find(t, name);

	if (!b)
		return;
	memmove(b, b + 1, (size_t)(t->v + t->n - b - 1) * sizeof(*b));
	t->n--;
}

bool tree_equal(const struct tree *x, const struct tree *y)
{
	if (x->n != y->n)
		return false;
	for (size_t i = 0; i < x->n; i++) {
		const struct value *v = tree_get(y, x->v[i].name);

		if (!v || !value_equal(x->v[i].value, v))
			return false;
	}
	return true;
}
