/* SPDX-License-Identifier: LGPL-2.1-only */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/diag.h"

static void memory_is_zeroed_aligned_and_apart(void **state)
{
	struct arena *a = arena_new();
	unsigned char *last = NULL;

	(void)state;
	for (size_t size = 1; size < 10000; size = size * 3 + 1) {
		unsigned char *p = arena_alloc(a, size);

		assert_int_equal((uintptr_t)p % 16, 0);
		for (size_t i = 0; i < size; i++)
			assert_int_equal(p[i], 0);
		memset(p, 0xff, size);
		assert_ptr_not_equal(p, last);
		last = p;
	}
	arena_free(a);
}

static void growing_keeps_the_contents(void **state)
{
	struct arena *a = arena_new();
	char *p = arena_strdup(a, "abc");

	(void)state;
	p = arena_grow(a, p, 4, 20000);
	assert_string_equal(p, "abc");
	assert_int_equal(p[19999], 0);
	arena_free(a);
}

static void diagnostics_print_position_text_advice_and_id(void **state)
{
	struct arena *a = arena_new();
	struct pos pos = { "guest.cfg", 12, 3 };
	char text[200] = "";
	FILE *out = fmemopen(text, sizeof(text), "w");
	struct diags ds;

	(void)state;
	diags_init(&ds, a);
	assert_int_equal(diags_worst(&ds), -1);
	diag_advise(&ds, diag_add(&ds, DIAG_FILE_UNREADABLE, pos, "vcpus",
				  "%d is outside", 300), "use %d", 8);
	assert_true(diags_have_error(&ds));
	diags_print(out, &ds, DIAG_NOTE);
	fclose(out);
	assert_string_equal(text, "guest.cfg:12:3: error: vcpus: 300 is "
				  "outside; use 8 [file-unreadable]\n");
	arena_free(a);
}

static void every_diagnostic_is_named_once_and_explained(void **state)
{
	(void)state;
	for (int i = 0; i < DIAG_ID_COUNT; i++) {
		assert_non_null(diag_infos[i].name);
		assert_true(strlen(diag_infos[i].about) > 20);
		for (int j = 0; j < i; j++)
			assert_string_not_equal(diag_infos[i].name,
						diag_infos[j].name);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(memory_is_zeroed_aligned_and_apart),
		cmocka_unit_test(growing_keeps_the_contents),
		cmocka_unit_test(diagnostics_print_position_text_advice_and_id),
		cmocka_unit_test(every_diagnostic_is_named_once_and_explained),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
