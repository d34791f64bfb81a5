/* SPDX-License-Identifier: LGPL-2.1-only */
/* Names that xm does not declare: keys of xl, slips of the pen, helpers. */
#ifndef XMCOMPAT_XM_OTHERS_H
#define XMCOMPAT_XM_OTHERS_H

#include "xm/rules.h"

/* Gives each undeclared name its fate. */
void xm_others(struct xm_rule_context *ctx);

/*
 * The name of an xm variable or xl key that text is probably a slip of, or
 * NULL. In a program most names are the author's own, so there only the
 * closest resemblance counts.
 */
const char *xm_spelling_near(const char *text, bool program);

#endif
