/* SPDX-License-Identifier: LGPL-2.1-only */
/* Builtin types that are text: strings, lists of them, UUIDs, MACs. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <libxl_json.h>
#include <libxl_utils.h>

#include "core/builtin.h"
#include "core/log.h"
#include "core/type_json.h"

/* -- strings ---------------------------------------------------------------- */

static void dispose_string(const struct lx_type *t, void *p)
{
	free(*(char **)p);
}

static void copy_string(libxl_ctx *ctx, const struct lx_type *t, void *dst,
			const void *src)
{
	*(char **)dst = lx_out_strdup(*(char *const *)src);
}

void libxl_string_copy(libxl_ctx *ctx, char **dst, char * const *src)
{
	*dst = lx_out_strdup(*src);
}

static yajl_gen_status write_string(const struct lx_type *t, yajl_gen gen,
				    const void *p)
{
	return lx_write_string(gen, *(char *const *)p);
}

static int read_string(const struct lx_type *t, struct lx_scope *s,
		       const struct lx_json *j, void *p)
{
	*(char **)p = lx_out_strdup(j->text);
	return 0;
}

static const struct lx_type_ops string_ops = {
	.dispose = dispose_string,
	.copy = copy_string,
	.write = write_string,
	.read = read_string,
	.json_kinds = LX_JSON_STRING,
};

static const struct lx_type_ops const_string_ops = {
	.write = write_string,
	.read = read_string,
	.json_kinds = LX_JSON_STRING,
};

const struct lx_type lx_type_string = {
	.name = "string", .size = sizeof(char *), .ops = &string_ops,
};
const struct lx_type lx_type_const_string = {
	.name = "string", .size = sizeof(char *), .ops = &const_string_ops,
};

/* -- lists of strings -------------------------------------------------------- */

static int list_length(char *const *list)
{
	int n = 0;

	while (list && list[n])
		n++;
	return n;
}

int libxl_string_list_length(const libxl_string_list *sl)
{
	return list_length(*sl);
}

void libxl_string_list_dispose(libxl_string_list *sl)
{
	if (!sl)
		return;
	for (int i = 0; *sl && (*sl)[i]; i++)
		free((*sl)[i]);
	free(*sl);
	*sl = NULL;
}

void libxl_string_list_copy(libxl_ctx *ctx, libxl_string_list *dst,
			    const libxl_string_list *src)
{
	int n = list_length(*src);

	*dst = NULL;
	if (!*src)
		return;
	*dst = lx_out_calloc(n + 1, sizeof(char *));
	for (int i = 0; i < n; i++)
		(*dst)[i] = lx_out_strdup((*src)[i]);
}

static void dispose_list(const struct lx_type *t, void *p)
{
	libxl_string_list_dispose(p);
}

static void copy_list(libxl_ctx *ctx, const struct lx_type *t, void *dst,
		      const void *src)
{
	libxl_string_list_copy(ctx, dst, src);
}

static bool list_is_empty(const struct lx_type *t, const void *p)
{
	char **list = *(char **const *)p;

	return !list || !list[0];
}

yajl_gen_status libxl_string_list_gen_json(yajl_gen hand, libxl_string_list *p)
{
	yajl_gen_status st = yajl_gen_array_open(hand);

	for (int i = 0; !st && *p && (*p)[i]; i++)
		st = lx_write_string(hand, (*p)[i]);
	return st ? st : yajl_gen_array_close(hand);
}

static yajl_gen_status write_list(const struct lx_type *t, yajl_gen gen,
				  const void *p)
{
	libxl_string_list list = *(char **const *)p;

	return libxl_string_list_gen_json(gen, &list);
}

static int read_list(const struct lx_type *t, struct lx_scope *s,
		     const struct lx_json *j, void *p)
{
	char **list = lx_out_calloc(lx_json_count(j) + 1, sizeof(*list));
	int n = 0;

	*(char ***)p = list;
	for (const struct lx_json *c = j->children; c; c = c->next) {
		if (c->kind != LX_JSON_STRING)
			return lx_fail(s, ERROR_FAIL,
				       "JSON: entry %d of %s is %s, not a string",
				       n, j->name ? j->name : "a list",
				       lx_json_kind_name(c->kind));
		list[n++] = lx_out_strdup(c->text);
	}
	return 0;
}

static const struct lx_type_ops string_list_ops = {
	.dispose = dispose_list,
	.copy = copy_list,
	.is_default = list_is_empty,
	.write = write_list,
	.read = read_list,
	.json_kinds = LX_JSON_ARRAY,
};

const struct lx_type lx_type_string_list = {
	.name = "string_list", .size = sizeof(libxl_string_list), .ops = &string_list_ops,
};

/* -- keys and values ----------------------------------------------------------- */

int libxl_key_value_list_length(const libxl_key_value_list *kvl)
{
	int n = 0;

	while (*kvl && (*kvl)[2 * n])
		n++;
	return n;
}

void libxl_key_value_list_dispose(libxl_key_value_list *kvl)
{
	if (!kvl)
		return;
	for (int i = 0; *kvl && (*kvl)[i]; i += 2) {
		free((*kvl)[i]);
		free((*kvl)[i + 1]);
	}
	free(*kvl);
	*kvl = NULL;
}

void libxl_key_value_list_copy(libxl_ctx *ctx, libxl_key_value_list *dst,
			       const libxl_key_value_list *src)
{
	int n = libxl_key_value_list_length(src);

	*dst = NULL;
	if (!*src)
		return;
	*dst = lx_out_calloc(2 * n + 1, sizeof(char *));
	for (int i = 0; i < 2 * n; i++)
		(*dst)[i] = lx_out_strdup((*src)[i]);
}

static void dispose_pairs(const struct lx_type *t, void *p)
{
	libxl_key_value_list_dispose(p);
}

static void copy_pairs(libxl_ctx *ctx, const struct lx_type *t, void *dst,
		       const void *src)
{
	libxl_key_value_list_copy(ctx, dst, src);
}

yajl_gen_status libxl_key_value_list_gen_json(yajl_gen hand,
					      libxl_key_value_list *p)
{
	yajl_gen_status st = yajl_gen_map_open(hand);

	for (int i = 0; !st && *p && (*p)[i]; i += 2) {
		st = lx_write_string(hand, (*p)[i]);
		if (!st)
			st = lx_write_string(hand, (*p)[i + 1]);
	}
	return st ? st : yajl_gen_map_close(hand);
}

static yajl_gen_status write_pairs(const struct lx_type *t, yajl_gen gen,
				   const void *p)
{
	libxl_key_value_list list = *(char **const *)p;

	return libxl_key_value_list_gen_json(gen, &list);
}

static int read_pairs(const struct lx_type *t, struct lx_scope *s,
		      const struct lx_json *j, void *p)
{
	char **list = lx_out_calloc(2 * lx_json_count(j) + 1, sizeof(*list));

	*(char ***)p = list;
	for (const struct lx_json *c = j->children; c; c = c->next) {
		if (!(c->kind & (LX_JSON_STRING | LX_JSON_NULL)))
			return lx_fail(s, ERROR_FAIL,
				       "JSON: %s is %s, not a string", c->name,
				       lx_json_kind_name(c->kind));
		*list++ = lx_out_strdup(c->name);
		*list++ = lx_out_strdup(c->text);
	}
	return 0;
}

static const struct lx_type_ops pairs_ops = {
	.dispose = dispose_pairs,
	.copy = copy_pairs,
	.is_default = list_is_empty,
	.write = write_pairs,
	.read = read_pairs,
	.json_kinds = LX_JSON_OBJECT,
};

const struct lx_type lx_type_key_value_list = {
	.name = "key_value_list", .size = sizeof(libxl_key_value_list), .ops = &pairs_ops,
};

/* -- UUID, MAC ---------------------------------------------------------------- */

yajl_gen_status libxl_uuid_gen_json(yajl_gen hand, libxl_uuid *p)
{
	char text[LIBXL_UUID_FMTLEN + 1];

	snprintf(text, sizeof(text), LIBXL_UUID_FMT, LIBXL_UUID_BYTES(*p));
	return lx_write_string(hand, text);
}

static yajl_gen_status write_uuid(const struct lx_type *t, yajl_gen gen,
				  const void *p)
{
	libxl_uuid uuid = *(const libxl_uuid *)p;

	return libxl_uuid_gen_json(gen, &uuid);
}

static int read_uuid(const struct lx_type *t, struct lx_scope *s,
		     const struct lx_json *j, void *p)
{
	if (!libxl_uuid_from_string(p, j->text))
		return 0;
	return lx_fail(s, ERROR_FAIL, "JSON: \"%s\" is no UUID", j->text);
}

static const struct lx_type_ops uuid_ops = {
	.write = write_uuid,
	.read = read_uuid,
	.json_kinds = LX_JSON_STRING,
};

const struct lx_type lx_type_uuid = {
	.name = "uuid", .size = sizeof(libxl_uuid), .ops = &uuid_ops,
};

void libxl_mac_copy(libxl_ctx *ctx, libxl_mac *dst, const libxl_mac *src)
{
	memcpy(dst, src, sizeof(*dst));
}

yajl_gen_status libxl_mac_gen_json(yajl_gen hand, libxl_mac *p)
{
	char text[LIBXL_MAC_FMTLEN + 1];

	snprintf(text, sizeof(text), LIBXL_MAC_FMT, LIBXL_MAC_BYTES((*p)));
	return lx_write_string(hand, text);
}

static yajl_gen_status write_mac(const struct lx_type *t, yajl_gen gen,
				 const void *p)
{
	libxl_mac mac;

	memcpy(mac, p, sizeof(mac));
	return libxl_mac_gen_json(gen, &mac);
}

static int read_mac(const struct lx_type *t, struct lx_scope *s,
		    const struct lx_json *j, void *p)
{
	unsigned char b[6];
	int end = -1;

	sscanf(j->text, LIBXL_MAC_FMT "%n", &b[0], &b[1], &b[2], &b[3], &b[4],
	       &b[5], &end);
	if (end < 0 || j->text[end])
		return lx_fail(s, ERROR_FAIL, "JSON: \"%s\" is no MAC address",
			       j->text);
	memcpy(p, b, sizeof(b));
	return 0;
}

static const struct lx_type_ops mac_ops = {
	.write = write_mac,
	.read = read_mac,
	.json_kinds = LX_JSON_STRING,
};

const struct lx_type lx_type_mac = {
	.name = "mac", .size = sizeof(libxl_mac), .ops = &mac_ops,
};
