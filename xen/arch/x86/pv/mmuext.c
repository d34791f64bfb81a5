/* SPDX-License-Identifier: GPL-2.0-only */
/* mmuext_op: pinning tables, new roots, flushes, the LDT. */
#include <hv/domain.h>
#include <hv/errno.h>
#include <hv/guest.h>
#include <hv/hypercall.h>
#include <hv/machine.h>
#include <hv/rangeset.h>
#include <x86/asm.h>
#include <x86/mmu.h>
#include <x86/pv.h>

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

static long unpin(struct vcpu *v, struct domain *d, mfn_t m)
{
	struct page_info *pg;

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
	page_put(pg);			/* the pin's is left */
	pv_table_put(v, pg);
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
	case MMUEXT_INVLPG_MULTI:
		if (!pv_vcpus_readable(v->domain, op->arg2.vcpumask.p))
			return -EINVAL;
		break;
	}
	/* To more CPUs than asked for does no harm. */
	switch (op->cmd) {
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

/* For who has device memory: to others caches are as good as memory. */
static long flush_cache(const struct domain *d)
{
	if (!d->is_privileged && rangeset_empty(d->iomem_caps))
		return -EACCES;
	wbinvd();
	return 0;
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
		return d == v->domain ? flush_cache(v->domain) : -EPERM;
	case MMUEXT_SET_LDT:
		return d == v->domain ? set_ldt(v, op->arg1.linear_addr,
						op->arg2.nr_ents) : -EPERM;
	case MMUEXT_CLEAR_PAGE:
	case MMUEXT_COPY_PAGE:
		return page_clear_copy(d, op);
	case MMUEXT_MARK_SUPER:
	case MMUEXT_UNMARK_SUPER:
		return -EOPNOTSUPP;
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
			err = pv_table_put_finish(v, true);
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
		err = pv_table_put_finish(v, true);
	else if (err != -ERESTART)
		pv_table_put_finish(v, false);
	done += before;
	pv_done_write(done_ptr, done);
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
	err = pv_foreign_get((domid_t)hc->arg[3], &d);
	if (err)
		return err;
	err = ext_run(hc, d);
	domain_put(d);
	return err;
}
