/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * Writing values as text that xl 4.2 to 4.17, and Python, read alike:
 * decimal integers, double-quoted strings with only \\ and \" escaped, lists.
 */
#ifndef XMCOMPAT_LANG_PRINT_H
#define XMCOMPAT_LANG_PRINT_H

#include <stdio.h>

#include "lang/tree.h"

/* How a list is laid out. */
struct print_layout {
	unsigned int indent;	/* columns of the line that holds the name */
	bool multiline;		/* one item per line, a comma behind each */
};

/*
 * Prints one value: INT (in quotes if negative, as xl has no signs), STRING,
 * UNICODE and WORD as strings, LIST. layout NULL: all on one line. Returns 0,
 * or -1 if value_printable() says no: nothing is printed then.
 */
int print_value(FILE *out, const struct value *v,
		const struct print_layout *layout);
/*
 * Can this value be printed at all? Not if a text holds a line break, carriage
 * return or NUL, which no XL string can, nor if it is of another type.
 */
bool value_printable(const struct value *v);

#endif
