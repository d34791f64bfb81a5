/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Direct-paging page tables: what an entry may say, and the references it
 * holds.
 *
 * A present entry holds a reference to its frame and, if it points to a
 * table or is writable, a type count. So a frame in use as a table has no
 * writable mapping, and the other way round (the ABI's page-type rules).
 * Entries change by atomic exchange: whoever takes the old value out puts
 * its references, so there is no lock.
 *
 * A table keeps in page_info how many of its entries, from the first on,
 * hold references: all when it is valid, some while its (un)validation is
 * interrupted. When it was the table below that was interrupted, the last of
 * those entries is HALFWAY: the lower table's own mark holds its reference.
 */
#include <hv/bug.h>
#include <hv/domain.h>
#include <hv/errno.h>
#include <hv/hypercall.h>
#include <hv/machine.h>
#include <hv/printk.h>
#include <hv/rangeset.h>
#include <x86/layout.h>
#include <x86/pv.h>
#include <x86/spec.h>
#include <x86/xpti.h>

#define PTES	512U
#define HALFWAY	0x8000U

/* What entries of tables above level 1 may not say. */
#define BAD_L234 (PTE_PWT | PTE_PCD | PTE_PSE | PTE_G)
/* The ABI's mark of a page of the guest's kernel: one without US. */
#define GUEST_KERNEL	(1UL << 52)

static unsigned int entries_done(const struct page_info *pg)
{
	return pg->order | (unsigned int)pg->zone << 8;
}

static void entries_done_set(struct page_info *pg, unsigned int n)
{
	pg->order = (uint8_t)n;
	pg->zone = (uint8_t)(n >> 8);
}

static unsigned int level_of(uint64_t type)
{
	return (unsigned int)((type & PGT_TYPE_MASK) >> PGT_TYPE_SHIFT);
}

pte_t pv_l1_adjust(pte_t e)
{
	if (!(e & PTE_P))
		return e;
	if (!(e & PTE_US))
		return e | PTE_US | GUEST_KERNEL;
	/* The guest reads its user pages as global; CR4.PGE is off. */
	return e & GUEST_KERNEL ? e : e | PTE_G;
}

static bool is_mmio(mfn_t m)
{
	return !mfn_valid(m);
}

/*
 * Some registers are only to be read. What is no memory is not cached: where
 * the guest asks for write-back, write-through or write-protected it gets
 * uncached.
 */
static pte_t mmio_adjust(pte_t e)
{
	if (!(e & PTE_P) || !is_mmio(pte_mfn(e)))
		return e;
	if ((e & PTE_RW) && pv_mmio_read_only(pte_mfn(e)))
		e &= ~(pte_t)PTE_RW;
	switch (e & (PTE_CACHE | PTE_PAT)) {
	case 0: case PTE_PWT: case PTE_PAT | PTE_PWT:
		return (e & ~PTE_PAT) | PTE_CACHE;
	}
	return e;
}

/* Ring 3 is where the whole guest runs, its kernel too. */
static pte_t entry_adjust(pte_t e, unsigned int level)
{
	if (level == 1)
		return mmio_adjust(pv_l1_adjust(e));
	if (e & PTE_P)
		e |= PTE_US | (level == 4 ? PTE_A : 0);
	return e;
}

/* ---- level 1 ---- */

bool arch_mfn_is_mmio(mfn_t m)
{
	return is_mmio(m);
}

static int mmio_allowed(struct domain *d, struct domain *foreign, mfn_t m)
{
	/* DOMID_IO is no one's: the caller's own rights count. */
	if (foreign == dom_io)
		foreign = d;
	/* To look at: it was made an entry that cannot write. */
	if (d->is_privileged && pv_mmio_read_only(m))
		return 0;
	/* Our own registers are nobody's: the local APICs. */
	if (foreign->iomem_caps && d->iomem_caps &&
	    rangeset_contains(foreign->iomem_caps, m.n, m.n) &&
	    rangeset_contains(d->iomem_caps, m.n, m.n))
		return 0;
	/* All ones is nobody's number of anything. */
	return m.n == PTE_ADDR >> PAGE_SHIFT ? -EINVAL : -EPERM;
}

static void l1_put(pte_t e)
{
	mfn_t m = pte_mfn(e);

	if (!(e & PTE_P) || is_mmio(m))
		return;
	if (e & PTE_RW)
		page_put_and_type(mfn_to_page(m));
	else
		page_put(mfn_to_page(m));
}

/* A frame of ours is mapped by us, too: cached. */
static bool ours_uncached(pte_t e)
{
	return (e & (PTE_CACHE | PTE_PAT)) && !is_mmio(pte_mfn(e)) &&
	       (mfn_to_page(pte_mfn(e))->count_info & PGC_XENHEAP);
}

static int l1_get(pte_t e, struct domain *d, struct domain *foreign)
{
	mfn_t m = pte_mfn(e);
	struct page_info *pg;
	int err;

	if (!(e & PTE_P))
		return 0;
	if (is_mmio(m))
		return mmio_allowed(d, foreign, m);
	pg = mfn_to_page(m);
	if (!page_get(pg, foreign))
		return -EBUSY;
	err = (e & PTE_RW) ? page_type_get(pg, PGT_WRITABLE) : 0;
	if (err) {
		page_put(pg);
		return -EBUSY;
	}
	if (ours_uncached(e)) {
		l1_put(e);
		return -EACCES;
	}
	return 0;
}

/* ---- levels 2 to 4 ---- */

static int upper_get(pte_t e, struct domain *d, struct page_info *in,
		     unsigned int level, bool preempt)
{
	uint64_t below = (uint64_t)(level - 1) << PGT_TYPE_SHIFT;
	struct page_info *pg;
	int err;

	if (!(e & PTE_P))
		return 0;
	if ((e & BAD_L234) || !mfn_valid(pte_mfn(e)))
		return -EINVAL;
	pg = mfn_to_page(pte_mfn(e));
	if (pv_linear_entry(in, pg, level))
		return pv_linear_get(in, pg, d, e & PTE_RW);
	if (!page_get(pg, d))
		return -EINVAL;
	err = preempt ? page_type_get_preemptible(pg, below) :
			page_type_get(pg, below);
	if (err)
		page_put(pg);
	return err;
}

static int upper_put(pte_t e, const struct page_info *in, bool preempt)
{
	struct page_info *pg;
	int err = 0;

	if (!(e & PTE_P))
		return 0;
	pg = mfn_to_page(pte_mfn(e));
	if (pg == in)
		return 0;		/* linear: to itself */
	if (preempt)
		err = page_type_put_preemptible(pg);
	else
		page_type_put(pg);
	/* Interrupted or not, this entry's own reference is gone. */
	page_put(pg);
	return err;
}

static int entry_get(pte_t e, struct domain *d, struct domain *foreign,
		     struct page_info *in, unsigned int level, bool preempt)
{
	if (!(e & PTE_P) && d->arch.l1tf && spec_l1tf_unsafe(e)) {
		gprintk(d, XLG_WARN "entry %#llx could be used to read what "
			"is there (L1TF), refused\n", (unsigned long long)e);
		return -EINVAL;
	}
	if (level == 1)
		return l1_get(e, d, foreign);
	return upper_get(e, d, in, level, preempt);
}

static int entry_put(pte_t e, const struct page_info *in, unsigned int level,
		     bool preempt)
{
	if (level > 1)
		return upper_put(e, in, preempt);
	l1_put(e);
	return 0;
}

static bool guest_slot(unsigned int level, unsigned int i)
{
	return level < 4 || i < HYPER_FIRST_SLOT || i > HYPER_LAST_SLOT;
}

/* ---- whole tables ---- */

/* The table below entry `e` was left in the middle: undo the rest of it. */
static int halfway_undo(pte_t e, bool preempt)
{
	return page_type_finish_put(mfn_to_page(pte_mfn(e)), preempt);
}

static int entries_undo(struct page_info *pg, unsigned int level,
			bool preempt)
{
	pte_t *t = page_to_virt(pg);
	unsigned int done = entries_done(pg), start = done & ~HALFWAY;
	unsigned int i = start;
	int err = 0;

	while (i) {
		/* An L1 table is mostly empty: past what holds nothing. */
		if (level == 1 && !(t[i - 1] & PTE_P)) {
			i--;
			continue;
		}
		/* Not before something was done, or it might never be. */
		if (preempt && level > 1 && (i & 63) == 0 && i != start &&
		    hypercall_preempt()) {
			entries_done_set(pg, i | (done & HALFWAY));
			return -ERESTART;
		}
		i--;
		if (done & HALFWAY)
			err = halfway_undo(t[i], preempt);
		else if (guest_slot(level, i))
			err = entry_put(t[i], pg, level, preempt);
		if (err) {
			entries_done_set(pg, (i + 1) | HALFWAY);
			return err;
		}
		done = 0;
	}
	entries_done_set(pg, 0);
	return 0;
}

static int entries_validate(struct page_info *pg, struct domain *d,
			    unsigned int level, bool preempt)
{
	pte_t *t = page_to_virt(pg);
	unsigned int done = entries_done(pg), start = done & ~HALFWAY, i;
	int err = 0;

	/* The one left halfway is had again from the start. */
	if (done & HALFWAY)
		start--;
	for (i = start; i < PTES; i++) {
		if (preempt && level > 1 && i != start && (i & 15) == 0 &&
		    hypercall_preempt()) {
			entries_done_set(pg, i);
			return -ERESTART;
		}
		if (!(t[i] & PTE_P) && !d->arch.l1tf)
			continue;
		if (guest_slot(level, i))
			err = entry_get(t[i], d, d, pg, level, preempt);
		if (err)
			break;
		if (guest_slot(level, i))
			t[i] = entry_adjust(t[i], level);
	}
	if (err == -ERESTART) {
		entries_done_set(pg, (i + 1) | HALFWAY);
	} else if (err) {
		entries_done_set(pg, i);
		entries_undo(pg, level, false);
	} else {
		entries_done_set(pg, PTES);
	}
	return err;
}

/*
 * The M2P is in every root with VMASST_TYPE_m2p_strict, until it is used for
 * user mode. Without, it comes into those the kernel runs on and stays.
 */
static void root_fill(struct page_info *pg, const struct domain *d)
{
	pte_t *t = page_to_virt(pg);

	hyper_slots_fill(t, d);
	if (!pv_m2p_strict(d))
		t[l4_index(M2P_RO_START)] = 0;
	xpti_root_written(d);
}

int arch_page_validate(struct page_info *pg, uint64_t type, bool preempt)
{
	struct domain *d = domain_by_id_nolock(pg->owner);
	unsigned int level = level_of(type);
	int err;

	if (!d)
		return -EINVAL;
	if ((type & PGT_TYPE_MASK) == PGT_SEG_DESC)
		return segdesc_page_validate(pg);
	if (d->dying)
		return -EINVAL;
	err = entries_validate(pg, d, level, preempt);
	if (!err && level == 4)
		root_fill(pg, d);
	return err;
}

int arch_page_invalidate(struct page_info *pg, uint64_t type, bool preempt)
{
	int err = entries_undo(pg, level_of(type), preempt);

	if (!err)
		pv_linear_forget(pg);
	return err;
}

/* ---- one entry ---- */

#define SAME_USE	(PTE_ADDR | PTE_P | PTE_RW)

static pte_t entry_swap(pte_t *slot, pte_t new_value, bool keep_ad)
{
	pte_t old = READ_ONCE(*slot), put;

	if (!keep_ad)
		return __atomic_exchange_n(slot, new_value, __ATOMIC_SEQ_CST);
	do {
		put = new_value | (old & (PTE_A | PTE_D));
	} while (!__atomic_compare_exchange_n(slot, &old, put, false,
					      __ATOMIC_SEQ_CST,
					      __ATOMIC_SEQ_CST));
	return old;
}

/* What an entry that was taken out held; large trees may take a while. */
static void entry_let_go(pte_t old, const struct page_info *table,
			 unsigned int level)
{
	struct page_info *pg = mfn_to_page(pte_mfn(old));

	if (level < 3)
		entry_put(old, table, level, false);
	else if ((old & PTE_P) && pg != table)
		pv_table_put(arch_current(), pg);
}

int pv_update_entry(struct domain *d, struct domain *foreign,
		    struct page_info *table, unsigned int index,
		    pte_t new_value, bool keep_ad, const pte_t *expect)
{
	unsigned int level = level_of(READ_ONCE(table->type_info));
	pte_t *slot = (pte_t *)page_to_virt(table) + index, old;
	int err;

	if (!guest_slot(level, index))
		return -EINVAL;
	new_value = entry_adjust(new_value, level);
	old = READ_ONCE(*slot);
	/* The same frame in the same way: no reference changes hands. */
	if ((old & PTE_P) && !((old ^ new_value) & SAME_USE) &&
	    (level == 1 || !(new_value & BAD_L234))) {
		pte_t put;

		if (expect && old != *expect)
			return -EAGAIN;
		if (level == 1 && ours_uncached(new_value))
			return -EACCES;
		put = keep_ad ? new_value | (old & (PTE_A | PTE_D)) :
				new_value;
		if (__atomic_compare_exchange_n(slot, &old, put, false,
						__ATOMIC_SEQ_CST,
						__ATOMIC_SEQ_CST)) {
			if (level == 4)
				xpti_root_changed(d);
			return 0;
		}
	}
	err = entry_get(new_value, d, foreign, table, level, level > 2);
	if (err)
		return err;
	if (expect) {
		old = *expect;
		if (!__atomic_compare_exchange_n(slot, &old, new_value, false,
						 __ATOMIC_SEQ_CST,
						 __ATOMIC_SEQ_CST)) {
			entry_put(new_value, table, level, false);
			return -EAGAIN;
		}
	} else {
		old = entry_swap(slot, new_value, keep_ad);
	}
	/* Of those who run on this root, some run on a copy. */
	if (level == 4)
		xpti_root_changed(d);
	entry_let_go(old, table, level);
	return 0;
}

/* ---- walking ---- */

pte_t *pv_l1_slot(struct vcpu *v, uint64_t va, mfn_t *table)
{
	mfn_t m = v->arch.cr3_kernel;
	pte_t e;

	if (va >= HYPER_START && va < HYPER_END)
		return NULL;
	for (unsigned int shift = 39; shift > 12; shift -= 9) {
		e = ((pte_t *)arch_mfn_to_virt(m))[va >> shift & 511];
		if (!(e & PTE_P) || (e & PTE_PSE))
			return NULL;
		m = pte_mfn(e);
	}
	*table = m;
	return (pte_t *)arch_mfn_to_virt(m) + l1_index(va);
}

/* ---- letting go of tables, in steps ---- */

void pv_table_put(struct vcpu *v, struct page_info *pg)
{
	ASSERT(!v->arch.unpinning);
	if (page_type_put_preemptible(pg))
		v->arch.unpinning = pg;		/* with our reference */
	else
		page_put(pg);
}

int pv_table_put_finish(struct vcpu *v, bool preempt)
{
	struct page_info *pg = v->arch.unpinning;
	int err;

	if (!pg)
		return 0;
	err = page_type_finish_put(pg, preempt);
	if (!err) {
		v->arch.unpinning = NULL;
		page_put(pg);
	}
	return err;
}

/* ---- roots ---- */

void pv_root_m2p(const struct vcpu *v, mfn_t root, bool user)
{
	pte_t *slot = (pte_t *)arch_mfn_to_virt(root) + l4_index(M2P_RO_START);

	pte_t e = user ? 0 : hyper_l4[l4_index(M2P_RO_START)];

	if (user != pv_m2p_strict(v->domain) || READ_ONCE(*slot) == e)
		return;
	WRITE_ONCE(*slot, e);
	xpti_root_written(v->domain);
}

int pv_new_cr3(struct vcpu *v, mfn_t root, bool user)
{
	mfn_t *place = user ? &v->arch.cr3_user : &v->arch.cr3_kernel;
	mfn_t old = *place;
	int err;

	if (user && root.n == 0) {
		*place = INVALID_MFN;
	} else if (mfn_eq(root, old)) {
		if (user != v->arch.kernel_mode)
			tlb_flush_local();
		return 0;
	} else {
		if (!mfn_valid(root))
			return -EINVAL;
		if (!page_get(mfn_to_page(root), v->domain))
			return -EINVAL;
		err = page_type_get_preemptible(mfn_to_page(root),
						PGT_L4_TABLE);
		if (err) {
			page_put(mfn_to_page(root));
			return err;
		}
		*place = root;
		pv_root_m2p(v, root, user);
		if (user != v->arch.kernel_mode)
			cr3_load(root);
	}
	if (!mfn_eq(old, INVALID_MFN))
		pv_table_put(v, mfn_to_page(old));
	return 0;
}

void domain_cpus(const struct domain *d, unsigned long *mask)
{
	struct vcpu *v;
	unsigned int i;

	bitmap_zero(mask, nr_cpu_ids);
	for_each_vcpu(d, i, v)
		if (READ_ONCE(v->sched.is_running))
			bit_set(mask, READ_ONCE(v->processor));
}
