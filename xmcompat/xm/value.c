/* SPDX-License-Identifier: LGPL-2.1-only */
/* Values as Python 2 sees them. */
#include "xm/value.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/mask.h"
#include "xm/options.h"

#define SPELLED_MAX 60	/* columns of a value in a message */

bool xm_type_counts(enum value_type type)
{
	return type == VALUE_STRING || type == VALUE_INT ||
	       type == VALUE_FLOAT || type == VALUE_LIST;
}

static struct value *meant_items(struct arena *a, const struct value *v)
{
	struct value *list = value_list(a, v->pos);

	for (size_t i = 0; i < v->items.n; i++) {
		struct value *item = xm_value_meant(a, v->items.v[i]);

		if (item)
			value_push(a, list, item);
	}
	return list;
}

static struct value *meant_long(struct arena *a, const struct value *v)
{
	int64_t i;

	if (xm_int_text(v->str, v->len, &i))
		return value_stringn(a, v->str, v->len, v->pos);
	return value_int(a, i, v->pos);
}

static struct value *meant_same(struct arena *a, const struct value *v,
				enum value_type type)
{
	struct value *same = value_copy(a, v);

	same->type = type;
	return same;
}

struct value *xm_value_meant(struct arena *a, const struct value *v)
{
	switch (v->type) {
	case VALUE_BOOL:
		return value_int(a, v->b, v->pos);
	case VALUE_LONG:
		return meant_long(a, v);
	case VALUE_UNICODE:
	case VALUE_WORD:
		return meant_same(a, v, VALUE_STRING);
	case VALUE_TUPLE:
	case VALUE_LIST:
		return meant_items(a, v);
	case VALUE_STRING:
	case VALUE_INT:
	case VALUE_FLOAT:
		return value_copy(a, v);
	default:
		return NULL;
	}
}

bool xm_true(const struct value *v)
{
	if (!v)
		return false;
	switch (v->type) {
	case VALUE_STRING:
		return v->len > 0;
	case VALUE_INT:
		return v->i != 0;
	case VALUE_FLOAT:
		return v->f != 0;
	case VALUE_LIST:
		return v->items.n > 0;
	default:
		return false;
	}
}

int xm_int_text(const char *text, size_t len, int64_t *out)
{
	const char *end = text + len;
	const char *p = text;
	char *stop;
	int64_t n;

	if (strlen(text) != len)
		return -1;
	while (p < end && isspace((unsigned char)*p))
		p++;
	if (!isdigit((unsigned char)p[*p == '-' || *p == '+']))
		return -1;
	errno = 0;
	n = strtoll(p, &stop, 10);
	while (stop < end && isspace((unsigned char)*stop))
		stop++;
	if (errno || stop != end)
		return -1;
	*out = n;
	return 0;
}

int xm_int(const struct value *v, int64_t *out)
{
	if (!v)
		return -1;
	switch (v->type) {
	case VALUE_INT:
		*out = v->i;
		return 0;
	case VALUE_FLOAT:
		/* False for NaN too; beyond lies what Python calls long. */
		if (!(v->f > -9e18 && v->f < 9e18))
			return -1;
		*out = (int64_t)v->f;
		return 0;
	case VALUE_STRING:
		return xm_int_text(v->str, v->len, out);
	default:
		return -1;
	}
}

const char *xm_value_text(struct arena *a, const struct value *v)
{
	switch (v->type) {
	case VALUE_STRING:
		return v->str;
	case VALUE_INT:
		return arena_printf(a, "%" PRId64, v->i);
	case VALUE_FLOAT:
		return arena_printf(a, "%.12g", v->f);
	default:
		return NULL;
	}
}

static const char *spelled_items(struct arena *a, const struct value *v)
{
	const char *text = "";

	for (size_t i = 0; i < v->items.n; i++) {
		text = arena_printf(a, "%s%s%s", text, i ? ", " : "",
				    xm_value_spelled(a, v->items.v[i]));
		if (strlen(text) > SPELLED_MAX)
			return arena_printf(a, "%.*s...", SPELLED_MAX, text);
	}
	return text;
}

/* Text that can stand in one line of a message. */
static const char *spelled_str(struct arena *a, const char *prefix,
			       const struct value *v)
{
	bool cut = v->len > SPELLED_MAX;
	char *text = arena_memdup0(a, v->str, cut ? SPELLED_MAX : v->len);

	for (size_t i = 0; i < (cut ? SPELLED_MAX : v->len); i++)
		if ((unsigned char)text[i] < ' ' || text[i] == 0x7f)
			text[i] = '?';
	return arena_printf(a, "%s\"%s%s\"", prefix, text, cut ? "..." : "");
}

const char *xm_value_spelled(struct arena *a, const struct value *v)
{
	switch (v->type) {
	case VALUE_NONE:
		return "None";
	case VALUE_BOOL:
		return v->b ? "True" : "False";
	case VALUE_LONG:
		return arena_printf(a, "%sL", v->str);
	case VALUE_UNICODE:
		return spelled_str(a, "u", v);
	case VALUE_STRING:
		return spelled_str(a, "", v);
	case VALUE_LIST:
		return arena_printf(a, "[%s]", spelled_items(a, v));
	case VALUE_TUPLE:
		return arena_printf(a, "(%s)", spelled_items(a, v));
	case VALUE_DICT:
		return "a dictionary";
	case VALUE_OBJECT:
		return arena_printf(a, "a %s", v->str);
	case VALUE_WORD:
		return v->str;
	default:
		return xm_value_text(a, v);
	}
}

const char *xm_value_shown(struct arena *a, const char *name,
			   const struct value *v)
{
	bool text = v->type == VALUE_STRING || v->type == VALUE_UNICODE;

	if (!mask_is_secret(name) || v->type == VALUE_NONE ||
	    (text && !v->len))
		return xm_value_spelled(a, v);
	return MASKED;
}
