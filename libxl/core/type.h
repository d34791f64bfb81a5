/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * Types as data: what the generator makes of libxl.idl.
 *
 * Each type of the API is one struct lx_type. The functions here walk it, so
 * that libxl_TYPE_init(), _dispose(), _copy(), _to_json() and _from_json()
 * are one-line calls for each of a hundred types.
 */
#ifndef LIBXL_CORE_TYPE_H
#define LIBXL_CORE_TYPE_H

#include <stdbool.h>
#include <stddef.h>

#include <yajl/yajl_gen.h>

#include "core/json.h"

struct lx_type;

/* What differs between kinds of types. A NULL entry has the meaning given. */
struct lx_type_ops {
	/* p was zeroed; NULL: and that is its initial value. */
	void (*init)(const struct lx_type *t, void *p);
	/* Frees what p points to; NULL: nothing. p is zeroed afterwards. */
	void (*dispose)(const struct lx_type *t, void *p);
	/* dst was initialised; NULL: the bytes are copied. */
	void (*copy)(libxl_ctx *ctx, const struct lx_type *t, void *dst,
		     const void *src);
	/* Is it left out of JSON; NULL: when all bytes are zero. */
	bool (*is_default)(const struct lx_type *t, const void *p);
	yajl_gen_status (*write)(const struct lx_type *t, yajl_gen gen,
				 const void *p);
	/* Of one of the kinds below, into an initialised p. 0 or ERROR_*. */
	int (*read)(const struct lx_type *t, struct lx_scope *s,
		    const struct lx_json *j, void *p);
	unsigned int json_kinds;
	bool number;	/* its default is a number, in the field */
};

enum lx_member {
	LX_END,		/* after the last field */
	LX_VALUE,	/* one value of type, at offset */
	LX_ARRAY,	/* a pointer to type at offset, an int at count */
	LX_GROUP,	/* a nested struct: type's offsets count from the outer */
	LX_UNION,	/* the key, an enum, is at offset; see variants */
};

struct lx_variant {
	int key;
	const struct lx_type *type;	/* NULL: nothing in it */
};

/* Small: each page of these tables is relocated when a program starts. */
struct lx_field {
	const char *name;		/* as in JSON */
	const struct lx_type *type;
	const struct lx_variant *variants;
	int32_t initial;		/* for numbers and enums */
	uint16_t offset;
	uint16_t count;
	uint8_t what;			/* enum lx_member */
	uint8_t nr_variants;
	bool hidden;			/* neither in JSON nor copied */
};

struct lx_type {
	const char *name;
	size_t size;
	const struct lx_type_ops *ops;
	libxl_enum_string_table *words;	/* enums */
	const struct lx_field *fields;		/* structs */
};

/* -- kinds; the builtin types' are in core/builtin.h ----------------------- */
extern const struct lx_type_ops lx_enum_ops;
extern const struct lx_type_ops lx_struct_ops;

/* -- what the generated functions call ---------------------------------------- */
void lx_type_init(const struct lx_type *t, void *p);
/* Sets the key of the type's union, which must not have been set before. */
void lx_type_init_key(const struct lx_type *t, void *p, int key);
void lx_type_dispose(const struct lx_type *t, void *p);
void lx_type_copy(libxl_ctx *ctx, const struct lx_type *t, void *dst,
		  const void *src);
bool lx_type_is_default(const struct lx_type *t, const void *p);
yajl_gen_status lx_type_write(const struct lx_type *t, yajl_gen gen,
			      const void *p);
int lx_type_read(const struct lx_type *t, struct lx_scope *s,
		 const struct lx_json *j, void *p);
/* malloc'ed text, indented, with a newline at the end; NULL: no memory. */
char *lx_type_to_json(const struct lx_type *t, const void *p);
int lx_type_from_json(libxl_ctx *ctx, const struct lx_type *t, void *p,
		      const char *text);

/* The word of an enum's value, NULL when it has none. */
const char *lx_enum_word(const struct lx_type *t, int value);
/* The value of a word in any case. 0 or ERROR_FAIL. */
int lx_enum_value(const struct lx_type *t, const char *word, int *value);

/* A field of p, and a union's variant (NULL: it has no fields). */
static inline void *lx_field_at(const void *p, const struct lx_field *f)
{
	return (char *)p + f->offset;
}
int lx_field_count(const struct lx_field *f, const void *p);
const struct lx_type *lx_field_variant(const struct lx_field *f, int key);

/* A number of 1, 2, 4 or 8 bytes at p. */
int64_t lx_number_get(const struct lx_type *t, const void *p);
void lx_number_set(const struct lx_type *t, void *p, int64_t value);
/* Is it value, cut to the type's size. */
bool lx_number_is(const struct lx_type *t, const void *p, int64_t value);

#endif
