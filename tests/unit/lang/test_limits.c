/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * Inputs made to hurt: deep, long, many. Each must be read or refused with
 * few words, in time that grows with its size; a quadratic step anywhere
 * would take minutes for the megabytes here.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "reading.h"

#define SECONDS_MAX 20	/* under sanitizers, on a busy machine */

/* head, then body as often as it fits into size bytes, then tail. */
static char *repeated(const char *head, const char *body, const char *tail,
		      size_t size, size_t *len)
{
	size_t h = strlen(head), b = strlen(body), t = strlen(tail);
	size_t times = (size - h - t) / b;
	char *s = malloc(h + times * b + t + 1);

	assert_non_null(s);
	memcpy(s, head, h);
	for (size_t i = 0; i < times; i++)
		memcpy(s + h + i * b, body, b);
	memcpy(s + h + times * b, tail, t + 1);
	*len = h + times * b + t;
	return s;
}

/* clang-format off */
static const struct {
	const char *head, *body, *tail;
	enum lang_result xm, xl;
} sizes[] = {
	{ "a = '", "x", "'\n",			LANG_OK, LANG_OK },
	{ "a = '", "x", "",			LANG_ERROR, LANG_ERROR },
	{ "a = '''", "x\n", "'''\n",		LANG_OK, LANG_ERROR },
	{ "a = '''", "x\n", "",			LANG_ERROR, LANG_ERROR },
	{ "", "a = '''\n", "?\n",		LANG_ERROR, LANG_ERROR },
	{ "", "a = '", "",			LANG_ERROR, LANG_ERROR },
	{ "a = [", "1,", "]\n",			LANG_OK, LANG_OK },
	{ "a = [", "-1,", "]\n",		LANG_OK, LANG_ERROR },
	{ "a = [", "'x',\n", "]\n",		LANG_OK, LANG_OK },
	{ "a = ", "1,", "\n",			LANG_OK, LANG_ERROR },
	{ "a = {", "1:2,", "}\n",		LANG_PROGRAM, LANG_ERROR },
	{ "a = ", "'' ", "\n",			LANG_OK, LANG_ERROR },
	{ "a = '", "\\q", "'\n",		LANG_OK, LANG_ERROR },
	{ "a = '", "\\101", "'\n",		LANG_OK, LANG_OK },
	{ "a = u'", "\\ud800", "'\n",		LANG_PROGRAM, LANG_ERROR },
	{ "a = '", "\\x", "'\n",		LANG_ERROR, LANG_ERROR },
	{ "", "a='\\101'\n", "",		LANG_OK, LANG_OK },
	{ "a = ", "-", "1\n",			LANG_OK, LANG_ERROR },
	{ "a = ", "1", "\n",			LANG_OK, LANG_OK },
	{ "a = 0x", "f", "\n",			LANG_PROGRAM, LANG_OK },
	{ "a = ''\n", "a+='x'\n", "",		LANG_OK, LANG_OK },
	{ "a = []\n", "a+=[1]\n", "",		LANG_OK, LANG_OK },
	{ "", "a=", "1\n",			LANG_OK, LANG_ERROR },
	{ "", ";", "",				LANG_ERROR, LANG_OK },
	{ "", "\n", "",				LANG_OK, LANG_OK },
	{ "", "\r", "",				LANG_OK, LANG_OK },
	{ "", "#\n", "",			LANG_OK, LANG_OK },
	{ "a = [\n", "#\n", "]\n",		LANG_OK, LANG_OK },
	{ "a = ", " ", "1\n",			LANG_OK, LANG_OK },
	{ "a = ", "\\\n", "1\n",		LANG_OK, LANG_ERROR },
	{ "", "a.", "",				LANG_PROGRAM, LANG_PROGRAM },
	{ "", "a = \x01\n", "",			LANG_ERROR, LANG_ERROR },
	{ "", "a = 1 = 1\n", "",		LANG_ERROR, LANG_ERROR },
	{ "# xmxl: dialect=xm", " dialect=xm", "\n", LANG_OK, LANG_OK },
};
/* clang-format on */

static void expect_size(size_t i, size_t size, enum dialect d,
			enum lang_result result)
{
	size_t len;
	char *text = repeated(sizes[i].head, sizes[i].body, sizes[i].tail,
			      size, &len);
	time_t start = time(NULL);
	struct reading *r = reading_of(text, len, d);

	if (r->result != result)
		fail_msg("row %zu, %s: %d, %.200s", i, dialect_name(d),
			 r->result, r->text);
	assert_in_range(r->diags.n, 0, 21);
	assert_in_range(time(NULL) - start, 0, SECONDS_MAX);
	reading_free(r);
	free(text);
}

static void megabytes_are_read_or_refused_in_time(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
		expect_size(i, 1 << 20, DIALECT_XM, sizes[i].xm);
		expect_size(i, 1 << 20, DIALECT_XL, sizes[i].xl);
	}
}

static void many_names_are_found_in_time(void **state)
{
	size_t room = 100000 * 16, len = 0;
	char *text = malloc(room);
	struct reading *r;

	(void)state;
	for (int i = 0; i < 100000; i++)
		len += (size_t)snprintf(text + len, room - len, "a%d=%d\n", i,
					i);
	r = reading_of(text, len, DIALECT_AUTO);
	assert_int_equal(r->parsed.tree->n, 100000);
	assert_int_equal(tree_get(r->parsed.tree, "a4711")->i, 4711);
	reading_free(r);
	free(text);
}

static void nesting_has_a_limit(void **state)
{
	char text[3 * LANG_NESTING_MAX] = "a=";
	struct reading *r;

	(void)state;
	memset(text + 2, '[', LANG_NESTING_MAX);
	memset(text + 2 + LANG_NESTING_MAX, ']', LANG_NESTING_MAX);
	r = reading_of_string(text, DIALECT_AUTO);
	assert_int_equal(r->result, LANG_OK);
	reading_free(r);

	memset(text + 2, '[', LANG_NESTING_MAX + 1);
	r = reading_of_string(text, DIALECT_AUTO);
	assert_string_equal(r->text,
		"ERROR 1:103 brackets are nested more than 100 deep; no "
		"setting needs that; is one never closed?");
	reading_free(r);
}

static void a_hundred_thousand_brackets_are_one_error(void **state)
{
	static const char *const bodies[] = { "[", "(", "{", "[(", "[\n", "{[" };

	(void)state;
	for (size_t i = 0; i < sizeof(bodies) / sizeof(*bodies); i++) {
		size_t len;
		char *text = repeated("a=", bodies[i], "", 100000, &len);
		struct reading *r = reading_of(text, len, DIALECT_AUTO);

		assert_int_equal(r->result, LANG_ERROR);
		assert_int_equal(r->diags.n, 1);
		assert_int_equal(r->diags.v[0].id, DIAG_NESTING_TOO_DEEP);
		reading_free(r);
		free(text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(megabytes_are_read_or_refused_in_time),
		cmocka_unit_test(many_names_are_found_in_time),
		cmocka_unit_test(nesting_has_a_limit),
		cmocka_unit_test(a_hundred_thousand_brackets_are_one_error),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
