/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Taking a dying domain's pages back, a bounded part at a time.
 *
 * Each list is emptied into d->relmem_list: pages others still refer to stay
 * there until the last reference goes. Tables go level by level from the top,
 * since what the upper level undoes makes the lower ones free.
 */
#include <hv/bug.h>
#include <hv/domain.h>
#include <hv/errno.h>
#include <hv/hypercall.h>
#include <hv/mm.h>

/* One page of a list: unpin, let the owner's reference go, undo the type. */
static int relinquish_page(struct page_info *pg, uint64_t type)
{
	int err = 0;

	if (__atomic_fetch_and(&pg->type_info, ~PGT_PINNED,
			       __ATOMIC_ACQ_REL) & PGT_PINNED) {
		err = page_type_put_preemptible(pg);
		page_put(pg);		/* the pin's reference */
		if (err)
			return err;
	}
	err = page_type_finish_put(pg, true);
	if (!err && type != PGT_NONE)
		err = page_type_force_out(pg, type);
	if (!err)
		page_put_alloc_ref(pg);
	return err;
}

static int relinquish_list(struct domain *d, struct page_list *list,
			   uint64_t type)
{
	struct page_info *pg;
	int err = 0;

	spin_lock(&d->page_lock);
	while (!err && (pg = page_list_first(list)) != NULL) {
		if (!page_get(pg, d)) {
			/* Being freed right now; it will find itself there. */
			page_list_del(list, pg);
			page_list_add_tail(&d->relmem_list, pg);
			continue;
		}
		spin_unlock(&d->page_lock);
		err = relinquish_page(pg, type);
		spin_lock(&d->page_lock);
		if (!err) {
			page_list_del(list, pg);
			page_list_add_tail(&d->relmem_list, pg);
		}
		spin_unlock(&d->page_lock);
		page_put(pg);
		if (!err && hypercall_preempt())
			err = -ERESTART;
		spin_lock(&d->page_lock);
	}
	if (!err) {
		*list = d->relmem_list;
		page_list_init(&d->relmem_list);
	}
	spin_unlock(&d->page_lock);
	return err;
}

int domain_relinquish_pages(struct domain *d)
{
	static const uint64_t passes[] = {
		PGT_L4_TABLE, PGT_L3_TABLE, PGT_L2_TABLE, PGT_L1_TABLE,
	};
	int err = 0;

	while (d->relinquish_step < ARRAY_SIZE(passes)) {
		err = relinquish_list(d, &d->page_list,
				      passes[d->relinquish_step]);
		if (err)
			return err;
		d->relinquish_step++;
	}
	if (d->relinquish_step == ARRAY_SIZE(passes)) {
		err = relinquish_list(d, &d->xenpage_list, PGT_NONE);
		if (!err)
			d->relinquish_step++;
	}
	return err;
}
