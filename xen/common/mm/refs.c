/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * References to frames. A frame is free for use by others when its count
 * reaches zero; the owner's own reference is marked by PGC_ALLOCATED.
 */
#include <hv/bug.h>
#include <hv/domain.h>
#include <hv/mm.h>

/* Leaves room, so that increments racing with the check stay in the field. */
#define COUNT_LIMIT	(PGC_COUNT_MASK - 0xffff)

bool page_get_any(struct page_info *pg)
{
	uint64_t x = READ_ONCE(pg->count_info);

	do {
		uint64_t count = x & PGC_COUNT_MASK;

		if (count == 0 || count >= COUNT_LIMIT)
			return false;
	} while (!__atomic_compare_exchange_n(&pg->count_info, &x, x + 1,
					      true, __ATOMIC_ACQUIRE,
					      __ATOMIC_RELAXED));
	return true;
}

bool page_get(struct page_info *pg, const struct domain *d)
{
	if (!page_get_any(pg))
		return false;
	if (likely(pg->owner == d->domid))
		return true;
	page_put(pg);
	return false;
}

void page_put(struct page_info *pg)
{
	uint64_t x = __atomic_sub_fetch(&pg->count_info, 1, __ATOMIC_ACQ_REL);

	if ((x & PGC_COUNT_MASK) == 0)
		domheap_free(pg, 0);
}

void page_put_alloc_ref(struct page_info *pg)
{
	if (__atomic_fetch_and(&pg->count_info, ~PGC_ALLOCATED,
			       __ATOMIC_ACQ_REL) & PGC_ALLOCATED)
		page_put(pg);
}
