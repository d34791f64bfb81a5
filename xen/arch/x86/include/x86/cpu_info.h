/* SPDX-License-Identifier: GPL-2.0-only */
/* The upper end of a CPU's stack; see <arch/cpu.h>. */
#ifndef X86_CPU_INFO_H
#define X86_CPU_INFO_H

#include <hv/abi.h>
#include <arch/cpu.h>

struct cpu_info {
	struct cpu_user_regs regs;	/* of the guest, while we run */
	struct pcpu *pcpu;
	struct vcpu *vcpu;
};

/* The processor aligns its frame to 16: &regs.es has to be. */
_Static_assert(sizeof(struct cpu_info) % 16 == 8, "stack alignment");

static inline struct cpu_info *cpu_info_of_stack(void *stack)
{
	return (struct cpu_info *)((char *)stack + STACK_SIZE) - 1;
}

static inline struct cpu_info *this_cpu_info(void)
{
	return cpu_info_of_stack((void *)arch_stack_base());
}

static inline struct cpu_user_regs *guest_regs(void)
{
	return &this_cpu_info()->regs;
}

static inline bool regs_from_guest(const struct cpu_user_regs *regs)
{
	return regs->cs & 3;
}

#endif
