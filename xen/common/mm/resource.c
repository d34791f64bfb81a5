/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * XENMEM_acquire_resource: hypervisor pages that belong to a domain, for its
 * builder or its device model to map.
 */
#include "memory.h"

#include <hv/errno.h>
#include <hv/grant.h>
#include <hv/guest.h>
#include <hv/machine.h>
#include <hv/xsm.h>

#define RESOURCE_BATCH	32U

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

	/* What is done is told in that many bits of the command word. */
	if (r->nr_frames > UINT32_MAX >> MEMOP_EXTENT_SHIFT)
		return -E2BIG;
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

long memory_acquire_resource(struct hypercall *hc, uint64_t start)
{
	struct domain *curr = arch_current()->domain, *d;
	struct xen_mem_acquire_resource r;
	long ret;

	if (guest_read(&r, (void *)hc->arg[1], sizeof(r)))
		return -EFAULT;
	if (r.pad)
		return -EINVAL;
	if (r.frame > UINT32_MAX || r.nr_frames > UINT32_MAX - r.frame)
		return -EINVAL;
	d = domain_get_by_id(r.domid);
	if (!d)
		return -ESRCH;
	/* Of others only, as mapping frames of others is. */
	ret = d == curr ? -EPERM :
			  xsm_check(XSM_TARGET, "domain_resource_map", curr, d);
	if (!ret)
		ret = acquire(hc, d, &r, start);
	domain_put(d);
	return ret;
}
