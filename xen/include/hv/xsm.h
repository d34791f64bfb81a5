/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Access control. Every operation's table row names the right its caller
 * needs and the hook a policy module may refine. Without a module, the right
 * decides alone.
 */
#ifndef HV_XSM_H
#define HV_XSM_H

#include <hv/types.h>

struct domain;

enum xsm_right {
	XSM_ANY,		/* everyone */
	XSM_TARGET,		/* on itself, on the domain it serves, or PRIV */
	XSM_XENSTORE,		/* the xenstore domain, or TARGET's rule */
	XSM_PRIV,		/* the control domain */
};

/* 0 or -EPERM. target NULL: the operation has none. */
int xsm_check(enum xsm_right right, const char *hook,
	      const struct domain *subject, const struct domain *target);

#endif
