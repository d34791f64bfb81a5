/* SPDX-License-Identifier: GPL-2.0-only */
/* The hypervisor's slots of guests' root tables. */
#include <hv/domain.h>
#include <hv/string.h>
#include <x86/paging.h>

pte_t *hyper_l4;

void hyper_slots_fill(pte_t *l4, const struct domain *d)
{
	memcpy(&l4[HYPER_FIRST_SLOT], &hyper_l4[HYPER_FIRST_SLOT],
	       (HYPER_LAST_SLOT - HYPER_FIRST_SLOT + 1) * sizeof(pte_t));
	l4[PERDOMAIN_SLOT] = d && d->arch.perdomain_l3 ?
		pte_make(arch_virt_to_mfn(d->arch.perdomain_l3),
			 PTE_P | PTE_RW | PTE_A) : 0;
}
