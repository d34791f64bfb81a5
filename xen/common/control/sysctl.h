/* SPDX-License-Identifier: GPL-2.0-only */
/* Between the files of the control operations. */
#ifndef COMMON_CONTROL_SYSCTL_H
#define COMMON_CONTROL_SYSCTL_H

#include <hv/control.h>

/* XEN_SYSCTL_cpupool_op */
long sysctl_cpupool(struct xen_sysctl *op);

#endif
