/* SPDX-License-Identifier: LGPL-2.1-only */
/* Reading a text in a test. */
#include "reading.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

static void show_text(FILE *out, const char *s, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)s[i];

		if (c == '\n')
			fputs("\\n", out);
		else if (c == '\'' || c == '\\')
			fprintf(out, "\\%c", c);
		else if (c < ' ' || c >= 0x7f)
			fprintf(out, "\\x%02x", c);
		else
			putc(c, out);
	}
}

static void show(FILE *out, const struct value *v);

static void show_items(FILE *out, const struct value *v)
{
	static const char *const open[] = { [VALUE_LIST] = "[",
		[VALUE_TUPLE] = "(", [VALUE_DICT] = "{" };
	static const char *const close[] = { [VALUE_LIST] = "]",
		[VALUE_TUPLE] = ")", [VALUE_DICT] = "}" };
	const struct value_items *it = &v->items;

	fputs(open[v->type], out);
	for (size_t i = 0; i < it->n; i++) {
		if (i)
			fputs(v->type == VALUE_DICT && i % 2 ? ": " : ", ",
			      out);
		show(out, it->v[i]);
	}
	if (v->type == VALUE_TUPLE && it->n == 1)
		putc(',', out);
	fputs(close[v->type], out);
}

static void show(FILE *out, const struct value *v)
{
	switch (v->type) {
	case VALUE_NONE:
		fputs("None", out);
		break;
	case VALUE_BOOL:
		fputs(v->b ? "True" : "False", out);
		break;
	case VALUE_INT:
		fprintf(out, "%lld", (long long)v->i);
		break;
	case VALUE_LONG:
		fprintf(out, "%sL", v->str);
		break;
	case VALUE_FLOAT:
		fprintf(out, "%.17g", v->f);
		if (v->f == (double)(long)v->f)
			fputs(".0", out);
		break;
	case VALUE_STRING:
	case VALUE_UNICODE:
		fputs(v->type == VALUE_UNICODE ? "u'" : "'", out);
		show_text(out, v->str, v->len);
		putc('\'', out);
		break;
	case VALUE_WORD:
		fprintf(out, "<%s>", v->str);
		break;
	case VALUE_LIST:
	case VALUE_TUPLE:
	case VALUE_DICT:
		show_items(out, v);
		break;
	case VALUE_OBJECT:
		fprintf(out, "object %s", v->str);
	}
}

const char *value_shown(struct arena *a, const struct value *v)
{
	char *text = NULL;
	size_t len = 0;
	FILE *out = open_memstream(&text, &len);
	const char *copy;

	show(out, v);
	fclose(out);
	copy = arena_memdup0(a, text, len);
	free(text);
	return copy;
}

static void show_reading(FILE *out, const struct reading *r)
{
	const struct tree *t = r->parsed.tree;
	const char *between = "";

	if (r->result == LANG_PROGRAM)
		fprintf(out, "PROGRAM %u:%u %s", r->parsed.program_pos.line,
			r->parsed.program_pos.column, r->parsed.program_text);
	for (size_t i = 0; r->result == LANG_ERROR && i < r->diags.n; i++) {
		const struct diag *d = &r->diags.v[i];

		if (d->level != DIAG_ERROR)
			continue;
		fprintf(out, "%sERROR %u:%u %s", between, d->pos.line,
			d->pos.column, d->text);
		if (d->advice)
			fprintf(out, "; %s", d->advice);
		between = "\n";
	}
	for (size_t i = 0; r->result == LANG_OK && i < t->n; i++) {
		fprintf(out, "%s%s=", between, t->v[i].name);
		show(out, t->v[i].value);
		between = " ";
	}
}

struct reading *reading_of(const char *text, size_t len, enum dialect dialect)
{
	struct lang_options opt = { .dialect = dialect,
				    .ambiguous = DIALECT_XM };
	struct arena *a = arena_new();
	struct reading *r = arena_alloc(a, sizeof(*r));
	char *shown = NULL;
	size_t n = 0;
	FILE *out;

	r->arena = a;
	diags_init(&r->diags, a);
	r->result = lang_parse(a, "t.cfg", arena_memdup0(a, text, len), len,
			       &opt, &r->parsed, &r->diags);
	out = open_memstream(&shown, &n);
	show_reading(out, r);
	fclose(out);
	r->text = arena_memdup0(a, shown, n);
	free(shown);
	return r;
}

struct reading *reading_of_string(const char *text, enum dialect dialect)
{
	return reading_of(text, strlen(text), dialect);
}

void reading_free(struct reading *r)
{
	arena_free(r->arena);
}

const char *reading_short(const struct reading *r)
{
	return r->result == LANG_OK ? r->text :
	       r->result == LANG_PROGRAM ? "P" : "E";
}

bool reading_covered(const struct reading *r)
{
	const struct tree *t = r->parsed.tree;
	size_t at = 0;

	for (size_t i = 0; i < t->nstmts; i++) {
		const struct stmt *s = &t->stmts[i];

		if (s->start != at || s->end < s->start)
			return false;
		if (s->comment_end && (s->comment_start < s->start ||
				       s->comment_end > s->end ||
				       t->source[s->comment_start] != '#'))
			return false;
		at = s->end;
	}
	return at == t->source_len;
}
