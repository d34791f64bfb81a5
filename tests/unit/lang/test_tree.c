/* SPDX-License-Identifier: LGPL-2.1-only */
/* Trees and values as data structures. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "lang/tree.h"

static const struct pos nowhere;

/* Small trees are scanned, large ones hashed: both sides of the change. */
static void names_are_set_found_and_deleted_at_any_size(void **state)
{
	struct arena *a = arena_new();
	struct tree *t = tree_new(a, "t");

	(void)state;
	for (int i = 0; i < 200; i++) {
		const char *name = arena_printf(a, "n%d", i);

		assert_null(tree_find(t, name));
		tree_set(t, name, value_int(a, i, nowhere), nowhere);
		for (int j = 0; j <= i; j += 7)
			assert_int_equal(tree_get(t, arena_printf(a, "n%d", j))
					 ->i, j);
	}
	for (int i = 0; i < 200; i += 3)
		tree_del(t, arena_printf(a, "n%d", i));
	for (int i = 0; i < 200; i++) {
		const struct value *v = tree_get(t, arena_printf(a, "n%d", i));

		if (i % 3)
			assert_int_equal(v->i, i);
		else
			assert_null(v);
	}
	for (size_t i = 1; i < t->n; i++)
		assert_true(t->v[i - 1].value->i < t->v[i].value->i);
	tree_del(t, "never there");
	arena_free(a);
}

static void setting_again_keeps_the_row(void **state)
{
	struct arena *a = arena_new();
	struct tree *t = tree_new(a, "t");
	struct pos pos = { "t", 3, 4 };

	(void)state;
	tree_set(t, "a", value_int(a, 1, nowhere), nowhere);
	tree_set(t, "b", value_int(a, 2, nowhere), nowhere);
	tree_set(t, "a", value_int(a, 3, nowhere), pos);
	assert_int_equal(t->n, 2);
	assert_int_equal(t->v[0].value->i, 3);
	assert_int_equal(t->v[0].pos.line, 3);
	arena_free(a);
}

static struct value *nested(struct arena *a)
{
	struct value *list = value_list(a, nowhere);
	struct value *dict = value_new(a, VALUE_DICT, nowhere);

	value_push(a, dict, value_stringn(a, "k\0x", 3, nowhere));
	value_push(a, dict, value_int(a, 1, nowhere));
	for (int i = 0; i < 9; i++)
		value_push(a, list, value_int(a, i, nowhere));
	value_push(a, list, dict);
	return list;
}

static void a_copy_is_equal_and_apart(void **state)
{
	struct arena *a = arena_new(), *b = arena_new();
	struct value *v = nested(a), *copy = value_copy(b, v);

	(void)state;
	assert_true(value_equal(v, copy));
	assert_ptr_not_equal(v->items.v[9], copy->items.v[9]);
	copy->items.v[9]->items.v[1]->i = 2;
	assert_false(value_equal(v, copy));
	arena_free(a);
	assert_int_equal(copy->items.v[8]->i, 8);
	arena_free(b);
}

static void equality_asks_for_type_and_content(void **state)
{
	struct arena *a = arena_new();
	struct value *s = value_string(a, "1", nowhere);
	struct value *w = value_string(a, "1", nowhere);
	struct value *i = value_int(a, 1, nowhere);
	struct value *b = value_new(a, VALUE_BOOL, nowhere);

	(void)state;
	b->b = true;
	assert_true(value_equal(s, w));
	w->type = VALUE_WORD;
	assert_false(value_equal(s, w));
	assert_false(value_equal(s, i));
	assert_false(value_equal(b, i));
	assert_true(value_equal(b, b));
	assert_true(value_equal(value_new(a, VALUE_NONE, nowhere),
				value_new(a, VALUE_NONE, nowhere)));
	assert_false(value_equal(value_list(a, nowhere),
				 value_new(a, VALUE_TUPLE, nowhere)));
	arena_free(a);
}

static void trees_are_equal_in_any_order(void **state)
{
	struct arena *a = arena_new();
	struct tree *x = tree_new(a, "x"), *y = tree_new(a, "y");

	(void)state;
	tree_set(x, "a", value_int(a, 1, nowhere), nowhere);
	tree_set(x, "b", nested(a), nowhere);
	tree_set(y, "b", nested(a), nowhere);
	assert_false(tree_equal(x, y));
	tree_set(y, "a", value_int(a, 1, nowhere), nowhere);
	assert_true(tree_equal(x, y));
	tree_set(y, "a", value_string(a, "1", nowhere), nowhere);
	assert_false(tree_equal(x, y));
	arena_free(a);
}

static void each_type_has_python_s_name(void **state)
{
	(void)state;
	assert_string_equal(value_type_name(VALUE_STRING), "str");
	for (int t = VALUE_NONE; t <= VALUE_OBJECT; t++)
		assert_non_null(value_type_name((enum value_type)t));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_are_set_found_and_deleted_at_any_size),
		cmocka_unit_test(setting_again_keeps_the_row),
		cmocka_unit_test(a_copy_is_equal_and_apart),
		cmocka_unit_test(equality_asks_for_type_and_content),
		cmocka_unit_test(trees_are_equal_in_any_order),
		cmocka_unit_test(each_type_has_python_s_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
