/* SPDX-License-Identifier: GPL-2.0-only */
/* What the pv/ files offer each other and the entry code. */
#ifndef X86_PV_H
#define X86_PV_H

#include <hv/domain.h>
#include <hv/hypercall.h>
#include <x86/paging.h>

struct cpuid_regs;

/* ---- entry (pv/traps.c, pv/callback.c, pv/iret.c) ---- */

/* Takes guests' exceptions, from now on. */
void pv_traps_init(void);
/* Work before the guest runs on: 1 to leave with sysret. */
int prepare_return(struct cpu_user_regs *regs);

/*
 * Hands the guest an exception or callback: builds the frame on its kernel
 * stack and redirects it. error: pushed when has_error.
 */
void pv_inject(struct vcpu *v, unsigned int vec, uint32_t error);
void pv_inject_page_fault(struct vcpu *v, uint64_t addr, uint32_t error);
void pv_inject_gp(struct vcpu *v, uint32_t error);
/* The guest's NMI, by its trap table's entry 2; pv_nmi_due() said so. */
static inline bool pv_nmi_due(const struct vcpu *v)
{
	return READ_ONCE(v->arch.nmi_pending) && !v->arch.nmi_masked;
}
void pv_deliver_nmi(struct vcpu *v);
/* The iret hypercall: loads the registers from the frame on its stack. */
void pv_iret(struct vcpu *v);
bool pv_bounce(struct vcpu *v, uint64_t rip, uint16_t cs, bool mask,
	       const uint32_t *error);
void pv_inject_failsafe(struct vcpu *v);
void pv_inject_syscall(struct vcpu *v);
/* Kernel to user mode and back: GS bases and page tables. */
void pv_toggle_mode(struct vcpu *v);

/* ---- running (pv/context.c) ---- */

void pv_save(struct vcpu *v);
void pv_load(struct vcpu *v);

/* ---- domctls about a vCPU (pv/fpu_ctl.c) ---- */

struct xen_domctl;
long vcpu_extstate_get(struct xen_domctl *op, struct domain *d);
long vcpu_extstate_set(struct xen_domctl *op, struct domain *d);

/* ---- control registers (pv/cr.c) ---- */

/* The guest's view; false: no such register, or no such value. */
bool pv_cr_read(struct vcpu *v, unsigned int nr, uint64_t *val);
bool pv_cr_write(struct vcpu *v, unsigned int nr, uint64_t val);
/* What a guest sees when it asks for `wanted`. */
uint64_t pv_cr4_fixup(const struct vcpu *v, uint64_t wanted);
/* The processor's CR4 for v, which runs here. */
void pv_cr4_load(const struct vcpu *v);

/* ---- debug registers (pv/debugreg.c) ---- */

/* As set_debugreg answers: 0, -EPERM, -EINVAL, -ENODEV. */
int pv_dr_set(struct vcpu *v, unsigned int nr, uint64_t value);
int pv_dr_get(const struct vcpu *v, unsigned int nr, uint64_t *value);
void pv_debug_load(const struct vcpu *v);
/* I/O breakpoints that an access hits: bits 0 to 3. */
unsigned int pv_io_breakpoints(const struct vcpu *v, uint16_t port,
			       unsigned int size);
/* An instruction was carried out for the guest: the debug trap after it. */
void pv_insn_done(struct vcpu *v, struct cpu_user_regs *regs,
		  unsigned int hit);

/* ---- addresses ---- */

static inline bool canonical(uint64_t va)
{
	return !((va + (1UL << 47)) >> 48);
}

/* Where a guest may have code, stacks or segments. */
static inline bool guest_address(uint64_t va)
{
	return va < 1UL << 47 || va >= HYPER_END;
}

/* ---- descriptors (pv/descriptor.c) ---- */

/* Makes *desc harmless, or says that it cannot be. */
bool descriptor_fix(uint64_t *desc);
int segdesc_page_validate(struct page_info *pg);
int pv_set_gdt(struct vcpu *v, const uint64_t *frames, unsigned int entries);
void pv_gdt_release(struct vcpu *v);
void pv_ldt_unmap(struct vcpu *v);
void pv_gdt_load(struct vcpu *v);
void pv_ldt_load(struct vcpu *v);
bool pv_ldt_fault(struct vcpu *v, uint64_t offset);
long hc_set_gdt(struct hypercall *hc);
long hc_update_descriptor(struct hypercall *hc);

/* ---- page tables (pv/mm*.c) ---- */

int pv_new_cr3(struct vcpu *v, mfn_t root, bool user);
/* The M2P in a root that v takes: see VMASST_TYPE_m2p_strict. */
void pv_root_m2p(const struct vcpu *v, mfn_t root, bool user);
/* All tables v refers to by itself: 0 or, if it may be, -ERESTART. */
int pv_drop_roots(struct vcpu *v, bool preempt);
/*
 * Drops a use of a table and a reference. The undoing of a large one may be
 * interrupted: it is v's to finish, with the other function, before the next
 * one. 0 or -ERESTART.
 */
void pv_table_put(struct vcpu *v, struct page_info *pg);
int pv_table_put_finish(struct vcpu *v, bool preempt);
/* A level 1 entry as it is stored: the whole guest is in ring 3. */
pte_t pv_l1_adjust(pte_t e);
/* Is an entry of `in`, of that level, to pg one to its own level? */
bool pv_linear_entry(const struct page_info *in, const struct page_info *pg,
		     unsigned int level);
/* What such an entry holds: 0 or -EINVAL. Put as any other, but to itself. */
int pv_linear_get(struct page_info *in, struct page_info *pg,
		  struct domain *d, bool writable);
/* The table was undone. */
void pv_linear_forget(struct page_info *pg);
/* CPUs whose TLBs may know d's mappings. */
void domain_cpus(const struct domain *d, unsigned long *mask);
/* The guest's own L1 entry for va, or NULL; reads its tables. */
pte_t *pv_l1_slot(struct vcpu *v, uint64_t va, mfn_t *table);
/*
 * Replaces entry `index` of a table that the caller holds a reference and a
 * type count on. Targets of a level 1 entry belong to `foreign`, all others
 * to d. expect: only if the entry still is *expect, else -EAGAIN. -ERESTART:
 * what the new entry leads to is only validated in part; call it again.
 */
int pv_update_entry(struct domain *d, struct domain *foreign,
		    struct page_info *table, unsigned int index,
		    pte_t new_value, bool keep_ad, const pte_t *expect);
/* A write to a read-only page table: true if it was emulated. */
bool pv_ptwr_fault(struct vcpu *v, uint64_t addr, struct cpu_user_regs *regs);
long hc_mmu_update(struct hypercall *hc);
long hc_mmuext_op(struct hypercall *hc);
long hc_update_va_mapping(struct hypercall *hc);
long hc_update_va_mapping_otherdomain(struct hypercall *hc);

/* ---- privileged instructions (pv/priv.c and below) ---- */

/* True when the instruction at rip was emulated and rip advanced. */
bool pv_emulate_privileged(struct vcpu *v, struct cpu_user_regs *regs);
/* ud2 "xen" cpuid. */
bool pv_forced_emulation(struct vcpu *v, struct cpu_user_regs *regs);
void pv_cpuid(struct vcpu *v, uint32_t leaf, uint32_t sub,
	      struct cpuid_regs *out);
bool pv_rdmsr(struct vcpu *v, uint32_t msr, uint64_t *val);
bool pv_wrmsr(struct vcpu *v, uint32_t msr, uint64_t val);
/* May v use ports and the interrupt flag, by its I/O privilege level? */
bool pv_iopl_ok(const struct vcpu *v);
/* Did its kernel ask for an IOPL as on bare metal (vm_assist)? */
static inline bool pv_architectural_iopl(const struct domain *d)
{
	return d->vm_assist >> VMASST_TYPE_architectural_iopl & 1;
}
/* Does it want the M2P out of its user code's sight? */
static inline bool pv_m2p_strict(const struct domain *d)
{
	return d->vm_assist >> VMASST_TYPE_m2p_strict & 1;
}
/* Whether it may at all, by that level or its kernel's bitmap of ports. */
/*
 * Registers that guests may only read (pv/mmio_ro.c). A store of dom0's to them
 * is carried out or dropped; false: it is one that is not, for its size.
 */
bool pv_mmio_read_only(mfn_t m);
bool pv_mmio_store(paddr_t pa, unsigned int size, uint64_t value);
/* Ports of which dom0 gets a part (pv/io_legacy.c). */
bool pv_io_is_legacy(uint16_t port);
uint8_t pv_io_legacy_read(struct domain *d, uint16_t port);
void pv_io_legacy_write(struct domain *d, uint16_t port, uint8_t v);
bool pv_io_allowed(struct vcpu *v, uint16_t port, unsigned int size);
/* Guest's port access, size 1, 2 or 4; false: #GP. */
bool pv_io(struct vcpu *v, uint16_t port, unsigned int size, bool write,
	   uint32_t *val);

#endif
