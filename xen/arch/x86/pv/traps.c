/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Exceptions and system calls of a PV guest: what the hypervisor emulates,
 * and how the guest's own handlers get the rest.
 *
 * A guest kernel runs in ring 3. The frame it is given looks like one of the
 * processor's: a kernel context shows as ring 0 in CS, and the saved event
 * mask is beside it (public arch-x86/xen-x86_64.h, iret_context).
 */
#include <hv/domain.h>
#include <hv/errno.h>
#include <hv/guest.h>
#include <hv/hypercall.h>
#include <hv/printk.h>
#include <hv/softirq.h>
#include <x86/asm.h>
#include <x86/cpu_info.h>
#include <x86/guest_areas.h>
#include <x86/fpu.h>
#include <x86/pv.h>
#include <x86/traps.h>

#define NOT_IN_FRAME (EFLAGS_AC | EFLAGS_VM | EFLAGS_RF | EFLAGS_NT | EFLAGS_TF)

void pv_toggle_mode(struct vcpu *v)
{
	v->arch.kernel_mode = !v->arch.kernel_mode;
	swapgs();
	cr3_load(v->arch.kernel_mode ? v->arch.cr3_kernel : v->arch.cr3_user);
}

static void frame_crash(struct vcpu *v, uint64_t sp)
{
	domain_crash(v->domain, "no memory for an exception frame at %#llx "
		     "(rip %#llx, vector %u)", (unsigned long long)sp,
		     (unsigned long long)guest_regs()->rip,
		     guest_regs()->entry_vector & 0xff);
}

/*
 * Puts a frame on the guest kernel's stack and sends it to rip. False: the
 * guest is dead.
 */
bool pv_bounce(struct vcpu *v, uint64_t rip, uint16_t cs, bool mask,
	       const uint32_t *error)
{
	struct cpu_user_regs *regs = guest_regs();
	uint64_t frame[8], sp, *f = frame;
	uint8_t old_mask = v->vcpu_info->evtchn_upcall_mask;
	uint16_t frame_cs = regs->cs;
	size_t n;

	if (!rip) {
		domain_crash(v->domain, "no handler for vector %u at rip %#llx",
			     regs->entry_vector & 0xff,
			     (unsigned long long)regs->rip);
		return false;
	}
	if (v->arch.kernel_mode) {
		sp = regs->rsp;
		frame_cs &= (uint16_t)~3;
	} else {
		pv_toggle_mode(v);
		sp = v->arch.kernel_sp;
	}
	sp &= ~15UL;
	*f++ = regs->rcx;
	*f++ = regs->r11;
	if (error)
		*f++ = *error;
	*f++ = regs->rip;
	*f++ = frame_cs | (uint64_t)old_mask << 32;
	*f++ = (regs->rflags & ~(EFLAGS_IF | EFLAGS_IOPL)) |
	       (old_mask ? 0 : EFLAGS_IF) |
	       (pv_architectural_iopl(v->domain) ?
		(uint64_t)v->arch.iopl << 12 : 0);
	*f++ = regs->rsp;
	*f++ = regs->ss;
	n = (size_t)(f - frame) * 8;
	sp -= n;
	if (guest_write((void *)sp, frame, n)) {
		frame_crash(v, sp);
		return false;
	}
	if (mask)
		v->vcpu_info->evtchn_upcall_mask = 1;
	regs->entry_vector |= TRAP_SYSCALL;
	regs->rflags &= ~NOT_IN_FRAME;
	regs->rsp = sp;
	regs->ss = GUEST_DS;
	regs->cs = cs | 3;
	regs->rip = rip;
	return true;
}

void pv_inject(struct vcpu *v, unsigned int vec, uint32_t error)
{
	static const uint32_t with_error = 1U << TRAP_DF | 1U << TRAP_TS |
		1U << TRAP_NP | 1U << TRAP_SS | 1U << TRAP_GP | 1U << TRAP_PF |
		1U << TRAP_AC;
	const struct trap_info *t = &v->arch.traps[vec];
	bool has_error = vec < 32 && (with_error >> vec & 1);

	guest_regs()->entry_vector = vec;
	pv_bounce(v, t->address, t->cs ? t->cs : GUEST_CS64,
		  t->flags & 4, has_error ? &error : NULL);
}

void pv_inject_gp(struct vcpu *v, uint32_t error)
{
	pv_inject(v, TRAP_GP, error);
}

void pv_inject_page_fault(struct vcpu *v, uint64_t addr, uint32_t error)
{
	v->vcpu_info->arch.cr2 = addr;
	/* The guest kernel is not "user" to itself. */
	if (v->arch.kernel_mode)
		error &= ~PFEC_USER;
	else
		error |= PFEC_USER;
	pv_inject(v, TRAP_PF, error);
}

void pv_inject_failsafe(struct vcpu *v)
{
	struct cpu_user_regs *regs = guest_regs();
	uint64_t segs[4] = { regs->ds, regs->es, regs->fs, regs->gs };

	regs->entry_vector = TRAP_GP;
	if (!pv_bounce(v, v->arch.cb.failsafe, GUEST_CS64,
		       v->arch.cb.failsafe_masks, NULL))
		return;
	/* Below rcx and r11 the handler finds the data segments. */
	{
		uint64_t two[2];
		void *sp = (void *)regs->rsp;

		if (guest_read(two, sp, sizeof(two)) ||
		    guest_write((char *)sp - 32, two, sizeof(two)) ||
		    guest_write((char *)sp - 16, segs, sizeof(segs))) {
			frame_crash(v, regs->rsp);
			return;
		}
		regs->rsp -= 32;
	}
}

/* ---- exceptions ---- */

/* Where v's LDT shows, and nothing is mapped yet. */
static bool at_ldt(const struct vcpu *v, uint64_t addr, uint32_t error)
{
	return !(error & PFEC_PRESENT) && addr >= LDT_VA(v->id) &&
	       addr < LDT_VA(v->id) + 0x10000UL;
}

/* The guest is told where that would lie in its own LDT. */
static uint64_t guest_sees(const struct vcpu *v, uint64_t addr,
			   uint32_t error)
{
	return at_ldt(v, addr, error) ?
	       v->arch.ldt_base + (addr - LDT_VA(v->id)) : addr;
}

static bool pv_descriptor_fault(uint64_t addr, uint32_t error)
{
	struct vcpu *v = arch_current();

	return !v->is_idle && at_ldt(v, addr, error) &&
	       pv_ldt_fault(v, addr - LDT_VA(v->id));
}

static void page_fault(struct vcpu *v, struct cpu_user_regs *regs)
{
	uint64_t addr = read_cr2();
	uint32_t error = regs->error_code;

	arch_irq_enable();
	if (at_ldt(v, addr, error)) {
		if (pv_ldt_fault(v, addr - LDT_VA(v->id)))
			return;
		addr = guest_sees(v, addr, error);
	}
	if ((error & (PFEC_PRESENT | PFEC_WRITE)) ==
	    (PFEC_PRESENT | PFEC_WRITE) && v->arch.kernel_mode &&
	    (addr < HYPER_START || addr >= HYPER_END) &&
	    pv_ptwr_fault(v, addr, regs))
		return;
	if (v->is_idle || v->domain->is_shutting_down)
		return;
	pv_inject_page_fault(v, addr, error);
}

/* A refused "int n" has the vector in its error code, with the IDT bit. */
static bool software_interrupt(struct vcpu *v, struct cpu_user_regs *regs)
{
	const struct trap_info *t;
	uint8_t vec = (uint8_t)(regs->error_code >> 3);

	if (!(regs->error_code & 2))
		return false;
	t = &v->arch.traps[vec];
	/* flags bits 0-1: the least privileged ring that may use it. */
	if (!t->address || (t->flags & 3) < (v->arch.kernel_mode ? 1 : 3))
		return false;
	regs->rip += 2;
	pv_inject(v, vec, 0);
	return true;
}

/*
 * int 0x80 comes in by a gate of its own, as old system calls do: open to all
 * whatever ring the guest's own gate is for.
 */
static void legacy_syscall(struct vcpu *v, struct cpu_user_regs *regs)
{
	arch_irq_enable();
	if (v->arch.traps[0x80].address) {
		pv_inject(v, 0x80, 0);
		return;
	}
	regs->rip -= 2;
	pv_inject_gp(v, 0x80 << 3 | 2);
}

static void general_protection(struct vcpu *v, struct cpu_user_regs *regs)
{
	uint32_t error = regs->error_code;

	arch_irq_enable();
	if (error & 1) {
		pv_inject_gp(v, error);
		return;
	}
	if (software_interrupt(v, regs))
		return;
	error = regs->error_code;
	if (!error && pv_emulate_privileged(v, regs))
		return;
	pv_inject_gp(v, error);
}

#define DR6_DEFAULT	0xffff0ff0UL

static void debug_trap(struct vcpu *v, struct cpu_user_regs *regs)
{
	uint64_t dr6 = read_dr6();

	write_dr(6, DR6_DEFAULT);
	/* Bits that mean something when set, and when clear. */
	v->arch.dr[6] |= dr6 & ~DR6_DEFAULT;
	v->arch.dr[6] &= dr6 | ~DR6_DEFAULT;
	(void)regs;
	pv_inject(v, TRAP_DB, 0);
}

static void no_fpu(struct vcpu *v)
{
	/* Only the guest's own TS makes this happen. */
	v->arch.ts = false;
	ts_update(v);
	pv_inject(v, TRAP_NM, 0);
}

static void pv_trap(struct cpu_user_regs *regs, unsigned int vec)
{
	struct vcpu *v = arch_current();

	switch (vec) {
	case TRAP_PF:
		page_fault(v, regs);
		break;
	case TRAP_GP:
		general_protection(v, regs);
		break;
	case TRAP_UD:
		arch_irq_enable();
		if (!pv_forced_emulation(v, regs))
			pv_inject(v, TRAP_UD, 0);
		break;
	case TRAP_DB:
		debug_trap(v, regs);
		break;
	case TRAP_NM:
		no_fpu(v);
		break;
	case TRAP_LEGACY_SYSCALL:
		legacy_syscall(v, regs);
		break;
	case TRAP_MC:
	case TRAP_DF:
		domain_crash(v->domain, "vector %u at rip %#llx", vec,
			     (unsigned long long)regs->rip);
		break;
	default:
		arch_irq_enable();
		pv_inject(v, vec, regs->error_code);
		break;
	}
}

/* ---- system calls ---- */

static void hypercall(struct cpu_user_regs *regs)
{
	struct hypercall hc = {
		/* All 64 bits of it: nothing else is a number. */
		.nr = regs->rax < NR_HYPERCALLS ? (unsigned int)regs->rax :
						  NR_HYPERCALLS,
		.arg = { regs->rdi, regs->rsi, regs->rdx, regs->r10, regs->r8,
			 regs->r9 },
	};
	long ret = hypercall_dispatch(&hc);

	if (ret == -ERESTART) {
		regs->rdi = hc.arg[0];
		regs->rsi = hc.arg[1];
		regs->rdx = hc.arg[2];
		regs->r10 = hc.arg[3];
		regs->r8 = hc.arg[4];
		regs->r9 = hc.arg[5];
		regs->rax = hc.nr;
		regs->rip -= 2;
		return;
	}
	/* A multicall may have ended in iret, which has set all registers. */
	if (hc.nr != __HYPERVISOR_iret)
		regs->rax = (uint64_t)ret;
}

void handle_syscall(struct cpu_user_regs *regs);
void handle_syscall(struct cpu_user_regs *regs)
{
	struct vcpu *v = arch_current();

	arch_irq_enable();
	if (!v->arch.kernel_mode)
		pv_bounce(v, v->arch.cb.syscall, GUEST_CS64,
			  v->arch.cb.syscall_masks, NULL);
	/* The way back from every event: all registers are the frame's. */
	else if (regs->rax == __HYPERVISOR_iret)
		pv_iret(v);
	else
		hypercall(regs);
}

void handle_syscall32(struct cpu_user_regs *regs);
void handle_syscall32(struct cpu_user_regs *regs)
{
	struct vcpu *v = arch_current();

	arch_irq_enable();
	if (!v->arch.cb.syscall32) {
		regs->rip -= 2;
		pv_inject(v, TRAP_UD, 0);
		return;
	}
	pv_bounce(v, v->arch.cb.syscall32, GUEST_CS64,
		  v->arch.cb.syscall32_masks, NULL);
}

void handle_sysenter(struct cpu_user_regs *regs);
void handle_sysenter(struct cpu_user_regs *regs)
{
	struct vcpu *v = arch_current();

	arch_irq_enable();
	/* Interrupts were on, as they always are in a guest. */
	regs->rflags |= EFLAGS_IF;
	if (!v->arch.cb.sysenter) {
		pv_inject_gp(v, 0);
		return;
	}
	pv_bounce(v, v->arch.cb.sysenter, GUEST_CS64,
		  v->arch.cb.sysenter_masks, NULL);
}

/* ---- the way out ---- */

static bool event_due(const struct vcpu *v)
{
	const struct vcpu_info *info = v->vcpu_info;

	return READ_ONCE(info->evtchn_upcall_pending) &&
	       !READ_ONCE(info->evtchn_upcall_mask) && !v->is_idle;
}

static void deliver_event(struct vcpu *v)
{
	guest_regs()->entry_vector = 0;
	pv_bounce(v, v->arch.cb.event, GUEST_CS64, true, NULL);
}

/*
 * sysret is the faster way; it needs the plain selectors, and an address
 * that is canonical or it faults in ring 0 with the guest's stack.
 */
static int sysret_possible(const struct cpu_user_regs *regs)
{
	return (regs->entry_vector & TRAP_SYSCALL) &&
	       regs->cs == GUEST_CS64 && regs->ss == GUEST_DS &&
	       !(regs->rflags & (EFLAGS_RF | EFLAGS_VM)) &&
	       !((regs->rip + (1UL << 47)) >> 48);
}

/* Is there anything at all? It may turn out to be masked. */
static bool work_due(const struct vcpu *v)
{
	return softirq_pending() || READ_ONCE(v->arch.due) ||
	       v->runstate_dirty || event_due(v);
}

/* What comes before events, if anything. */
static bool deliver_urgent(struct vcpu *v)
{
	if (v->arch.failsafe_pending) {
		v->arch.failsafe_pending = false;
		pv_inject_failsafe(v);
	} else if (pv_nmi_due(v)) {
		pv_deliver_nmi(v);
	} else {
		return false;
	}
	return true;
}

static __attribute__((noinline)) int work_do(struct vcpu *v,
					     struct cpu_user_regs *regs)
{
	for (;;) {
		if (softirq_pending()) {
			arch_irq_enable();
			softirq_run();
			arch_irq_disable();
			continue;
		}
		/* A failed delivery ends the domain: that is a softirq. */
		if (READ_ONCE(v->arch.due) && deliver_urgent(v))
			continue;
		if (!event_due(v))
			break;
		deliver_event(v);
	}
	if (guest_areas_due(v))
		guest_areas_update(v);
	regs->rflags |= EFLAGS_IF;
	return sysret_possible(regs);
}

int prepare_return(struct cpu_user_regs *regs)
{
	struct vcpu *v = arch_current();

	if (unlikely(work_due(v)))
		return work_do(v, regs);
	regs->rflags |= EFLAGS_IF;
	return sysret_possible(regs);
}

/*
 * The iret on the way out faulted: the guest's frame names selectors or
 * addresses that cannot be. The fault is the guest's, where it went to. Its
 * registers were already loaded, so they are in the fault's frame, which lies
 * just below and may overlap.
 */
static void pv_iret_fault(struct cpu_user_regs *fault)
{
	struct cpu_user_regs *regs = guest_regs();
	struct cpu_user_regs copy = *fault;
	unsigned int vec = fault->entry_vector & 0xff;
	uint32_t error = fault->error_code;
	struct vcpu *v = arch_current();
	uint64_t addr = read_cr2();

	copy.rip = regs->rip;
	copy.cs = regs->cs;
	copy.rflags = regs->rflags;
	copy.rsp = regs->rsp;
	copy.ss = regs->ss;
	copy.ds = regs->ds;
	copy.es = regs->es;
	copy.fs = regs->fs;
	copy.gs = regs->gs;
	*regs = copy;
	arch_irq_enable();
	if (vec == TRAP_PF)
		pv_inject_page_fault(v, guest_sees(v, addr, error), error);
	else
		pv_inject(v, vec, error);
	reset_stack_and_jump(ret_to_guest);
}

void pv_traps_init(void)
{
	static const struct guest_traps pv = {
		pv_trap, pv_descriptor_fault, pv_iret_fault,
	};

	traps_register_guests(&pv);
}
