/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Between the files of the grant tables.
 */
#ifndef COMMON_GRANT_GRANT_H
#define COMMON_GRANT_GRANT_H

#include <hv/domain.h>
#include <hv/grant.h>
#include <hv/machine.h>
#include <hv/spinlock.h>

#define V1_PER_FRAME	((unsigned int)(PAGE_SIZE / sizeof(struct grant_entry_v1)))
#define V2_PER_FRAME	((unsigned int)(PAGE_SIZE / sizeof(union grant_entry_v2)))
#define STATUS_PER_FRAME ((unsigned int)(PAGE_SIZE / sizeof(uint16_t)))
#define PIN_LIMIT	0x7fffU

/* What is known of an entry while somebody uses it. */
struct active {
	uint16_t host_r, host_w;	/* mappings by CPUs, and copies */
	uint16_t dev_r, dev_w;		/* mappings for devices */
	domid_t domid;			/* who uses it */
	uint16_t start, length;		/* bytes that may be used */
	bool is_sub_page;		/* may only be copied */
	bool is_transitive;		/* stands for an entry of another */
	union {
		uint64_t mfn;
		struct {
			uint32_t trans_ref;
			domid_t trans_domid;
		};
	};
};

/* A mapping this domain made of another's frame; the index is the handle. */
struct mapping {
	uint32_t ref;
	uint16_t flags;			/* GNTMAP_* still in effect, 0: free */
	domid_t domid;			/* whose frame */
	uint32_t next;			/* free list */
};

/* Beside GNTMAP_*: the handle is taken, whatever is still mapped. */
#define MAP_LIVE	0x8000U
#define MAP_FLAGS	0x1fU
/* The same two bits eight higher: that part is just being unmapped. */
#define MAP_PARTS	((uint16_t)(GNTMAP_host_map | GNTMAP_device_map))
#define MAP_GOING(parts) ((uint16_t)((parts) << 8))
#define MAPPINGS_PER_PAGE ((unsigned int)(PAGE_SIZE / sizeof(struct mapping)))
#define NO_HANDLE	UINT32_MAX

struct grant_table {
	spinlock_t lock;		/* all but the mappings */
	unsigned int version, max_version;
	unsigned int max_frames, max_maptrack;
	unsigned int nr_frames, nr_status;
	void **shared;			/* [lock] nr_frames pages */
	uint16_t **status;		/* [lock] nr_status pages, version 2 */
	struct active **active;		/* [lock] V1_PER_FRAME for each frame */

	spinlock_t map_lock;		/* inside of lock */
	struct mapping **maps;		/* [map_lock] nr_map_pages pages */
	unsigned int nr_map_pages;	/* [map_lock] */
	uint32_t free_map;		/* [map_lock] */
	uint32_t release_next;		/* progress of releasing all */
};

/* The flags word of an entry and, in version 2, its status; lock held. */
struct entry {
	struct grant_table *gt;
	uint32_t ref;
	struct active *act;
	struct grant_entry_header *hdr;	/* same place in both versions */
	uint16_t *status;		/* where reading and writing are told */
};

unsigned int grant_nr_entries(const struct grant_table *gt);
/* False if there is no such entry. Caller holds gt->lock. */
bool grant_entry(struct grant_table *gt, uint32_t ref, struct entry *e);
static inline bool grant_pinned(const struct active *a)
{
	return a->host_r | a->host_w | a->dev_r | a->dev_w;
}
static inline bool grant_pinned_for_write(const struct active *a)
{
	return a->host_w | a->dev_w;
}

/*
 * First use (of this kind) of e by domid: checks that the guest's entry is of
 * that type (GTF_permit_access, GTF_transitive) and tells it. GNTST_*. `map`:
 * sub-page grants cannot be mapped.
 */
int grant_start_use(struct entry *e, uint16_t type, domid_t domid,
		    bool readonly, bool map);
/* Tells the guest's entry which uses are over. */
void grant_end_use(struct entry *e, bool readonly);
/* A reference to the frame a grant names: GNTST_bad_page. */
int grant_get_frame(struct domain *d, uint64_t gfn, mfn_t *mfn);
/* Makes the table `nr` frames large; caller holds the lock. -ENOMEM, -E2BIG */
int grant_grow(struct domain *d, struct grant_table *gt, unsigned int nr);
int grant_set_version(struct domain *d, uint32_t version);

/* One operation each; they fill in op->status. */
void grant_map_op(struct domain *d, void *op);
void grant_copy_op(struct domain *d, void *op);
void grant_transfer_op(struct domain *d, void *op);
/* Several unmaps and one flush. */
struct unmap {
	uint64_t host_addr, dev_bus_addr, new_addr;
	uint32_t handle;
	int16_t status;
	/* filled in by the first half: */
	uint16_t done;			/* GNTMAP_* taken away */
	uint16_t flags;			/* of the mapping, when it was claimed */
	uint32_t ref;
	struct domain *rd;		/* with a reference */
	mfn_t mfn;
	bool readonly;
};
void grant_unmap_first(struct domain *d, struct unmap *u);
void grant_unmap_finish(struct domain *d, struct unmap *u);

#endif
