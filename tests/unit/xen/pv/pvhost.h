/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A simulated x86 for arch/x86/pv: registers and a small TLB for each CPU,
 * page tables in simulated memory that the processor walks, and guests whose
 * accesses go that way.
 */
#ifndef PVHOST_H
#define PVHOST_H

#include "machine.h"

#include <x86/paging.h>
#include <x86/policy.h>
#include <x86/pv.h>

#define PV_CPUS_MAX	8U
#define TLB_SIZE	8U

/* A translation that a CPU may still use. */
struct tlb_entry {
	uint64_t va;			/* of the page; [valid] */
	mfn_t mfn;
	domid_t domid;			/* who ran */
	bool valid, writable;
};

struct sim_cpu {
	uint64_t cr0, cr2, cr3, cr4, dr[8];
	struct { uint32_t nr; uint64_t value; } msr[32];
	struct tlb_entry tlb[TLB_SIZE];
	unsigned int tlb_next;
};

extern struct sim_cpu sim_cpus[PV_CPUS_MAX];
struct sim_cpu *sim_cpu(void);
/* What nothing a guest does may lead to. Does not return. */
void sim_fail(const char *what, uint64_t value) __attribute__((noreturn));

/* After host_boot(): hyper_l4, descriptor pages, the guests' trap handlers. */
void pv_host_boot(unsigned int cpus);

/*
 * As the processor does for an access from ring 3: false and the error code
 * of the page fault, or the frame. Fills the TLB.
 */
bool sim_access(uint64_t va, bool write, mfn_t *mfn, uint32_t *error);
/* The address to which the guest's pointers to plain memory belong. */
extern uintptr_t arena_lo, arena_hi;

/* The current guest's instruction at rip faults at va: the hypervisor's turn. */
void sim_page_fault(uint64_t va, uint32_t error);
void sim_trap(unsigned int vec, uint32_t error);

/* v's registers and tables go onto the CPU that is played. */
void sim_load(struct vcpu *v);

/*
 * A guest with `pages` frames, of which the first are a root, an L3, an L2
 * and `nr_l1` L1 tables that map all of them from address 0 on: tables
 * read-only. All its vCPUs have that root.
 */
struct domain *pv_domain(domid_t id, unsigned int vcpus, unsigned int pages,
			 bool privileged, mfn_t *frames);
#define PV_ROOT		0U
#define PV_L3		1U
#define PV_L2		2U
#define PV_L1		3U		/* and the next */
#define PV_NR_L1	2U
#define PV_DATA		(PV_L1 + PV_NR_L1)
/* The entry of a table that is a guest's. */
pte_t *pv_entry(mfn_t table, unsigned int index);

/* ---- the oracle ---- */

/*
 * Walks all frames: counts equal the references that can be found, tables
 * say nothing a guest may not say, no translation outlives what it needs.
 */
void oracle_check(void);

#endif
