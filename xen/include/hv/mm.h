/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Frames: the frame table, the page allocator, references and types.
 *
 * One struct page_info per machine frame. A frame in use has an owner (a
 * domain id), a count of references and, for PV guests, a type with a count
 * of its users as that type. Counts refuse to grow past their field.
 */
#ifndef HV_MM_H
#define HV_MM_H

#include <hv/types.h>
#include <xen/xen.h>
#include <arch/page.h>

#define PAGE_SIZE	(1UL << PAGE_SHIFT)
#define PAGE_MASK	(~(PAGE_SIZE - 1))
#define MAX_ORDER	18U		/* largest single allocation: 1 GiB */

struct domain;

struct page_info {
	uint64_t count_info;	/* PGC_*, atomic */
	uint64_t type_info;	/* PGT_*, atomic */
	uint32_t next, prev;	/* frame numbers; [lock of the list] */
	uint16_t owner;		/* domain id, DOMID_INVALID if anonymous */
	uint8_t order;		/* free blocks: log2 of their frames */
	uint8_t zone;		/* free blocks: heap zone */
	uint32_t arch;		/* the machine's own */
};

_Static_assert(sizeof(struct page_info) == 32, "frame table entry grew");

#define PGC_ALLOCATED	(1ULL << 63)	/* counts as the owner's memory */
#define PGC_XENHEAP	(1ULL << 62)	/* belongs to the hypervisor */
#define PGC_STATE_MASK	(3ULL << 60)
#define PGC_STATE_INUSE	(0ULL << 60)
#define PGC_STATE_FREE	(1ULL << 60)
#define PGC_STATE_OFFLINE (2ULL << 60)
#define PGC_BROKEN	(1ULL << 59)
#define PGC_NEED_SCRUB	(1ULL << 58)	/* free, with former contents */
#define PGC_EXTRA	(1ULL << 57)	/* not in the owner's tot_pages */
#define PGC_CACHEATTR_SHIFT 54		/* 3 bits for the machine */
#define PGC_CACHEATTR_MASK (7ULL << PGC_CACHEATTR_SHIFT)
#define PGC_COUNT_MASK	((1ULL << 54) - 1)

#define PGT_TYPE_SHIFT	61
#define PGT_TYPE_MASK	(7ULL << PGT_TYPE_SHIFT)
#define PGT_NONE	(0ULL << PGT_TYPE_SHIFT)
#define PGT_L1_TABLE	(1ULL << PGT_TYPE_SHIFT)
#define PGT_L2_TABLE	(2ULL << PGT_TYPE_SHIFT)
#define PGT_L3_TABLE	(3ULL << PGT_TYPE_SHIFT)
#define PGT_L4_TABLE	(4ULL << PGT_TYPE_SHIFT)
#define PGT_SEG_DESC	(5ULL << PGT_TYPE_SHIFT)
#define PGT_SHARED	(6ULL << PGT_TYPE_SHIFT)
#define PGT_WRITABLE	(7ULL << PGT_TYPE_SHIFT)
#define PGT_PINNED	(1ULL << 60)	/* one count is the guest's pin */
#define PGT_VALIDATED	(1ULL << 59)
#define PGT_PARTIAL	(1ULL << 58)	/* (de)validation was interrupted */
#define PGT_ARCH	(1ULL << 57)	/* the machine's variant of the type */
#define PGT_HAS_LINEAR	(1ULL << 56)	/* table: entries to its own level */
#define PGT_LINEAR_TARGET (1ULL << 55)	/* ... and what those point to */
#define PGT_COUNT_MASK	((1ULL << 54) - 1)

#define PAGE_LIST_END	UINT32_MAX

struct page_list {
	uint32_t head, tail;	/* frame numbers, PAGE_LIST_END if empty */
};

/* Set by the machine before mm_init(); entries exist where there is RAM. */
extern struct page_info *frame_table;
extern uint64_t max_frame;		/* first frame number past RAM */
extern uint64_t total_pages;		/* frames given to the heap, ever */

static inline struct page_info *mfn_to_page(mfn_t m)
{
	return &frame_table[m.n];
}
static inline mfn_t page_to_mfn(const struct page_info *pg)
{
	return MFN((uint64_t)(pg - frame_table));
}
static inline void *page_to_virt(const struct page_info *pg)
{
	return arch_mfn_to_virt(page_to_mfn(pg));
}
static inline struct page_info *virt_to_page(const void *p)
{
	return mfn_to_page(arch_virt_to_mfn(p));
}

/* ---- lists of pages; the caller holds the list's lock ---- */

void page_list_init(struct page_list *l);

static inline uint32_t page_list_number(const struct page_info *pg)
{
	return (uint32_t)page_to_mfn(pg).n;
}

static inline struct page_info *page_list_at(uint32_t n)
{
	return n == PAGE_LIST_END ? NULL : &frame_table[n];
}

static inline bool page_list_empty(const struct page_list *l)
{
	return l->head == PAGE_LIST_END;
}

static inline struct page_info *page_list_first(const struct page_list *l)
{
	return page_list_at(l->head);
}

static inline struct page_info *page_list_next(const struct page_info *pg)
{
	return page_list_at(pg->next);
}

static inline void page_list_add_tail(struct page_list *l,
				      struct page_info *pg)
{
	uint32_t n = page_list_number(pg);

	pg->next = PAGE_LIST_END;
	pg->prev = l->tail;
	*(l->tail == PAGE_LIST_END ? &l->head : &frame_table[l->tail].next) = n;
	l->tail = n;
}

static inline void page_list_add(struct page_list *l, struct page_info *pg)
{
	uint32_t n = page_list_number(pg);

	pg->prev = PAGE_LIST_END;
	pg->next = l->head;
	*(l->head == PAGE_LIST_END ? &l->tail : &frame_table[l->head].prev) = n;
	l->head = n;
}

static inline void page_list_del(struct page_list *l, struct page_info *pg)
{
	uint32_t next = pg->next, prev = pg->prev;

	*(prev == PAGE_LIST_END ? &l->head : &frame_table[prev].next) = next;
	*(next == PAGE_LIST_END ? &l->tail : &frame_table[next].prev) = prev;
	pg->next = pg->prev = PAGE_LIST_END;
}

/* Takes it out of whichever of the two lists it is in. */
static inline void page_list_del_either(struct page_list *a,
					struct page_list *b,
					struct page_info *pg)
{
	uint32_t n = page_list_number(pg);

	page_list_del(a->head == n || a->tail == n ? a : b, pg);
}

/* Takes the first page out, or returns NULL. */
struct page_info *page_list_pop(struct page_list *l);
/* Appends all of `from`, which is left empty. */
void page_list_splice(struct page_list *to, struct page_list *from);

/* ---- heap ---- */

#define NUMA_NO_NODE		0xffU
#define MAX_NUMA_NODES		64U

/* memflags; MEMF_BITS: highest usable address width, 0 = any. */
#define MEMF_NO_SCRUB		(1U << 0)
#define MEMF_EXACT_NODE		(1U << 1)
#define MEMF_NO_OWNER		(1U << 2)	/* assign no pages */
#define MEMF_NO_REFCOUNT	(1U << 3)	/* not counted: PGC_EXTRA */
#define MEMF_NO_DMA		(1U << 4)	/* spare low memory */
#define MEMF_KEEP_COUNT		(1U << 5)	/* tot_pages is right already */
#define MEMF_NODE(n)		((((n) + 1) & 0xffU) << 8)
#define MEMF_GET_NODE(f)	((((f) >> 8) - 1) & 0xffU)
#define MEMF_BITS(n)		((n) << 24)
#define MEMF_GET_BITS(f)	((f) >> 24)

/*
 * Gives frames [start, end) to the heap at boot (or by hot-add). `dirty`:
 * contents are unknown and scrubbed before a guest sees them.
 */
void heap_add_range(mfn_t start, mfn_t end, unsigned int node, bool dirty);

/* 2^order frames, naturally aligned, or NULL. Contents: zero, or scrubbed. */
struct page_info *heap_alloc(unsigned int order, unsigned int memflags);
/* The same, out of what d has claimed; still without owner. */
struct page_info *heap_alloc_for(struct domain *d, unsigned int order,
				 unsigned int memflags);
void heap_free(struct page_info *pg, unsigned int order, bool need_scrub);

uint64_t heap_free_pages(void);
uint64_t heap_free_pages_in(unsigned int node, unsigned int min_bits,
			    unsigned int max_bits);
uint64_t heap_node_total(unsigned int node);
/* Debug key 'H': free pages by node and address width. */
void heap_register_key(void);
/* Scrubs some dirty free memory; false when there is nothing left to do. */
bool heap_scrub_some(unsigned int node);
/* Frames promised to domains (XENMEM_claim_pages) and not yet given. */
extern uint64_t heap_claimed;
int domain_set_claim(struct domain *d, uint64_t pages);

/* Memory for the hypervisor itself, zeroed, page aligned. */
void *xenheap_alloc(unsigned int order, unsigned int memflags);
void xenheap_free(void *p, unsigned int order);

/* Small objects, zeroed. Larger than a page: page aligned. NULL if short. */
void *hv_zalloc(size_t size);
void *hv_zalloc_array(size_t nr, size_t size);
void hv_free(void *p);

/* ---- pages of domains ---- */

/* Allocates for d (or without owner) with PGC_ALLOCATED and one reference. */
struct page_info *domheap_alloc(struct domain *d, unsigned int order,
				unsigned int memflags);
/*
 * Gives already allocated, unowned frames to d.
 * -EINVAL d is dying, -E2BIG over max_pages.
 */
int assign_pages(struct page_info *pg, unsigned int nr, struct domain *d,
		 unsigned int memflags);
/*
 * Takes an unreferenced, unmapped page away from d, without owner and without
 * references; -EINVAL if it is used. MEMF_KEEP_COUNT: d will get another.
 */
int page_steal(struct page_info *pg, struct domain *d, unsigned int memflags);
/* d does not get the n pages it lost with MEMF_KEEP_COUNT. */
void domain_forget_pages(struct domain *d, uint64_t n);
/* Frees frames without references; takes them off their owner's accounts. */
void domheap_free(struct page_info *pg, unsigned int order);
/*
 * Makes a hypervisor page (xenheap_alloc) visible to d, writable or not, as
 * shared_info, grant frames and console rings are.
 */
enum page_share { PAGE_SHARE_RO, PAGE_SHARE_RW };
void page_share_with(struct page_info *pg, struct domain *d,
		     enum page_share how);
/* Takes it back: 0, or -EBUSY while the guest still maps it. */
int page_unshare(struct page_info *pg);

/* ---- references ---- */

/* True, and one more reference, if the frame is in use and owned by d. */
bool page_get(struct page_info *pg, const struct domain *d);
/* Another reference where the caller already has one (never fails there). */
bool page_get_any(struct page_info *pg);
void page_put(struct page_info *pg);
/* Drops the owner's own reference (PGC_ALLOCATED) if it is still there. */
void page_put_alloc_ref(struct page_info *pg);
static inline uint64_t page_count(const struct page_info *pg)
{
	return READ_ONCE(pg->count_info) & PGC_COUNT_MASK;
}

/* ---- types (PV) ---- */

/*
 * One more user of the frame as `type`. A frame without users may change its
 * type; the machine validates tables and descriptors then.
 * 0; -EINVAL wrong contents or in use as another type; -EBUSY too many users.
 *
 * The preemptible forms may return -ERESTART. The frame is then PGT_PARTIAL:
 * that state owns one type count and one reference, the caller has neither
 * gained nor kept a type count. After a get, call it again to go on; after a
 * put, call page_type_finish_put() until it returns 0.
 */
int page_type_get(struct page_info *pg, uint64_t type);
int page_type_get_preemptible(struct page_info *pg, uint64_t type);
void page_type_put(struct page_info *pg);
int page_type_put_preemptible(struct page_info *pg);
/* Undoes what an interrupted get or put left; 0 if nothing is left. */
int page_type_finish_put(struct page_info *pg, bool preempt);

/*
 * For a dying domain: makes a table invalid whatever its count, so that
 * tables that refer to each other in a circle come apart. 0 or -ERESTART.
 */
int page_type_force_out(struct page_info *pg, uint64_t type);
/* Drops pins, tables and the owner's references of d's pages: 0, -ERESTART. */
int domain_relinquish_pages(struct domain *d);

/* Reference and type together: owner d and used as `type`. */
int page_get_and_type(struct page_info *pg, struct domain *d, uint64_t type);
void page_put_and_type(struct page_info *pg);

/* Is it memory? What is none and has a place in the table is DOMID_IO's. */
static inline bool mfn_valid(mfn_t m)
{
	return m.n < max_frame && arch_frame_listed(m) &&
	       mfn_to_page(m)->owner != DOMID_IO;
}

#endif
