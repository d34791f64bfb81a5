/* SPDX-License-Identifier: LGPL-2.1-only */
/* The inside of quoted strings: prefixes, quotes, escapes. */
#ifndef XMCOMPAT_LANG_QUOTE_H
#define XMCOMPAT_LANG_QUOTE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;

/* A string token taken apart. */
struct quote {
	bool raw, unicode, bytes, triple;	/* r, u, b; three quotes */
	const char *body;	/* between the quotes */
	size_t len;
};

/* How one escape reads. */
enum escape_kind {
	ESCAPE_CHAR,	/* both dialects: \n, \\, ... */
	ESCAPE_OCTAL,	/* three digits; xm: a byte, xl: nothing */
	ESCAPE_SHORT,	/* one or two octal digits: xm only */
	ESCAPE_HEX,	/* xm only */
	ESCAPE_JOIN,	/* xm only: a line end */
	ESCAPE_UNKNOWN,	/* xm keeps it as it is; xl has no such escape */
	ESCAPE_CODE,	/* \u, \U in a unicode string */
	ESCAPE_NAME,	/* \N{...} in a unicode string */
	ESCAPE_BROKEN,	/* \x, \u, \U without their digits: neither */
};

struct escape {
	enum escape_kind kind;
	size_t len;		/* with the backslash */
	uint32_t code;		/* CHAR, OCTAL, SHORT, HEX, CODE */
};

struct quote quote_split(const char *token, size_t len);
/* The escape at s, where a backslash stands; len bytes are left. */
struct escape quote_escape(const char *s, size_t len, bool unicode);
/* Writes code as UTF-8; returns the number of bytes (1 to 4). */
size_t quote_utf8(uint32_t code, char *out);

#endif
