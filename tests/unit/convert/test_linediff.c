/* SPDX-License-Identifier: LGPL-2.1-only */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "convert/linediff.h"

static char *diff(const char *from, const char *to,
		  struct linediff_counts *counts)
{
	struct linediff_text x = { "a", from, strlen(from) };
	struct linediff_text y = { "b", to, strlen(to) };
	char *out = NULL;
	size_t len;
	FILE *f = open_memstream(&out, &len);

	linediff(f, &x, &y, counts);
	fclose(f);
	return out;
}

#define HEAD "--- a\n+++ b\n"

static const struct {
	const char *what, *from, *to, *want;
} cases[] = {
	{ "equal texts", "x\ny\n", "x\ny\n", "" },
	{ "empty texts", "", "", "" },
	{ "a line added to nothing", "", "x\n", HEAD "@@ -0,0 +1 @@\n+x\n" },
	{ "all removed", "x\n", "", HEAD "@@ -1 +0,0 @@\n-x\n" },
	{ "a line changed", "x\ny\nz\n", "x\nY\nz\n",
	  HEAD "@@ -1,3 +1,3 @@\n x\n-y\n+Y\n z\n" },
	{ "no line end at the end", "x", "x\n",
	  HEAD "@@ -1 +1 @@\n-x\n\\ No newline at end of file\n+x\n" },
	{ "context is three lines", "1\n2\n3\n4\n5\n", "1\n2\n3\n4\n5\n6\n",
	  HEAD "@@ -3,3 +3,4 @@\n 3\n 4\n 5\n+6\n" },
	{ "near changes share a hunk", "a\n1\n2\n3\n4\n5\n6\nb\n",
	  "A\n1\n2\n3\n4\n5\n6\nB\n",
	  HEAD "@@ -1,8 +1,8 @@\n-a\n+A\n 1\n 2\n 3\n 4\n 5\n 6\n-b\n+B\n" },
	{ "far changes do not", "a\n1\n2\n3\n4\n5\n6\n7\nb\n",
	  "A\n1\n2\n3\n4\n5\n6\n7\nB\n",
	  HEAD "@@ -1,4 +1,4 @@\n-a\n+A\n 1\n 2\n 3\n"
	  "@@ -6,4 +6,4 @@\n 5\n 6\n 7\n-b\n+B\n" },
	{ "the shortest edit is found", "a\nb\nc\na\nb\nb\na\n",
	  "c\nb\na\nb\na\nc\n",
	  HEAD "@@ -1,7 +1,6 @@\n-a\n-b\n c\n+b\n a\n b\n-b\n a\n+c\n" },
};

static void differences_are_unified(void **state)
{
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char *out = diff(cases[i].from, cases[i].to, NULL);

		print_message("case: %s\n", cases[i].what);
		assert_string_equal(out, cases[i].want);
		free(out);
	}
}

static void lines_are_counted(void **state)
{
	struct linediff_counts n;

	free(diff("x\ny\nz\n", "x\n1\n2\nz\n", &n));
	assert_int_equal(n.removed, 1);
	assert_int_equal(n.added, 2);
}

/* Texts without a common line must not take the square of their length. */
static void large_unequal_texts_end(void **state)
{
	struct linediff_counts n;
	char *from = malloc(20000 * 8), *to = malloc(20000 * 8);

	*from = *to = '\0';
	for (size_t i = 0; i < 20000; i++) {
		sprintf(from + 7 * i, "a%05zu\n", i);
		sprintf(to + 7 * i, "b%05zu\n", i);
	}
	free(diff(from, to, &n));
	assert_int_equal(n.removed, 20000);
	assert_int_equal(n.added, 20000);
	free(from);
	free(to);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(differences_are_unified),
		cmocka_unit_test(lines_are_counted),
		cmocka_unit_test(large_unequal_texts_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
