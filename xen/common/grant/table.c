/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Grant tables: their memory, versions, life.
 *
 * Locking: gt->lock guards the table's size, version, and what is active.
 */
#include "grant.h"

#include <hv/bug.h>
#include <hv/cmdline.h>
#include <hv/errno.h>
#include <hv/hypercall.h>
#include <hv/string.h>



unsigned int grant_max_frames = 64;
unsigned int grant_max_maptrack_frames = 1024;
static unsigned int opt_max_version = 2;

static int parse_gnttab(const char *s)
{
	const char *p = strstr(s, "max-ver:");

	if (!p || (p[8] != '1' && p[8] != '2'))
		return -EINVAL;
	opt_max_version = (unsigned int)(p[8] - '0');
	return 0;
}

static const struct option options[] = {
	{ "gnttab_max_frames", OPTION_UINT, .dest = &grant_max_frames },
	{ "gnttab_max_maptrack_frames", OPTION_UINT,
	  .dest = &grant_max_maptrack_frames },
	{ "gnttab", OPTION_FUNC, .parse = parse_gnttab },
};

void grant_register_options(void)
{
	cmdline_register(options, ARRAY_SIZE(options));
}

unsigned int grant_nr_entries(const struct grant_table *gt)
{
	return gt->nr_frames * (gt->version == 2 ? V2_PER_FRAME : V1_PER_FRAME);
}

bool grant_entry(struct grant_table *gt, uint32_t ref, struct entry *e)
{
	if (ref >= grant_nr_entries(gt))
		return false;
	e->gt = gt;
	e->ref = ref;
	e->act = &gt->active[ref / V1_PER_FRAME][ref % V1_PER_FRAME];
	if (gt->version == 2) {
		union grant_entry_v2 *p = gt->shared[ref / V2_PER_FRAME];

		e->hdr = &p[ref % V2_PER_FRAME].hdr;
		e->status = &gt->status[ref / STATUS_PER_FRAME]
				       [ref % STATUS_PER_FRAME];
	} else {
		struct grant_entry_v1 *p = gt->shared[ref / V1_PER_FRAME];

		e->hdr = (struct grant_entry_header *)&p[ref % V1_PER_FRAME];
		e->status = &e->hdr->flags;
	}
	return true;
}

int grant_get_frame(struct domain *d, uint64_t gfn, mfn_t *mfn)
{
	*mfn = arch_gfn_to_mfn(d, GFN(gfn));
	if (!mfn_valid(*mfn) || !page_get(mfn_to_page(*mfn), d))
		return GNTST_bad_page;
	return GNTST_okay;
}

/* ---- size ---- */

static void *new_shared_page(struct domain *d)
{
	void *p = xenheap_alloc(0, 0);

	if (p)
		page_share_with(virt_to_page(p), d, PAGE_SHARE_RW);
	return p;
}

/* Gives a page that was shared back; nobody maps it any more. */
static void drop_shared_page(void *p)
{
	if (!p)
		return;
	(void)page_unshare(virt_to_page(p));
	xenheap_free(p, 0);
}

static unsigned int status_frames(unsigned int nr_frames)
{
	return DIV_ROUND_UP(nr_frames * V2_PER_FRAME, STATUS_PER_FRAME);
}

static int grow_status(struct domain *d, struct grant_table *gt,
		       unsigned int nr_frames)
{
	while (gt->nr_status < status_frames(nr_frames)) {
		gt->status[gt->nr_status] = new_shared_page(d);
		if (!gt->status[gt->nr_status])
			return -ENOMEM;
		gt->nr_status++;
	}
	return 0;
}

/*
 * All status pages go, or none: entries are found through them as long as the
 * version says so. -EBUSY while the guest maps one.
 */
static int shrink_status(struct domain *d, struct grant_table *gt)
{
	unsigned int i;
	int err = 0;

	for (i = 0; i < gt->nr_status && !err; i++)
		err = page_unshare(virt_to_page(gt->status[i]));
	if (err) {
		while (--i > 0)
			page_share_with(virt_to_page(gt->status[i - 1]), d,
					PAGE_SHARE_RW);
		return err;
	}
	while (gt->nr_status) {
		xenheap_free(gt->status[--gt->nr_status], 0);
		gt->status[gt->nr_status] = NULL;
	}
	return 0;
}

int grant_grow(struct domain *d, struct grant_table *gt, unsigned int nr)
{
	int err;

	if (nr > gt->max_frames)
		return -E2BIG;
	if (d->dying != DOMDYING_ALIVE)
		return -EINVAL;
	err = gt->version == 2 ? grow_status(d, gt, nr) : 0;
	while (!err && gt->nr_frames < nr) {
		unsigned int i = gt->nr_frames;

		if (!gt->active[i])
			gt->active[i] = hv_zalloc_array(V1_PER_FRAME,
						sizeof(struct active));
		gt->shared[i] = gt->active[i] ? new_shared_page(d) : NULL;
		if (!gt->shared[i])
			return -ENOMEM;
		gt->nr_frames++;
	}
	return err;
}

/* ---- version ---- */

static bool in_use(struct grant_table *gt)
{
	unsigned int n = grant_nr_entries(gt);

	/* The reserved ones may be: store and console keep them mapped. */
	for (unsigned int i = GNTTAB_NR_RESERVED_ENTRIES; i < n; i++)
		if (grant_pinned(&gt->active[i / V1_PER_FRAME]
					    [i % V1_PER_FRAME]))
			return true;
	return false;
}

/* The reserved entries in version 1's form; -EINVAL, -ERANGE if they have none. */
static int save_reserved(const struct grant_table *gt,
			 struct grant_entry_v1 *save)
{
	const union grant_entry_v2 *v2 = gt->shared[0];

	if (gt->version == 1) {
		memcpy(save, gt->shared[0],
		       sizeof(*save) * GNTTAB_NR_RESERVED_ENTRIES);
		return 0;
	}
	for (unsigned int i = 0; i < GNTTAB_NR_RESERVED_ENTRIES; i++) {
		union grant_entry_v2 e = v2[i];
		uint16_t type = e.hdr.flags & GTF_type_mask;

		save[i] = (struct grant_entry_v1){ 0 };
		/* What is offered for a transfer is offered no more. */
		if (type == GTF_invalid || type == GTF_accept_transfer)
			continue;
		if (type != GTF_permit_access ||
		    e.full_page.frame > UINT32_MAX)
			return -ERANGE;
		save[i].flags = (uint16_t)(e.hdr.flags | gt->status[0][i]);
		save[i].domid = e.hdr.domid;
		save[i].frame = (uint32_t)e.full_page.frame;
	}
	return 0;
}

static void restore_reserved(struct grant_table *gt,
			     const struct grant_entry_v1 *save)
{
	uint16_t use = GTF_reading | GTF_writing;
	union grant_entry_v2 *v2 = gt->shared[0];

	if (gt->version == 1) {
		memcpy(gt->shared[0], save,
		       sizeof(*save) * GNTTAB_NR_RESERVED_ENTRIES);
		return;
	}
	for (unsigned int i = 0; i < GNTTAB_NR_RESERVED_ENTRIES; i++) {
		v2[i].hdr.flags = (uint16_t)(save[i].flags & ~use);
		v2[i].hdr.domid = save[i].domid;
		v2[i].full_page.frame = save[i].frame;
		gt->status[0][i] = save[i].flags & use;
	}
}

/* Caller holds the lock. */
static int switch_version(struct domain *d, struct grant_table *gt,
			  uint32_t version)
{
	struct grant_entry_v1 save[GNTTAB_NR_RESERVED_ENTRIES];
	int err;

	if (in_use(gt))
		return -EBUSY;
	err = save_reserved(gt, save);
	if (!err && version == 2)
		err = grow_status(d, gt, gt->nr_frames);
	if (!err && version == 1)
		err = shrink_status(d, gt);
	if (err)
		return err;
	for (unsigned int i = 0; i < gt->nr_frames; i++)
		arch_clear_page(gt->shared[i]);
	gt->version = version;
	restore_reserved(gt, save);
	return 0;
}

int grant_set_version(struct domain *d, uint32_t version)
{
	struct grant_table *gt = d->grant;
	int err = 0;

	if (version != 1 && version != 2)
		return -EINVAL;
	if (version > gt->max_version)
		return -ENOSYS;
	spin_lock(&gt->lock);
	if (gt->version != version)
		err = switch_version(d, gt, version);
	spin_unlock(&gt->lock);
	return err;
}

/* ---- life ---- */

static bool limit(int32_t asked, unsigned int max, unsigned int *out)
{
	*out = asked < 0 ? max : (unsigned int)asked;
	return *out <= max;
}

int grant_domain_init(struct domain *d, int32_t max_frames,
		      int32_t max_maptrack, unsigned int max_version)
{
	struct grant_table *gt;
	unsigned int frames, maptrack;
	int err;

	if (!limit(max_frames, grant_max_frames, &frames) || !frames ||
	    !limit(max_maptrack, grant_max_maptrack_frames, &maptrack))
		return -EINVAL;
	if (max_version < 1 || max_version > opt_max_version)
		return -EINVAL;
	gt = hv_zalloc(sizeof(*gt));
	if (!gt)
		return -ENOMEM;
	d->grant = gt;
	gt->version = 1;
	gt->max_version = max_version;
	gt->max_frames = frames;
	gt->max_maptrack = maptrack;
	gt->free_map = NO_HANDLE;
	gt->shared = hv_zalloc_array(frames, sizeof(*gt->shared));
	gt->active = hv_zalloc_array(frames, sizeof(*gt->active));
	gt->status = hv_zalloc_array(status_frames(frames),
				     sizeof(*gt->status));
	gt->maps = hv_zalloc_array(maptrack, sizeof(*gt->maps));
	if (!gt->shared || !gt->active || !gt->status || !gt->maps)
		return -ENOMEM;
	spin_lock(&gt->lock);
	err = grant_grow(d, gt, 1);
	spin_unlock(&gt->lock);
	return err;
}

/* No references to d are left, so nobody maps its pages. */
void grant_domain_exit(struct domain *d)
{
	struct grant_table *gt = d->grant;

	for (unsigned int i = 0; gt->shared && i < gt->nr_frames; i++) {
		drop_shared_page(gt->shared[i]);
		hv_free(gt->active[i]);
	}
	for (unsigned int i = 0; gt->status && i < gt->nr_status; i++)
		drop_shared_page(gt->status[i]);
	for (unsigned int i = 0; i < gt->nr_map_pages; i++)
		hv_free(gt->maps[i]);
	hv_free(gt->shared);
	hv_free(gt->active);
	hv_free(gt->status);
	hv_free(gt->maps);
	hv_free(gt);
	d->grant = NULL;
}

/* ---- for the domain's builder ---- */

unsigned int grant_nr_frames(const struct domain *d)
{
	return d->grant->nr_frames;
}

unsigned int grant_resource_size(struct domain *d, unsigned int id)
{
	struct grant_table *gt = d->grant;

	if (!gt)
		return 0;
	if (id == XENMEM_resource_grant_table_id_shared)
		return gt->max_frames;
	if (id == XENMEM_resource_grant_table_id_status)
		return status_frames(gt->max_frames);
	return 0;
}

/* Caller holds the lock. */
static int frame_locked(struct domain *d, struct grant_table *gt,
			unsigned int idx, bool status, mfn_t *mfn)
{
	unsigned int need = status ?
		DIV_ROUND_UP((idx + 1) * STATUS_PER_FRAME, V2_PER_FRAME) :
		idx + 1;
	void *p;
	int err = 0;

	if (status && gt->version != 2)
		return -EINVAL;
	if (idx >= (status ? gt->nr_status : gt->nr_frames))
		err = grant_grow(d, gt, need);
	if (err)
		return err == -E2BIG ? -EINVAL : err;
	p = status ? (void *)gt->status[idx] : gt->shared[idx];
	*mfn = arch_virt_to_mfn(p);
	return 0;
}

int grant_frame(struct domain *d, unsigned int idx, bool status, mfn_t *mfn)
{
	struct grant_table *gt = d->grant;
	int err;

	spin_lock(&gt->lock);
	err = frame_locked(d, gt, idx, status, mfn);
	spin_unlock(&gt->lock);
	return err;
}

int grant_acquire(struct domain *d, unsigned int id, unsigned int first,
		  unsigned int nr, uint64_t *mfns)
{
	bool status = id == XENMEM_resource_grant_table_id_status;
	int err = 0;
	mfn_t m;

	for (unsigned int i = 0; i < nr && !err; i++) {
		err = grant_frame(d, first + i, status, &m);
		mfns[i] = m.n;
	}
	return err;
}
