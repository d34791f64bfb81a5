/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Small objects: one page holds objects of one power of two.
 *
 * The page's frame-table entry describes it: type_info has the size class,
 * the number of free objects and the first of them; each free object begins
 * with the index of the next. Larger objects are whole pages, and type_info
 * has their number.
 *
 * Locking: small_lock, just outside of the heap lock.
 */
#include <hv/bug.h>
#include <hv/mm.h>
#include <hv/spinlock.h>
#include <hv/string.h>

#define MIN_SHIFT	5U
#define MAX_SHIFT	11U		/* half a page */
#define NR_CLASSES	(MAX_SHIFT - MIN_SHIFT + 1)
#define LARGE		0xffU
#define NO_OBJECT	0xffffU

static spinlock_t small_lock = SPINLOCK_INIT;
/* [small_lock] pages with at least one free object */
static struct page_list partial[NR_CLASSES];
static bool partial_ready;

static unsigned int slab_class(const struct page_info *pg)
{
	return pg->type_info & 0xff;
}
static unsigned int slab_free(const struct page_info *pg)
{
	return (pg->type_info >> 16) & 0xffff;
}
static unsigned int slab_first(const struct page_info *pg)
{
	return (pg->type_info >> 32) & 0xffff;
}
static void slab_set(struct page_info *pg, unsigned int class,
		     unsigned int nr_free, unsigned int first)
{
	pg->type_info = class | (uint64_t)nr_free << 16 |
			(uint64_t)first << 32;
}

static unsigned int class_of(size_t size)
{
	unsigned int shift = MIN_SHIFT;

	while ((1UL << shift) < size)
		shift++;
	return shift - MIN_SHIFT;
}

static char *object(struct page_info *pg, unsigned int class, unsigned int i)
{
	return (char *)page_to_virt(pg) + ((size_t)i << (class + MIN_SHIFT));
}

/* Caller holds small_lock. */
static struct page_info *slab_new(unsigned int class)
{
	unsigned int nr = (unsigned int)(PAGE_SIZE >> (class + MIN_SHIFT));
	void *p = xenheap_alloc(0, 0);
	struct page_info *pg;

	if (!p)
		return NULL;
	pg = virt_to_page(p);
	for (unsigned int i = 0; i < nr; i++) {
		uint16_t next = (uint16_t)(i + 1 < nr ? i + 1 : NO_OBJECT);

		memcpy(object(pg, class, i), &next, sizeof(next));
	}
	slab_set(pg, class, nr, 0);
	page_list_add(&partial[class], pg);
	return pg;
}

static void lists_init(void)
{
	if (partial_ready)
		return;
	for (unsigned int i = 0; i < NR_CLASSES; i++)
		page_list_init(&partial[i]);
	partial_ready = true;
}

static void *small_alloc(size_t size)
{
	unsigned int class = class_of(size), first;
	unsigned long flags = spin_lock_irqsave(&small_lock);
	struct page_info *pg;
	uint16_t next;
	char *p = NULL;

	lists_init();
	pg = page_list_first(&partial[class]);
	if (!pg)
		pg = slab_new(class);
	if (pg) {
		first = slab_first(pg);
		p = object(pg, class, first);
		memcpy(&next, p, sizeof(next));
		slab_set(pg, class, slab_free(pg) - 1, next);
		if (!slab_free(pg))
			page_list_del(&partial[class], pg);
	}
	spin_unlock_irqrestore(&small_lock, flags);
	if (p)
		memset(p, 0, 1UL << (class + MIN_SHIFT));
	return p;
}

static void *large_alloc(size_t size)
{
	uint64_t pages = DIV_ROUND_UP(size, PAGE_SIZE);
	unsigned int order = 0;
	struct page_info *pg;
	void *p;

	while ((1ULL << order) < pages)
		order++;
	if (order > MAX_ORDER)
		return NULL;
	p = xenheap_alloc(order, 0);
	if (!p)
		return NULL;
	pg = virt_to_page(p);
	for (uint64_t i = pages; i < 1ULL << order; i++)
		heap_free(&pg[i], 0, false);
	slab_set(pg, LARGE, 0, 0);
	pg->type_info |= pages << 8;
	return p;
}

void *hv_zalloc(size_t size)
{
	if (size > PAGE_SIZE / 2)
		return large_alloc(size);
	return small_alloc(size ? size : 1);
}

void *hv_zalloc_array(size_t nr, size_t size)
{
	if (size && nr > SIZE_MAX / size)
		return NULL;
	return hv_zalloc(nr * size);
}

static void small_free(struct page_info *pg, char *p)
{
	unsigned int class = slab_class(pg);
	unsigned int nr = (unsigned int)(PAGE_SIZE >> (class + MIN_SHIFT));
	unsigned int i = (unsigned int)((p - (char *)page_to_virt(pg)) >>
					(class + MIN_SHIFT));
	unsigned long flags = spin_lock_irqsave(&small_lock);
	uint16_t next = (uint16_t)slab_first(pg);
	bool give_back;

	if (!slab_free(pg))
		page_list_add(&partial[class], pg);
	memcpy(p, &next, sizeof(next));
	slab_set(pg, class, slab_free(pg) + 1, i);
	give_back = slab_free(pg) == nr;
	if (give_back)
		page_list_del(&partial[class], pg);
	spin_unlock_irqrestore(&small_lock, flags);
	if (give_back)
		xenheap_free(page_to_virt(pg), 0);
}

void hv_free(void *p)
{
	struct page_info *pg;

	if (!p)
		return;
	pg = virt_to_page(p);
	ASSERT(pg->count_info & PGC_XENHEAP);
	if (slab_class(pg) == LARGE) {
		uint64_t pages = pg->type_info >> 8;

		for (uint64_t i = 0; i < pages; i++)
			heap_free(&pg[i], 0, true);
	} else {
		small_free(pg, p);
	}
}
