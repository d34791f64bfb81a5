/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What common code asks of the CPU it runs on, where a call would be too dear.
 *
 * The per-CPU block is found from the stack pointer: every CPU has one aligned
 * stack of STACK_SIZE bytes with a struct cpu_info at its upper end, and the
 * interrupt stacks are pages of the same area.
 */
#ifndef ARCH_CPU_H
#define ARCH_CPU_H

#include <hv/types.h>

#define STACK_ORDER	3
#define STACK_SIZE	(4096UL << STACK_ORDER)
/* struct cpu_info: see <x86/cpu_info.h>; the two pointers end the area. */
#define CPU_INFO_PCPU	(STACK_SIZE - 16)
#define CPU_INFO_VCPU	(STACK_SIZE - 8)

struct pcpu;
struct vcpu;

static inline unsigned long arch_stack_base(void)
{
	unsigned long sp;

	/* Not volatile: a function stays on its CPU's stack. */
	__asm__("mov %%rsp, %0" : "=r"(sp));
	return sp & ~(STACK_SIZE - 1);
}

static inline struct pcpu *arch_this_pcpu(void)
{
	return *(struct pcpu **)(arch_stack_base() + CPU_INFO_PCPU);
}

/* The vCPU whose registers are loaded (the idle vCPU too). */
static inline struct vcpu *arch_current(void)
{
	return *(struct vcpu **)(arch_stack_base() + CPU_INFO_VCPU);
}

/* Runs what another CPU waits for us to do; arch/x86/cpu/smp.c. */
void smp_call_poll(void);

/*
 * One turn of a waiting loop. Who waits with interrupts off, for a lock say,
 * must still answer calls: the lock's holder may be the one who calls.
 */
static inline void arch_cpu_relax(void)
{
	__asm__ volatile("pause" ::: "memory");
	smp_call_poll();
}

static inline void arch_irq_enable(void)
{
	__asm__ volatile("sti" ::: "memory");
}

static inline void arch_irq_disable(void)
{
	__asm__ volatile("cli" ::: "memory");
}

static inline unsigned long arch_irq_save(void)
{
	unsigned long flags;

	__asm__ volatile("pushfq; popq %0; cli" : "=r"(flags) : : "memory");
	return flags;
}

static inline void arch_irq_restore(unsigned long flags)
{
	if (flags & 0x200)
		arch_irq_enable();
}

static inline bool arch_irqs_enabled(void)
{
	unsigned long flags;

	__asm__ volatile("pushfq; popq %0" : "=r"(flags));
	return flags & 0x200;
}

static inline void arch_clear_page(void *page)
{
	unsigned long n = 512;

	__asm__ volatile("rep stosq" : "+D"(page), "+c"(n) : "a"(0UL)
			 : "memory");
}

static inline void arch_copy_page(void *dst, const void *src)
{
	unsigned long n = 512;

	__asm__ volatile("rep movsq" : "+D"(dst), "+S"(src), "+c"(n)
			 : : "memory");
}

#endif
