/* SPDX-License-Identifier: LGPL-2.1-only */
/* Sockets served by a backend domain: pvcalls. All is said by the machine. */
#include "device/classes.h"

#include "idl/types.h"

const struct lx_device_class lx_pvcalls_class = {
	.name = "pvcalls",
	.kind = "pvcalls",
	.back_kind = "pvcalls",
	.type = &lx_type_device_pvcallsif,
	.count_at = offsetof(libxl_domain_config, num_pvcallsifs),
	.list_at = offsetof(libxl_domain_config, pvcallsifs),
	.devid_at = offsetof(libxl_device_pvcallsif, devid),
	.back_domid_at = offsetof(libxl_device_pvcallsif, backend_domid),
	.back_domname_at = offsetof(libxl_device_pvcallsif, backend_domname),
};
