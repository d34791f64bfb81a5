/* SPDX-License-Identifier: LGPL-2.1-only */
/* The path from a text to canonical XL, and the words of a command line. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/arena.h"
#include "config/config.h"
#include "config/settings.h"
#include "xlcfg/keys.h"

#define PV "name = 'g'\nkernel = '/boot/k'\n"

static enum config_result load(const char *text, struct config_options *opt,
			       struct config **c)
{
	return config_load_text("guest.cfg", text, strlen(text), opt, c);
}

static const char *text_of(const struct config *c, const char *name)
{
	const struct value *v = tree_get(c->xl, name);

	return v && v->type == VALUE_STRING ? v->str : NULL;
}

static int64_t int_of(const struct config *c, const char *name)
{
	const struct value *v = tree_get(c->xl, name);

	return v && v->type == VALUE_INT ? v->i : -1;
}

static bool said(const struct config *c, enum diag_id id)
{
	for (size_t i = 0; i < c->diags.n; i++)
		if (c->diags.v[i].id == id)
			return true;
	return false;
}

static void an_ambiguous_file_is_what_the_command_says(void **state)
{
	static const struct {
		enum dialect ambiguous;
		const char *on_crash;
		int64_t memory;
	} cases[] = {
		{ DIALECT_XM, "restart", 128 },
		{ DIALECT_XL, "destroy", 32 },
	};

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct config_options opt = {
			.ambiguous = cases[i].ambiguous,
			.python = PYTHON_NEVER,
		};
		struct config *c;

		assert_int_equal(load(PV, &opt, &c), CONFIG_OK);
		assert_int_equal(c->dialect, cases[i].ambiguous);
		assert_false(c->dialect_certain);
		assert_string_equal(text_of(c, "on_crash"), cases[i].on_crash);
		assert_int_equal(int_of(c, "memory"), cases[i].memory);
		config_free(c);
	}
}

static void what_would_differ_in_xm_is_named(void **state)
{
	struct config_options opt = { .ambiguous = DIALECT_XL,
				      .python = PYTHON_NEVER };
	const char *names;
	struct config *c;

	(void)state;
	assert_int_equal(load(PV, &opt, &c), CONFIG_OK);
	names = config_would_differ(c, &opt);
	assert_non_null(names);
	assert_non_null(strstr(names, "on_crash"));
	assert_non_null(strstr(names, "memory"));
	assert_null(strstr(names, "name"));
	config_free(c);
}

static void nothing_differs_where_all_is_said(void **state)
{
	struct config_options opt = { .ambiguous = DIALECT_XL,
				      .python = PYTHON_NEVER };
	struct config *c;

	(void)state;
	assert_int_equal(load(PV "memory = 256\nvcpus = 1\n"
			      "on_poweroff = 'destroy'\n"
			      "on_reboot = 'restart'\non_crash = 'destroy'\n",
			      &opt, &c), CONFIG_OK);
	assert_null(config_would_differ(c, &opt));
	config_free(c);
}

static void what_only_one_tool_could_mean_decides(void **state)
{
	static const struct {
		const char *text;
		enum dialect ambiguous, dialect;
		int said;	/* a diag_id, or -1 */
	} cases[] = {
		/* a builder that xl refuses is xm's, whoever reads it */
		{ PV "builder = 'linux'\n", DIALECT_XL, DIALECT_XM,
		  DIAG_READ_AS_XM_ONLY },
		{ PV "disk = ['phy:/dev/a,xvda,w!']\n", DIALECT_XL, DIALECT_XM,
		  DIAG_READ_AS_XM_ONLY },
		/* settings and device texts that xm never had are xl's */
		{ PV "disk = ['/dev/a,raw,xvda,rw']\n", DIALECT_XM, DIALECT_XL,
		  DIAG_READ_AS_XL },
		{ PV "pci = ['01:00.0,permissive=1']\n", DIALECT_XM,
		  DIALECT_XL, DIAG_READ_AS_XL },
		{ PV "max_grant_frames = 64\n", DIALECT_XM, DIALECT_XL,
		  DIAG_READ_AS_XL },
		{ PV "type = 'pv'\n", DIALECT_XM, DIALECT_XL,
		  DIAG_READ_AS_XL },
		/* xm refuses a list of another length, xl takes it */
		{ PV "memory = 64\nvcpus = 2\ncpus = ['0']\n", DIALECT_XM,
		  DIALECT_XL, DIAG_READ_AS_XL_ONLY },
		/* xl's reading is doubtful too: a guest of 32 MiB */
		{ PV "memory = '512MB'\n", DIALECT_XM, DIALECT_XM,
		  DIAG_XEND_REFUSES },
		{ PV "memory = 512\nmaxmem = 256\n", DIALECT_XM, DIALECT_XM,
		  DIAG_XEND_REFUSES },
		/* names that many XM files set, though xm read none */
		{ PV "builder = 'hvm'\nnx = 1\nacpi_s3 = 1\n", DIALECT_XM,
		  DIALECT_XM, -1 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct config_options opt = {
			.ambiguous = cases[i].ambiguous,
			.python = PYTHON_NEVER,
		};
		struct config *c;

		print_message("case %zu: %s", i, cases[i].text);
		load(cases[i].text, &opt, &c);
		assert_int_equal(c->dialect, cases[i].dialect);
		if (cases[i].said >= 0)
			assert_true(said(c, (enum diag_id)cases[i].said));
		config_free(c);
	}
}

static void a_forced_dialect_wins(void **state)
{
	struct config_options opt = { .dialect = DIALECT_XL,
				      .ambiguous = DIALECT_XM,
				      .python = PYTHON_NEVER };
	struct config *c;

	(void)state;
	assert_int_equal(load(PV, &opt, &c), CONFIG_OK);
	assert_int_equal(c->dialect, DIALECT_XL);
	assert_true(c->dialect_certain);
	config_free(c);
	assert_int_equal(load(PV "import os\n", &opt, &c), CONFIG_ERROR);
	assert_true(said(c, DIAG_PROGRAM_IN_XL));
	config_free(c);
}

static void a_program_is_refused_where_programs_are(void **state)
{
	struct config_options opt = { .python = PYTHON_NEVER };
	struct config *c;

	(void)state;
	assert_int_equal(load(PV "\nimport os\n", &opt, &c), CONFIG_ERROR);
	assert_true(said(c, DIAG_PROGRAM_REFUSED));
	assert_int_equal(c->diags.v[c->diags.n - 1].pos.line, 4);
	config_free(c);
}

static void words_of_xm_beat_the_file_or_not(void **state)
{
	char *words[] = { "memory=512", "maxvcpus=4", "disk=phy:/dev/b,xvdb,w",
			  "disk=phy:/dev/c,xvdc,r", "mine=1" };
	struct config_options opt = {
		.ambiguous = DIALECT_XM,
		.python = PYTHON_NEVER,
		.words = words,
		.nwords = 5,
	};
	const struct value *disk;
	struct config *c;

	(void)state;
	assert_int_equal(load(PV "memory = 64\nmine = 2\n"
			      "disk = ['phy:/dev/a,xvda,w']\n", &opt, &c),
			 CONFIG_OK);
	assert_int_equal(int_of(c, "memory"), 512);
	assert_int_equal(int_of(c, "maxvcpus"), 4);
	assert_int_equal(tree_get(c->names, "mine")->i, 2);
	disk = tree_get(c->xl, "disk");
	assert_int_equal(disk->items.n, 2);
	assert_non_null(strstr(disk->items.v[0]->str, "/dev/b"));
	config_free(c);
}

static void words_for_a_look_at_the_script_are_all_its_own(void **state)
{
	char *words[] = { "ip = 10.0.0.1 ", "memory=lots", "mine=1" };
	struct config_options opt = {
		.ambiguous = DIALECT_XM,
		.python = PYTHON_NEVER,
		.words = words,
		.nwords = 3,
		.words_to_script = true,
		.options_only = true,
	};
	struct config *c;

	(void)state;
	assert_int_equal(load(PV "mine = 2\n", &opt, &c), CONFIG_OK);
	assert_string_equal(tree_get(c->names, "ip")->str, "10.0.0.1");
	assert_string_equal(tree_get(c->names, "memory")->str, "lots");
	assert_int_equal(tree_get(c->names, "mine")->i, 2);
	config_free(c);
}

static void words_of_xl_are_lines_at_the_end(void **state)
{
	struct config_options opt = {
		.ambiguous = DIALECT_XL,
		.python = PYTHON_NEVER,
		.xl_lines = "memory = 512\ndisk += ['phy:/dev/b,xvdb,w']\n",
	};
	struct config *c;

	(void)state;
	assert_int_equal(load(PV "memory = 64\n"
			      "disk = ['phy:/dev/a,xvda,w']\n", &opt, &c),
			 CONFIG_OK);
	assert_int_equal(int_of(c, "memory"), 512);
	assert_int_equal(tree_get(c->xl, "disk")->items.n, 2);
	config_free(c);
	opt.xl_lines = "disk += 'x'\n";
	assert_int_equal(load(PV "disk = []\n", &opt, &c), CONFIG_ERROR);
	assert_true(said(c, DIAG_WORD_APPEND_KIND));
	config_free(c);
	opt.xl_lines = "name=guest\n";
	assert_int_equal(load(PV, &opt, &c), CONFIG_ERROR);
	assert_true(said(c, DIAG_WORD_NOT_CONFIG));
	config_free(c);
}

static void what_is_no_config_says_why(void **state)
{
	struct config_options opt = { .python = PYTHON_NEVER };
	struct config *c;

	(void)state;
	assert_int_equal(load("#!/bin/sh\necho hello\n", &opt, &c),
			 CONFIG_OTHER);
	assert_non_null(c->why);
	config_free(c);
	assert_int_equal(config_load("/nonexistent/x", &opt, &c),
			 CONFIG_ERROR);
	assert_true(said(c, DIAG_FILE_UNREADABLE));
	config_free(c);
	assert_int_equal(config_load("/dev", &opt, &c), CONFIG_ERROR);
	assert_true(said(c, DIAG_FILE_NOT_REGULAR));
	config_free(c);
}

/* -- settings ------------------------------------------------------------- */

static int read_settings(const char *text, struct settings *s,
			 struct diags *ds)
{
	char path[] = "/tmp/xmxl-settings-XXXXXX";
	int fd = mkstemp(path), res;

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	close(fd);
	res = settings_read(ds->arena, path, s, ds);
	unlink(path);
	return res;
}

static void settings_are_read_and_checked(void **state)
{
	static const struct {
		const char *text;
		int res;
	} cases[] = {
		{ "", 0 },
		{ "dialect = \"xl\"\npython = \"never\"\nxl_version = \"4.9\"\n"
		  "python_wall = 3\nconfig_path = \"/a:/b\"\n", 0 },
		{ "dialect = \"latin\"\n", -1 },
		{ "python = 1\n", -1 },
		{ "python_cpu = 0\n", -1 },
		{ "xl_version = 4\n", -1 },
		{ "colour = \"red\"\n", -1 },
		{ "import os\n", -1 },
		{ "dialect = \n", -1 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct arena *a = arena_new();
		struct settings s;
		struct diags ds;

		diags_init(&ds, a);
		print_message("case \"%s\"\n", cases[i].text);
		assert_int_equal(read_settings(cases[i].text, &s, &ds),
				 cases[i].res);
		assert_int_equal(diags_have_error(&ds), cases[i].res != 0);
		if (i == 0) {
			assert_int_equal(s.xl_version, XL_NEWEST);
			assert_int_equal(s.python, PYTHON_SANDBOX);
		} else if (i == 1) {
			assert_int_equal(s.dialect, DIALECT_XL);
			assert_int_equal(s.python, PYTHON_NEVER);
			assert_int_equal(s.xl_version, 409);
			assert_int_equal(s.limits.wall_seconds, 3);
			assert_string_equal(s.search_path, "/a:/b");
		}
		arena_free(a);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_ambiguous_file_is_what_the_command_says),
		cmocka_unit_test(what_would_differ_in_xm_is_named),
		cmocka_unit_test(nothing_differs_where_all_is_said),
		cmocka_unit_test(what_only_one_tool_could_mean_decides),
		cmocka_unit_test(a_forced_dialect_wins),
		cmocka_unit_test(a_program_is_refused_where_programs_are),
		cmocka_unit_test(words_of_xm_beat_the_file_or_not),
		cmocka_unit_test(words_for_a_look_at_the_script_are_all_its_own),
		cmocka_unit_test(words_of_xl_are_lines_at_the_end),
		cmocka_unit_test(what_is_no_config_says_why),
		cmocka_unit_test(settings_are_read_and_checked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
