/* SPDX-License-Identifier: LGPL-2.1-only */
/* The forms a config can be written in. Each returns 0, or -1 with a diagnostic. */
#ifndef XMCOMPAT_EMIT_EMIT_H
#define XMCOMPAT_EMIT_EMIT_H

#include <stdio.h>

#include "lang/tree.h"

struct xm_options;

/*
 * Pure XL for a release (XL_OLDEST to XL_NEWEST). names is the tree as read: when it was
 * literal (it has statements), its comments, order and layout are kept;
 * otherwise keys are written in canonical order. What the release cannot say
 * becomes a diagnostic and a comment at the top.
 */
int emit_xl(FILE *out, const struct tree *names, const struct tree *xl,
	    unsigned int version, struct diags *ds);

/*
 * One JSON document in the shape `xl -N create` of xl 4.17 prints, xl's
 * defaults written out as conversion does; as_said leaves those to xl that
 * `xl -N create` leaves to libxl: the document is then the same as its.
 */
int emit_json(FILE *out, const struct tree *xl, struct diags *ds);
int emit_json_as_said(FILE *out, const struct tree *xl, struct diags *ds);

/* libvirt domain XML (driver xen). */
int emit_libvirt(FILE *out, const struct tree *xl, struct diags *ds);

/* What `xm create --dryrun` of xm 4.1 prints, white space apart. */
int emit_sxp(FILE *out, const struct xm_options *o, struct diags *ds);

/* XenAPI XML, as `xm create --xmldryrun` prints it. */
int emit_xenapi(FILE *out, const struct xm_options *o, struct diags *ds);

/* {"name": {"value": …, "type": …, "file": …, "line": …}, …} */
int emit_names(FILE *out, const struct tree *names, struct diags *ds);

#endif
