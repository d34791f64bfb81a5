/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the generic code asks of the machine: every out-of-line arch_*()
 * function it calls. arch/<machine> implements them for real, the host tests
 * implement the same set. Types and inlines are in the <arch/...> headers.
 */
#ifndef HV_MACHINE_H
#define HV_MACHINE_H

#include <hv/types.h>
#include <hv/abi.h>
#include <hv/mm.h>

struct domain;
struct vcpu;
struct pcpu;
struct hypercall;
struct xen_arch_domainconfig;
struct xen_domctl;
struct xen_domctl_createdomain;
struct xen_domctl_getdomaininfo;
struct xen_sysctl;
struct xen_sysctl_physinfo;
struct xen_sysctl_cputopo;

/* ---- guest memory (hv/guest.h) ---- */
int arch_copy_from_guest(void *dst, const void *src, size_t bytes);
int arch_copy_to_guest(void *dst, const void *src, size_t bytes);
int arch_clear_guest(void *dst, size_t bytes);
/* Whether [p, p + bytes) is guest space; says nothing about mappings. */
bool arch_guest_range_ok(const void *p, uint64_t bytes);

/* ---- CPUs and time ---- */
/* System time in ns; monotonic, the same on all CPUs. */
s_time_t arch_now(void);
/* Programs this CPU's timer; it interrupts once, for timer_interrupt(). 0: off. */
void arch_timer_program(s_time_t deadline);
/* Makes `cpu` enter the hypervisor and run its softirqs. */
void arch_cpu_kick(unsigned int cpu);
/* Runs fn(arg) on every CPU of mask, this one included, and waits. */
void arch_on_cpus(const unsigned long *mask, void (*fn)(void *), void *arg);
/* Bytes to the console devices, no lock, from any context. */
void arch_console_write(const char *s, size_t len);
/* Characters typed while dom0 owns the input. See console_input(). */
void arch_fatal(void) __noreturn;	/* panic: stop or reboot */
/* LATER: after five seconds, for who wants to read why. */
enum machine_stop { MACHINE_HALT, MACHINE_REBOOT, MACHINE_REBOOT_LATER };
void arch_machine_stop(enum machine_stop how) __noreturn;
/* Does `a` share core / socket with `b`? For placement. */
unsigned int arch_cpu_core(unsigned int cpu);
unsigned int arch_cpu_socket(unsigned int cpu);
/* NUMA */
unsigned int arch_nr_nodes(void);
unsigned int arch_mfn_node(mfn_t m);
/* Frames from a node's first RAM to its last, holes included. */
uint64_t arch_node_spanned(unsigned int node);
unsigned int arch_node_distance(unsigned int a, unsigned int b);

/* ---- running vCPUs ---- */
/*
 * Leaves prev for next on this CPU, interrupts off. Calls
 * sched_context_saved(prev) once prev's registers are in memory. May not
 * return to the caller.
 */
void arch_context_switch(struct vcpu *prev, struct vcpu *next);
/* schedule() keeps prev running: only needed if it does not return. */
void arch_context_continue(struct vcpu *v);
/* Saves lazily kept state of a vCPU that is not running. */
void arch_vcpu_sync_state(struct vcpu *v);
/* v has a new event; PV needs nothing, HVM raises its vector. */
void arch_vcpu_event(struct vcpu *v);
/* Refreshes v's time record in vcpu_info. */
void arch_vcpu_update_time(struct vcpu *v);
/* Sends an NMI to the guest: 0, -EINVAL. */
int arch_vcpu_send_nmi(struct vcpu *v);

/* ---- domains and vCPUs ---- */
/* -EINVAL unless the machine can make such a domain; fills in defaults. */
int arch_domain_config_check(struct xen_domctl_createdomain *config);
int arch_domain_create(struct domain *d,
		       const struct xen_domctl_createdomain *config);
void arch_domain_destroy(struct domain *d);
/* Gives back what d holds, in steps: 0 or -ERESTART. */
int arch_domain_relinquish(struct domain *d);
void arch_domain_shutdown(struct domain *d);
void arch_domain_pause(struct domain *d);
void arch_domain_unpause(struct domain *d);
void arch_domain_creation_finished(struct domain *d);
int arch_vcpu_create(struct vcpu *v);
void arch_vcpu_destroy(struct vcpu *v);
/* VCPUOP_initialise's and setvcpucontext's: ctxt is a copy. 0, -E... */
int arch_vcpu_set_context(struct vcpu *v, struct vcpu_guest_context *ctxt);
void arch_vcpu_get_context(struct vcpu *v, struct vcpu_guest_context *ctxt);
/* Preemptible undo of set_context: 0 or -ERESTART. */
int arch_vcpu_reset(struct vcpu *v);
/* vcpu_op sub-ops only the machine knows; -ENOSYS for others. */
long arch_vcpu_op(unsigned int cmd, struct vcpu *v, unsigned long arg);
/* Fills arch_config and the flags only the machine knows. */
void arch_domain_info(struct domain *d, struct xen_domctl_getdomaininfo *i);
/* The debug keys and dumps */
void arch_dump_vcpu(struct vcpu *v);
/* Of the vCPU that runs here and has just crashed: its stack, too. */
void arch_dump_crash(struct vcpu *v);

/* ---- memory of guests ---- */
/* Fresh frames at gfn in d's map (HVM), and the M2P entry (all). */
int arch_physmap_add(struct domain *d, gfn_t gfn, mfn_t mfn,
		     unsigned int order);
int arch_physmap_remove(struct domain *d, gfn_t gfn, mfn_t mfn,
			unsigned int order);
/* Translated guests look it up; for PV gfn and mfn are the same. */
mfn_t arch_gfn_to_mfn(struct domain *d, gfn_t gfn);
bool arch_paging_translated(const struct domain *d);
/* Largest guest frame number of d (XENMEM_maximum_gpfn). */
uint64_t arch_max_gpfn(struct domain *d);
void arch_m2p_set(mfn_t m, uint64_t gpfn);
uint64_t arch_m2p_get(mfn_t m);
#define M2P_INVALID	(~0ULL)
/* Space-specific add_to_physmap sources beyond the generic ones. */
long arch_memory_op(unsigned int cmd, unsigned long arg);
long arch_add_to_physmap(struct domain *d, unsigned int space, uint64_t idx,
			 gfn_t gfn);
/* Largest extent order d may ask for. */
unsigned int arch_max_extent_order(const struct domain *d);
/* Frames that may not be scrubbed, given or typed: not RAM. */
/* (De)validation of typed frames; see page_type_get(). */
int arch_page_validate(struct page_info *pg, uint64_t type, bool preempt);
int arch_page_invalidate(struct page_info *pg, uint64_t type, bool preempt);
/*
 * A frame without users got another type: before it is validated as that, no
 * TLB may have it as what it was. Only the new user knows it yet.
 */
void arch_page_type_change(struct page_info *pg, uint64_t from, uint64_t to);
/* The frame's type is losing its last user (perhaps). */
void arch_page_type_unused(struct page_info *pg);
/* A freed frame is about to be given out: TLBs that may know it. */
void arch_page_freed(struct page_info *pg, unsigned int order);
void arch_page_alloc(struct page_info *pg, unsigned int order);

/* ---- grants ---- */
/* Maps frame for the current vCPU's domain at addr. GNTST_*. */
int arch_grant_map(uint64_t addr, mfn_t mfn, unsigned int flags,
		   unsigned int cache_flags);
/* Removes it, or puts new_addr's mapping in its place. GNTST_*. */
int arch_grant_unmap(uint64_t addr, mfn_t mfn, unsigned int flags,
		     uint64_t new_addr);
/* After unmaps: no CPU of d may use the old mappings any more. */
void arch_grant_flush_tlb(struct domain *d);
/* Writes back (1) and/or invalidates (2) a range of a frame from caches. */
int arch_cache_flush(const void *p, size_t bytes, unsigned int op);
/* Is [mfn, +1) MMIO that d may reach through its iomem rights? */
bool arch_mfn_is_mmio(mfn_t m);

/* ---- interrupts ---- */
unsigned int arch_nr_pirqs(const struct domain *d);
int arch_pirq_bind(struct vcpu *v, unsigned int pirq, bool will_share);
void arch_pirq_unbind(struct domain *d, unsigned int pirq);
void arch_pirq_set_affinity(struct domain *d, unsigned int pirq,
			    const struct vcpu *v);

/* ---- control ---- */
/* Rows of domctl/sysctl/version the machine adds; -ENOSYS for others. */
long arch_domctl(struct xen_domctl *op, struct domain *d, bool *copyback);
long arch_sysctl(struct xen_sysctl *op, bool *copyback);
void arch_physinfo(struct xen_sysctl_physinfo *pi);
/* Topology ids or XEN_INVALID_* for a CPU that is not there. */
void arch_cputopo(unsigned int cpu, struct xen_sysctl_cputopo *topo);
/* The image's build id; how many bytes it has, 0 if there is none. */
unsigned int arch_build_id(const uint8_t **id);
/* "xen-3.0-x86_64 ..." into buf. */
void arch_capabilities(char *buf, size_t size);
uint64_t arch_platform_virt_start(void);
uint32_t arch_features(const struct domain *d, unsigned int submap);
uint64_t arch_vm_assist_valid(const struct domain *d);
int arch_cpu_set_online(unsigned int cpu, bool online);
void arch_set_wallclock(uint64_t sec, uint32_t nsec);
void arch_update_wallclock(struct domain *d);

#endif
