/* SPDX-License-Identifier: GPL-2.0-only */
/* Registers of CPUs and vCPUs for debugging; see cpu/dump.c. */
#ifndef X86_DUMP_H
#define X86_DUMP_H

#include <hv/abi.h>
#include <hv/types.h>

/* Registers the debug keys. */
void dump_init(void);
/* In an NMI: true if it came to ask for these registers. */
bool dump_nmi(const struct cpu_user_regs *regs);
/*
 * The registers another online CPU has right now, even with interrupts off;
 * false if it does not answer an NMI either.
 */
bool cpu_snapshot(unsigned int cpu, struct cpu_user_regs *regs);

#endif
