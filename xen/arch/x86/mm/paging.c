/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The hypervisor's own page tables, the frame table and the M2P.
 *
 * Nothing of ours is both writable and executable: the image is mapped by
 * section, its alias in the direct map is read-only where the image is, and
 * the entry stubs are written through the direct map.
 *
 * The upper-level tables of all shared slots exist from the start, so that
 * copying 16 entries into a guest's L4 is enough for good.
 */
#include <hv/bug.h>
#include <hv/domain.h>
#include <hv/string.h>
#include <x86/asm.h>
#include <x86/fpu.h>
#include <x86/boot.h>
#include <x86/options.h>
#include <x86/paging.h>

#define SIZE_2M		(1UL << 21)
#define SIZE_1G		(1UL << 30)

static uint64_t ioremap_next = IOREMAP_START;

#define FT_CHUNK	(1UL << FT_CHUNK_SHIFT)
_Static_assert(FT_CHUNK == SIZE_2M / sizeof(struct page_info), "chunks");
#define FT_CHUNKS	((5UL << 40) / PAGE_SIZE / FT_CHUNK)
unsigned long ft_present[BITS_TO_LONGS(FT_CHUNKS)];

extern char _text[], _etext[], _erodata[], _end[];

static pte_t *table_new(void)
{
	void *t = heap_ready ? xenheap_alloc(0, 0) :
			       boot_alloc(PAGE_SIZE, PAGE_SIZE);

	if (!t)
		panic("no memory for the hypervisor's page tables");
	return t;
}

static pte_t *table_below(pte_t *e, uint64_t user)
{
	if (!(*e & PTE_P))
		*e = pte_make(arch_virt_to_mfn(table_new()),
			      PTE_P | PTE_RW | PTE_A | user);
	ASSERT(!(*e & PTE_PSE));
	return arch_mfn_to_virt(pte_mfn(*e));
}

/* Maps one page of the largest size that fits; returns that size. */
static uint64_t map_one(uint64_t va, paddr_t pa, uint64_t size, uint64_t flags)
{
	uint64_t user = flags & PTE_US;
	pte_t *l3 = table_below(&hyper_l4[l4_index(va)], user), *l2, *l1;

	if (!((va | pa) & (SIZE_1G - 1)) && size >= SIZE_1G &&
	    !(l3[l3_index(va)] & PTE_P) && (cpuid(0x80000001, 0).d >> 26 & 1)) {
		l3[l3_index(va)] = pa | flags | PTE_PSE;
		return SIZE_1G;
	}
	l2 = table_below(&l3[l3_index(va)], user);
	if (!((va | pa) & (SIZE_2M - 1)) && size >= SIZE_2M &&
	    !(l2[l2_index(va)] & PTE_P)) {
		l2[l2_index(va)] = pa | flags | PTE_PSE;
		return SIZE_2M;
	}
	l1 = table_below(&l2[l2_index(va)], user);
	l1[l1_index(va)] = pa | flags;
	return PAGE_SIZE;
}

void hyper_map(uint64_t va, paddr_t pa, uint64_t size, uint64_t flags)
{
	uint64_t done, step;

	for (done = 0; done < size; done += step)
		step = map_one(va + done, pa + done, size - done, flags);
}

void *ioremap(paddr_t pa, size_t size, uint64_t flags)
{
	uint64_t off = pa & ~PAGE_MASK, va = ioremap_next;

	size = (size + off + PAGE_SIZE - 1) & PAGE_MASK;
	if (size > IOREMAP_END - va)
		return NULL;
	/* One page between mappings catches who runs over. */
	ioremap_next += size + PAGE_SIZE;
	for (uint64_t i = 0; i < size; i += PAGE_SIZE)
		map_one(va + i, (pa & PAGE_MASK) + i, PAGE_SIZE, flags);
	return (void *)(va + off);
}

void *stub_page(uint64_t va)
{
	pte_t *l3 = table_below(&hyper_l4[l4_index(va)], 0);
	pte_t *l2 = table_below(&l3[l3_index(va)], 0);
	pte_t *l1 = table_below(&l2[l2_index(va)], 0);
	pte_t *e = &l1[l1_index(va)];

	if (!(*e & PTE_P))
		*e = pte_make(arch_virt_to_mfn(table_new()), HYPER_RX);
	return arch_mfn_to_virt(pte_mfn(*e));
}

static void map_image(void)
{
	uint64_t text = (uint64_t)_text, rodata = (uint64_t)_etext;
	uint64_t data = (uint64_t)_erodata, end = (uint64_t)_end;

	hyper_map(text, text - XEN_VIRT_START, rodata - text, HYPER_RX);
	hyper_map(rodata, rodata - XEN_VIRT_START, data - rodata, HYPER_RO);
	hyper_map(data, data - XEN_VIRT_START, end - data, HYPER_RW);
}

static void direct_map(paddr_t start, paddr_t end, uint64_t flags)
{
	if (start < end)
		hyper_map(DIRECTMAP_START + start, start, end - start, flags);
}

static void direct_map_range(paddr_t start, paddr_t end)
{
	paddr_t ro = (paddr_t)_text - XEN_VIRT_START;
	paddr_t ro_end = (paddr_t)_erodata - XEN_VIRT_START;

	start &= PAGE_MASK;
	end = (end + PAGE_SIZE - 1) & PAGE_MASK;
	direct_map(start, min_u64(end, ro), HYPER_RW);
	direct_map(max_u64(start, ro), min_u64(end, ro_end), HYPER_RO);
	direct_map(max_u64(start, ro_end), end, HYPER_RW);
}

/* The part of the frame table and the M2P for frames [start, end). */
static void cover_frames(uint64_t start, uint64_t end)
{
	for (uint64_t c = start / FT_CHUNK; c <= (end - 1) / FT_CHUNK; c++) {
		struct page_info *pg;

		if (bit_test(ft_present, c))
			continue;
		bit_set(ft_present, c);
		pg = boot_alloc(SIZE_2M, SIZE_2M);
		hyper_map(FRAME_TABLE_START + c * SIZE_2M,
			  arch_virt_to_mfn(pg).n << PAGE_SHIFT, SIZE_2M,
			  HYPER_RW);
		/* No memory, until frames_sort() finds that it is. */
		for (uint64_t i = 0; i < FT_CHUNK; i++)
			pg[i].owner = DOMID_IO;
	}
	for (uint64_t c = start >> 18; c <= (end - 1) >> 18; c++) {
		uint64_t va = M2P_RO_START + c * SIZE_2M;
		pte_t *l3 = table_below(&hyper_l4[l4_index(va)], PTE_US);
		pte_t *l2 = table_below(&l3[l3_index(va)], PTE_US);
		void *m2p;

		if (l2[l2_index(va)] & PTE_P)
			continue;
		m2p = boot_alloc(SIZE_2M, SIZE_2M);
		memset(m2p, 0xff, SIZE_2M);
		hyper_map(va, arch_virt_to_mfn(m2p).n << PAGE_SHIFT, SIZE_2M,
			  PTE_P | PTE_US | PTE_A | PTE_NX);
		hyper_map(va - M2P_RO_START + M2P_RW_START,
			  arch_virt_to_mfn(m2p).n << PAGE_SHIFT, SIZE_2M,
			  HYPER_RW);
	}
}

static void shared_slots_create(void)
{
	for (unsigned int i = HYPER_FIRST_SLOT; i <= HYPER_LAST_SLOT; i++)
		if (i != PERDOMAIN_SLOT)
			table_below(&hyper_l4[i],
				    i == HYPER_FIRST_SLOT ? PTE_US : 0);
	/* Guests may not write the table that leads to the M2P. */
	hyper_l4[HYPER_FIRST_SLOT] &= ~PTE_RW;
}

/* Says of frames [start, end) whose they are. */
static void frames_own(uint64_t start, uint64_t end, domid_t owner)
{
	for (uint64_t n = start; n < end; n++)
		if (bit_test(ft_present, n / FT_CHUNK))
			mfn_to_page(MFN(n))->owner = owner;
}

/*
 * RAM is memory, also what never comes to the heap: our image, the boot
 * loader's modules, these tables. A guest with rights to all I/O memory could
 * map it otherwise. The first MiB counts as I/O, and so does whatever the
 * firmware's map says twice.
 */
static void frames_sort(const struct boot_info *b)
{
	for (unsigned int i = 0; i < b->nr_e820; i++) {
		const struct e820_entry *e = &b->e820[i];

		if (e->type == E820_RAM)
			frames_own((max_u64(e->addr, 0x100000) +
				    PAGE_SIZE - 1) >> PAGE_SHIFT,
				   (e->addr + e->size) >> PAGE_SHIFT,
				   DOMID_INVALID);
	}
	for (unsigned int i = 0; i < b->nr_e820; i++) {
		const struct e820_entry *e = &b->e820[i];
		uint64_t end = (e->addr + e->size + PAGE_SIZE - 1) >> PAGE_SHIFT;

		if (e->type != E820_RAM)
			frames_own(e->addr >> PAGE_SHIFT,
				   min_u64(end, max_frame), DOMID_IO);
	}
}

void paging_init(const struct boot_info *b)
{
	hyper_l4 = table_new();
	shared_slots_create();
	map_image();
	direct_map_range(0, 0x100000);
	for (unsigned int i = 0; i < b->nr_e820; i++) {
		const struct e820_entry *e = &b->e820[i];
		uint64_t end = e->addr + e->size;

		if (e->type == E820_RESERVED || end <= 0x100000)
			continue;
		direct_map_range(max_u64(e->addr, 0x100000), end);
	}
	frame_table = (struct page_info *)FRAME_TABLE_START;
	write_cr3(arch_virt_to_mfn(hyper_l4).n << PAGE_SHIFT);
	for (unsigned int i = 0; i < b->nr_e820; i++) {
		const struct e820_entry *e = &b->e820[i];
		uint64_t end = (e->addr + e->size) >> PAGE_SHIFT;

		if (e->type != E820_RAM || end <= e->addr >> PAGE_SHIFT)
			continue;
		cover_frames(e->addr >> PAGE_SHIFT, end);
		max_frame = max_u64(max_frame, end);
	}
	frames_sort(b);
}

bool smap_wanted(void)
{
	return opt_smap && cpuid(0, 0).a >= 7 && (cpuid(7, 0).b >> 20 & 1);
}

void paging_cpu_init(void)
{
	uint32_t features = cpuid(0, 0).a >= 7 ? cpuid(7, 0).b : 0;
	uint64_t cr4 = read_cr4() | CR4_OSFXSR | CR4_OSXMMEXCPT;

	/* Guests' user pages are marked global, as the ABI has it. */
	cr4 &= ~CR4_PGE;
	if (opt_smep && (features >> 7 & 1))
		cr4 |= CR4_SMEP;
	if (smap_wanted())
		cr4 |= CR4_SMAP;
	write_cr4(cr4);
	fpu_cpu_init();
	/* The ABI's PAT: WB WT UC- UC WC WP UC UC. */
	wrmsr(MSR_PAT, 0x050100070406UL);
}

uint64_t m2p_chunk_mfn(unsigned int n)
{
	uint64_t va = M2P_RO_START + (uint64_t)n * SIZE_2M;
	pte_t *l3 = arch_mfn_to_virt(pte_mfn(hyper_l4[l4_index(va)])), *l2;

	if (!(l3[l3_index(va)] & PTE_P))
		return 0;
	l2 = arch_mfn_to_virt(pte_mfn(l3[l3_index(va)]));
	return l2[l2_index(va)] & PTE_P ? pte_mfn(l2[l2_index(va)]).n : 0;
}
