/* SPDX-License-Identifier: LGPL-2.1-only */
/* Text of unknown encoding, made fit for JSON and HTML. */
#include "convert/utf8.h"

#include <stdbool.h>
#include <string.h>

/* RFC 3629, section 4: which second bytes a first byte allows. */
static const struct {
	unsigned char first, last;	/* of the first byte */
	unsigned char low, high;	/* of the second */
	unsigned char len;
} forms[] = {
	{ 0xc2, 0xdf, 0x80, 0xbf, 2 },
	{ 0xe0, 0xe0, 0xa0, 0xbf, 3 },
	{ 0xe1, 0xec, 0x80, 0xbf, 3 },
	{ 0xed, 0xed, 0x80, 0x9f, 3 },
	{ 0xee, 0xef, 0x80, 0xbf, 3 },
	{ 0xf0, 0xf0, 0x90, 0xbf, 4 },
	{ 0xf1, 0xf3, 0x80, 0xbf, 4 },
	{ 0xf4, 0xf4, 0x80, 0x8f, 4 },
};

static bool is_tail(unsigned char c)
{
	return (c & 0xc0) == 0x80;
}

size_t utf8_length(const char *s, size_t len)
{
	const unsigned char *u = (const unsigned char *)s;

	if (!len)
		return 0;
	if (u[0] < 0x80)
		return 1;
	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		size_t n = forms[i].len;

		if (u[0] < forms[i].first || u[0] > forms[i].last)
			continue;
		if (len < n || u[1] < forms[i].low || u[1] > forms[i].high)
			return 0;
		for (size_t j = 2; j < n; j++)
			if (!is_tail(u[j]))
				return 0;
		return n;
	}
	return 0;
}

size_t utf8_clean(char *out, const char *s, size_t len)
{
	char *start = out;

	while (len) {
		size_t n = utf8_length(s, len);
		unsigned char c = (unsigned char)*s;

		if (n) {
			memcpy(out, s, n);
			out += n;
		} else {
			*out++ = (char)(0xc0 | c >> 6);
			*out++ = (char)(0x80 | (c & 0x3f));
			n = 1;
		}
		s += n;
		len -= n;
	}
	*out = '\0';
	return (size_t)(out - start);
}
