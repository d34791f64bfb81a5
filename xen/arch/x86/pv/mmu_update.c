/* SPDX-License-Identifier: GPL-2.0-only */
/* mmu_update and update_va_mapping: changing entries of page tables. */
#include <hv/domain.h>
#include <hv/errno.h>
#include <hv/guest.h>
#include <hv/hypercall.h>
#include <hv/machine.h>
#include <hv/xsm.h>
#include <x86/asm.h>
#include <x86/mmu.h>
#include <x86/pv.h>

int pv_foreign_get(domid_t id, struct domain **out)
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

void pv_done_write(unsigned int *to, unsigned int done)
{
	/* The updates are made whether it can be told or not. */
	if (to && guest_write(to, &done, sizeof(done)))
		return;
}

bool pv_vcpus_readable(const struct domain *d, const void *bitmap)
{
	uint8_t b;

	for (unsigned int i = 0; i * 8 < d->max_vcpus; i++)
		if (guest_read(&b, (const uint8_t *)bitmap + i, 1))
			return false;
	return true;
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
	unsigned int cmd = u->ptr & 7;
	mfn_t m = MFN(u->ptr >> PAGE_SHIFT);
	struct domain *owner = cmd == MMU_MACHPHYS_UPDATE ? foreign : d;
	struct page_info *pg;
	int err = 0;

	if (cmd > MMU_PT_UPDATE_NO_TRANSLATE)
		return -ENOSYS;
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
	struct vcpu *v = arch_current();
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
		err = pv_table_put_finish(v, true);
		if (err)
			break;
		if (guest_read(&u, req + i, sizeof(u))) {
			err = -EFAULT;
			break;
		}
		err = update_one(d, foreign, &u);
		if (err)
			break;
		done++;
	}
	/* What the last one took out may be large too. */
	if (i == count)
		err = pv_table_put_finish(v, true);
	done += before;
	pv_done_write(done_ptr, done);
	if (err == -ERESTART) {
		hc->arg[0] = (unsigned long)(req + i);
		hc->arg[1] = (count - i) | PREEMPTED;
	}
	return err;
}

/* Whose tables are changed: the number + 1, by number only; 0: our own. */
static int tables_owner_get(uint32_t word, struct domain **out)
{
	struct domain *curr = arch_current()->domain;

	if (word == 0 || word - 1 == curr->domid)
		return pv_foreign_get(DOMID_SELF, out);
	if (word - 1 >= DOMID_FIRST_RESERVED)
		return -ESRCH;
	return pv_foreign_get((domid_t)(word - 1), out);
}

long hc_mmu_update(struct hypercall *hc)
{
	uint32_t dom = (uint32_t)hc->arg[3];
	struct domain *d, *foreign;
	long err;

	if (!guest_range_ok((void *)hc->arg[0], hc->arg[1] & ~PREEMPTED,
			    sizeof(struct mmu_update)))
		return -EFAULT;
	err = tables_owner_get(dom >> 16, &d);
	if (err)
		return err;
	err = pv_foreign_get((domid_t)dom, &foreign);
	if (err) {
		pv_done_write((void *)hc->arg[2], 0);
	} else {
		err = updates_run(hc, d, foreign);
		domain_put(foreign);
	}
	domain_put(d);
	return err;
}

/* ---- update_va_mapping ---- */

/* For all, this CPU, or the vCPUs of a bitmap: -EFAULT if that is not there. */
static long va_flush(struct vcpu *v, uint64_t va, unsigned long flags)
{
	unsigned long mask[BITS_TO_LONGS(NR_CPUS_MAX)];
	unsigned long type = flags & UVMF_FLUSHTYPE_MASK;
	unsigned long where = flags & ~UVMF_FLUSHTYPE_MASK;

	if (type != UVMF_TLB_FLUSH && type != UVMF_INVLPG)
		return 0;
	if (where == UVMF_LOCAL) {
		if (type == UVMF_TLB_FLUSH)
			tlb_flush_local();
		else
			invlpg(va);
		return 0;
	}
	domain_cpus(v->domain, mask);
	if (where != UVMF_ALL &&
	    !pv_vcpus_readable(v->domain, (const void *)where))
		return -EFAULT;
	if (type == UVMF_TLB_FLUSH)
		tlb_flush_mask(mask);
	else
		tlb_flush_page_mask(mask, va);
	return 0;
}

static long va_update(uint64_t va, uint64_t val, unsigned long flags,
		      struct domain *foreign)
{
	struct vcpu *v = arch_current();
	struct page_info *pg;
	mfn_t table;
	pte_t *slot = pv_l1_slot(v, va, &table);
	long flush_err;
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
	flush_err = va_flush(v, va, flags);
	return err ? err : flush_err;
}

long hc_update_va_mapping(struct hypercall *hc)
{
	return va_update(hc->arg[0], hc->arg[1], hc->arg[2],
			 arch_current()->domain);
}

long hc_update_va_mapping_otherdomain(struct hypercall *hc)
{
	struct domain *foreign;
	long err = pv_foreign_get((domid_t)hc->arg[3], &foreign);

	if (err)
		return err;
	err = va_update(hc->arg[0], hc->arg[1], hc->arg[2], foreign);
	domain_put(foreign);
	return err;
}
