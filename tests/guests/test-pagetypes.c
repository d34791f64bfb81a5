/* SPDX-License-Identifier: GPL-2.0-only */
/* No frame is a table and writable at once, and nothing forged gets in. */
#include "guest.h"

#define P	1UL
#define RW	2UL
#define US	4UL
#define PSE	0x80UL
#define FLAGS	(P | RW | US | 0x60UL)

static uint64_t page[512] __attribute__((aligned(4096)));
static uint64_t table[512] __attribute__((aligned(4096)));
static uint64_t other[512] __attribute__((aligned(4096)));

static uint64_t pte(const void *va, uint64_t flags)
{
	return va_to_mfn(va) << 12 | flags;
}

static void write_to(void *p)
{
	*(volatile uint64_t *)p = 1;
}

static void l1_life(void)
{
	long r;

	table[0] = pte(page, FLAGS);
	check("pin L1 while mapped writable",
	      mmuext1(MMUEXT_PIN_L1_TABLE, va_to_mfn(table), 0), E(EINVAL));
	check("make it read-only", update_va(table, pte(table, FLAGS & ~RW),
					     UVMF_INVLPG), 0);
	check("pin L1", mmuext1(MMUEXT_PIN_L1_TABLE, va_to_mfn(table), 0), 0);
	check("pin it again",
	      mmuext1(MMUEXT_PIN_L1_TABLE, va_to_mfn(table), 0), E(EINVAL));
	check("pin as L2", mmuext1(MMUEXT_PIN_L2_TABLE, va_to_mfn(table), 0),
	      E(EINVAL));
	check("map it writable", update_va(table, pte(table, FLAGS),
					   UVMF_INVLPG), E(EBUSY));
	r = probe(write_to, &page[0]);
	check("the frame it maps is still writable", r, -1);
	check("update an entry", mmu_update1((va_to_mfn(table) << 12) + 8,
					     pte(other, FLAGS)), 0);
	check("the table can be read", (long)(table[1] >> 12),
	      (long)va_to_mfn(other));
	check("write to it is emulated", probe(write_to, &table[1]), -1);
	check("what was written", (long)table[1] & 1, 1);
	table[1] = 0;
	check("clearing an entry is emulated", (long)table[1], 0);
	check("unpin", mmuext1(MMUEXT_UNPIN_TABLE, va_to_mfn(table), 0), 0);
	check("unpin again", mmuext1(MMUEXT_UNPIN_TABLE, va_to_mfn(table), 0),
	      E(EINVAL));
	check("writable again", update_va(table, pte(table, FLAGS),
					  UVMF_INVLPG), 0);
}

static void forged(void)
{
	uint64_t *l4 = l4_table(), l4_mfn = va_to_mfn(l4);

	check("map our L4 writable", update_va(page, pte(l4, FLAGS), 0),
	      E(EBUSY));
	check("map our L4 read-only", update_va(page, pte(l4, FLAGS & ~RW),
						UVMF_INVLPG), 0);
	check("put the page back", update_va(page, pte(page, FLAGS),
					     UVMF_INVLPG), 0);
	check("L4 slot of the hypervisor",
	      mmu_update1((l4_mfn << 12) + 261 * 8, pte(page, FLAGS)),
	      E(EINVAL));
	check("L4 entry with PSE",
	      mmu_update1((l4_mfn << 12) + 300 * 8, pte(page, FLAGS | PSE)),
	      E(EINVAL));
	check("L4 entry to an ordinary writable page",
	      mmu_update1((l4_mfn << 12) + 300 * 8, pte(page, FLAGS)),
	      E(EINVAL));
	check("entry of a frame that is not there",
	      update_va(page, 0x7fffffffffUL << 12 | FLAGS, 0), E(EPERM));
	check("misfit pin", mmuext1(MMUEXT_PIN_L4_TABLE, 0x7fffffffffUL, 0),
	      E(EINVAL));
	check("unknown mmuext", mmuext1(77, 0, 0), E(ENOSYS));
	check("base pointer to an ordinary page",
	      mmuext1(MMUEXT_NEW_BASEPTR, va_to_mfn(page), 0), E(EINVAL));
	check("update_va in the hypervisor's hole",
	      update_va((void *)0xffff830000000000UL, pte(page, FLAGS), 0),
	      E(EINVAL));
	check("mmu_update of no table's page",
	      mmu_update1(va_to_mfn(page) << 12, 0x1234), 0);
	check("wrote it", (long)page[0], 0x1234);
}

static void read_word(void *p)
{
	page[1] = *(volatile uint64_t *)p;
}

void test_main(void)
{
	l1_life();
	forged();
	/* With tables of the guests' own (XPTI) there is nothing. */
	check("read the hypervisor's text",
	      probe(read_word, (void *)0xffff82d040200000UL) | 1, 0xe0001);
	check("read the direct map",
	      probe(read_word, (void *)0xffff830000100000UL) | 1, 0xe0001);
	check("write the M2P",
	      probe(write_to, (void *)MACH2PHYS_VIRT_START), 0xe0003);
	check("read the M2P", probe(read_word, (void *)(MACH2PHYS_VIRT_START +
							 8 * va_to_mfn(page))),
	      -1);
	check("the M2P knows us", (long)page[1], (long)va_to_pfn(page));
}
