/* SPDX-License-Identifier: LGPL-2.1-only */
/* Walks over type descriptions: init, dispose, copy, enum words. */
#include "core/type.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "core/type_json.h"

int64_t lx_number_get(const struct lx_type *t, const void *p)
{
	switch (t->size) {
	case 1: return *(const uint8_t *)p;
	case 2: return *(const uint16_t *)p;
	case 4: return *(const int32_t *)p;
	default: return *(const int64_t *)p;
	}
}

void lx_number_set(const struct lx_type *t, void *p, int64_t value)
{
	switch (t->size) {
	case 1: *(uint8_t *)p = value; break;
	case 2: *(uint16_t *)p = value; break;
	case 4: *(uint32_t *)p = value; break;
	default: *(uint64_t *)p = value; break;
	}
}

bool lx_number_is(const struct lx_type *t, const void *p, int64_t value)
{
	int64_t cut = 0;

	lx_number_set(t, &cut, value);
	return lx_number_get(t, p) == lx_number_get(t, &cut);
}

/* -- enums ---------------------------------------------------------------- */

const char *lx_enum_word(const struct lx_type *t, int value)
{
	for (const libxl_enum_string_table *w = t->words; w->s; w++)
		if (w->v == value)
			return w->s;
	return NULL;
}

int lx_enum_value(const struct lx_type *t, const char *word, int *value)
{
	for (const libxl_enum_string_table *w = t->words; w->s; w++) {
		if (!strcasecmp(w->s, word)) {
			*value = w->v;
			return 0;
		}
	}
	return ERROR_FAIL;
}

/* -- structs ---------------------------------------------------------------- */

int lx_field_count(const struct lx_field *f, const void *p)
{
	return *(const int *)((const char *)p + f->count);
}

const struct lx_type *lx_field_variant(const struct lx_field *f, int key)
{
	for (unsigned int i = 0; i < f->nr_variants; i++)
		if (f->variants[i].key == key)
			return f->variants[i].type;
	return NULL;
}

static void init_field(const struct lx_field *f, void *p)
{
	switch (f->what) {
	case LX_GROUP:
		f->type->ops->init(f->type, p);
		break;
	case LX_UNION:
		lx_number_set(f->type, lx_field_at(p, f), f->initial);
		break;
	case LX_VALUE:
		if (f->initial)
			lx_number_set(f->type, lx_field_at(p, f), f->initial);
		else if (f->type->ops->init)
			f->type->ops->init(f->type, lx_field_at(p, f));
		break;
	default:
		break;	/* an empty array is zeroes */
	}
}

static void struct_init(const struct lx_type *t, void *p)
{
	for (const struct lx_field *f = t->fields; f->what; f++)
		init_field(f, p);
}

static void dispose_array(const struct lx_field *f, void *p)
{
	char **items = lx_field_at(p, f);
	int nr = lx_field_count(f, p);

	for (int i = 0; i < nr; i++)
		lx_type_dispose(f->type, *items + i * f->type->size);
	free(*items);
}

static void struct_dispose(const struct lx_type *t, void *p)
{
	for (const struct lx_field *f = t->fields; f->what; f++) {
		const struct lx_type *v;

		switch (f->what) {
		case LX_ARRAY:
			dispose_array(f, p);
			break;
		case LX_UNION:
			v = lx_field_variant(f, *(int *)lx_field_at(p, f));
			if (v)
				struct_dispose(v, p);
			break;
		case LX_GROUP:
			struct_dispose(f->type, p);
			break;
		default:
			if (f->type->ops->dispose && !f->hidden)
				f->type->ops->dispose(f->type, lx_field_at(p, f));
			break;
		}
	}
}

static void copy_array(libxl_ctx *ctx, const struct lx_field *f, void *dst,
		       const void *src)
{
	const char *from = *(char *const *)lx_field_at(src, f);
	int nr = lx_field_count(f, src);
	size_t size = f->type->size;
	char *items = nr ? lx_out_calloc(nr, size) : NULL;

	for (int i = 0; i < nr; i++) {
		lx_type_init(f->type, items + i * size);
		lx_type_copy(ctx, f->type, items + i * size, from + i * size);
	}
	*(char **)lx_field_at(dst, f) = items;
	*(int *)((char *)dst + f->count) = nr;
}

static void copy_union(libxl_ctx *ctx, const struct lx_field *f, void *dst,
		       const void *src)
{
	int key = *(const int *)lx_field_at(src, f);
	const struct lx_type *v = lx_field_variant(f, key);

	*(int *)lx_field_at(dst, f) = key;
	if (!v)
		return;
	struct_init(v, dst);
	v->ops->copy(ctx, v, dst, src);
}

static void struct_copy(libxl_ctx *ctx, const struct lx_type *t, void *dst,
			const void *src)
{
	for (const struct lx_field *f = t->fields; f->what; f++) {
		switch (f->what) {
		case LX_ARRAY:
			copy_array(ctx, f, dst, src);
			break;
		case LX_UNION:
			copy_union(ctx, f, dst, src);
			break;
		case LX_GROUP:
			struct_copy(ctx, f->type, dst, src);
			break;
		default:
			if (!f->hidden)
				lx_type_copy(ctx, f->type, lx_field_at(dst, f),
					     lx_field_at(src, f));
			break;
		}
	}
}

/* -- any type ----------------------------------------------------------------- */

void lx_type_init(const struct lx_type *t, void *p)
{
	memset(p, 0, t->size);
	if (t->ops->init)
		t->ops->init(t, p);
}

void lx_type_init_key(const struct lx_type *t, void *p, int key)
{
	const struct lx_field *f = t->fields;
	const struct lx_type *v;

	while (f->what != LX_UNION)
		f++;
	assert(*(int *)lx_field_at(p, f) == f->initial || !f->initial);
	*(int *)lx_field_at(p, f) = key;
	v = lx_field_variant(f, key);
	if (v)
		struct_init(v, p);
}

void lx_type_dispose(const struct lx_type *t, void *p)
{
	if (!p)
		return;
	if (t->ops->dispose)
		t->ops->dispose(t, p);
	memset(p, 0, t->size);
}

void lx_type_copy(libxl_ctx *ctx, const struct lx_type *t, void *dst,
		  const void *src)
{
	if (t->ops->copy)
		t->ops->copy(ctx, t, dst, src);
	else
		memcpy(dst, src, t->size);
}

const struct lx_type_ops lx_struct_ops = {
	.init = struct_init,
	.dispose = struct_dispose,
	.copy = struct_copy,
	.is_default = lx_struct_is_default,
	.write = lx_struct_write,
	.read = lx_struct_read,
	.json_kinds = LX_JSON_OBJECT,
};

const struct lx_type_ops lx_enum_ops = {
	.write = lx_enum_write,
	.read = lx_enum_read,
	.json_kinds = LX_JSON_STRING,
	.number = true,
};
