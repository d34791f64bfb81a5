/* SPDX-License-Identifier: LGPL-2.1-only */
/* Which value counts: default, file or command line, and of which types. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <string.h>

#include <cmocka.h>

#include "load.h"

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

static void check(const char *text, const char *words, bool meant,
		  const char *name, const char *want, const char *diag)
{
	struct loaded l;
	const char *got;

	load(&l, text, words, meant);
	assert_non_null(l.options);
	got = loaded_option(&l, name);
	if (!want != !got || (want && strcmp(got, want)))
		fail_msg("%s {%s}: %s is %s, not %s", text,
			 words ? words : "", name, got ? got : "None",
			 want ? want : "None");
	if (diag && !loaded_diag(&l, diag, name))
		fail_msg("%s: no %s", text, diag);
	if (!diag && (loaded_diag(&l, "type-dropped", name) ||
		      loaded_diag(&l, "type-dropped-same", name)))
		fail_msg("%s: said to be dropped", text);
	unload(&l);
}

static void types_that_xm_takes_from_a_file(void **state)
{
	static const struct {
		const char *text, *name, *effective, *meant, *diag;
	} cases[] = {
		{ "memory = '512'", "memory", "\"512\"", "\"512\"", NULL },
		{ "memory = 512", "memory", "512", "512", NULL },
		{ "memory = 0x10", "memory", "16", "16", NULL },
		{ "memory = 0777", "memory", "511", "511", NULL },
		{ "memory = 128.7", "memory", "128.7", "128.7", NULL },
		{ "memory = -1", "memory", "\"-1\"", "\"-1\"", NULL },
		{ "memory = 256L", "memory", "128", "256", "type-dropped" },
		{ "memory = 99999999999999999999", "memory", "128",
		  "\"99999999999999999999\"", "type-dropped" },
		{ "memory = True", "memory", "128", "1", "type-dropped" },
		{ "memory = None", "memory", "128", "128",
		  "type-dropped-same" },
		{ "on_crash = u'destroy'", "on_crash", NULL, "\"destroy\"",
		  "type-dropped" },
		{ "disk = ('a', 'b')", "disk", "[]", "[\"a\", \"b\"]",
		  "type-dropped" },
		{ "disk = ['a', 'b']", "disk", "[\"a\", \"b\"]",
		  "[\"a\", \"b\"]", NULL },
		{ "disk = []", "disk", "[]", "[]", NULL },
		{ "builder='hvm'\nhap = False", "hap", "1", "0",
		  "type-dropped" },
		{ "builder='hvm'\nhap = True", "hap", "1", "1",
		  "type-dropped-same" },
		{ "builder='hvm'\nsdl = False", "sdl", NULL, "0",
		  "type-dropped-same" },
		/* no effect in any case on a PV guest */
		{ "hap = False", "hap", "1", "0", "type-dropped-same" },
		{ "memory = {}", "memory", "128", "128", "type-dropped" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		check(cases[i].text, NULL, false, cases[i].name,
		      cases[i].effective, cases[i].diag);
		if (!strstr(cases[i].text, "None") &&
		    !strstr(cases[i].text, "{}"))
			check(cases[i].text, NULL, true, cases[i].name,
			      cases[i].meant, NULL);
	}
}

static void command_line_beats_file_beats_default(void **state)
{
	static const struct {
		const char *text, *words, *name, *want;
	} cases[] = {
		{ "", NULL, "memory", "128" },
		{ "memory = 64", NULL, "memory", "64" },
		{ "memory = 64", "memory=96", "memory", "96" },
		{ "", "memory=96", "memory", "96" },
		{ "", "memory=96 memory=97", "memory", "97" },
		/* lists: the words' elements replace the file's list */
		{ "disk = ['a']", "disk=b", "disk", "[\"b\"]" },
		{ "disk = ['a']", "disk=b disk=c", "disk",
		  "[\"b\", \"c\"]" },
		{ "", "tpmif=a", "tpmif", "[\"a\"]" },
		{ "", "vnc=yes", "vnc", "1" },
		{ "vnc = 1", "vnc=n", "vnc", "0" },
		{ "boot = 'c'", "boot=dc", "boot", "\"dc\"" },
		/* dropped in the file, set by a word: nothing to complain of */
		{ "builder='hvm'\nhap = False", "hap=0", "hap", "0" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		check(cases[i].text, cases[i].words, false, cases[i].name,
		      cases[i].want, NULL);
}

static void positions_are_where_the_value_stands(void **state)
{
	const struct xm_option *opt;
	struct loaded l;

	load(&l, "vcpus = 2\n  \nmemory =  64\n", "vcpus=3", false);
	opt = xm_option(l.options, "memory");
	assert_int_equal(xm_option_pos(l.options, opt).line, 3);
	assert_int_equal(xm_option_pos(l.options, opt).column, 11);
	opt = xm_option(l.options, "vcpus");
	assert_string_equal(xm_option_pos(l.options, opt).file,
			    "command line");
	opt = xm_option(l.options, "acpi");
	assert_int_equal(xm_option_pos(l.options, opt).line, 0);
	assert_string_equal(xm_option_pos(l.options, opt).file,
			    "dir/guest.cfg");
	unload(&l);
}

static void what_xm_itself_refuses(void **state)
{
	static const struct {
		const char *text, *name;
		bool meant, refused;
	} cases[] = {
		{ "nfs_root = '/r'", "nfs_root", false, true },
		{ "nfs_root = '/r'\nnfs_server = ''", "nfs_root", false,
		  true },
		{ "nfs_root = '/r'\nnfs_server = '1.2.3.4'", "nfs_root",
		  false, false },
		{ "nfs_server = '1.2.3.4'", "nfs_server", false, false },
		{ "vcpus = '2'\nmaxvcpus = 4", "vcpus", false, true },
		{ "vcpus = '2'\nmaxvcpus = 4", "vcpus", true, false },
		{ "vcpus = 2.0\nmaxvcpus = 4", "vcpus", false, true },
		{ "vcpus = 2\nmaxvcpus = '4'", "vcpus", false, false },
		{ "vcpus = '2'", "vcpus", false, false },
		{ "vcpus = '2'\nmaxvcpus = 0", "vcpus", false, false },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct loaded l;

		load(&l, cases[i].text, NULL, cases[i].meant);
		if (!l.options != cases[i].refused)
			fail_msg("%s: %s", cases[i].text,
				 l.options ? "taken" : "refused");
		if (cases[i].refused)
			assert_non_null(loaded_diag(&l, "xm-refuses",
						    cases[i].name));
		unload(&l);
	}
}

static void kind_of_guest(void **state)
{
	static const struct {
		const char *text;
		bool hvm;
	} cases[] = {
		{ "", false },
		{ "builder = 'linux'", false },
		{ "builder = 'hvm'", true },
		{ "builder = 'vmx'", true },
		{ "builder = 'HVM'", false },
		{ "builder = 'h'", false },
		{ "builder = 5", false },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct loaded l;

		load(&l, cases[i].text, NULL, false);
		assert_int_equal(xm_is_hvm(l.options), cases[i].hvm);
		unload(&l);
	}
}

static void name_of_the_domain(void **state)
{
	static const struct {
		const char *text, *name;
	} cases[] = {
		{ "", "guest.cfg" },
		{ "name = ''", "guest.cfg" },
		{ "name = None", "guest.cfg" },
		{ "name = 'web'", "web" },
		{ "name = 17", "17" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct loaded l;

		load(&l, cases[i].text, NULL, false);
		assert_string_equal(xm_domain_name(l.options), cases[i].name);
		unload(&l);
	}
}

static void numbers_as_python_reads_them(void **state)
{
	static const struct {
		const char *text;
		int err;
		int64_t n;
	} cases[] = {
		{ "memory = 5", 0, 5 },
		{ "memory = 5.9", 0, 5 },
		{ "memory = -5.9", 0, -5 },
		{ "memory = 1e300", -1, 0 },
		{ "memory = '5'", 0, 5 },
		{ "memory = ' 5 '", 0, 5 },
		{ "memory = '+5'", 0, 5 },
		{ "memory = '-5'", 0, -5 },
		{ "memory = '0512'", 0, 512 },
		{ "memory = '0x10'", -1, 0 },
		{ "memory = '5.9'", -1, 0 },
		{ "memory = '5MB'", -1, 0 },
		{ "memory = '- 5'", -1, 0 },
		{ "memory = ''", -1, 0 },
		{ "memory = '5\\x00'", -1, 0 },
		{ "memory = [5]", -1, 0 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct loaded l;
		int64_t n = 0;

		load(&l, cases[i].text, NULL, false);
		if (xm_get_int(l.options, "memory", &n) != cases[i].err ||
		    n != cases[i].n)
			fail_msg("%s: %lld", cases[i].text, (long long)n);
		unload(&l);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(types_that_xm_takes_from_a_file),
		cmocka_unit_test(command_line_beats_file_beats_default),
		cmocka_unit_test(positions_are_where_the_value_stands),
		cmocka_unit_test(what_xm_itself_refuses),
		cmocka_unit_test(kind_of_guest),
		cmocka_unit_test(name_of_the_domain),
		cmocka_unit_test(numbers_as_python_reads_them),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
