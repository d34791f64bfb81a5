/* SPDX-License-Identifier: GPL-2.0-only */
/* Instructions C has no words for. */
#ifndef X86_ASM_H
#define X86_ASM_H

#include <hv/types.h>
#include <x86/regs.h>

static inline uint64_t rdmsr(uint32_t msr)
{
	uint32_t lo, hi;

	__asm__ volatile("rdmsr" : "=a"(lo), "=d"(hi) : "c"(msr));
	return lo | (uint64_t)hi << 32;
}

static inline void wrmsr(uint32_t msr, uint64_t v)
{
	__asm__ volatile("wrmsr" : : "c"(msr), "a"((uint32_t)v),
			 "d"((uint32_t)(v >> 32)) : "memory");
}

/* 0, or -1 after a fault. */
int rdmsr_safe(uint32_t msr, uint64_t *v);
int wrmsr_safe(uint32_t msr, uint64_t v);

#define READ_CR(n)							\
static inline uint64_t read_cr##n(void)					\
{									\
	uint64_t v;							\
									\
	__asm__ volatile("mov %%cr" #n ", %0" : "=r"(v));		\
	return v;							\
}
READ_CR(0)
READ_CR(2)
READ_CR(3)
READ_CR(4)
#undef READ_CR

static inline void write_cr0(uint64_t v)
{
	__asm__ volatile("mov %0, %%cr0" : : "r"(v) : "memory");
}
static inline void write_cr3(uint64_t v)
{
	__asm__ volatile("mov %0, %%cr3" : : "r"(v) : "memory");
}
static inline void write_cr4(uint64_t v)
{
	__asm__ volatile("mov %0, %%cr4" : : "r"(v) : "memory");
}

static inline void clts(void)
{
	__asm__ volatile("clts");
}

static inline void xsetbv(uint32_t nr, uint64_t v)
{
	__asm__ volatile("xsetbv" : : "c"(nr), "a"((uint32_t)v),
			 "d"((uint32_t)(v >> 32)));
}

static inline void invlpg(uint64_t va)
{
	__asm__ volatile("invlpg (%0)" : : "r"(va) : "memory");
}

static inline void lldt(uint16_t sel)
{
	__asm__ volatile("lldt %0" : : "r"(sel));
}

/*
 * Access rights of a segment as LAR tells them; 0 if it may not be seen, or
 * is in an LDT of a guest's that is not there any more.
 */
static inline uint64_t segment_rights(uint16_t sel)
{
	uint64_t rights = 0;
	bool ok;

	__asm__ volatile("xor %k0, %k0\n1: lar %2, %1\nsete %b0\n2:\n"
			 ".pushsection .extable, \"a\", @progbits\n"
			 ".quad 1b, 2b\n.popsection"
			 : "=&q"(ok), "+r"(rights) : "r"((uint64_t)sel)
			 : "cc");
	return ok ? rights : 0;
}

/* Segment registers by their numbers in instructions. */
enum { SEG_ES, SEG_CS, SEG_SS, SEG_DS, SEG_FS, SEG_GS };

/* One that holds the guest's while we run: not CS, not SS. */
static inline uint16_t segment_register(unsigned int nr)
{
	uint16_t sel = 0;

	switch (nr) {
	case SEG_ES:
		__asm__ volatile("mov %%es, %0" : "=r"(sel));
		break;
	case SEG_DS:
		__asm__ volatile("mov %%ds, %0" : "=r"(sel));
		break;
	case SEG_FS:
		__asm__ volatile("mov %%fs, %0" : "=r"(sel));
		break;
	case SEG_GS:
		__asm__ volatile("mov %%gs, %0" : "=r"(sel));
		break;
	}
	return sel;
}

static inline void swapgs(void)
{
	__asm__ volatile("swapgs" ::: "memory");
}

static inline void wbinvd(void)
{
	__asm__ volatile("wbinvd" ::: "memory");
}

static inline void clflush(const void *p)
{
	__asm__ volatile("clflush %0" : : "m"(*(const char *)p));
}

static inline void mfence(void)
{
	__asm__ volatile("mfence" ::: "memory");
}

static inline uint64_t read_dr6(void)
{
	uint64_t v;

	__asm__ volatile("mov %%dr6, %0" : "=r"(v));
	return v;
}

/* Debug registers 0 to 3, 6 and 7; others are left alone. */
static inline void write_dr(unsigned int nr, uint64_t v)
{
	switch (nr) {
	case 0:
		__asm__ volatile("mov %0, %%dr0" : : "r"(v));
		break;
	case 1:
		__asm__ volatile("mov %0, %%dr1" : : "r"(v));
		break;
	case 2:
		__asm__ volatile("mov %0, %%dr2" : : "r"(v));
		break;
	case 3:
		__asm__ volatile("mov %0, %%dr3" : : "r"(v));
		break;
	case 6:
		__asm__ volatile("mov %0, %%dr6" : : "r"(v));
		break;
	case 7:
		__asm__ volatile("mov %0, %%dr7" : : "r"(v));
		break;
	}
}

static inline uint64_t rdtsc(void)
{
	uint32_t lo, hi;

	__asm__ volatile("lfence; rdtsc" : "=a"(lo), "=d"(hi) : : "memory");
	return lo | (uint64_t)hi << 32;
}

struct cpuid_regs { uint32_t a, b, c, d; };

static inline struct cpuid_regs cpuid(uint32_t leaf, uint32_t sub)
{
	struct cpuid_regs r;

	__asm__ volatile("cpuid" : "=a"(r.a), "=b"(r.b), "=c"(r.c), "=d"(r.d)
			 : "a"(leaf), "c"(sub));
	return r;
}

static inline uint8_t inb(uint16_t port)
{
	uint8_t v;

	__asm__ volatile("inb %1, %0" : "=a"(v) : "Nd"(port));
	return v;
}
static inline uint16_t inw(uint16_t port)
{
	uint16_t v;

	__asm__ volatile("inw %1, %0" : "=a"(v) : "Nd"(port));
	return v;
}
static inline uint32_t inl(uint16_t port)
{
	uint32_t v;

	__asm__ volatile("inl %1, %0" : "=a"(v) : "Nd"(port));
	return v;
}
static inline void outb(uint16_t port, uint8_t v)
{
	__asm__ volatile("outb %0, %1" : : "a"(v), "Nd"(port));
}
static inline void outw(uint16_t port, uint16_t v)
{
	__asm__ volatile("outw %0, %1" : : "a"(v), "Nd"(port));
}
static inline void outl(uint16_t port, uint32_t v)
{
	__asm__ volatile("outl %0, %1" : : "a"(v), "Nd"(port));
}

/*
 * Lets the hypervisor touch user pages while SMAP is on. Three bytes of
 * nothing, unless spec_init() finds that the processor has it.
 */
#define SMAP_SITE(insn)							\
	__asm__ volatile("1: .byte 0x0f, 0x1f, 0x00\n"			\
			 ".pushsection .smap_sites, \"a\", @progbits\n"	\
			 ".quad 1b\n2: " insn "\n"			\
			 ".skip 8 - (. - 2b)\n.popsection" ::: "memory")

static inline void guest_access_begin(void)
{
	SMAP_SITE("stac");
}
static inline void guest_access_end(void)
{
	SMAP_SITE("clac");
}

#endif
