/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Growing and shrinking a domain's memory: populate, increase, decrease.
 *
 * These return how many extents they did; there are no error codes. A long
 * list is continued: the number done so far is carried in the command word.
 */
#include "memory.h"

#include <hv/errno.h>
#include <hv/guest.h>
#include <hv/hypercall.h>
#include <hv/machine.h>
#include <hv/xsm.h>

struct change {
	struct domain *d;
	struct xen_memory_reservation r;
	unsigned int memflags;
	uint64_t done;
	bool preempted;
};

static bool list_given(const struct change *c)
{
	return c->r.extent_start.p != NULL;
}

/* Another extent may be started. */
static bool go_on(struct change *c, uint64_t start)
{
	if (c->done >= c->r.nr_extents)
		return false;
	c->preempted = c->done != start && hypercall_preempt();
	return !c->preempted;
}

static struct page_info *alloc_extent(struct change *c)
{
	return domheap_alloc(c->d, c->r.extent_order, c->memflags);
}

static bool tell_guest(struct change *c, struct page_info *pg)
{
	xen_pfn_t mfn = page_to_mfn(pg).n;

	return arch_paging_translated(c->d) || !list_given(c) ||
	       !guest_write_elem(c->r.extent_start, c->done, &mfn);
}

static void increase(struct change *c)
{
	struct page_info *pg;

	for (uint64_t start = c->done; go_on(c, start); c->done++) {
		pg = alloc_extent(c);
		if (!pg || !tell_guest(c, pg))
			return;
	}
}

static void populate(struct change *c)
{
	struct page_info *pg;
	xen_pfn_t gpfn;

	for (uint64_t start = c->done; go_on(c, start); c->done++) {
		if (guest_read_elem(&gpfn, c->r.extent_start, c->done))
			return;
		pg = alloc_extent(c);
		if (!pg)
			return;
		if (arch_physmap_add(c->d, GFN(gpfn), page_to_mfn(pg),
				     c->r.extent_order) ||
		    !tell_guest(c, pg))
			return;
	}
}

/* One frame goes, if it is the domain's. Hypervisor pages stay where they are. */
static int release(struct domain *d, gfn_t gfn)
{
	mfn_t m = arch_gfn_to_mfn(d, gfn);
	struct page_info *pg;
	int err = 0;

	if (!mfn_valid(m) || !page_get(mfn_to_page(m), d))
		return -ENXIO;
	pg = mfn_to_page(m);
	if (!(pg->count_info & PGC_XENHEAP)) {
		err = arch_physmap_remove(d, gfn, m, 0);
		if (!err)
			page_put_alloc_ref(pg);
	}
	page_put(pg);
	return err;
}

static void decrease(struct change *c)
{
	xen_pfn_t gmfn;

	for (uint64_t start = c->done; go_on(c, start); c->done++) {
		if (guest_read_elem(&gmfn, c->r.extent_start, c->done))
			return;
		for (uint64_t i = 0; i < 1ULL << c->r.extent_order; i++) {
			if (release(c->d, GFN(gmfn + i)))
				return;
		}
	}
}

static void (*const changes[])(struct change *c) = {
	[XENMEM_increase_reservation] = increase,
	[XENMEM_decrease_reservation] = decrease,
	[XENMEM_populate_physmap]     = populate,
};

/* The allocator's flags for a request; false if it makes no sense. */
static bool request_flags(const struct xen_memory_reservation *r,
			  const struct domain *d, unsigned int *memflags)
{
	unsigned int bits = XENMEMF_get_address_bits(r->mem_flags);
	unsigned int node = XENMEMF_get_node(r->mem_flags);

	*memflags = 0;
	if (bits && (1ULL << (bits < 64 ? bits : 63)) <
		    max_frame << PAGE_SHIFT) {
		if (bits <= PAGE_SHIFT)
			return false;
		*memflags = MEMF_BITS(bits);
	}
	if (r->mem_flags & XENMEMF_vnode)
		return false;		/* no domain has virtual nodes */
	if (node != NUMA_NO_NODE && node >= MAX_NUMA_NODES)
		return false;
	if (node != NUMA_NO_NODE) {
		*memflags |= MEMF_NODE(node);
		if (r->mem_flags & XENMEMF_exact_node_request)
			*memflags |= MEMF_EXACT_NODE;
	}
	(void)d;
	return true;
}

long memory_reservation(struct hypercall *hc, unsigned int cmd, uint64_t start)
{
	struct domain *curr = arch_current()->domain;
	struct change c = { .done = start };

	if (guest_read(&c.r, (void *)hc->arg[1], sizeof(c.r)))
		return (long)start;
	if (c.r.nr_extents > UINT32_MAX >> MEMOP_EXTENT_SHIFT ||
	    start >= c.r.nr_extents)
		return (long)start;
	c.d = domain_get_by_id_or_self(c.r.domid);
	if (!c.d)
		return (long)start;
	if (!request_flags(&c.r, c.d, &c.memflags) || !c.d->shared_info ||
	    xsm_check(XSM_TARGET, "memory_adjust_reservation", curr, c.d))
		goto out;
	/* Without a list only increase makes sense. */
	if ((list_given(&c) || cmd != XENMEM_increase_reservation) &&
	    !guest_range_ok(c.r.extent_start.p, c.r.nr_extents,
			    sizeof(xen_pfn_t)))
		goto out;
	if (c.r.extent_order > arch_max_extent_order(curr))
		goto out;
	changes[cmd](&c);
out:
	domain_put(c.d);
	if (!c.preempted)
		return (long)c.done;
	hc->arg[0] = cmd | c.done << MEMOP_EXTENT_SHIFT;
	return -ERESTART;
}
