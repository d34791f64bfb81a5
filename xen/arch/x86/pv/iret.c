/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Small hypercalls of a PV vCPU about itself: iret, traps, callbacks, stack,
 * segment bases and FPU.
 */
#include <hv/domain.h>
#include <hv/errno.h>
#include <hv/guest.h>
#include <hv/hypercall.h>
#include <xen/callback.h>
#include <xen/nmi.h>
#include <x86/asm.h>
#include <x86/cpu_info.h>
#include <x86/fpu.h>
#include <x86/hypercalls.h>
#include <x86/pv.h>
#include <x86/traps.h>

void pv_iret(struct vcpu *v)
{
	struct cpu_user_regs *regs = guest_regs();
	struct iret_context c;

	if (guest_read(&c, (void *)regs->rsp, sizeof(c))) {
		domain_crash(v->domain, "iret frame at %#llx cannot be read",
			     (unsigned long long)regs->rsp);
		return;
	}
	if ((c.cs & 3) == 3) {
		if (v->arch.cr3_user.n == INVALID_MFN.n) {
			domain_crash(v->domain, "iret to user mode without "
				     "user page tables");
			return;
		}
		pv_toggle_mode(v);
	}
	if (pv_architectural_iopl(v->domain))
		v->arch.iopl = (uint8_t)((c.rflags & EFLAGS_IOPL) >> 12);
	regs->rip = c.rip;
	regs->cs = (uint16_t)c.cs | 3;
	regs->rflags = (c.rflags & ~(EFLAGS_IOPL | EFLAGS_VM)) | EFLAGS_IF | 2;
	regs->rsp = c.rsp;
	regs->ss = (uint16_t)c.ss | 3;
	if (!(c.flags & VGCF_in_syscall)) {
		regs->entry_vector &= ~(uint32_t)TRAP_SYSCALL;
		regs->r11 = c.r11;
		regs->rcx = c.rcx;
	}
	regs->rax = c.rax;
	v->vcpu_info->evtchn_upcall_mask = !(c.rflags & EFLAGS_IF);
	v->arch.nmi_masked = false;
}

/* As part of a multicall; by itself it comes the short way. */
long hc_iret(struct hypercall *hc)
{
	(void)hc;
	pv_iret(arch_current());
	return (long)guest_regs()->rax;
}

long hc_set_trap_table(struct hypercall *hc)
{
	const struct trap_info *from = (void *)hc->arg[0];
	struct vcpu *v = arch_current();
	struct trap_info t;

	if (!from) {
		for (unsigned int i = 0; i < 256; i++)
			v->arch.traps[i] = (struct trap_info){ .vector = 0 };
		return 0;
	}
	for (unsigned int i = 0; i < 256; i++) {
		if (guest_read(&t, from + i, sizeof(t)))
			return -EFAULT;
		if (!t.address)
			return 0;
		if (!canonical(t.address))
			return -EINVAL;
		t.cs |= 3;
		v->arch.traps[t.vector] = t;
	}
	return 0;
}

/* ---- callbacks ---- */

static int callback_set(struct vcpu *v, unsigned int type, uint64_t rip,
			bool mask)
{
	struct pv_callbacks *cb = &v->arch.cb;

	switch (type) {
	case CALLBACKTYPE_event:
		cb->event = rip;
		return 0;
	case CALLBACKTYPE_failsafe:
		cb->failsafe = rip;
		cb->failsafe_masks = mask;
		return 0;
	case CALLBACKTYPE_syscall:
		cb->syscall = rip;
		cb->syscall_masks = mask;
		return 0;
	case CALLBACKTYPE_syscall32:
		cb->syscall32 = rip;
		cb->syscall32_masks = mask;
		return 0;
	case CALLBACKTYPE_sysenter:
		cb->sysenter = rip;
		cb->sysenter_masks = mask;
		return 0;
	case CALLBACKTYPE_nmi:
		v->arch.traps[TRAP_NMI] = (struct trap_info){
			.vector = TRAP_NMI, .cs = GUEST_CS64, .address = rip,
			.flags = 4,		/* masks events */
		};
		return 0;
	}
	return -ENOSYS;
}

static int callback_unset(struct vcpu *v, unsigned int type)
{
	switch (type) {
	case CALLBACKTYPE_event:
	case CALLBACKTYPE_failsafe:
	case CALLBACKTYPE_syscall:
	case CALLBACKTYPE_syscall32:
	case CALLBACKTYPE_sysenter:
		return -EINVAL;
	case CALLBACKTYPE_nmi:
		v->arch.traps[TRAP_NMI] = (struct trap_info){ .vector = 0 };
		return 0;
	}
	return -ENOSYS;
}

long hc_callback_op(struct hypercall *hc)
{
	struct vcpu *v = arch_current();
	struct callback_register reg;
	struct callback_unregister unreg;

	switch (hc->arg[0]) {
	case CALLBACKOP_register:
		if (guest_read(&reg, (void *)hc->arg[1], sizeof(reg)))
			return -EFAULT;
		if (!canonical(reg.address))
			return -EINVAL;
		return callback_set(v, reg.type, reg.address,
				    reg.flags & CALLBACKF_mask_events);
	case CALLBACKOP_unregister:
		if (guest_read(&unreg, (void *)hc->arg[1], sizeof(unreg)))
			return -EFAULT;
		return callback_unset(v, unreg.type);
	}
	return -ENOSYS;
}

/* The older way to the same handler. */
long hc_nmi_op(struct hypercall *hc)
{
	struct vcpu *v = arch_current();
	struct xennmi_callback cb;

	switch ((unsigned int)hc->arg[0]) {
	case XENNMI_register_callback:
		if (guest_read(&cb, (void *)hc->arg[1], sizeof(cb)))
			return -EFAULT;
		if (!canonical(cb.handler_address))
			return -EINVAL;
		return callback_set(v, CALLBACKTYPE_nmi, cb.handler_address,
				    true);
	case XENNMI_unregister_callback:
		return callback_unset(v, CALLBACKTYPE_nmi);
	}
	return -ENOSYS;
}

long hc_set_callbacks(struct hypercall *hc)
{
	struct vcpu *v = arch_current();

	static const unsigned int type[3] = {
		CALLBACKTYPE_event, CALLBACKTYPE_failsafe, CALLBACKTYPE_syscall,
	};

	/* The old call says nothing about addresses it does not take. */
	for (unsigned int i = 0; i < 3; i++)
		if (canonical(hc->arg[i]))
			callback_set(v, type[i], hc->arg[i], false);
	return 0;
}

/* ---- stack, bases ---- */

long hc_stack_switch(struct hypercall *hc)
{
	struct vcpu *v = arch_current();

	v->arch.kernel_ss = hc->arg[0] | 3;
	v->arch.kernel_sp = hc->arg[1];
	return 0;
}

long hc_set_segment_base(struct hypercall *hc)
{
	struct vcpu *v = arch_current();
	uint64_t base = hc->arg[1];
	unsigned int which = (unsigned int)hc->arg[0];

	if (which == SEGBASE_GS_USER_SEL) {
		/* In the kernel the user's GS base is the shadow one. */
		load_seg_gs(base & 0xffff);
		return 0;
	}
	if (!canonical(base))
		return -EINVAL;
	switch (which) {
	case SEGBASE_FS:
		wrmsr(MSR_FS_BASE, base);
		v->arch.fs_base = base;
		return 0;
	case SEGBASE_GS_USER:
		wrmsr(MSR_SHADOW_GS_BASE, base);
		v->arch.gs_base_user = base;
		return 0;
	case SEGBASE_GS_KERNEL:
		wrmsr(MSR_GS_BASE, base);
		v->arch.gs_base_kernel = base;
		return 0;
	}
	return -EINVAL;
}

/* ---- FPU ---- */

long hc_fpu_taskswitch(struct hypercall *hc)
{
	struct vcpu *v = arch_current();

	v->arch.ts = (uint32_t)hc->arg[0] != 0;
	ts_update(v);
	return 0;
}
