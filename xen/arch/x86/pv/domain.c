/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The machine's part of PV domains and vCPUs: creation, context from the
 * toolstack, and giving everything back.
 */
#include <hv/domain.h>
#include <hv/errno.h>
#include <hv/hypercall.h>
#include <hv/machine.h>
#include <hv/printk.h>
#include <hv/softirq.h>
#include <hv/string.h>
#include <xen/domctl.h>
#include <x86/asm.h>
#include <x86/cpu_info.h>
#include <x86/fpu.h>
#include <x86/hypercalls.h>
#include <x86/irq.h>
#include <x86/policy.h>
#include <x86/pv.h>
#include <x86/spec.h>
#include <x86/traps.h>

#define IOPORT_BITMAP	(65536 / 8)

/* ---- domains ---- */

int arch_domain_config_check(struct xen_domctl_createdomain *c)
{
	if (c->flags & (XEN_DOMCTL_CDF_hvm | XEN_DOMCTL_CDF_hap |
			XEN_DOMCTL_CDF_nested_virt)) {
		printk(XL_WARN "only PV domains can be created yet\n");
		return -EINVAL;
	}
	if (c->max_vcpus > 8192 ||
	    c->arch.emulation_flags & ~(uint32_t)XEN_X86_EMU_ALL ||
	    c->arch.misc_flags & ~(uint32_t)XEN_X86_MSR_RELAXED)
		return -EINVAL;
	/* Nothing but a PIT is ever emulated for a PV guest. */
	if (c->arch.emulation_flags & ~(uint32_t)XEN_X86_EMU_PIT)
		return -EOPNOTSUPP;
	return 0;
}

int arch_domain_create(struct domain *d,
		       const struct xen_domctl_createdomain *config)
{
	struct arch_domain *a = &d->arch;

	if (!config)
		return 0;
	a->is_pv = true;
	spec_domain_init(d);
	a->perdomain_l3 = xenheap_alloc(0, 0);
	a->perdomain_l2 = xenheap_alloc(0, 0);
	a->ioport_caps = xenheap_alloc(1, 0);
	if (!a->perdomain_l3 || !a->perdomain_l2 || !a->ioport_caps)
		return -ENOMEM;
	if (policy_domain_create(d))
		return -ENOMEM;
	a->perdomain_l3[0] = pte_make(arch_virt_to_mfn(a->perdomain_l2),
				      PTE_P | PTE_RW | PTE_A);
	return 0;
}

void arch_domain_destroy(struct domain *d)
{
	struct arch_domain *a = &d->arch;

	for (unsigned int i = 0; a->perdomain_l2 && i < 512; i++)
		if (a->perdomain_l2[i] & PTE_P)
			xenheap_free(arch_mfn_to_virt(
				pte_mfn(a->perdomain_l2[i])), 0);
	if (a->perdomain_l2)
		xenheap_free(a->perdomain_l2, 0);
	if (a->perdomain_l3)
		xenheap_free(a->perdomain_l3, 0);
	if (a->ioport_caps)
		xenheap_free(a->ioport_caps, 1);
	pirq_domain_exit(d);
	hv_free(a->e820);
	policy_domain_destroy(d);
}

void arch_domain_shutdown(struct domain *d) { (void)d; }
void arch_domain_pause(struct domain *d) { (void)d; }
void arch_domain_unpause(struct domain *d) { (void)d; }
void arch_domain_creation_finished(struct domain *d) { (void)d; }

/* ---- vCPUs ---- */

static int perdomain_slots(struct vcpu *v)
{
	struct arch_domain *a = &v->domain->arch;
	uint64_t va = GDT_VA((uint64_t)v->id);
	uint64_t *l2 = &a->perdomain_l2[l2_index(va)], *l1;

	if (!(*l2 & PTE_P)) {
		l1 = xenheap_alloc(0, 0);
		if (!l1)
			return -ENOMEM;
		*l2 = pte_make(arch_virt_to_mfn(l1), PTE_P | PTE_RW | PTE_A);
	}
	l1 = arch_mfn_to_virt(pte_mfn(*l2));
	v->arch.perdomain_l1 = &l1[l1_index(va)];
	return 0;
}

int arch_vcpu_create(struct vcpu *v)
{
	struct arch_vcpu *a = &v->arch;

	a->cr3_kernel = a->cr3_user = INVALID_MFN;
	if (v->is_idle)
		return 0;
	a->traps = hv_zalloc_array(256, sizeof(struct trap_info));
	a->fpu = xenheap_alloc(0, 0);
	if (!a->traps || !a->fpu || perdomain_slots(v)) {
		arch_vcpu_destroy(v);
		return -ENOMEM;
	}
	fpu_init_area(v);
	v->arch.cr4 = pv_cr4_fixup(v, 0);
	pv_gdt_release(v);
	a->kernel_mode = true;
	a->dr[6] = 0xffff0ff0;
	a->dr[7] = 0x400;
	return 0;
}

void arch_vcpu_destroy(struct vcpu *v)
{
	hv_free(v->arch.traps);
	if (v->arch.fpu)
		xenheap_free(v->arch.fpu, 0);
	v->arch.traps = NULL;
	v->arch.fpu = NULL;
}

int pv_drop_roots(struct vcpu *v, bool preempt)
{
	mfn_t *const roots[] = { &v->arch.cr3_user, &v->arch.cr3_kernel };
	int err = pv_table_put_finish(v, preempt);

	for (unsigned int i = 0; !err && i < ARRAY_SIZE(roots); i++) {
		mfn_t m = *roots[i];

		if (mfn_eq(m, INVALID_MFN))
			continue;
		*roots[i] = INVALID_MFN;
		pv_table_put(v, mfn_to_page(m));
		err = pv_table_put_finish(v, preempt);
	}
	return err;
}

int arch_vcpu_reset(struct vcpu *v)
{
	pv_gdt_release(v);
	pv_ldt_unmap(v);
	return pv_drop_roots(v, true);
}

/* ---- context from and to the toolstack ---- */

/* One that is set already was so before an interruption. */
static int root_set(struct vcpu *v, mfn_t *place, uint64_t cr3)
{
	mfn_t root = MFN(cr3 >> PAGE_SHIFT);
	int err;

	if (mfn_eq(*place, root))
		return 0;
	if (!mfn_valid(root) || !page_get(mfn_to_page(root), v->domain))
		return -EINVAL;
	err = page_type_get_preemptible(mfn_to_page(root), PGT_L4_TABLE);
	if (err) {
		page_put(mfn_to_page(root));
		return err;
	}
	*place = root;
	pv_root_m2p(v, root, place == &v->arch.cr3_user);
	return 0;
}

/* Frame 0 is never a table: 0 is for none. */
static int roots_set(struct vcpu *v, const struct vcpu_guest_context *c)
{
	int err = 0;

	/* Left from an attempt that was interrupted and came to nothing. */
	if (!mfn_eq(v->arch.cr3_kernel, MFN(c->ctrlreg[3] >> PAGE_SHIFT)))
		err = pv_drop_roots(v, true);
	if (!err)
		err = root_set(v, &v->arch.cr3_kernel, c->ctrlreg[3]);
	if (!err && c->ctrlreg[1] >> PAGE_SHIFT)
		err = root_set(v, &v->arch.cr3_user, c->ctrlreg[1]);
	return err;
}

static uint64_t user_cr3(const struct arch_vcpu *a)
{
	return mfn_eq(a->cr3_user, INVALID_MFN) ? 0 :
						  a->cr3_user.n << PAGE_SHIFT;
}

/* What a vCPU has tables and frames for cannot be exchanged later. */
static bool same_memory(const struct arch_vcpu *a,
			const struct vcpu_guest_context *c)
{
	for (unsigned int i = 0; i * 512 < a->gdt_ents; i++)
		if (a->gdt_frames[i].n != c->gdt_frames[i])
			return false;
	return a->cr3_kernel.n << PAGE_SHIFT == c->ctrlreg[3] &&
	       user_cr3(a) == (c->ctrlreg[1] & PAGE_MASK) &&
	       (user_cr3(a) || (c->flags & VGCF_in_kernel)) &&
	       a->gdt_ents == c->gdt_ents && a->ldt_base == c->ldt_base &&
	       a->ldt_ents == c->ldt_ents;
}

/* GDT, LDT and tables: 0, -EINVAL, -ERESTART. */
static int memory_set(struct vcpu *v, const struct vcpu_guest_context *c)
{
	uint64_t frames[GDT_GUEST_FRAMES + 2];
	int err;

	for (unsigned int i = 0; i < ARRAY_SIZE(frames); i++)
		frames[i] = c->gdt_frames[i];
	v->arch.ldt_base = c->ldt_base;
	v->arch.ldt_ents = (unsigned int)c->ldt_ents;
	err = pv_set_gdt(v, frames, (unsigned int)c->gdt_ents);
	if (!err)
		err = roots_set(v, c);
	if (!err && !(c->flags & VGCF_in_kernel) && !user_cr3(&v->arch))
		err = -EINVAL;
	if (err && err != -ERESTART) {
		pv_gdt_release(v);
		(void)pv_drop_roots(v, false);
	}
	return err;
}

static void callbacks_set(struct vcpu *v, const struct vcpu_guest_context *c)
{
	struct pv_callbacks *cb = &v->arch.cb;

	cb->event = c->event_callback_eip;
	cb->failsafe = c->failsafe_callback_eip;
	cb->syscall = c->syscall_callback_eip;
	cb->failsafe_masks = c->flags & VGCF_failsafe_disables_events;
	cb->syscall_masks = c->flags & VGCF_syscall_disables_events;
	memcpy(v->arch.traps, c->trap_ctxt, sizeof(c->trap_ctxt));
	for (unsigned int i = 0; i < 256; i++)
		v->arch.traps[i].cs |= 3;
}

static void registers_set(struct vcpu *v, const struct vcpu_guest_context *c)
{
	struct arch_vcpu *a = &v->arch;

	a->regs = c->user_regs;
	a->regs.cs |= 3;
	a->regs.ss |= 3;
	/* What the guest may do with ports; the processor's own stays 0. */
	a->iopl = (uint8_t)((a->regs.rflags & EFLAGS_IOPL) >> 12);
	a->regs.rflags &= ~(EFLAGS_IOPL | EFLAGS_VM);
	a->regs.rflags |= EFLAGS_IF | 2;
	a->regs.entry_vector = 0;
	a->kernel_mode = c->flags & VGCF_in_kernel;
	if (c->flags & VGCF_I387_VALID)
		fpu_set_legacy(v, &c->fpu_ctxt);
	else
		fpu_init_area(v);
	a->kernel_ss = c->kernel_ss | 3;
	a->kernel_sp = c->kernel_sp;
	a->ts = c->ctrlreg[0] & CR0_TS;
	a->cr4 = pv_cr4_fixup(v, c->ctrlreg[4]);
	a->fs_base = c->fs_base;
	a->gs_base_kernel = c->gs_base_kernel;
	a->gs_base_user = c->gs_base_user;
}

/* Those that are refused stay as after reset. */
static void debug_set(struct vcpu *v, const struct vcpu_guest_context *c)
{
	memset(v->arch.dr, 0, sizeof(v->arch.dr));
	for (unsigned int i = 0; i < 4; i++)
		(void)pv_dr_set(v, i, c->debugreg[i]);
	(void)pv_dr_set(v, 6, c->debugreg[6]);
	v->arch.dr[7] = 0x400;
	(void)pv_dr_set(v, 7, c->debugreg[7]);
}

static bool addresses_ok(const struct vcpu_guest_context *c)
{
	const uint64_t all[] = {
		c->fs_base, c->gs_base_kernel, c->gs_base_user,
		c->user_regs.rip, c->user_regs.rsp, c->kernel_sp,
		c->ldt_ents ? c->ldt_base : 0, c->event_callback_eip,
		c->failsafe_callback_eip, c->syscall_callback_eip,
	};

	for (unsigned int i = 0; i < ARRAY_SIZE(all); i++)
		if (!canonical(all[i]))
			return false;
	for (unsigned int i = 0; i < ARRAY_SIZE(c->trap_ctxt); i++)
		if (!canonical(c->trap_ctxt[i].address))
			return false;
	return true;
}

int arch_vcpu_set_context(struct vcpu *v, struct vcpu_guest_context *c)
{
	int err;

	if (c->ldt_ents > LDT_MAX_ENTRIES || !addresses_ok(c) ||
	    (c->ldt_ents && (c->ldt_base & ~PAGE_MASK)) || c->gdt_ents > 7168)
		return -EINVAL;
	if (v->is_initialised)
		err = same_memory(&v->arch, c) ? 0 : -EOPNOTSUPP;
	else
		err = memory_set(v, c);
	if (err)
		return err;
	/* The first vCPU's first context speaks for the domain. */
	if (!v->is_initialised && v->id == 0)
		v->domain->vm_assist = c->vm_assist &
				       arch_vm_assist_valid(v->domain);
	registers_set(v, c);
	callbacks_set(v, c);
	debug_set(v, c);
	if (c->flags & VGCF_online)
		__atomic_and_fetch(&v->pause_flags, ~(1UL << VPF_DOWN),
				   __ATOMIC_SEQ_CST);
	v->is_initialised = true;
	return 0;
}

void arch_vcpu_get_context(struct vcpu *v, struct vcpu_guest_context *c)
{
	const struct arch_vcpu *a = &v->arch;
	const struct pv_callbacks *cb = &a->cb;

	c->user_regs = a->regs;
	c->flags = VGCF_I387_VALID | (a->kernel_mode ? VGCF_in_kernel : 0) |
		   (cb->failsafe_masks ? VGCF_failsafe_disables_events : 0) |
		   (cb->syscall_masks ? VGCF_syscall_disables_events : 0) |
		   (v->pause_flags & 1UL << VPF_DOWN ? 0 : VGCF_online);
	memcpy(&c->fpu_ctxt, a->fpu, sizeof(c->fpu_ctxt));
	memcpy(c->trap_ctxt, a->traps, sizeof(c->trap_ctxt));
	c->ldt_base = a->ldt_base;
	c->ldt_ents = a->ldt_ents;
	for (unsigned int i = 0; i * 512 < a->gdt_ents; i++)
		c->gdt_frames[i] = a->gdt_frames[i].n;
	c->gdt_ents = a->gdt_ents;
	c->kernel_ss = a->kernel_ss;
	c->kernel_sp = a->kernel_sp;
	c->ctrlreg[0] = a->ts ? CR0_TS : 0;
	c->ctrlreg[3] = a->cr3_kernel.n << PAGE_SHIFT;
	c->ctrlreg[1] = user_cr3(a);
	c->ctrlreg[4] = a->cr4;
	memcpy(c->debugreg, a->dr, sizeof(c->debugreg));
	c->event_callback_eip = cb->event;
	c->failsafe_callback_eip = cb->failsafe;
	c->syscall_callback_eip = cb->syscall;
	c->fs_base = a->fs_base;
	c->gs_base_kernel = a->gs_base_kernel;
	c->gs_base_user = a->gs_base_user;
	c->vm_assist = v->domain->vm_assist;
	/* The guest's view: interrupts are on unless it masks its events. */
	c->user_regs.rflags &= ~EFLAGS_IF;
	c->user_regs.rflags |= (uint64_t)a->iopl << 12;
	if (v->vcpu_info && !v->vcpu_info->evtchn_upcall_mask)
		c->user_regs.rflags |= EFLAGS_IF;
}

/* ---- giving back ---- */

int arch_domain_relinquish(struct domain *d)
{
	struct vcpu *v;
	unsigned int i;
	int err = 0;

	pirq_domain_exit(d);
	for_each_vcpu(d, i, v) {
		err = arch_vcpu_reset(v);
		if (err)
			break;
	}
	return err;
}
