/* SPDX-License-Identifier: GPL-2.0-only */
/* The machine's rows of the hypercall table. */
#include <hv/abi.h>
#include <x86/hypercalls.h>
#include <x86/pv.h>

const struct hypercall_row arch_hypercalls[NR_HYPERCALLS] = {
	[__HYPERVISOR_set_trap_table]   = { hc_set_trap_table, HC_PV, 1 },
	[__HYPERVISOR_mmu_update]       = { hc_mmu_update, HC_PV, 4 },
	[__HYPERVISOR_set_gdt]          = { hc_set_gdt, HC_PV, 2 },
	[__HYPERVISOR_stack_switch]     = { hc_stack_switch, HC_PV, 2 },
	[__HYPERVISOR_set_callbacks]    = { hc_set_callbacks, HC_PV, 3 },
	[__HYPERVISOR_fpu_taskswitch]   = { hc_fpu_taskswitch, HC_PV, 1 },
	[__HYPERVISOR_platform_op]      = { hc_platform_op, HC_PV | HC_HVM, 1 },
	[__HYPERVISOR_set_debugreg]     = { hc_set_debugreg, HC_PV, 2 },
	[__HYPERVISOR_get_debugreg]     = { hc_get_debugreg, HC_PV, 1 },
	[__HYPERVISOR_update_descriptor] = { hc_update_descriptor, HC_PV, 2 },
	[__HYPERVISOR_update_va_mapping] = { hc_update_va_mapping, HC_PV, 3 },
	[__HYPERVISOR_update_va_mapping_otherdomain] =
		{ hc_update_va_mapping_otherdomain, HC_PV, 4 },
	[__HYPERVISOR_iret]             = { hc_iret, HC_PV, 0 },
	[__HYPERVISOR_set_segment_base] = { hc_set_segment_base, HC_PV, 2 },
	[__HYPERVISOR_mmuext_op]        = { hc_mmuext_op, HC_PV, 4 },
	[__HYPERVISOR_callback_op]      = { hc_callback_op, HC_PV, 2 },
	[__HYPERVISOR_nmi_op]           = { hc_nmi_op, HC_PV, 2 },
	[__HYPERVISOR_arch_0]            = { hc_mca, HC_PV, 1 },
	[__HYPERVISOR_physdev_op]       = { hc_physdev_op, HC_PV | HC_HVM, 2 },
	[__HYPERVISOR_physdev_op_compat] = { hc_physdev_op_compat, HC_PV, 1 },
};
