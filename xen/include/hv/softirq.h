/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Deferred work, run on return to a guest and in the idle loop with
 * interrupts on.
 */
#ifndef HV_SOFTIRQ_H
#define HV_SOFTIRQ_H

#include <hv/types.h>

enum softirq {
	TIMER_SOFTIRQ,
	TASKLET_SOFTIRQ,
	TLB_SOFTIRQ,	/* the machine's: flush, the clock went round */
	ARCH_SOFTIRQ_0, ARCH_SOFTIRQ_1, ARCH_SOFTIRQ_2, ARCH_SOFTIRQ_3,
	SCHED_SOFTIRQ,		/* last: it may leave for another vCPU */
	NR_SOFTIRQS
};

void softirq_register(enum softirq nr, void (*run)(void));
/* On this CPU. */
void softirq_raise(enum softirq nr);
/* On any CPU; kicks it if the bit was clear. */
void softirq_raise_on(unsigned int cpu, enum softirq nr);
/* softirq_pending(): <hv/percpu.h> */
/* Runs all pending ones; called with interrupts on and no locks held. */
void softirq_run(void);
/* The same, without SCHED_SOFTIRQ: for long loops at boot. */
void softirq_run_no_sched(void);

/*
 * A tasklet runs once per schedule, on the CPU that scheduled it, from
 * TASKLET_SOFTIRQ.
 */
struct tasklet {
	struct tasklet *next;
	void (*run)(void *data);
	void *data;
	bool queued;		/* atomic */
};
void tasklet_init(struct tasklet *t, void (*run)(void *), void *data);
void tasklet_schedule(struct tasklet *t);
void tasklet_init_subsystem(void);

#endif
