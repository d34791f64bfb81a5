/* SPDX-License-Identifier: LGPL-2.1-only */
/* Replies of a hostile program: none is believed, none does harm. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "python/reply.h"

/* One name "a", at g.cfg:3:1, and the value that follows. */
#define NAME_A "\1\0\0\0" "\1\0\0\0" "a" "\5\0\0\0" "g.cfg" "\3\0\0\0" "\1\0\0\0"
#define NAME_A_LEN (sizeof(NAME_A) - 1)
#define REPLY(type, len, body) type len body, sizeof(type len body) - 1

static const struct {
	const char *title, *data;
	size_t len;
	int kind;
} cases[] = {
	{ "nothing", "", 0, REPLY_NONE },
	{ "an empty tree", REPLY("T", "\4\0\0\0", "\0\0\0\0"), REPLY_TREE },
	{ "a name", REPLY("T", "\33\0\0\0", NAME_A "N"), REPLY_TREE },
	{ "an exit", REPLY("X", "\4\0\0\0", "\7\0\0\0"), REPLY_EXIT },
	{ "half a length", "T\4", 2, REPLY_BAD },
	{ "a length beyond the end", REPLY("T", "\5\0\0\0", "\0\0\0\0"),
	  REPLY_BAD },
	{ "the largest length", REPLY("T", "\377\377\377\377", "\0\0\0\0"),
	  REPLY_BAD },
	{ "an unknown frame", REPLY("Q", "\0\0\0\0", ""), REPLY_BAD },
	{ "bytes left in a frame", REPLY("X", "\5\0\0\0", "\7\0\0\0x"),
	  REPLY_BAD },
	{ "more names than there are", REPLY("T", "\33\0\0\0",
	  "\377\377\377\377" "\1\0\0\0" "a" "\5\0\0\0" "g.cfg"
	  "\3\0\0\0" "\1\0\0\0" "N"), REPLY_BAD },
	{ "an unknown value", REPLY("T", "\33\0\0\0", NAME_A "Q"), REPLY_BAD },
	{ "a list longer than the frame",
	  REPLY("T", "\37\0\0\0", NAME_A "[" "\377\377\377\177"), REPLY_BAD },
	{ "a string longer than the frame",
	  REPLY("T", "\37\0\0\0", NAME_A "s" "\377\377\377\377"), REPLY_BAD },
	{ "a long that is no number",
	  REPLY("T", "\42\0\0\0", NAME_A "l" "\3\0\0\0" "1x2"), REPLY_BAD },
	{ "a long without digits",
	  REPLY("T", "\40\0\0\0", NAME_A "l" "\1\0\0\0" "-"), REPLY_BAD },
	{ "text that is no UTF-8",
	  REPLY("T", "\41\0\0\0", NAME_A "u" "\2\0\0\0" "\303("), REPLY_BAD },
	{ "two last frames", REPLY("X", "\4\0\0\0", "\7\0\0\0" "X\4\0\0\0\0\0\0\0"),
	  REPLY_BAD },
	{ "a name with a NUL", REPLY("T", "\26\0\0\0",
	  "\1\0\0\0" "\1\0\0\0" "\0" "\0\0\0\0" "\0\0\0\0" "\0\0\0\0" "N"),
	  REPLY_BAD },
};

static void replies_are_checked(void **state)
{
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct arena *a = arena_new();
		struct diags ds;
		struct reply r;
		char *copy = malloc(cases[i].len + 1);

		/* Exactly so long that a byte too far is found out. */
		copy = realloc(copy, cases[i].len ? cases[i].len : 1);
		memcpy(copy, cases[i].data, cases[i].len);
		print_message("# %s\n", cases[i].title);
		diags_init(&ds, a);
		reply_parse(&r, a, "g.cfg", copy, cases[i].len, &ds);
		assert_int_equal(r.kind, cases[i].kind);
		free(copy);
		arena_free(a);
	}
}

static void deep_nesting_is_refused(void **state)
{
	size_t depth = 100000, len = 5 + NAME_A_LEN + depth * 5;
	unsigned char *data = calloc(1, len), *p = data;
	struct arena *a = arena_new();
	struct diags ds;
	struct reply r;
	uint32_t n = len - 5;

	*p++ = 'T';
	for (int i = 0; i < 4; i++)
		*p++ = n >> 8 * i;
	memcpy(p, NAME_A, NAME_A_LEN);
	p += NAME_A_LEN;
	for (size_t i = 0; i < depth; i++, p += 5)
		memcpy(p, "[\1\0\0\0", 5);
	diags_init(&ds, a);
	reply_parse(&r, a, "g.cfg", data, p - data, &ds);
	assert_int_equal(r.kind, REPLY_BAD);
	arena_free(a);
	free(data);
}

/* Changes of single bytes in a good reply: any verdict, no harm. */
static void damaged_replies_do_no_harm(void **state)
{
	static const char good[] = "T" "\64\0\0\0" NAME_A
		"{" "\1\0\0\0" "i" "\1\0\0\0\0\0\0\0" "(" "\1\0\0\0"
		"u" "\2\0\0\0" "\303\251";
	char data[sizeof(good) - 1];

	for (size_t i = 0; i < sizeof(data); i++) {
		for (int c = 0; c < 256; c++) {
			struct arena *a = arena_new();
			struct diags ds;
			struct reply r;

			memcpy(data, good, sizeof(data));
			data[i] = (char)c;
			diags_init(&ds, a);
			reply_parse(&r, a, "g.cfg", data, sizeof(data), &ds);
			arena_free(a);
		}
	}
}

static void control_characters_are_not_passed_on(void **state)
{
	static const char data[] = "R" "\26\0\0\0" "\6\0\0\0" "a\033[31m"
		"\0\0\0\0" "\1\0\0\0" "\0\0\0\0";
	struct arena *a = arena_new();
	struct diags ds;
	struct reply r;

	diags_init(&ds, a);
	reply_parse(&r, a, "g.cfg", data, sizeof(data) - 1, &ds);
	assert_int_equal(r.nrefused, 1);
	assert_int_equal(ds.n, 1);
	assert_null(strchr(ds.v[0].text, '\033'));
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(replies_are_checked),
		cmocka_unit_test(deep_nesting_is_refused),
		cmocka_unit_test(damaged_replies_do_no_harm),
		cmocka_unit_test(control_characters_are_not_passed_on),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
