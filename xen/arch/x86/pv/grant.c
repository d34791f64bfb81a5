/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Grant mappings in a PV guest's page tables.
 *
 * The grant table code holds the references; the entry written here carries
 * them, and unmapping takes it out without putting any.
 */
#include <hv/abi.h>
#include <hv/domain.h>
#include <hv/grant.h>
#include <hv/machine.h>
#include <x86/asm.h>
#include <x86/pv.h>

#define EXCHANGE_TRIES	8

/* The L1 table and index `addr` stands for, with references on the table. */
static pte_t *slot_get(uint64_t addr, bool by_pte, struct page_info **table)
{
	struct vcpu *v = arch_current();
	pte_t *slot;
	mfn_t m;

	if (by_pte) {
		m = MFN(addr >> PAGE_SHIFT);
		if ((addr & 7) || !mfn_valid(m))
			return NULL;
		slot = (pte_t *)arch_mfn_to_virt(m) + (addr >> 3 & 511);
	} else {
		slot = pv_l1_slot(v, addr, &m);
	}
	if (!slot || !mfn_valid(m))
		return NULL;
	*table = mfn_to_page(m);
	if (!page_get(*table, v->domain))
		return NULL;
	if ((READ_ONCE((*table)->type_info) & PGT_TYPE_MASK) != PGT_L1_TABLE ||
	    page_type_get(*table, PGT_L1_TABLE)) {
		page_put(*table);
		return NULL;
	}
	return slot;
}

static pte_t grant_entry(mfn_t m, unsigned int flags, unsigned int cache)
{
	/* The bits above GNTMAP_guest_avail0 go to the available ones. */
	pte_t e = pte_make(m, PTE_P | PTE_A | PTE_D |
			   ((uint64_t)(flags >> _GNTMAP_guest_avail0 & 7) << 9));

	if (flags & GNTMAP_application_map)
		e |= PTE_US;
	e = pv_l1_adjust(e);

	if (!(flags & GNTMAP_readonly))
		e |= PTE_RW;
	return e | (cache & (PTE_PWT | PTE_PCD));
}

static void old_entry_put(pte_t old)
{
	mfn_t m = pte_mfn(old);

	if (!(old & PTE_P) || !mfn_valid(m))
		return;
	if (old & PTE_RW)
		page_put_and_type(mfn_to_page(m));
	else
		page_put(mfn_to_page(m));
}

int arch_grant_map(uint64_t addr, mfn_t mfn, unsigned int flags,
		   unsigned int cache)
{
	struct page_info *table;
	pte_t *slot = slot_get(addr, flags & GNTMAP_contains_pte, &table);
	pte_t old;

	if (!slot)
		return GNTST_general_error;
	old = __atomic_exchange_n(slot, grant_entry(mfn, flags, cache),
				  __ATOMIC_SEQ_CST);
	old_entry_put(old);
	page_put_and_type(table);
	return GNTST_okay;
}

/* Moves new_addr's entry away and returns it: its references go along. */
static int entry_take(uint64_t new_addr, pte_t *out)
{
	struct page_info *table;
	pte_t *slot;

	*out = 0;
	if (!new_addr)
		return GNTST_okay;
	slot = slot_get(new_addr, false, &table);
	if (!slot)
		return GNTST_general_error;
	*out = __atomic_exchange_n(slot, 0, __ATOMIC_SEQ_CST);
	page_put_and_type(table);
	invlpg(new_addr);
	return GNTST_okay;
}

/* Is e the mapping that was asked for: then it has just its references. */
static bool maps(pte_t e, mfn_t mfn, unsigned int flags)
{
	return (e & PTE_P) && mfn_eq(pte_mfn(e), mfn) &&
	       !(e & PTE_RW) == !!(flags & GNTMAP_readonly);
}

/*
 * The entry is exchanged as it was looked at, or not at all: what another vCPU
 * put there meanwhile, the same frame for reading, say, has other references.
 * The processor may set A and D, a guest that goes on changing it fails.
 */
static bool exchange(pte_t *slot, mfn_t mfn, unsigned int flags, pte_t with)
{
	pte_t old = READ_ONCE(*slot);

	for (int i = 0; i < EXCHANGE_TRIES && maps(old, mfn, flags); i++)
		if (__atomic_compare_exchange_n(slot, &old, with, false,
						__ATOMIC_SEQ_CST,
						__ATOMIC_SEQ_CST))
			return true;
	return false;
}

int arch_grant_unmap(uint64_t addr, mfn_t mfn, unsigned int flags,
		     uint64_t new_addr)
{
	struct page_info *table;
	pte_t *slot = slot_get(addr, flags & GNTMAP_contains_pte, &table);
	int err = GNTST_general_error;
	pte_t replacement;

	if (!slot)
		return err;
	if (!maps(READ_ONCE(*slot), mfn, flags))
		goto out;
	err = entry_take(new_addr, &replacement);
	if (err)
		goto out;
	if (!exchange(slot, mfn, flags, replacement)) {
		old_entry_put(replacement);
		err = GNTST_general_error;
	}
	if (!(flags & GNTMAP_contains_pte))
		invlpg(addr);
out:
	page_put_and_type(table);
	return err;
}

void arch_grant_flush_tlb(struct domain *d)
{
	unsigned long mask[BITS_TO_LONGS(NR_CPUS_MAX)];

	domain_cpus(d, mask);
	tlb_flush_mask(mask);
}

int arch_cache_flush(const void *p, size_t bytes, unsigned int op)
{
	const char *c = (const char *)((uint64_t)p & ~63UL);
	const char *end = (const char *)p + bytes;

	/* Without writing back, what others wrote would be lost. */
	if (op == GNTTAB_CACHE_INVAL)
		return -EOPNOTSUPP;
	for (; c < end; c += 64)
		clflush(c);
	mfence();
	return 0;
}
