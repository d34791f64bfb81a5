/* SPDX-License-Identifier: GPL-2.0-only */
/* The parts of live commands that need no host: tables, sizes, sets, xl.conf. */
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
#include "xl/live.h"
#include "xl/live/commands.h"
#include "xl/live/cpuset.h"
#include "xl/live/memory.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* -- tables --------------------------------------------------------------- */

static const struct live_row *row_of(const char *name)
{
	for (size_t i = 0; i < live_row_count; i++)
		if (!strcmp(live_rows[i].name, name))
			return &live_rows[i];
	return NULL;
}

/* Commands that need Xen, and the functions of the module, are the same. */
static void check_program(const struct program *p, bool xm)
{
	size_t live = 0, functions = 0;

	for (size_t i = 0; i < p->ncommands; i++) {
		const struct live_row *row = row_of(p->commands[i].name);

		if (!(p->commands[i].flags & COMMAND_NEEDS_XEN))
			continue;
		live++;
		print_message("%s %s\n", p->name, p->commands[i].name);
		assert_non_null(row);
		assert_true((xm ? row->xm : row->xl) != NULL);
		assert_true(p->commands[i].min_words <=
			    p->commands[i].max_words);
		assert_non_null(p->commands[i].options);
	}
	for (size_t i = 0; i < live_row_count; i++)
		functions += (xm ? live_rows[i].xm : live_rows[i].xl) != NULL;
	assert_int_equal(live, functions);
}

static void every_live_command_has_its_function(void **state)
{
	check_program(&program_xl, false);
	check_program(&program_xm, true);
}

static void live_rows_are_sorted(void **state)
{
	for (size_t i = 1; i < live_row_count; i++)
		assert_true(strcmp(live_rows[i - 1].name,
				   live_rows[i].name) < 0);
}

/* -- sizes ---------------------------------------------------------------- */

static const struct {
	const char *text;
	int err, xm_err;
	uint64_t kb, xm_kb;
} sizes[] = {
	{ "512", 0, 0, 512 << 10, 512 << 10 },
	{ "512M", 0, 0, 512 << 10, 512 << 10 },
	{ "2g", 0, 0, 2 << 20, 2 << 20 },
	{ "1t", 0, 0, 1 << 30, 0 },
	{ "1536k", 0, 0, 1536, 1024 },
	{ "4096b", 0, 0, 4, 0 },
	{ "2097152x", -1, 0, 0, 2048 },
	{ "18446744073709551615", -1, -1, 0, 0 },
	{ "9000000000t", -1, 0, 0, 8789062 & ~1023 },
	{ "9000000000000000g", -1, -1, 0, 0 },
	{ "", -1, -1, 0, 0 },
	{ "m", -1, -1, 0, 0 },
	{ "-1", -1, -1, 0, 0 },
	{ "512 M", -1, -1, 0, 0 },
	{ "0x10", -1, -1, 0, 0 },
};

static void sizes_of_memory(void **state)
{
	for (size_t i = 0; i < COUNT(sizes); i++) {
		uint64_t kb = 0;

		print_message("\"%s\"\n", sizes[i].text);
		assert_int_equal(memory_parse(sizes[i].text, &kb),
				 sizes[i].err);
		if (!sizes[i].err)
			assert_true(kb == sizes[i].kb);
		assert_int_equal(memory_parse_xm(sizes[i].text, &kb),
				 sizes[i].xm_err);
		if (!sizes[i].xm_err)
			assert_true(kb == sizes[i].xm_kb);
	}
}

/* -- sets of CPUs --------------------------------------------------------- */

static const struct {
	uint8_t bits[2];
	int host;
	const char *text;
} sets[] = {
	{ { 0x00, 0x00 }, 12, "none" },
	{ { 0xff, 0x0f }, 12, "all" },
	{ { 0xff, 0xff }, 12, "all" },
	{ { 0x01, 0x00 }, 12, "0" },
	{ { 0x0d, 0x00 }, 12, "0,2-3" },
	{ { 0x00, 0x0c }, 12, "10-11" },
	{ { 0x00, 0xfc }, 12, "10-11" },
	{ { 0x55, 0x05 }, 12, "0,2,4,6,8,10" },
	{ { 0x01, 0x00 }, 1, "all" },
	{ { 0xff, 0xff }, 32, "0-15" },
};

static void sets_are_printed_as_ranges(void **state)
{
	for (size_t i = 0; i < COUNT(sets); i++) {
		libxl_bitmap map = { 2, (uint8_t *)sets[i].bits };
		char *text;
		size_t len;
		FILE *f = open_memstream(&text, &len);

		cpuset_print(f, &map, sets[i].host);
		fclose(f);
		assert_string_equal(text, sets[i].text);
		free(text);
	}
}

/* -- xl.conf -------------------------------------------------------------- */

static int read_conf(struct arena *a, const char *text, struct xlconf *c)
{
	char path[] = "/tmp/xlconf.XXXXXX";
	int fd = mkstemp(path), err;
	size_t len = strlen(text);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, len), (ssize_t)len);
	close(fd);
	err = xlconf_read(a, path, c);
	unlink(path);
	return err;
}

static void an_empty_xl_conf_is_the_default(void **state)
{
	struct arena *a = arena_new();
	struct xlconf c;

	assert_int_equal(read_conf(a, "# nothing\n", &c), 0);
	assert_int_equal(c.autoballoon, AUTOBALLOON_AUTO);
	assert_true(c.run_hotplug_scripts);
	assert_true(c.claim_mode);
	assert_false(c.sxp_output);
	assert_string_equal(c.lockfile, "/var/lock/xl");
	assert_null(c.vif_bridge);
	assert_true(c.max_grant_frames == -1);
	arena_free(a);
}

static void xl_conf_sets_what_it_names(void **state)
{
	struct arena *a = arena_new();
	struct xlconf c;

	assert_int_equal(read_conf(a,
		"autoballoon=\"off\"\nrun_hotplug_scripts=0\n"
		"lockfile=\"/run/l\"\nvif.default.bridge=\"br7\"\n"
		"output_format=\"sxp\"\nmax_grant_frames=64\n"
		"vm.cpumask=\"1-3\"\nsomething_new=1\n", &c), 0);
	assert_int_equal(c.autoballoon, AUTOBALLOON_OFF);
	assert_false(c.run_hotplug_scripts);
	assert_true(c.sxp_output);
	assert_string_equal(c.lockfile, "/run/l");
	assert_string_equal(c.vif_bridge, "br7");
	assert_string_equal(c.cpumask, "1-3");
	assert_true(c.max_grant_frames == 64);
	arena_free(a);
}

static void wrong_values_of_xl_conf_are_refused(void **state)
{
	static const char *const wrong[] = {
		"autoballoon=\"maybe\"\n", "output_format=\"xml\"\n",
		"claim_mode=\"x\"\n", "lockfile=[]\n", "max_grant_frames=\"-\"\n",
		"import os\n",
	};
	struct arena *a = arena_new();
	struct xlconf c;

	for (size_t i = 0; i < COUNT(wrong); i++)
		assert_int_equal(read_conf(a, wrong[i], &c), -1);
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_live_command_has_its_function),
		cmocka_unit_test(live_rows_are_sorted),
		cmocka_unit_test(sizes_of_memory),
		cmocka_unit_test(sets_are_printed_as_ranges),
		cmocka_unit_test(an_empty_xl_conf_is_the_default),
		cmocka_unit_test(xl_conf_sets_what_it_names),
		cmocka_unit_test(wrong_values_of_xl_conf_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
