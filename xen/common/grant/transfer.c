/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Giving a frame away: to a domain that has an entry ready to take it.
 *
 * The giver loses the frame as soon as it is found to be its own and unused,
 * whatever becomes of the rest. The receiver's entry goes from accepting over
 * committed to completed; committed, it may not be withdrawn.
 */
#include "grant.h"

#include <hv/errno.h>

#define CMPXCHG_TRIES	5

/* The entry takes a frame from `from`: GNTST_general_error. Lock held. */
static int commit(struct entry *e, domid_t from)
{
	uint32_t *word = (uint32_t *)(void *)e->hdr;
	uint32_t x = READ_ONCE(*word);

	for (int i = 0; i < CMPXCHG_TRIES; i++) {
		if ((uint16_t)x != GTF_accept_transfer || x >> 16 != from)
			return GNTST_general_error;
		if (__atomic_compare_exchange_n(word, &x,
						x | GTF_transfer_committed,
						false, __ATOMIC_SEQ_CST,
						__ATOMIC_SEQ_CST))
			return GNTST_okay;
	}
	return GNTST_general_error;	/* the guest keeps changing it */
}

static void withdraw(struct entry *e)
{
	__atomic_and_fetch(&e->hdr->flags, (uint16_t)~GTF_transfer_committed,
			   __ATOMIC_SEQ_CST);
}

/* The frame is the receiver's: where it wants it, and that it is there. */
static void complete(struct domain *to, struct entry *e, mfn_t mfn)
{
	union grant_entry_v2 *v2 = (void *)e->hdr;
	struct grant_entry_v1 *v1 = (void *)e->hdr;
	uint64_t gfn;

	if (e->gt->version == 2) {
		gfn = READ_ONCE(v2->full_page.frame);
		WRITE_ONCE(v2->full_page.frame, mfn.n);
	} else {
		gfn = READ_ONCE(v1->frame);
		WRITE_ONCE(v1->frame, (uint32_t)mfn.n);
	}
	(void)arch_physmap_add(to, GFN(gfn), mfn, 0);
	__atomic_or_fetch(&e->hdr->flags, GTF_transfer_completed,
			  __ATOMIC_SEQ_CST);
}

/* Caller holds the receiver's table lock. */
static int hand_over(struct domain *to, uint32_t ref, domid_t from,
		     struct page_info *pg)
{
	struct entry e;
	int st;

	if (!grant_entry(to->grant, ref, &e) || grant_pinned(e.act))
		return GNTST_general_error;
	st = commit(&e, from);
	if (st != GNTST_okay)
		return st;
	if (assign_pages(pg, 1, to, 0)) {
		withdraw(&e);
		return GNTST_general_error;
	}
	complete(to, &e, page_to_mfn(pg));
	return GNTST_okay;
}

static int give(struct domain *from, struct domain *to, uint32_t ref,
		struct page_info *pg)
{
	int st;

	if (to == from || !to->grant)
		return GNTST_bad_domain;
	/* No TLB may know it as the giver's any more. */
	arch_page_freed(pg, 0);
	arch_page_alloc(pg, 0);
	spin_lock(&to->grant->lock);
	st = hand_over(to, ref, from->domid, pg);
	spin_unlock(&to->grant->lock);
	return st;
}

void grant_transfer_op(struct domain *d, void *arg)
{
	struct gnttab_transfer *op = arg;
	mfn_t mfn = arch_gfn_to_mfn(d, GFN(op->mfn));
	struct page_info *pg = mfn_valid(mfn) ? mfn_to_page(mfn) : NULL;
	struct domain *to;
	int st = GNTST_bad_domain;

	op->status = GNTST_bad_page;
	if (!pg || page_steal(pg, d, 0))
		return;
	arch_m2p_set(mfn, M2P_INVALID);
	to = domain_get_by_id(op->domid);
	if (to) {
		st = give(d, to, op->ref, pg);
		domain_put(to);
	}
	if (st != GNTST_okay)
		heap_free(pg, 0, true);
	op->status = (int16_t)st;
}
