/* SPDX-License-Identifier: LGPL-2.1-only */
/* access_control: one text policy=P,label=L for the ACM security module. */
#include <string.h>

#include "xm/device/device.h"

int acm_parse(struct dev_context *ctx, const struct dev_list *list,
	      struct acm_spec *out)
{
	static const char *const keys[] = { "policy", "label" };
	struct dev_pairs p;

	*out = (struct acm_spec){ 0 };
	if (!list->n)
		return 0;
	if (list->n > 1)
		return dev_refuse(ctx, DIAG_ACM_SYNTAX, &list->v[1],
				  "keep one", "%zu labels, xm takes one",
				  list->n);
	if (dev_pairs_parse(ctx, &list->v[0], &p) ||
	    dev_pairs_allow(ctx, &list->v[0], &p, keys, 2, "label"))
		return -1;
	out->policy = dev_pair(&p, "policy");
	out->label = dev_pair(&p, "label");
	return 0;
}
