/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * Numbers. Python 2: decimal, 0777, 0o777, 0x1F, 0b1, an L behind any of
 * them, floats (The Python Language Reference 2.7, section 2.4.4). xl: any
 * run of digits, a-f and x is a word, read with base detection when used.
 */
#include "config.h"

#include "lang/number.h"

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

static bool digit_in(char c, unsigned int base)
{
	unsigned int d = base;

	if (c >= '0' && c <= '9')
		d = (unsigned int)(c - '0');
	else if (c >= 'a' && c <= 'f')
		d = (unsigned int)(c - 'a') + 10;
	else if (c >= 'A' && c <= 'F')
		d = (unsigned int)(c - 'A') + 10;
	return d < base;
}

/* The number of bytes at the front that are digits in base. */
static size_t run(const char *s, size_t len, unsigned int base)
{
	size_t n = 0;

	while (n < len && digit_in(s[n], base))
		n++;
	return n;
}

/* The base of an integer's spelling, and how many bytes precede its digits. */
static unsigned int base_of(const char *s, size_t len, size_t *skip)
{
	char mark = len > 1 && s[0] == '0' ? s[1] : '\0';

	*skip = 2;
	if (mark == 'x' || mark == 'X')
		return 16;
	if (mark == 'o' || mark == 'O')
		return 8;
	if (mark == 'b' || mark == 'B')
		return 2;
	*skip = 0;
	return mark >= '0' && mark <= '9' ? 8 : 10;
}

/* The length of the float at the front of s, or 0. */
static size_t float_prefix(const char *s, size_t len)
{
	size_t whole = run(s, len, 10), n = whole, digits, sign;
	bool dot = n < len && s[n] == '.';

	if (dot) {
		digits = run(s + n + 1, len - n - 1, 10);
		if (!whole && !digits)
			return 0;
		n += 1 + digits;
	}
	if (n < len && (s[n] == 'e' || s[n] == 'E')) {
		sign = n + 1 < len && (s[n + 1] == '+' || s[n + 1] == '-');
		digits = run(s + n + 1 + sign, len - n - 1 - sign, 10);
		if (digits)
			return n + 1 + sign + digits;
	}
	return dot ? n : 0;
}

static size_t int_prefix(const char *s, size_t len)
{
	size_t skip, n;
	unsigned int base = base_of(s, len, &skip);

	n = run(s + skip, len - skip, base);
	return n ? skip + n : 0;
}

size_t number_prefix(const char *s, size_t len)
{
	size_t f = float_prefix(s, len), i = int_prefix(s, len);

	return f > i ? f : i;
}

static enum number_xm xm_form(const char *s, size_t len)
{
	size_t n;

	if (float_prefix(s, len) == len)
		return NUMBER_FLOAT;
	n = int_prefix(s, len);
	if (n && n == len)
		return NUMBER_INT;
	if (n && n + 1 == len && (s[n] == 'l' || s[n] == 'L'))
		return NUMBER_LONG;
	if (len > 1 && (s[len - 1] == 'j' || s[len - 1] == 'J') &&
	    (float_prefix(s, len - 1) == len - 1 ||
	     run(s, len - 1, 10) == len - 1))
		return NUMBER_IMAGINARY;
	return NUMBER_NONE;
}

static bool xl_form(const char *s, size_t len)
{
	if (!len || !digit_in(s[0], 10))
		return false;
	for (size_t i = 1; i < len; i++)
		if (!digit_in(s[i], 10) && !(s[i] >= 'a' && s[i] <= 'f') &&
		    s[i] != 'x')
			return false;
	return true;
}

struct number_form number_form(const char *s, size_t len)
{
	return (struct number_form){ xm_form(s, len), xl_form(s, len) };
}

/* Reads digits into *out; false if they are too many for 64 bits. */
static bool magnitude(const char *s, size_t len, unsigned int base,
		      uint64_t *out)
{
	uint64_t n = 0;

	for (size_t i = 0; i < len; i++) {
		unsigned int d = s[i] <= '9' ? (unsigned int)(s[i] - '0') :
			((unsigned int)s[i] & 7) + 9;

		if (__builtin_mul_overflow(n, base, &n) ||
		    __builtin_add_overflow(n, d, &n))
			return false;
	}
	*out = n;
	return true;
}

bool number_same(const char *s, size_t len)
{
	struct number_form form = number_form(s, len);
	size_t skip;
	unsigned int base = base_of(s, len, &skip);
	uint64_t n;

	return form.xm == NUMBER_INT && form.xl && base != 2 &&
	       magnitude(s + skip, len - skip, base, &n) && n <= INT64_MAX;
}

/* Decimal text of digits in any base; base 1e9 limbs, lowest first. */
static const char *decimal(struct arena *a, const char *s, size_t len,
			   unsigned int base, bool negative)
{
	size_t room = len / 7 + 2, n = 1, used;
	uint32_t *limb = arena_calloc(a, room, sizeof(*limb));
	char *out = arena_alloc(a, room * 9 + 2);

	for (size_t i = 0; i < len; i++) {
		uint64_t carry = s[i] <= '9' ? (unsigned int)(s[i] - '0') :
			((unsigned int)s[i] & 7) + 9;

		for (size_t k = 0; k < n; k++) {
			carry += (uint64_t)limb[k] * base;
			limb[k] = (uint32_t)(carry % 1000000000);
			carry /= 1000000000;
		}
		if (carry)
			limb[n++] = (uint32_t)carry;
	}
	used = (size_t)sprintf(out, "%s%u", negative ? "-" : "", limb[n - 1]);
	while (--n)
		used += (size_t)sprintf(out + used, "%09u", limb[n - 1]);
	return out;
}

static void set_text(struct value *v, enum value_type type, const char *s)
{
	v->type = type;
	v->str = s;
	v->len = strlen(s);
}

static bool fits(uint64_t n, bool folds)
{
	return n <= (uint64_t)INT64_MAX + folds;
}

static void read_int(struct arena *a, struct value *v, const char *s,
		     size_t len, bool negative, bool folds, bool is_long)
{
	size_t skip;
	unsigned int base = base_of(s, len, &skip);
	uint64_t n;

	s += skip;
	len -= skip;
	while (len > 1 && *s == '0') {
		s++;
		len--;
	}
	if (len == 1 && *s == '0')
		negative = false;
	if (!is_long && magnitude(s, len, base, &n) && fits(n, folds)) {
		v->type = VALUE_INT;
		v->i = negative ? (int64_t)(0 - n) : (int64_t)n;
		return;
	}
	if (base != 10) {
		set_text(v, VALUE_LONG, decimal(a, s, len, base, negative));
		return;
	}
	set_text(v, VALUE_LONG,
		 arena_printf(a, "%s%.*s", negative ? "-" : "", (int)len, s));
}

static int read_float(struct arena *a, struct value *v, const char *s,
		      size_t len, bool negative)
{
	locale_t c = newlocale(LC_ALL_MASK, "C", (locale_t)0);

	v->type = VALUE_FLOAT;
	v->f = strtod_l(arena_memdup0(a, s, len), NULL, c);
	if (negative)
		v->f = -v->f;
	freelocale(c);
	return 0;
}

static int read_xl(struct arena *a, struct value *v, const char *s, size_t len)
{
	if (!xl_form(s, len))
		return -1;
	if (number_same(s, len)) {
		read_int(a, v, s, len, false, false, false);
		return 0;
	}
	set_text(v, VALUE_WORD, arena_memdup0(a, s, len));
	return 0;
}

int number_read(struct arena *a, struct value *v, const char *s, size_t len,
		bool negative, bool folds, enum dialect dialect)
{
	enum number_xm form = xm_form(s, len);

	if (dialect == DIALECT_XL)
		return read_xl(a, v, s, len);
	switch (form) {
	case NUMBER_INT:
		read_int(a, v, s, len, negative, folds, false);
		return 0;
	case NUMBER_LONG:
		read_int(a, v, s, len - 1, negative, folds, true);
		return 0;
	case NUMBER_FLOAT:
		return read_float(a, v, s, len, negative);
	default:
		return -1;
	}
}
