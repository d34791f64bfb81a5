/* SPDX-License-Identifier: GPL-2.0-only */
/* What the steps of building dom0 hand on to each other. */
#ifndef DOM0_BUILD_H
#define DOM0_BUILD_H

#include <hv/domain.h>
#include <hv/machine.h>
#include <x86/boot.h>
#include <x86/dom0.h>
#include <x86/pv.h>

typedef unsigned long long ull;

struct build {
	struct domain *d;
	struct kernel_file file;
	struct kernel_image k;
	const struct boot_module *initrd;
	uint64_t nr_pages;
	uint64_t *p2m;			/* ours while building, pfn to mfn */
	unsigned int p2m_order;
	/* virtual addresses */
	uint64_t v_start, v_initrd, v_p2m, v_start_info, v_tables, v_stack;
	uint64_t v_end;
	uint64_t nr_tables;
	/* guest frames */
	uint64_t initrd_pfn, nr_initrd;
	uint64_t p2m_pfn, nr_p2m_list, nr_p2m_tables;
	uint64_t next_table;		/* pfn of the next free table */
	uint64_t *l4;
	mfn_t l4_mfn;
};

static inline uint64_t page_up(uint64_t x)
{
	return (x + PAGE_SIZE - 1) & PAGE_MASK;
}

/* The guest frame that shows at an address of the kernel's. */
static inline uint64_t va_pfn(const struct build *b, uint64_t va)
{
	return (va - b->v_start) >> PAGE_SHIFT;
}

/* Our address of a guest frame. */
void *pfn_virt(struct build *b, uint64_t pfn);

/* layout.c: what is where; panics when the kernel wants the impossible. */
void dom0_layout(struct build *b);

/* tables.c: the page tables the kernel starts on. */
void dom0_map(struct build *b);
/* The L1 entry of an address; NULL if no table leads there. */
uint64_t *dom0_l1_entry(struct build *b, uint64_t va);
/* Where a page of the kernel's is; it gets dirty, as the kernel can see. */
void *dom0_written(void *build, uint64_t va);
/* Validation made entries global; a kernel starts with ones that are not. */
void dom0_entries_reset(struct build *b);

/* contents.c: initrd, hypercall page, P2M and start info. */
void dom0_fill(struct build *b, const char *cmdline);

/* rights.c: ports, memory of devices and interrupts that are dom0's. */
void dom0_rights(struct domain *d);

#endif
