/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The page allocator: buddy lists for each node, zone and order.
 *
 * A zone holds the frames of one power of two: zone z has frame numbers below
 * 2^z and not below 2^(z-1). An address limit of n bits allows the zones up
 * to n - PAGE_SHIFT, and blocks never span zones.
 *
 * The head of a free block has the state FREE, its order and zone, and in
 * type_info the number of frames in the block that still hold somebody's
 * former contents; each such frame carries PGC_NEED_SCRUB. All other frames
 * of a free block have order NOT_HEAD.
 *
 * Locking: heap_lock guards all of this and the claims. Scrubbing happens
 * outside of it, on blocks that are off the lists.
 */
#include <hv/abi.h>
#include <hv/bug.h>
#include <hv/domain.h>
#include <hv/errno.h>
#include <hv/machine.h>
#include <hv/mm.h>
#include <hv/spinlock.h>

#define NR_ZONES	33U		/* frame numbers have 32 bits */
#define NOT_HEAD	0xffU
#define SCRUB_ORDER	9U		/* what heap_scrub_some() takes at once */

struct heap_node {
	struct page_list list[NR_ZONES][MAX_ORDER + 1];
	uint32_t orders[NR_ZONES];	/* bit per non-empty list */
	uint64_t zones;			/* bit per non-empty zone */
	uint64_t free[NR_ZONES];
	uint64_t nr_free, nr_dirty, nr_total;
};

struct page_info *frame_table;
uint64_t max_frame;
uint64_t total_pages;
uint64_t heap_claimed;

static spinlock_t heap_lock = SPINLOCK_INIT;
static struct heap_node first_node;	/* there before any allocation is */
static struct heap_node *nodes[MAX_NUMA_NODES];
static bool many_nodes;			/* more than nodes[0] */
static uint64_t nr_free;		/* [heap_lock] over all nodes */
static uint64_t scrubbing;		/* [heap_lock] free, but on no list now */
static uint32_t in_want;		/* [heap_lock] CPUs that wait for that */

static unsigned int frame_zone(uint64_t mfn)
{
	return mfn ? 64U - (unsigned int)__builtin_clzll(mfn) : 0;
}

static unsigned int node_index(const struct page_info *pg)
{
	unsigned int n;

	if (!many_nodes)
		return 0;
	n = arch_mfn_node(page_to_mfn(pg));
	return n < MAX_NUMA_NODES && nodes[n] ? n : 0;
}

/* ---- lists; caller holds heap_lock ---- */

static void block_insert(struct heap_node *n, struct page_info *pg,
			 unsigned int order, uint64_t dirty)
{
	unsigned int z = pg->zone;

	pg->order = (uint8_t)order;
	pg->type_info = dirty;
	/* Dirty blocks at the end: clean ones are given out first. */
	if (dirty)
		page_list_add_tail(&n->list[z][order], pg);
	else
		page_list_add(&n->list[z][order], pg);
	n->orders[z] |= 1U << order;
	n->zones |= 1ULL << z;
}

static void block_remove(struct heap_node *n, struct page_info *pg)
{
	unsigned int z = pg->zone, order = pg->order;

	page_list_del(&n->list[z][order], pg);
	if (page_list_empty(&n->list[z][order])) {
		n->orders[z] &= ~(1U << order);
		if (!n->orders[z])
			n->zones &= ~(1ULL << z);
	}
	pg->order = NOT_HEAD;
}

static void account(struct heap_node *n, unsigned int zone, int64_t pages,
		    int64_t dirty)
{
	n->free[zone] += (uint64_t)pages;
	n->nr_free += (uint64_t)pages;
	n->nr_dirty += (uint64_t)dirty;
	nr_free += (uint64_t)pages;
}

static uint64_t count_dirty(const struct page_info *pg, unsigned int order,
			    uint64_t in_whole)
{
	uint64_t half = 1ULL << order, dirty = 0;

	if (in_whole == 0 || in_whole == 2 * half)
		return in_whole / 2;
	for (uint64_t i = 0; i < half; i++)
		dirty += !!(pg[i].count_info & PGC_NEED_SCRUB);
	return dirty;
}

/*
 * Cuts a block off the lists down to `order` and returns what is left of it:
 * the lowest part, or, to scrub, one that has dirty frames.
 */
static struct page_info *block_split(struct heap_node *n, struct page_info *pg,
				     unsigned int have, unsigned int order,
				     uint64_t *dirty, bool to_scrub)
{
	while (have > order) {
		struct page_info *high = pg + (1ULL << --have);
		uint64_t low = count_dirty(pg, have, *dirty);

		high->zone = pg->zone;
		if (to_scrub && !low) {
			block_insert(n, pg, have, 0);
			pg = high;
		} else {
			block_insert(n, high, have, *dirty - low);
			*dirty = low;
		}
	}
	pg->order = NOT_HEAD;
	return pg;
}

/* Joins a block with its free neighbours and puts it on a list. */
static void block_merge(struct heap_node *n, unsigned int node,
			struct page_info *pg, unsigned int order,
			uint64_t dirty)
{
	uint64_t mfn = page_to_mfn(pg).n;

	while (order < MAX_ORDER) {
		uint64_t buddy = mfn ^ (1ULL << order);
		struct page_info *b = &frame_table[buddy];

		if (!mfn_valid(MFN(buddy)) ||
		    (b->count_info & PGC_STATE_MASK) != PGC_STATE_FREE ||
		    b->order != order || b->zone != frame_zone(mfn) ||
		    node_index(b) != node)
			break;
		dirty += b->type_info;
		block_remove(n, b);
		mfn &= ~(1ULL << order);
		order++;
	}
	pg = &frame_table[mfn];
	pg->zone = (uint8_t)frame_zone(mfn);
	block_insert(n, pg, order, dirty);
}

static void free_locked(struct page_info *pg, unsigned int order,
			uint64_t dirty)
{
	unsigned int node = node_index(pg);
	uint64_t pages = 1ULL << order;

	account(nodes[node], frame_zone(page_to_mfn(pg).n), (int64_t)pages,
		(int64_t)dirty);
	block_merge(nodes[node], node, pg, order, dirty);
}

/* ---- giving memory to the heap ---- */

static struct heap_node *node_init(struct heap_node *n)
{
	for (unsigned int z = 0; z < NR_ZONES; z++)
		for (unsigned int o = 0; o <= MAX_ORDER; o++)
			page_list_init(&n->list[z][o]);
	return n;
}

/* The node's lists live in its own first frames, but for the first node. */
static mfn_t node_setup(unsigned int node, mfn_t start, mfn_t end)
{
	uint64_t pages = DIV_ROUND_UP(sizeof(struct heap_node), PAGE_SIZE);

	if (nodes[node])
		return start;
	if (!nodes[0] || node == 0 || end.n - start.n <= pages) {
		if (!nodes[0])
			nodes[0] = node_init(&first_node);
		if (node != 0 && end.n - start.n > pages)
			return node_setup(node, start, end);
		return start;
	}
	for (uint64_t i = 0; i < pages; i++)
		arch_clear_page(arch_mfn_to_virt(mfn_add(start, i)));
	nodes[node] = node_init(arch_mfn_to_virt(start));
	many_nodes = true;
	return mfn_add(start, pages);
}

void heap_add_range(mfn_t start, mfn_t end, unsigned int node, bool dirty)
{
	uint64_t mfn;
	unsigned long flags;

	if (node >= MAX_NUMA_NODES)
		node = 0;
	if (start.n >= end.n)
		return;
	total_pages += end.n - start.n;
	mfn = node_setup(node, start, end).n;
	for (uint64_t i = mfn; i < end.n; i++) {
		struct page_info *pg = &frame_table[i];

		pg->count_info = PGC_STATE_FREE |
				 (dirty ? PGC_NEED_SCRUB : 0);
		pg->order = NOT_HEAD;
		pg->owner = DOMID_INVALID;
	}
	flags = spin_lock_irqsave(&heap_lock);
	nodes[node_index(&frame_table[mfn])]->nr_total += end.n - mfn;
	while (mfn < end.n) {
		unsigned int order = MAX_ORDER;
		unsigned int z = frame_zone(mfn);

		while (mfn & ((1ULL << order) - 1) ||
		       mfn + (1ULL << order) > end.n ||
		       frame_zone(mfn + (1ULL << order) - 1) != z)
			order--;
		free_locked(&frame_table[mfn], order,
			    dirty ? 1ULL << order : 0);
		mfn += 1ULL << order;
	}
	spin_unlock_irqrestore(&heap_lock, flags);
}

/* ---- taking ---- */

/* Best block of one node within zones [0, max_zone]; highest zone first. */
static struct page_info *node_take(struct heap_node *n, unsigned int max_zone,
				   unsigned int order, uint64_t *dirty)
{
	uint64_t zones = n->zones & ((2ULL << max_zone) - 1);

	while (zones) {
		unsigned int z = 63U - (unsigned int)__builtin_clzll(zones);
		uint32_t fit = n->orders[z] & (~0U << order);

		if (fit) {
			unsigned int o = (unsigned int)__builtin_ctz(fit);
			struct page_info *pg = page_list_first(&n->list[z][o]);

			*dirty = pg->type_info;
			block_remove(n, pg);
			pg = block_split(n, pg, o, order, dirty, false);
			account(n, z, -(int64_t)(1ULL << order),
				-(int64_t)*dirty);
			return pg;
		}
		zones &= ~(1ULL << z);
	}
	return NULL;
}

/* From the nodes in `liked` by turns if like, else from all others. */
static struct page_info *take_from(uint64_t liked, bool like,
				   unsigned int first, unsigned int max_zone,
				   unsigned int order, uint64_t *dirty)
{
	unsigned int nr = many_nodes ? arch_nr_nodes() : 1;
	struct page_info *pg = NULL;

	for (unsigned int i = 0; i < nr && !pg; i++) {
		unsigned int node = (first + i) % nr;

		if (nodes[node] && (liked >> node & 1) == like)
			pg = node_take(nodes[node], max_zone, order, dirty);
	}
	return pg;
}

/*
 * The node that memflags names comes first, then those that d's affinity was
 * set to, then the others.
 */
static struct page_info *take_locked(struct domain *d, unsigned int order,
				     unsigned int memflags, uint64_t *dirty)
{
	unsigned int bits = MEMF_GET_BITS(memflags), max_zone = NR_ZONES - 1;
	unsigned int node = MEMF_GET_NODE(memflags), first = 0;
	struct page_info *pg = NULL;
	uint64_t liked = ~0ULL;

	if (bits && bits <= PAGE_SHIFT)
		return NULL;
	if (bits && bits - PAGE_SHIFT < max_zone)
		max_zone = bits - PAGE_SHIFT;
	if (node < MAX_NUMA_NODES && nodes[node]) {
		pg = node_take(nodes[node], max_zone, order, dirty);
		first = node;
	}
	if (pg || (memflags & MEMF_EXACT_NODE))
		return pg;
	if (d && !d->auto_node_affinity) {
		liked = d->node_affinity;
		first = d->last_node + 1U;
	}
	pg = take_from(liked, true, first, max_zone, order, dirty);
	if (pg && d)
		d->last_node = (uint8_t)node_index(pg);
	return pg ? pg : take_from(liked, false, first, max_zone, order, dirty);
}

static void make_used(struct page_info *pg, unsigned int order,
		      unsigned int memflags, uint64_t dirty)
{
	for (uint64_t i = 0; i < 1ULL << order; i++) {
		bool scrub = dirty && (pg[i].count_info & PGC_NEED_SCRUB) &&
			     !(memflags & MEMF_NO_SCRUB);

		if (scrub)
			arch_clear_page(page_to_virt(&pg[i]));
		pg[i].count_info = PGC_STATE_INUSE;
		pg[i].type_info = 0;
		pg[i].owner = DOMID_INVALID;
		pg[i].order = 0;
		pg[i].next = pg[i].prev = PAGE_LIST_END;
	}
}

/* What domains other than d have claimed may not be taken. */
static bool claims_allow(const struct domain *d, uint64_t pages)
{
	uint64_t others = heap_claimed - (d ? d->outstanding_pages : 0);

	return nr_free >= pages && nr_free - pages >= others;
}

struct page_info *heap_alloc_for(struct domain *d, unsigned int order,
				 unsigned int memflags)
{
	struct page_info *pg = NULL;
	uint64_t dirty = 0;
	unsigned long flags;

	if (order > MAX_ORDER)
		return NULL;
	flags = spin_lock_irqsave(&heap_lock);
	if (claims_allow(d, 1ULL << order))
		pg = take_locked(d, order, memflags, &dirty);
	if (!pg && scrubbing) {
		/*
		 * What idle CPUs have in hand may be what is missing. They
		 * take no more meanwhile, so that this has an end.
		 */
		in_want++;
		spin_unlock_irqrestore(&heap_lock, flags);
		while (READ_ONCE(scrubbing))
			arch_cpu_relax();
		flags = spin_lock_irqsave(&heap_lock);
		in_want--;
		if (claims_allow(d, 1ULL << order))
			pg = take_locked(d, order, memflags, &dirty);
	}
	if (pg && d && d->outstanding_pages) {
		uint64_t n = min_u64(d->outstanding_pages, 1ULL << order);

		d->outstanding_pages -= n;
		heap_claimed -= n;
	}
	/* Not FREE any more before the lock goes: a neighbour may merge. */
	if (pg)
		for (uint64_t i = 0; i < 1ULL << order; i++)
			pg[i].count_info = (pg[i].count_info & PGC_NEED_SCRUB) |
					   PGC_STATE_INUSE;
	spin_unlock_irqrestore(&heap_lock, flags);
	if (!pg)
		return NULL;
	make_used(pg, order, memflags, dirty);
	arch_page_alloc(pg, order);
	return pg;
}

struct page_info *heap_alloc(unsigned int order, unsigned int memflags)
{
	return heap_alloc_for(NULL, order, memflags);
}

void heap_free(struct page_info *pg, unsigned int order, bool need_scrub)
{
	uint64_t pages = 1ULL << order;
	unsigned long flags;

	ASSERT(order <= MAX_ORDER);
	arch_page_freed(pg, order);
	flags = spin_lock_irqsave(&heap_lock);
	for (uint64_t i = 0; i < pages; i++) {
		ASSERT((pg[i].count_info & PGC_STATE_MASK) != PGC_STATE_FREE);
		pg[i].count_info = PGC_STATE_FREE |
				   (need_scrub ? PGC_NEED_SCRUB : 0);
		pg[i].owner = DOMID_INVALID;
		pg[i].order = NOT_HEAD;
	}
	free_locked(pg, order, need_scrub ? pages : 0);
	spin_unlock_irqrestore(&heap_lock, flags);
}

/* ---- scrubbing in idle time ---- */

/* A dirty block, cut to what is done in one go. */
static struct page_info *take_dirty(struct heap_node *n, unsigned int *order,
				    uint64_t *dirty)
{
	for (unsigned int z = NR_ZONES; z-- > 0;) {
		uint32_t orders = n->orders[z];

		while (orders) {
			unsigned int o = (unsigned int)__builtin_ctz(orders);
			uint32_t tail = n->list[z][o].tail;
			struct page_info *pg = &frame_table[tail];

			orders &= orders - 1;
			if (!pg->type_info)
				continue;
			*dirty = pg->type_info;
			block_remove(n, pg);
			*order = min_u(o, SCRUB_ORDER);
			pg = block_split(n, pg, o, *order, dirty, true);
			return pg;
		}
	}
	return NULL;
}

/* It stays in the figures as free while it is cleaned. */
bool heap_scrub_some(unsigned int node)
{
	struct heap_node *n = node < MAX_NUMA_NODES ? nodes[node] : NULL;
	struct page_info *pg = NULL;
	unsigned int order;
	uint64_t dirty;
	unsigned long flags;

	if (!n || !READ_ONCE(n->nr_dirty))
		return false;
	flags = spin_lock_irqsave(&heap_lock);
	if (n->nr_dirty && !in_want)
		pg = take_dirty(n, &order, &dirty);
	if (pg) {
		scrubbing += 1ULL << order;
		for (uint64_t i = 0; i < 1ULL << order; i++)
			pg[i].count_info = (pg[i].count_info & PGC_NEED_SCRUB) |
					   PGC_STATE_INUSE;
	}
	spin_unlock_irqrestore(&heap_lock, flags);
	if (!pg)
		return false;
	for (uint64_t i = 0; i < 1ULL << order; i++)
		if (pg[i].count_info & PGC_NEED_SCRUB)
			arch_clear_page(page_to_virt(&pg[i]));
	flags = spin_lock_irqsave(&heap_lock);
	for (uint64_t i = 0; i < 1ULL << order; i++) {
		pg[i].count_info = PGC_STATE_FREE;
		pg[i].order = NOT_HEAD;
	}
	account(n, frame_zone(page_to_mfn(pg).n), 0, -(int64_t)dirty);
	block_merge(n, node_index(pg), pg, order, 0);
	scrubbing -= 1ULL << order;
	spin_unlock_irqrestore(&heap_lock, flags);
	return true;
}

/* ---- figures and claims ---- */

uint64_t heap_free_pages(void)
{
	return READ_ONCE(nr_free);
}

uint64_t heap_free_pages_in(unsigned int node, unsigned int min_bits,
			    unsigned int max_bits)
{
	unsigned int lo = min_bits > PAGE_SHIFT ? min_bits - PAGE_SHIFT : 0;
	unsigned int hi = NR_ZONES - 1;
	uint64_t sum = 0;

	if (max_bits && max_bits <= PAGE_SHIFT)
		return 0;
	if (max_bits && max_bits - PAGE_SHIFT < hi)
		hi = max_bits - PAGE_SHIFT;
	for (unsigned int n = 0; n < MAX_NUMA_NODES; n++) {
		if (!nodes[n] || (node != NUMA_NO_NODE && n != node))
			continue;
		for (unsigned int z = lo; z <= hi; z++)
			sum += READ_ONCE(nodes[n]->free[z]);
	}
	return sum;
}

uint64_t heap_node_total(unsigned int node)
{
	return node < MAX_NUMA_NODES && nodes[node] ? nodes[node]->nr_total : 0;
}

int domain_set_claim(struct domain *d, uint64_t pages)
{
	unsigned long flags;
	uint64_t claim, avail;
	int err = 0;

	flags = spin_lock_irqsave(&heap_lock);
	if (pages == 0) {
		heap_claimed -= d->outstanding_pages;
		d->outstanding_pages = 0;
	} else if (d->outstanding_pages || d->dying != DOMDYING_ALIVE) {
		err = -EINVAL;		/* one at a time, none after death */
	} else if (pages <= d->tot_pages || pages > d->max_pages) {
		err = -EINVAL;
	} else {
		claim = pages - d->tot_pages;
		avail = nr_free - heap_claimed;
		if (claim > avail) {
			err = -ENOMEM;
		} else {
			d->outstanding_pages = claim;
			heap_claimed += claim;
		}
	}
	spin_unlock_irqrestore(&heap_lock, flags);
	return err;
}

/* ---- memory for the hypervisor ---- */

void *xenheap_alloc(unsigned int order, unsigned int memflags)
{
	struct page_info *pg = heap_alloc(order, memflags | MEMF_NO_SCRUB);

	if (!pg)
		return NULL;
	for (uint64_t i = 0; i < 1ULL << order; i++) {
		pg[i].count_info |= PGC_XENHEAP;
		arch_clear_page(page_to_virt(&pg[i]));
	}
	return page_to_virt(pg);
}

void xenheap_free(void *p, unsigned int order)
{
	if (p)
		heap_free(virt_to_page(p), order, true);
}
