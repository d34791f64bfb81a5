/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A machine for the generic half of the hypervisor to run on, in a process:
 * any number of CPUs played by one thread, memory as an address window, time
 * that stands still unless told to move.
 */
#ifndef TEST_MACHINE_H
#define TEST_MACHINE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <hv/domain.h>
#include <hv/errno.h>
#include <hv/hypercall.h>
#include <hv/machine.h>
#include <hv/percpu.h>

extern s_time_t host_now;
extern s_time_t host_deadlines[];	/* what each CPU's timer is set to */
extern unsigned int host_nodes;
extern uint64_t *host_m2p;		/* by frame; NULL: none is kept */
extern unsigned int host_events;	/* arch_vcpu_event() calls */
extern unsigned int host_flushes;	/* arch_grant_flush_tlb() calls */
extern char host_console[];		/* what was printed last */
/* What arch_page_validate() and _invalidate() do; NULL: succeed. */
extern int (*host_validate)(struct page_info *pg, uint64_t type, bool preempt);
extern int (*host_invalidate)(struct page_info *pg, uint64_t type,
			      bool preempt);
/*
 * What a test may put in the machine's place; NULL: what machine.c does.
 */
struct host_hooks {
	/* No lock may be held here: another CPU may do anything. */
	void (*at_guest_access)(void);
	void (*at_invlpg)(void);		/* after it */
	int (*grant_map)(uint64_t addr, mfn_t m, unsigned int flags);
	int (*grant_unmap)(uint64_t addr, mfn_t m, unsigned int flags,
			   uint64_t new_addr);
	int (*relinquish)(struct domain *d);
	/* NULL: fn runs once, for all of them. */
	void (*on_cpus)(const unsigned long *mask, void (*fn)(void *),
			void *arg);
	void (*pirq_bound)(struct domain *d, unsigned int pirq);
	void (*vcpu_destroyed)(struct vcpu *v);
	void (*page_cleared)(void);
	/* Where every CPU is a thread: real time, and letting others go on. */
	s_time_t (*now)(void);
	void (*relax)(void);
};
extern struct host_hooks host_hooks;
/* Guest pointers outside of [lo, hi) fault; hi 0: any is good. */
extern uintptr_t host_guest_lo, host_guest_hi;
/* CPUs in the middle of a hypercall: whoever waits cannot make them go on. */
extern unsigned long host_in_call;
/* hypercall_preempt() says yes while SCHED_SOFTIRQ is raised: how to ask. */
void host_ask_preempt(bool yes);

/*
 * Reserves address space for `frames` of memory; nothing is in the heap yet.
 * Once in a process.
 */
void host_memory(uint64_t frames);
/* Frames [start, start + nr) exist and are the heap's. */
void host_add_ram(uint64_t start, uint64_t nr, unsigned int node, bool dirty);
/* System domains, the scheduler and `nr` CPUs, playing CPU 0. */
void host_boot(unsigned int nr);
/* Plays CPU `cpu`. */
void host_on(unsigned int cpu);
/* Runs the pending softirqs of every CPU until there are none. */
void host_settle(void);
/* Lets `ns` pass in steps in which timers expire on all CPUs. */
void host_run(s_time_t ns);

/* A guest with vCPUs that are up and blocked on nothing; unpaused. */
struct domain *host_domain(domid_t id, unsigned int vcpus, uint64_t max_pages,
			   bool privileged);
/* Makes v the current vCPU without the scheduler's knowledge. */
void host_as(struct vcpu *v);
/* A hypercall of the current vCPU, repeated while it is to be continued. */
long host_call(unsigned int nr, unsigned long a, unsigned long b,
	       unsigned long c);
/* Destroys it as the toolstack does and lets the memory go. */
void host_destroy(struct domain *d);

#endif
