/* SPDX-License-Identifier: LGPL-2.1-only */
/* Reading what a program's process sent (wire.h); see reply.h. */
#include "python/reply.h"

#include <string.h>

#include "base/arena.h"

/* Refused actions that are told one by one. */
#define REFUSED_TOLD 10

struct reader {
	struct arena *arena;
	const unsigned char *p, *end;
	bool bad;		/* once set, everything read is empty */
	unsigned int values;
	const char *path;
	const char *last_file;	/* most positions name the same file */
};

static const unsigned char *take(struct reader *r, size_t n)
{
	const unsigned char *p = r->p;

	if (r->bad || (size_t)(r->end - r->p) < n) {
		r->bad = true;
		return NULL;
	}
	r->p += n;
	return p;
}

static uint8_t take_u8(struct reader *r)
{
	const unsigned char *p = take(r, 1);

	return p ? *p : 0;
}

static uint32_t take_u32(struct reader *r)
{
	const unsigned char *p = take(r, 4);

	if (!p)
		return 0;
	return p[0] | p[1] << 8 | p[2] << 16 | (uint32_t)p[3] << 24;
}

static uint64_t take_u64(struct reader *r)
{
	uint64_t low = take_u32(r);

	return low | (uint64_t)take_u32(r) << 32;
}

static char *take_string(struct reader *r, size_t *len)
{
	size_t n = take_u32(r);
	const unsigned char *p = take(r, n);

	*len = p ? n : 0;
	return arena_memdup0(r->arena, (const char *)p, *len);
}

/* A string for people: control characters would garble a terminal. */
static const char *take_text(struct reader *r)
{
	size_t len;
	char *s = take_string(r, &len);

	for (size_t i = 0; i < len; i++)
		if ((unsigned char)s[i] < ' ' || s[i] == 0x7f)
			s[i] = s[i] == '\n' ? ' ' : '?';
	return s;
}

static struct pos take_pos(struct reader *r)
{
	struct pos pos = { 0 };
	const char *file = take_text(r);

	if (!*file)
		file = r->path;
	else if (r->last_file && !strcmp(file, r->last_file))
		file = r->last_file;
	r->last_file = file;
	pos.file = file;
	pos.line = take_u32(r);
	pos.column = take_u32(r);
	return pos;
}

static struct value *take_value(struct reader *r, unsigned int depth);

static void take_items(struct reader *r, struct value *v, unsigned int depth)
{
	uint64_t n = take_u32(r);

	if (v->type == VALUE_DICT)
		n *= 2;
	while (n-- && !r->bad)
		value_push(r->arena, v, take_value(r, depth + 1));
}

static void take_number(struct reader *r, struct value *v)
{
	uint64_t bits = take_u64(r);

	if (v->type == VALUE_INT)
		v->i = (int64_t)bits;
	else
		memcpy(&v->f, &bits, sizeof(v->f));
}

/* Decimal digits with a sign, as the rest of the program relies on. */
static void check_long(struct reader *r, const struct value *v)
{
	const char *s = v->str + (*v->str == '-');

	if (!*s || strspn(s, "0123456789") != strlen(s) ||
	    strlen(v->str) != v->len)
		r->bad = true;
}

static bool check_utf8(const char *s, size_t len)
{
	const unsigned char *p = (const unsigned char *)s, *end = p + len;

	while (p < end) {
		unsigned int more = *p < 0x80 ? 0 : *p >= 0xf0 ? 3 :
				    *p >= 0xe0 ? 2 : 1;

		if ((*p >= 0x80 && *p < 0xc2) || *p > 0xf4 ||
		    (size_t)(end - p) <= more)
			return false;
		p++;
		for (; more; more--, p++)
			if ((*p & 0xc0) != 0x80)
				return false;
	}
	return true;
}

static const struct {
	uint8_t tag;
	enum value_type type;
	enum { PLAIN, NUMBER, TEXT, ITEMS } form;
} value_tags[] = {
	{ WIRE_NONE,    VALUE_NONE,    PLAIN },
	{ WIRE_FALSE,   VALUE_BOOL,    PLAIN },
	{ WIRE_TRUE,    VALUE_BOOL,    PLAIN },
	{ WIRE_INT,     VALUE_INT,     NUMBER },
	{ WIRE_LONG,    VALUE_LONG,    TEXT },
	{ WIRE_FLOAT,   VALUE_FLOAT,   NUMBER },
	{ WIRE_STRING,  VALUE_STRING,  TEXT },
	{ WIRE_UNICODE, VALUE_UNICODE, TEXT },
	{ WIRE_LIST,    VALUE_LIST,    ITEMS },
	{ WIRE_TUPLE,   VALUE_TUPLE,   ITEMS },
	{ WIRE_DICT,    VALUE_DICT,    ITEMS },
	{ WIRE_OBJECT,  VALUE_OBJECT,  TEXT },
};

static struct value *bad_value(struct reader *r)
{
	r->bad = true;
	return value_new(r->arena, VALUE_NONE, (struct pos){ 0 });
}

static void take_payload(struct reader *r, struct value *v, uint8_t tag,
			 int form, unsigned int depth)
{
	if (form == NUMBER) {
		take_number(r, v);
	} else if (form == ITEMS) {
		take_items(r, v, depth);
	} else if (form == TEXT) {
		v->str = take_string(r, &v->len);
		if (v->type == VALUE_LONG)
			check_long(r, v);
		else if (v->type == VALUE_UNICODE &&
			 !check_utf8(v->str, v->len))
			r->bad = true;
	} else if (v->type == VALUE_BOOL) {
		v->b = tag == WIRE_TRUE;
	}
}

static struct value *take_value(struct reader *r, unsigned int depth)
{
	uint8_t tag = take_u8(r);
	struct value *v;

	if (depth > WIRE_DEPTH_MAX || r->values++ >= WIRE_VALUES_MAX)
		return bad_value(r);
	for (size_t i = 0; i < sizeof(value_tags) / sizeof(value_tags[0]); i++) {
		if (value_tags[i].tag != tag)
			continue;
		v = value_new(r->arena, value_tags[i].type, (struct pos){ 0 });
		take_payload(r, v, tag, value_tags[i].form, depth);
		return v;
	}
	return bad_value(r);
}

static void take_tree(struct reader *r, struct reply *out)
{
	uint32_t n = take_u32(r);

	out->tree = tree_new(r->arena, r->path);
	while (n-- && !r->bad) {
		size_t len;
		const char *name = take_string(r, &len);
		struct pos pos = take_pos(r);
		struct value *v = take_value(r, 0);

		if (!len || strlen(name) != len)
			r->bad = true;
		if (!r->bad)
			tree_set(out->tree, name, v, pos);
	}
	out->kind = REPLY_TREE;
}

static void take_failure(struct reader *r, struct reply *out)
{
	out->failure = take_u8(r);
	out->type = take_text(r);
	out->message = take_text(r);
	out->advice = take_text(r);
	out->pos = take_pos(r);
	out->kind = REPLY_FAILED;
}

static void take_refused(struct reader *r, struct reply *out, struct diags *ds)
{
	const char *what = take_text(r);
	struct pos pos = take_pos(r);
	struct diag *d;

	if (r->bad || out->nrefused++ >= REFUSED_TOLD)
		return;
	d = diag_add(ds, DIAG_PYTHON_REFUSED_ACTION, pos, NULL,
		     "the sandbox refused to %s", what);
	diag_advise(ds, d, "allow it with --python=trusted, or "
		    "python = \"trusted\" in xmxl.conf, if you trust this file");
}

static void take_exit(struct reader *r, struct reply *out)
{
	out->exit_status = take_u32(r);
	out->kind = REPLY_EXIT;
}

static void take_frame(struct reader *all, struct reply *out, struct diags *ds)
{
	uint8_t type = take_u8(all);
	size_t len = take_u32(all);
	struct reader r = *all;

	r.p = take(all, len);
	r.end = r.p ? r.p + len : NULL;
	r.bad = !r.p;
	if (out->kind != REPLY_NONE)
		r.bad = true;	/* nothing may follow the last frame */
	else if (type == WIRE_REFUSED)
		take_refused(&r, out, ds);
	else if (type == WIRE_TREE)
		take_tree(&r, out);
	else if (type == WIRE_FAILED)
		take_failure(&r, out);
	else if (type == WIRE_EXIT)
		take_exit(&r, out);
	else
		r.bad = true;
	if (r.bad || r.p != r.end)
		all->bad = true;
}

void reply_parse(struct reply *out, struct arena *a, const char *path,
		 const void *data, size_t len, struct diags *ds)
{
	struct reader r = {
		.arena = a, .p = data, .path = path,
	};

	*out = (struct reply){ .kind = REPLY_NONE };
	r.end = r.p + len;
	while (r.p < r.end && !r.bad)
		take_frame(&r, out, ds);
	if (r.bad)
		out->kind = REPLY_BAD;
}
