/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * FPU, SSE, AVX state of vCPUs, and the control register bits that go with
 * features guests use.
 */
#ifndef X86_FPU_H
#define X86_FPU_H

#include <hv/types.h>

struct vcpu;

#define XSTATE_FP	0x1UL
#define XSTATE_SSE	0x2UL
#define XSTATE_AVX	0x4UL
#define XSTATE_AVX512	0xe0UL

/* Legacy region and header of an XSAVE area (Intel SDM 1, 13.4). */
#define XSAVE_LEGACY	512U
#define XSAVE_MIN	576U

/* This CPU: CR0.AM, CR4.MCE/DE/OSXSAVE, XCR0. Each CPU calls it. */
void fpu_cpu_init(void);

/* Components guests may use; 0 when the machine has no XSAVE. */
uint64_t xstate_mask(void);
/* Bytes of a standard-format area with the components of mask. */
unsigned int xstate_size(uint64_t mask);
/* Could this value be in XCR0? */
bool xcr0_valid(uint64_t xcr0);

/* A vCPU's area: as after reset. Allocated by the caller, one page. */
void fpu_init_area(struct vcpu *v);
/*
 * The state a toolstack brings: the 512 bytes of FXSAVE, or a whole XSAVE
 * area (standard format). -EINVAL when loading it would fault.
 */
void fpu_set_legacy(struct vcpu *v, const void *fxsave);
int fpu_set_xsave(struct vcpu *v, const void *area, unsigned int size);
/* Registers to the vCPU's area and back; also XCR0 and CR0.TS. */
void fpu_save(struct vcpu *v);
void fpu_load(struct vcpu *v);
/* XSETBV by the current vCPU; false: #GP. */
bool fpu_set_xcr0(struct vcpu *v, uint64_t xcr0);
/* The current vCPU's CR0.TS into the register. */
void ts_update(struct vcpu *v);

bool host_has_tsc_aux(void);

#endif
