/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The machine contract on the host: one thread that plays any CPU, or a thread
 * for each.
 */
#ifndef ARCH_CPU_H
#define ARCH_CPU_H

#include <hv/types.h>

struct pcpu;
struct vcpu;

extern __thread struct pcpu *host_pcpu;
extern __thread struct vcpu *host_current;
extern __thread unsigned long host_irqs_off;

/* Whoever waits lets the other CPUs go on. */
void host_relax(void);
static inline void arch_cpu_relax(void) { host_relax(); }
static inline unsigned long arch_irq_save(void)
{
	unsigned long was = host_irqs_off;

	host_irqs_off = 1;
	return was;
}
/* A place between two steps where other CPUs may do anything; or NULL. */
extern void (*host_irqs_restored)(void);
static inline void arch_irq_restore(unsigned long flags)
{
	host_irqs_off = flags;
	if (host_irqs_restored)
		host_irqs_restored();
}
static inline bool arch_irqs_enabled(void) { return !host_irqs_off; }
static inline void arch_irq_enable(void) { host_irqs_off = 0; }
static inline void arch_irq_disable(void) { host_irqs_off = 1; }
static inline struct pcpu *arch_this_pcpu(void) { return host_pcpu; }
static inline struct vcpu *arch_current(void) { return host_current; }

void arch_clear_page(void *p);
void arch_copy_page(void *dst, const void *src);

#endif
