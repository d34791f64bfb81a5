/* SPDX-License-Identifier: GPL-2.0-only */
/* The page tables dom0's kernel starts on. */
#include <x86/layout.h>

#include "build.h"

#define LEAF_RW		(PTE_P | PTE_RW | PTE_US | PTE_A)
#define TABLE_RW	(LEAF_RW | PTE_D)

static uint64_t *table_at(uint64_t entry)
{
	return arch_mfn_to_virt(pte_mfn(entry));
}

static bool present(const uint64_t *entry)
{
	return entry && *entry & PTE_P;
}

static uint64_t *l3_entry(struct build *b, uint64_t va)
{
	uint64_t *e = &b->l4[l4_index(va)];

	return present(e) ? &table_at(*e)[l3_index(va)] : NULL;
}

static uint64_t *l2_entry(struct build *b, uint64_t va)
{
	uint64_t *e = l3_entry(b, va);

	return present(e) ? &table_at(*e)[l2_index(va)] : NULL;
}

uint64_t *dom0_l1_entry(struct build *b, uint64_t va)
{
	uint64_t *e = l2_entry(b, va);

	return present(e) ? &table_at(*e)[l1_index(va)] : NULL;
}

/* The lowest comes first, where kernels are used to find it. */
static void tables_make(struct build *b, uint64_t va)
{
	uint64_t l1, l2 = 0, l3 = 0;

	if (dom0_l1_entry(b, va))
		return;
	l1 = b->next_table++;
	if (!l2_entry(b, va))
		l2 = b->next_table++;
	if (!l3_entry(b, va)) {
		l3 = b->next_table++;
		b->l4[l4_index(va)] = pte_make(MFN(b->p2m[l3]), TABLE_RW);
	}
	if (l2)
		*l3_entry(b, va) = pte_make(MFN(b->p2m[l2]), TABLE_RW);
	*l2_entry(b, va) = pte_make(MFN(b->p2m[l1]), TABLE_RW);
}

static void map_page(struct build *b, uint64_t va, uint64_t pfn, bool rw)
{
	tables_make(b, va);
	*dom0_l1_entry(b, va) = pte_make(MFN(b->p2m[pfn]),
				    rw ? LEAF_RW : LEAF_RW & ~PTE_RW);
}

void dom0_map(struct build *b)
{
	b->next_table = va_pfn(b, b->v_tables);
	b->l4_mfn = MFN(b->p2m[b->next_table]);
	b->l4 = pfn_virt(b, b->next_table++);
	for (uint64_t va = b->v_start; va < b->v_end; va += PAGE_SIZE)
		map_page(b, va, va_pfn(b, va),
			 va < b->v_tables || va >= b->v_stack);
	if (!b->nr_p2m_list)
		return;
	b->next_table = b->p2m_pfn + b->nr_p2m_list;
	for (uint64_t i = 0; i < b->nr_p2m_list; i++)
		map_page(b, (b->v_p2m & PAGE_MASK) + (i << PAGE_SHIFT),
			 b->p2m_pfn + i, true);
}

void *dom0_written(void *build, uint64_t va)
{
	struct build *b = build;

	*dom0_l1_entry(b, va) |= PTE_D;
	return pfn_virt(b, va_pfn(b, va));
}

void dom0_entries_reset(struct build *b)
{
	for (uint64_t va = b->v_start; va < b->v_end; va += PAGE_SIZE)
		*dom0_l1_entry(b, va) &= ~PTE_G;
	for (uint64_t i = 0; i < b->nr_p2m_list; i++)
		*dom0_l1_entry(b, b->v_p2m + (i << PAGE_SHIFT)) &= ~PTE_G;
}
