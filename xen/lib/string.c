/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Strings. memset, memcpy, memmove and memcmp are the machine's; on the host
 * the standard names are libc's.
 */
#include <hv/string.h>

#if !__STDC_HOSTED__
size_t strlen(const char *s)
{
	const char *p = s;

	while (*p)
		p++;
	return (size_t)(p - s);
}

size_t strnlen(const char *s, size_t max)
{
	size_t n = 0;

	while (n < max && s[n])
		n++;
	return n;
}

int strcmp(const char *a, const char *b)
{
	while (*a && *a == *b) {
		a++;
		b++;
	}
	return (unsigned char)*a - (unsigned char)*b;
}

int strncmp(const char *a, const char *b, size_t n)
{
	for (; n; n--, a++, b++) {
		if (*a != *b)
			return (unsigned char)*a - (unsigned char)*b;
		if (!*a)
			break;
	}
	return 0;
}

char *strchr(const char *s, int c)
{
	for (;; s++) {
		if (*s == (char)c)
			return (char *)(uintptr_t)s;
		if (!*s)
			return NULL;
	}
}

char *strstr(const char *s, const char *what)
{
	size_t n = strlen(what);

	for (; *s; s++)
		if (!strncmp(s, what, n))
			return (char *)(uintptr_t)s;
	return n ? NULL : (char *)(uintptr_t)s;
}

void *memchr(const void *s, int c, size_t n)
{
	const unsigned char *p = s;

	for (; n; n--, p++)
		if (*p == (unsigned char)c)
			return (void *)(uintptr_t)p;
	return NULL;
}
#endif

size_t str_copy(char *dst, const char *src, size_t size)
{
	size_t len = strlen(src), n;

	if (!size)
		return len;
	n = len < size ? len : size - 1;
	memcpy(dst, src, n);
	dst[n] = '\0';
	return len;
}

static int digit_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'Z')
		return c - 'A' + 10;
	return 99;
}

static bool hex_prefix(const char *s)
{
	return s[0] == '0' && (s[1] == 'x' || s[1] == 'X') &&
	       digit_value(s[2]) < 16;
}

unsigned long long str_to_ull(const char *s, const char **end,
			      unsigned int base)
{
	unsigned long long v = 0;
	bool overflow = false;

	if ((base == 0 || base == 16) && hex_prefix(s)) {
		s += 2;
		base = 16;
	} else if (base == 0) {
		base = *s == '0' ? 8 : 10;
	}
	for (; digit_value(*s) < (int)base; s++) {
		unsigned int d = (unsigned int)digit_value(*s);

		if (v > (~0ULL - d) / base)
			overflow = true;
		v = v * base + d;
	}
	if (end)
		*end = s;
	return overflow ? ~0ULL : v;
}

static const struct {
	char letter;
	unsigned int shift;
} size_suffixes[] = {
	{ 'b', 0 }, { 'k', 10 }, { 'm', 20 }, { 'g', 30 }, { 't', 40 },
};

unsigned long long str_to_size(const char *s, const char **end)
{
	const char *p;
	unsigned long long v = str_to_ull(s, &p, 0);
	unsigned int shift = 10;

	if (p != s) {
		for (size_t i = 0; i < ARRAY_SIZE(size_suffixes); i++) {
			if ((*p | 0x20) != size_suffixes[i].letter)
				continue;
			shift = size_suffixes[i].shift;
			p++;
			break;
		}
	}
	if (end)
		*end = p;
	return v > ~0ULL >> shift ? ~0ULL : v << shift;
}
