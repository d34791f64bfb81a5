/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * XENMEM_exchange: frames for others of another order or address width.
 *
 * Worked off in chunks of one extent of the larger order: the frames of the
 * chunk are taken from the domain, as many are allocated, and only when both
 * succeeded is anything changed that the guest can see.
 */
#include "memory.h"

#include <hv/errno.h>
#include <hv/guest.h>
#include <hv/machine.h>
#include <hv/string.h>
#include <hv/xsm.h>

struct exchange {
	struct domain *d;
	struct xen_memory_exchange x;
	unsigned int memflags;
	unsigned int in_shift, out_shift;	/* extents in a chunk, log2 */
	struct page_list in, out;		/* of the chunk in work */
};

/* How many frames a list means; false if that has more than 64 bits. */
static bool frames_of(const struct xen_memory_reservation *r, uint64_t *nr)
{
	*nr = r->extent_order < 64 ? r->nr_extents << r->extent_order : 0;
	return r->nr_extents == 0 ||
	       (r->extent_order < 64 &&
		r->nr_extents <= ~0ULL >> r->extent_order);
}

static int check_sizes(const struct xen_memory_exchange *x)
{
	const struct xen_memory_reservation *in = &x->in, *out = &x->out;
	uint64_t nr_in, nr_out;

	if (x->nr_exchanged > in->nr_extents)
		return -EINVAL;
	if (in->domid != out->domid)
		return -EINVAL;
	if (!frames_of(in, &nr_in) || !frames_of(out, &nr_out) ||
	    nr_in != nr_out)
		return -EINVAL;
	/* Nothing left to do looks at no list. */
	if (x->nr_exchanged == in->nr_extents)
		return 0;
	/* Longer lists than there is room for fail when they are read. */
	if (in->nr_extents >= ~0ULL / sizeof(xen_pfn_t) ||
	    out->nr_extents >= ~0ULL / sizeof(xen_pfn_t) ||
	    !guest_range_ok(in->extent_start.p, 1, sizeof(xen_pfn_t)) ||
	    !guest_range_ok(out->extent_start.p, 1, sizeof(xen_pfn_t)))
		return -EFAULT;
	return 0;
}

static int check_orders(const struct xen_memory_exchange *x,
			const struct domain *curr)
{
	unsigned int max = arch_max_extent_order(curr);

	if (x->in.extent_order > MAX_ORDER || x->out.extent_order > max)
		return -EPERM;
	return 0;
}

/* Puts the chunk's frames back where they came from. */
static void give_back(struct exchange *e)
{
	struct page_info *pg;

	while ((pg = page_list_pop(&e->in)) != NULL) {
		if (!assign_pages(pg, 1, e->d, MEMF_KEEP_COUNT))
			continue;
		domain_forget_pages(e->d, 1);	/* it died meanwhile */
		heap_free(pg, 0, true);
	}
	while ((pg = page_list_pop(&e->out)) != NULL)
		heap_free(pg, e->x.out.extent_order, false);
}

static int take_in(struct exchange *e, uint64_t chunk)
{
	xen_pfn_t gmfn;
	int err;

	for (uint64_t i = 0; i < 1ULL << e->in_shift; i++) {
		uint64_t n = (chunk << e->in_shift) + i;

		if (guest_read_elem(&gmfn, e->x.in.extent_start, n))
			return -EFAULT;
		for (uint64_t k = 0; k < 1ULL << e->x.in.extent_order; k++) {
			mfn_t m = arch_gfn_to_mfn(e->d, GFN(gmfn + k));

			if (!mfn_valid(m))
				return -EINVAL;
			err = page_steal(mfn_to_page(m), e->d,
					 MEMF_KEEP_COUNT);
			if (err)
				return err;
			page_list_add_tail(&e->in, mfn_to_page(m));
		}
	}
	return 0;
}

static int alloc_out(struct exchange *e)
{
	for (uint64_t i = 0; i < 1ULL << e->out_shift; i++) {
		struct page_info *pg = heap_alloc(e->x.out.extent_order,
						  e->memflags);

		if (!pg)
			return -ENOMEM;
		page_list_add_tail(&e->out, pg);
	}
	return 0;
}

/* From here on the chunk is the guest's whatever it did with its lists. */
static int hand_over(struct exchange *e, uint64_t chunk)
{
	unsigned int order = e->x.out.extent_order;
	struct page_info *pg;
	int err = 0;

	while ((pg = page_list_pop(&e->in)) != NULL) {
		arch_m2p_set(page_to_mfn(pg), M2P_INVALID);
		heap_free(pg, 0, true);
	}
	for (uint64_t i = 0; (pg = page_list_pop(&e->out)) != NULL; i++) {
		uint64_t n = (chunk << e->out_shift) + i;
		xen_pfn_t gpfn, mfn = page_to_mfn(pg).n;

		if (assign_pages(pg, 1U << order, e->d, MEMF_KEEP_COUNT)) {
			domain_forget_pages(e->d, 1ULL << order);
			heap_free(pg, order, false);
			err = -EINVAL;
			continue;
		}
		if (guest_read_elem(&gpfn, e->x.out.extent_start, n)) {
			err = -EFAULT;
			continue;
		}
		(void)arch_physmap_add(e->d, GFN(gpfn), MFN(mfn), order);
		if (!arch_paging_translated(e->d) &&
		    guest_write_elem(e->x.out.extent_start, n, &mfn))
			err = -EFAULT;
	}
	return err;
}

static int do_chunk(struct exchange *e, uint64_t chunk)
{
	int err = take_in(e, chunk);

	if (!err)
		err = alloc_out(e);
	if (err) {
		give_back(e);
		return err;
	}
	return hand_over(e, chunk);
}

static int run(struct exchange *e, struct hypercall *hc)
{
	struct xen_memory_exchange *guest = (void *)hc->arg[1];
	uint64_t chunk = e->x.nr_exchanged >> e->in_shift;
	uint64_t end = e->x.in.nr_extents >> e->in_shift, first = chunk;
	xen_ulong_t done;
	int err = 0;

	for (; chunk < end && !err; chunk++) {
		if (chunk != first && hypercall_preempt()) {
			err = -ERESTART;
			break;
		}
		err = do_chunk(e, chunk);
		if (err)
			break;
	}
	done = chunk << e->in_shift;
	if (guest_write(&guest->nr_exchanged, &done, sizeof(done)))
		return -EFAULT;
	return err;
}

long memory_exchange(struct hypercall *hc)
{
	struct domain *curr = arch_current()->domain;
	struct exchange e = { 0 };
	unsigned int in, out, bits;
	int err;

	if (guest_read(&e.x, (void *)hc->arg[1], sizeof(e.x)))
		return -EFAULT;
	err = check_orders(&e.x, curr);
	if (!err)
		err = check_sizes(&e.x);
	if (err)
		return err;
	in = e.x.in.extent_order;
	out = e.x.out.extent_order;
	e.in_shift = in < out ? out - in : 0;
	e.out_shift = out < in ? in - out : 0;
	page_list_init(&e.in);
	page_list_init(&e.out);
	bits = XENMEMF_get_address_bits(e.x.out.mem_flags);
	if (bits)
		e.memflags = MEMF_BITS(min_u(bits, 63));
	e.d = domain_get_by_id_or_self(e.x.in.domid);
	if (!e.d)
		return -ESRCH;
	err = e.d->shared_info ? xsm_check(XSM_TARGET, "memory_exchange",
					   curr, e.d) : -EPERM;
	if (!err)
		err = run(&e, hc);
	domain_put(e.d);
	return err;
}
