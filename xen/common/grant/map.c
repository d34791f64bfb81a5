/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Mapping and unmapping granted frames.
 *
 * Each host mapping of a PV guest has one reference to the frame, and one
 * count as writable unless it is read-only; they belong to the page-table
 * entry. Whoever takes the entry away drops them: unmapping here, after the
 * TLB flush; or the machine, when a guest overwrites the entry or its tables
 * go at its death. A device mapping has its own, dropped here.
 *
 * Locking: the granter's gt->lock, never held while page tables are changed.
 */
#include "grant.h"

#include <hv/bug.h>
#include <hv/errno.h>
#include <hv/hypercall.h>
#include <hv/xsm.h>

#define RELEASE_BATCH	64U

/* ---- handles ---- */

static struct mapping *map_at(struct grant_table *gt, uint32_t handle)
{
	if (handle / MAPPINGS_PER_PAGE >=
	    __atomic_load_n(&gt->nr_map_pages, __ATOMIC_ACQUIRE))
		return NULL;
	return &gt->maps[handle / MAPPINGS_PER_PAGE][handle % MAPPINGS_PER_PAGE];
}

/* Caller holds map_lock. */
static bool more_handles(struct grant_table *gt)
{
	uint32_t first = gt->nr_map_pages * MAPPINGS_PER_PAGE;
	struct mapping *page;

	if (gt->nr_map_pages >= gt->max_maptrack)
		return false;
	page = hv_zalloc(PAGE_SIZE);
	if (!page)
		return false;
	for (uint32_t i = 0; i < MAPPINGS_PER_PAGE; i++)
		page[i].next = i + 1 < MAPPINGS_PER_PAGE ? first + i + 1 :
							   NO_HANDLE;
	gt->maps[gt->nr_map_pages] = page;
	__atomic_store_n(&gt->nr_map_pages, gt->nr_map_pages + 1,
			 __ATOMIC_RELEASE);
	gt->free_map = first;
	return true;
}

static uint32_t handle_get(struct grant_table *gt)
{
	uint32_t h = NO_HANDLE;

	spin_lock(&gt->map_lock);
	if (gt->free_map != NO_HANDLE || more_handles(gt)) {
		h = gt->free_map;
		gt->free_map = map_at(gt, h)->next;
	}
	spin_unlock(&gt->map_lock);
	return h;
}

static void handle_put(struct grant_table *gt, uint32_t h)
{
	spin_lock(&gt->map_lock);
	map_at(gt, h)->next = gt->free_map;
	gt->free_map = h;
	spin_unlock(&gt->map_lock);
}

/* ---- telling the guest's entry ---- */

#define CMPXCHG_TRIES	5

static int start_v1(struct entry *e, uint16_t type, domid_t domid,
		    bool readonly, bool map)
{
	uint16_t mask = GTF_type_mask | (map ? GTF_sub_page : 0);
	uint32_t *word = (uint32_t *)(void *)e->hdr;
	uint32_t x = READ_ONCE(*word);

	for (int i = 0; i < CMPXCHG_TRIES; i++) {
		uint16_t flags = (uint16_t)x;
		uint32_t nx = x | GTF_reading | (readonly ? 0 : GTF_writing);

		if ((flags & mask) != type || x >> 16 != domid ||
		    (!readonly && (flags & GTF_readonly)))
			return GNTST_general_error;
		if (__atomic_compare_exchange_n(word, &x, nx, false,
						__ATOMIC_SEQ_CST,
						__ATOMIC_SEQ_CST))
			return GNTST_okay;
	}
	return GNTST_general_error;	/* the guest keeps changing it */
}

static bool v2_allows(uint32_t word, uint16_t type, domid_t domid,
		      bool readonly, bool map)
{
	uint16_t mask = GTF_type_mask | (map ? GTF_sub_page : 0);
	uint16_t flags = (uint16_t)word;

	return (flags & mask) == type && word >> 16 == domid &&
	       (readonly || !(flags & GTF_readonly));
}

static int start_v2(struct entry *e, uint16_t type, domid_t domid,
		    bool readonly, bool map)
{
	const uint32_t *word = (const uint32_t *)(const void *)e->hdr;
	uint16_t use = GTF_reading | (readonly ? 0 : GTF_writing);

	if (!v2_allows(READ_ONCE(*word), type, domid, readonly, map))
		return GNTST_general_error;
	__atomic_or_fetch(e->status, use, __ATOMIC_SEQ_CST);
	/* Withdrawn before the guest could see that it is in use? */
	if (v2_allows(READ_ONCE(*word), type, domid, readonly, map))
		return GNTST_okay;
	grant_end_use(e, readonly);
	return GNTST_general_error;
}

int grant_start_use(struct entry *e, uint16_t type, domid_t domid,
		    bool readonly, bool map)
{
	return e->gt->version == 2 ? start_v2(e, type, domid, readonly, map) :
				     start_v1(e, type, domid, readonly, map);
}

void grant_end_use(struct entry *e, bool readonly)
{
	uint16_t over = 0;

	if (!readonly && !grant_pinned_for_write(e->act))
		over |= GTF_writing;
	if (!grant_pinned(e->act))
		over |= GTF_reading;
	if (over)
		__atomic_and_fetch(e->status, (uint16_t)~over,
				   __ATOMIC_SEQ_CST);
}

/* ---- mapping ---- */

static void pin(struct active *a, unsigned int flags)
{
	bool ro = flags & GNTMAP_readonly;

	if (flags & GNTMAP_host_map)
		*(ro ? &a->host_r : &a->host_w) += 1;
	if (flags & GNTMAP_device_map)
		*(ro ? &a->dev_r : &a->dev_w) += 1;
}

static void unpin(struct active *a, unsigned int flags, bool ro)
{
	if (flags & GNTMAP_host_map)
		*(ro ? &a->host_r : &a->host_w) -= 1;
	if (flags & GNTMAP_device_map)
		*(ro ? &a->dev_r : &a->dev_w) -= 1;
}

static bool pins_full(const struct active *a)
{
	return a->host_r >= PIN_LIMIT || a->host_w >= PIN_LIMIT ||
	       a->dev_r >= PIN_LIMIT || a->dev_w >= PIN_LIMIT;
}

static uint64_t entry_frame(const struct entry *e)
{
	return e->gt->version == 2 ?
		READ_ONCE(((union grant_entry_v2 *)e->hdr)->full_page.frame) :
		READ_ONCE(((struct grant_entry_v1 *)e->hdr)->frame);
}

/* First pin: what the entry means from now on. Takes a reference. */
static int fix_frame(struct domain *rd, struct entry *e, domid_t user)
{
	struct active *a = e->act;
	uint64_t gfn = entry_frame(e);
	mfn_t mfn;
	int st = grant_get_frame(rd, gfn, &mfn);

	if (st != GNTST_okay)
		return st;
	a->domid = user;
	a->mfn = mfn.n;
	a->start = 0;
	a->length = PAGE_SIZE;
	a->is_sub_page = a->is_transitive = false;
	return GNTST_okay;
}

/*
 * Pins entry `ref` of rd for ld, with one reference to the frame. Caller holds
 * rd's lock.
 */
static int pin_for_map(struct domain *ld, struct domain *rd,
		       const struct gnttab_map_grant_ref *op, mfn_t *mfn,
		       unsigned int *cache)
{
	bool ro = op->flags & GNTMAP_readonly;
	struct entry e;
	int st = GNTST_okay;
	bool fresh;

	if (!grant_entry(rd->grant, op->ref, &e))
		return GNTST_bad_gntref;
	fresh = !grant_pinned(e.act);
	if (!fresh && (e.act->domid != ld->domid || e.act->is_sub_page ||
		       pins_full(e.act)))
		return GNTST_general_error;
	if (fresh || (!ro && !grant_pinned_for_write(e.act))) {
		st = grant_start_use(&e, GTF_permit_access, ld->domid, ro,
				     true);
		if (st != GNTST_okay)
			return st;
	}
	if (fresh)
		st = fix_frame(rd, &e, ld->domid);
	else if (!page_get(mfn_to_page(MFN(e.act->mfn)), rd))
		st = GNTST_general_error;
	if (st != GNTST_okay) {
		grant_end_use(&e, ro);
		return st;
	}
	pin(e.act, op->flags);
	*mfn = MFN(e.act->mfn);
	*cache = READ_ONCE(e.hdr->flags) & (GTF_PWT | GTF_PCD | GTF_PAT);
	return GNTST_okay;
}

static void undo_pin(struct domain *rd, uint32_t ref, unsigned int flags)
{
	bool ro = flags & GNTMAP_readonly;
	struct entry e;

	spin_lock(&rd->grant->lock);
	if (grant_entry(rd->grant, ref, &e)) {
		unpin(e.act, flags, ro);
		grant_end_use(&e, ro);
	}
	spin_unlock(&rd->grant->lock);
}

static void put_frame(mfn_t mfn, bool ro)
{
	if (!ro)
		page_type_put(mfn_to_page(mfn));
	page_put(mfn_to_page(mfn));
}

/* One more user of the frame, on top of a reference the caller has. */
static bool get_again(mfn_t mfn, bool ro)
{
	if (!page_get_any(mfn_to_page(mfn)))
		return false;
	if (ro || !page_type_get(mfn_to_page(mfn), PGT_WRITABLE))
		return true;
	page_put(mfn_to_page(mfn));
	return false;
}

/* The pinned frame becomes what was asked for; has one reference. */
static int use_frame(const struct gnttab_map_grant_ref *op, mfn_t mfn,
		     unsigned int cache)
{
	bool ro = op->flags & GNTMAP_readonly;
	bool dev = op->flags & GNTMAP_device_map;
	int st = GNTST_okay;

	if (dev && !get_again(mfn, ro))
		return GNTST_general_error;
	if (op->flags & GNTMAP_host_map) {
		if (!get_again(mfn, ro)) {
			st = GNTST_general_error;
		} else {
			st = arch_grant_map(op->host_addr, mfn, op->flags,
					    cache);
			if (st != GNTST_okay)
				put_frame(mfn, ro);
		}
	}
	if (st != GNTST_okay && dev)
		put_frame(mfn, ro);
	return st;
}

static int map_one(struct domain *ld, struct domain *rd,
		   struct gnttab_map_grant_ref *op)
{
	uint32_t handle = handle_get(ld->grant);
	unsigned int cache;
	struct mapping *m;
	mfn_t mfn;
	int st;

	if (handle == NO_HANDLE)
		return GNTST_no_space;
	m = map_at(ld->grant, handle);
	spin_lock(&rd->grant->lock);
	st = pin_for_map(ld, rd, op, &mfn, &cache);
	if (st == GNTST_okay) {
		/* Under the lock: see claim_unmap(). */
		m->ref = op->ref;
		m->domid = rd->domid;
	}
	spin_unlock(&rd->grant->lock);
	if (st == GNTST_okay) {
		st = use_frame(op, mfn, cache);
		if (st != GNTST_okay)
			undo_pin(rd, op->ref, op->flags);
		page_put(mfn_to_page(mfn));
	}
	if (st != GNTST_okay) {
		handle_put(ld->grant, handle);
		return st;
	}
	__atomic_store_n(&m->flags, MAP_LIVE | (op->flags & MAP_FLAGS),
			 __ATOMIC_RELEASE);
	op->dev_bus_addr = mfn.n << PAGE_SHIFT;
	op->handle = handle;
	return GNTST_okay;
}

void grant_map_op(struct domain *ld, void *arg)
{
	struct gnttab_map_grant_ref *op = arg;
	struct domain *rd;

	op->status = GNTST_bad_gntref;
	if (!(op->flags & (GNTMAP_device_map | GNTMAP_host_map)))
		return;
	op->status = GNTST_general_error;
	if (is_hvm(ld) && (op->flags & (GNTMAP_device_map |
					GNTMAP_application_map |
					GNTMAP_contains_pte)))
		return;
	rd = domain_get_by_id(op->dom);
	op->status = GNTST_bad_domain;
	if (!rd)
		return;
	if (rd->grant)
		op->status = (int16_t)map_one(ld, rd, op);
	domain_put(rd);
}

/* ---- unmapping ---- */

/*
 * What of the mapping is to go; takes it off m->flags. rd's lock is held.
 *
 * The handle may have changed hands since rd was looked up. A mapping becomes
 * rd's, and one of rd's ends, under this lock only; so flags that are read
 * before a domid that says rd are those of a mapping that stays rd's.
 */
static int claim_unmap(struct unmap *u, struct mapping *m)
{
	uint16_t flags = __atomic_load_n(&m->flags, __ATOMIC_ACQUIRE), done = 0;
	struct entry e;

	if (!(flags & MAP_PARTS) || m->domid != u->rd->domid)
		return GNTST_bad_handle;
	if (!grant_entry(u->rd->grant, m->ref, &e))
		return GNTST_bad_gntref;
	if (u->dev_bus_addr && (flags & GNTMAP_device_map)) {
		if (u->dev_bus_addr != e.act->mfn << PAGE_SHIFT)
			return GNTST_general_error;
		done |= GNTMAP_device_map;
	}
	if (u->host_addr && (flags & GNTMAP_host_map))
		done |= GNTMAP_host_map;
	u->ref = m->ref;
	u->mfn = MFN(e.act->mfn);
	u->readonly = flags & GNTMAP_readonly;
	u->flags = flags;
	u->done = done;
	m->flags = (uint16_t)((flags & ~done) | MAP_GOING(done));
	return GNTST_okay;
}

void grant_unmap_first(struct domain *ld, struct unmap *u)
{
	struct mapping *m = map_at(ld->grant, u->handle);

	u->done = 0;
	u->rd = NULL;
	u->status = GNTST_bad_handle;
	if (!m || !READ_ONCE(m->flags))
		return;
	u->rd = domain_get_by_id(READ_ONCE(m->domid));
	u->status = GNTST_bad_domain;
	if (!u->rd)
		return;
	spin_lock(&u->rd->grant->lock);
	u->status = (int16_t)claim_unmap(u, m);
	spin_unlock(&u->rd->grant->lock);
	if (u->status != GNTST_okay || !(u->done & GNTMAP_host_map))
		return;
	u->status = (int16_t)arch_grant_unmap(u->host_addr, u->mfn, u->flags,
					      u->new_addr);
	if (u->status == GNTST_okay)
		return;
	/* Still mapped there: the handle stays good. */
	spin_lock(&u->rd->grant->lock);
	m->flags &= (uint16_t)~MAP_GOING(GNTMAP_host_map);
	m->flags |= GNTMAP_host_map;
	spin_unlock(&u->rd->grant->lock);
	u->done &= (uint16_t)~GNTMAP_host_map;
}

/* That much is unmapped; true if the handle is free now. Lock held. */
static bool parts_gone(struct mapping *m, uint16_t parts)
{
	m->flags &= (uint16_t)~MAP_GOING(parts);
	if (m->flags & (MAP_PARTS | MAP_GOING(MAP_PARTS)))
		return false;
	m->flags = 0;
	return true;
}

/* No CPU can use the mapping any more. */
void grant_unmap_finish(struct domain *ld, struct unmap *u)
{
	struct mapping *m;
	struct entry e;
	bool gone = false;

	if (u->done) {
		m = map_at(ld->grant, u->handle);
		spin_lock(&u->rd->grant->lock);
		if (grant_entry(u->rd->grant, u->ref, &e)) {
			unpin(e.act, u->done, u->readonly);
			grant_end_use(&e, u->readonly);
		}
		gone = parts_gone(m, u->done);
		spin_unlock(&u->rd->grant->lock);
		if (u->done & GNTMAP_host_map)
			put_frame(u->mfn, u->readonly);
		if (u->done & GNTMAP_device_map)
			put_frame(u->mfn, u->readonly);
		if (gone)
			handle_put(ld->grant, u->handle);
	}
	if (u->rd)
		domain_put(u->rd);
}

/* ---- a dying domain's mappings ---- */

static void release_one(struct domain *d, struct mapping *m)
{
	struct domain *rd = domain_get_by_id(m->domid);
	uint16_t flags = m->flags;
	bool ro = flags & GNTMAP_readonly;
	struct entry e;
	mfn_t mfn = INVALID_MFN;

	m->flags = 0;
	if (!rd)
		return;
	spin_lock(&rd->grant->lock);
	if (grant_entry(rd->grant, m->ref, &e)) {
		mfn = MFN(e.act->mfn);
		unpin(e.act, flags, ro);
		grant_end_use(&e, ro);
	}
	spin_unlock(&rd->grant->lock);
	if (mfn_valid(mfn)) {
		/* A PV guest's page tables still have the host mapping's. */
		if ((flags & GNTMAP_host_map) && is_hvm(d))
			put_frame(mfn, ro);
		if (flags & GNTMAP_device_map)
			put_frame(mfn, ro);
	}
	domain_put(rd);
}

int grant_domain_release_mappings(struct domain *d)
{
	struct grant_table *gt = d->grant;
	uint32_t end;

	if (!gt)
		return 0;
	end = gt->nr_map_pages * MAPPINGS_PER_PAGE;
	for (; gt->release_next < end; gt->release_next++) {
		struct mapping *m = map_at(gt, gt->release_next);

		if (m->flags)
			release_one(d, m);
		if (gt->release_next % RELEASE_BATCH == RELEASE_BATCH - 1 &&
		    hypercall_preempt()) {
			gt->release_next++;
			return -ERESTART;
		}
	}
	return 0;
}
