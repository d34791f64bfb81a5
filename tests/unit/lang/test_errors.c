/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * What is no data: an error that says what and where, or a program, which is
 * Python's to judge. Each PROGRAM row compiles under Python 2.7 unless its
 * remark says otherwise; each ERROR row does not, and xl refuses it too.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "reading.h"

struct row {
	const char *text, *shown;
};

/* clang-format off */
static const struct row programs[] = {
	/* names as values */
	{ "a = b\n", "PROGRAM 1:5 the name b as a value" },
	{ "name = my-vm\n", "PROGRAM 1:8 the name my as a value" },
	{ "a = [b]\n", "PROGRAM 1:6 the name b as a value" },
	{ "a = [\n1,\n  b]\n", "PROGRAM 3:3 the name b as a value" },
	{ "a = [b == 1]\n", "PROGRAM 1:6 the name b as a value" },
	{ "a = -b\n", "PROGRAM 1:6 the name b as a value" },
	{ "a = 1, b\n", "PROGRAM 1:8 the name b as a value" },
	{ "a += b\n", "PROGRAM 1:6 the name b as a value" },
	{ "a = {b: 1}\n", "PROGRAM 1:6 the name b as a value" },
	{ "a = b.c\n", "PROGRAM 1:5 the name b as a value" },
	{ "a = b[0]\n", "PROGRAM 1:5 the name b as a value" },
	{ "a = int('3')\n", "PROGRAM 1:5 the name int as a value" },
	{ "a = b if 1 else 2\n", "PROGRAM 1:5 the name b as a value" },
	/* operators */
	{ "a = 'x%d' % 5\n", "PROGRAM 1:11 the operator %" },
	{ "a = 'x' + 'y'\n", "PROGRAM 1:9 the operator +" },
	{ "a = 5 - 3\n", "PROGRAM 1:7 the operator -" },
	{ "a = [1 -1]\n", "PROGRAM 1:8 the operator -" },
	{ "a = 2 ** 3\n", "PROGRAM 1:7 the operator **" },
	{ "a = 7 // 2\n", "PROGRAM 1:7 the operator //" },
	{ "a = 1 << 4\n", "PROGRAM 1:7 the operator <<" },
	{ "a = 1 <> 2\n", "PROGRAM 1:7 the operator <>" },
	{ "a = 1 == 1\n", "PROGRAM 1:7 the operator ==" },
	{ "a = 'x'.upper()\n", "PROGRAM 1:8 the operator ." },
	{ "a = ~1\n", "PROGRAM 1:5 the operator ~" },
	{ "a = `1`\n", "PROGRAM 1:5 the operator `" },
	{ "a = -'x'\n", "PROGRAM 1:5 the operator -" },
	{ "a = -(1)\n", "PROGRAM 1:5 the operator -" },
	{ "a = [1,2][0]\n", "PROGRAM 1:10 an item of a value" },
	{ "a = 'x'()\n", "PROGRAM 1:8 a call" },
	{ "a = 'x' if 1 else 'y'\n", "PROGRAM 1:9 an expression with if" },
	{ "a = 1 in [1]\n", "PROGRAM 1:7 an expression with in" },
	{ "a = not 1\n", "PROGRAM 1:5 an expression with not" },
	{ "a = lambda: 1\n", "PROGRAM 1:5 an expression with lambda" },
	{ "a = [1 for x in []]\n", "PROGRAM 1:8 an expression with for" },
	{ "a = 1 and 2\n", "PROGRAM 1:7 an expression with and" },
	/* statements */
	{ "import os\n", "PROGRAM 1:1 the statement import" },
	{ "a = 1\nif a:\n  b = 2\n", "PROGRAM 2:1 the statement if" },
	{ "a = 1; print a\n", "PROGRAM 1:8 the statement print" },
	{ "def f(): pass\n", "PROGRAM 1:1 the statement def" },
	{ "exec 'a=1'\n", "PROGRAM 1:1 the statement exec" },
	{ "@x\ndef f(): pass\n", "PROGRAM 1:1 the operator @" },
	{ "f(1)\n", "PROGRAM 1:1 a call of f" },
	{ "execfile('x')\n", "PROGRAM 1:1 a call of execfile" },
	{ "os.environ['x'] = 1\n", "PROGRAM 1:1 an expression with os" },
	{ "a[0] = 1\n", "PROGRAM 1:1 an item of a" },
	{ "a, b = 1, 2\n", "PROGRAM 1:1 an expression with a" },
	{ "(a) = 1\n", "PROGRAM 1:2 the name a as a value" },
	{ "a -= 1\n", "PROGRAM 1:1 an expression with a" },
	{ "a == 1\n", "PROGRAM 1:1 an expression with a" },
	{ "a - b == 1\n", "PROGRAM 1:1 an expression with a" },
	{ "a\n", "PROGRAM 1:1 an expression with a" },
	{ "a not in b\n", "PROGRAM 1:1 an expression with a" },
	{ "True = 1\n", "PROGRAM 1:1 an assignment to True" },
	/* the first finding counts */
	{ "import os\na = 'x\n", "PROGRAM 1:1 the statement import" },
	/* Python: no 'else' to the if. Which of the two is wrong, it may say */
	{ "a = 1 if 2\n", "PROGRAM 1:7 an expression with if" },
};

static const struct row errors[] = {
	/* strings */
	{ "a = 'x\nb = 1\n", "ERROR 1:5 this string is not closed on its line; close it with '" },
	{ "a = \"x'\n", "ERROR 1:5 this string is not closed on its line; close it with \"" },
	{ "a = '''x\nb = 1\n", "ERROR 1:5 this string is not closed before the file ends; close it with '''" },
	{ "a = ['x', 'y]\n", "ERROR 1:11 this string is not closed on its line; close it with '" },
	{ "a = 'x\\x4'\n", "ERROR 1:7 the escape \\x4 lacks hexadecimal digits; write \\\\ for a backslash" },
	{ "a = u'\\u12'\n", "ERROR 1:7 the escape \\u12 lacks hexadecimal digits; write \\\\ for a backslash" },
	{ "a = '''\n\n  \\x'''\n", "ERROR 3:3 the escape \\x lacks hexadecimal digits; write \\\\ for a backslash" },
	/* brackets */
	{ "a = [1\n", "ERROR 1:5 this [ is never closed; close it with ]" },
	{ "a = [\n1,\n", "ERROR 1:5 this [ is never closed; close it with ]" },
	{ "a = ['x',\nb = 1\n", "ERROR 1:5 this [ is never closed; close it with ]" },
	{ "a = ['x'\nb = 1\n", "ERROR 1:5 this [ is never closed; close it with ]" },
	{ "a = [['x']\nb = 1\n", "ERROR 1:5 this [ is never closed; close it with ]" },
	{ "a = (1;b = 2\n", "ERROR 1:5 this ( is never closed; close it with )" },
	{ "a = {1: 2\n", "ERROR 1:5 this { is never closed; close it with }" },
	{ "a = 1]\n", "ERROR 1:6 this ] closes nothing; delete it, or open its partner before it" },
	{ "]\n", "ERROR 1:1 this ] closes nothing; delete it, or open its partner before it" },
	{ "a = b]\n", "ERROR 1:6 this ] closes nothing; delete it, or open its partner before it" },
	{ "a = (1]\n", "ERROR 1:7 this ] does not close the ( of line 1; brackets close in the reverse order they open" },
	{ "a = [\n(1,\n]\n", "ERROR 3:1 this ] does not close the ( of line 2; brackets close in the reverse order they open" },
	/* values */
	{ "a = 1 b = 2\n", "ERROR 1:7 b cannot follow a value; begin a new line, or separate with ;" },
	{ "kernel = '/x' builder='hvm'\n", "ERROR 1:15 builder cannot follow a value; begin a new line, or separate with ;" },
	{ "a = [1 2]\n", "ERROR 1:8 2 cannot follow a value; separate items with a comma; close strings with the quote that opened them" },
	{ "ip = 192.168.0.1\n", "ERROR 1:13 .0 cannot follow a value; write one value; put text between quotes" },
	{ "a = foo bar\n", "ERROR 1:5 foo is no value here; put text between quotes" },
	{ "a = on:1\n", "ERROR 1:5 on is no value here; put text between quotes" },
	{ "a =\n", "ERROR 1:4 a value is missing at the end of the line; write one, or delete the line" },
	{ "a =", "ERROR 1:4 a value is missing at the end of the line; write one, or delete the line" },
	{ "a = # c\n", "ERROR 1:4 a value is missing at the end of the line; write one, or delete the line" },
	{ "a = ;\n", "ERROR 1:4 a value is missing before ;; write one, or delete the line" },
	{ "a = [,]\n", "ERROR 1:6 a value is missing before ,; delete the comma, or write a value" },
	{ "a = [1,,2]\n", "ERROR 1:8 a value is missing before ,; delete the comma, or write a value" },
	{ "a = [-]\n", "ERROR 1:7 a value is missing before ]; complete it, or delete what is too much" },
	{ "kernel = /boot/x\n", "ERROR 1:9 a value is missing before /; put text between quotes" },
	{ "a = 512M\n", "ERROR 1:5 512M is no number; write the number without its unit" },
	{ "a = 4GiB\n", "ERROR 1:5 4GiB is no number; write the number without its unit" },
	{ "a = 5pm\n", "ERROR 1:5 5pm is no number; put text between quotes" },
	{ "a = 1_000\n", "ERROR 1:5 1_000 is no number; put text between quotes" },
	{ "a = import\n", "ERROR 1:5 the word import is no value; put text between quotes" },
	{ "a = f'x'\n", "ERROR 1:5 f is no value here; put text between quotes" },
	{ "a = 1:2\n", "ERROR 1:6 a : does not assign; write NAME = VALUE" },
	{ "a = {1: 2: 3}\n", "ERROR 1:10 : cannot follow a value; separate items with a comma; close strings with the quote that opened them" },
	/* assignments */
	{ "a: 1\n", "ERROR 1:2 a : does not assign; write = instead" },
	{ "'a': 1\n", "ERROR 1:4 a : does not assign; write NAME = VALUE" },
	{ "'a' = 1\n", "ERROR 1:1 a string cannot be assigned to; write the name without quotes" },
	{ "a 1\n", "ERROR 1:3 no = after the name a; write NAME = VALUE" },
	{ "a b\n", "ERROR 1:3 no = after the name a; write NAME = VALUE" },
	{ "a 'x'\n", "ERROR 1:3 no = after the name a; write NAME = VALUE" },
	{ "install-method = x\n", "ERROR 1:8 a name cannot hold a -; write _ instead" },
	{ "a = 1 = 2\n", "ERROR 1:7 = cannot follow a value; write one value; put text between quotes" },
	{ "= 1\n", "ERROR 1:1 a value is missing before =; write one, or delete the line" },
	{ "None = 1\n", "ERROR 1:6 = cannot follow a value; write one value; put text between quotes" },
	{ "a = b += 1\n", "ERROR 1:5 b is no value here; put text between quotes" },
	{ "pass 1\n", "ERROR 1:6 1 cannot follow a value; write one value; put text between quotes" },
	/* characters */
	{ "a = $x\n", "ERROR 1:5 the character $ means nothing here; put text between quotes, a remark behind #" },
	{ "a ? 1\n", "ERROR 1:3 the character ? means nothing here; put text between quotes, a remark behind #" },
	{ "a = 1 ! x\n", "ERROR 1:7 the character ! means nothing here; put text between quotes, a remark behind #" },
	{ "a = \x01\n", "ERROR 1:5 the byte 0x01 outside of a string; delete it, or put it between quotes" },
	{ "a = 1 \v\n", "ERROR 1:7 the byte 0x0b outside of a string; delete it, or put it between quotes" },
	{ "a = \xe2\x80\x9cx\xe2\x80\x9d\n", "ERROR 1:5 a typographic quotation mark; write \" instead" },
	{ "a\xc2\xa0= 1\n", "ERROR 1:2 a no-break space; write an ordinary space instead" },
	{ "a = 1\n\xef\xbb\xbf" "b = 2\n", "ERROR 2:1 a byte-order mark inside the file; delete it" },
	{ "n\xc3\xa9 = 1\n", "ERROR 1:2 the byte 0xc3 outside of a string; delete it, or put it between quotes" },
	{ "a = 'x' \\ \n  'y'\n", "ERROR 1:9 a backslash that does not end its line; to join lines it must be the last character of its line, without blanks behind it" },
};
/* clang-format on */

static void expect(const struct row *row)
{
	struct reading *r = reading_of_string(row->text, DIALECT_AUTO);

	if (strcmp(r->text, row->shown))
		fail_msg("%s\ninstead of %s\nin %s", r->text, row->shown,
			 row->text);
	reading_free(r);
}

static void what_may_be_a_program_is_left_to_python(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(programs) / sizeof(*programs); i++)
		expect(&programs[i]);
}

static void what_nobody_can_read_is_an_error_with_its_place(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(errors) / sizeof(*errors); i++)
		expect(&errors[i]);
}

static void reading_goes_on_at_the_next_statement(void **state)
{
	static const struct row row = {
		"a = 'x\n"
		"b = [1,\n"
		"  2\n"
		"c = 1 1\n"
		"foo bar\n"
		"d = 1 2\n"
		"# d\n"
		"e = 'fine'\n"
		"x = guest-1\n"
		"f = $\n"
		"g = [[(1,\n"
		"  'x, 2)]\n"
		"'y']]\n"
		"h 1\n"
		"i = ]\n"
		"import os\n"
		"j = ]\n",
		"ERROR 1:5 this string is not closed on its line; close it "
		"with '\n"
		"ERROR 2:5 this [ is never closed; close it with ]\n"
		"ERROR 4:7 1 cannot follow a value; write one value; put text "
		"between quotes\n"
		"ERROR 5:5 no = after the name foo; write NAME = VALUE\n"
		"ERROR 6:7 2 cannot follow a value; write one value; put text "
		"between quotes\n"
		"ERROR 10:5 the character $ means nothing here; put text "
		"between quotes, a remark behind #\n"
		"ERROR 12:3 this string is not closed on its line; close it "
		"with '\n"
		"ERROR 15:5 this ] closes nothing; delete it, or open its "
		"partner before it"
	};

	(void)state;
	expect(&row);
}

/* The line of the bracket itself was read again and again. */
static void reading_goes_on_behind_a_line_with_a_name_in_brackets(void **state)
{
	struct reading *r = reading_of_string("a=$\nb=(c,\n1)\nd=$\n",
					      DIALECT_AUTO);

	(void)state;
	assert_int_equal(r->diags.n, 2);
	assert_int_equal(r->diags.v[1].pos.line, 4);
	reading_free(r);
}

static void after_twenty_errors_it_is_enough(void **state)
{
	char text[30 * 4 + 1] = "";
	struct reading *r;

	(void)state;
	for (int i = 0; i < 30; i++)
		strcat(text, "a=?\n");
	r = reading_of_string(text, DIALECT_AUTO);
	assert_int_equal(r->diags.n, 21);
	assert_int_equal(r->diags.v[20].id, DIAG_TOO_MANY_ERRORS);
	assert_int_equal(r->diags.v[20].pos.line, 20);
	reading_free(r);
}

static void a_nul_byte_is_an_error_wherever_it_stands(void **state)
{
	static const struct {
		const char text[12];
		size_t len;
		unsigned int line, column;
	} cases[] = {
		{ "\0", 1, 1, 1 }, { "a=1\n\0\n", 6, 2, 1 },
		{ "a='x\0y'\n", 8, 1, 5 }, { "a='''\n\0'''", 10, 2, 1 },
		{ "# x\0\n", 5, 1, 4 }, { "a=[\0]\n", 6, 1, 4 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct reading *r = reading_of(cases[i].text, cases[i].len,
					       DIALECT_AUTO);

		assert_int_equal(r->result, LANG_ERROR);
		assert_int_equal(r->diags.v[0].id, DIAG_NUL_BYTE);
		assert_int_equal(r->diags.v[0].pos.line, cases[i].line);
		assert_int_equal(r->diags.v[0].pos.column, cases[i].column);
		reading_free(r);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_may_be_a_program_is_left_to_python),
		cmocka_unit_test(what_nobody_can_read_is_an_error_with_its_place),
		cmocka_unit_test(reading_goes_on_at_the_next_statement),
		cmocka_unit_test(reading_goes_on_behind_a_line_with_a_name_in_brackets),
		cmocka_unit_test(after_twenty_errors_it_is_enough),
		cmocka_unit_test(a_nul_byte_is_an_error_wherever_it_stands),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
