/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * memory_op: dispatch, figures, claims, resources. What concerns the machine's
 * memory map and physmaps is the machine's.
 */
#include "memory.h"

#include <hv/errno.h>
#include <hv/grant.h>
#include <hv/guest.h>
#include <hv/machine.h>
#include <hv/xsm.h>

#define RESOURCE_BATCH	32U

/* ---- figures about a domain ---- */

static long domain_figure(struct domain *d, unsigned int cmd)
{
	switch (cmd) {
	case XENMEM_current_reservation:
		return (long)d->tot_pages;
	case XENMEM_maximum_reservation:
		return (long)d->max_pages;
	}
	return (long)arch_max_gpfn(d);
}

static long query_domain(unsigned int cmd, void *arg)
{
	struct domain *curr = arch_current()->domain, *d;
	struct xen_memory_domain q;
	long ret;

	if (guest_read(&q, arg, sizeof(q)))
		return -EFAULT;
	d = domain_get_by_id_or_self(q.domid);
	if (!d)
		return -ESRCH;
	ret = xsm_check(XSM_TARGET, "memory_stat_reservation", curr, d);
	if (!ret)
		ret = domain_figure(d, cmd);
	domain_put(d);
	return ret;
}

/* ---- claims ---- */

static long claim_pages(void *arg)
{
	struct domain *curr = arch_current()->domain, *d;
	struct xen_memory_reservation r;
	long ret;

	if (guest_read(&r, arg, sizeof(r)))
		return -EFAULT;
	ret = xsm_check(XSM_PRIV, "claim_pages", curr, NULL);
	if (ret)
		return ret;
	if (r.extent_start.p || r.extent_order || r.mem_flags)
		return -EINVAL;
	d = domain_get_by_id(r.domid);
	if (!d)
		return -EINVAL;
	ret = domain_set_claim(d, r.nr_extents);
	domain_put(d);
	return ret;
}

/* ---- resources of a domain, for its builder to map ---- */

static uint64_t resource_size(struct domain *d,
			      const struct xen_mem_acquire_resource *r)
{
	if (r->type != XENMEM_resource_grant_table)
		return 0;
	return grant_resource_size(d, r->id);
}

/* Up to RESOURCE_BATCH frames from number `done` of the request on. */
static long acquire_some(struct domain *d,
			 const struct xen_mem_acquire_resource *r,
			 uint64_t done)
{
	unsigned int nr = min_u(r->nr_frames - (unsigned int)done,
				RESOURCE_BATCH);
	uint64_t mfns[RESOURCE_BATCH];
	int err;

	if (arch_paging_translated(arch_current()->domain))
		return -EOPNOTSUPP;
	err = grant_acquire(d, r->id, (unsigned int)(r->frame + done), nr,
			    mfns);
	if (err)
		return err;
	for (unsigned int i = 0; i < nr; i++) {
		xen_pfn_t mfn = mfns[i];

		if (guest_write_elem(r->frame_list, done + i, &mfn))
			return -EFAULT;
	}
	return nr;
}

static long acquire(struct hypercall *hc, struct domain *d,
		    struct xen_mem_acquire_resource *r, uint64_t done)
{
	struct xen_mem_acquire_resource *guest = (void *)hc->arg[1];
	uint64_t size = resource_size(d, r);
	long n;

	if (!r->frame_list.p) {		/* how large is it? */
		if (r->nr_frames || size > UINT32_MAX)
			return -EINVAL;
		r->nr_frames = (uint32_t)size;
		return guest_write(&guest->nr_frames, &r->nr_frames,
				   sizeof(r->nr_frames));
	}
	if (!size || r->frame > size || r->nr_frames > size - r->frame ||
	    done > r->nr_frames)
		return -EINVAL;
	while (done < r->nr_frames) {
		n = acquire_some(d, r, done);
		if (n < 0)
			return n;
		done += (uint64_t)n;
		if (done < r->nr_frames && hypercall_preempt()) {
			hc->arg[0] = XENMEM_acquire_resource |
				     done << MEMOP_EXTENT_SHIFT;
			return -ERESTART;
		}
	}
	return 0;
}

static long acquire_resource(struct hypercall *hc, uint64_t start)
{
	struct domain *curr = arch_current()->domain, *d;
	struct xen_mem_acquire_resource r;
	long ret;

	if (guest_read(&r, (void *)hc->arg[1], sizeof(r)))
		return -EFAULT;
	if (r.pad)
		return -EINVAL;
	if (r.nr_frames > UINT32_MAX >> MEMOP_EXTENT_SHIFT)
		return -E2BIG;
	d = domain_get_by_id_or_self(r.domid);
	if (!d)
		return -ESRCH;
	ret = xsm_check(XSM_TARGET, "domain_resource_map", curr,
			d == curr ? NULL : d);
	if (!ret)
		ret = acquire(hc, d, &r, start);
	domain_put(d);
	return ret;
}

/* ---- physmaps: translated guests have one ---- */

static long add_to_physmap(void *arg)
{
	struct domain *curr = arch_current()->domain, *d;
	struct xen_add_to_physmap a;
	long ret;

	if (guest_read(&a, arg, sizeof(a)))
		return -EFAULT;
	if (a.space == XENMAPSPACE_gmfn_foreign)
		return -EINVAL;
	d = domain_get_by_id_or_self(a.domid);
	if (!d)
		return -ESRCH;
	ret = xsm_check(XSM_TARGET, "add_to_physmap", curr, d);
	if (!ret)
		ret = arch_paging_translated(d) ?
			arch_add_to_physmap(d, a.space, a.idx, GFN(a.gpfn)) :
			-EACCES;
	domain_put(d);
	return ret;
}

static long remove_from_physmap(void *arg)
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
	if (!ret) {
		m = arch_gfn_to_mfn(d, GFN(a.gpfn));
		ret = mfn_valid(m) ? arch_physmap_remove(d, GFN(a.gpfn), m, 0) :
				     -ENOENT;
	}
	domain_put(d);
	return ret;
}

/* ---- dispatch ---- */

/* Those that take no progress in the command word. */
static long simple_op(unsigned int cmd, void *arg)
{
	switch (cmd) {
	case XENMEM_maximum_ram_page:
		return (long)max_frame;
	case XENMEM_current_reservation:
	case XENMEM_maximum_reservation:
	case XENMEM_maximum_gpfn:
		return query_domain(cmd, arg);
	case XENMEM_claim_pages:
		return claim_pages(arg);
	case XENMEM_add_to_physmap:
		return add_to_physmap(arg);
	case XENMEM_remove_from_physmap:
		return remove_from_physmap(arg);
	case XENMEM_get_vnumainfo:
		return -EOPNOTSUPP;	/* no domain has virtual nodes */
	case XENMEM_get_sharing_freed_pages:
	case XENMEM_get_sharing_shared_pages:
		return 0;		/* no page is shared */
	}
	return arch_memory_op(cmd, (unsigned long)arg);
}

long hc_memory_op(struct hypercall *hc)
{
	unsigned int cmd = (unsigned int)hc->arg[0] & MEMOP_CMD_MASK;
	uint64_t start = hc->arg[0] >> MEMOP_EXTENT_SHIFT;

	switch (cmd) {
	case XENMEM_increase_reservation:
	case XENMEM_decrease_reservation:
	case XENMEM_populate_physmap:
		return memory_reservation(hc, cmd, start);
	case XENMEM_exchange:
		return start ? -EINVAL : memory_exchange(hc);
	case XENMEM_acquire_resource:
		return acquire_resource(hc, start);
	}
	return start ? -EINVAL : simple_op(cmd, (void *)hc->arg[1]);
}
