/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the generic code keeps for each physical CPU.
 */
#ifndef HV_PERCPU_H
#define HV_PERCPU_H

#include <hv/types.h>
#include <hv/cpumask.h>
#include <hv/timer.h>
#include <hv/softirq.h>
#include <hv/sched.h>
#include <hv/spinlock.h>
#include <arch/domain.h>

struct vcpu;

struct pcpu {
	unsigned int id;
	unsigned int node;
	uint32_t softirq_pending;	/* atomic, one bit each */
	struct timer_cpu timers;
	struct sched_cpu sched;
	struct vcpu *idle;		/* this CPU's idle vCPU */
#ifndef NDEBUG
	struct lock_cpu locks;		/* what it holds */
#endif
	struct arch_pcpu arch;
};

/* Allocates and registers CPU number `id`; -ENOMEM, -EEXIST. */
int pcpu_create(unsigned int id, unsigned int node);
/* The CPU's area, or NULL if it was never created. */
extern struct pcpu *pcpu_table[NR_CPUS_MAX];
static inline struct pcpu *pcpu_of(unsigned int cpu)
{
	return cpu < NR_CPUS_MAX ? pcpu_table[cpu] : NULL;
}

/* arch/cpu.h has arch_this_pcpu() and arch_current(). */
static inline unsigned int this_cpu(void) { return arch_this_pcpu()->id; }

/* Is there work for softirq_run() on this CPU. */
static inline bool softirq_pending(void)
{
	return READ_ONCE(arch_this_pcpu()->softirq_pending) != 0;
}

#endif
