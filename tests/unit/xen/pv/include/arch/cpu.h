/* SPDX-License-Identifier: GPL-2.0-only */
/* As for the generic half, and where a CPU's stack would be. */
#ifndef PV_ARCH_CPU_H
#define PV_ARCH_CPU_H

#include "../../../include/arch/cpu.h"

#define STACK_ORDER	3
#define STACK_SIZE	(4096UL << STACK_ORDER)

/* The area of the CPU that is played: its upper end has the guest's registers. */
unsigned long arch_stack_base(void);
void smp_call_poll(void);

#endif
