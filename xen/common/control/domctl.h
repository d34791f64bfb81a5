/* SPDX-License-Identifier: GPL-2.0-only */
/* Between the files of the control operations. */
#ifndef COMMON_CONTROL_DOMCTL_H
#define COMMON_CONTROL_DOMCTL_H

#include <hv/control.h>
#include <hv/domain.h>

/* Handlers named in the domctl table; d has a reference. */
long domctl_getpageframeinfo3(struct domain *d, struct xen_domctl *op);
long domctl_createdomain(struct domain *d, struct xen_domctl *op);
long domctl_max_vcpus(struct domain *d, struct xen_domctl *op);
long domctl_setvcpucontext(struct domain *d, struct xen_domctl *op);
long domctl_getvcpucontext(struct domain *d, struct xen_domctl *op);
long domctl_getvcpuinfo(struct domain *d, struct xen_domctl *op);
long domctl_setvcpuaffinity(struct domain *d, struct xen_domctl *op);
long domctl_getvcpuaffinity(struct domain *d, struct xen_domctl *op);

/* An operation nobody here knows: -ENOSYS, or how it is refused. */
long domctl_refuse(const struct domain *d, uint32_t cmd);

#endif
