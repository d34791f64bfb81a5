/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * xl's reading of a file, written down as a canonical tree: what a key is read
 * as by its type, what is silently dropped, which defaults apply.
 */
#include "xlcfg/canonical.h"

#include <stdarg.h>
#include <string.h>

#include "base/arena.h"
#include "xlcfg/scalar.h"

/* -- results ---------------------------------------------------------------- */

/* The binding a result came from: the author's, through any tree between. */
static const struct binding *origin_of(const struct binding *b)
{
	if (b->origin)
		return b->origin;
	return b->pos.line ? b : NULL;
}

void canonical_put(struct canonical *c, const struct binding *b,
		   const char *key, struct value *v)
{
	bool same_name = !strcmp(key, b->name);
	bool same = value_equal(v, b->value);
	enum fate fate = !same_name ? FATE_RENAMED :
			 same ? FATE_KEPT : FATE_REWRITTEN;
	enum diag_id id = !same_name ? DIAG_NAME_RENAMED :
			  same ? DIAG_NAME_KEPT : DIAG_NAME_REWRITTEN;

	tree_set(c->out, key, v, b->pos)->origin = origin_of(b);
	if (!same_name)
		diag_fate(c->diags, id, fate, b->pos, b->name, "now %s", key);
	else
		diag_fate(c->diags, id, fate, b->pos, b->name, "%s",
			  same ? "kept" : "spelled as xl reads it");
}

void canonical_drop(struct canonical *c, const struct binding *b,
		    enum diag_id id, const char *text, const char *advice)
{
	struct diag *d = diag_fate(c->diags, id, FATE_LOST, b->pos, b->name,
				   "%s", text);

	if (advice)
		diag_advise(c->diags, d, "%s", advice);
}

void canonical_default(struct canonical *c, const char *key, struct value *v)
{
	struct pos nowhere = { .file = c->in->file };

	tree_set(c->out, key, v, nowhere)->implied = true;
	diag_add(c->diags, DIAG_XL_DEFAULT, nowhere, key,
		 "xl's default, now written out");
}

void canonical_refuse(struct canonical *c, enum diag_id id,
		      const struct binding *b, const char *fmt, ...)
{
	struct pos nowhere = { .file = c->in->file };
	const char *text;
	va_list ap;

	va_start(ap, fmt);
	text = arena_vprintf(c->arena, fmt, ap);
	va_end(ap);
	c->failed = true;
	if (b)
		diag_add(c->diags, id, b->pos, b->name, "%s", text);
	else
		diag_add(c->diags, id, nowhere, NULL, "%s", text);
}

/* -- by type ---------------------------------------------------------------- */

const char *canonical_text(struct canonical *c, const struct binding *b)
{
	const char *text = xl_scalar_text(c->arena, c->in, b->value);

	if (!text)
		canonical_drop(c, b, DIAG_XL_WRONG_KIND,
			       "xl wants a single value and ignores this one",
			       "write a string or a number");
	return text;
}

bool canonical_number(struct canonical *c, const struct binding *b,
		      int64_t *n)
{
	const char *text = canonical_text(c, b);

	if (!text)
		return false;
	switch (xl_scalar_number(text, n)) {
	case XL_NUMBER:
		return true;
	case XL_NUMBER_RANGE:
		text = arena_printf(c->arena, "%s is beyond what xl can read; "
				    "it ignores the key", text);
		break;
	case XL_NUMBER_NONE:
		text = arena_printf(c->arena, "\"%s\" is no number for xl; it "
				    "ignores the key", text);
		break;
	}
	canonical_drop(c, b, DIAG_XL_NOT_A_NUMBER, text,
		       "write a plain number");
	return false;
}

static void put_text(struct canonical *c, const struct binding *b)
{
	const char *text = canonical_text(c, b);

	if (!text)
		return;
	if (b->value->type == VALUE_STRING)
		canonical_put(c, b, b->name, b->value);
	else
		canonical_put(c, b, b->name,
			      value_string(c->arena, text, b->value->pos));
}

/* The number as a value: the author's own if it is one already. */
static struct value *number_value(struct canonical *c, const struct binding *b,
				  int64_t n)
{
	if (b->value->type == VALUE_INT && b->value->i == n && n >= 0)
		return b->value;
	return xl_scalar_value(c->arena, n, b->value->pos);
}

static void put_number(struct canonical *c, const struct binding *b, bool flag)
{
	int64_t n;

	if (!canonical_number(c, b, &n))
		return;
	canonical_put(c, b, b->name, number_value(c, b, flag ? n != 0 : n));
}

/* -- lists ------------------------------------------------------------------ */

/* An element as its syntax writes it; NULL: refused. */
static const char *element_text(struct xl_reader *r, const char *text)
{
	const struct xl_syntax *s = xl_syntax_find(r->key);
	struct xl_pairs pairs;
	struct xl_disk disk;
	struct xl_vif vif;
	struct xl_pci pci;

	if (!strcmp(r->key, "disk"))
		return xl_disk_parse(r, text, &disk) ? NULL :
			xl_disk_text(r->arena, &disk);
	if (!strcmp(r->key, "vif"))
		return xl_vif_parse(r, text, &vif) ? NULL :
			xl_pairs_text(r->arena, &vif.pairs);
	if (!strcmp(r->key, "pci"))
		return xl_pci_parse(r, text, &pci) ? NULL :
			xl_pci_text(r->arena, &pci);
	if (!s)
		return text;
	return xl_pairs_parse(r, s, text, &pairs) ? NULL :
		xl_pairs_text(r->arena, &pairs);
}

static bool push_element(struct canonical *c, struct xl_reader *r,
			 struct value *list, struct value *item)
{
	const char *text = xl_scalar_text(c->arena, c->in, item);
	const char *canonical;

	if (!text) {
		xl_leave_out(r, "xl wants text here; for it the list ends");
		return false;
	}
	canonical = element_text(r, text);
	if (!canonical) {
		c->failed = true;
		return true;
	}
	if (item->type == VALUE_STRING && !strcmp(canonical, item->str))
		value_push(c->arena, list, item);
	else
		value_push(c->arena, list,
			   value_string(c->arena, canonical, item->pos));
	return true;
}

void canonical_list(struct canonical *c, const struct binding *b)
{
	struct xl_reader r = { c->arena, c->diags, b->name, b->pos };
	struct value *list = value_list(c->arena, b->value->pos);
	const struct value_items *in = &b->value->items;

	for (size_t i = 0; i < in->n; i++) {
		r.pos = in->v[i]->pos.line ? in->v[i]->pos : b->pos;
		if (!push_element(c, &r, list, in->v[i]))
			break;
	}
	canonical_put(c, b, b->name,
		      value_equal(list, b->value) ? b->value : list);
}

static void put_list(struct canonical *c, const struct binding *b)
{
	if (b->value->type == VALUE_LIST)
		canonical_list(c, b);
	else
		canonical_drop(c, b, DIAG_XL_WRONG_KIND,
			       "xl wants a list and ignores this value",
			       "put it in brackets: [ ... ]");
}

static void put_nested(struct canonical *c, const struct binding *b)
{
	if (b->value->type == VALUE_LIST)
		canonical_put(c, b, b->name, b->value);
	else
		put_list(c, b);
}

static void put_typed(struct canonical *c, const struct binding *b,
		      enum xl_type type)
{
	switch (type) {
	case XL_STRING:
		put_text(c, b);
		break;
	case XL_INT:
	case XL_INT_OR_STRING:
		put_number(c, b, false);
		break;
	case XL_BOOL:
		put_number(c, b, true);
		break;
	case XL_LIST:
		put_list(c, b);
		break;
	case XL_STRING_OR_LIST:
		if (b->value->type == VALUE_LIST)
			canonical_list(c, b);
		else
			put_text(c, b);
		break;
	case XL_NESTED:
		put_nested(c, b);
		break;
	}
}

/* -- the whole -------------------------------------------------------------- */

static void put_binding(struct canonical *c, const struct binding *b)
{
	const struct xl_key *key = xl_key_find(b->name);

	if (xl_key_extended(b->name))
		canonical_put(c, b, b->name, b->value);
	else if (!key)
		canonical_unknown(c, b);
	else if (!canonical_special(c, b))
		put_typed(c, b, key->type);
}

struct tree *xl_canonical(struct arena *a, const struct tree *names,
			  const char *path, struct diags *ds)
{
	struct canonical c = { .arena = a, .in = names, .diags = ds };
	struct diags quiet;
	struct xl_domain domain;

	c.out = tree_new(a, path);
	c.guest = canonical_guest(&c);
	if (!c.guest)
		return NULL;
	for (size_t i = 0; i < names->n; i++)
		put_binding(&c, &names->v[i]);
	canonical_defaults(&c);
	canonical_check(&c);
	diags_init(&quiet, a);
	if (c.failed)
		return NULL;
	if (xl_domain_read(a, c.out, &domain, &quiet)) {
		for (size_t i = 0; i < quiet.n; i++)
			if (quiet.v[i].level == DIAG_ERROR)
				diag_add(ds, quiet.v[i].id, quiet.v[i].pos,
					 quiet.v[i].name, "%s",
					 quiet.v[i].text);
		return NULL;
	}
	return c.out;
}
