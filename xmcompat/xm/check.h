/* SPDX-License-Identifier: LGPL-2.1-only */
/* What xm itself refuses among scalar variables (xend refuses more: rules). */
#ifndef XMCOMPAT_XM_CHECK_H
#define XMCOMPAT_XM_CHECK_H

#include "xm/options.h"

/* Returns 0, or -1 with an ERROR diagnostic for each thing xm refuses. */
int xm_check(const struct xm_options *o, struct diags *ds);

#endif
