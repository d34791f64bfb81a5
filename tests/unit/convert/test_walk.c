/* SPDX-License-Identifier: LGPL-2.1-only */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "convert/walk.h"

static const struct {
	const char *name, *why;
} names[] = {
	{ "web.cfg", NULL },		{ "web", NULL },
	{ "web.cfg.old.cfg", NULL },	{ "original", NULL },
	{ ".web.swp", "hidden" },	{ "web~", "an editor's backup" },
	{ "#web#", "an editor's backup" }, { "web.orig", "a backup" },
	{ "web.orig.3", "a backup" },	{ "web.bak", "a backup" },
	{ "web.dpkg-old", "left behind by dpkg" },
	{ "web.rpmsave", "left behind by rpm" },
	{ "web,v", "revision history" },
};

static void names_that_are_passed_over(void **state)
{
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		const char *why = walk_skips_name(names[i].name);

		print_message("%s\n", names[i].name);
		if (names[i].why)
			assert_string_equal(why, names[i].why);
		else
			assert_null(why);
	}
}

static void touch(const char *path)
{
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	fclose(f);
}

/* What a walk finds, one character and the place below the top each. */
static char *found(char *const *paths, size_t n, bool recurse,
		   const char *except)
{
	struct walk_options opt = { .recurse = recurse, .except = except };
	struct walk *w = walk_new(paths, n, &opt);
	struct walk_item item;
	char *out = NULL;
	size_t len;
	FILE *f = open_memstream(&out, &len);

	while (walk_next(w, &item))
		fprintf(f, "%c%s ", item.error ? '!' : item.skip ? '-' : '+',
			item.rel);
	fclose(f);
	walk_free(w);
	return out;
}

static void expect(char *const *paths, size_t n, bool recurse,
		   const char *except, const char *want)
{
	char *out = found(paths, n, recurse, except);

	assert_string_equal(out, want);
	free(out);
}

static void make_tree(void)
{
	assert_int_equal(mkdir("t", 0755), 0);
	assert_int_equal(mkdir("t/b", 0755), 0);
	assert_int_equal(mkdir("t/out", 0755), 0);
	touch("t/c");
	touch("t/a");
	touch("t/b/x");
	touch("t/out/y");
	assert_int_equal(symlink("..", "t/b/up"), 0);
	assert_int_equal(symlink("nowhere", "t/b/dead"), 0);
	assert_int_equal(mkfifo("t/b/pipe", 0600), 0);
}

static void remove_tree(void)
{
	static const char *const parts[] = {
		"t/b/pipe", "t/b/dead", "t/b/up", "t/b/x", "t/b", "t/out/y",
		"t/out", "t/a", "t/c", "t",
	};

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		assert_int_equal(remove(parts[i]), 0);
}

static void a_tree_is_read_in_order_and_once(void **state)
{
	char dir[] = "/tmp/walk-XXXXXX";
	char *tree[] = { (char *)"t" }, *slash[] = { (char *)"t/" };
	char *two[] = { (char *)"t/a", (char *)"missing" };

	assert_non_null(mkdtemp(dir));
	assert_int_equal(chdir(dir), 0);
	make_tree();
	expect(tree, 1, true, NULL,
	       "+a !b/dead -b/pipe -b/up +b/x +c +out/y ");
	expect(slash, 1, true, "t/out",
	       "+a !b/dead -b/pipe -b/up +b/x +c -out ");
	expect(tree, 1, false, NULL, "!t ");
	expect(two, 2, false, NULL, "+a +missing ");
	remove_tree();
	assert_int_equal(chdir("/"), 0);
	assert_int_equal(rmdir(dir), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_that_are_passed_over),
		cmocka_unit_test(a_tree_is_read_in_order_and_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
