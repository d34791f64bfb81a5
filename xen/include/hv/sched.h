/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The scheduler core and what a policy is.
 *
 * The core owns run states, affinity, pausing, blocking and the switch. The
 * policy owns the order on the run queues. All policy calls but the ones
 * marked otherwise are made with the run queue lock of the vCPU's CPU held
 * and interrupts off.
 */
#ifndef HV_SCHED_H
#define HV_SCHED_H

#include <hv/types.h>
#include <hv/abi.h>
#include <hv/cpumask.h>
#include <hv/list.h>
#include <hv/spinlock.h>
#include <hv/timer.h>

struct vcpu;
struct domain;
struct pcpu;
struct xen_domctl_scheduler_op;
struct xen_sysctl_scheduler_op;

struct sched_cpu {
	spinlock_t lock;		/* the CPU's run queue lock */
	struct vcpu *curr;		/* [lock] running now (or being put on) */
	struct list queue;		/* [lock] the policy's run queue */
	uint32_t nr_queued;		/* [lock] */
	bool tickled;			/* a reschedule is on its way */
	uint32_t policy_word[4];	/* [lock] the policy's own */
	struct timer slice;		/* ends the current vCPU's slice */
	struct timer tick;		/* the policy's periodic work */
	uint64_t nr_switches;
	s_time_t idle_since;
};

/* In every vCPU. The policy's part is a union of what the policies need. */
struct sched_vcpu {
	struct list link;		/* in a run queue, or alone */
	cpumask_t *hard, *soft;		/* allowed, preferred CPUs */
	cpumask_t *hard_saved;		/* while pinned by SCHEDOP_pin_override */
	bool soft_is_set;		/* soft differs from "all" */
	bool is_running;		/* registers are on a CPU */
	bool migrating;
	int8_t pri;			/* credit: CREDIT_PRI_* */
	int32_t credit;
	s_time_t slice_start;
	s_time_t last_ran;		/* when it last left a CPU */
	uint32_t flags;
};

/* In every domain. */
struct sched_domain {
	uint16_t weight;
	uint16_t cap;			/* percent of one CPU, 0 = none */
	struct list link;		/* domains with active vCPUs */
	uint32_t active_vcpus;
};

struct sched_policy {
	const char *name;		/* "SMP Credit Scheduler" */
	const char *opt_name;		/* "credit", for sched= */
	uint32_t sched_id;		/* XEN_SCHEDULER_* */
	int (*cpu_init)(struct pcpu *cpu);		/* no lock held */
	void (*cpu_exit)(struct pcpu *cpu);		/* no lock held */
	int (*domain_init)(struct domain *d);		/* no lock held */
	void (*domain_exit)(struct domain *d);		/* no lock held */
	int (*vcpu_init)(struct vcpu *v);		/* no lock held */
	void (*vcpu_exit)(struct vcpu *v);		/* no lock held */
	void (*insert)(struct vcpu *v);			/* becomes schedulable */
	void (*remove)(struct vcpu *v);
	void (*wake)(struct vcpu *v);
	void (*sleep)(struct vcpu *v);
	void (*yield)(struct vcpu *v);
	/* The vCPU's registers have been saved: it may be moved now. */
	void (*saved)(struct vcpu *v);
	/* The CPU v had best run on; v->sched.hard is respected. */
	unsigned int (*pick_cpu)(struct vcpu *v);
	/* Next vCPU for this CPU and its slice in ns (<= 0: no limit). */
	struct vcpu *(*pick_next)(struct pcpu *cpu, s_time_t now,
				  s_time_t *slice);
	/* domctl/sysctl scheduler_op put and get; no lock held. */
	int (*domain_op)(struct domain *d, struct xen_domctl_scheduler_op *op);
	int (*system_op)(struct xen_sysctl_scheduler_op *op);
	void (*dump_cpu)(struct pcpu *cpu);
};

extern const struct sched_policy sched_credit;

/* A group of CPUs under one policy. Pool 0 has every CPU at boot. */
struct cpupool {
	uint32_t id;
	const struct sched_policy *policy;
	cpumask_t *cpus;		/* [domctl lock] */
	uint32_t nr_domains;		/* [domctl lock] */
	struct list link;
};
extern struct cpupool *cpupool0;

/* v->pause_flags bits: not runnable while any is set. */
enum vcpu_pause_flag {
	VPF_BLOCKED,			/* SCHEDOP_block, SCHEDOP_poll */
	VPF_DOWN,			/* offline: VCPUOP_down, or never up */
	VPF_MIGRATING,
	VPF_ARCH,			/* the machine's own reason */
	VPF_PARKED,			/* over its cap: kept by the policy */
};

void sched_init(const char *policy_name);
int sched_cpu_up(struct pcpu *cpu);
void sched_cpu_down(struct pcpu *cpu);
int sched_domain_init(struct domain *d, uint32_t cpupool_id);
void sched_domain_exit(struct domain *d);
int sched_vcpu_init(struct vcpu *v, unsigned int cpu);
void sched_vcpu_exit(struct vcpu *v);
/* Moves v to the CPU the policy likes best. */
void sched_vcpu_place(struct vcpu *v);

bool vcpu_runnable(const struct vcpu *v);
void vcpu_wake(struct vcpu *v);
void vcpu_sleep_nosync(struct vcpu *v);
/* Returns when v is off its CPU and its registers are saved. */
void vcpu_sleep_sync(struct vcpu *v);
/* Clears VPF_BLOCKED (or ends a poll) and wakes. */
void vcpu_unblock(struct vcpu *v);
void vcpu_block(void);
/* Makes v's CPU look at its pending events if v runs on another one. */
void vcpu_kick(struct vcpu *v);
void vcpu_yield(void);
void vcpu_force_reschedule(struct vcpu *v);

void vcpu_pause(struct vcpu *v);
void vcpu_pause_nosync(struct vcpu *v);
void vcpu_unpause(struct vcpu *v);
void domain_pause(struct domain *d);
void domain_pause_nosync(struct domain *d);
void domain_unpause(struct domain *d);
/* The toolstack's own pause count: -EOVERFLOW, -EINVAL. */
int domain_pause_by_controller(struct domain *d);
int domain_unpause_by_controller(struct domain *d);

/* Called by the machine when prev's registers are in memory. */
void sched_context_saved(struct vcpu *prev);

int vcpu_set_hard_affinity(struct vcpu *v, const cpumask_t *mask);
int vcpu_set_soft_affinity(struct vcpu *v, const cpumask_t *mask);
int vcpu_pin_override(struct vcpu *v, int cpu);

void vcpu_runstate_change(struct vcpu *v, int state, s_time_t now);
void vcpu_runstate_get(const struct vcpu *v, struct vcpu_runstate_info *out);
/* Nanoseconds v has run. */
uint64_t vcpu_cpu_time(const struct vcpu *v);
/* Nanoseconds this CPU has been idle. */
uint64_t cpu_idle_time(unsigned int cpu);

/* Periodic timer (VCPUOP_set_periodic_timer): rearm when v is put on. */
void vcpu_periodic_rearm(struct vcpu *v);

long sched_adjust(struct domain *d, struct xen_domctl_scheduler_op *op);
long sched_adjust_global(struct xen_sysctl_scheduler_op *op);

#endif
