/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * CPUID as a PV guest sees it: the machine's, less what a ring 3 kernel can
 * not use or what the hypervisor keeps for itself.
 */
#include <hv/domain.h>
#include <hv/string.h>
#include <xen/arch-x86/cpuid.h>
#include <x86/asm.h>
#include <x86/pv.h>
#include <x86/time.h>

#define B(n)	(1U << (n))

/* Cleared bits of the feature words. */
#define HIDE_1C	(B(2) | B(3) | B(5) | B(6) | B(7) | B(8) | B(10) | B(11) | \
		 B(14) | B(15) | B(17) | B(18) | B(21) | B(24) | B(26) | \
		 B(27) | B(28) | B(12) | B(29))
#define HIDE_1D	(B(1) | B(2) | B(3) | B(11) | B(12) | B(13) | B(17) | B(18) | \
		 B(20) | B(21) | B(22) | B(28) | B(29) | B(30) | B(31))
#define HIDE_7B	(B(0) | B(1) | B(2) | B(5) | B(6) | B(7) | B(10) | B(12) | \
		 B(13) | B(14) | B(15) | B(16) | B(17) | B(20) | B(21) | \
		 B(25) | B(26) | B(27) | B(28) | B(30) | B(31))
#define HIDE_E1C (B(2) | B(3) | B(9) | B(10) | B(11) | B(12) | B(13) | \
		  B(15) | B(16) | B(19) | B(21) | B(22) | B(23) | B(24) | \
		  B(26) | B(27) | B(28) | B(29))
#define HIDE_E1D (B(1) | B(3) | B(12) | B(13) | B(17) | B(26) | B(27))

static void hypervisor_leaf(struct vcpu *v, uint32_t leaf, uint32_t sub,
			    struct cpuid_regs *r)
{
	switch (leaf & 0xff) {
	case 0:
		r->a = leaf + 4;
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
		r->b = 52;			/* machine address width */
		break;
	}
}

/* AMD repeats leaf 1's words in the extended leaf. */
static void extended_features(struct cpuid_regs *r)
{
	r->c &= ~HIDE_E1C;
	r->d &= ~HIDE_E1D;
	if (cpuid(0, 0).b == 0x68747541)		/* "Auth" */
		r->d &= ~(HIDE_1D & 0x0183f3ffU);
	r->d |= B(29) | B(20) | B(11);
}

void pv_cpuid(struct vcpu *v, uint32_t leaf, uint32_t sub,
	      struct cpuid_regs *r)
{
	memset(r, 0, sizeof(*r));
	if (leaf >> 8 == 0x400000) {
		if ((leaf & 0xff) <= 5)
			hypervisor_leaf(v, leaf, sub, r);
		return;
	}
	if (leaf >> 16 == 0x4000 ||
	    (leaf < 0x80000000 && leaf > cpuid(0, 0).a) ||
	    (leaf >= 0x80000000 && leaf > cpuid(0x80000000, 0).a))
		return;
	*r = cpuid(leaf, sub);
	switch (leaf) {
	case 0:
		r->a = r->a > 0xd ? 0xd : r->a;
		break;
	case 1:
		r->b = (r->b & 0x0000ffff) | v->id * 2 << 24;
		r->c = (r->c & ~HIDE_1C) | B(31);
		r->d &= ~HIDE_1D;
		break;
	case 5: case 6: case 0xa: case 0xb: case 0xd:
		memset(r, 0, sizeof(*r));
		break;
	case 7:
		if (sub) {
			memset(r, 0, sizeof(*r));
			break;
		}
		r->a = 0;
		r->b &= ~HIDE_7B;
		r->c = 0;
		r->d = 0;
		break;
	case 0x80000001:
		extended_features(r);
		break;
	case 0x80000007:
		r->a = r->b = r->c = 0;
		/* The TSC is passed through, so it is as good as it is. */
		r->d &= B(8);
		break;
	case 0x80000008:
		r->b = 0;
		r->c = 0;
		r->d = 0;
		break;
	case 0x8000000a: case 0x8000001d: case 0x8000001e: case 0x8000001f:
		memset(r, 0, sizeof(*r));
		break;
	}
}
