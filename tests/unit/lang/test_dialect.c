/* SPDX-License-Identifier: LGPL-2.1-only */
/* How the dialect of a file is decided. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "reading.h"

/* clang-format off */
static const struct {
	const char *text;
	enum dialect dialect;
	unsigned int line, column;	/* of the evidence */
	const char *what;
} evidence[] = {
	{ "a = 1\nb = True\n",	DIALECT_XM, 2, 5, "the value True" },
	{ "b = None",		DIALECT_XM, 1, 5, "the value None" },
	{ "b = [1, -2]\n",	DIALECT_XM, 1, 9, "the signed number -2" },
	{ "b = 10L\n",		DIALECT_XM, 1, 5, "the number 10L" },
	{ "b = 0x1F\n",		DIALECT_XM, 1, 5, "the number 0x1F" },
	{ "b = 1.5\n",		DIALECT_XM, 1, 5, "the number 1.5" },
	{ "b = ('x')\n",	DIALECT_XM, 1, 5, "a value in parentheses" },
	{ "b = ()\n",		DIALECT_XM, 1, 5, "a tuple" },
	{ "b = 'x',\n",		DIALECT_XM, 1, 5, "a tuple (values with a comma, no [ ])" },
	{ "b = {}\n",		DIALECT_XM, 1, 5, "a dictionary" },
	{ "b = 'x' 'y'\n",	DIALECT_XM, 1, 9, "a string that continues the one before it" },
	{ "b = u'x'\n",		DIALECT_XM, 1, 5, "a string with a prefix" },
	{ "b = '''x'''\n",	DIALECT_XM, 1, 5, "a string in triple quotes" },
	{ "b = 'ab\\q'\n",	DIALECT_XM, 1, 8, "the escape \\q" },
	{ "b = 'ab\\x41'\n",	DIALECT_XM, 1, 8, "the escape \\x41" },
	{ "b = 'ab\\0'\n",	DIALECT_XM, 1, 8, "the escape \\0" },
	{ "b = 'ab\\\nc'\n",	DIALECT_XM, 1, 8, "a string continued on the next line" },
	{ "b = \\\n1\n",	DIALECT_XM, 1, 5, "a line joined with a backslash" },
	{ "Name = 1\n",		DIALECT_XM, 1, 1, "the capital letters of Name" },
	{ "_x = 1\n",		DIALECT_XM, 1, 1, "the name _x" },
	{ "b = c = 1\n",	DIALECT_XM, 1, 5, "an assignment to several names" },
	{ "'doc'\nb = 1\n",	DIALECT_XM, 1, 1, "a value that is assigned to nothing" },
	{ "pass\n",		DIALECT_XM, 1, 1, "the statement pass" },
	{ "b = 1\r\n",		DIALECT_XM, 1, 6, "a line end with a carriage return" },
	{ "b = 1\rc = 1\r",	DIALECT_XM, 1, 6, "a line end with a carriage return" },
	{ "\xef\xbb\xbf" "b=1\n", DIALECT_XM, 1, 1, "a byte-order mark" },
	{ "b=1\n\f\n",		DIALECT_XM, 2, 1, "a form feed" },
	{ "b=1 #x",		DIALECT_XM, 1, 5, "a last line that is a comment without a line end" },
	{ "b = 12abc\n",	DIALECT_XL, 1, 5, "the bare word 12abc" },
	{ "b = [08]\n",		DIALECT_XL, 1, 6, "the bare word 08" },
	{ "b.c = 1\n",		DIALECT_XL, 1, 1, "the name b.c with a dot" },
	{ "b = 1\nc += 'x'\n",	DIALECT_XL, 2, 1, "+= of c, which was not set before" },
	{ "b = 1\n  c = 2\n",	DIALECT_XL, 2, 3, "an indented statement" },
	{ "b = 1;;\n",		DIALECT_XL, 1, 7, "an empty statement (; without one before it)" },
	{ "in = 1\n",		DIALECT_XL, 1, 1, "as a name, Python's keyword in" },
	{ "# \xc3\xa9\nb = 1\n", DIALECT_XL, 1, 3, "a character beyond ASCII in a file without a coding line" },
	/* strong evidence beats weak */
	{ "b = 12abc\r\n",	DIALECT_XL, 1, 5, "the bare word 12abc" },
	{ "b = 1L # \xe9\n",	DIALECT_XM, 1, 5, "the number 1L" },
	{ "b.c = 1\r\n",	DIALECT_XL, 1, 1, "the name b.c with a dot" },
};
/* clang-format on */

static void evidence_is_found_and_placed(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(evidence) / sizeof(*evidence); i++) {
		struct reading *r = reading_of_string(evidence[i].text,
						      DIALECT_AUTO);

		if (r->result != LANG_OK || !r->parsed.evidence)
			fail_msg("row %zu: %s", i, r->text);
		assert_int_equal(r->parsed.dialect, evidence[i].dialect);
		assert_string_equal(r->parsed.evidence_text, evidence[i].what);
		assert_int_equal(r->parsed.evidence_pos.line, evidence[i].line);
		assert_int_equal(r->parsed.evidence_pos.column,
				 evidence[i].column);
		assert_false(r->parsed.forced);
		reading_free(r);
	}
}

static enum dialect ambiguous_as(const char *text, enum dialect ambiguous,
				 bool *evidence)
{
	struct lang_options opt = { .ambiguous = ambiguous };
	struct arena *a = arena_new();
	struct lang_parsed p;
	struct diags ds;

	diags_init(&ds, a);
	assert_int_equal(lang_parse(a, "t.cfg", text, strlen(text), &opt, &p,
				    &ds), LANG_OK);
	*evidence = p.evidence;
	arena_free(a);
	return p.dialect;
}

static void without_evidence_the_caller_decides(void **state)
{
	static const char *const texts[] = {
		"", "a = 1\n", "a = [ 'x', 1 ] # c\n", "a='x\\n'\n",
		"a = 'x'\na += 'y'\n", "# coding: latin-1\na = '\xe9'\n",
		"a=1 # c\r\n",		/* the CR is xl's comment's last byte */
		"a=1\r\n# \xe9\n",	/* weak evidence for both */
	};
	bool evidence;

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		assert_int_equal(ambiguous_as(texts[i], DIALECT_XM, &evidence),
				 DIALECT_XM);
		assert_int_equal(ambiguous_as(texts[i], DIALECT_XL, &evidence),
				 DIALECT_XL);
		assert_int_equal(ambiguous_as(texts[i], DIALECT_AUTO,
					      &evidence), DIALECT_XM);
	}
	/* evidence is stronger than the caller's guess */
	assert_int_equal(ambiguous_as("a=True", DIALECT_XL, &evidence),
			 DIALECT_XM);
	assert_true(evidence);
	assert_int_equal(ambiguous_as("a=08", DIALECT_XM, &evidence),
			 DIALECT_XL);
	assert_true(evidence);
}

/* clang-format off */
static const struct {
	const char *text, *shown;
} conflicts[] = {
	{ "a = True\nb = 08\n",
	  "ERROR 1:5 only xm reads this (the value True), but only xl reads "
	  "line 2 column 5 (the bare word 08); correct one, or set the dialect "
	  "(--dialect, or a line \"# xmxl: dialect=xm\")" },
	{ " a = 12abc\nB = 1\n",
	  "ERROR 2:1 only xm reads this (the capital letters of B), but only "
	  "xl reads line 1 column 2 (an indented statement); correct one, or set "
	  "the dialect (--dialect, or a line \"# xmxl: dialect=xm\")" },
	/* a variable from the command line may have that name */
	{ "a = True\nb += 'x'\n", "PROGRAM 2:1 += of b, which was not set before" },
	{ "b.c = 'x'\na = True\n", "PROGRAM 1:1 the name b.c with a dot" },
	/* xm's own names are no xl keys */
	{ "sys.path = 'x'\n", "PROGRAM 1:1 an expression with sys" },
	/* Python gives the verdict on programs, whatever stands before */
	{ " a = 1\nimport os\n", "PROGRAM 2:1 the statement import" },
};
/* clang-format on */

static void conflicting_evidence_is_refused_naming_both(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(conflicts) / sizeof(*conflicts); i++) {
		struct reading *r = reading_of_string(conflicts[i].text,
						      DIALECT_AUTO);

		assert_string_equal(r->text, conflicts[i].shown);
		reading_free(r);
	}
}

static void a_forced_dialect_refuses_what_it_has_not(void **state)
{
	struct reading *r = reading_of_string("a = True\nb = -1\nc = 08\n",
					      DIALECT_XL);

	(void)state;
	assert_string_equal(r->text,
		"ERROR 1:5 the value True: xm reads that, xl does not, and "
		"the dialect is set to xl; write it as xl reads it, or leave "
		"the dialect to be detected\n"
		"ERROR 2:5 the signed number -1: xm reads that, xl does not, "
		"and the dialect is set to xl; write it as xl reads it, or "
		"leave the dialect to be detected");
	reading_free(r);
	r = reading_of_string("a = True\nb = -1\nc = 08\n", DIALECT_XM);
	assert_string_equal(r->text,
		"ERROR 3:5 the bare word 08: xl reads that, xm (Python) does "
		"not, and the dialect is set to xm; write it as Python reads "
		"it, or leave the dialect to be detected");
	reading_free(r);
}

static void forced_is_reported_with_and_without_evidence(void **state)
{
	struct reading *r = reading_of_string("a = 1\n", DIALECT_XL);

	(void)state;
	assert_true(r->parsed.forced);
	assert_false(r->parsed.evidence);
	assert_int_equal(r->parsed.dialect, DIALECT_XL);
	reading_free(r);
	r = reading_of_string("import os\n", DIALECT_XL);
	assert_int_equal(r->result, LANG_PROGRAM);
	assert_true(r->parsed.forced);
	assert_int_equal(r->parsed.dialect, DIALECT_XL);
	reading_free(r);
}

/* clang-format off */
static const struct {
	const char *text;
	enum dialect option, dialect;
	bool forced;
} modes[] = {
	{ "# xmxl: dialect=xl\na=1\n",		DIALECT_AUTO, DIALECT_XL, true },
	{ "#xmxl: dialect=xl\na=1\n",		DIALECT_AUTO, DIALECT_XL, true },
	{ "  ##  xmxl:dialect=xl \r\na=1\n",	DIALECT_AUTO, DIALECT_XL, true },
	{ "a=1\n# xmxl: dialect=xl",		DIALECT_AUTO, DIALECT_XL, true },
	{ "\xef\xbb\xbf# xmxl: dialect=xl\n",	DIALECT_AUTO, DIALECT_XL, true },
	{ "# xmxl: dialect=xm\na=1\n",		DIALECT_AUTO, DIALECT_XM, true },
	{ "# xmxl: dialect=auto\na=08\n",	DIALECT_AUTO, DIALECT_XL, false },
	{ "1\n2\n3\n4\n# xmxl: dialect=xm\n6\n7\n8\n9\n10\n11\n12\n", DIALECT_AUTO, DIALECT_XM, true },
	{ "1\n2\n3\n4\n5\n# xmxl: dialect=xl\n7\n8\n9\n10\n11\n", DIALECT_AUTO, DIALECT_XM, false },
	{ "1\n2\n3\n4\n5\n6\n# xmxl: dialect=xm\n8\n9\n10\n11\n", DIALECT_AUTO, DIALECT_XM, true },
	/* the option is stronger */
	{ "# xmxl: dialect=xl\na=True\n",	DIALECT_XM,   DIALECT_XM, true },
	/* no comment of its own, or another word */
	{ "a=1 # xmxl: dialect=xl\n",		DIALECT_AUTO, DIALECT_XM, false },
	{ "a='# xmxl: dialect=xl'\n",		DIALECT_AUTO, DIALECT_XM, false },
	{ "# see xmxl: dialect=xl\n",		DIALECT_AUTO, DIALECT_XM, false },
};
/* clang-format on */

static void a_mode_line_sets_the_dialect(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(modes) / sizeof(*modes); i++) {
		struct reading *r = reading_of_string(modes[i].text,
						      modes[i].option);

		if (r->result != LANG_OK ||
		    r->parsed.dialect != modes[i].dialect ||
		    r->parsed.forced != modes[i].forced)
			fail_msg("row %zu: %s, %s", i, r->text,
				 dialect_name(r->parsed.dialect));
		reading_free(r);
	}
}

static void a_mode_line_that_is_not_understood_is_refused(void **state)
{
	struct reading *r = reading_of_string("a=1\n# xmxl: dialect=py\n",
					      DIALECT_AUTO);

	(void)state;
	assert_string_equal(r->text,
		"ERROR 2:1 the mode line says \"dialect=py\"; write # xmxl: "
		"dialect=xm, dialect=xl or dialect=auto");
	reading_free(r);
	r = reading_of_string("# xmxl:\n", DIALECT_AUTO);
	assert_int_equal(r->result, LANG_ERROR);
	reading_free(r);
}

static const struct diag *first_diag(const struct reading *r, enum diag_id id)
{
	for (size_t i = 0; i < r->diags.n; i++)
		if (r->diags.v[i].id == id)
			return &r->diags.v[i];
	return NULL;
}

static void text_beyond_ascii_is_remarked_on_where_xm_refused_it(void **state)
{
	static const struct {
		const char *text;
		enum dialect dialect;
		bool noted;
	} cases[] = {
		{ "a='\xe9'\n", DIALECT_XM, true },
		{ "a='\xe9'\n", DIALECT_AUTO, true },	/* taken for xl's */
		{ "a='\xe9'\n", DIALECT_XL, false },
		{ "a='\xe9'\nb=08\n", DIALECT_AUTO, false },
		{ "# coding: ascii\na='\xe9'\n", DIALECT_XM, true },
		{ "# -*- coding: latin-1 -*-\na='\xe9'\n", DIALECT_XM, false },
		{ "\n# vim: fileencoding=utf-8\na='\xe9'\n", DIALECT_XM, false },
		{ "\n\n# coding: utf-8\na='\xe9'\n", DIALECT_XM, true },
		{ "\xef\xbb\xbf" "a='\xe9'\n", DIALECT_XM, false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct reading *r = reading_of_string(cases[i].text,
						      cases[i].dialect);

		assert_int_equal(r->result, LANG_OK);
		if (!!first_diag(r, DIAG_CODING_MISSING) != cases[i].noted)
			fail_msg("row %zu", i);
		reading_free(r);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(evidence_is_found_and_placed),
		cmocka_unit_test(without_evidence_the_caller_decides),
		cmocka_unit_test(conflicting_evidence_is_refused_naming_both),
		cmocka_unit_test(a_forced_dialect_refuses_what_it_has_not),
		cmocka_unit_test(forced_is_reported_with_and_without_evidence),
		cmocka_unit_test(a_mode_line_sets_the_dialect),
		cmocka_unit_test(a_mode_line_that_is_not_understood_is_refused),
		cmocka_unit_test(text_beyond_ascii_is_remarked_on_where_xm_refused_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
