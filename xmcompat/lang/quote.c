/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * The inside of quoted strings (The Python Language Reference 2.7, section
 * 2.4.1; xl knows the one-letter escapes and loses octal ones).
 */
#include "lang/quote.h"

#include <string.h>

struct quote quote_split(const char *token, size_t len)
{
	struct quote q = { .body = token, .len = len };
	size_t marks;

	for (; *q.body != '\'' && *q.body != '"'; q.body++) {
		q.raw |= *q.body == 'r' || *q.body == 'R';
		q.unicode |= *q.body == 'u' || *q.body == 'U';
		q.bytes |= *q.body == 'b' || *q.body == 'B';
	}
	q.len -= (size_t)(q.body - token);
	q.triple = q.len >= 6 && q.body[1] == *q.body && q.body[2] == *q.body;
	marks = q.triple ? 3 : 1;
	q.body += marks;
	q.len -= 2 * marks;
	return q;
}

static int digit(char c, unsigned int base)
{
	int d = -1;

	if (c >= '0' && c <= '9')
		d = c - '0';
	else if (c >= 'a' && c <= 'f')
		d = c - 'a' + 10;
	else if (c >= 'A' && c <= 'F')
		d = c - 'A' + 10;
	return d < (int)base ? d : -1;
}

/* Up to max digits behind the len bytes of e; returns their number. */
static size_t digits(struct escape *e, const char *s, size_t len, size_t max,
		     unsigned int base)
{
	size_t n = 0;

	e->code = 0;
	while (n < max && e->len < len && digit(s[e->len], base) >= 0) {
		e->code = e->code * base + (uint32_t)digit(s[e->len], base);
		e->len++;
		n++;
	}
	return n;
}

static struct escape counted(const char *s, size_t len, size_t n,
			     enum escape_kind kind)
{
	struct escape e = { kind, 2, 0 };

	if (digits(&e, s, len, n, 16) < n)
		e.kind = ESCAPE_BROKEN;
	return e;
}

struct escape quote_escape(const char *s, size_t len, bool unicode)
{
	static const char letters[] = "abfnrtv\\'\"";
	static const char meaning[] = "\a\b\f\n\r\t\v\\'\"";
	struct escape e = { ESCAPE_OCTAL, 1, 0 };
	char c = s[1];
	const char *known = c ? strchr(letters, c) : NULL;

	if (known)
		return (struct escape){ ESCAPE_CHAR, 2,
			(unsigned char)meaning[known - letters] };
	if (digits(&e, s, len, 3, 8)) {
		e.kind = e.len < 4 ? ESCAPE_SHORT : ESCAPE_OCTAL;
		return e;
	}
	if (c == 'x')
		return counted(s, len, 2, ESCAPE_HEX);
	if (c == '\r' || c == '\n')
		return (struct escape){ ESCAPE_JOIN,
			c == '\r' && len > 2 && s[2] == '\n' ? 3 : 2, 0 };
	if (unicode && c == 'u')
		return counted(s, len, 4, ESCAPE_CODE);
	if (unicode && c == 'U')
		return counted(s, len, 8, ESCAPE_CODE);
	if (unicode && c == 'N')
		return (struct escape){ ESCAPE_NAME, 2, 0 };
	return (struct escape){ ESCAPE_UNKNOWN, 2, 0 };
}

size_t quote_utf8(uint32_t code, char *out)
{
	unsigned char *o = (unsigned char *)out;

	if (code < 0x80) {
		o[0] = (unsigned char)code;
		return 1;
	}
	if (code < 0x800) {
		o[0] = (unsigned char)(0xc0 | code >> 6);
		o[1] = (unsigned char)(0x80 | (code & 0x3f));
		return 2;
	}
	if (code < 0x10000) {
		o[0] = (unsigned char)(0xe0 | code >> 12);
		o[1] = (unsigned char)(0x80 | (code >> 6 & 0x3f));
		o[2] = (unsigned char)(0x80 | (code & 0x3f));
		return 3;
	}
	o[0] = (unsigned char)(0xf0 | code >> 18);
	o[1] = (unsigned char)(0x80 | (code >> 12 & 0x3f));
	o[2] = (unsigned char)(0x80 | (code >> 6 & 0x3f));
	o[3] = (unsigned char)(0x80 | (code & 0x3f));
	return 4;
}
