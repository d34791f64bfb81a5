/* SPDX-License-Identifier: LGPL-2.1-only */
/* Values as text that xl and Python read alike. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "lang/print.h"
#include "reading.h"

static char *printed(const struct value *v, const struct print_layout *layout)
{
	char *text = NULL;
	size_t len = 0;
	FILE *out = open_memstream(&text, &len);
	int err = print_value(out, v, layout);

	fclose(out);
	assert_int_equal(err, value_printable(v) ? 0 : -1);
	if (!err)
		return text;
	assert_int_equal(len, 0);
	free(text);
	return NULL;
}

/* clang-format off */
static const struct {
	const char *text;	/* of the value, in xm's dialect */
	const char *printed;	/* NULL: cannot be */
	const char *again;	/* what the printed text reads as */
} rows[] = {
	{ "1",			"1",			"1" },
	{ "0777",		"511",			"511" },
	{ "9223372036854775807", "9223372036854775807",	"9223372036854775807" },
	{ "-5",			"\"-5\"",		"'-5'" },
	{ "-9223372036854775808", "\"-9223372036854775808\"", "'-9223372036854775808'" },
	{ "''",			"\"\"",			"''" },
	{ "'x'",		"\"x\"",		"'x'" },
	{ "'it\\'s \"x\"'",	"\"it's \\\"x\\\"\"",	"'it\\'s \"x\"'" },
	{ "'C:\\\\x\\\\'",	"\"C:\\\\x\\\\\"",	"'C:\\\\x\\\\'" },
	{ "'\\t# \\x01'",	"\"\t# \x01\"",		"'\\x09# \\x01'" },
	{ "'\xc3\xa9\xff'",	"\"\xc3\xa9\xff\"",	"'\\xc3\\xa9\\xff'" },
	{ "u'\\xe9'",		"\"\xc3\xa9\"",		"'\\xc3\\xa9'" },
	{ "[]",			"[]",			"[]" },
	{ "['x', 1]",		"[\"x\", 1]",		"['x', 1]" },
	{ "[['x'], []]",	"[[\"x\"], []]",	"[['x'], []]" },
	{ "'a\\nb'",		NULL,			NULL },
	{ "'a\\rb'",		NULL,			NULL },
	{ "'a\\0b'",		NULL,			NULL },
	{ "['x', ['\\n']]",	NULL,			NULL },
	{ "True",		NULL,			NULL },
	{ "None",		NULL,			NULL },
	{ "1.5",		NULL,			NULL },
	{ "1L",			NULL,			NULL },
	{ "()",			NULL,			NULL },
	{ "{}",			NULL,			NULL },
	{ "[{}]",		NULL,			NULL },
};
/* clang-format on */

static struct value *read_value(struct arena *a, const char *text,
				enum dialect d)
{
	struct value *v = NULL;
	struct diags ds;

	diags_init(&ds, a);
	if (lang_parse_value(a, "t", text, d, &v, &ds))
		fail_msg("%s: %s", text, ds.v[0].text);
	return v;
}

static void both_dialects_read_back_what_is_printed(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct arena *a = arena_new();
		struct value *v = read_value(a, rows[i].text, DIALECT_XM);
		char *text = printed(v, NULL);

		if (!rows[i].printed) {
			assert_null(text);
			arena_free(a);
			continue;
		}
		assert_non_null(text);
		assert_string_equal(text, rows[i].printed);
		for (enum dialect d = DIALECT_XM; d <= DIALECT_XL; d++)
			assert_string_equal(value_shown(a, read_value(a, text,
								      d)),
					    rows[i].again);
		free(text);
		arena_free(a);
	}
}

static void a_list_is_printed_line_by_line_on_request(void **state)
{
	static const struct print_layout margin = { 0, true };
	static const struct print_layout in = { 2, true };
	struct arena *a = arena_new();
	struct value *v = read_value(a, "['x', [1, 2]]", DIALECT_XL);
	char *text = printed(v, &margin);

	(void)state;
	assert_string_equal(text, "[\n    \"x\",\n    [1, 2],\n]");
	free(text);
	text = printed(v, &in);
	assert_string_equal(text, "[\n      \"x\",\n      [1, 2],\n  ]");
	assert_true(value_equal(v, read_value(a, text, DIALECT_XL)));
	assert_true(value_equal(v, read_value(a, text, DIALECT_XM)));
	free(text);
	text = printed(read_value(a, "[]", DIALECT_XL), &margin);
	assert_string_equal(text, "[]");
	free(text);
	arena_free(a);
}

static void words_of_xl_are_printed_as_strings(void **state)
{
	struct arena *a = arena_new();
	char *text = printed(read_value(a, "08", DIALECT_XL), NULL);

	(void)state;
	assert_string_equal(text, "\"08\"");
	free(text);
	arena_free(a);
}

/* Every byte a string can hold, in each place of three. */
static void every_byte_comes_back_or_is_refused(void **state)
{
	struct arena *a = arena_new();

	(void)state;
	for (int c = 0; c < 256; c++)
		for (int at = 0; at < 3; at++) {
			char s[3] = { 'x', 'x', 'x' };
			struct value *v;
			char *text;

			s[at] = (char)c;
			v = value_stringn(a, s, 3, (struct pos){ 0 });
			text = printed(v, NULL);
			assert_int_equal(text == NULL, c == 0 || c == '\n' ||
					 c == '\r');
			for (enum dialect d = DIALECT_XM;
			     text && d <= DIALECT_XL; d++)
				assert_true(value_equal(v, read_value(a, text,
								      d)));
			free(text);
		}
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(both_dialects_read_back_what_is_printed),
		cmocka_unit_test(a_list_is_printed_line_by_line_on_request),
		cmocka_unit_test(words_of_xl_are_printed_as_strings),
		cmocka_unit_test(every_byte_comes_back_or_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
