/* SPDX-License-Identifier: LGPL-2.1-only */
/* Virtual TPM: instance=N|VTPMD,backend=DOM[,uuid=U]. */
#include <string.h>

#include "xm/device/device.h"

int vtpm_parse(struct dev_context *ctx, const struct dev_item *item,
	       struct vtpm_spec *out)
{
	static const char *const keys[] = { "instance", "backend", "uuid" };
	struct dev_pairs p;

	if (dev_pairs_parse(ctx, item, &p) ||
	    dev_pairs_allow(ctx, item, &p, keys, 3, "vtpm"))
		return -1;
	*out = (struct vtpm_spec){
		dev_pair(&p, "instance"), dev_pair(&p, "backend"),
		dev_pair(&p, "uuid"),
	};
	if (!out->instance)
		return 0;
	if (!strcmp(out->instance, "VTPMD")) {
		out->instance = "0";
		return 0;
	}
	if (!*out->instance ||
	    out->instance[strspn(out->instance, "0123456789")] ||
	    !out->instance[strspn(out->instance, "0")])
		return dev_refuse(ctx, DIAG_VTPM_INSTANCE, item,
				  "give a number above 0, or VTPMD",
				  "\"%s\" is no vtpm instance", out->instance);
	return 0;
}
