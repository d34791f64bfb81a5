/* SPDX-License-Identifier: LGPL-2.1-only */
/* yajl's events into a tree. */
#include "core/json.h"

#include <errno.h>
#include <stdlib.h>

#include <yajl/yajl_parse.h>

#include "core/log.h"

struct builder {
	struct lx_scope *s;
	struct lx_json *root;
	struct lx_json *open;	/* the innermost array or object */
	const char *name;	/* of the next member */
};

static struct lx_json *add(struct builder *b, enum lx_json_kind kind)
{
	struct lx_json *j = lx_alloc(b->s, sizeof(*j));

	j->kind = kind;
	j->name = b->name;
	j->parent = b->open;
	b->name = NULL;
	if (!b->open)
		b->root = j;
	else if (b->open->last)
		b->open->last->next = j;
	else
		b->open->children = j;
	if (b->open)
		b->open->last = j;
	return j;
}

static int on_null(void *user)
{
	add(user, LX_JSON_NULL);
	return 1;
}

static int on_bool(void *user, int yes)
{
	add(user, LX_JSON_BOOL)->yes = yes;
	return 1;
}

static int on_number(void *user, const char *text, size_t len)
{
	struct builder *b = user;
	char *copy = arena_memdup0(b->s->mem, text, len);
	bool real = strpbrk(copy, ".eE");

	add(b, real ? LX_JSON_REAL : LX_JSON_INTEGER)->text = copy;
	return 1;
}

static int on_string(void *user, const unsigned char *text, size_t len)
{
	struct builder *b = user;

	add(b, LX_JSON_STRING)->text =
		arena_memdup0(b->s->mem, (const char *)text, len);
	return 1;
}

static int on_name(void *user, const unsigned char *text, size_t len)
{
	struct builder *b = user;

	b->name = arena_memdup0(b->s->mem, (const char *)text, len);
	return 1;
}

static int on_object(void *user)
{
	struct builder *b = user;

	b->open = add(b, LX_JSON_OBJECT);
	return 1;
}

static int on_array(void *user)
{
	struct builder *b = user;

	b->open = add(b, LX_JSON_ARRAY);
	return 1;
}

static int on_close(void *user)
{
	struct builder *b = user;

	b->open = b->open->parent;
	return 1;
}

static const yajl_callbacks callbacks = {
	.yajl_null = on_null,
	.yajl_boolean = on_bool,
	.yajl_number = on_number,
	.yajl_string = on_string,
	.yajl_start_map = on_object,
	.yajl_map_key = on_name,
	.yajl_end_map = on_close,
	.yajl_start_array = on_array,
	.yajl_end_array = on_close,
};

static void complain(struct lx_scope *s, yajl_handle parser, const char *text,
		     size_t len)
{
	unsigned char *why = yajl_get_error(parser, 1,
					    (const unsigned char *)text, len);

	lx_error(s, "JSON cannot be read: %s", (const char *)why);
	yajl_free_error(parser, why);
}

struct lx_json *lx_json_parse_n(struct lx_scope *s, const char *text,
				size_t len)
{
	struct builder b = { .s = s };
	yajl_handle parser = yajl_alloc(&callbacks, NULL, &b);
	yajl_status status;

	if (!parser) {
		lx_error(s, "JSON cannot be read: out of memory");
		return NULL;
	}
	yajl_config(parser, yajl_allow_trailing_garbage, 1);
	/* Names of the XM era may be Latin-1; we wrote them as they are. */
	yajl_config(parser, yajl_dont_validate_strings, 1);
	status = yajl_parse(parser, (const unsigned char *)text, len);
	if (status == yajl_status_ok)
		status = yajl_complete_parse(parser);
	if (status != yajl_status_ok) {
		complain(s, parser, text, len);
		b.root = NULL;
	}
	yajl_free(parser);
	return b.root;
}

struct lx_json *lx_json_parse(struct lx_scope *s, const char *text)
{
	return lx_json_parse_n(s, text, strlen(text));
}

const struct lx_json *lx_json_get(const struct lx_json *object,
				  const char *name, unsigned int kinds)
{
	if (!object || object->kind != LX_JSON_OBJECT)
		return NULL;
	for (const struct lx_json *j = object->children; j; j = j->next)
		if (!strcmp(j->name, name))
			return j->kind & kinds ? j : NULL;
	return NULL;
}

unsigned int lx_json_count(const struct lx_json *parent)
{
	unsigned int n = 0;

	for (const struct lx_json *j = parent->children; j; j = j->next)
		n++;
	return n;
}

const char *lx_json_kind_name(enum lx_json_kind kind)
{
	switch (kind) {
	case LX_JSON_NULL: return "null";
	case LX_JSON_BOOL: return "a boolean";
	case LX_JSON_INTEGER: return "an integer";
	case LX_JSON_REAL: return "a fraction";
	case LX_JSON_STRING: return "a string";
	case LX_JSON_ARRAY: return "an array";
	case LX_JSON_OBJECT: return "an object";
	}
	return "?";
}

bool lx_json_i64(const struct lx_json *j, int64_t *value)
{
	errno = 0;
	*value = strtoll(j->text, NULL, 10);
	return !errno;
}

bool lx_json_u64(const struct lx_json *j, uint64_t *value)
{
	errno = 0;
	*value = strtoull(j->text, NULL, 10);
	return !errno && j->text[0] != '-';
}
