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
	struct list queue;		/* [lock] waiting vCPUs, best first */
	uint32_t nr_queued;		/* [lock] */
	struct timer slice;		/* ends the current vCPU's slice */
	struct timer tick;		/* the policy's periodic work */
	uint32_t steal_at;		/* [lock] the policy's: looked here last */
	uint64_t nr_switches;
};

/* In every vCPU. */
struct sched_vcpu {
	struct list link;		/* in a run queue, or alone */
	cpumask_t *hard, *soft;		/* allowed, preferred CPUs */
	cpumask_t *hard_saved;		/* while pinned by SCHEDOP_pin_override */
	bool soft_is_set;		/* soft differs from "all" */
	bool is_running;		/* registers are on a CPU */
	/* The policy's: */
	bool queued;			/* [lock] */
	bool yielded;			/* [lock] */
	bool active;			/* [credit lock] takes part in sharing */
	int8_t pri;			/* [lock] CREDIT_PRI_* */
	int32_t credit;			/* us; written with atomics */
	s_time_t slice_start;		/* when it was put on a CPU */
	s_time_t burned;		/* up to when its time is paid for */
};

/* In every domain. */
struct sched_domain {
	uint16_t weight;
	uint16_t cap;			/* percent of one CPU, 0 = none */
	struct list link;		/* domains with active vCPUs */
	uint32_t active_vcpus;
};

struct sched_policy {
	const char *name;		/* "SMP Credit Scheduler (credit)" */
	const char *opt_name;		/* "credit", for sched= */
	uint32_t sched_id;		/* XEN_SCHEDULER_* */
	void (*init)(void);
	void (*cpu_init)(struct pcpu *cpu);		/* no lock held */
	void (*cpu_exit)(struct pcpu *cpu);		/* no lock held */
	void (*domain_init)(struct domain *d);		/* no lock held */
	void (*vcpu_exit)(struct vcpu *v);		/* no lock held */
	void (*wake)(struct vcpu *v);
	void (*sleep)(struct vcpu *v);
	void (*yield)(struct vcpu *v);
	/* v is off its CPU, its registers are saved, and it waits. */
	void (*put_off)(struct vcpu *v);
	/* The CPU v had best run on; v->sched.hard is respected. */
	unsigned int (*pick_cpu)(struct vcpu *v);
	/* Next vCPU for this CPU and its slice in ns (<= 0: no limit). */
	struct vcpu *(*pick_next)(struct pcpu *cpu, s_time_t now,
				  s_time_t *slice);
	/* domctl and sysctl scheduler_op, put and get; no lock held. */
	int (*domain_op)(struct domain *d, struct xen_domctl_scheduler_op *op);
	int (*system_op)(struct xen_sysctl_scheduler_op *op);
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

/* Before the command line is parsed; sched=. */
void sched_register_options(void);
/* The default pool with the policy chosen. */
void sched_init(void);
/* Debug keys about domains and run queues; sched_init() calls it. */
void sched_keys_init(void);
/* Registers SCHED_SOFTIRQ's work; also what the idle loop may call. */
void sched_run(void);
/* The CPU may be given vCPUs; its idle vCPU exists and is its current. */
int sched_cpu_up(struct pcpu *cpu);
void sched_cpu_down(struct pcpu *cpu);
int sched_domain_init(struct domain *d, uint32_t cpupool_id);
void sched_domain_exit(struct domain *d);
int sched_vcpu_init(struct vcpu *v, unsigned int cpu);
void sched_vcpu_exit(struct vcpu *v);

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
/* SCHEDOP_pin_override: cpu < 0 undoes. -EBUSY, -EINVAL. */
int vcpu_pin_override(struct vcpu *v, int cpu);
/* CPUs v may run on now: its affinity within its pool, online. */
void vcpu_allowed_cpus(const struct vcpu *v, cpumask_t *out);
/* Locks and unlocks the run queue v belongs to. */
struct sched_cpu *vcpu_rq_lock(struct vcpu *v, unsigned long *flags);
void vcpu_rq_unlock(struct sched_cpu *rq, unsigned long flags);

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
