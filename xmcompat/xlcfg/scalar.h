/* SPDX-License-Identifier: LGPL-2.1-only */
/* Single values as xl reads them: any of them is text first. */
#ifndef XMCOMPAT_XLCFG_SCALAR_H
#define XMCOMPAT_XLCFG_SCALAR_H

#include "lang/tree.h"

/*
 * The text of a value as xl keeps it: a number's own spelling where t still
 * has it. NULL if it is no single value.
 */
const char *xl_scalar_text(struct arena *a, const struct tree *t,
			   const struct value *v);

enum xl_number {
	XL_NUMBER,
	XL_NUMBER_NONE,		/* the text is no number */
	XL_NUMBER_RANGE,	/* it is beyond 64 bits */
};

/* Base by prefix (0x, 0), leading blanks allowed, nothing may follow. */
enum xl_number xl_scalar_number(const char *text, int64_t *n);
/* INT, or STRING for a negative number, which XL cannot write otherwise. */
struct value *xl_scalar_value(struct arena *a, int64_t n, struct pos pos);

#endif
