/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * Trees: named values in order. A domain config has tens of names, so a scan
 * is the fastest search; larger trees get a hash so that no file, however
 * made, takes quadratic time.
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

#define INDEX_FROM 32	/* names */

static size_t hash(const char *s)
{
	size_t h = 5381;

	while (*s)
		h = h * 33 + (unsigned char)*s++;
	return h ^ h >> 15;
}

/* The index cell that holds name's row, or the empty one where it belongs. */
static unsigned int *cell(const struct tree *t, const char *name)
{
	size_t mask = t->index_room - 1, i = hash(name) & mask;

	while (t->index[i] && strcmp(t->v[t->index[i] - 1].name, name))
		i = (i + 1) & mask;
	return &t->index[i];
}

/* Builds the index anew, for at least twice the names there are. */
static void reindex(struct tree *t)
{
	size_t room = t->index_room ? t->index_room : 2 * INDEX_FROM;

	while (room < 2 * t->n)
		room *= 2;
	if (room != t->index_room)
		t->index = arena_calloc(t->arena, room, sizeof(*t->index));
	else
		memset(t->index, 0, room * sizeof(*t->index));
	t->index_room = room;
	for (size_t i = 0; i < t->n; i++)
		*cell(t, t->v[i].name) = (unsigned int)i + 1;
}

struct binding *tree_find(const struct tree *t, const char *name)
{
	if (t->index) {
		unsigned int row = *cell(t, name);

		return row ? &t->v[row - 1] : NULL;
	}
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
	if (t->n >= INDEX_FROM && 2 * t->n > t->index_room)
		reindex(t);
	else if (t->index)
		*cell(t, b->name) = (unsigned int)t->n;
	return b;
}

void tree_del(struct tree *t, const char *name)
{
	struct binding *b = tree_find(t, name);

	if (!b)
		return;
	memmove(b, b + 1, (size_t)(t->v + t->n - b - 1) * sizeof(*b));
	t->n--;
	if (t->index)
		reindex(t);
}

const char *tree_spelling(const struct tree *t, const struct value *v,
			  size_t *len)
{
	if (!t->source || v->src_end <= v->src_start ||
	    v->src_end > t->source_len)
		return NULL;
	*len = v->src_end - v->src_start;
	return t->source + v->src_start;
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
