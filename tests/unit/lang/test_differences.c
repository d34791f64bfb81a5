/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * Every line that xl 4.17 and Python 2 read differently, in both dialects and
 * as detected. E: refused, P: left to Python (which refuses what the remark
 * says), else the values. Each line but those on files' ends was also given
 * to Python 2.7 and to Debian's libxlutil 4.17.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "reading.h"

/* clang-format off */
static const struct {
	const char *text, *xm, *xl;
	enum dialect detected;	/* AUTO: both could have written it */
} rows[] = {
	{ "a = 1\n",			"a=1",		"a=1",	DIALECT_AUTO },
	{ "a = 1",			"a=1",		"a=1",	DIALECT_AUTO },
	/* xl 4.17 refuses a comment without a line end; we forgive it */
	{ "# c",			"",		"",	DIALECT_XM },
	{ "a=1 # c",			"a=1",		"a=1",	DIALECT_XM },
	{ "A = 1\n",			"A=1",		"E",	DIALECT_XM },
	{ "aB = 1\n",			"aB=1",		"E",	DIALECT_XM },
	{ "_a = 1\n",			"_a=1",		"E",	DIALECT_XM },
	/* Python: NameError */
	{ "a.b = 1\n",			"P",		"a.b=1", DIALECT_XL },
	{ "a = True\n",			"a=True",	"E",	DIALECT_XM },
	{ "a = None\n",			"a=None",	"E",	DIALECT_XM },
	{ "a = -1\n",			"a=-1",		"E",	DIALECT_XM },
	{ "a = 1.5\n",			"a=1.5",	"E",	DIALECT_XM },
	{ "a = 0777\n",			"a=511",	"a=511", DIALECT_AUTO },
	{ "a = 08\n",			"E",		"a=<08>", DIALECT_XL },
	{ "a = 0o17\n",			"a=15",		"E",	DIALECT_XM },
	{ "a = 0x1f\n",			"a=31",		"a=31",	DIALECT_AUTO },
	{ "a = 0x1F\n",			"a=31",		"E",	DIALECT_XM },
	{ "a = 10L\n",			"a=10L",	"E",	DIALECT_XM },
	{ "a = 12abc\n",		"E",		"a=<12abc>", DIALECT_XL },
	{ "a = 1_000\n",		"E",		"E",	DIALECT_AUTO },
	{ "a = \"x\" \"y\"\n",		"a='xy'",	"E",	DIALECT_XM },
	{ "a = [\"x\"\n\"y\"]\n",	"a=['xy']",	"E",	DIALECT_XM },
	{ "a = \"x\" + \"y\"\n",	"P",		"P",	DIALECT_XM },
	{ "a = \"x%d\" % 5\n",		"P",		"P",	DIALECT_XM },
	{ "a = (\"x\",\"y\")\n",	"a=('x', 'y')",	"E",	DIALECT_XM },
	{ "a = (\"x\" \n \"y\")\n",	"a='xy'",	"E",	DIALECT_XM },
	{ "a = {\"k\":1}\n",		"a={'k': 1}",	"E",	DIALECT_XM },
	{ "a = [\"x\",]\n",		"a=['x']",	"a=['x']", DIALECT_AUTO },
	{ "a = [\n\n\"x\",\n# c\n\"y\"\n]\n", "a=['x', 'y']", "a=['x', 'y']", DIALECT_AUTO },
	{ "a = [\"x\"\n, \"y\"]\n",	"a=['x', 'y']",	"a=['x', 'y']", DIALECT_AUTO },
	{ "a = [\"x\", \"y\"\n]\n",	"a=['x', 'y']",	"a=['x', 'y']", DIALECT_AUTO },
	{ "a = [[\"x\"],[\"y\"]]\n",	"a=[['x'], ['y']]", "a=[['x'], ['y']]", DIALECT_AUTO },
	{ "a = [1, 2, 0x3]\n",		"a=[1, 2, 3]",	"a=[1, 2, 3]", DIALECT_AUTO },
	{ "a = [-1]\n",			"a=[-1]",	"E",	DIALECT_XM },
	{ "b = 1\na = [b]\n",		"P",		"P",	DIALECT_XM },
	{ "a = [,]\n",			"E",		"E",	DIALECT_AUTO },
	{ "a = \"x\" \\\n\"y\"\n",	"a='xy'",	"E",	DIALECT_XM },
	{ "a = \"\"\"x\ny\"\"\"\n",	"a='x\\ny'",	"E",	DIALECT_XM },
	{ "a = r\"x\"\n",		"a='x'",	"E",	DIALECT_XM },
	{ "a = u\"x\"\n",		"a=u'x'",	"E",	DIALECT_XM },
	{ "a = \"x\\q\"\n",		"a='x\\\\q'",	"E",	DIALECT_XM },
	{ "a = \"x\\x41y\"\n",		"a='xAy'",	"E",	DIALECT_XM },
	{ "a = \"x\\101y\"\n",		"a='xAy'",	"a='xy'", DIALECT_AUTO },
	{ "a = \"x\\\ny\"\n",		"a='xy'",	"E",	DIALECT_XM },
	{ "a = 1; b = 2\n",		"a=1 b=2",	"a=1 b=2", DIALECT_AUTO },
	{ "a = 1 b = 2\n",		"E",		"E",	DIALECT_AUTO },
	{ "   a = 1\n",			"E",		"a=1",	DIALECT_XL },
	{ "a = b = 1\n",		"a=1 b=1",	"E",	DIALECT_XM },
	/* Python: NameError, unless a word on the command line sets it */
	{ "a += [\"y\"]\n",		"P",		"a=['y']", DIALECT_XL },
	{ "a = [\"x\"]\na += [\"y\"]\n", "a=['x', 'y']", "a=['x', 'y']", DIALECT_AUTO },
	/* xl 4.17 refuses these four as well; they change no meaning */
	{ "a = 1\r\n",			"a=1",		"a=1",	DIALECT_XM },
	{ "\xef\xbb\xbf" "a = 1\n",	"a=1",		"a=1",	DIALECT_XM },
	{ "a = \"\xc3\xa9\"\n",		"a='\\xc3\\xa9'", "a='\\xc3\\xa9'", DIALECT_XL },
	{ "\f\na = 1\n",		"a=1",		"a=1",	DIALECT_XM },
	{ "import os\n",		"P",		"P",	DIALECT_XM },
	{ "print \"x\"\n",		"P",		"P",	DIALECT_XM },
	{ "def f():\n  return 1\n",	"P",		"P",	DIALECT_XM },
	{ "if 1:\n  a = 1\n",		"P",		"P",	DIALECT_XM },
	{ "",				"",		"",	DIALECT_AUTO },
	/* what xl reads and Python does not, beyond the above */
	{ "a = 1;; b = 2\n",		"E",		"a=1 b=2", DIALECT_XL },
	{ ";\n",			"E",		"",	DIALECT_XL },
	{ "print = \"x\"\n",		"E",		"print='x'", DIALECT_XL },
	{ "a = 0x\n",			"E",		"a=<0x>", DIALECT_XL },
	/* both read them, and differently */
	{ "a = 1e3\n",			"a=1000.0",	"a=<1e3>", DIALECT_AUTO },
	{ "a = 0b11\n",			"a=3",		"a=<0b11>", DIALECT_AUTO },
	{ "a = 9223372036854775808\n",	"a=9223372036854775808L", "a=<9223372036854775808>", DIALECT_AUTO },
	{ "a = \"x\\1y\"\n",		"a='x\\x01y'",	"E",	DIALECT_XM },
	{ "a = 1\na += 2\n",		"P",		"a='12'", DIALECT_AUTO },
};
/* clang-format on */

static void expect(size_t i, enum dialect d, const char *expected)
{
	struct reading *r = reading_of_string(rows[i].text, d);

	if (strcmp(reading_short(r), expected))
		fail_msg("row %zu, %s: %s instead of %s in\n%s", i,
			 dialect_name(d), r->text, expected, rows[i].text);
	reading_free(r);
}

static void each_dialect_reads_a_row_in_its_own_way(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		expect(i, DIALECT_XM, rows[i].xm);
		expect(i, DIALECT_XL, rows[i].xl);
	}
}

static void the_dialect_that_can_read_a_row_is_detected(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		enum dialect d = rows[i].detected;
		struct reading *r = reading_of_string(rows[i].text,
						      DIALECT_AUTO);

		if (r->result == LANG_OK)
			assert_int_equal(r->parsed.evidence, d != DIALECT_AUTO);
		if (r->result != LANG_ERROR)
			assert_int_equal(r->parsed.dialect,
					 d == DIALECT_AUTO ? DIALECT_XM : d);
		reading_free(r);
	}
}

static void a_row_that_is_detected_reads_as_in_that_dialect(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		expect(i, DIALECT_AUTO, rows[i].detected == DIALECT_XL ?
			rows[i].xl : rows[i].xm);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_dialect_reads_a_row_in_its_own_way),
		cmocka_unit_test(the_dialect_that_can_read_a_row_is_detected),
		cmocka_unit_test(a_row_that_is_detected_reads_as_in_that_dialect),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
