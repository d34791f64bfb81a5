/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the PV side asks of the processor, answered by pv/processor.c. Numbers
 * of registers and bits are taken from the real header by its other names.
 */
#ifndef PV_X86_ASM_H
#define PV_X86_ASM_H

#include <hv/types.h>
#include <x86/regs.h>

struct cpuid_regs { uint32_t a, b, c, d; };

uint64_t rdmsr(uint32_t msr);
void wrmsr(uint32_t msr, uint64_t v);
/* 0, or -1: nothing the processor has. */
int rdmsr_safe(uint32_t msr, uint64_t *v);
int wrmsr_safe(uint32_t msr, uint64_t v);
uint64_t read_cr0(void);
uint64_t read_cr2(void);
uint64_t read_cr3(void);
uint64_t read_cr4(void);
void write_cr0(uint64_t v);
void write_cr3(uint64_t v);
void write_cr4(uint64_t v);
void clts(void);
void xsetbv(uint32_t nr, uint64_t v);
void invlpg(uint64_t va);
void lldt(uint16_t sel);
uint64_t segment_rights(uint16_t sel);
enum { SEG_ES, SEG_CS, SEG_SS, SEG_DS, SEG_FS, SEG_GS };
uint16_t segment_register(unsigned int nr);
void swapgs(void);
void wbinvd(void);
void clflush(const void *p);
void mfence(void);
uint64_t read_dr6(void);
void write_dr(unsigned int nr, uint64_t v);
uint64_t rdtsc(void);
struct cpuid_regs cpuid(uint32_t leaf, uint32_t sub);
uint8_t inb(uint16_t port);
uint16_t inw(uint16_t port);
uint32_t inl(uint16_t port);
void outb(uint16_t port, uint8_t v);
void outw(uint16_t port, uint16_t v);
void outl(uint16_t port, uint32_t v);

static inline void guest_access_begin(void) { }
static inline void guest_access_end(void) { }

#endif
