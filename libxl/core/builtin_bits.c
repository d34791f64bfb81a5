/* SPDX-License-Identifier: LGPL-2.1-only */
/* Builtin types: defbool, bitmap, feature words, generation id, list link. */
#include <assert.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include <libxl_json.h>
#include <libxl_utils.h>

#include "core/builtin.h"
#include "core/log.h"
#include "core/type_json.h"

/* -- defbool: 1 yes, -1 no, 0 the default (part of the ABI) -------------------- */

void libxl_defbool_set(libxl_defbool *db, bool b)
{
	db->val = b ? 1 : -1;
}

void libxl_defbool_unset(libxl_defbool *db)
{
	db->val = 0;
}

bool libxl_defbool_is_default(libxl_defbool db)
{
	return !db.val;
}

void libxl_defbool_setdefault(libxl_defbool *db, bool b)
{
	if (!db->val)
		libxl_defbool_set(db, b);
}

bool libxl_defbool_val(libxl_defbool db)
{
	assert(db.val);
	return db.val > 0;
}

const char *libxl_defbool_to_string(libxl_defbool b)
{
	return b.val < 0 ? "False" : b.val > 0 ? "True" : "<default>";
}

yajl_gen_status libxl_defbool_gen_json(yajl_gen hand, libxl_defbool *p)
{
	return lx_write_string(hand, libxl_defbool_to_string(*p));
}

static yajl_gen_status write_defbool(const struct lx_type *t, yajl_gen gen,
				     const void *p)
{
	return lx_write_string(gen, libxl_defbool_to_string(
		*(const libxl_defbool *)p));
}

static int read_defbool(const struct lx_type *t, struct lx_scope *s,
			const struct lx_json *j, void *p)
{
	libxl_defbool *db = p;

	for (db->val = -1; db->val <= 1; db->val++)
		if (!strcmp(j->text, libxl_defbool_to_string(*db)))
			return 0;
	db->val = 0;
	return lx_fail(s, ERROR_FAIL,
		       "JSON: %s is \"%s\"; True, False or <default> are known",
		       j->name ? j->name : "a value", j->text);
}

static const struct lx_type_ops defbool_ops = {
	.write = write_defbool,
	.read = read_defbool,
	.json_kinds = LX_JSON_STRING,
};

const struct lx_type lx_type_defbool = {
	.name = "defbool", .size = sizeof(libxl_defbool), .ops = &defbool_ops,
};

/* -- bitmap: an array of the bits that are set ---------------------------------- */

static void dispose_bitmap(const struct lx_type *t, void *p)
{
	libxl_bitmap_dispose(p);
}

static void copy_bitmap(libxl_ctx *ctx, const struct lx_type *t, void *dst,
			const void *src)
{
	const libxl_bitmap *from = src;
	libxl_bitmap *to = dst;

	to->size = from->size;
	to->map = NULL;
	if (!from->size)
		return;
	to->map = lx_out_alloc(from->size);
	memcpy(to->map, from->map, from->size);
}

static bool bitmap_is_empty(const struct lx_type *t, const void *p)
{
	return libxl_bitmap_is_empty(p);
}

static yajl_gen_status write_bitmap(const struct lx_type *t, yajl_gen gen,
				    const void *p)
{
	const libxl_bitmap *map = p;
	yajl_gen_status st = yajl_gen_array_open(gen);

	for (uint32_t bit = 0; !st && bit < map->size * 8; bit++)
		if (libxl_bitmap_test(map, bit))
			st = yajl_gen_integer(gen, bit);
	return st ? st : yajl_gen_array_close(gen);
}

yajl_gen_status libxl_bitmap_gen_json(yajl_gen hand, libxl_bitmap *p)
{
	return write_bitmap(&lx_type_bitmap, hand, p);
}

/* The highest bit of an array of bits plus one. */
static int read_length(struct lx_scope *s, const struct lx_json *j,
		       int64_t *bits)
{
	int64_t bit;

	*bits = 0;
	for (const struct lx_json *c = j->children; c; c = c->next) {
		if (c->kind != LX_JSON_INTEGER || !lx_json_i64(c, &bit) ||
		    bit < 0 || bit > 1 << 24)
			return lx_fail(s, ERROR_FAIL,
				       "JSON: %s: an entry is no bit's number",
				       j->name ? j->name : "a bitmap");
		if (bit >= *bits)
			*bits = bit + 1;
	}
	return 0;
}

static int read_bitmap(const struct lx_type *t, struct lx_scope *s,
		       const struct lx_json *j, void *p)
{
	int64_t bits, bit;
	int rc = read_length(s, j, &bits);

	if (rc || !bits)
		return rc;
	libxl_bitmap_alloc(s->ctx, p, bits);
	for (const struct lx_json *c = j->children; c; c = c->next)
		if (lx_json_i64(c, &bit))
			libxl_bitmap_set(p, bit);
	return 0;
}

static const struct lx_type_ops bitmap_ops = {
	.dispose = dispose_bitmap,
	.copy = copy_bitmap,
	.is_default = bitmap_is_empty,
	.write = write_bitmap,
	.read = read_bitmap,
	.json_kinds = LX_JSON_ARRAY,
};

const struct lx_type lx_type_bitmap = {
	.name = "bitmap", .size = sizeof(libxl_bitmap), .ops = &bitmap_ops,
};

/* -- hwcap, ms_vm_genid: arrays of numbers --------------------------------------- */

/* 4.17 tells four of the eight words. */
#define HWCAP_WORDS 4

void libxl_hwcap_copy(libxl_ctx *ctx, libxl_hwcap *dst, const libxl_hwcap *src)
{
	memcpy(dst, src, sizeof(*dst));
}

static bool never(const struct lx_type *t, const void *p)
{
	return false;
}

static yajl_gen_status write_hwcap(const struct lx_type *t, yajl_gen gen,
				   const void *p)
{
	const uint32_t *words = p;
	yajl_gen_status st = yajl_gen_array_open(gen);

	for (int i = 0; !st && i < HWCAP_WORDS; i++)
		st = yajl_gen_integer(gen, words[i]);
	return st ? st : yajl_gen_array_close(gen);
}

yajl_gen_status libxl_hwcap_gen_json(yajl_gen hand, libxl_hwcap *p)
{
	return write_hwcap(&lx_type_hwcap, hand, p);
}

/* nr numbers up to max from an array; the rest of the entries is too much. */
static int read_numbers(const struct lx_type *t, struct lx_scope *s,
			const struct lx_json *j, unsigned int nr, uint64_t max,
			uint64_t *values)
{
	const struct lx_json *c = j->children;

	for (unsigned int i = 0; i < nr; i++, c = c->next) {
		if (!c || c->kind != LX_JSON_INTEGER ||
		    !lx_json_u64(c, &values[i]) || values[i] > max)
			return lx_fail(s, ERROR_FAIL,
				       "JSON: %s has no number up to %" PRIu64
				       " as its entry %u", t->name, max, i);
	}
	return 0;
}

static int read_hwcap(const struct lx_type *t, struct lx_scope *s,
		      const struct lx_json *j, void *p)
{
	uint64_t values[HWCAP_WORDS];
	uint32_t *words = p;
	int rc = read_numbers(t, s, j, HWCAP_WORDS, UINT32_MAX, values);

	for (int i = 0; !rc && i < HWCAP_WORDS; i++)
		words[i] = values[i];
	return rc;
}

static const struct lx_type_ops hwcap_ops = {
	.is_default = never,
	.write = write_hwcap,
	.read = read_hwcap,
	.json_kinds = LX_JSON_ARRAY,
};

const struct lx_type lx_type_hwcap = {
	.name = "hwcap", .size = sizeof(libxl_hwcap), .ops = &hwcap_ops,
};

void libxl_ms_vm_genid_copy(libxl_ctx *ctx, libxl_ms_vm_genid *dst,
			    const libxl_ms_vm_genid *src)
{
	*dst = *src;
}

static yajl_gen_status write_genid(const struct lx_type *t, yajl_gen gen,
				   const void *p)
{
	const libxl_ms_vm_genid *id = p;
	yajl_gen_status st = yajl_gen_array_open(gen);

	for (int i = 0; !st && i < LIBXL_MS_VM_GENID_LEN; i++)
		st = yajl_gen_integer(gen, id->bytes[i]);
	return st ? st : yajl_gen_array_close(gen);
}

yajl_gen_status libxl_ms_vm_genid_gen_json(yajl_gen hand, libxl_ms_vm_genid *p)
{
	return write_genid(&lx_type_ms_vm_genid, hand, p);
}

static int read_genid(const struct lx_type *t, struct lx_scope *s,
		      const struct lx_json *j, void *p)
{
	uint64_t values[LIBXL_MS_VM_GENID_LEN];
	libxl_ms_vm_genid *id = p;
	int rc = read_numbers(t, s, j, LIBXL_MS_VM_GENID_LEN, UINT8_MAX, values);

	for (int i = 0; !rc && i < LIBXL_MS_VM_GENID_LEN; i++)
		id->bytes[i] = values[i];
	return rc;
}

static const struct lx_type_ops genid_ops = {
	.write = write_genid,
	.read = read_genid,
	.json_kinds = LX_JSON_ARRAY,
};

const struct lx_type lx_type_ms_vm_genid = {
	.name = "ms_vm_genid", .size = sizeof(libxl_ms_vm_genid), .ops = &genid_ops,
};

/* An event's place in a list: always hidden. */
static const struct lx_type_ops no_ops;

const struct lx_type lx_type_ev_link = {
	.name = "ev_link", .size = sizeof(libxl_ev_link), .ops = &no_ops,
};
