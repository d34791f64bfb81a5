/* SPDX-License-Identifier: LGPL-2.1-only */
/* KEY=VALUE words in xm's meaning, and the search for the config. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/arena.h"
#include "xm/cmdline.h"

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

struct fixture {
	struct arena *arena;
	struct diags diags;
	struct xm_cmdline cmd;
};

static int parse(struct fixture *f, const char *word)
{
	char *copy;
	int err;

	f->arena = arena_new();
	diags_init(&f->diags, f->arena);
	copy = arena_strdup(f->arena, word);
	err = xm_cmdline_parse(f->arena, &copy, 1, &f->cmd, &f->diags);
	return err;
}

static void declared_words_are_read_by_type(void **state)
{
	static const struct {
		const char *word, *name;
		enum value_type type;
		int64_t i;
		const char *s;
	} cases[] = {
		{ "memory=512", "memory", VALUE_INT, 512, NULL },
		{ "memory= 512 ", "memory", VALUE_INT, 512, NULL },
		{ "memory=0512", "memory", VALUE_INT, 512, NULL },
		{ "vnc=yes", "vnc", VALUE_INT, 1, NULL },
		{ "vnc=y", "vnc", VALUE_INT, 1, NULL },
		{ "vnc=no", "vnc", VALUE_INT, 0, NULL },
		{ "vnc=n", "vnc", VALUE_INT, 0, NULL },
		{ "name=a=b", "name", VALUE_STRING, 0, "a=b" },
		{ "name= a ", "name", VALUE_STRING, 0, " a " },
		{ "name=", "name", VALUE_STRING, 0, "" },
		{ "disk=phy:a,b,w", "disk", VALUE_STRING, 0, "phy:a,b,w" },
		{ "cpus=0-3", "cpus", VALUE_STRING, 0, "0-3" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		const struct xm_word *w;
		struct fixture f;

		assert_int_equal(parse(&f, cases[i].word), 0);
		assert_int_equal(f.cmd.ndeclared, 1);
		assert_int_equal(f.cmd.nscript, 0);
		w = &f.cmd.declared[0];
		assert_string_equal(w->name, cases[i].name);
		assert_int_equal(w->value->type, cases[i].type);
		if (cases[i].s)
			assert_string_equal(w->value->str, cases[i].s);
		else
			assert_int_equal(w->value->i, cases[i].i);
		arena_free(f.arena);
	}
}

static void declared_words_that_do_not_convert(void **state)
{
	static const char *const cases[] = {
		"memory=", "memory=x", "memory=512MB", "memory=0x10",
		"memory=1.5", "memory=99999999999999999999",
		"localtime=1", "localtime=Yes", "vnc=", "vnc= yes",
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct fixture f;

		assert_int_equal(parse(&f, cases[i]), -1);
		assert_int_equal(f.diags.n, 1);
		assert_int_equal(f.diags.v[0].id, DIAG_WORD_INVALID);
		assert_non_null(strstr(f.diags.v[0].text, "Invalid value: "));
		arena_free(f.arena);
	}
}

static void other_words_are_script_variables(void **state)
{
	static const struct {
		const char *word, *name, *text;
	} cases[] = {
		{ "vmid=3", "vmid", "3" },
		{ "vmid = 3 ", "vmid", "3" },
		{ "maxvcpus=4", "maxvcpus", "4" },
		{ "vcpus =2", "vcpus", "2" },	/* the blank undeclares it */
		{ " vcpus=2", "vcpus", "2" },
		{ "Memory=5", "Memory", "5" },
		{ "a=", "a", "" },
		{ "a=b=c", "a", "b=c" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct fixture f;

		assert_int_equal(parse(&f, cases[i].word), 0);
		assert_int_equal(f.cmd.ndeclared, 0);
		assert_int_equal(f.cmd.nscript, 1);
		assert_string_equal(f.cmd.script[0].name, cases[i].name);
		assert_string_equal(f.cmd.script[0].text, cases[i].text);
		arena_free(f.arena);
	}
}

static void words_without_equals_are_not_taken(void **state)
{
	struct fixture f;

	assert_int_equal(parse(&f, "memory"), 0);
	assert_int_equal(f.cmd.ndeclared + f.cmd.nscript, 0);
	arena_free(f.arena);
}

/* -- the search: in a directory that holds here and sub/there -------------- */

static char dir[] = "/tmp/xm-cmdline-XXXXXX";

static void touch(const char *path)
{
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	fclose(f);
}

static int make_files(void **state)
{
	assert_non_null(mkdtemp(dir));
	assert_int_equal(chdir(dir), 0);
	assert_int_equal(mkdir("sub", 0700), 0);
	touch("here");
	touch("both");
	touch("sub/there");
	touch("sub/both");
	return 0;
}

static int remove_files(void **state)
{
	return unlink("here") || unlink("both") || unlink("sub/there") ||
	       unlink("sub/both") || rmdir("sub") || rmdir(dir);
}

static void config_is_searched_as_xm_does(void **state)
{
	static const struct {
		const char *name, *path, *found;
	} cases[] = {
		{ "here", NULL, "./here" },
		{ "there", NULL, NULL },
		{ "there", "sub", "./sub/there" },
		{ "there", "nosuch:sub/", "./sub/there" },
		{ "both", "sub", "./both" },
		{ "sub/there", NULL, "./sub/there" },
		{ "there", "", NULL },
		{ "../sub/there", "sub", "./sub/../sub/there" },
		{ "sub", NULL, "./sub" },	/* a directory exists, too */
		{ "/nosuch", "sub", NULL },
	};
	struct arena *a = arena_new();

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		const char *got = xm_config_find(a, cases[i].name,
						 cases[i].path);

		print_message("case %s in %s\n", cases[i].name,
			      cases[i].path ? cases[i].path : "default");
		if (cases[i].found)
			assert_string_equal(got, cases[i].found);
		else
			assert_null(got);
	}
	arena_free(a);
}

static void absolute_config_is_only_itself(void **state)
{
	struct arena *a = arena_new();
	const char *here = arena_printf(a, "%s/here", dir);

	assert_string_equal(xm_config_find(a, here, NULL), here);
	assert_string_equal(xm_config_find(a, "here",
					   arena_printf(a, "nosuch:%s", dir)),
			    "./here");
	assert_string_equal(xm_config_find(a, "there",
					   arena_printf(a, "%s/sub", dir)),
			    arena_printf(a, "%s/sub/there", dir));
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(declared_words_are_read_by_type),
		cmocka_unit_test(declared_words_that_do_not_convert),
		cmocka_unit_test(other_words_are_script_variables),
		cmocka_unit_test(words_without_equals_are_not_taken),
		cmocka_unit_test(config_is_searched_as_xm_does),
		cmocka_unit_test(absolute_config_is_only_itself),
	};

	return cmocka_run_group_tests(tests, make_files, remove_files);
}
