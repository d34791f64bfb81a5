/* SPDX-License-Identifier: GPL-2.0-only */
/* The upper end of a CPU's stack; see <arch/cpu.h>. */
#ifndef X86_CPU_INFO_H
#define X86_CPU_INFO_H

#include <hv/abi.h>
#include <arch/cpu.h>
#include <x86/layout.h>

struct cpu_info {
	struct cpu_user_regs regs;	/* of the guest, while we run */
	uint64_t guest_cr3;		/* mm/xpti.c: its root, or 0 */
	uint64_t full_cr3;		/* and that we run on */
	uint32_t spec;			/* SPEC_* */
	uint16_t verw_sel;		/* a data segment's selector */
	bool root_stale;		/* the guest's root is to be copied */
	uint64_t unused;
	struct pcpu *pcpu;
	struct vcpu *vcpu;
};

/* The processor aligns its frame to 16: &regs.es has to be. */
_Static_assert(sizeof(struct cpu_info) % 16 == 8, "stack alignment");
/* For entry.S and spec_entry.S: */
_Static_assert(sizeof(struct cpu_info) == CI_SIZE, "CI_SIZE");
_Static_assert(offsetof(struct cpu_info, guest_cr3) == CI_GUEST_CR3, "layout");
_Static_assert(offsetof(struct cpu_info, full_cr3) == CI_FULL_CR3, "layout");
_Static_assert(offsetof(struct cpu_info, spec) == CI_SPEC, "layout");
_Static_assert(offsetof(struct cpu_info, verw_sel) == CI_VERW_SEL, "layout");
_Static_assert(offsetof(struct cpu_info, root_stale) == CI_ROOT_STALE,
	       "layout");

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
