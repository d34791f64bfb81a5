/* SPDX-License-Identifier: LGPL-2.1-only */
/* Statements, comments and positions: what a file can be written again from. */
#include <glob.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/file.h"
#include "reading.h"

/* Statements as text: kind letter, name, its bytes between < >. */
static const char *layout_shown(const struct reading *r)
{
	static const char kinds[] = { [STMT_ASSIGN] = '=', [STMT_COMMENT] = '#',
				      [STMT_BLANK] = '_', [STMT_NOP] = '.' };
	const struct tree *t = r->parsed.tree;
	const char *text = "";

	for (size_t i = 0; i < t->nstmts; i++) {
		const struct stmt *s = &t->stmts[i];

		text = arena_printf(r->arena, "%s%s%s%c<%.*s>", text,
				    s->name ? s->name : "",
				    s->append ? "+" : "", kinds[s->kind],
				    (int)(s->end - s->start),
				    t->source + s->start);
	}
	return text;
}

/* clang-format off */
static const struct {
	const char *text, *shown;
} layouts[] = {
	{ "", "" },
	{ "a=1", "a=<a=1>" },
	{ "a=1\n", "a=<a=1\n>" },
	{ "\n# x\n \t\n  # y", "_<\n>#<# x\n>_< \t\n>#<  # y>" },
	{ "a = 1 ; b = 2\nc=3;\n", "a=<a = 1 ;>b=< b = 2\n>c=<c=3;\n>" },
	{ "a=[\n1, # x\n\n2\n]\nb=1\n", "a=<a=[\n1, # x\n\n2\n]\n>b=<b=1\n>" },
	{ "a=b=1\nc=2\n", "a=<a=b=1\n>b=<>c=<c=2\n>" },
	{ "a='x'\na+='y'\n", "a=<a='x'\n>a+=<a+='y'\n>" },
	{ "'doc'\npass; 1\n", ".<'doc'\n>.<pass;>.< 1\n>" },
	{ ";a=1;;\n;\n", ".<;>a=<a=1;>.<;\n>.<;\n>" },
	{ "a=1\r\n\r\nb=2\rc=3", "a=<a=1\r\n>_<\r\n>b=<b=2\r>c=<c=3>" },
	{ "\xef\xbb\xbf" "a=1\n", "a=<\xef\xbb\xbf" "a=1\n>" },
	{ "a='''x\n# y\n'''\n\f\n", "a=<a='''x\n# y\n'''\n>_<\f\n>" },
	{ "a=\\\n1\n\\\n\n", "a=<a=\\\n1\n>_<\\\n\n>" },
};
/* clang-format on */

static void statements_cover_the_text_in_order(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(layouts) / sizeof(*layouts); i++) {
		struct reading *r = reading_of_string(layouts[i].text,
						      DIALECT_AUTO);

		if (r->result != LANG_OK)
			fail_msg("row %zu: %s", i, r->text);
		assert_string_equal(layout_shown(r), layouts[i].shown);
		assert_true(reading_covered(r));
		reading_free(r);
	}
}

static void many_empty_lines_take_few_statements(void **state)
{
	char text[1000 + sizeof("a=1\n")];
	struct reading *r;

	(void)state;
	memset(text, '\n', 1000);
	strcpy(text + 1000, "a=1\n");
	r = reading_of_string(text, DIALECT_AUTO);
	assert_int_equal(r->result, LANG_OK);
	assert_true(r->parsed.tree->nstmts < 20);
	assert_true(reading_covered(r));
	reading_free(r);
}

static void trailing_comments_belong_to_the_last_statement(void **state)
{
	struct reading *r = reading_of_string(
		"a = 1 # one\nb = 2; c = [ # in\n] # three\nd = 4; # four\n",
		DIALECT_AUTO);
	const struct tree *t = r->parsed.tree;
	static const char *const comments[] = { "# one", NULL, "# three",
						"# four" };

	(void)state;
	assert_int_equal(t->nstmts, 4);
	for (size_t i = 0; i < 4; i++) {
		const struct stmt *s = &t->stmts[i];

		if (!comments[i]) {
			assert_int_equal(s->comment_end, 0);
			continue;
		}
		assert_int_equal(s->comment_end - s->comment_start,
				 strlen(comments[i]));
		assert_memory_equal(t->source + s->comment_start, comments[i],
				    strlen(comments[i]));
	}
	assert_int_equal(t->ncomments, 1);
	assert_memory_equal(t->source + t->comments[0].start, "# in", 4);
	assert_int_equal(t->comments[0].end - t->comments[0].start, 4);
	reading_free(r);
}

static void an_append_keeps_its_own_value(void **state)
{
	struct reading *r = reading_of_string("a='x'\na+='y'\n", DIALECT_AUTO);
	const struct tree *t = r->parsed.tree;

	(void)state;
	assert_string_equal(t->stmts[0].value->str, "x");
	assert_string_equal(t->stmts[1].value->str, "y");
	assert_true(t->stmts[1].append);
	assert_string_equal(t->v[0].value->str, "xy");
	reading_free(r);
}

/* clang-format off */
static const struct {
	const char *text, *spelling;
	unsigned int line, column;
} positions[] = {
	{ "a = 1", "1", 1, 5 },
	{ "a = -  1 # x", "-  1", 1, 5 },
	{ "\n\na =\t'x'\n", "'x'", 3, 5 },
	{ "a = 'x' \\\n 'y'", "'x' \\\n 'y'", 1, 5 },
	{ "a = ('x'\n'y' )", "('x'\n'y' )", 1, 5 },
	{ "a = ((1))", "((1))", 1, 5 },
	{ "a = [1,\n2]", "[1,\n2]", 1, 5 },
	{ "b='''\n\n'''\na = ()", "()", 4, 5 },
	{ "b=1\r\n\r\na = {}", "{}", 3, 5 },
	{ "b=1\ra = None", "None", 2, 5 },
	{ "b=[\n# x\n1]; a = 1, 2 ;", "1, 2", 3, 9 },
	{ "\xef\xbb\xbf" "a = u'x'", "u'x'", 1, 5 },
	{ "b='\xc3\xa9';a=0x1F", "0x1F", 1, 10 },
	{ "b=\\\n1;a=1", "1", 2, 5 },
	{ "b='x\\\ny';a=1", "1", 2, 6 },
};
/* clang-format on */

static void values_know_where_and_how_they_were_written(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(positions) / sizeof(*positions); i++) {
		struct reading *r = reading_of_string(positions[i].text,
						      DIALECT_XM);
		const struct value *v;
		const char *s;
		size_t len;

		if (r->result != LANG_OK)
			fail_msg("row %zu: %s", i, r->text);
		v = tree_get(r->parsed.tree, "a");
		assert_string_equal(v->pos.file, "t.cfg");
		if (v->pos.line != positions[i].line ||
		    v->pos.column != positions[i].column)
			fail_msg("row %zu: %u:%u", i, v->pos.line,
				 v->pos.column);
		s = tree_spelling(r->parsed.tree, v, &len);
		assert_int_equal(len, strlen(positions[i].spelling));
		assert_memory_equal(s, positions[i].spelling, len);
		reading_free(r);
	}
}

static void items_know_their_places_and_names_theirs(void **state)
{
	struct reading *r = reading_of_string("b=1\n  # x\na=[ 1,\n  'x' ]\n"
					      "b=2\n", DIALECT_AUTO);
	const struct tree *t = r->parsed.tree;
	const struct value *a = tree_get(t, "a");

	(void)state;
	assert_int_equal(a->items.v[0]->pos.line, 3);
	assert_int_equal(a->items.v[0]->pos.column, 5);
	assert_int_equal(a->items.v[1]->pos.line, 4);
	assert_int_equal(a->items.v[1]->pos.column, 3);
	assert_int_equal(tree_find(t, "a")->pos.line, 3);
	assert_int_equal(tree_find(t, "a")->pos.column, 1);
	/* the last assignment's, in the first one's row */
	assert_string_equal(t->v[0].name, "b");
	assert_int_equal(t->v[0].pos.line, 5);
	reading_free(r);
}

static unsigned int cover_file(const char *path)
{
	struct arena *a = arena_new();
	struct reading *r;
	struct diags ds;
	char *text;
	size_t len;
	bool data;

	diags_init(&ds, a);
	assert_int_equal(file_read(a, path, &text, &len, &ds), 0);
	r = reading_of(text, len, DIALECT_AUTO);
	data = r->result == LANG_OK;
	if (data && !reading_covered(r))
		fail_msg("%s is not covered by its statements", path);
	if (r->result == LANG_PROGRAM)
		assert_int_not_equal(r->parsed.program_pos.line, 0);
	reading_free(r);
	arena_free(a);
	return data;
}

static unsigned int cover_files(const char *folder, const char *pattern,
				size_t *seen)
{
	struct arena *a = arena_new();
	unsigned int data = 0;
	glob_t g;

	if (!glob(arena_printf(a, "%s/%s", folder, pattern), 0, NULL, &g)) {
		for (size_t i = 0; i < g.gl_pathc; i++)
			data += cover_file(g.gl_pathv[i]);
		*seen += g.gl_pathc;
		globfree(&g);
	}
	arena_free(a);
	return data;
}

static void the_corpus_is_covered_byte_for_byte(void **state)
{
	const char *folder = getenv("XMXL_CORPUS");
	const char *top = getenv("top_srcdir");
	struct arena *a = arena_new();
	size_t seen = 0;
	unsigned int data;

	(void)state;
	if (!folder)
		folder = arena_printf(a, "%s/../shared/corpus",
				      top ? top : ".");
	data = cover_files(folder, "xm/*.cfg", &seen);
	data += cover_files(folder, "xm/libvirt/*.cfg", &seen);
	print_message("# corpus %s: %zu files, %u of them data\n", folder,
		      seen, data);
	arena_free(a);
	if (!seen) {
		print_message("# SKIPPED: no corpus there; set XMXL_CORPUS\n");
		skip();
	}
	assert_true(data > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(statements_cover_the_text_in_order),
		cmocka_unit_test(many_empty_lines_take_few_statements),
		cmocka_unit_test(trailing_comments_belong_to_the_last_statement),
		cmocka_unit_test(an_append_keeps_its_own_value),
		cmocka_unit_test(values_know_where_and_how_they_were_written),
		cmocka_unit_test(items_know_their_places_and_names_theirs),
		cmocka_unit_test(the_corpus_is_covered_byte_for_byte),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
