/* SPDX-License-Identifier: GPL-2.0-only */
/* Descriptor tables of a physical CPU. */
#ifndef X86_DESC_H
#define X86_DESC_H

#include <hv/types.h>

#define STUB_SIZE	64	/* bytes at STUBS_START; each CPU has two */

struct x86_tss {
	uint32_t reserved0;
	uint64_t rsp0, rsp1, rsp2;
	uint64_t reserved1;
	uint64_t ist[7];
	uint64_t reserved2;
	uint16_t reserved3;
	uint16_t iomap;
} __attribute__((packed));

struct table_register {
	uint16_t limit;
	uint64_t base;
} __attribute__((packed));

enum ist_use { IST_NONE, IST_DF, IST_NMI, IST_MCE, IST_DB };

struct pcpu;

/* The interrupt table, once. */
void idt_init(void);
/* Tables for a CPU: allocates; -ENOMEM. */
int desc_cpu_prepare(struct pcpu *cpu);
/* Loads them, and the system call entry points, on this CPU. */
void desc_cpu_load(struct pcpu *cpu);
/* Points the GDT register where reserved entries lie at page 14. */
void gdt_load(uint64_t va, uint16_t limit);

#endif
