/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * Any bytes as a config, in each dialect. Beyond what sanitizers see, each
 * result must be sound: an error says so in a diagnostic, good data is covered
 * by its statements, spellings lie in the text, and what can be printed reads
 * back as the same value in both dialects.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "lang/lang.h"
#include "lang/print.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds, const char *what)
{
	if (holds)
		return;
	fprintf(stderr, "fuzz_lang: %s\n", what);
	abort();
}

static void check_layout(const struct tree *t)
{
	size_t at = 0;

	for (size_t i = 0; i < t->nstmts; i++) {
		must(t->stmts[i].start == at, "a gap between statements");
		must(t->stmts[i].end >= at, "a statement ends before it begins");
		at = t->stmts[i].end;
	}
	must(at == t->source_len, "the statements do not reach the end");
	for (size_t i = 0; i < t->ncomments; i++)
		must(t->source[t->comments[i].start] == '#', "no comment");
}

/* A printed negative number is a string, so it differs in type alone. */
static bool same(const struct value *x, const struct value *y)
{
	if (value_is_text(x) && value_is_text(y))
		return x->len == y->len && !memcmp(x->str, y->str, x->len);
	if (x->type == VALUE_LIST && y->type == VALUE_LIST &&
	    x->items.n == y->items.n) {
		for (size_t i = 0; i < x->items.n; i++)
			if (!same(x->items.v[i], y->items.v[i]))
				return false;
		return true;
	}
	return value_equal(x, y) || (x->type == VALUE_INT && x->i < 0 &&
				     y->type == VALUE_STRING);
}

static void check_printing(struct arena *a, const struct value *v)
{
	struct print_layout layout = { 0, true };
	struct value *again;
	struct diags ds;
	char *text;
	size_t len;
	FILE *out;

	if (!value_printable(v))
		return;
	out = open_memstream(&text, &len);
	print_value(out, v, &layout);
	fclose(out);
	diags_init(&ds, a);
	for (enum dialect d = DIALECT_XM; d <= DIALECT_XL; d++) {
		must(!lang_parse_value(a, "printed", text, d, &again, &ds),
		     "a printed value does not read");
		must(same(v, again), "a printed value reads as another");
	}
	free(text);
}

static void check_value(const struct tree *t, const struct value *v)
{
	size_t len;

	must(v->src_end <= t->source_len && v->src_start <= v->src_end,
	     "a spelling outside of the text");
	must(!v->src_end || tree_spelling(t, v, &len), "no spelling");
	if (v->type >= VALUE_LIST && v->type <= VALUE_DICT)
		for (size_t i = 0; i < v->items.n; i++)
			check_value(t, v->items.v[i]);
}

static void parse(const char *text, size_t size, enum dialect d)
{
	struct lang_options opt = { .dialect = d };
	struct arena *a = arena_new();
	struct lang_parsed p;
	enum lang_result res;
	struct diags ds;

	diags_init(&ds, a);
	res = lang_parse(a, "fuzz", text, size, &opt, &p, &ds);
	must((res == LANG_ERROR) == diags_have_error(&ds),
	     "result and diagnostics disagree");
	must(ds.n < 200, "too many diagnostics");
	if (res == LANG_PROGRAM)
		must(p.program_text && p.program_pos.line, "no program");
	for (size_t i = 0; res == LANG_OK && i < p.tree->n; i++) {
		check_value(p.tree, p.tree->v[i].value);
		check_printing(a, p.tree->v[i].value);
	}
	if (res == LANG_OK)
		check_layout(p.tree);
	arena_free(a);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = malloc(size + 1);

	if (!text)
		return 0;
	memcpy(text, data, size);
	text[size] = '\0';
	for (enum dialect d = DIALECT_AUTO; d <= DIALECT_XL; d++)
		parse(text, size, d);
	free(text);
	return 0;
}
