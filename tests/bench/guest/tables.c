/* SPDX-License-Identifier: GPL-2.0-only */
/* Page tables: pinning, single entries and batches, TLB flushes. */
#include "bench.h"

#define RW_ENTRY	0x67UL
#define RO_ENTRY	0x65UL
#define BATCH		128U

static uint64_t page[2][512] __attribute__((aligned(4096)));
static uint64_t t1[512] __attribute__((aligned(4096)));
static uint64_t t2[512] __attribute__((aligned(4096)));
static uint64_t t3[512] __attribute__((aligned(4096)));
static uint64_t t4[512] __attribute__((aligned(4096)));
static uint64_t spare[512] __attribute__((aligned(4096)));
static uint64_t window[512] __attribute__((aligned(4096)));
static unsigned int turn;

static uint64_t pte(const void *va, uint64_t flags)
{
	return va_to_mfn(va) << 12 | flags;
}

static void read_only(void *va)
{
	bench_need("a table read-only",
		   update_va(va, pte(va, RO_ENTRY), UVMF_INVLPG));
}

static void build(void)
{
	for (unsigned int i = 0; i < 512; i++)
		t1[i] = pte(page[0], RW_ENTRY);
	t2[0] = pte(t1, RW_ENTRY);
	t3[0] = pte(t2, RW_ENTRY);
	t4[0] = pte(t3, RW_ENTRY);
	read_only(t1);
	read_only(t2);
	read_only(t3);
	read_only(t4);
	read_only(spare);
}

static long pin_empty(void)
{
	return mmuext1(MMUEXT_PIN_L1_TABLE, va_to_mfn(spare), 0) |
	       mmuext1(MMUEXT_UNPIN_TABLE, va_to_mfn(spare), 0);
}

static long pin_full(void)
{
	return mmuext1(MMUEXT_PIN_L1_TABLE, va_to_mfn(t1), 0) |
	       mmuext1(MMUEXT_UNPIN_TABLE, va_to_mfn(t1), 0);
}

static long pin_tree(void)
{
	return mmuext1(MMUEXT_PIN_L4_TABLE, va_to_mfn(t4), 0) |
	       mmuext1(MMUEXT_UNPIN_TABLE, va_to_mfn(t4), 0);
}

static uint64_t other_page(void)
{
	return pte(page[turn++ & 1], RW_ENTRY);
}

static long one_entry(void)
{
	return mmu_update1(va_to_mfn(t1) << 12, other_page());
}

static long batch(void)
{
	static struct mmu_update list[BATCH];
	uint64_t base = va_to_mfn(t1) << 12, val = other_page();

	for (unsigned int i = 0; i < BATCH; i++)
		list[i] = (struct mmu_update){ base + i * 8, val };
	return hypercall(__HYPERVISOR_mmu_update, list, (long)BATCH, 0UL,
			 (long)DOMID_SELF);
}

/* As fork() does it: from writable to read-only and back. */
static long batch_flags(void)
{
	static struct mmu_update list[BATCH];
	uint64_t base = va_to_mfn(t1) << 12;
	uint64_t val = pte(page[0], turn++ & 1 ? RO_ENTRY : RW_ENTRY);

	for (unsigned int i = 0; i < BATCH; i++)
		list[i] = (struct mmu_update){ base + i * 8, val };
	return hypercall(__HYPERVISOR_mmu_update, list, (long)BATCH, 0UL,
			 (long)DOMID_SELF);
}

static long level2(void)
{
	uint64_t ma = (va_to_mfn(t2) << 12) + 8;

	return mmu_update1(ma, pte(spare, RW_ENTRY)) | mmu_update1(ma, 0);
}

static long machphys(void)
{
	uint64_t mfn = va_to_mfn(page[0]);

	return mmu_update1(mfn << 12 | MMU_MACHPHYS_UPDATE,
			   va_to_pfn(page[0]));
}

/* A write to a table the kernel sees read-only. */
static long plain_write(void)
{
	volatile uint64_t *entry = &t1[7];

	*entry = other_page();
	return 0;
}

static long va_mapping(void)
{
	return update_va(window, other_page(), UVMF_NONE);
}

static long va_mapping_flush(void)
{
	return update_va(window, other_page(), UVMF_INVLPG);
}

static long invlpg(void)
{
	return mmuext1(MMUEXT_INVLPG_LOCAL, (uint64_t)window, 0);
}

static long flush(void)
{
	return mmuext1(MMUEXT_TLB_FLUSH_LOCAL, 0, 0);
}

static long new_root(void)
{
	return mmuext1(MMUEXT_NEW_BASEPTR, va_to_mfn(l4_table()), 0);
}

static long clear_page(void)
{
	return mmuext1(MMUEXT_CLEAR_PAGE, va_to_mfn(page[0]), 0);
}

void tables_bench(void)
{
	static const struct bench unpinned[] = {
		{ "pin and unpin an empty L1 table", pin_empty, 1 },
		{ "pin and unpin a full L1 table", pin_full, 1 },
		{ "pin and unpin a tree of four tables", pin_tree, 1 },
	};
	static const struct bench pinned[] = {
		{ "mmu_update, one L1 entry", one_entry, 1 },
		{ "mmu_update, 128 L1 entries, each", batch, BATCH },
		{ "mmu_update, 128 changes of flags, each", batch_flags, BATCH },
		{ "mmu_update, an L2 entry set and cleared", level2, 1 },
		{ "mmu_update, M2P entry", machphys, 1 },
		{ "write to an L1 table, emulated", plain_write, 1 },
		{ "update_va_mapping", va_mapping, 1 },
		{ "update_va_mapping with invlpg", va_mapping_flush, 1 },
		{ "invlpg", invlpg, 1 },
		{ "TLB flush", flush, 1 },
		{ "new_baseptr, the same", new_root, 1 },
		{ "clear_page", clear_page, 1 },
	};

	build();
	BENCH_RUN(unpinned);
	bench_need("pin", mmuext1(MMUEXT_PIN_L4_TABLE, va_to_mfn(t4), 0));
	BENCH_RUN(pinned);
}
