/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Putting vCPUs on and off a CPU. All state moves at the switch: nothing of
 * a vCPU is in registers while it does not run, so it can go on elsewhere
 * at once.
 */
#include <hv/domain.h>
#include <hv/machine.h>
#include <x86/asm.h>
#include <x86/cpu_info.h>
#include <x86/guest_areas.h>
#include <x86/fpu.h>
#include <x86/pv.h>
#include <x86/smp.h>
#include <x86/spec.h>
#include <x86/traps.h>
#include <x86/xpti.h>

#define READ_SEG(name) __extension__ ({					\
	uint16_t sel_;							\
									\
	__asm__ volatile("mov %%" #name ", %0" : "=r"(sel_));		\
	sel_;								\
})

void pv_save(struct vcpu *v)
{
	struct cpu_user_regs *r = &v->arch.regs;
	uint64_t gs = rdmsr(MSR_GS_BASE), shadow = rdmsr(MSR_SHADOW_GS_BASE);

	*r = *guest_regs();
	r->ds = READ_SEG(ds);
	r->es = READ_SEG(es);
	r->fs = READ_SEG(fs);
	r->gs = READ_SEG(gs);
	v->arch.fs_base = rdmsr(MSR_FS_BASE);
	v->arch.gs_base_kernel = v->arch.kernel_mode ? gs : shadow;
	v->arch.gs_base_user = v->arch.kernel_mode ? shadow : gs;
	fpu_save(v);
	if (v->arch.dr[7] & 0xff)
		write_dr(7, 0x400);
}

static void segments_load(struct vcpu *v)
{
	struct cpu_user_regs *r = &v->arch.regs;
	int bad = load_seg_ds(r->ds) | load_seg_es(r->es) |
		  load_seg_fs(r->fs) | load_seg_gs(r->gs);

	wrmsr(MSR_FS_BASE, v->arch.fs_base);
	wrmsr(MSR_GS_BASE, v->arch.kernel_mode ? v->arch.gs_base_kernel :
						 v->arch.gs_base_user);
	wrmsr(MSR_SHADOW_GS_BASE, v->arch.kernel_mode ?
	      v->arch.gs_base_user : v->arch.gs_base_kernel);
	if (bad)
		v->arch.failsafe_pending = true;
}

/* Where another vCPU ran before, branches go the way it taught them. */
static void predictors_forget(const struct vcpu *v)
{
	struct arch_pcpu *a = &arch_this_pcpu()->arch;
	uint64_t who = (uint64_t)v->domain->domid << 32 | v->id;

	if (spec_plan.ibpb && a->last_guest != who)
		wrmsr(MSR_PRED_CMD, PRED_CMD_IBPB);
	a->last_guest = who;
}

void pv_load(struct vcpu *v)
{
	*guest_regs() = v->arch.regs;
	predictors_forget(v);
	spec_guest_load(v);
	xpti_load(v);
	cr3_load(v->arch.kernel_mode ? v->arch.cr3_kernel : v->arch.cr3_user);
	pv_gdt_load(v);
	pv_ldt_load(v);
	segments_load(v);
	if (v->arch.dr[7] & 0xff)
		pv_debug_load(v);
	pv_cr4_load(v);
	if (host_has_tsc_aux())
		wrmsr(MSR_TSC_AUX, v->arch.tsc_aux);
	fpu_load(v);
}

void arch_context_switch(struct vcpu *prev, struct vcpu *next)
{
	if (!prev->is_idle) {
		/* Others want to see that it does not run. */
		if (guest_areas_due(prev))
			guest_areas_update(prev);
		pv_save(prev);
	}
	this_cpu_info()->vcpu = next;
	if (next->is_idle) {
		/* prev's tables may go away once others know it is off. */
		lldt(0);
		cr3_load(arch_virt_to_mfn(hyper_l4));
		pv_gdt_load(next);
	}
	if (!next->is_idle)
		pv_load(next);
	sched_context_saved(prev);
	if (next->is_idle)
		reset_stack_and_jump(idle_loop);
	arch_vcpu_update_time(next);
	reset_stack_and_jump(ret_to_guest);
}

void arch_context_continue(struct vcpu *v)
{
	(void)v;
}

void arch_vcpu_sync_state(struct vcpu *v)
{
	(void)v;
}
