/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * Spellings that xl 4.2 to 4.17 and Python 2 all read as the same value:
 * decimal integers, strings without escapes but \\ \' \", and lists of them.
 */
#include <ctype.h>
#include <string.h>

#include "emit/xl.h"

struct scan {
	const char *s, *end;
};

/* Blanks; in a list also line ends and comments. */
static void skip(struct scan *x, bool lines)
{
	while (x->s < x->end) {
		if (*x->s == ' ' || *x->s == '\t') {
			x->s++;
		} else if (lines && (*x->s == '\n' || *x->s == '\r')) {
			x->s++;
		} else if (lines && *x->s == '#') {
			const char *nl = memchr(x->s, '\n',
						(size_t)(x->end - x->s));

			x->s = nl ? nl : x->end;
		} else {
			return;
		}
	}
}

static bool scan_string(struct scan *x)
{
	char quote = *x->s++;

	if (x->end - x->s >= 2 && x->s[0] == quote && x->s[1] == quote)
		return false;	/* three quotes */
	while (x->s < x->end && *x->s != quote) {
		if (*x->s == '\n' || *x->s == '\r')
			return false;
		if (*x->s == '\\') {
			if (++x->s == x->end || !strchr("\\'\"", *x->s))
				return false;
		}
		x->s++;
	}
	if (x->s == x->end)
		return false;
	x->s++;
	return true;
}

static bool scan_number(struct scan *x)
{
	bool zero = *x->s == '0';
	size_t digits = 0;

	for (; x->s < x->end && isdigit((unsigned char)*x->s); x->s++)
		digits++;
	return digits && (!zero || digits == 1) &&
	       (x->s == x->end || !(isalnum((unsigned char)*x->s) ||
				    *x->s == '.' || *x->s == '_'));
}

static bool scan_value(struct scan *x, unsigned int depth);

static bool scan_list(struct scan *x, unsigned int depth)
{
	x->s++;
	skip(x, true);
	while (x->s < x->end && *x->s != ']') {
		if (!scan_value(x, depth + 1))
			return false;
		skip(x, true);
		if (x->s < x->end && *x->s == ',')
			x->s++;
		else if (x->s == x->end || *x->s != ']')
			return false;
		skip(x, true);
	}
	if (x->s == x->end)
		return false;
	x->s++;
	return true;
}

static bool scan_value(struct scan *x, unsigned int depth)
{
	if (x->s == x->end)
		return false;
	if (*x->s == '\'' || *x->s == '"')
		return scan_string(x);
	if (*x->s == '[' && depth < 2)
		return scan_list(x, depth);
	return scan_number(x);
}

bool xl_spelling_plain(const char *s, size_t len)
{
	struct scan x = { s, s + len };

	return scan_value(&x, 0) && x.s == x.end;
}
