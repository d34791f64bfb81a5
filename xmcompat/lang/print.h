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
	bool multiline;		/* one item per line */
};

/*
 * Prints one value. Returns 0, or -1 if the text holds a byte that no XL
 * string can (line break, NUL): nothing is printed then.
 */
int print_value(FILE *out, const struct value *v,
		const struct print_layout *layout);
/* Can this value be printed at all? */
bool value_printable(const struct value *v);

#endif
