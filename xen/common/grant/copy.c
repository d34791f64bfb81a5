/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copying between frames named by grants or by their numbers.
 *
 * Both ends are pinned, copied, and let go; nothing stays mapped.
 */
#include "grant.h"

#include <hv/errno.h>
#include <hv/string.h>

/* One end of a copy while it is held. */
struct end {
	struct domain *d;		/* with a reference */
	bool readonly;
	bool by_ref;
	uint32_t ref;
	mfn_t mfn;			/* with a reference; writable if it is */
	unsigned int start, length;	/* bytes that may be used */
};

static void entry_range(const struct entry *e, struct active *a,
			uint64_t *gfn)
{
	const union grant_entry_v2 *v2 = (const void *)e->hdr;

	a->start = 0;
	a->length = PAGE_SIZE;
	a->is_sub_page = false;
	if (e->gt->version != 2) {
		*gfn = READ_ONCE(((struct grant_entry_v1 *)e->hdr)->frame);
	} else if (!(READ_ONCE(e->hdr->flags) & GTF_sub_page)) {
		*gfn = READ_ONCE(v2->full_page.frame);
	} else {
		a->start = READ_ONCE(v2->sub_page.page_off);
		a->length = READ_ONCE(v2->sub_page.length);
		a->is_sub_page = true;
		*gfn = READ_ONCE(v2->sub_page.frame);
	}
}

static int first_use(struct end *s, struct entry *e, domid_t user)
{
	struct active *a = e->act;
	int st;

	entry_range(e, a, &a->gfn);
	st = grant_get_frame(s->d, a->gfn, &s->mfn);
	if (st != GNTST_okay)
		return st;
	a->domid = user;
	a->mfn = s->mfn.n;
	return GNTST_okay;
}

/* Caller holds s->d's lock. */
static int pin_ref(struct end *s, domid_t user)
{
	struct entry e;
	struct active *a;
	bool fresh;
	int st;

	if (!grant_entry(s->d->grant, s->ref, &e))
		return GNTST_bad_gntref;
	a = e.act;
	fresh = !grant_pinned(a);
	if (!fresh && (a->domid != user || a->host_r >= PIN_LIMIT ||
		       a->host_w >= PIN_LIMIT))
		return GNTST_general_error;
	if (fresh || (!s->readonly && !grant_pinned_for_write(a))) {
		st = grant_start_use(&e, user, s->readonly, false);
		if (st != GNTST_okay)
			return st;
	}
	if (fresh) {
		st = first_use(s, &e, user);
	} else {
		s->mfn = MFN(a->mfn);
		st = page_get(mfn_to_page(s->mfn), s->d) ? GNTST_okay :
							  GNTST_bad_page;
	}
	if (st != GNTST_okay) {
		grant_end_use(&e, s->readonly);
		return st;
	}
	*(s->readonly ? &a->host_r : &a->host_w) += 1;
	s->start = a->start;
	s->length = a->length;
	return GNTST_okay;
}

static void unpin_ref(struct end *s)
{
	struct entry e;

	spin_lock(&s->d->grant->lock);
	if (grant_entry(s->d->grant, s->ref, &e)) {
		*(s->readonly ? &e.act->host_r : &e.act->host_w) -= 1;
		grant_end_use(&e, s->readonly);
	}
	spin_unlock(&s->d->grant->lock);
}

static int hold_frame(struct end *s, const struct gnttab_copy_ptr *p,
		      domid_t user)
{
	int st;

	if (!s->by_ref) {
		s->start = 0;
		s->length = PAGE_SIZE;
		return grant_get_frame(s->d, p->u.gmfn, &s->mfn);
	}
	s->ref = p->u.ref;
	spin_lock(&s->d->grant->lock);
	st = pin_ref(s, user);
	spin_unlock(&s->d->grant->lock);
	return st;
}

static int hold(struct end *s, const struct gnttab_copy_ptr *p, bool by_ref,
		bool readonly, struct domain *curr)
{
	int st;

	s->by_ref = by_ref;
	s->readonly = readonly;
	if (p->domid != DOMID_SELF && !by_ref)
		return GNTST_permission_denied;
	s->d = domain_get_by_id_or_self(p->domid);
	if (!s->d)
		return GNTST_bad_domain;
	st = s->d->grant ? hold_frame(s, p, curr->domid) : GNTST_bad_domain;
	if (st == GNTST_okay && !readonly &&
	    page_type_get(mfn_to_page(s->mfn), PGT_WRITABLE)) {
		st = GNTST_general_error;
		page_put(mfn_to_page(s->mfn));
		if (by_ref)
			unpin_ref(s);
	}
	if (st != GNTST_okay) {
		domain_put(s->d);
		s->d = NULL;
	}
	return st;
}

static void let_go(struct end *s)
{
	if (!s->d)
		return;
	if (!s->readonly)
		page_type_put(mfn_to_page(s->mfn));
	page_put(mfn_to_page(s->mfn));
	if (s->by_ref)
		unpin_ref(s);
	domain_put(s->d);
}

static bool inside(const struct end *s, unsigned int offset, unsigned int len)
{
	return offset >= s->start && offset + len <= s->start + s->length;
}

static char *byte_at(const struct end *s, unsigned int offset)
{
	return (char *)arch_mfn_to_virt(s->mfn) + offset;
}

void grant_copy_op(struct domain *curr, void *arg)
{
	struct gnttab_copy *op = arg;
	struct end src = { 0 }, dst = { 0 };
	int st;

	st = hold(&src, &op->source, op->flags & GNTCOPY_source_gref, true,
		  curr);
	if (st == GNTST_okay)
		st = hold(&dst, &op->dest, op->flags & GNTCOPY_dest_gref,
			  false, curr);
	if (st == GNTST_okay &&
	    (op->source.offset + op->len > (int)PAGE_SIZE ||
	     op->dest.offset + op->len > (int)PAGE_SIZE))
		st = GNTST_bad_copy_arg;
	if (st == GNTST_okay && (!inside(&src, op->source.offset, op->len) ||
				 !inside(&dst, op->dest.offset, op->len)))
		st = GNTST_general_error;
	if (st == GNTST_okay)
		memmove(byte_at(&dst, op->dest.offset),
			byte_at(&src, op->source.offset), op->len);
	let_go(&dst);
	let_go(&src);
	op->status = (int16_t)st;
}
