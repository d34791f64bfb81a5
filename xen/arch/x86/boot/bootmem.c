/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Memory before the heap: a list of free ranges, handed out from the top.
 * Runs on one CPU, so there is no lock.
 */
#include <hv/bug.h>
#include <hv/mm.h>
#include <hv/string.h>
#include <x86/boot.h>
#include <x86/layout.h>
#include <x86/numa.h>
#include <x86/options.h>

#define BOOT_RANGES	256U
#define LOW_LIMIT	0x100000UL	/* firmware, trampoline */
#define BOOT_LIMIT	0x100000000UL	/* mapped by the boot tables */

struct range { paddr_t start, end; };

static struct range ranges[BOOT_RANGES];
static unsigned int nr_ranges;

struct boot_info boot_info;
bool heap_ready;

extern char _image_start[], _end[];

static void range_add(paddr_t start, paddr_t end)
{
	start = (start + PAGE_SIZE - 1) & PAGE_MASK;
	end &= PAGE_MASK;
	if (start >= end)
		return;
	BUG_ON(nr_ranges == BOOT_RANGES);
	ranges[nr_ranges++] = (struct range){ start, end };
}

static void range_cut(paddr_t start, paddr_t end)
{
	unsigned int n = nr_ranges;

	start &= PAGE_MASK;
	end = (end + PAGE_SIZE - 1) & PAGE_MASK;
	for (unsigned int i = 0; i < n; i++) {
		struct range r = ranges[i];

		if (end <= r.start || start >= r.end)
			continue;
		ranges[i].end = r.start > start ? r.start : start;
		if (r.start >= start)
			ranges[i].end = r.start;
		range_add(end, r.end);
	}
}

/* mem= and availmem=: RAM above an address, or past an amount, is not there. */
static void ram_limit(struct boot_info *b)
{
	uint64_t left = opt_availmem ? opt_availmem : ~0ULL;

	for (unsigned int i = 0; i < b->nr_e820; i++) {
		struct e820_entry *e = &b->e820[i];
		uint64_t room = left;

		if (e->type != E820_RAM)
			continue;
		if (opt_mem)
			room = min_u64(room, e->addr < opt_mem ?
				       opt_mem - e->addr : 0);
		e->size = min_u64(e->size, room);
		left -= e->size;
	}
}

void bootmem_init(struct boot_info *b)
{
	ram_limit(b);
	for (unsigned int i = 0; i < b->nr_e820; i++) {
		const struct e820_entry *e = &b->e820[i];

		if (e->type == E820_RAM)
			range_add(e->addr, e->addr + e->size);
	}
	/* What overlaps something else is not ours. */
	for (unsigned int i = 0; i < b->nr_e820; i++) {
		const struct e820_entry *e = &b->e820[i];

		if (e->type != E820_RAM)
			range_cut(e->addr, e->addr + e->size);
	}
	range_cut(0, LOW_LIMIT);
	range_cut((paddr_t)_image_start - XEN_VIRT_START,
		  (paddr_t)_end - XEN_VIRT_START);
	for (unsigned int i = 0; i < b->nr_modules; i++)
		range_cut(b->module[i].start, b->module[i].end);
}

uint64_t boot_ram_pages(void)
{
	uint64_t n = 0;

	for (unsigned int i = 0; i < boot_info.nr_e820; i++)
		if (boot_info.e820[i].type == E820_RAM)
			n += boot_info.e820[i].size >> PAGE_SHIFT;
	return n;
}

void *boot_alloc(size_t size, size_t align)
{
	struct range *best = NULL;
	paddr_t best_at = 0;

	size = (size + PAGE_SIZE - 1) & PAGE_MASK;
	for (unsigned int i = 0; i < nr_ranges; i++) {
		struct range *r = &ranges[i];
		paddr_t end = min_u64(r->end, BOOT_LIMIT), pa;

		if (end < r->start + size)
			continue;
		pa = (end - size) & ~(align - 1);
		if (pa >= r->start && pa >= best_at) {
			best = r;
			best_at = pa;
		}
	}
	if (!best)
		panic("no %zu bytes of memory left to boot with", size);
	if (best_at + size < best->end)
		range_add(best_at + size, best->end);
	best->end = best_at;
	memset(arch_paddr_to_virt(best_at), 0, size);
	return arch_paddr_to_virt(best_at);
}

void bootmem_to_heap(void)
{
	for (unsigned int i = 0; i < nr_ranges; i++)
		if (ranges[i].start < ranges[i].end)
			numa_heap_add(ranges[i].start, ranges[i].end);
	heap_ready = true;
}
