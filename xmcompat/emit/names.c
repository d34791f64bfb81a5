/* SPDX-License-Identifier: LGPL-2.1-only */
/* What a file evaluates to: one JSON object, name by name. */
#include <math.h>
#include <string.h>

#include <yajl/yajl_gen.h>

#include "base/arena.h"
#include "emit/emit.h"

static void text(yajl_gen g, const char *s)
{
	yajl_gen_string(g, (const unsigned char *)s, strlen(s));
}

/* Is it UTF-8, as JSON must be? */
static bool is_utf8(const unsigned char *s, size_t len)
{
	while (len) {
		size_t more = *s < 0x80 ? 0 : *s < 0xc2 ? 9 : *s < 0xe0 ? 1 :
			      *s < 0xf0 ? 2 : *s < 0xf5 ? 3 : 9;

		if (more >= len)
			return false;
		for (size_t i = 1; i <= more; i++)
			if ((s[i] & 0xc0) != 0x80)
				return false;
		s += more + 1;
		len -= more + 1;
	}
	return true;
}

/* Bytes that are no UTF-8 are written as the Latin-1 characters they may be. */
static void write_bytes(struct arena *a, yajl_gen g, const struct value *v)
{
	const unsigned char *s = (const unsigned char *)v->str;
	unsigned char *out;
	size_t n = 0;

	if (is_utf8(s, v->len)) {
		yajl_gen_string(g, s, v->len);
		return;
	}
	out = arena_alloc(a, v->len * 2);
	for (size_t i = 0; i < v->len; i++) {
		if (s[i] < 0x80) {
			out[n++] = s[i];
			continue;
		}
		out[n++] = (unsigned char)(0xc0 | s[i] >> 6);
		out[n++] = (unsigned char)(0x80 | (s[i] & 0x3f));
	}
	yajl_gen_string(g, out, n);
}

static void write_value(struct arena *a, yajl_gen g, const struct value *v);

static void write_items(struct arena *a, yajl_gen g, const struct value *v)
{
	yajl_gen_array_open(g);
	for (size_t i = 0; i < v->items.n; i++)
		write_value(a, g, v->items.v[i]);
	yajl_gen_array_close(g);
}

/* JSON's keys are strings; a dict with others becomes a list of pairs. */
static void write_dict(struct arena *a, yajl_gen g, const struct value *v)
{
	for (size_t i = 0; i < v->items.n; i += 2) {
		if (value_is_text(v->items.v[i]))
			continue;
		write_items(a, g, v);
		return;
	}
	yajl_gen_map_open(g);
	for (size_t i = 0; i < v->items.n; i++)
		write_value(a, g, v->items.v[i]);
	yajl_gen_map_close(g);
}

static void write_value(struct arena *a, yajl_gen g, const struct value *v)
{
	switch (v->type) {
	case VALUE_NONE:
		yajl_gen_null(g);
		break;
	case VALUE_BOOL:
		yajl_gen_bool(g, v->b);
		break;
	case VALUE_INT:
		yajl_gen_integer(g, v->i);
		break;
	case VALUE_LONG:
		yajl_gen_number(g, v->str, v->len);
		break;
	case VALUE_FLOAT:
		if (isfinite(v->f))
			yajl_gen_double(g, v->f);
		else
			text(g, isnan(v->f) ? "nan" : v->f > 0 ? "inf" : "-inf");
		break;
	case VALUE_STRING:
	case VALUE_UNICODE:
	case VALUE_WORD:
	case VALUE_OBJECT:
		write_bytes(a, g, v);
		break;
	case VALUE_LIST:
	case VALUE_TUPLE:
		write_items(a, g, v);
		break;
	case VALUE_DICT:
		write_dict(a, g, v);
		break;
	}
}

static void write_binding(struct arena *a, yajl_gen g, const struct binding *b)
{
	text(g, b->name);
	yajl_gen_map_open(g);
	text(g, "value");
	write_value(a, g, b->value);
	text(g, "type");
	text(g, value_type_name(b->value->type));
	text(g, "file");
	if (b->pos.file)
		text(g, b->pos.file);
	else
		yajl_gen_null(g);
	text(g, "line");
	yajl_gen_integer(g, b->pos.line);
	yajl_gen_map_close(g);
}

static void print(void *out, const char *s, size_t len)
{
	fwrite(s, 1, len, out);
}

int emit_names(FILE *out, const struct tree *names, struct diags *ds)
{
	struct arena *a = arena_new();
	yajl_gen g = yajl_gen_alloc(NULL);

	(void)ds;
	yajl_gen_config(g, yajl_gen_beautify, 1);
	yajl_gen_config(g, yajl_gen_print_callback, print, out);
	yajl_gen_map_open(g);
	for (size_t i = 0; i < names->n; i++)
		write_binding(a, g, &names->v[i]);
	yajl_gen_map_close(g);
	yajl_gen_free(g);
	arena_free(a);
	return 0;
}
