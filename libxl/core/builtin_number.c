/* SPDX-License-Identifier: LGPL-2.1-only */
/* Builtin types: booleans and numbers. */
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>

#include <libxl_json.h>

#include "core/builtin.h"
#include "core/log.h"

static yajl_gen_status write_bool(const struct lx_type *t, yajl_gen gen,
				  const void *p)
{
	return yajl_gen_bool(gen, *(const bool *)p);
}

static int read_bool(const struct lx_type *t, struct lx_scope *s,
		     const struct lx_json *j, void *p)
{
	*(bool *)p = j->yes;
	return 0;
}

static yajl_gen_status write_int(const struct lx_type *t, yajl_gen gen,
				 const void *p)
{
	return yajl_gen_integer(gen, *(const int *)p);
}

static yajl_gen_status write_unsigned(const struct lx_type *t, yajl_gen gen,
				      const void *p)
{
	uint64_t value = lx_number_get(t, p);

	if (t->size == 4)
		value = (uint32_t)value;
	return libxl__uint64_gen_json(gen, value);
}

yajl_gen_status libxl__uint64_gen_json(yajl_gen hand, uint64_t val)
{
	char text[24];
	int len = snprintf(text, sizeof(text), "%" PRIu64, val);

	return yajl_gen_number(hand, text, len);
}

static int out_of_range(const struct lx_type *t, struct lx_scope *s,
			const struct lx_json *j)
{
	return lx_fail(s, ERROR_FAIL, "JSON: %s%s%s is outside the range of %s",
		       j->name ? j->name : "", j->name ? ": " : "", j->text,
		       t->name);
}

static int read_int(const struct lx_type *t, struct lx_scope *s,
		    const struct lx_json *j, void *p)
{
	int64_t value;

	if (!lx_json_i64(j, &value) || value < INT_MIN || value > INT_MAX)
		return out_of_range(t, s, j);
	*(int *)p = value;
	return 0;
}

static int read_unsigned(const struct lx_type *t, struct lx_scope *s,
			 const struct lx_json *j, void *p)
{
	uint64_t value;

	if (!lx_json_u64(j, &value))
		return out_of_range(t, s, j);
	if (t->size < sizeof(value) && value >> (8 * t->size))
		return out_of_range(t, s, j);
	lx_number_set(t, p, value);
	return 0;
}

static const struct lx_type_ops bool_ops = {
	.write = write_bool,
	.read = read_bool,
	.json_kinds = LX_JSON_BOOL,
};

static const struct lx_type_ops int_ops = {
	.write = write_int,
	.read = read_int,
	.json_kinds = LX_JSON_INTEGER,
	.number = true,
};

static const struct lx_type_ops unsigned_ops = {
	.write = write_unsigned,
	.read = read_unsigned,
	.json_kinds = LX_JSON_INTEGER,
	.number = true,
};

const struct lx_type lx_type_bool = {
	.name = "bool", .size = sizeof(bool), .ops = &bool_ops,
};
const struct lx_type lx_type_int = {
	.name = "int", .size = sizeof(int), .ops = &int_ops,
};
const struct lx_type lx_type_devid = {
	.name = "devid", .size = sizeof(libxl_devid), .ops = &int_ops,
};
const struct lx_type lx_type_domid = {
	.name = "domid", .size = sizeof(libxl_domid), .ops = &unsigned_ops,
};
const struct lx_type lx_type_uint8 = {
	.name = "uint8", .size = 1, .ops = &unsigned_ops,
};
const struct lx_type lx_type_uint16 = {
	.name = "uint16", .size = 2, .ops = &unsigned_ops,
};
const struct lx_type lx_type_uint32 = {
	.name = "uint32", .size = 4, .ops = &unsigned_ops,
};
const struct lx_type lx_type_uint64 = {
	.name = "uint64", .size = 8, .ops = &unsigned_ops,
};
