/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * JSON text as a tree in a scope's memory (RFC 8259, read with yajl).
 *
 * Numbers keep their text, so 64-bit values lose nothing. Of a name that an
 * object has twice the first counts.
 */
#ifndef LIBXL_CORE_JSON_H
#define LIBXL_CORE_JSON_H

#include <stdbool.h>

#include "core/scope.h"

enum lx_json_kind {
	LX_JSON_NULL = 1 << 0,
	LX_JSON_BOOL = 1 << 1,
	LX_JSON_INTEGER = 1 << 2,
	LX_JSON_REAL = 1 << 3,
	LX_JSON_STRING = 1 << 4,
	LX_JSON_ARRAY = 1 << 5,
	LX_JSON_OBJECT = 1 << 6,
};

struct lx_json {
	enum lx_json_kind kind;
	bool yes;			/* LX_JSON_BOOL */
	const char *text;		/* string, or the digits of a number */
	const char *name;		/* in an object */
	struct lx_json *children;	/* of an array or object */
	struct lx_json *next;		/* the next child of the same parent */
	struct lx_json *last;		/* the last child, for appending */
	struct lx_json *parent;
};

/* Reads one value; what follows it is ignored. NULL with a message. */
struct lx_json *lx_json_parse(struct lx_scope *s, const char *text);
/* The same for the first len bytes of text. */
struct lx_json *lx_json_parse_n(struct lx_scope *s, const char *text,
				size_t len);

/* The member called name whose kind is one of kinds (a mask), or NULL. */
const struct lx_json *lx_json_get(const struct lx_json *object,
				  const char *name, unsigned int kinds);
unsigned int lx_json_count(const struct lx_json *parent);
/* Words for messages: "a string". */
const char *lx_json_kind_name(enum lx_json_kind kind);

/* The value of an integer; false when it is outside the type's range. */
bool lx_json_i64(const struct lx_json *j, int64_t *value);
bool lx_json_u64(const struct lx_json *j, uint64_t *value);

#endif
