/* SPDX-License-Identifier: LGPL-2.1-only */
/* Spellings of numbers in Python 2 and in xl. */
#ifndef XMCOMPAT_LANG_NUMBER_H
#define XMCOMPAT_LANG_NUMBER_H

#include "lang/lang.h"

enum number_xm {
	NUMBER_NONE,		/* Python has no such number */
	NUMBER_INT,
	NUMBER_LONG,		/* with an L behind it */
	NUMBER_FLOAT,
	NUMBER_IMAGINARY,
};

struct number_form {
	enum number_xm xm;
	bool xl;		/* xl reads it: a digit, then digits, a-f, x */
};

/* What the len bytes at s are as a whole, without a sign. */
struct number_form number_form(const char *s, size_t len);
/* The length of the Python number that s begins with; 0: none. */
size_t number_prefix(const char *s, size_t len);
/*
 * Gives v type and content of the number in a dialect, the sign applied.
 * folds: the minus belongs to the literal, so that -2**63 is an int (Python
 * does so when it is the only one and next to the digits).
 * Returns 0; -1 if the dialect has no such number, or it is imaginary.
 */
int number_read(struct arena *a, struct value *v, const char *s, size_t len,
		bool negative, bool folds, enum dialect dialect);
/* Does the number mean the same in both, an INT, whatever its sign? */
bool number_same(const char *s, size_t len);

#endif
