/* SPDX-License-Identifier: LGPL-2.1-only */
/* What literals mean: numbers, strings, sequences, +=. */
#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "reading.h"

struct row {
	const char *text, *shown;
};

static void expect(const struct row *row, enum dialect d)
{
	struct reading *r = reading_of_string(row->text, d);

	if (strcmp(r->text, row->shown))
		fail_msg("%s instead of %s in\n%s", r->text, row->shown,
			 row->text);
	if (r->result == LANG_OK)
		assert_true(reading_covered(r));
	reading_free(r);
}

#define EXPECT_ALL(rows, d)						\
	do {								\
		for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) \
			expect(&rows[i], d);				\
	} while (0)

/* clang-format off */
/* as Python 2.7 on a 64-bit machine has them */
static const struct row xm_numbers[] = {
	{ "a=0", "a=0" }, { "a=00", "a=0" }, { "a=010", "a=8" },
	{ "a=0o10", "a=8" }, { "a=0O10", "a=8" }, { "a=0x10", "a=16" },
	{ "a=0X1f", "a=31" }, { "a=0b101", "a=5" }, { "a=0B1", "a=1" },
	{ "a=9223372036854775807", "a=9223372036854775807" },
	{ "a=9223372036854775808", "a=9223372036854775808L" },
	{ "a=-9223372036854775808", "a=-9223372036854775808" },
	{ "a=+-9223372036854775808", "a=-9223372036854775808" },
	{ "a=-+9223372036854775808", "a=-9223372036854775808L" },
	{ "a=--9223372036854775808", "a=9223372036854775808L" },
	{ "a=-9223372036854775809", "a=-9223372036854775809L" },
	{ "a=0x7fffffffffffffff", "a=9223372036854775807" },
	{ "a=0xffffffffffffffff", "a=18446744073709551615L" },
	{ "a=0x123456789abcdef0123456789", "a=90144042682896311822508713865L" },
	{ "a=01777777777777777777777", "a=18446744073709551615L" },
	{ "a=0b10000000000000000000000000000000000000000000000000000000000000000", "a=18446744073709551616L" },
	{ "a=123456789012345678901234567890", "a=123456789012345678901234567890L" },
	{ "a=10L", "a=10L" }, { "a=10l", "a=10L" }, { "a=010L", "a=8L" },
	{ "a=0xFFL", "a=255L" }, { "a=-0L", "a=0L" }, { "a=-00L", "a=0L" },
	{ "a=-10L", "a=-10L" },
	{ "a=1.5", "a=1.5" }, { "a=1.", "a=1.0" }, { "a=.5", "a=0.5" },
	{ "a=1e3", "a=1000.0" }, { "a=1E+3", "a=1000.0" }, { "a=15e-1", "a=1.5" },
	{ "a=08.5", "a=8.5" }, { "a=09e1", "a=90.0" }, { "a=-.5", "a=-0.5" },
	{ "a=-5", "a=-5" }, { "a=- 5", "a=-5" }, { "a=--5", "a=5" },
	{ "a=+5", "a=5" }, { "a=-0777", "a=-511" },
	{ "a=1j", "PROGRAM 1:3 the imaginary number 1j" },
	{ "a=1.5J", "PROGRAM 1:3 the imaginary number 1.5J" },
	{ "a=[1if 1 else 2]", "PROGRAM 1:5 an expression with if" },
};

static const struct row xl_numbers[] = {
	{ "a=0", "a=0" }, { "a=010", "a=8" }, { "a=0x10", "a=16" },
	{ "a=08", "a=<08>" }, { "a=0x", "a=<0x>" }, { "a=1x2", "a=<1x2>" },
	{ "a=0b1", "a=<0b1>" }, { "a=1e5", "a=<1e5>" }, { "a=12abc", "a=<12abc>" },
	{ "a=9223372036854775807", "a=9223372036854775807" },
	{ "a=9223372036854775808", "a=<9223372036854775808>" },
	{ "a=0xffffffffffffffff", "a=<0xffffffffffffffff>" },
};

static const struct row xm_strings[] = {
	{ "a=''", "a=''" }, { "a=\"it's\"", "a='it\\'s'" },
	{ "a='\\'\"\\\"\\\\'", "a='\\'\"\"\\\\'" },
	{ "a='\\a\\b\\f\\n\\r\\t\\v'", "a='\\x07\\x08\\x0c\\n\\x0d\\x09\\x0b'" },
	{ "a='\\0\\12\\101\\1011\\777'", "a='\\x00\\nAA1\\xff'" },
	{ "a='\\08'", "a='\\x008'" },
	{ "a='\\x41\\xfF'", "a='A\\xff'" },
	{ "a='\\q\\8\\X41\\u1234\\N{DASH}'", "a='\\\\q\\\\8\\\\X41\\\\u1234\\\\N{DASH}'" },
	{ "a='x\\\ny\\\r\nz'", "a='xyz'" },
	{ "a=r'\\n\\''", "a='\\\\n\\\\\\''" },
	{ "a=R'x'", "a='x'" }, { "a=b'x\\n'", "a='x\\n'" }, { "a=bR'\\n'", "a='\\\\n'" },
	{ "a=u'x'", "a=u'x'" }, { "a=ur'x'", "a=u'x'" },
	{ "a=u'\\xe9\\u20ac\\U0001F600\\351'", "a=u'\\xc3\\xa9\\xe2\\x82\\xac\\xf0\\x9f\\x98\\x80\\xc3\\xa9'" },
	{ "# coding: utf-8\na=u'\xc3\xa9'", "a=u'\\xc3\\xa9'" },
	{ "# coding: latin-1\na=u'\xe9'", "a=u'\\xc3\\xa9'" },
	{ "# coding: latin-1\na='\xe9'", "a='\\xe9'" },
	{ "a='''x'y''z\"\\''''", "a='x\\'y\\'\\'z\"\\''" },
	{ "a=\"\"\"x\ny\r\nz\rw\"\"\"", "a='x\\ny\\nz\\nw'" },
	{ "a=''''''", "a=''" }, { "a='''\\\n'''", "a=''" },
	{ "a='x' 'y'\"z\"", "a='xyz'" }, { "a='x'r'\\n'", "a='x\\\\n'" },
	{ "a=('x' # one\n 'y')", "a='xy'" }, { "a='x' u'y'", "a=u'xy'" },
	{ "a='\xff\x80'", "a='\\xff\\x80'" },
	{ "a='# no comment'", "a='# no comment'" },
	/* Python decodes what is rare */
	{ "a=u'\\N{DASH}'", "PROGRAM 1:5 the escape \\N of a unicode string" },
	{ "a=u'\\ud800'", "PROGRAM 1:5 the escape \\ud800 of a unicode string" },
	{ "a=ur'\\u20ac'", "PROGRAM 1:3 a unicode string that Python must decode" },
	{ "a='\\xff' u'x'", "PROGRAM 1:3 a unicode string that Python must decode" },
	{ "# coding: koi8-r\na=u'\xe9'", "PROGRAM 2:3 a unicode string that Python must decode" },
};

static const struct row xl_strings[] = {
	{ "a='\\a\\b\\f\\n\\r\\t\\v\\\\\\'\\\"'", "a='\\x07\\x08\\x0c\\n\\x0d\\x09\\x0b\\\\\\'\"'" },
	{ "a='x\\101y\\377'", "a='xy'" }, { "a='\\1011'", "a='1'" },
	{ "a='\t\x01'", "a='\\x09\\x01'" },
};

static const struct row xm_values[] = {
	{ "a=True;b=False;c=None", "a=True b=False c=None" },
	{ "a=()", "a=()" }, { "a=(1,)", "a=(1,)" }, { "a=1,", "a=(1,)" },
	{ "a=1,2", "a=(1, 2)" }, { "a=1,2,", "a=(1, 2)" }, { "a=(1,2,)", "a=(1, 2)" },
	{ "a=(1)", "a=1" }, { "a=(('x'))", "a='x'" }, { "a=[(1,2),[]]", "a=[(1, 2), []]" },
	{ "a={}", "a={}" }, { "a={'x':1,2:[3],}", "a={'x': 1, 2: [3]}" },
	{ "a=b=c=[1]", "a=[1] b=[1] c=[1]" }, { "a=b=1,2", "a=(1, 2) b=(1, 2)" },
	{ "a=1;a=2", "a=2" }, { "b=1;a=2;b=3", "b=3 a=2" },
	{ "a='x';a+='y';a+='z'", "a='xyz'" }, { "a=[1];a+=[2,3]", "a=[1, 2, 3]" },
	{ "'doc';a=1;pass;[2]", "a=1" },
	/* Python has more kinds of += than are worth having here */
	{ "a=1;a+=2", "PROGRAM 1:5 += of a" },
	{ "a=[1];a+=(2,)", "PROGRAM 1:7 += of a" },
	{ "a=b=[1];a+=[2]", "PROGRAM 1:9 += of a" },
	{ "a='x';a+=1", "PROGRAM 1:7 += of a" },
	{ "a={[]:1}", "PROGRAM 1:3 a dictionary with such keys" },
	{ "a={1:2,1:3}", "PROGRAM 1:3 a dictionary with such keys" },
	{ "a={1:2,True:3}", "PROGRAM 1:3 a dictionary with such keys" },
	{ "a={1,2}", "PROGRAM 1:5 a set" }, { "a={1}", "PROGRAM 1:5 a set" },
};

static const struct row xl_values[] = {
	{ "a=[[1,'x'],[],]", "a=[[1, 'x'], []]" },
	{ "a+='x'\na+='y'", "a='xy'" }, { "a+=[1]\na+=[2]", "a=[1, 2]" },
	{ "a='x'\na+=0x10", "a='x0x10'" }, { "a=010\na+=08", "a='01008'" },
	{ "a=[1]\na+='x'", "ERROR 2:1 += of a joins a list with what is none; append a list to a list, text to text" },
	{ "vif.default.script='x'\na..=1\na.=2", "vif.default.script='x' a..=1 a.=2" },
	{ "sys.path='x'", "sys.path='x'" },
};
/* clang-format on */

static void numbers_of_xm(void **state)
{
	(void)state;
	EXPECT_ALL(xm_numbers, DIALECT_XM);
}

static void numbers_of_xl(void **state)
{
	(void)state;
	EXPECT_ALL(xl_numbers, DIALECT_XL);
}

static void strings_of_xm(void **state)
{
	(void)state;
	EXPECT_ALL(xm_strings, DIALECT_XM);
}

static void strings_of_xl(void **state)
{
	(void)state;
	EXPECT_ALL(xl_strings, DIALECT_XL);
}

static void sequences_and_assignments_of_xm(void **state)
{
	(void)state;
	EXPECT_ALL(xm_values, DIALECT_XM);
}

static void sequences_and_assignments_of_xl(void **state)
{
	(void)state;
	EXPECT_ALL(xl_values, DIALECT_XL);
}

static void floats_do_not_depend_on_the_locale(void **state)
{
	static const struct row row = { "a=1.5", "a=1.5" };

	(void)state;
	if (!setlocale(LC_NUMERIC, "de_DE.UTF-8"))
		print_message("# no German locale here: C only\n");
	struct reading *r = reading_of_string(row.text, DIALECT_XM);
	setlocale(LC_NUMERIC, "C");
	assert_true(r->parsed.tree->v[0].value->f == 1.5);
	reading_free(r);
}

static bool said(const struct reading *r, enum diag_id id, unsigned int line,
		 unsigned int column)
{
	for (size_t i = 0; i < r->diags.n; i++)
		if (r->diags.v[i].id == id && r->diags.v[i].pos.line == line &&
		    r->diags.v[i].pos.column == column)
			return true;
	return false;
}

static void what_xl_loses_is_warned_about(void **state)
{
	struct reading *r = reading_of_string("a='x'\nb='xy\\101z'\n",
					      DIALECT_XL);

	(void)state;
	assert_int_equal(r->diags.n, 1);
	assert_true(said(r, DIAG_XL_OCTAL_ESCAPE, 2, 6));
	reading_free(r);
	r = reading_of_string("a=1\na+=2\n", DIALECT_XL);
	assert_int_equal(r->diags.n, 1);
	assert_true(said(r, DIAG_APPEND_NUMBER, 2, 1));
	reading_free(r);
}

static void a_forgotten_comma_is_warned_about(void **state)
{
	static const struct {
		const char *text;
		bool warned;
	} cases[] = {
		{ "a=['phy:x,xvda,w'\n 'phy:y,xvdb,w']\n", true },
		{ "a=['x', 'y'\n 'z']\n", true },
		{ "a=['x' 'z']\n", false },
		{ "a=('x'\n 'z')\n", false },
		{ "a=['phy:x,'\n 'xvda,w']\n", false },
		{ "a=['phy:x'\n ',xvda,w']\n", false },
		{ "a=['x',\n 'z']\n", false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct reading *r = reading_of_string(cases[i].text,
						      DIALECT_AUTO);

		assert_int_equal(r->result, LANG_OK);
		assert_int_equal(r->diags.n, cases[i].warned);
		if (cases[i].warned)
			assert_true(said(r, DIAG_STRINGS_JOINED, 2, 2));
		reading_free(r);
	}
}

static void one_value_is_read(void **state)
{
	static const struct {
		const char *text;
		enum dialect dialect;
		const char *shown;	/* NULL: refused */
	} cases[] = {
		{ "1", DIALECT_XL, "1" }, { " 'x' ", DIALECT_XL, "'x'" },
		{ "['x',\n1]", DIALECT_XL, "['x', 1]" },
		{ "08", DIALECT_XL, "<08>" }, { "08", DIALECT_XM, NULL },
		{ "True", DIALECT_XM, "True" }, { "True", DIALECT_XL, NULL },
		{ "-1", DIALECT_AUTO, "-1" }, { "'x' 'y'", DIALECT_XM, "'xy'" },
		{ "", DIALECT_XL, NULL }, { "x", DIALECT_XL, NULL },
		{ "1 2", DIALECT_XL, NULL }, { "1,2", DIALECT_XM, NULL },
		{ "1;", DIALECT_XL, NULL }, { "'x", DIALECT_XL, NULL },
		{ "a=1", DIALECT_XL, NULL }, { "f()", DIALECT_XM, NULL },
		{ "[1", DIALECT_XL, NULL }, { "1\n2", DIALECT_XL, NULL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct arena *a = arena_new();
		struct value *v = NULL;
		struct diags ds;
		int err;

		diags_init(&ds, a);
		err = lang_parse_value(a, "word", cases[i].text,
				       cases[i].dialect, &v, &ds);
		if (err != (cases[i].shown ? 0 : -1))
			fail_msg("case %zu: %d", i, err);
		assert_int_equal(diags_have_error(&ds), err != 0);
		if (!err)
			assert_string_equal(value_shown(a, v), cases[i].shown);
		arena_free(a);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_of_xm),
		cmocka_unit_test(numbers_of_xl),
		cmocka_unit_test(strings_of_xm),
		cmocka_unit_test(strings_of_xl),
		cmocka_unit_test(sequences_and_assignments_of_xm),
		cmocka_unit_test(sequences_and_assignments_of_xl),
		cmocka_unit_test(floats_do_not_depend_on_the_locale),
		cmocka_unit_test(what_xl_loses_is_warned_about),
		cmocka_unit_test(a_forgotten_comma_is_warned_about),
		cmocka_unit_test(one_value_is_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
