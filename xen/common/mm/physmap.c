/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Physmaps: translated guests have one, PV guests are told that they have
 * none. Which errors come first is part of the ABI as its users see it.
 */
#include "memory.h"

#include <hv/errno.h>
#include <hv/guest.h>
#include <hv/machine.h>
#include <hv/xsm.h>

static long add_one(struct domain *d, struct xen_add_to_physmap *a)
{
	return arch_paging_translated(d) ?
		arch_add_to_physmap(d, a->space, a->idx, GFN(a->gpfn)) :
		-EACCES;
}

long memory_add_to_physmap(void *arg, uint64_t start)
{
	struct domain *curr = arch_current()->domain, *d;
	struct xen_add_to_physmap a;
	long ret;

	if (start > UINT16_MAX)
		return -EDOM;
	if (guest_read(&a, arg, sizeof(a)))
		return -EFAULT;
	if (a.space == XENMAPSPACE_gmfn_foreign)
		return -ENOSYS;
	d = domain_get_by_id_or_self(a.domid);
	if (!d)
		return -ESRCH;
	ret = xsm_check(XSM_TARGET, "add_to_physmap", curr, d);
	if (!ret)
		ret = add_one(d, &a);
	domain_put(d);
	return ret;
}

static long batch(struct domain *d, struct xen_add_to_physmap_batch *b,
		  uint16_t start)
{
	long ret = arch_paging_translated(d) ? 0 : -EACCES;

	for (uint16_t i = start; !ret && i < b->size; i++) {
		struct xen_add_to_physmap a = { .space = b->space };
		xen_ulong_t idx;
		xen_pfn_t gpfn;
		int err;

		if (guest_read_elem(&idx, b->idxs, i) ||
		    guest_read_elem(&gpfn, b->gpfns, i))
			return -EFAULT;
		a.idx = idx;
		a.gpfn = gpfn;
		err = (int)add_one(d, &a);
		if (guest_write_elem(b->errs, i, &err))
			return -EFAULT;
	}
	return ret;
}

long memory_add_to_physmap_batch(void *arg, uint64_t start)
{
	struct domain *curr = arch_current()->domain, *d;
	struct xen_add_to_physmap_batch b;
	long ret;

	if (start > UINT16_MAX)
		return -EDOM;
	if (guest_read(&b, arg, sizeof(b)))
		return -EFAULT;
	if (b.space == XENMAPSPACE_gmfn_range)
		return -EOPNOTSUPP;
	d = domain_get_by_id_or_self(b.domid);
	if (!d)
		return -ESRCH;
	ret = xsm_check(XSM_TARGET, "add_to_physmap", curr, d);
	if (!ret)
		ret = batch(d, &b, (uint16_t)start);
	domain_put(d);
	return ret;
}

long memory_remove_from_physmap(void *arg)
{
	struct domain *curr = arch_current()->domain, *d;
	struct xen_remove_from_physmap a;
	long ret;
	mfn_t m;

	if (guest_read(&a, arg, sizeof(a)))
		return -EFAULT;
	d = domain_get_by_id_or_self(a.domid);
	if (!d)
		return -ESRCH;
	ret = xsm_check(XSM_TARGET, "remove_from_physmap", curr, d);
	if (!ret && !arch_paging_translated(d))
		ret = -EACCES;
	if (!ret) {
		m = arch_gfn_to_mfn(d, GFN(a.gpfn));
		ret = mfn_valid(m) ? arch_physmap_remove(d, GFN(a.gpfn), m, 0) :
				     -ENOENT;
	}
	domain_put(d);
	return ret;
}
