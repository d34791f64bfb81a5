/* SPDX-License-Identifier: LGPL-2.1-only */
/* Pure XL text for a release of xl. */
#include <string.h>

#include "base/arena.h"
#include "emit/emit.h"
#include "emit/xl.h"
#include "lang/print.h"

/* Text with line breaks, which only escapes can spell. */
static void print_escaped(FILE *out, const struct value *v)
{
	static const char escaped[] = "\n\r\\\"", letters[] = "nr\\\"";

	fputc('"', out);
	for (size_t i = 0; i < v->len; i++) {
		const char *e = strchr(escaped, v->str[i]);

		if (e && *e)
			fprintf(out, "\\%c", letters[e - escaped]);
		else
			fputc(v->str[i], out);
	}
	fputc('"', out);
}

void xl_print(FILE *out, const struct value *v,
	      const struct print_layout *layout)
{
	if (value_printable(v)) {
		print_value(out, v, layout);
		return;
	}
	if (v->type != VALUE_LIST) {
		print_escaped(out, v);
		return;
	}
	fputc('[', out);
	for (size_t i = 0; i < v->items.n; i++) {
		fputs(i ? ", " : "", out);
		xl_print(out, v->items.v[i], NULL);
	}
	fputc(']', out);
}

/* Numbers, text without NUL bytes, lists of them. */
static bool is_writable(const struct value *v)
{
	if (value_printable(v))
		return true;
	if (v->type != VALUE_LIST)
		return value_is_text(v) && !memchr(v->str, 0, v->len);
	for (size_t i = 0; i < v->items.n; i++)
		if (!is_writable(v->items.v[i]))
			return false;
	return true;
}

/* More columns than this, and a list gets a line for each item. */
#define WIDTH 78

static bool fits(const struct binding *b)
{
	size_t len = strlen(b->name) + 5;

	for (size_t i = 0; i < b->value->items.n; i++) {
		const struct value *v = b->value->items.v[i];

		if (v->type == VALUE_LIST)
			return false;
		len += value_is_text(v) ? v->len + 4 : 12;
	}
	return len <= WIDTH;
}

void xl_write_assignment(struct xl_text *t, const struct binding *b,
			 const char *between, const char *comment)
{
	struct print_layout layout = {
		.multiline = b->value->type == VALUE_LIST && !fits(b),
	};

	if (comment && layout.multiline) {
		fprintf(t->out, "%s\n", comment + strspn(comment, " \t"));
		comment = NULL;
	}
	if (!is_writable(b->value)) {
		fprintf(t->out, XL_MARK "not kept: %s, whose value XL cannot "
			"write\n", b->name);
		return;
	}
	fprintf(t->out, "%s%s", b->name, between);
	xl_print(t->out, b->value, &layout);
	fprintf(t->out, "%s\n", comment ? comment : "");
}

/* What is no number, text or list has no spelling in XL. */
static void note_unprintable(const struct tree *xl, struct diags *ds)
{
	for (size_t i = 0; i < xl->n; i++) {
		const struct binding *b = &xl->v[i];

		if (is_writable(b->value))
			continue;
		diag_advise(ds, diag_fate(ds, DIAG_XL_UNPRINTABLE, FATE_LOST,
					  b->pos, b->name,
					  "XL cannot write a value of this "
					  "kind"),
			    "set it to a number, text or a list of these");
	}
}

int emit_xl(FILE *out, const struct tree *names, const struct tree *xl,
	    unsigned int version, struct diags *ds)
{
	struct arena *a = arena_new();
	struct xl_text t = {
		.arena = a, .out = out, .names = names, .diags = ds,
	};

	t.xl = xl_degrade(a, xl, version, ds);
	note_unprintable(t.xl, ds);
	if (names->nstmts) {
		xl_write_literal(&t);
	} else {
		xl_write_header(&t);
		xl_write_grouped(&t);
	}
	arena_free(a);
	return ferror(out) ? -1 : 0;
}
