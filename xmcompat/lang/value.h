/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * Values of a config: what a name is bound to, in the union of xl's and
 * Python's literals. Type names follow Python 2, because xm decides by type
 * which values count at all (xm-config: str, list, int and float do).
 */
#ifndef XMCOMPAT_LANG_VALUE_H
#define XMCOMPAT_LANG_VALUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/diag.h"

enum value_type {
	VALUE_NONE,
	VALUE_BOOL,
	VALUE_INT,
	VALUE_LONG,	/* Python 2 long: an L suffix, or beyond 64 bits */
	VALUE_FLOAT,
	VALUE_STRING,	/* bytes */
	VALUE_UNICODE,	/* u'..' in Python 2; UTF-8 here */
	VALUE_WORD,	/* what only xl reads: 12abc, 08; kept as text */
	VALUE_LIST,
	VALUE_TUPLE,
	VALUE_DICT,
	VALUE_OBJECT,	/* function, module, class, …: str names its kind */
};

struct value;

struct value_items {
	struct value **v;	/* dict: key, value, key, value, … */
	size_t n;
};

struct value {
	enum value_type type;
	struct pos pos;		/* line 0 if a program computed it */
	/*
	 * Byte range of the spelling in the tree's source, end exclusive;
	 * both 0 if the value was not written as a literal there.
	 */
	size_t src_start, src_end;
	union {
		bool b;
		int64_t i;
		double f;
		struct {
			const char *str;	/* NUL behind it; may hold NULs */
			size_t len;
		};			/* STRING UNICODE WORD OBJECT; LONG: decimal text */
		struct value_items items;	/* LIST TUPLE DICT */
	};
};

struct arena;

struct value *value_new(struct arena *a, enum value_type type, struct pos pos);
struct value *value_string(struct arena *a, const char *s, struct pos pos);
struct value *value_stringn(struct arena *a, const char *s, size_t len,
			    struct pos pos);
struct value *value_int(struct arena *a, int64_t i, struct pos pos);
struct value *value_list(struct arena *a, struct pos pos);
/* Appends to a LIST, TUPLE or DICT. */
void value_push(struct arena *a, struct value *list, struct value *item);
/* A deep copy whose memory is in a (positions' file names are shared). */
struct value *value_copy(struct arena *a, const struct value *v);
/* Same type and content; positions do not count. */
bool value_equal(const struct value *x, const struct value *y);
/* Has text: STRING, UNICODE or WORD. */
bool value_is_text(const struct value *v);
/* "str", "int", "long", "bool", "NoneType", …: Python 2's name of the type. */
const char *value_type_name(enum value_type type);

#endif
