/* SPDX-License-Identifier: LGPL-2.1-only */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "xlcfg/cpuid.h"
#include "xlcfg/keys.h"

static void keys_are_sorted_and_found(void **state)
{
	(void)state;
	for (size_t i = 0; i < xl_key_count; i++) {
		if (i)
			assert_true(strcmp(xl_keys[i - 1].name,
					   xl_keys[i].name) < 0);
		assert_ptr_equal(xl_key_find(xl_keys[i].name), &xl_keys[i]);
		assert_in_range(xl_keys[i].since, XL_OLDEST, XL_NEWEST);
		assert_true(strlen(xl_keys[i].about) > 3);
	}
	assert_null(xl_key_find("vscsi"));
	assert_null(xl_key_find(""));
}

/* The numbers of keys that xl 4.2 and 4.17 ask for. */
static void releases_read_as_many_keys_as_they_do(void **state)
{
	size_t oldest = 0;

	(void)state;
	for (size_t i = 0; i < xl_key_count; i++)
		oldest += xl_keys[i].since == XL_OLDEST;
	assert_int_equal(oldest, 92);
	assert_int_equal(xl_key_count, 158);
}

static void versions_are_read_and_written(void **state)
{
	(void)state;
	for (unsigned int v = XL_OLDEST; v <= XL_NEWEST; v++)
		assert_int_equal(xl_version_parse(xl_version_name(v)), v);
	assert_int_equal(xl_version_parse("4.10"), 410);
	assert_int_equal(xl_version_parse("4.1"), 0);
	assert_int_equal(xl_version_parse("4.18"), 0);
	assert_int_equal(xl_version_parse("4.2.0"), 0);
	assert_int_equal(xl_version_parse(""), 0);
}

static void our_own_keys_are_not_xls(void **state)
{
	(void)state;
	assert_true(xl_key_extended("vscsi"));
	assert_true(xl_key_extended("on_xend_start"));
	assert_false(xl_key_extended("memory"));
}

static void cpu_features_are_sorted_and_found(void **state)
{
	(void)state;
	for (size_t i = 0; i < xl_cpu_feature_count; i++) {
		const struct xl_cpu_feature *f = &xl_cpu_features[i];

		if (i)
			assert_true(strcmp(f[-1].name, f->name) < 0);
		assert_ptr_equal(xl_cpu_feature_find(f->name), f);
		assert_in_range(f->bit + f->width, 1,
				f->reg == XL_MSR ? 64 : 32);
	}
	assert_null(xl_cpu_feature_find("TM"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keys_are_sorted_and_found),
		cmocka_unit_test(releases_read_as_many_keys_as_they_do),
		cmocka_unit_test(versions_are_read_and_written),
		cmocka_unit_test(our_own_keys_are_not_xls),
		cmocka_unit_test(cpu_features_are_sorted_and_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
