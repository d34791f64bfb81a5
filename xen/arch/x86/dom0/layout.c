/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where things are in dom0's address space and in its frames, as the
 * start-of-day contract in the public xen.h wants it.
 */
#include <hv/bug.h>
#include <hv/printk.h>

#include "build.h"

#define ROOM		(512UL << 10)
#define BORDER		(4UL << 20)

/* Whether a guest may have something there: canonical, and not ours. */
static bool guest_va(uint64_t va)
{
	return (va + (1ULL << 47)) >> 48 == 0 &&
	       (va < HYPERVISOR_VIRT_START || va >= HYPERVISOR_VIRT_END);
}

static uint64_t tables_for(uint64_t start, uint64_t end)
{
	uint64_t n = 0;

	for (unsigned int shift = 21; shift <= 39; shift += 9)
		n += ((end - 1) >> shift) - (start >> shift) + 1;
	return n;			/* L1, L2, L3; the L4 is extra */
}

/* How many it takes to map that too, besides those of the kernel. */
static uint64_t tables_more(const struct build *b, uint64_t start,
			    uint64_t end)
{
	uint64_t n = tables_for(start, end);

	for (unsigned int shift = 21; shift <= 39; shift += 9) {
		uint64_t low = max_u64(start, b->v_start) >> shift;
		uint64_t high = min_u64(end - 1, b->v_end - 1) >> shift;

		/* They do not overlap, but one table may serve both. */
		if (low <= high)
			n -= high - low + 1;
	}
	return n;
}

static void places(struct build *b)
{
	uint64_t initrd = b->initrd ? b->initrd->end - b->initrd->start : 0;
	uint64_t bytes = b->nr_pages * 8, va, end, n;
	bool p2m_apart = b->k.init_p2m != KERNEL_NO_VALUE;

	if ((b->k.virt_end - b->k.virt_base) >> PAGE_SHIFT >= b->nr_pages)
		panic("dom0_mem=%lluM is too small for this kernel",
		      (ull)b->nr_pages >> 8);
	b->v_start = b->k.virt_base;
	b->v_initrd = page_up(b->k.virt_end);
	b->nr_initrd = page_up(initrd) >> PAGE_SHIFT;
	va = b->v_initrd;
	if (!b->k.mod_start_pfn)
		va += page_up(initrd);
	if (!p2m_apart) {
		b->v_p2m = va;
		va += page_up(bytes);
	}
	b->v_start_info = va;
	b->v_tables = va + PAGE_SIZE;
	/* More tables may need one more table: until it fits. */
	for (n = 1;; n++) {
		b->v_stack = b->v_tables + n * PAGE_SIZE;
		end = (b->v_stack + PAGE_SIZE + ROOM + BORDER - 1) &
		      ~(BORDER - 1);
		if (end <= b->v_start)
			panic("the dom0 kernel wants to be at %#llx, too near "
			      "the end", (ull)b->v_start);
		if (n >= 1 + tables_for(b->v_start, end))
			break;
	}
	b->nr_tables = n;
	b->v_end = end;
	b->initrd_pfn = va_pfn(b, b->k.mod_start_pfn ? end : b->v_initrd);
	b->p2m_pfn = va_pfn(b, end) + b->nr_initrd;
	if (p2m_apart) {
		b->v_p2m = b->k.init_p2m;
		b->nr_p2m_list = (page_up(b->v_p2m + bytes) -
				  (b->v_p2m & PAGE_MASK)) >> PAGE_SHIFT;
		b->nr_p2m_tables = tables_more(b, b->v_p2m,
					       b->v_p2m + bytes);
	}
}

/* Where the kernel wants things, but cannot have them. */
static void layout_check(const struct build *b)
{
	uint64_t page = b->k.hypercall_page, p2m = b->v_p2m;
	uint64_t end = page_up(p2m + b->nr_pages * 8);

	if (b->p2m_pfn + b->nr_p2m_list + b->nr_p2m_tables > b->nr_pages)
		panic("dom0_mem=%lluM is too small for this kernel",
		      (ull)b->nr_pages >> 8);
	if (b->v_end <= b->v_start || !guest_va(b->v_start) ||
	    !guest_va(b->v_end - 1))
		panic("the dom0 kernel wants %#llx to %#llx for itself",
		      (ull)b->v_start, (ull)b->v_end);
	if (page != KERNEL_NO_VALUE &&
	    (page < b->v_start || page > b->v_end - PAGE_SIZE))
		panic("dom0 kernel: HYPERCALL_PAGE %#llx is outside of it",
		      (ull)page);
	if (!b->nr_p2m_list)
		return;
	if (end <= p2m || !guest_va(p2m) || !guest_va(end - 1) ||
	    p2m >> 63 != (end - 1) >> 63 ||
	    (p2m < b->v_end && end > b->v_start))
		panic("dom0 kernel: INIT_P2M %#llx is not free", (ull)p2m);
}

static void layout_print(const struct build *b)
{
	printk(XL_WARN " Dom0 kernel: 64-bit, lsb, paddr %#llx -> %#llx\n",
	       (ull)b->k.paddr_start, (ull)b->k.paddr_end);
	printk(XL_WARN "VIRTUAL MEMORY ARRANGEMENT:\n");
	printk(XL_WARN " Loaded kernel: %016llx->%016llx\n",
	       (ull)b->k.virt_start, (ull)b->k.virt_end);
	printk(XL_WARN " Init. ramdisk: frames %#llx->%#llx\n",
	       (ull)b->initrd_pfn, (ull)(b->initrd_pfn + b->nr_initrd));
	printk(XL_WARN " Phys-Mach map: %016llx->%016llx\n", (ull)b->v_p2m,
	       (ull)(b->v_p2m + b->nr_pages * 8));
	printk(XL_WARN " Start info:    %016llx\n", (ull)b->v_start_info);
	printk(XL_WARN " Page tables:   %016llx->%016llx\n", (ull)b->v_tables,
	       (ull)b->v_stack);
	printk(XL_WARN " Boot stack:    %016llx\n", (ull)b->v_stack);
	printk(XL_WARN " TOTAL:         %016llx->%016llx\n", (ull)b->v_start,
	       (ull)b->v_end);
	printk(XL_WARN " ENTRY ADDRESS: %016llx\n", (ull)b->k.entry);
}

void dom0_layout(struct build *b)
{
	places(b);
	layout_check(b);
	layout_print(b);
}
