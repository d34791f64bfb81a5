/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * Whose a file is when its language does not tell: what its names and device
 * texts say. lang/ knows the grammar, this knows the two tools' vocabularies.
 */
#ifndef XMCOMPAT_CONFIG_DIALECT_H
#define XMCOMPAT_CONFIG_DIALECT_H

#include "lang/tree.h"

struct arena;

/*
 * The first binding that only xl could mean: a setting that xm never had, or
 * a device in a syntax of xl's own. NULL: there is none.
 */
const struct binding *dialect_evidence_xl(struct arena *a,
					  const struct tree *names);

#endif
