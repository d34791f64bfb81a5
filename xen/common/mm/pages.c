/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Pages of domains: giving, taking back, and sharing hypervisor pages.
 *
 * Every domain that owns pages holds one reference on itself for all of its
 * ordinary pages and one for the hypervisor's pages shared with it.
 *
 * Locking: d->page_lock guards the lists and counts.
 */
#include <hv/abi.h>
#include <hv/bug.h>
#include <hv/domain.h>
#include <hv/errno.h>
#include <hv/machine.h>
#include <hv/mm.h>
#include <hv/printk.h>

static bool owns_nothing(const struct domain *d)
{
	return d->tot_pages + d->extra_pages == 0;
}

/* Caller holds d->page_lock. */
static int assign_check(const struct domain *d, unsigned int nr,
			unsigned int memflags)
{
	if (d->dying != DOMDYING_ALIVE)
		return -EINVAL;
	if (!(memflags & (MEMF_NO_REFCOUNT | MEMF_KEEP_COUNT)) &&
	    (d->tot_pages > d->max_pages || nr > d->max_pages - d->tot_pages))
		return -E2BIG;
	return 0;
}

int assign_pages(struct page_info *pg, unsigned int nr, struct domain *d,
		 unsigned int memflags)
{
	bool extra = memflags & MEMF_NO_REFCOUNT;
	int err;

	spin_lock(&d->page_lock);
	err = assign_check(d, nr, memflags);
	if (err)
		goto out;
	if (!(memflags & MEMF_KEEP_COUNT)) {
		if (owns_nothing(d))
			(void)domain_get(d);
		if (extra)
			d->extra_pages += nr;
		else
			d->tot_pages += nr;
	}
	for (unsigned int i = 0; i < nr; i++) {
		pg[i].owner = d->domid;
		__atomic_store_n(&pg[i].count_info,
				 PGC_ALLOCATED | (extra ? PGC_EXTRA : 0) | 1,
				 __ATOMIC_RELEASE);
		page_list_add_tail(&d->page_list, &pg[i]);
	}
out:
	spin_unlock(&d->page_lock);
	return err;
}

struct page_info *domheap_alloc(struct domain *d, unsigned int order,
				unsigned int memflags)
{
	bool owned = d && !(memflags & MEMF_NO_OWNER);
	struct page_info *pg;

	/* It is looked at once more below; here to spare the claim. */
	if (owned && d->outstanding_pages &&
	    assign_check(d, 1U << order, memflags))
		return NULL;
	pg = heap_alloc_for(d, order, memflags);
	if (!pg || !owned)
		return pg;
	if (assign_pages(pg, 1U << order, d, memflags)) {
		heap_free(pg, order, !!(memflags & MEMF_NO_SCRUB));
		return NULL;
	}
	return pg;
}

/* Takes one frame off its owner's accounts; true if it was the last. */
static bool forget(struct domain *d, struct page_info *pg)
{
	if (pg->count_info & PGC_XENHEAP) {
		page_list_del_either(&d->xenpage_list, &d->relmem_list, pg);
		return --d->xenheap_pages == 0;
	}
	page_list_del_either(&d->page_list, &d->relmem_list, pg);
	if (pg->count_info & PGC_EXTRA)
		d->extra_pages--;
	else
		d->tot_pages--;
	return owns_nothing(d);
}

void domheap_free(struct page_info *pg, unsigned int order)
{
	struct domain *d = NULL;
	bool last = false, scrub = true, xenheap = pg->count_info & PGC_XENHEAP;

	if (pg->owner != DOMID_INVALID)
		d = domain_by_id_nolock(pg->owner);
	if (d) {
		/*
		 * A living domain gives pages back with what it left in them,
		 * and has to clean up itself if it cares; we still never show
		 * them to another one, since that costs only idle time.
		 */
		spin_lock(&d->page_lock);
		for (unsigned int i = 0; i < 1U << order; i++)
			last |= forget(d, &pg[i]);
		spin_unlock(&d->page_lock);
	}
	if (xenheap)
		pg->owner = DOMID_INVALID;	/* its creator frees it */
	else
		heap_free(pg, order, scrub);
	if (last)
		domain_put(d);
}

void page_share_with(struct page_info *pg, struct domain *d,
		     enum page_share how)
{
	if (pg->owner == d->domid && (pg->count_info & PGC_ALLOCATED))
		return;
	spin_lock(&d->page_lock);
	pg->type_info = (how == PAGE_SHARE_RO ? PGT_NONE : PGT_WRITABLE) |
			PGT_VALIDATED | 1;
	pg->owner = d->domid;
	if (d->dying == DOMDYING_ALIVE) {
		__atomic_store_n(&pg->count_info,
				 pg->count_info | PGC_ALLOCATED | 1,
				 __ATOMIC_RELEASE);
		if (d->xenheap_pages++ == 0)
			(void)domain_get(d);
		page_list_add_tail(&d->xenpage_list, pg);
	}
	spin_unlock(&d->page_lock);
}

int page_unshare(struct page_info *pg)
{
	uint64_t x = PGC_XENHEAP | PGC_ALLOCATED | 1;

	if (pg->owner == DOMID_INVALID)
		return 0;
	/* Only the sharing's own reference may be left. */
	if (!__atomic_compare_exchange_n(&pg->count_info, &x,
					 PGC_XENHEAP, false,
					 __ATOMIC_ACQ_REL, __ATOMIC_RELAXED))
		return x & PGC_COUNT_MASK ? -EBUSY : 0;
	domheap_free(pg, 0);
	return 0;
}

int page_steal(struct page_info *pg, struct domain *d, unsigned int memflags)
{
	bool last = false;
	uint64_t x;

	if (!page_get(pg, d))
		return -EINVAL;
	/* The owner's reference and ours, no others: so it has no users. */
	x = READ_ONCE(pg->count_info);
	do {
		if ((x & (PGC_COUNT_MASK | PGC_ALLOCATED | PGC_XENHEAP)) !=
		    (PGC_ALLOCATED | 2)) {
			page_put(pg);
			return -EINVAL;
		}
	} while (!__atomic_compare_exchange_n(&pg->count_info, &x,
			x & ~(PGC_COUNT_MASK | PGC_ALLOCATED), false,
			__ATOMIC_ACQ_REL, __ATOMIC_RELAXED));
	spin_lock(&d->page_lock);
	if (memflags & MEMF_KEEP_COUNT)
		page_list_del_either(&d->page_list, &d->relmem_list, pg);
	else
		last = forget(d, pg);
	pg->owner = DOMID_INVALID;
	spin_unlock(&d->page_lock);
	if (last)
		domain_put(d);
	return 0;
}

void domain_forget_pages(struct domain *d, uint64_t n)
{
	bool last;

	spin_lock(&d->page_lock);
	d->tot_pages -= n;
	last = n && owns_nothing(d);
	spin_unlock(&d->page_lock);
	if (last)
		domain_put(d);
}
