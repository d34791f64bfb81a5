/* SPDX-License-Identifier: GPL-2.0-only */
/* The machine's part of sysctl: physical information, CPU policies. */
#include <hv/domain.h>
#include <hv/errno.h>
#include <hv/machine.h>
#include <xen/sysctl.h>
#include <x86/asm.h>
#include <x86/numa.h>
#include <x86/pci.h>
#include <x86/policy.h>
#include <x86/time.h>

void arch_physinfo(struct xen_sysctl_physinfo *pi)
{
	struct cpuid_regs r = cpuid(1, 0);

	pi->threads_per_core = topology_threads_per_core();
	pi->cores_per_socket = topology_cores_per_socket();
	pi->cpu_khz = tsc_khz();
	pi->hw_cap[0] = r.d;
	pi->hw_cap[1] = r.c;
	r = cpuid(0x80000001, 0);
	pi->hw_cap[2] = r.d;
	pi->hw_cap[3] = r.c;
	pi->capabilities |= XEN_SYSCTL_PHYSCAP_pv |
			    XEN_SYSCTL_PHYSCAP_gnttab_v1 |
			    XEN_SYSCTL_PHYSCAP_gnttab_v2;
}

int arch_cpu_set_online(unsigned int cpu, bool online)
{
	(void)cpu; (void)online;
	return -EOPNOTSUPP;
}

long arch_sysctl(struct xen_sysctl *op, bool *copyback)
{
	(void)copyback;
	switch (op->cmd) {
	case XEN_SYSCTL_get_cpu_featureset:
		return cpu_featureset_get(op, copyback);
	case XEN_SYSCTL_get_cpu_policy:
		return cpu_policy_get(op, copyback);
	case XEN_SYSCTL_pcitopoinfo:
		return pci_topology(op, copyback);
	}
	return -ENOSYS;
}
