/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * Values to JSON and back.
 *
 * A field that has its initial value is left out. A union is an object
 * called KEY.VARIANT, which also says what the key is.
 */
#include "core/type_json.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <libxl_json.h>

#include "core/log.h"

yajl_gen_status lx_write_string(yajl_gen gen, const char *text)
{
	if (!text)
		return yajl_gen_null(gen);
	return yajl_gen_string(gen, (const unsigned char *)text, strlen(text));
}

/* -- enums ---------------------------------------------------------------- */

yajl_gen_status lx_enum_write(const struct lx_type *t, yajl_gen gen,
			      const void *p)
{
	return lx_write_string(gen, lx_enum_word(t, *(const int *)p));
}

int lx_enum_read(const struct lx_type *t, struct lx_scope *s,
		 const struct lx_json *j, void *p)
{
	if (!lx_enum_value(t, j->text, p))
		return 0;
	return lx_fail(s, ERROR_FAIL, "JSON: \"%s\" is no %s", j->text,
		       t->name);
}

/* -- writing structs ------------------------------------------------------------ */

bool lx_struct_is_default(const struct lx_type *t, const void *p)
{
	return false;
}

static bool left_out(const struct lx_field *f, const void *p)
{
	switch (f->what) {
	case LX_GROUP:
		return false;
	case LX_ARRAY:
		return lx_field_count(f, p) == 0;
	case LX_UNION:
		return !lx_enum_word(f->type, *(const int *)lx_field_at(p, f));
	default:
		if (f->hidden)
			return true;
		if (f->type->ops->number)
			return lx_number_is(f->type, lx_field_at(p, f),
					    f->initial);
		return lx_type_is_default(f->type, lx_field_at(p, f));
	}
}

static yajl_gen_status write_array(const struct lx_field *f, yajl_gen gen,
				   const void *p)
{
	const char *items = *(char *const *)lx_field_at(p, f);
	int nr = lx_field_count(f, p);
	yajl_gen_status st = yajl_gen_array_open(gen);

	for (int i = 0; !st && i < nr; i++)
		st = lx_type_write(f->type, gen, items + i * f->type->size);
	return st ? st : yajl_gen_array_close(gen);
}

/* "type.hvm": {...}; a variant without fields is an empty object. */
static yajl_gen_status write_union(const struct lx_field *f, yajl_gen gen,
				   const void *p)
{
	int key = *(const int *)lx_field_at(p, f);
	const struct lx_type *v = lx_field_variant(f, key);
	char name[128];
	yajl_gen_status st;

	snprintf(name, sizeof(name), "%s.%s", f->name,
		 lx_enum_word(f->type, key));
	st = lx_write_string(gen, name);
	if (st)
		return st;
	if (v)
		return lx_struct_write(v, gen, p);
	st = yajl_gen_map_open(gen);
	return st ? st : yajl_gen_map_close(gen);
}

static yajl_gen_status write_field(const struct lx_field *f, yajl_gen gen,
				   const void *p)
{
	yajl_gen_status st;

	if (left_out(f, p))
		return yajl_gen_status_ok;
	if (f->what == LX_UNION)
		return write_union(f, gen, p);
	st = lx_write_string(gen, f->name);
	if (st)
		return st;
	if (f->what == LX_ARRAY)
		return write_array(f, gen, p);
	if (f->what == LX_GROUP)
		return lx_struct_write(f->type, gen, p);
	return lx_type_write(f->type, gen, lx_field_at(p, f));
}

yajl_gen_status lx_struct_write(const struct lx_type *t, yajl_gen gen,
				const void *p)
{
	yajl_gen_status st = yajl_gen_map_open(gen);

	for (const struct lx_field *f = t->fields; !st && f->what; f++)
		st = write_field(f, gen, p);
	return st ? st : yajl_gen_map_close(gen);
}

/* -- reading structs ------------------------------------------------------------ */

/* A value of the wrong kind is passed over, as 4.17 does; we say so. */
static const struct lx_json *find(const struct lx_type *t, struct lx_scope *s,
				  const struct lx_json *j, const char *name,
				  unsigned int kinds)
{
	const struct lx_json *any = lx_json_get(j, name, ~0u);

	if (any && !(any->kind & (kinds | LX_JSON_NULL)))
		lx_warn(s, "JSON: %s of %s cannot be %s; it is ignored", name,
			t->name, lx_json_kind_name(any->kind));
	return lx_json_get(j, name, kinds);
}

static int read_items(const struct lx_field *f, struct lx_scope *s,
		      const struct lx_json *j, char *items)
{
	for (const struct lx_json *c = j->children; c; c = c->next) {
		int rc;

		if (!(c->kind & f->type->ops->json_kinds))
			return lx_fail(s, ERROR_FAIL,
				       "JSON: an entry of %s cannot be %s",
				       f->name, lx_json_kind_name(c->kind));
		rc = lx_type_read(f->type, s, c, items);
		if (rc)
			return rc;
		items += f->type->size;
	}
	return 0;
}

static int read_array(const struct lx_field *f, struct lx_scope *s,
		      const struct lx_json *j, void *p)
{
	unsigned int nr = lx_json_count(j);
	char *items;

	if (!nr)
		return 0;
	items = lx_out_calloc(nr, f->type->size);
	for (unsigned int i = 0; i < nr; i++)
		lx_type_init(f->type, items + i * f->type->size);
	*(char **)lx_field_at(p, f) = items;
	*(int *)((char *)p + f->count) = nr;
	return read_items(f, s, j, items);
}

/* The key is set by which KEY.WORD there is; two of them contradict. */
static int read_union(const struct lx_field *f, struct lx_scope *s,
		      const struct lx_json *j, void *p)
{
	const struct lx_json *found = NULL;
	const struct lx_type *v;

	for (const libxl_enum_string_table *w = f->type->words; w->s; w++) {
		const char *name = lx_printf(s, "%s.%s", f->name, w->s);
		const struct lx_json *one = lx_json_get(j, name,
							LX_JSON_OBJECT);

		if (!one)
			continue;
		if (found)
			return lx_fail(s, ERROR_FAIL,
				       "JSON: both %s and %s; there can be one",
				       found->name, name);
		found = one;
		*(int *)lx_field_at(p, f) = w->v;
	}
	if (!found)
		return 0;
	v = lx_field_variant(f, *(int *)lx_field_at(p, f));
	if (!v)
		return 0;
	v->ops->init(v, p);
	return lx_struct_read(v, s, found, p);
}

static int read_field(const struct lx_type *t, const struct lx_field *f,
		      struct lx_scope *s, const struct lx_json *j, void *p)
{
	unsigned int kinds = f->type->ops->json_kinds;
	const struct lx_json *value;

	if (f->what == LX_UNION)
		return read_union(f, s, j, p);
	if (f->what == LX_ARRAY)
		kinds = LX_JSON_ARRAY;
	value = f->hidden ? NULL : find(t, s, j, f->name, kinds);
	if (!value)
		return 0;
	if (f->what == LX_ARRAY)
		return read_array(f, s, value, p);
	if (f->what == LX_GROUP)
		return lx_struct_read(f->type, s, value, p);
	return lx_type_read(f->type, s, value, lx_field_at(p, f));
}

int lx_struct_read(const struct lx_type *t, struct lx_scope *s,
		   const struct lx_json *j, void *p)
{
	for (const struct lx_field *f = t->fields; f->what; f++) {
		int rc = read_field(t, f, s, j, p);

		if (rc)
			return rc;
	}
	return 0;
}

/* -- any type ----------------------------------------------------------------- */

bool lx_type_is_default(const struct lx_type *t, const void *p)
{
	const char *bytes = p;

	if (t->ops->is_default)
		return t->ops->is_default(t, p);
	for (size_t i = 0; i < t->size; i++)
		if (bytes[i])
			return false;
	return true;
}

yajl_gen_status lx_type_write(const struct lx_type *t, yajl_gen gen,
			      const void *p)
{
	return t->ops->write(t, gen, p);
}

int lx_type_read(const struct lx_type *t, struct lx_scope *s,
		 const struct lx_json *j, void *p)
{
	return t->ops->read(t, s, j, p);
}

char *lx_type_to_json(const struct lx_type *t, const void *p)
{
	yajl_gen gen = libxl_yajl_gen_alloc(NULL);
	const unsigned char *text;
	char *result = NULL;
	size_t len;

	if (!gen)
		return NULL;
	if (!lx_type_write(t, gen, p) && !yajl_gen_get_buf(gen, &text, &len))
		result = lx_out_strndup((const char *)text, len);
	yajl_gen_free(gen);
	return result;
}

int lx_type_from_json(libxl_ctx *ctx, const struct lx_type *t, void *p,
		      const char *text)
{
	const struct lx_json *j;
	struct lx_scope s;
	int rc = 0;

	lx_scope_enter(&s, ctx, LX_NO_DOMID);
	j = lx_json_parse(&s, text);
	if (!j)
		rc = ERROR_FAIL;
	else if (j->kind & t->ops->json_kinds)
		rc = lx_type_read(t, &s, j, p);
	else
		rc = lx_fail(&s, ERROR_FAIL, "JSON: %s cannot be %s", t->name,
			     lx_json_kind_name(j->kind));
	lx_scope_leave(&s);
	return rc;
}
