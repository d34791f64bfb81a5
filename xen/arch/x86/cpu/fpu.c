/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * FPU state: saved and loaded whole at each switch of vCPUs, so that no
 * register of one guest is ever there while another runs.
 *
 * XCR0 is the running vCPU's own; for the moment of saving and loading it is
 * widened to all the components there are, so none is forgotten that the
 * guest used before it turned it off.
 */
#include <hv/domain.h>
#include <hv/errno.h>
#include <hv/string.h>
#include <x86/asm.h>
#include <x86/fpu.h>
#include <x86/policy.h>
#include <x86/vendor.h>

#define MXCSR_DEFAULT	0x1f80U
#define MXCSR_LEAST	0xffbfU	/* where FXSAVE tells no mask */
#define FCW_DEFAULT	0x37fU

#define XSTATE_BV	512	/* byte offset of the header's words */
#define XCOMP_BV	520

static uint64_t host_mask;	/* set once, by the first CPU */
static uint32_t mxcsr_mask;
static bool has_tsc_aux;
static bool leaky_pointers;	/* AMD without RSTR_FP_ERR_PTRS */

uint64_t xstate_mask(void)
{
	return host_mask;
}

bool host_has_tsc_aux(void)
{
	return has_tsc_aux;
}

unsigned int xstate_size(uint64_t mask)
{
	unsigned int size = XSAVE_MIN;

	for (unsigned int i = 2; i < 63; i++) {
		struct cpuid_regs r;

		if (!(mask >> i & 1))
			continue;
		r = cpuid(0xd, i);
		if (r.a + r.b > size)
			size = r.a + r.b;
	}
	return size;
}

bool xcr0_valid(uint64_t x)
{
	if (!(x & XSTATE_FP) || (x & ~host_mask))
		return false;
	if ((x & XSTATE_AVX) && !(x & XSTATE_SSE))
		return false;
	if ((x & XSTATE_AVX512) &&
	    ((x & XSTATE_AVX512) != XSTATE_AVX512 || !(x & XSTATE_AVX)))
		return false;
	return true;
}

/* The MXCSR bits that may be set: others fault when they are loaded. */
static void mxcsr_mask_find(void)
{
	static uint8_t area[512] __attribute__((aligned(16)));

	clts();
	__asm__ volatile("fxsave64 %0" : "=m"(area));
	memcpy(&mxcsr_mask, area + 28, sizeof(mxcsr_mask));
	if (!mxcsr_mask)
		mxcsr_mask = MXCSR_LEAST;
}

static void facts_find(void)
{
	uint32_t ext = cpuid(0x80000000, 0).a;

	if (ext >= 0x80000001)
		has_tsc_aux = cpuid(0x80000001, 0).d >> 27 & 1;
	leaky_pointers = vendor_is_amd(cpuid(0, 0).b) &&
			 (ext < 0x80000008 ||
			  !(cpuid(0x80000008, 0).b >> 2 & 1));
	if (!mxcsr_mask)
		mxcsr_mask_find();
}

void fpu_cpu_init(void)
{
	uint64_t want = XSTATE_FP | XSTATE_SSE | XSTATE_AVX | XSTATE_AVX512;
	struct cpuid_regs r = cpuid(1, 0);
	uint64_t cr4 = read_cr4() | CR4_MCE | CR4_DE;

	/* Guests' alignment checks: AM lets their own EFLAGS.AC decide. */
	write_cr0(read_cr0() | CR0_AM);
	if (r.c >> 26 & 1) {
		write_cr4(cr4 | CR4_OSXSAVE);
		want &= cpuid(0xd, 0).a;
		if ((want & XSTATE_AVX512) != XSTATE_AVX512)
			want &= ~XSTATE_AVX512;
		/* One page holds a vCPU's area. */
		if (xstate_size(want) > 4096)
			want &= ~XSTATE_AVX512;
		host_mask = want;
		xsetbv(0, want);
	} else {
		write_cr4(cr4);
	}
	facts_find();
}

void fpu_init_area(struct vcpu *v)
{
	uint8_t *area = v->arch.fpu;
	uint16_t fcw = FCW_DEFAULT;
	uint32_t mxcsr = MXCSR_DEFAULT;
	uint64_t bv = XSTATE_FP | XSTATE_SSE;

	memset(area, 0, 4096);
	memcpy(area, &fcw, sizeof(fcw));
	memcpy(area + 24, &mxcsr, sizeof(mxcsr));
	memcpy(area + XSTATE_BV, &bv, sizeof(bv));
	v->arch.xcr0 = v->arch.xcr0_accum = XSTATE_FP | XSTATE_SSE;
}

void fpu_set_legacy(struct vcpu *v, const void *fxsave)
{
	uint32_t mxcsr;

	fpu_init_area(v);
	memcpy(v->arch.fpu, fxsave, XSAVE_LEGACY);
	memcpy(&mxcsr, (uint8_t *)v->arch.fpu + 24, sizeof(mxcsr));
	mxcsr &= mxcsr_mask;
	memcpy((uint8_t *)v->arch.fpu + 24, &mxcsr, sizeof(mxcsr));
}

int fpu_set_xsave(struct vcpu *v, const void *area, unsigned int size)
{
	const uint8_t *from = area;
	uint64_t bv, comp, rest[6];
	uint32_t mxcsr;

	if (size < XSAVE_MIN || size > 4096)
		return -EINVAL;
	memcpy(&bv, from + XSTATE_BV, sizeof(bv));
	memcpy(&comp, from + XCOMP_BV, sizeof(comp));
	memcpy(rest, from + XCOMP_BV + 8, sizeof(rest));
	memcpy(&mxcsr, from + 24, sizeof(mxcsr));
	/* What would make xrstor fault (SDM 1, 13.8.2). */
	if ((bv & ~host_mask) || comp || (mxcsr & ~mxcsr_mask) ||
	    xstate_size(bv) > size)
		return -EINVAL;
	for (unsigned int i = 0; i < ARRAY_SIZE(rest); i++)
		if (rest[i])
			return -EINVAL;
	memset(v->arch.fpu, 0, 4096);
	memcpy(v->arch.fpu, area, size);
	return 0;
}

void fpu_save(struct vcpu *v)
{
	uint64_t mask = host_mask;

	clts();
	if (!mask) {
		__asm__ volatile("fxsave64 (%0)" : : "r"(v->arch.fpu)
				 : "memory");
		return;
	}
	if (v->arch.xcr0 != v->arch.xcr0_accum)
		xsetbv(0, v->arch.xcr0_accum);
	mask = v->arch.xcr0_accum;
	__asm__ volatile("xsave64 (%0)" : : "r"(v->arch.fpu),
			 "a"((uint32_t)mask), "d"((uint32_t)(mask >> 32))
			 : "memory");
}

/*
 * AMD's restore leaves the last instruction's and operand's addresses alone
 * unless an exception is pending: without this they would be the former
 * guest's (APM volume 2, 11.4.4).
 */
static void pointers_forget(void)
{
	static const uint32_t zero;

	__asm__ volatile("fnclex; ffree %%st(7); fildl %0" : : "m"(zero));
}

void fpu_load(struct vcpu *v)
{
	uint64_t mask = host_mask;

	clts();
	if (leaky_pointers)
		pointers_forget();
	if (!mask) {
		__asm__ volatile("fxrstor64 (%0)" : : "r"(v->arch.fpu)
				 : "memory");
	} else {
		/* All there are: those it does not use become initial. */
		xsetbv(0, mask);
		__asm__ volatile("xrstor64 (%0)" : : "r"(v->arch.fpu),
				 "a"((uint32_t)mask),
				 "d"((uint32_t)(mask >> 32)) : "memory");
		if (v->arch.xcr0 != mask)
			xsetbv(0, v->arch.xcr0);
	}
	if (v->arch.ts)
		write_cr0(read_cr0() | CR0_TS);
}

bool fpu_set_xcr0(struct vcpu *v, uint64_t xcr0)
{
	if (!xcr0_valid(xcr0) || (xcr0 & ~policy_xcr0(v->domain)))
		return false;
	v->arch.xcr0 = xcr0;
	v->arch.xcr0_accum |= xcr0;
	xsetbv(0, xcr0);
	return true;
}

void ts_update(struct vcpu *v)
{
	uint64_t cr0 = read_cr0();

	if (!!(cr0 & CR0_TS) != v->arch.ts)
		write_cr0(cr0 ^ CR0_TS);
}
