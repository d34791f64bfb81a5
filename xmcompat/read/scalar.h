/* SPDX-License-Identifier: LGPL-2.1-only */
/* What the readers of S-expressions and XML share. */
#ifndef XMCOMPAT_READ_SCALAR_H
#define XMCOMPAT_READ_SCALAR_H

#include "lang/tree.h"

/*
 * The value a config would give a variable: a number where the variable is
 * one and the text too, else the text.
 */
struct value *read_scalar_value(struct arena *a, const char *name,
				const char *text, struct pos pos);

/* Is name a list of devices, which no setting of the platform may be? */
bool is_device_list(const char *name);
/* The list bound to name; whatever else was bound to it is replaced. */
struct value *bound_list(struct tree *t, const char *name, struct pos pos);

#endif
