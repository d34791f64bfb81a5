/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * grant_table_op: arrays of operations, each with a status of its own.
 *
 * A long array is continued at the first element not done.
 */
#include "grant.h"

#include <hv/errno.h>
#include <hv/guest.h>
#include <hv/hypercall.h>
#include <hv/string.h>
#include <hv/xsm.h>

#define UNMAP_BATCH	32U
#define MAX_OP_SIZE	64U
#define CMD_MASK	0xfffffU

/* ---- single operations ---- */

/* The domain an operation names, if the caller may; else its status. */
static struct domain *target(struct domain *curr, domid_t id, int16_t *status)
{
	struct domain *d = domain_get_by_id_or_self(id);

	*status = GNTST_bad_domain;
	if (d && xsm_check(XSM_TARGET, "grant_setup", curr, d)) {
		*status = GNTST_permission_denied;
	} else if (d && d->grant) {
		*status = GNTST_okay;
		return d;
	}
	if (d)
		domain_put(d);
	return NULL;
}

static long setup_table(struct domain *curr, void *guest)
{
	struct gnttab_setup_table op;
	struct domain *d;
	long err = 0;
	mfn_t mfn;

	if (guest_read(&op, guest, sizeof(op)))
		return -EFAULT;
	d = target(curr, op.dom, &op.status);
	if (d && op.nr_frames > d->grant->max_frames)
		op.status = GNTST_general_error;
	for (unsigned int i = 0;
	     d && !err && op.status == GNTST_okay && i < op.nr_frames; i++) {
		xen_pfn_t pfn;

		if (grant_frame(d, i, false, &mfn)) {
			op.status = GNTST_general_error;
			break;
		}
		pfn = mfn.n;
		err = guest_write_elem(op.frame_list, i, &pfn);
	}
	if (d)
		domain_put(d);
	return err ? err : guest_write(guest, &op, sizeof(op));
}

static long query_size(struct domain *curr, void *guest)
{
	struct gnttab_query_size op;
	struct domain *d;

	if (guest_read(&op, guest, sizeof(op)))
		return -EFAULT;
	d = target(curr, op.dom, &op.status);
	if (d) {
		op.nr_frames = d->grant->nr_frames;
		op.max_nr_frames = d->grant->max_frames;
		domain_put(d);
	}
	return guest_write(guest, &op, sizeof(op));
}

static long set_version(struct domain *curr, void *guest)
{
	struct gnttab_set_version op;
	int err;

	if (guest_read(&op, guest, sizeof(op)))
		return -EFAULT;
	err = grant_set_version(curr, op.version);
	op.version = curr->grant->version;
	if (guest_write(guest, &op, sizeof(op)))
		return -EFAULT;
	return err;
}

static long get_version(struct domain *curr, void *guest)
{
	struct gnttab_get_version op;
	struct domain *d;
	int err;

	if (guest_read(&op, guest, sizeof(op)))
		return -EFAULT;
	d = domain_get_by_id_or_self(op.dom);
	if (!d)
		return -ESRCH;
	err = xsm_check(XSM_TARGET, "grant_query_size", curr, d);
	if (!err && d->grant)
		op.version = d->grant->version;
	domain_put(d);
	return err ? err : guest_write(guest, &op, sizeof(op));
}

static long get_status_frames(struct domain *curr, void *guest)
{
	struct gnttab_get_status_frames op;
	struct domain *d;
	mfn_t mfn;

	if (guest_read(&op, guest, sizeof(op)))
		return -EFAULT;
	if (!guest_range_ok(op.frame_list.p, 1, 1))
		return -EFAULT;
	d = target(curr, op.dom, &op.status);
	if (d && op.nr_frames > d->grant->nr_status)
		op.status = GNTST_general_error;
	for (unsigned int i = 0;
	     d && op.status == GNTST_okay && i < op.nr_frames; i++) {
		uint64_t pfn;

		if (grant_frame(d, i, true, &mfn)) {
			op.status = GNTST_general_error;
			break;
		}
		pfn = mfn.n;
		if (guest_write_elem(op.frame_list, i, &pfn))
			op.status = GNTST_bad_virt_addr;
	}
	if (d)
		domain_put(d);
	return guest_write(guest, &op, sizeof(op));
}

/* ---- element by element ---- */

static void swap_entries(struct entry *a, struct entry *b)
{
	size_t size = a->gt->version == 2 ? sizeof(union grant_entry_v2) :
					    sizeof(struct grant_entry_v1);
	union grant_entry_v2 tmp;

	memcpy(&tmp, a->hdr, size);
	memcpy(a->hdr, b->hdr, size);
	memcpy(b->hdr, &tmp, size);
}

static void swap_op(struct domain *d, void *arg)
{
	struct gnttab_swap_grant_ref *op = arg;
	struct grant_table *gt = d->grant;
	struct entry a, b;

	spin_lock(&gt->lock);
	if (!grant_entry(gt, op->ref_a, &a) || !grant_entry(gt, op->ref_b, &b))
		op->status = GNTST_bad_gntref;
	else if (op->ref_a == op->ref_b)
		op->status = GNTST_okay;
	else if (grant_pinned(a.act) || grant_pinned(b.act))
		op->status = GNTST_eagain;
	else {
		swap_entries(&a, &b);
		op->status = GNTST_okay;
	}
	spin_unlock(&gt->lock);
}

/* ---- unmapping, in batches with one flush each ---- */

static int read_unmap(bool replace, const void *guest, uint32_t i,
		      struct unmap *u)
{
	struct gnttab_unmap_and_replace r;
	struct gnttab_unmap_grant_ref p;

	memset(u, 0, sizeof(*u));
	if (replace) {
		if (guest_read(&r, (const struct gnttab_unmap_and_replace *)
			       guest + i, sizeof(r)))
			return -EFAULT;
		u->host_addr = r.host_addr;
		u->new_addr = r.new_addr;
		u->handle = r.handle;
		return 0;
	}
	if (guest_read(&p, (const struct gnttab_unmap_grant_ref *)guest + i,
		       sizeof(p)))
		return -EFAULT;
	u->host_addr = p.host_addr;
	u->dev_bus_addr = p.dev_bus_addr;
	u->handle = p.handle;
	return 0;
}

static int write_unmap(bool replace, void *guest, uint32_t i,
		       const struct unmap *u)
{
	void *status = replace ?
		(void *)&((struct gnttab_unmap_and_replace *)guest + i)->status :
		(void *)&((struct gnttab_unmap_grant_ref *)guest + i)->status;

	return guest_write(status, &u->status, sizeof(u->status));
}

/* Elements [first, first + n); n <= UNMAP_BATCH. */
static int unmap_batch(struct domain *d, bool replace, void *guest,
		       uint32_t first, uint32_t n)
{
	struct unmap u[UNMAP_BATCH];
	uint32_t i;
	int err = 0;

	for (i = 0; i < n && !err; i++) {
		err = read_unmap(replace, guest, first + i, &u[i]);
		if (!err)
			grant_unmap_first(d, &u[i]);
	}
	if (err)
		i--;
	arch_grant_flush_tlb(d);
	for (uint32_t k = 0; k < i; k++) {
		grant_unmap_finish(d, &u[k]);
		if (!err)
			err = write_unmap(replace, guest, first + k, &u[k]);
	}
	return err;
}

/* ---- cache flush ---- */

static int flush_one(struct domain *d, const struct gnttab_cache_flush *f)
{
	mfn_t mfn = MFN(f->a.dev_bus_addr >> PAGE_SHIFT);
	int err;

	if (f->offset >= PAGE_SIZE || f->length > PAGE_SIZE ||
	    f->offset + f->length > (int)PAGE_SIZE)
		return -EINVAL;
	/* Frames named by a grant: only where caches are not coherent. */
	if (f->op & ~(GNTTAB_CACHE_CLEAN | GNTTAB_CACHE_INVAL))
		return -EINVAL;
	if (f->length == 0 || f->op == 0)
		return 0;
	if (mfn.n >= max_frame)
		return -EINVAL;
	if (!mfn_valid(mfn) || !page_get(mfn_to_page(mfn), d))
		return -EPERM;
	err = arch_cache_flush((char *)arch_mfn_to_virt(mfn) + f->offset,
			       f->length, f->op);
	page_put(mfn_to_page(mfn));
	return err;
}

/* ---- dispatch ---- */

struct row {
	uint8_t size;
	void (*each)(struct domain *d, void *op);	/* arrays */
	long (*one)(struct domain *d, void *guest);	/* exactly one */
	bool single;					/* count must be 1 */
};

static const struct row rows[] = {
	[GNTTABOP_map_grant_ref]  = { sizeof(struct gnttab_map_grant_ref), grant_map_op, NULL, false },
	[GNTTABOP_transfer]       = { sizeof(struct gnttab_transfer), grant_transfer_op, NULL, false },
	[GNTTABOP_copy]           = { sizeof(struct gnttab_copy), grant_copy_op, NULL, false },
	[GNTTABOP_swap_grant_ref] = { sizeof(struct gnttab_swap_grant_ref), swap_op, NULL, false },
	[GNTTABOP_setup_table]    = { 0, NULL, setup_table, true },
	[GNTTABOP_query_size]     = { 0, NULL, query_size, true },
	[GNTTABOP_set_version]    = { 0, NULL, set_version, false },
	[GNTTABOP_get_version]    = { 0, NULL, get_version, false },
	[GNTTABOP_get_status_frames] = { 0, NULL, get_status_frames, true },
};

/* The call goes on at element i: 0 or -ERESTART with the arguments set. */
static long stop_at(struct hypercall *hc, uint32_t i, size_t size)
{
	hc->arg[1] += i * size;
	hc->arg[2] = (uint32_t)hc->arg[2] - i;
	return -ERESTART;
}

static long run_each(struct hypercall *hc, struct domain *d,
		     const struct row *r)
{
	uint64_t buf[MAX_OP_SIZE / 8];
	uint32_t count = (uint32_t)hc->arg[2];
	char *p = (char *)hc->arg[1];

	for (uint32_t i = 0; i < count; i++, p += r->size) {
		if (i && hypercall_preempt())
			return stop_at(hc, i, r->size);
		if (guest_read(buf, p, r->size))
			return -EFAULT;
		r->each(d, buf);
		if (guest_write(p, buf, r->size))
			return -EFAULT;
	}
	return 0;
}

static long run_unmap(struct hypercall *hc, struct domain *d, bool replace)
{
	size_t size = replace ? sizeof(struct gnttab_unmap_and_replace) :
				sizeof(struct gnttab_unmap_grant_ref);
	uint32_t count = (uint32_t)hc->arg[2], n;
	int err;

	for (uint32_t i = 0; i < count; i += n) {
		if (i && hypercall_preempt())
			return stop_at(hc, i, size);
		n = min_u(count - i, UNMAP_BATCH);
		err = unmap_batch(d, replace, (void *)hc->arg[1], i, n);
		if (err)
			return err;
	}
	return 0;
}

static long run_flush(struct hypercall *hc, struct domain *d)
{
	const struct gnttab_cache_flush *p = (void *)hc->arg[1];
	struct gnttab_cache_flush f;
	int err;

	for (uint32_t i = 0; i < (uint32_t)hc->arg[2]; i++) {
		if (i && hypercall_preempt())
			return stop_at(hc, i, sizeof(f));
		if (guest_read(&f, p + i, sizeof(f)))
			return -EFAULT;
		err = flush_one(d, &f);
		if (err)
			return err;
	}
	return 0;
}

/* Where it is said to be has to be guests' also when it is empty. */
static bool takes_array(unsigned int cmd)
{
	return cmd == GNTTABOP_unmap_grant_ref ||
	       cmd == GNTTABOP_unmap_and_replace ||
	       cmd == GNTTABOP_cache_flush ||
	       (cmd < ARRAY_SIZE(rows) && rows[cmd].each);
}

long hc_grant_table_op(struct hypercall *hc)
{
	struct domain *d = arch_current()->domain;
	unsigned int cmd = (unsigned int)hc->arg[0] & CMD_MASK;
	int32_t count = (int32_t)hc->arg[2];
	const struct row *r = cmd < ARRAY_SIZE(rows) ? &rows[cmd] : NULL;

	if (count < 0 || (cmd != GNTTABOP_cache_flush &&
			  (unsigned int)hc->arg[0] & ~CMD_MASK))
		return -EINVAL;
	if (takes_array(cmd) && !guest_range_ok((void *)hc->arg[1], 1, 1))
		return -EFAULT;
	switch (cmd) {
	case GNTTABOP_unmap_grant_ref:
		return run_unmap(hc, d, false);
	case GNTTABOP_unmap_and_replace:
		return run_unmap(hc, d, true);
	case GNTTABOP_cache_flush:
		return run_flush(hc, d);
	}
	if (!r || (!r->each && !r->one))
		return -ENOSYS;
	if (r->each)
		return run_each(hc, d, r);
	if (r->single && count != 1)
		return -EINVAL;
	return r->one(d, (void *)hc->arg[1]);
}
