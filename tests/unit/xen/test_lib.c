/* SPDX-License-Identifier: GPL-2.0-only */
/* Bitmaps of 4095 bits, formatting, numbers, sorting, range sets. */
#include "machine.h"

#include <stdio.h>

#include <hv/bitmap.h>
#include <hv/cmdline.h>
#include <hv/rangeset.h>
#include <hv/sort.h>
#include <hv/string.h>

#define BITS	4095U

static int setup(void **state)
{
	(void)state;
	host_memory(1 << 16);
	host_add_ram(256, (1 << 16) - 256, 0, false);
	return 0;
}

static void bits_past_the_length_stay_clear(void **state)
{
	unsigned long m[64];

	(void)state;
	bitmap_fill(m, BITS);
	assert_int_equal(m[63] >> 63, 0);
	assert_int_equal(bitmap_weight(m, BITS), BITS);
	assert_int_equal(bitmap_find_next_zero(m, BITS, 0), BITS);
	bitmap_zero(m, BITS);
	assert_true(bitmap_empty(m, BITS));
	assert_int_equal(bitmap_find_next(m, BITS, 0), BITS);
	m[63] = 1UL << 63;		/* not one of the 4095 */
	assert_true(bitmap_empty(m, BITS));
	assert_int_equal(bitmap_weight(m, BITS), 0);
}

static void every_bit_is_found(void **state)
{
	unsigned long m[64];

	(void)state;
	for (unsigned long i = 0; i < BITS; i++) {
		bitmap_zero(m, BITS);
		bit_set(m, i);
		assert_int_equal(bitmap_find_next(m, BITS, 0), i);
		assert_int_equal(bitmap_find_next(m, BITS, i), i);
		assert_int_equal(bitmap_find_next(m, BITS, i + 1), BITS);
	}
}

static void ranges_set_what_they_name(void **state)
{
	unsigned long m[64];

	(void)state;
	for (unsigned long from = 0; from < 200; from += 7)
		for (unsigned long n = 0; n < 300; n += 13) {
			bitmap_zero(m, BITS);
			bitmap_set_range(m, from, n);
			assert_int_equal(bitmap_weight(m, BITS), n);
			if (n)
				assert_int_equal(bitmap_find_next(m, BITS, 0),
						 from);
			bitmap_clear_range(m, from, n);
			assert_true(bitmap_empty(m, BITS));
		}
}

#define CHECK_FORMAT(fmt, ...) do {					\
	char a[64], b[64];						\
	int n = hv_snprintf(a, sizeof(a), fmt, ##__VA_ARGS__);		\
	assert_int_equal(n, snprintf(b, sizeof(b), fmt, ##__VA_ARGS__)); \
	assert_string_equal(a, b);					\
} while (0)

static void formats_as_the_c_library(void **state)
{
	(void)state;
	CHECK_FORMAT("%d|%5d|%-5d|%05d|%+d", 42, 42, 42, 42, 42);
	CHECK_FORMAT("%d %ld %lld", -1, INT64_MIN, (long long)INT64_MAX);
	CHECK_FORMAT("%x %X %#x %#010x %lx", 255u, 255u, 255u, 255u, ~0UL);
	CHECK_FORMAT("%o %#o %u", 8u, 8u, ~0u);
	CHECK_FORMAT("%hhu %hd", (unsigned char)200, (short)-7);
	CHECK_FORMAT("[%s] [%8s] [%-8s] [%.2s]", "abc", "abc", "abc", "abc");
	CHECK_FORMAT("%c%%%c", 'a', 'b');
	CHECK_FORMAT("%*d|%.*s|%zu", 6, 7, 2, "xyz", sizeof(int));
	CHECK_FORMAT("%.3d %8.4x", 7, 0xabu);
}

static void formats_cut_what_does_not_fit(void **state)
{
	char a[8] = "1234567";

	(void)state;
	assert_int_equal(hv_snprintf(a, 4, "%s", "abcdef"), 6);
	assert_string_equal(a, "abc");
	assert_int_equal(a[4], '5');
	assert_int_equal(hv_snprintf(a, 0, "%d", 12), 2);
	assert_string_equal(a, "abc");
}

static const struct { const char *s; unsigned long long v; } numbers[] = {
	{ "0", 0 }, { "12", 12 }, { "0x1F", 31 }, { "010", 8 },
	{ "18446744073709551615", ~0ULL }, { "18446744073709551616", ~0ULL },
};
static const struct { const char *s; unsigned long long v; } size_texts[] = {
	{ "1", 1024 }, { "1b", 1 }, { "2K", 2048 }, { "3M", 3 << 20 },
	{ "4G", 4ULL << 30 }, { "1T", 1ULL << 40 }, { "99999999999T", ~0ULL },
};

static void numbers_are_read(void **state)
{
	const char *end;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(numbers); i++) {
		assert_int_equal(str_to_ull(numbers[i].s, &end, 0),
				 numbers[i].v);
		assert_int_equal(*end, 0);
	}
	for (size_t i = 0; i < ARRAY_SIZE(size_texts); i++) {
		assert_int_equal(str_to_size(size_texts[i].s, &end),
				 size_texts[i].v);
		assert_int_equal(*end, 0);
	}
	assert_int_equal(str_to_ull("x", &end, 0), 0);
	assert_int_equal(*end, 'x');
}

static int by_value(const void *a, const void *b)
{
	return *(const int *)a - *(const int *)b;
}

static void sorts(void **state)
{
	int a[500];
	unsigned int seed = 3;

	(void)state;
	for (int n = 0; n < 500; n += 17) {
		for (int i = 0; i < n; i++)
			a[i] = rand_r(&seed) % 50;
		hv_sort(a, (size_t)n, sizeof(*a), by_value);
		for (int i = 1; i < n; i++)
			assert_true(a[i - 1] <= a[i]);
	}
}

static void rangeset_agrees_with_a_plain_array(void **state)
{
	struct rangeset *r = rangeset_new("test", 1000);
	bool in[256] = { false };
	unsigned int seed = 5;

	(void)state;
	for (int step = 0; step < 3000; step++) {
		unsigned int a = (unsigned int)rand_r(&seed) % 256;
		unsigned int b = a + (unsigned int)rand_r(&seed) % (256 - a);
		bool add = rand_r(&seed) & 1, all = true, any = false;

		assert_int_equal(add ? rangeset_add(r, a, b) :
				       rangeset_remove(r, a, b), 0);
		for (unsigned int i = a; i <= b; i++)
			in[i] = add;
		a = (unsigned int)rand_r(&seed) % 256;
		b = a + (unsigned int)rand_r(&seed) % (256 - a);
		for (unsigned int i = a; i <= b; i++) {
			all &= in[i];
			any |= in[i];
		}
		assert_int_equal(rangeset_contains(r, a, b), all);
		assert_int_equal(rangeset_overlaps(r, a, b), any);
	}
	rangeset_free(r);
}

static void rangeset_keeps_its_limit_and_edges(void **state)
{
	struct rangeset *r = rangeset_new("test", 8);

	(void)state;
	assert_int_equal(rangeset_add(r, 5, 4), -EINVAL);
	assert_int_equal(rangeset_add(r, 0, UINT64_MAX), 0);
	assert_true(rangeset_contains(r, 0, UINT64_MAX));
	assert_int_equal(rangeset_remove(r, 1, UINT64_MAX - 1), 0);
	assert_true(rangeset_contains(r, UINT64_MAX, UINT64_MAX));
	assert_false(rangeset_contains(r, 0, 1));
	for (unsigned int i = 1; i <= 6; i++)
		assert_int_equal(rangeset_add(r, i * 10, i * 10), 0);
	assert_int_equal(rangeset_add(r, 100, 100), -ENOMEM);
	assert_int_equal(rangeset_add(r, 60, 100), 0);	/* one that is there */
	rangeset_free(r);
}

static bool opt_flag;
static unsigned int opt_number;
static uint64_t opt_bytes;
static char opt_word[8];

static void options_are_set_and_the_rest_reported(void **state)
{
	static const struct option table[] = {
		{ "flag", OPTION_BOOL, .dest = &opt_flag },
		{ "some_number", OPTION_UINT, .dest = &opt_number },
		{ "mem", OPTION_SIZE, .dest = &opt_bytes },
		{ "word", OPTION_STRING, .dest = opt_word, .size = 8 },
	};

	(void)state;
	cmdline_register(table, ARRAY_SIZE(table));
	cmdline_parse("flag some-number=0x10  mem=1G word=abc");
	assert_true(opt_flag);
	assert_int_equal(opt_number, 16);
	assert_int_equal(opt_bytes, 1 << 30);
	assert_string_equal(opt_word, "abc");
	cmdline_parse("no-flag word=muchtoolong");
	assert_false(opt_flag);
	assert_string_equal(opt_word, "abc");
	cmdline_parse("flag=off");
	assert_false(opt_flag);
	cmdline_parse("flag=yes nonsense=1");
	cmdline_report();
	assert_non_null(strstr(host_console, "nonsense"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bits_past_the_length_stay_clear),
		cmocka_unit_test(every_bit_is_found),
		cmocka_unit_test(ranges_set_what_they_name),
		cmocka_unit_test(formats_as_the_c_library),
		cmocka_unit_test(formats_cut_what_does_not_fit),
		cmocka_unit_test(numbers_are_read),
		cmocka_unit_test(sorts),
		cmocka_unit_test(rangeset_agrees_with_a_plain_array),
		cmocka_unit_test(rangeset_keeps_its_limit_and_edges),
		cmocka_unit_test(options_are_set_and_the_rest_reported),
	};

	return cmocka_run_group_tests_name("lib", tests, setup, NULL);
}
