/* SPDX-License-Identifier: LGPL-2.1-only */
/* What the readers of S-expressions and XML share. */
#ifndef XMCOMPAT_READ_SCALAR_H
#define XMCOMPAT_READ_SCALAR_H

#include "lang/value.h"

/*
 * The value a config would give a variable: a number where the variable is
 * one and the text too, else the text.
 */
struct value *read_scalar_value(struct arena *a, const char *name,
				const char *text, struct pos pos);

#endif
