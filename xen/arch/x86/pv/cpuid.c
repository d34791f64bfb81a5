/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * CPUID as a PV guest gets it when it asks the hypervisor: its domain's
 * policy, with what depends on the vCPU.
 */
#include <hv/domain.h>
#include <hv/string.h>
#include <xen/arch-x86/cpuid.h>
#include <xen/sysctl.h>
#include <x86/asm.h>
#include <x86/fpu.h>
#include <x86/policy.h>
#include <x86/pv.h>
#include <x86/time.h>

#define MTRR	(1U << 12)		/* leaf 1 edx */

static void hypervisor_leaf(struct vcpu *v, uint32_t leaf, uint32_t sub,
			    struct cpuid_regs *r)
{
	switch (leaf & 0xff) {
	case 0:
		r->a = leaf + 5;
		r->b = XEN_CPUID_SIGNATURE_EBX;
		r->c = XEN_CPUID_SIGNATURE_ECX;
		r->d = XEN_CPUID_SIGNATURE_EDX;
		break;
	case 1:
		r->a = 4 << 16 | 17;	/* the ABI's version */
		break;
	case 2:
		r->a = 1;			/* hypercall pages */
		r->b = 0x40000000;		/* MSR that writes them */
		r->c = XEN_CPUID_FEAT1_MMU_PT_UPDATE_PRESERVE_AD;
		break;
	case 3:
		if (sub == 0) {
			/* bit 1: host TSC is safe to read, as we assume */
			r->a = v->domain->arch.tsc_mode == 1 ? 1U : 2U;
			r->b = v->domain->arch.tsc_mode;
			r->c = tsc_khz();
			r->d = v->domain->arch.tsc_incarnation;
		} else if (sub == 1) {
			r->c = tsc_mul();
			r->d = (uint32_t)(uint8_t)tsc_shift();
		} else if (sub == 2) {
			r->a = tsc_khz();
		}
		break;
	case 5:
		/* Bits of the machine addresses there are. */
		r->b = PAGE_SHIFT + 64 -
		       (uint32_t)__builtin_clzll(max_frame - 1);
		break;
	}
}

/* What depends on the vCPU or its state, on top of the domain's policy. */
static void vcpu_adjust(struct vcpu *v, uint32_t leaf, uint32_t sub,
			struct cpuid_regs *r)
{
	switch (leaf) {
	case 1:
		r->b |= v->id * 2 << 24;
		/* Kernels take it for "the hypervisor can": so they ask. */
		if ((v->arch.cr4 & CR4_OSXSAVE) ||
		    (v->arch.kernel_mode &&
		     policy_has(v->domain->arch.policy, FEAT_XSAVE)))
			r->c |= 1U << (FEAT_OSXSAVE % 32);
		break;
	case 0xb:
		if (!policy_has(v->domain->arch.policy, FEAT_X2APIC))
			break;
		r->c |= sub & 0xff;
		r->d = v->id * 2;
		break;
	case 0xd:
		/* How much its XSAVE writes now. */
		if (sub == 0 && r->a)
			r->b = xstate_size(v->arch.xcr0);
		break;
	}
}

/*
 * dom0's kernel, which knows of the machine's memory types, sees that there
 * are such registers; its user code does not.
 */
static void dom0_kernel_adjust(uint32_t leaf, struct cpuid_regs *r)
{
	const struct cpuid_policy *host =
		policy_system(XEN_SYSCTL_cpu_policy_host);

	if (leaf == 1)
		r->d |= policy_word(host, 0) & MTRR;
	else if (leaf == EXT_FIRST + 1)
		r->d |= policy_word(host, 0) & MTRR;	/* the same bit */
}

void pv_cpuid(struct vcpu *v, uint32_t leaf, uint32_t sub,
	      struct cpuid_regs *r)
{
	struct cpuid_policy *p = v->domain->arch.policy;
	const struct cpuid_regs *from;

	memset(r, 0, sizeof(*r));
	if (leaf >> 8 == 0x400000) {
		if ((leaf & 0xff) <= 5)
			hypervisor_leaf(v, leaf, sub, r);
		return;
	}
	if (leaf < EXT_FIRST ? leaf > p->basic[0].a : leaf > p->ext[0].a)
		return;
	if (leaf == 7 && sub > p->feat[0].a)
		return;
	from = policy_leaf(p, leaf, sub);
	if (!from)
		return;
	*r = *from;
	vcpu_adjust(v, leaf, sub, r);
	if (v->domain->is_privileged && v->arch.kernel_mode)
		dom0_kernel_adjust(leaf, r);
}
