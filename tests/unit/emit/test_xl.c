/* SPDX-License-Identifier: LGPL-2.1-only */
/* XL text: layout kept, what is dropped recorded, older releases. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "emit/emit.h"
#include "emit/xl.h"
#include "lang/lang.h"
#include "xlcfg/keys.h"

#define END "on_poweroff='destroy'\non_reboot='restart'\non_crash='destroy'\n"
#define PV "name = \"g\"\nkernel = \"/k\"\ntype = \"pv\"\nmemory = 64\nvcpus = 1\n" END
#define HVM "name = \"g\"\ntype = \"hvm\"\nmemory = 64\nvcpus = 1\nboot = \"c\"\nhpet = 1\nvnc = 1\n" END

/* Converts text; the result is in a. literal: with its layout. */
static const char *convert(struct arena *a, const char *text, bool literal,
			   unsigned int version, struct diags *ds)
{
	struct lang_options opt = { .dialect = DIALECT_XL };
	struct lang_parsed p = { 0 };
	struct tree *xl;
	char *out = NULL;
	size_t len;
	FILE *f = open_memstream(&out, &len);

	diags_init(ds, a);
	text = arena_strdup(a, text);
	assert_int_equal(lang_parse(a, "t.cfg", text, strlen(text), &opt, &p,
				    ds), LANG_OK);
	xl = xl_canonical(a, p.tree, "t.cfg", ds);
	assert_non_null(xl);
	assert_int_equal(emit_xl(f, literal ? p.tree : tree_new(a, "t.cfg"),
				 xl, version, ds), 0);
	fclose(f);
	text = arena_strdup(a, out);
	free(out);
	return text;
}

static void a_canonical_file_stays_as_it_is(void **state)
{
	static const char *const texts[] = {
		PV,
		"#!/usr/sbin/xl\n# about\n\n" PV,
		PV "disk = [ # all\n  \"format=raw, vdev=xvda, access=rw, target=/x\",  # root\n\n  # no swap\n  ]\n",
		PV "extra   =   'it is \"so\"'\t# why\n",
		PV "vif = []\n# the end\n",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct arena *a = arena_new();
		struct diags ds;

		assert_string_equal(convert(a, texts[i], true, 417, &ds),
				    texts[i]);
		arena_free(a);
	}
}

static void changes_stand_in_their_place(void **state)
{
	static const struct {
		const char *text, *result;
	} rows[] = {
		{ "memory=0x40 # MiB\n", "memory=64 # MiB\n" },
		{ "  vcpus = 2; cap = 5 # both\n", "vcpus = 2\ncap = 5 # both\n" },
		{ "extra='a'\r\n", "extra='a'\n" },
		{ "cap = 5", "cap = 5\n" },
		{ "cap = 1\ncap = 2\n", "# xl convert: set again below:\n#     cap = 1\ncap = 2\n" },
		{ "extra=\"a\"\nextra+=\"b\"\n", "# xl convert: set again below:\n#     extra=\"a\"\nextra = \"ab\"\n" },
		{ "extra=\"a\\nb\"\n", "extra=\"a\\nb\"\n" },
		{ "extra=\"a\\tb\"\n", "extra=\"a\tb\"\n" },
		{ "disk=[ 'phy:/x,xvda,w', # root\n# swap\n'phy:/y,xvdb,w' ]\n",
		  "disk=[\n    \"format=raw, vdev=xvda, access=rw, target=/x\",  # root\n    # swap\n"
		  "    \"format=raw, vdev=xvdb, access=rw, target=/y\",\n]\n" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct arena *a = arena_new();
		struct diags ds;
		const char *out = convert(a, arena_printf(a, PV "%s",
							  rows[i].text),
					  true, 417, &ds);

		/* memory or vcpus set twice: only the end counts */
		assert_non_null(strstr(out, rows[i].result));
		assert_string_equal(strstr(out, rows[i].result),
				    rows[i].result);
		arena_free(a);
	}
}

static void what_is_left_out_is_recorded(void **state)
{
	struct arena *a = arena_new();
	struct diags ds;
	const char *out = convert(a, "# mine\n" PV "cpu_cap = 5\n", true, 417,
				  &ds);

	(void)state;
	assert_non_null(strstr(out, "# xl convert: cpu_cap: not kept\n"));
	assert_non_null(strstr(out, "use cap\n"));
	assert_non_null(strstr(out, "#     cpu_cap = 5\n"));
	assert_true(strstr(out, "cpu_cap: not kept") < strstr(out, "# mine"));
	arena_free(a);
}

static void mode_lines_stay_near_the_ends(void **state)
{
	struct arena *a = arena_new();
	struct diags ds;
	const char *out = convert(a, "#!/bin/x\n# xmxl: dialect=xl\n"
				  "name='g'\nkernel='/k'\nfoo=1\n", true, 417,
				  &ds);

	(void)state;
	assert_ptr_equal(strstr(out, "#!/bin/x\n# xmxl: dialect=xl\n# xl "
				"convert: foo"), out);
	out = convert(a, "name='g'\nkernel='/k'\n# xmxl: dialect=xl\n", true,
		      417, &ds);
	assert_string_equal(strstr(out, "# xmxl"), "# xmxl: dialect=xl\n");
	arena_free(a);
}

static void converting_again_changes_nothing(void **state)
{
	static const char *const texts[] = {
		"name='g'\nkernel='/k'\ncpu_cap=3\nfoo=2\nmemory='0100'\n",
		("name='g'; builder='hvm'\nkernel='hvmloader'\n"
		 "vif=['bogus=1', # a\n 'mac=0:1:2:3:4:5'] # b\nvncviewer=1"),
		"name='g'\nkernel='/k'\nvnuma=[['pnode=0','size=64','vcpus=0']]\n",
		"\xef\xbb\xbf# from a PC\nname='g'\nkernel='/k'\n",
		"\xef\xbb\xbf#!/usr/sbin/xl\nname='g'\nkernel='/k'\nfoo=1\n",
		"\xef\xbb\xbfname  =  'g' # mine\nkernel='/k'\n",
		"name='g'\nkernel='/k'\nbogus=['a',\n\n \n'b']\n",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		for (int literal = 0; literal < 2; literal++) {
			struct arena *a = arena_new();
			struct diags ds;
			const char *once, *twice;

			once = convert(a, texts[i], literal, 417, &ds);
			twice = convert(a, once, true, 417, &ds);
			assert_string_equal(once, twice);
			assert_null(strstr(once, "\xef\xbb\xbf"));
			arena_free(a);
		}
	}
}

static void older_releases_get_what_they_can_read(void **state)
{
	static const struct {
		const char *text;
		unsigned int version;
		const char *holds, *lacks;
		enum diag_id id;
	} rows[] = {
		{ PV, 409, "builder = \"generic\"", "type =", DIAG_XL_VERSION_RENAMED },
		{ HVM, 402, "builder = \"hvm\"", "type =", DIAG_XL_VERSION_RENAMED },
		{ HVM "vga = \"stdvga\"\n", 402, "stdvga = 1", "vga = \"", DIAG_XL_VERSION_RENAMED },
		{ HVM "vga = \"qxl\"\n", 402, "xl 4.2 has stdvga", "\nvga", DIAG_XL_VERSION_LOST },
		{ PV "cmdline = \"q\"\n", 404, "extra = \"q\"", "\ncmdline", DIAG_XL_VERSION_RENAMED },
		{ PV "disk = [\"vdev=xvda,backend=d,target=/x\"]\n", 402, "access=rw, target=/x", "backend=d,", DIAG_XL_VERSION_CHANGED },
		{ PV "disk = [\"vdev=xvda,discard,target=/x\"]\n", 405, "discard", "please check", DIAG_XL_DEFAULT },
		{ HVM "usbctrl = [\"version=2\"]\n", 406, "came with 4.7", "\nusbctrl", DIAG_XL_VERSION_LOST },
		{ HVM "serial = [\"pty\", \"pty\"]\n", 405, "serial = \"pty\"", "serial = [", DIAG_XL_VERSION_CHANGED },
		{ PV "vcpus = 2\ncpus = [\"0-1\", \"2\"]\n", 404, "not ranges", "\ncpus", DIAG_XL_VERSION_LOST },
		{ PV "vcpus = 2\ncpus = [\"0\", \"2\"]\n", 402, "cpus = [\"0\", \"2\"]", "not kept", DIAG_XL_VERSION_RENAMED },
		{ PV "vcpus = 2\ncpus = \"0-3,^1,1\"\n", 402, "excluded last", "\ncpus", DIAG_XL_VERSION_LOST },
		{ HVM "kernel = \"/k\"\n", 404, "before xl 4.5", "\nkernel", DIAG_XL_VERSION_LOST },
		{ PV "pci = [\"0000:01:00.0,seize=1\"]\n", 403, "\"0000:01:00.0\"", "seize=1\"", DIAG_XL_VERSION_CHANGED },
		{ HVM "gfx_passthru = \"igd\"\n", 405, "gfx_passthru = 1", "= \"igd\"", DIAG_XL_VERSION_CHANGED },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct arena *a = arena_new();
		struct diags ds;
		const char *out = convert(a, rows[i].text, false,
					  rows[i].version, &ds);
		bool told = rows[i].id == DIAG_XL_DEFAULT;

		assert_non_null(strstr(out, rows[i].holds));
		assert_null(strstr(out, rows[i].lacks));
		for (size_t k = 0; k < ds.n; k++)
			told |= ds.v[k].id == rows[i].id;
		assert_true(told);
		arena_free(a);
	}
}

static void plain_spellings(void **state)
{
	static const struct {
		const char *text;
		bool plain;
	} rows[] = {
		{ "0", true },		{ "10", true },
		{ "'a'", true },	{ "\"a\\\\b\\\"\"", true },
		{ "[]", true },		{ "['a', # c\n 1 , ]", true },
		{ "[['a'],['b']]", true },
		{ "010", false },	{ "0x1", false },	{ "1L", false },
		{ "-1", false },	{ "1.5", false },	{ "True", false },
		{ "'a\\n'", false },	{ "'a' 'b'", false },	{ "r'a'", false },
		{ "'''a'''", false },	{ "['a' 'b']", false },	{ "[,]", false },
		{ "('a')", false },	{ "", false },		{ "'a", false },
		{ "[[['a']]]", false },	{ "{}", false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_int_equal(xl_spelling_plain(rows[i].text,
						   strlen(rows[i].text)),
				 rows[i].plain);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_canonical_file_stays_as_it_is),
		cmocka_unit_test(changes_stand_in_their_place),
		cmocka_unit_test(what_is_left_out_is_recorded),
		cmocka_unit_test(mode_lines_stay_near_the_ends),
		cmocka_unit_test(converting_again_changes_nothing),
		cmocka_unit_test(older_releases_get_what_they_can_read),
		cmocka_unit_test(plain_spellings),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
