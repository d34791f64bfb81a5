/* SPDX-License-Identifier: LGPL-2.1-only */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "convert/nameset.h"
#include "convert/result.h"
#include "convert/utf8.h"

static struct result sample(struct diags *ds)
{
	struct pos pos = { "f.cfg", 3, 5 };

	diag_advise(ds, diag_fate(ds, DIAG_NAME_RENAMED, FATE_RENAMED, pos,
				  "builder", "now %s", "type"), "look");
	return (struct result){
		.outcome = OUTCOME_ATTENTION, .action = ACTION_WRITTEN,
		.path = "f.cfg", .output = "o/f.cfg", .dialect = "xm",
		.form = "literal", .private = true, .diags = ds->v,
		.ndiags = ds->n, .text = "a\0b", .text_len = 3, .added = 7,
	};
}

static void a_result_survives_the_way(void **state)
{
	struct arena *a = arena_new();
	struct diags ds;
	struct result r, got;
	char *bytes;
	size_t len;

	diags_init(&ds, a);
	r = sample(&ds);
	len = result_pack(a, &r, &bytes);
	assert_int_equal(result_unpack(a, bytes, len, &got), 0);
	assert_int_equal(got.outcome, OUTCOME_ATTENTION);
	assert_int_equal(got.action, ACTION_WRITTEN);
	assert_string_equal(got.output, "o/f.cfg");
	assert_null(got.backup);
	assert_true(got.private);
	assert_int_equal(got.text_len, 3);
	assert_memory_equal(got.text, "a\0b", 4);
	assert_int_equal(got.added, 7);
	assert_int_equal(got.ndiags, 1);
	assert_string_equal(got.diags[0].text, "now type");
	assert_string_equal(got.diags[0].advice, "look");
	assert_int_equal(got.diags[0].pos.column, 5);
	arena_free(a);
}

/* A worker that was ended may have sent anything. */
static void a_cut_block_is_noticed(void **state)
{
	struct arena *a = arena_new();
	struct diags ds;
	struct result r, got;
	char *bytes;
	size_t len;

	diags_init(&ds, a);
	r = sample(&ds);
	len = result_pack(a, &r, &bytes);
	for (size_t n = 0; n < len; n++)
		assert_int_equal(result_unpack(a, bytes, n, &got), -1);
	arena_free(a);
}

static const struct {
	const char *in, *want;
} texts[] = {
	{ "plain", "plain" },
	{ "caf\xc3\xa9", "caf\xc3\xa9" },
	{ "caf\xe9", "caf\xc3\xa9" },
	{ "\xc0\xaf", "\xc3\x80\xc2\xaf" },
	{ "\xed\xa0\x80", "\xc3\xad\xc2\xa0\xc2\x80" },
	{ "\xf0\x9f\x98\x80", "\xf0\x9f\x98\x80" },
	{ "\xe2\x82", "\xc3\xa2\xc2\x82" },
};

static void what_is_no_utf8_becomes_it(void **state)
{
	char out[64];

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		size_t len = utf8_clean(out, texts[i].in, strlen(texts[i].in));

		assert_string_equal(out, texts[i].want);
		assert_int_equal(len, strlen(texts[i].want));
	}
}

static void a_name_is_new_once(void **state)
{
	struct nameset s = { 0 };
	char name[16];

	for (int i = 0; i < 5000; i++) {
		snprintf(name, sizeof(name), "n%d", i);
		assert_false(nameset_add(&s, name));
	}
	for (int i = 0; i < 5000; i++) {
		snprintf(name, sizeof(name), "n%d", i);
		assert_true(nameset_add(&s, name));
	}
	nameset_free(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_result_survives_the_way),
		cmocka_unit_test(a_cut_block_is_noticed),
		cmocka_unit_test(what_is_no_utf8_becomes_it),
		cmocka_unit_test(a_name_is_new_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
