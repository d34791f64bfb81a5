/* SPDX-License-Identifier: LGPL-2.1-only */
/* What Python 2 makes of values: the operations xm and xend did on them. */
#ifndef XMCOMPAT_XM_VALUE_H
#define XMCOMPAT_XM_VALUE_H

#include "lang/value.h"

/* Types that xm copies from a file; all others it drops without a word. */
bool xm_type_counts(enum value_type type);

/*
 * What the author of a value of another type meant: True is 1, a long an int,
 * unicode a str, a tuple a list. NULL for None and for what has no meaning.
 */
struct value *xm_value_meant(struct arena *a, const struct value *v);

/* int(text): blanks around, a sign, decimal digits. Returns 0 or -1. */
int xm_int_text(const char *text, size_t len, int64_t *out);

/* A value as it would be spelled in a config, cut off when it is long. */
const char *xm_value_spelled(struct arena *a, const struct value *v);
/* The same for what is said about the value of name: passwords are masked. */
const char *xm_value_shown(struct arena *a, const char *name,
			   const struct value *v);

/* str(v) of a str, int or float, else NULL. */
const char *xm_value_text(struct arena *a, const struct value *v);

#endif
