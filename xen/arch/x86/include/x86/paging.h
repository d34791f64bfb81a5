/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Page-table entries, and the hypervisor's own tables.
 */
#ifndef X86_PAGING_H
#define X86_PAGING_H

#include <hv/types.h>
#include <hv/mm.h>
#include <x86/layout.h>

typedef uint64_t pte_t;

#define PTE_P		0x001UL
#define PTE_RW		0x002UL
#define PTE_US		0x004UL
#define PTE_PWT		0x008UL
#define PTE_PCD		0x010UL
#define PTE_A		0x020UL
#define PTE_D		0x040UL
#define PTE_PSE		0x080UL		/* levels above 1 */
#define PTE_PAT		0x080UL		/* level 1 */
#define PTE_G		0x100UL
#define PTE_NX		(1UL << 63)
#define PTE_ADDR	0x000ffffffffff000UL
#define PTE_CACHE	(PTE_PWT | PTE_PCD)

#define HYPER_RW	(PTE_P | PTE_RW | PTE_A | PTE_D | PTE_G | PTE_NX)
#define HYPER_RO	(PTE_P | PTE_A | PTE_G | PTE_NX)
#define HYPER_RX	(PTE_P | PTE_A | PTE_G)
#define HYPER_UC	(HYPER_RW | PTE_PWT | PTE_PCD)

static inline mfn_t pte_mfn(pte_t e) { return MFN((e & PTE_ADDR) >> 12); }
static inline pte_t pte_make(mfn_t m, uint64_t flags)
{
	return m.n << 12 | flags;
}

static inline unsigned int l1_index(uint64_t va) { return (va >> 12) & 511; }
static inline unsigned int l2_index(uint64_t va) { return (va >> 21) & 511; }
static inline unsigned int l3_index(uint64_t va) { return (va >> 30) & 511; }
static inline unsigned int l4_index(uint64_t va) { return (va >> 39) & 511; }

/* Root the idle vCPUs run on; guests' L4s get its hypervisor slots. */
extern pte_t *hyper_l4;

struct boot_info;

/*
 * Builds hyper_l4, loads it, and fills frame_table and the M2P. Memory comes
 * from boot_alloc(), so it runs before the heap exists.
 */
void paging_init(const struct boot_info *boot);
/* Features that need the new tables: NX is on already; SMEP, SMAP, ... */
void paging_cpu_init(void);
/* Does this processor have SMAP, and did nobody say that it stays off? */
bool smap_wanted(void);

/* Maps hypervisor addresses; 2 MiB and 1 GiB entries where they fit. */
void hyper_map(uint64_t va, paddr_t pa, uint64_t size, uint64_t flags);
/* Device registers or tables for good; NULL when the window is full. */
void *ioremap(paddr_t pa, size_t size, uint64_t flags);
/* Frame of the M2P's n-th 2 MiB, 0 if that part does not exist. */
uint64_t m2p_chunk_mfn(unsigned int n);
/* Writable alias of the (executable) page of entry stubs at va. */
void *stub_page(uint64_t va);

/* The hypervisor's slots of a guest's L4 table. */
void hyper_slots_fill(pte_t *l4, const struct domain *d);

/* ---- TLBs ---- */

/* Everything but global entries, on this CPU. */
void tlb_flush_local(void);
/* On all CPUs of the mask, this one included if in it; waits. */
/* Once: what keeps the flush clock comparable. */
void tlb_init(void);
void tlb_flush_mask(const unsigned long *mask);
void tlb_flush_page_mask(const unsigned long *mask, uint64_t va);
/* Loads CR3 and notes the flush. */
void cr3_load(mfn_t root);

#endif
