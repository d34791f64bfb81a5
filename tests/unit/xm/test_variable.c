/* SPDX-License-Identifier: LGPL-2.1-only */
/* The variable table holds together. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <string.h>

#include <cmocka.h>

#include "xlcfg/keys.h"
#include "xm/variable.h"

static void each_row_is_found_by_its_name(void **state)
{
	for (size_t i = 0; i < xm_variable_count; i++)
		assert_ptr_equal(xm_variable_find(xm_variables[i].name),
				 &xm_variables[i]);
	assert_null(xm_variable_find("nosuch"));
	assert_null(xm_variable_find(""));
	assert_null(xm_variable_find("Memory"));
}

static void is_sentences(const char *name, const char *text)
{
	assert_non_null(text);
	if (text[strlen(text) - 1] != '.')
		fail_msg("%s: \"%s\" does not end in a full stop", name, text);
}

static void each_row_is_explained(void **state)
{
	for (size_t i = 0; i < xm_variable_count; i++) {
		is_sentences(xm_variables[i].name, xm_variables[i].about);
		is_sentences(xm_variables[i].name, xm_variables[i].becomes);
		assert_non_null(xm_variables[i].since);
		assert_true(xm_variables[i].guests);
	}
}

/* A row says what it becomes: a key that xl has, one of ours, or by a rule. */
static void each_row_leads_to_a_key_or_a_rule(void **state)
{
	for (size_t i = 0; i < xm_variable_count; i++) {
		const struct xm_variable *var = &xm_variables[i];

		assert_true(var->xl || var->rule);
		if (var->xl && !xl_key_find(var->xl) &&
		    !xl_key_extended(var->xl))
			fail_msg("%s: neither xl nor we have a key %s",
				 var->name, var->xl);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_row_is_found_by_its_name),
		cmocka_unit_test(each_row_is_explained),
		cmocka_unit_test(each_row_leads_to_a_key_or_a_rule),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
