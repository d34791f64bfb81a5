/* SPDX-License-Identifier: LGPL-2.1-only */
/* Shared folders: 9pfs for the guest, served by QEMU. */
#include "device/classes.h"

#include "idl/types.h"

static int p9_to_xs(struct lx_scope *s, const struct lx_device *d,
		    const void *dev, struct lx_device_keys *k)
{
	const libxl_device_p9 *p9 = dev;

	(void)s;
	(void)d;
	lx_keys_add(&k->back, "path", p9->path);
	lx_keys_add(&k->back, "security_model", p9->security_model);
	lx_keys_add(&k->front, "tag", p9->tag);
	return 0;
}

/* Without from_xs: nothing lists them. */
const struct lx_device_class lx_p9_class = {
	.name = "p9",
	.kind = "9pfs",
	.back_kind = "9pfs",
	.type = &lx_type_device_p9,
	.count_at = offsetof(libxl_domain_config, num_p9s),
	.list_at = offsetof(libxl_domain_config, p9s),
	.devid_at = offsetof(libxl_device_p9, devid),
	.back_domid_at = offsetof(libxl_device_p9, backend_domid),
	.back_domname_at = offsetof(libxl_device_p9, backend_domname),
	.to_xs = p9_to_xs,
};
