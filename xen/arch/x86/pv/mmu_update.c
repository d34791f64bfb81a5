/* SPDX-License-Identifier: GPL-2.0-only */
/* mmu_update and update_va_mapping: changing entries of page tables. */
#include <hv/domain.h>
#include <hv/errno.h>
#include <hv/guest.h>
#include <hv/hypercall.h>
#include <hv/machine.h>
#include <hv/xsm.h>
#include <x86/asm.h>
#include <x86/pv.h>

#define PREEMPTED	0x80000000UL

/*
 * The domain a foreign domain id stands for, with a reference: the caller
 * for DOMID_SELF, dom_io for DOMID_IO. -ESRCH, -EPERM.
 */
static int foreign_get(domid_t id, struct domain **out)
{
	struct domain *curr = arch_current()->domain;

	if (id == DOMID_SELF) {
		domain_get(curr);
		*out = curr;
		return 0;
	}
	if (id == curr->domid)
		return -ESRCH;
	*out = NULL;
	if (id == DOMID_IO || id == DOMID_XEN) {
		*out = id == DOMID_IO ? dom_io : dom_xen;
		domain_get(*out);
	} else {
		*out = domain_get_by_id(id);
	}
	if (!*out)
		return -ESRCH;
	if (id != DOMID_IO && !curr->is_privileged &&
	    xsm_check(XSM_TARGET, "mmu_update", curr, *out)) {
		domain_put(*out);
		return -EPERM;
	}
	return 0;
}

static int table_update(struct domain *d, struct domain *foreign,
			struct page_info *pg, unsigned int offset, uint64_t val,
			bool keep_ad)
{
	uint64_t type = READ_ONCE(pg->type_info) & PGT_TYPE_MASK;
	int err;

	if (type < PGT_L1_TABLE || type > PGT_L4_TABLE ||
	    !(READ_ONCE(pg->type_info) & PGT_COUNT_MASK)) {
		/* Not a table: the write is like any other. */
		err = page_type_get(pg, PGT_WRITABLE);
		if (err)
			return err;
		WRITE_ONCE(*(uint64_t *)((char *)page_to_virt(pg) + offset),
			   val);
		page_type_put(pg);
		return 0;
	}
	err = page_type_get(pg, type);
	if (err)
		return err;
	err = pv_update_entry(d, foreign, pg, offset / 8, val, keep_ad, NULL);
	page_type_put(pg);
	return err;
}

static int update_one(struct domain *d, struct domain *foreign,
		      const struct mmu_update *u)
{
	unsigned int cmd = u->ptr & 3;
	mfn_t m = MFN(u->ptr >> PAGE_SHIFT);
	struct domain *owner = cmd == MMU_MACHPHYS_UPDATE ? foreign : d;
	struct page_info *pg;
	int err = 0;

	if (!mfn_valid(m))
		return -EINVAL;
	pg = mfn_to_page(m);
	if (!page_get(pg, owner))
		return -EINVAL;
	if (cmd == MMU_MACHPHYS_UPDATE)
		arch_m2p_set(m, u->val);
	else
		err = table_update(d, foreign, pg,
				   (unsigned int)(u->ptr & 0xff8), u->val,
				   cmd == MMU_PT_UPDATE_PRESERVE_AD);
	page_put(pg);
	return err;
}

static long updates_run(struct hypercall *hc, struct domain *d,
			struct domain *foreign)
{
	struct mmu_update *req = (void *)hc->arg[0];
	unsigned long count = hc->arg[1] & ~PREEMPTED;
	unsigned int *done_ptr = (void *)hc->arg[2], done = 0, before = 0;
	struct mmu_update u;
	unsigned long i;
	int err = 0;

	if ((hc->arg[1] & PREEMPTED) && done_ptr &&
	    guest_read(&before, done_ptr, sizeof(before)))
		return -EFAULT;
	for (i = 0; i < count; i++) {
		if (i && (i & 31) == 0 && hypercall_preempt()) {
			err = -ERESTART;
			break;
		}
		if (guest_read(&u, req + i, sizeof(u))) {
			err = -EFAULT;
			break;
		}
		err = update_one(d, foreign, &u);
		if (err)
			break;
		done++;
	}
	done += before;
	if (done_ptr && guest_write(done_ptr, &done, sizeof(done)) &&
	    err != -ERESTART)
		err = -EFAULT;
	if (err == -ERESTART) {
		hc->arg[0] = (unsigned long)(req + i);
		hc->arg[1] = (count - i) | PREEMPTED;
	}
	return err;
}

long hc_mmu_update(struct hypercall *hc)
{
	uint32_t dom = (uint32_t)hc->arg[3];
	struct domain *d, *foreign;
	long err;

	if (!guest_range_ok((void *)hc->arg[0], hc->arg[1] & ~PREEMPTED,
			    sizeof(struct mmu_update)))
		return -EFAULT;
	/* Upper half: 1 + the domain whose tables are changed. */
	err = foreign_get(dom >> 16 ? (domid_t)((dom >> 16) - 1) : DOMID_SELF,
			  &d);
	if (err)
		return err;
	err = foreign_get((domid_t)dom, &foreign);
	if (!err) {
		err = updates_run(hc, d, foreign);
		domain_put(foreign);
	}
	domain_put(d);
	return err;
}

/* ---- update_va_mapping ---- */

static void va_flush(struct vcpu *v, uint64_t va, unsigned long flags)
{
	unsigned long mask[BITS_TO_LONGS(NR_CPUS_MAX)];
	bool all = flags & UVMF_TLB_FLUSH;

	if (!(flags & UVMF_FLUSHTYPE_MASK))
		return;
	if ((flags & ~UVMF_FLUSHTYPE_MASK) == UVMF_LOCAL) {
		if ((flags & UVMF_FLUSHTYPE_MASK) == UVMF_TLB_FLUSH)
			tlb_flush_local();
		else
			invlpg(va);
		return;
	}
	/* All, or those of a vCPU bitmap; flushing more does no harm. */
	domain_cpus(v->domain, mask);
	if ((flags & UVMF_FLUSHTYPE_MASK) == UVMF_TLB_FLUSH && all)
		tlb_flush_mask(mask);
	else
		tlb_flush_page_mask(mask, va);
}

static long va_update(uint64_t va, uint64_t val, unsigned long flags,
		      struct domain *foreign)
{
	struct vcpu *v = arch_current();
	struct page_info *pg;
	mfn_t table;
	pte_t *slot = pv_l1_slot(v, va, &table);
	int err;

	if (!slot || !mfn_valid(table))
		return -EINVAL;
	pg = mfn_to_page(table);
	err = page_get_and_type(pg, v->domain, PGT_L1_TABLE);
	if (err)
		return -EINVAL;
	err = pv_update_entry(v->domain, foreign, pg, l1_index(va), val, false,
			      NULL);
	page_put_and_type(pg);
	va_flush(v, va, flags);
	return err;
}

long hc_update_va_mapping(struct hypercall *hc)
{
	return va_update(hc->arg[0], hc->arg[1], hc->arg[2],
			 arch_current()->domain);
}

long hc_update_va_mapping_otherdomain(struct hypercall *hc)
{
	struct domain *foreign;
	long err = foreign_get((domid_t)hc->arg[3], &foreign);

	if (err)
		return err;
	err = va_update(hc->arg[0], hc->arg[1], hc->arg[2], foreign);
	domain_put(foreign);
	return err;
}

/* ---- mmuext_op ---- */

static long pin(struct domain *d, mfn_t m, uint64_t type)
{
	struct page_info *pg;
	int err;

	if (!mfn_valid(m))
		return -EINVAL;
	pg = mfn_to_page(m);
	if (!page_get(pg, d))
		return -EINVAL;
	err = page_type_get_preemptible(pg, type);
	if (err) {
		page_put(pg);
		return err;
	}
	if (!(__atomic_fetch_or(&pg->type_info, PGT_PINNED,
				__ATOMIC_SEQ_CST) & PGT_PINNED))
		return 0;
	page_put_and_type(pg);
	return -EINVAL;
}

/* Goes on with an unpin that was interrupted: 0 or -ERESTART. */
static long unpin_finish(struct vcpu *v, bool preempt)
{
	struct page_info *pg = v->arch.unpinning;
	long err;

	if (!pg)
		return 0;
	err = page_type_finish_put(pg, preempt);
	if (!err) {
		v->arch.unpinning = NULL;
		page_put(pg);
	}
	return err;
}

static long unpin(struct vcpu *v, struct domain *d, mfn_t m)
{
	struct page_info *pg;
	long err;

	if (!mfn_valid(m))
		return -EINVAL;
	pg = mfn_to_page(m);
	if (!page_get(pg, d))
		return -EINVAL;
	if (!(__atomic_fetch_and(&pg->type_info, ~PGT_PINNED,
				 __ATOMIC_SEQ_CST) & PGT_PINNED)) {
		page_put(pg);
		return -EINVAL;
	}
	err = page_type_put_preemptible(pg);
	page_put(pg);
	if (err)
		v->arch.unpinning = pg;		/* with our reference */
	else
		page_put(pg);
	return 0;
}

static long set_ldt(struct vcpu *v, uint64_t base, unsigned int ents)
{
	if (!ents)
		base = 0;
	if ((base & ~PAGE_MASK) || !guest_address(base) ||
	    ents > LDT_MAX_ENTRIES)
		return -EINVAL;
	if (v->arch.ldt_ents != ents || v->arch.ldt_base != base) {
		pv_ldt_unmap(v);
		v->arch.ldt_base = base;
		v->arch.ldt_ents = ents;
		pv_ldt_load(v);
	}
	return 0;
}

static long page_clear_copy(struct domain *d, const struct mmuext_op *op)
{
	bool copy = op->cmd == MMUEXT_COPY_PAGE;
	struct page_info *dst, *src = NULL;
	mfn_t m = MFN(op->arg1.mfn), from = MFN(op->arg2.src_mfn);
	int err;

	if (copy) {
		if (!mfn_valid(from))
			return -EINVAL;
		src = mfn_to_page(from);
		if (!page_get(src, d))
			return -EINVAL;
	}
	dst = mfn_valid(m) ? mfn_to_page(m) : NULL;
	err = dst ? page_get_and_type(dst, d, PGT_WRITABLE) : -EINVAL;
	if (!err) {
		if (copy)
			arch_copy_page(page_to_virt(dst), page_to_virt(src));
		else
			arch_clear_page(page_to_virt(dst));
		page_put_and_type(dst);
	}
	if (copy)
		page_put(src);
	return err;
}

static long flush_op(struct vcpu *v, const struct mmuext_op *op)
{
	unsigned long mask[BITS_TO_LONGS(NR_CPUS_MAX)];
	uint64_t va = op->arg1.linear_addr;

	switch (op->cmd) {
	case MMUEXT_TLB_FLUSH_LOCAL:
		tlb_flush_local();
		return 0;
	case MMUEXT_INVLPG_LOCAL:
		if (va < HYPER_START || va >= HYPER_END)
			invlpg(va);
		return 0;
	case MMUEXT_TLB_FLUSH_MULTI:
	case MMUEXT_TLB_FLUSH_ALL:
		domain_cpus(v->domain, mask);
		tlb_flush_mask(mask);
		return 0;
	default:
		domain_cpus(v->domain, mask);
		if (va < HYPER_START || va >= HYPER_END)
			tlb_flush_page_mask(mask, va);
		return 0;
	}
}

static long ext_one(struct vcpu *v, struct domain *d,
		    const struct mmuext_op *op)
{
	switch (op->cmd) {
	case MMUEXT_PIN_L1_TABLE:
	case MMUEXT_PIN_L2_TABLE:
	case MMUEXT_PIN_L3_TABLE:
	case MMUEXT_PIN_L4_TABLE:
		return pin(d, MFN(op->arg1.mfn),
			   (uint64_t)(op->cmd - MMUEXT_PIN_L1_TABLE + 1) <<
			   PGT_TYPE_SHIFT);
	case MMUEXT_UNPIN_TABLE:
		return unpin(v, d, MFN(op->arg1.mfn));
	case MMUEXT_NEW_BASEPTR:
		return d == v->domain ?
		       pv_new_cr3(v, MFN(op->arg1.mfn), false) : -EPERM;
	case MMUEXT_NEW_USER_BASEPTR:
		return d == v->domain ?
		       pv_new_cr3(v, MFN(op->arg1.mfn), true) : -EPERM;
	case MMUEXT_TLB_FLUSH_LOCAL:
	case MMUEXT_INVLPG_LOCAL:
	case MMUEXT_TLB_FLUSH_MULTI:
	case MMUEXT_INVLPG_MULTI:
	case MMUEXT_TLB_FLUSH_ALL:
	case MMUEXT_INVLPG_ALL:
		return d == v->domain ? flush_op(v, op) : -EPERM;
	case MMUEXT_FLUSH_CACHE:
	case MMUEXT_FLUSH_CACHE_GLOBAL:
		if (d != v->domain || !v->domain->is_privileged)
			return -EPERM;
		__asm__ volatile("wbinvd" ::: "memory");
		return 0;
	case MMUEXT_SET_LDT:
		return d == v->domain ? set_ldt(v, op->arg1.linear_addr,
						op->arg2.nr_ents) : -EPERM;
	case MMUEXT_CLEAR_PAGE:
	case MMUEXT_COPY_PAGE:
		return page_clear_copy(d, op);
	}
	return -ENOSYS;
}

static long ext_run(struct hypercall *hc, struct domain *d)
{
	struct mmuext_op *ops = (void *)hc->arg[0], op;
	unsigned long count = hc->arg[1] & ~PREEMPTED, i;
	unsigned int *done_ptr = (void *)hc->arg[2], done = 0, before = 0;
	struct vcpu *v = arch_current();
	long err = 0;

	if ((hc->arg[1] & PREEMPTED) && done_ptr &&
	    guest_read(&before, done_ptr, sizeof(before)))
		return -EFAULT;
	for (i = 0; i < count; i++) {
		if (i && (i & 7) == 0 && hypercall_preempt())
			err = -ERESTART;
		else
			err = unpin_finish(v, true);
		if (err)
			break;
		if (guest_read(&op, ops + i, sizeof(op)))
			err = -EFAULT;
		else
			err = ext_one(v, d, &op);
		if (err)
			break;
		done++;
	}
	/* Nothing is left half undone, whatever else went wrong. */
	if (i == count)
		err = unpin_finish(v, true);
	else if (err != -ERESTART)
		unpin_finish(v, false);
	done += before;
	if (done_ptr && guest_write(done_ptr, &done, sizeof(done)) &&
	    err != -ERESTART)
		err = -EFAULT;
	if (err == -ERESTART) {
		hc->arg[0] = (unsigned long)(ops + i);
		hc->arg[1] = (count - i) | PREEMPTED;
	}
	return err;
}

long hc_mmuext_op(struct hypercall *hc)
{
	struct domain *d;
	long err;

	if (!guest_range_ok((void *)hc->arg[0], hc->arg[1] & ~PREEMPTED,
			    sizeof(struct mmuext_op)))
		return -EFAULT;
	err = foreign_get((domid_t)hc->arg[3], &d);
	if (err)
		return err;
	err = ext_run(hc, d);
	domain_put(d);
	return err;
}
