/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copying between frames named by grants or by their numbers.
 *
 * Both ends are pinned, copied, and let go; nothing stays mapped.
 */
#include "grant.h"

#include <hv/errno.h>
#include <hv/string.h>

/* A grant while it is held; a transitive one has another behind it. */
struct pin {
	struct domain *d;		/* with a reference */
	uint32_t ref;
};
#define MAX_PINS	2U

/* One end of a copy while it is held. */
struct end {
	bool readonly;
	unsigned int nr_pins;		/* 0: named by its frame number */
	struct pin pin[MAX_PINS];
	bool held;
	mfn_t mfn;			/* with a reference; writable if it is */
	unsigned int start, length;	/* bytes that may be used */
};

/* ---- one grant ---- */

/* What the entry gives, from now until its last use ends. */
static int fix_range(struct entry *e, struct domain *d)
{
	const union grant_entry_v2 *v2 = (const void *)e->hdr;
	struct active *a = e->act;
	uint64_t gfn;
	mfn_t mfn;
	int st;

	a->start = 0;
	a->length = PAGE_SIZE;
	a->is_sub_page = false;
	if (e->gt->version != 2) {
		gfn = READ_ONCE(((struct grant_entry_v1 *)e->hdr)->frame);
	} else if (!(READ_ONCE(e->hdr->flags) & GTF_sub_page)) {
		gfn = READ_ONCE(v2->full_page.frame);
	} else {
		a->start = READ_ONCE(v2->sub_page.page_off);
		a->length = READ_ONCE(v2->sub_page.length);
		a->is_sub_page = true;
		gfn = READ_ONCE(v2->sub_page.frame);
	}
	st = grant_get_frame(d, gfn, &mfn);
	a->mfn = mfn.n;
	return st;
}

static int fix_transitive(struct entry *e, const struct domain *d)
{
	const union grant_entry_v2 *v2 = (const void *)e->hdr;

	e->act->trans_domid = READ_ONCE(v2->transitive.trans_domid);
	e->act->trans_ref = READ_ONCE(v2->transitive.gref);
	e->act->is_sub_page = true;
	return e->act->trans_domid == d->domid ? GNTST_general_error :
						 GNTST_okay;
}

/* The first use of an entry: of which kind it is, and what it gives. */
static int first_use(struct entry *e, struct domain *d, domid_t user,
		     bool readonly)
{
	uint16_t flags = READ_ONCE(e->hdr->flags);
	bool transitive = e->gt->version == 2 &&
			  (flags & GTF_type_mask) == GTF_transitive;
	int st = grant_start_use(e, transitive ? GTF_transitive :
						 GTF_permit_access,
				 user, readonly, false);

	if (st != GNTST_okay)
		return st;
	st = transitive ? fix_transitive(e, d) : fix_range(e, d);
	if (st != GNTST_okay) {
		grant_end_use(e, readonly);
		return st;
	}
	e->act->is_transitive = transitive;
	e->act->domid = user;
	return GNTST_okay;
}

/* It is in use already: the same user may use it more. */
static int more_use(struct entry *e, struct domain *d, domid_t user,
		    bool readonly)
{
	struct active *a = e->act;
	uint16_t type = a->is_transitive ? GTF_transitive : GTF_permit_access;
	int st = GNTST_okay;

	if (a->domid != user || a->host_r >= PIN_LIMIT ||
	    a->host_w >= PIN_LIMIT)
		return GNTST_general_error;
	if (!readonly && !grant_pinned_for_write(a))
		st = grant_start_use(e, type, user, readonly, false);
	if (st != GNTST_okay || a->is_transitive ||
	    page_get(mfn_to_page(MFN(a->mfn)), d))
		return st;
	grant_end_use(e, readonly);
	return GNTST_bad_page;
}

/* Which grant a transitive one stands for. */
struct next {
	bool there;
	domid_t domid;
	uint32_t ref;
};

/*
 * Pins one grant for `user`: the frame with a reference, or else the grant it
 * stands for. Caller holds the table's lock.
 */
static int pin_locked(struct end *s, const struct pin *p, domid_t user,
		      struct next *next)
{
	struct entry e;
	int st;

	if (!grant_entry(p->d->grant, p->ref, &e))
		return GNTST_bad_gntref;
	st = grant_pinned(e.act) ? more_use(&e, p->d, user, s->readonly) :
				   first_use(&e, p->d, user, s->readonly);
	if (st != GNTST_okay)
		return st;
	*(s->readonly ? &e.act->host_r : &e.act->host_w) += 1;
	next->there = e.act->is_transitive;
	if (next->there) {
		next->domid = e.act->trans_domid;
		next->ref = e.act->trans_ref;
		return GNTST_okay;
	}
	s->mfn = MFN(e.act->mfn);
	s->start = e.act->start;
	s->length = e.act->length;
	return GNTST_okay;
}

static void unpin(const struct end *s, const struct pin *p)
{
	struct entry e;

	spin_lock(&p->d->grant->lock);
	if (grant_entry(p->d->grant, p->ref, &e)) {
		*(s->readonly ? &e.act->host_r : &e.act->host_w) -= 1;
		grant_end_use(&e, s->readonly);
	}
	spin_unlock(&p->d->grant->lock);
	domain_put(p->d);
}

/* ---- one end ---- */

static void unpin_all(struct end *s)
{
	while (s->nr_pins)
		unpin(s, &s->pin[--s->nr_pins]);
}

/* Takes over the caller's reference to `p.d`. What it pinned, it leaves. */
static int pin_all(struct end *s, struct pin p, domid_t user)
{
	struct next next = { .there = true };
	int st;

	while (p.d) {
		if (s->nr_pins == MAX_PINS) {
			domain_put(p.d);
			break;
		}
		spin_lock(&p.d->grant->lock);
		st = pin_locked(s, &p, user, &next);
		spin_unlock(&p.d->grant->lock);
		if (st != GNTST_okay) {
			domain_put(p.d);
			return st;
		}
		s->pin[s->nr_pins++] = p;
		if (!next.there)
			return GNTST_okay;
		user = p.d->domid;
		p = (struct pin){ domain_get_by_id(next.domid), next.ref };
	}
	return GNTST_general_error;
}

/* Takes over the caller's reference to d. */
static int hold(struct end *s, const struct gnttab_copy_ptr *p,
		struct domain *d, bool by_ref, bool readonly,
		struct domain *curr)
{
	struct pin first = { d, p->u.ref };
	int st;

	s->readonly = readonly;
	s->nr_pins = 0;
	if (by_ref) {
		st = pin_all(s, first, curr->domid);
	} else {
		s->start = 0;
		s->length = PAGE_SIZE;
		st = p->domid == DOMID_SELF ?
			grant_get_frame(d, p->u.gmfn, &s->mfn) :
			GNTST_permission_denied;
		domain_put(d);
	}
	if (st == GNTST_okay && !readonly &&
	    page_type_get(mfn_to_page(s->mfn), PGT_WRITABLE)) {
		st = GNTST_general_error;
		page_put(mfn_to_page(s->mfn));
	}
	if (st != GNTST_okay)
		unpin_all(s);
	s->held = st == GNTST_okay;
	return st;
}

static void let_go(struct end *s)
{
	if (!s->held)
		return;
	if (!s->readonly)
		page_type_put(mfn_to_page(s->mfn));
	page_put(mfn_to_page(s->mfn));
	unpin_all(s);
}

static bool inside(const struct end *s, unsigned int offset, unsigned int len)
{
	return offset >= s->start && offset + len <= s->start + s->length;
}

static char *byte_at(const struct end *s, unsigned int offset)
{
	return (char *)arch_mfn_to_virt(s->mfn) + offset;
}

/* Both domains, before anything of either is looked at. */
static int owners_get(const struct gnttab_copy *op, struct domain *d[2])
{
	d[0] = domain_get_by_id_or_self(op->source.domid);
	d[1] = domain_get_by_id_or_self(op->dest.domid);
	if (d[0] && d[1])
		return GNTST_okay;
	if (d[0])
		domain_put(d[0]);
	if (d[1])
		domain_put(d[1]);
	d[1] = NULL;
	return GNTST_bad_domain;
}

void grant_copy_op(struct domain *curr, void *arg)
{
	struct gnttab_copy *op = arg;
	struct domain *owners[2];
	struct end src, dst;
	int st;

	src.held = dst.held = false;
	st = owners_get(op, owners);
	if (st == GNTST_okay)
		st = hold(&src, &op->source, owners[0],
			  op->flags & GNTCOPY_source_gref, true, curr);
	if (st == GNTST_okay)
		st = hold(&dst, &op->dest, owners[1],
			  op->flags & GNTCOPY_dest_gref, false, curr);
	else if (owners[1])
		domain_put(owners[1]);
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
