/* SPDX-License-Identifier: LGPL-2.1-only */
/* Policies, limits, and refusing a program. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "base/arena.h"
#include "python/evaluate.h"
#include "python/policy.h"

static void words_are_policies(void **state)
{
	static const struct { const char *word; int rc, policy; } cases[] = {
		{ "sandbox", 0, PYTHON_SANDBOX },
		{ "trusted", 0, PYTHON_TRUSTED },
		{ "never", 0, PYTHON_NEVER },
		{ "", -1, 0 }, { "Sandbox", -1, 0 }, { "sand", -1, 0 },
		{ "trusted ", -1, 0 },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		enum python_policy p;

		assert_int_equal(python_policy_parse(cases[i].word, &p),
				 cases[i].rc);
		if (!cases[i].rc)
			assert_int_equal(p, cases[i].policy);
	}
}

static void limits_have_defaults(void **state)
{
	struct python_request req = { .policy = PYTHON_SANDBOX };
	struct python_limits l = python_limits_for(&req);

	assert_int_equal(l.cpu_seconds, 5);
	assert_int_equal(l.wall_seconds, 10);
	assert_int_equal(l.memory_mib, 256);
	req.limits = (struct python_limits){ 1, 2, 64 };
	l = python_limits_for(&req);
	assert_int_equal(l.cpu_seconds, 1);
	assert_int_equal(l.wall_seconds, 2);
	assert_int_equal(l.memory_mib, 64);
	req = (struct python_request){ .policy = PYTHON_TRUSTED };
	l = python_limits_for(&req);
	assert_int_equal(l.cpu_seconds, 0);
	assert_int_equal(l.wall_seconds, 0);
}

static void never_says_where_the_program_begins(void **state)
{
	struct python_request req = {
		.path = "g.cfg", .policy = PYTHON_NEVER, .text = "",
		.program_pos = { "g.cfg", 12, 3 }, .program_text = "a call",
	};
	struct python_pool *p = python_pool_new();
	struct arena *a = arena_new();
	struct python_outcome out;
	struct diags ds;

	diags_init(&ds, a);
	assert_int_equal(python_evaluate(p, a, &req, &out, &ds),
			 PYTHON_REFUSED);
	assert_int_equal(ds.n, 1);
	assert_int_equal(ds.v[0].id, DIAG_PROGRAM_REFUSED);
	assert_int_equal(ds.v[0].pos.line, 12);
	assert_non_null(strstr(ds.v[0].text, "a call is Python code"));
	assert_non_null(ds.v[0].advice);
	arena_free(a);
	python_pool_free(p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_are_policies),
		cmocka_unit_test(limits_have_defaults),
		cmocka_unit_test(never_says_where_the_program_begins),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
