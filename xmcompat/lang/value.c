/* SPDX-License-Identifier: LGPL-2.1-only */
/* Values: making, copying and comparing them. */
#include "lang/value.h"

#include <string.h>

#include "base/arena.h"

struct value *value_new(struct arena *a, enum value_type type, struct pos pos)
{
	struct value *v = arena_alloc(a, sizeof(*v));

	v->type = type;
	v->pos = pos;
	return v;
}

struct value *value_stringn(struct arena *a, const char *s, size_t len,
			    struct pos pos)
{
	struct value *v = value_new(a, VALUE_STRING, pos);

	v->str = arena_memdup0(a, s, len);
	v->len = len;
	return v;
}

struct value *value_string(struct arena *a, const char *s, struct pos pos)
{
	return value_stringn(a, s, strlen(s), pos);
}

struct value *value_int(struct arena *a, int64_t i, struct pos pos)
{
	struct value *v = value_new(a, VALUE_INT, pos);

	v->i = i;
	return v;
}

struct value *value_list(struct arena *a, struct pos pos)
{
	return value_new(a, VALUE_LIST, pos);
}

/* Room is the next power of two above n, so it needs no field. */
void value_push(struct arena *a, struct value *list, struct value *item)
{
	struct value_items *it = &list->items;

	if (!(it->n & (it->n - 1))) {
		size_t room = it->n ? 2 * it->n : 1;

		it->v = arena_grow(a, it->v, it->n * sizeof(*it->v),
				   room * sizeof(*it->v));
	}
	it->v[it->n++] = item;
}

static bool has_items(enum value_type type)
{
	return type == VALUE_LIST || type == VALUE_TUPLE || type == VALUE_DICT;
}

static bool has_str(enum value_type type)
{
	return type == VALUE_STRING || type == VALUE_UNICODE ||
	       type == VALUE_WORD || type == VALUE_OBJECT ||
	       type == VALUE_LONG;
}

struct value *value_copy(struct arena *a, const struct value *v)
{
	struct value *c = value_new(a, v->type, v->pos);

	*c = *v;
	if (has_str(v->type)) {
		c->str = arena_memdup0(a, v->str, v->len);
	} else if (has_items(v->type)) {
		c->items = (struct value_items){ 0 };
		for (size_t i = 0; i < v->items.n; i++)
			value_push(a, c, value_copy(a, v->items.v[i]));
	}
	return c;
}

static bool items_equal(const struct value_items *x,
			const struct value_items *y)
{
	if (x->n != y->n)
		return false;
	for (size_t i = 0; i < x->n; i++)
		if (!value_equal(x->v[i], y->v[i]))
			return false;
	return true;
}

bool value_equal(const struct value *x, const struct value *y)
{
	if (x->type != y->type)
		return false;
	if (has_str(x->type))
		return x->len == y->len && !memcmp(x->str, y->str, x->len);
	if (has_items(x->type))
		return items_equal(&x->items, &y->items);
	switch (x->type) {
	case VALUE_BOOL:
		return x->b == y->b;
	case VALUE_INT:
		return x->i == y->i;
	case VALUE_FLOAT:
		return x->f == y->f;
	default:
		return true;
	}
}

bool value_is_text(const struct value *v)
{
	return v->type == VALUE_STRING || v->type == VALUE_UNICODE ||
	       v->type == VALUE_WORD;
}

const char *value_type_name(enum value_type type)
{
	static const char *const names[] = {
		[VALUE_NONE] = "NoneType", [VALUE_BOOL] = "bool",
		[VALUE_INT] = "int",	   [VALUE_LONG] = "long",
		[VALUE_FLOAT] = "float",   [VALUE_STRING] = "str",
		[VALUE_UNICODE] = "unicode", [VALUE_WORD] = "bare word",
		[VALUE_LIST] = "list",	   [VALUE_TUPLE] = "tuple",
		[VALUE_DICT] = "dict",	   [VALUE_OBJECT] = "object",
	};

	return names[type];
}
