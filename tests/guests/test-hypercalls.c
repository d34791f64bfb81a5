/* SPDX-License-Identifier: GPL-2.0-only */
/* Arguments no sane kernel gives. */
#include "guest.h"

#define BAD ((void *)0xffff830000000000UL)	/* the hypervisor's */
#define UNMAPPED ((void *)0x1000UL)

static void unknown(void)
{
	check("hypercall 63", hypercall(63), E(ENOSYS));
	check("hypercall 64", hypercall(64), E(ENOSYS));
	check("hypercall 0xffffffff", hypercall(0xffffffffUL), E(ENOSYS));
	check("hypercall 55, arch 7", hypercall(55), E(ENOSYS));
	check("sched_op 99", hypercall(__HYPERVISOR_sched_op, 99, 0),
	      E(ENOSYS));
	check("evtchn op 99", hypercall(__HYPERVISOR_event_channel_op, 99, 0),
	      E(ENOSYS));
	check("memory_op 63", hypercall(__HYPERVISOR_memory_op, 63, 0),
	      E(ENOSYS));
	check("version 99", hypercall(__HYPERVISOR_xen_version, 99, 0),
	      E(ENOSYS));
	check("vcpu_op 99", hypercall(__HYPERVISOR_vcpu_op, 99, 0, 0),
	      E(ENOSYS));
	check("vcpu_op on vCPU 5000",
	      hypercall(__HYPERVISOR_vcpu_op, VCPUOP_is_up, 5000, 0),
	      E(ENOENT));
	check("physdev_op 99", hypercall(__HYPERVISOR_physdev_op, 99, 0),
	      E(ENOSYS));
	check("callback_op 99", hypercall(__HYPERVISOR_callback_op, 99, 0),
	      E(ENOSYS));
}

static void pointers(void)
{
	check("features into the hypervisor",
	      hypercall(__HYPERVISOR_xen_version, XENVER_get_features, BAD),
	      E(EFAULT));
	check("features into nowhere",
	      hypercall(__HYPERVISOR_xen_version, XENVER_get_features,
			UNMAPPED), E(EFAULT));
	check("evtchn argument in the hypervisor",
	      hypercall(__HYPERVISOR_event_channel_op, EVTCHNOP_alloc_unbound,
			BAD), E(EFAULT));
	check("mmu_update from the hypervisor",
	      hypercall(__HYPERVISOR_mmu_update, BAD, 1UL, 0UL, DOMID_SELF),
	      E(EFAULT));
	check("mmu_update for a domain that is not there",
	      hypercall(__HYPERVISOR_mmu_update, &start_info, 1UL, 0UL, 1234UL),
	      E(ESRCH));
	check("mmuext_op from nowhere",
	      hypercall(__HYPERVISOR_mmuext_op, UNMAPPED, 1UL, 0UL,
			DOMID_SELF), E(EFAULT));
	check("trap table in the hypervisor",
	      hypercall(__HYPERVISOR_set_trap_table, BAD), E(EFAULT));
	check("multicall in the hypervisor",
	      hypercall(__HYPERVISOR_multicall, BAD, 1UL), E(EFAULT));
	check("GDT frames in nowhere",
	      hypercall(__HYPERVISOR_set_gdt, UNMAPPED, 512UL), E(EFAULT));
	check("GDT too long",
	      hypercall(__HYPERVISOR_set_gdt, UNMAPPED, 7169UL), E(EINVAL));
}

static void vcpu_state(void)
{
	check("segment base not canonical",
	      hypercall(__HYPERVISOR_set_segment_base, SEGBASE_FS,
			0x0000900000000000UL), E(EINVAL));
	check("segment 9", hypercall(__HYPERVISOR_set_segment_base, 9UL, 0UL),
	      E(EINVAL));
	check("callbacks in the hypervisor",
	      hypercall(__HYPERVISOR_set_callbacks, BAD, BAD, BAD), 0);
	check("LDT not aligned", mmuext1(MMUEXT_SET_LDT, 0x1008, 1),
	      E(EINVAL));
	check("LDT too long", mmuext1(MMUEXT_SET_LDT, 0x1000, 8193),
	      E(EINVAL));
	check("debug register 8",
	      hypercall(__HYPERVISOR_set_debugreg, 8UL, 0UL), E(ENODEV));
	check("breakpoint in the hypervisor",
	      hypercall(__HYPERVISOR_set_debugreg, 0UL, BAD), E(EPERM));
}

void test_main(void)
{
	unknown();
	pointers();
	vcpu_state();
}
