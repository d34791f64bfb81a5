/* SPDX-License-Identifier: GPL-2.0-only */
/* What a PV guest is told about us, and which assists it may ask for. */
#include <hv/domain.h>
#include <hv/machine.h>
#include <hv/string.h>
#include <x86/layout.h>
#include <x86/pv.h>

void arch_capabilities(char *buf, size_t size)
{
	str_copy(buf, "xen-3.0-x86_64 ", size);
}

uint64_t arch_platform_virt_start(void)
{
	return HYPER_START;
}

uint32_t arch_features(const struct domain *d, unsigned int submap)
{
	if (submap)
		return 0;
	return 1U << XENFEAT_mmu_pt_update_preserve_ad |
	       1U << XENFEAT_highmem_assist |
	       1U << XENFEAT_gnttab_map_avail_bits |
	       1U << XENFEAT_memory_op_vnode_supported |
	       1U << XENFEAT_direct_mapped |
	       (d->vm_assist & 1UL << VMASST_TYPE_pae_extended_cr3 ?
		1U << XENFEAT_pae_pgdir_above_4gb : 0) |
	       (d->is_privileged ? 1U << XENFEAT_dom0 : 0);
}

uint64_t arch_vm_assist_valid(const struct domain *d)
{
	(void)d;
	return 1UL << VMASST_TYPE_4gb_segments |
	       1UL << VMASST_TYPE_4gb_segments_notify |
	       1UL << VMASST_TYPE_writable_pagetables |
	       1UL << VMASST_TYPE_pae_extended_cr3 |
	       1UL << VMASST_TYPE_architectural_iopl |
	       1UL << VMASST_TYPE_runstate_update_flag |
	       1UL << VMASST_TYPE_m2p_strict;
}
