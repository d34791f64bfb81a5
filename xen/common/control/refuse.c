/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * domctls that a PV guest without devices of its own, without log-dirty and
 * without monitoring has no use for: how they are refused, on others and on
 * the caller's own domain.
 */
#include "domctl.h"

#include <hv/errno.h>
#include <hv/machine.h>

static const struct {
	uint32_t cmd;
	int other, self;
} refusals[] = {
	{ XEN_DOMCTL_soft_reset_cont, -EINVAL, -EINVAL },
	{ XEN_DOMCTL_gethvmcontext, -EINVAL, -EINVAL },
	{ XEN_DOMCTL_sethvmcontext, -EINVAL, -EINVAL },
	{ XEN_DOMCTL_gethvmcontext_partial, -EINVAL, -EINVAL },
	{ XEN_DOMCTL_assign_device, -EOPNOTSUPP, -EOPNOTSUPP },
	{ XEN_DOMCTL_test_assign_device, -EOPNOTSUPP, -EOPNOTSUPP },
	{ XEN_DOMCTL_deassign_device, -EOPNOTSUPP, -EOPNOTSUPP },
	{ XEN_DOMCTL_get_device_group, -EOPNOTSUPP, -EOPNOTSUPP },
	{ XEN_DOMCTL_ioport_mapping, -EOPNOTSUPP, -EOPNOTSUPP },
	{ XEN_DOMCTL_bind_pt_irq, -EINVAL, -EINVAL },
	{ XEN_DOMCTL_unbind_pt_irq, -EINVAL, -EINVAL },
	{ XEN_DOMCTL_memory_mapping, -EINVAL, -EINVAL },
	{ XEN_DOMCTL_debug_op, -EINVAL, -EINVAL },
	{ XEN_DOMCTL_vm_event_op, -ENOSYS, -EINVAL },
	{ XEN_DOMCTL_set_access_required, -EOPNOTSUPP, -EPERM },
	{ XEN_DOMCTL_set_broken_page_p2m, -EINVAL, -EINVAL },
	{ XEN_DOMCTL_setvnumainfo, -EINVAL, -EINVAL },
	{ XEN_DOMCTL_psr_cmt_op, -ENODEV, -ENODEV },
	{ XEN_DOMCTL_psr_alloc, -ENODEV, -ENODEV },
	{ XEN_DOMCTL_monitor_op, -EOPNOTSUPP, -EPERM },
	{ XEN_DOMCTL_soft_reset, -EINVAL, -EINVAL },
	{ XEN_DOMCTL_vmtrace_op, -EINVAL, -EINVAL },
	{ XEN_DOMCTL_get_paging_mempool_size, -EOPNOTSUPP, -EOPNOTSUPP },
	{ XEN_DOMCTL_set_paging_mempool_size, -EOPNOTSUPP, -EOPNOTSUPP },
};

long domctl_refuse(const struct domain *d, uint32_t cmd)
{
	bool self = d == arch_current()->domain;

	for (size_t i = 0; i < ARRAY_SIZE(refusals); i++)
		if (refusals[i].cmd == cmd)
			return self ? refusals[i].self : refusals[i].other;
	return -ENOSYS;
}
