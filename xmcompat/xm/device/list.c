/* SPDX-License-Identifier: LGPL-2.1-only */
/* What the device parsers share: list elements, splitting, key=value pairs. */
#include <stdarg.h>
#include <string.h>

#include "base/arena.h"
#include "xm/device/device.h"

struct dev_context dev_context(const struct xm_options *o, const char *name,
			       struct diags *ds)
{
	return (struct dev_context){ o->arena, ds, name, o->as_meant };
}

int dev_refuse(struct dev_context *ctx, enum diag_id id,
	       const struct dev_item *item, const char *advice,
	       const char *fmt, ...)
{
	va_list ap;
	char *text;

	va_start(ap, fmt);
	text = arena_vprintf(ctx->arena, fmt, ap);
	va_end(ap);
	diag_add(ctx->diags, id, item->pos, ctx->name, "%s", text)->advice =
		advice;
	return -1;
}

void dev_warn(struct dev_context *ctx, enum diag_id id,
	      const struct dev_item *item, const char *advice,
	      const char *fmt, ...)
{
	va_list ap;
	char *text;

	va_start(ap, fmt);
	text = arena_vprintf(ctx->arena, fmt, ap);
	va_end(ap);
	diag_add(ctx->diags, id, item->pos, ctx->name, "%s", text)->advice =
		advice;
}

/* A lone string: xm walked over its letters and stumbled over the first. */
static int lone_string(struct dev_context *ctx, const struct value *v,
		       struct dev_list *out)
{
	struct dev_item item = { .text = v->str, .pos = v->pos };

	if (!ctx->as_meant)
		return dev_refuse(ctx, DIAG_DEVICE_NOT_LIST, &item,
				  arena_printf(ctx->arena, "write %s = "
					       "[ '...' ]", ctx->name),
				  "a string where a list of strings belongs; "
				  "xm reads it letter by letter and fails at "
				  "\"%.1s\"", v->str);
	out->v = arena_alloc(ctx->arena, sizeof(*out->v));
	out->v[0] = item;
	out->n = 1;
	return 0;
}

static int add_item(struct dev_context *ctx, const struct value *v,
		    struct dev_item *item)
{
	item->pos = v->pos;
	if (!value_is_text(v))
		return dev_refuse(ctx, DIAG_DEVICE_ELEMENT_TYPE, item,
				  "put it in quotes",
				  "an element is of type %s, not a string",
				  value_type_name(v->type));
	if (strlen(v->str) != v->len)
		return dev_refuse(ctx, DIAG_DEVICE_ELEMENT_TYPE, item,
				  "remove it", "an element holds a NUL byte");
	item->text = v->str;
	return 0;
}

/* The list itself, NULL when there is none; *fail if it is something else. */
static const struct value *list_value(struct dev_context *ctx,
				      const struct xm_options *o, bool *fail,
				      struct dev_list *out)
{
	const struct value *v = xm_get(o, ctx->name);
	struct dev_item item = { 0 };

	*out = (struct dev_list){ 0 };
	*fail = false;
	if (!xm_true(v))
		return NULL;
	if (v->type == VALUE_LIST)
		return v;
	*fail = true;
	item.pos = v->pos;
	if (value_is_text(v))
		*fail = lone_string(ctx, v, out) != 0;
	else
		dev_refuse(ctx, DIAG_DEVICE_NOT_LIST, &item,
			   "write it as a list of strings",
			   "a value of type %s where a list belongs",
			   value_type_name(v->type));
	return NULL;
}

int dev_items(struct dev_context *ctx, const struct xm_options *o,
	      struct dev_list *out)
{
	bool fail;
	const struct value *v = list_value(ctx, o, &fail, out);

	if (!v)
		return fail ? -1 : 0;
	out->v = arena_calloc(ctx->arena, v->items.n, sizeof(*out->v));
	for (; out->n < v->items.n; out->n++)
		if (add_item(ctx, v->items.v[out->n], &out->v[out->n]))
			return -1;
	return 0;
}

int dev_int_items(struct dev_context *ctx, const struct xm_options *o,
		  struct dev_list *out)
{
	bool fail;
	const struct value *v = list_value(ctx, o, &fail, out);

	if (!v)
		return fail ? -1 : 0;
	out->v = arena_calloc(ctx->arena, v->items.n, sizeof(*out->v));
	for (; out->n < v->items.n; out->n++) {
		const struct value *e = v->items.v[out->n];
		struct dev_item *item = &out->v[out->n];

		if (e->type != VALUE_INT && add_item(ctx, e, item))
			return -1;
		item->pos = e->pos;
		if (e->type == VALUE_INT)
			item->number = e->i;
	}
	return 0;
}

static bool is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

char *dev_trim(struct arena *a, const char *s, size_t len)
{
	while (len && is_space(*s))
		s++, len--;
	while (len && is_space(s[len - 1]))
		len--;
	return arena_memdup0(a, s, len);
}

size_t dev_split(struct arena *a, const char *text, char sep, char ***out)
{
	size_t n = 1, i = 0;

	for (const char *p = text; (p = strchr(p, sep)); p++)
		n++;
	*out = arena_calloc(a, n, sizeof(**out));
	for (;;) {
		const char *end = strchr(text, sep);

		(*out)[i++] = arena_memdup0(a, text, end ?
					    (size_t)(end - text) :
					    strlen(text));
		if (!end)
			return n;
		text = end + 1;
	}
}

const char *dev_pair(const struct dev_pairs *p, const char *key)
{
	for (size_t i = 0; i < p->n; i++)
		if (!strcmp(p->v[i].key, key))
			return p->v[i].value;
	return NULL;
}

void dev_pair_set(struct arena *a, struct dev_pairs *p, const char *key,
		  const char *value)
{
	for (size_t i = 0; i < p->n; i++)
		if (!strcmp(p->v[i].key, key)) {
			p->v[i].value = value;
			return;
		}
	p->v = arena_grow(a, p->v, p->n * sizeof(*p->v),
			  (p->n + 1) * sizeof(*p->v));
	p->v[p->n++] = (struct dev_pair){ key, value };
}

void dev_pair_del(struct dev_pairs *p, const char *key)
{
	for (size_t i = 0; i < p->n; i++)
		if (!strcmp(p->v[i].key, key)) {
			memmove(&p->v[i], &p->v[i + 1],
				(p->n - i - 1) * sizeof(*p->v));
			p->n--;
			return;
		}
}

int dev_pairs_parse(struct dev_context *ctx, const struct dev_item *item,
		    struct dev_pairs *out)
{
	struct arena *a = ctx->arena;
	char *text = dev_trim(a, item->text, strlen(item->text));
	size_t n;
	char **parts;

	*out = (struct dev_pairs){ 0 };
	if (!*text)
		return 0;
	n = dev_split(a, text, ',', &parts);
	for (size_t i = 0; i < n; i++) {
		const char *eq = strchr(parts[i], '=');

		if (!eq)
			return dev_refuse(ctx, DIAG_DEVICE_NOT_PAIR, item,
					  *dev_trim(a, parts[i],
						    strlen(parts[i])) ?
					  "write key=value" :
					  "remove the comma too many",
					  "\"%s\" in \"%s\" is no key=value "
					  "pair", parts[i], item->text);
		dev_pair_set(a, out,
			     dev_trim(a, parts[i], (size_t)(eq - parts[i])),
			     dev_trim(a, eq + 1, strlen(eq + 1)));
	}
	return 0;
}

char *dev_pairs_text(struct arena *a, const struct dev_pairs *p)
{
	char *text = arena_strdup(a, "");

	for (size_t i = 0; i < p->n; i++)
		text = arena_printf(a, "%s%s%s=%s", text, i ? "," : "",
				    p->v[i].key, p->v[i].value);
	return text;
}

int dev_pairs_allow(struct dev_context *ctx, const struct dev_item *item,
		    const struct dev_pairs *p, const char *const *words,
		    size_t count, const char *what)
{
	for (size_t i = 0; i < p->n; i++) {
		size_t j = 0;

		while (j < count && strcmp(words[j], p->v[i].key))
			j++;
		if (j == count)
			return dev_refuse(ctx, DIAG_DEVICE_UNKNOWN_KEY, item,
					  "correct or remove it",
					  "\"%s\" is no option of a %s; xm "
					  "refuses it", p->v[i].key, what);
	}
	return 0;
}
