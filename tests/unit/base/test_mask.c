/* SPDX-License-Identifier: LGPL-2.1-only */
/* Passwords are not shown, whatever they stand in. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/mask.h"

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

static const struct {
	const char *text, *masked;
} cases[] = {
	{ "", "" },
	{ "memory = 64", "memory = 64" },
	{ "vncpasswd = 'x\\'y'", "vncpasswd = '***'" },
	{ "+vncpasswd=\"a b\"  # mine", "+vncpasswd=\"***\"  # mine" },
	{ "vncpasswd = u'x'", "vncpasswd = u'***'" },
	{ "vncpasswd = 12345", "vncpasswd = ***" },
	{ "vncpasswd = ''", "vncpasswd = ''" },
	{ "vfb = ['vncpasswd=a b,vnc=1', 'vncpasswd = c']",
	  "vfb = ['vncpasswd=***,vnc=1', 'vncpasswd = ***']" },
	{ "the key vncpasswd is no good", "the key vncpasswd is no good" },
	{ "(vfb (vncpasswd secret) (vnc 1))",
	  "(vfb (vncpasswd ***) (vnc 1))" },
	{ "(vncpasswd 'a b')", "(vncpasswd '***')" },
	{ "<c key=\"vncpasswd\" value=\"s\"/>",
	  "<c key=\"vncpasswd\" value=\"***\"/>" },
	{ "{'vncpasswd': 'x', 'a': 'b'}", "{'vncpasswd': '***', 'a': 'b'}" },
	{ "spicepasswd = \"open", "spicepasswd = \"***" },
	{ "vncpasswd = 'a'\nvnc = 1\nspicepasswd = 'b'\n",
	  "vncpasswd = '***'\nvnc = 1\nspicepasswd = '***'\n" },
};

static void values_behind_a_passwords_name_are_masked(void **state)
{
	struct arena *a = arena_new();

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		assert_string_equal(mask_passwords(a, cases[i].text),
				    cases[i].masked);
	arena_free(a);
}

static void names_of_passwords_are_known(void **state)
{
	assert_true(mask_is_secret("vncpasswd"));
	assert_true(mask_is_secret("spicepasswd"));
	assert_false(mask_is_secret("vncpasswdfile"));
	assert_false(mask_is_secret("name"));
	assert_false(mask_is_secret(NULL));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(values_behind_a_passwords_name_are_masked),
		cmocka_unit_test(names_of_passwords_are_known),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
