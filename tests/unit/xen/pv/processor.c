/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The processor's registers, and its refusal of values that would be a fault
 * in the hypervisor.
 */
#include "pvhost.h"

#include <stdio.h>

#include <x86/asm.h>
#include <x86/desc.h>
#include <x86/traps.h>

struct sim_cpu sim_cpus[PV_CPUS_MAX];

/* The image's code, for mm/xpti.c. */
char _text[1], _etext[1];

static char stacks[PV_CPUS_MAX][STACK_SIZE]
	__attribute__((aligned(STACK_SIZE)));

struct sim_cpu *sim_cpu(void)
{
	return &sim_cpus[host_pcpu->id];
}

void sim_fail(const char *what, uint64_t value)
{
	fprintf(stderr, "the processor: %s: %#llx\n", what,
		(unsigned long long)value);
	abort();
}

unsigned long arch_stack_base(void)
{
	return (unsigned long)stacks[host_pcpu->id];
}

void smp_call_poll(void) { }

/* ---- model-specific registers ---- */

static uint64_t *msr_of(uint32_t nr)
{
	struct sim_cpu *c = sim_cpu();

	for (unsigned int i = 0; i < ARRAY_SIZE(c->msr); i++) {
		if (c->msr[i].nr == nr)
			return &c->msr[i].value;
		if (!c->msr[i].nr) {
			c->msr[i].nr = nr;
			return &c->msr[i].value;
		}
	}
	sim_fail("more model-specific registers than it has", nr);
}

static bool holds_address(uint32_t nr)
{
	return (nr >= MSR_FS_BASE && nr <= MSR_SHADOW_GS_BASE) ||
	       nr == MSR_LSTAR || nr == MSR_CSTAR || nr == MSR_SYSENTER_EIP;
}

uint64_t rdmsr(uint32_t msr)
{
	return *msr_of(msr);
}

void wrmsr(uint32_t msr, uint64_t v)
{
	if (holds_address(msr) && !canonical(v))
		sim_fail("WRMSR of an address that is not canonical", v);
	*msr_of(msr) = v;
}

/* Those that read as something; writing is not for guests. */
int rdmsr_safe(uint32_t msr, uint64_t *v)
{
	*v = 0;
	return msr < 0x1000 || msr >> 16 == 0xc000 ? 0 : -1;
}

int wrmsr_safe(uint32_t msr, uint64_t v)
{
	(void)msr; (void)v;
	return -1;
}

/* ---- control and debug registers ---- */

uint64_t read_cr0(void) { return sim_cpu()->cr0; }
uint64_t read_cr2(void) { return sim_cpu()->cr2; }
uint64_t read_cr3(void) { return sim_cpu()->cr3; }
uint64_t read_cr4(void) { return sim_cpu()->cr4; }

void write_cr0(uint64_t v)
{
	if ((v ^ sim_cpu()->cr0) & ~(uint64_t)CR0_TS)
		sim_fail("CR0 changes in more than TS", v);
	sim_cpu()->cr0 = v;
}

void write_cr3(uint64_t v)
{
	struct sim_cpu *c = sim_cpu();

	if ((v & ~PTE_ADDR) || !mfn_valid(MFN(v >> PAGE_SHIFT)))
		sim_fail("CR3", v);
	c->cr3 = v;
	memset(c->tlb, 0, sizeof(c->tlb));
}

void write_cr4(uint64_t v)
{
	if ((v ^ sim_cpu()->cr4) & ~(uint64_t)(CR4_TSD | CR4_FSGSBASE))
		sim_fail("CR4", v);
	sim_cpu()->cr4 = v;
}

uint64_t read_dr6(void) { return sim_cpu()->dr[6]; }

void write_dr(unsigned int nr, uint64_t v)
{
	if (nr < 4 && v >= 1UL << 47 && v < HYPER_END)
		sim_fail("a breakpoint in the hypervisor", v);
	if (nr >= 6 && v >> 32)
		sim_fail("DR6 or DR7", v);
	sim_cpu()->dr[nr] = v;
}

void clts(void) { sim_cpu()->cr0 &= ~(uint64_t)CR0_TS; }
void xsetbv(uint32_t nr, uint64_t v)
{
	if (nr || !(v & 1) || (v & 6) == 4 || v & ~7ULL)
		sim_fail("XSETBV", v);
}

void swapgs(void)
{
	uint64_t *gs = msr_of(MSR_GS_BASE), *shadow, t;

	shadow = msr_of(MSR_SHADOW_GS_BASE);
	t = *gs;
	*gs = *shadow;
	*shadow = t;
}

void invlpg(uint64_t va)
{
	struct tlb_entry *t = sim_cpu()->tlb;

	for (unsigned int i = 0; i < TLB_SIZE; i++)
		if (t[i].va == (va & PAGE_MASK))
			t[i].valid = false;
	if (host_hooks.at_invlpg)
		host_hooks.at_invlpg();
}

/* ---- segments, caches, time ---- */

void lldt(uint16_t sel)
{
	if (sel && sel != LDT_SEL)
		sim_fail("LLDT", sel);
}
uint64_t segment_rights(uint16_t sel) { (void)sel; return 0; }
uint16_t segment_register(unsigned int nr) { (void)nr; return 0; }
int load_seg_gs(unsigned int sel) { (void)sel; return 0; }
void gdt_load(uint64_t va, uint16_t limit) { (void)va; (void)limit; }
void wbinvd(void) { }
void clflush(const void *p) { (void)p; }
void mfence(void) { }
uint64_t rdtsc(void) { return (uint64_t)host_now * 2; }

/* ---- CPUID: a machine of 2013 ---- */

struct cpuid_regs cpuid(uint32_t leaf, uint32_t sub)
{
	static const struct { uint32_t leaf, sub; struct cpuid_regs r; } t[] = {
		{ 0, 0, { 0xd, 0x756e6547, 0x6c65746e, 0x49656e69 } },
		{ 1, 0, { 0x306c3, 0x800, 0x7fdafbbf, 0xbfebfbff } },
		{ 7, 0, { 0, 0x001027ab, 0, 0x0c000000 } },
		{ 0xd, 0, { 7, 0x340, 0x340, 0 } },
		{ 0xd, 1, { 1, 0, 0, 0 } },
		{ 0xd, 2, { 0x100, 0x240, 0, 0 } },
		{ 0x80000000, 0, { 0x80000008, 0, 0, 0 } },
		{ 0x80000001, 0, { 0, 0, 0x21, 0x2c100800 } },
		{ 0x80000008, 0, { 0x3027, 0, 0, 0 } },
	};

	for (unsigned int i = 0; i < ARRAY_SIZE(t); i++)
		if (t[i].leaf == leaf && t[i].sub == sub)
			return t[i].r;
	return (struct cpuid_regs){ 0 };
}

/* ---- ports: what a guest gets at must be its own ---- */

static void port_used(uint16_t port, unsigned int size)
{
	const struct domain *d = host_current->domain;

	for (unsigned int i = 0; i < size && !d->is_privileged; i++)
		if (!bit_test((unsigned long *)d->arch.ioport_caps, port + i))
			sim_fail("a port of the machine's", port);
}

uint8_t inb(uint16_t port) { port_used(port, 1); return 0xff; }
uint16_t inw(uint16_t port) { port_used(port, 2); return 0xffff; }
uint32_t inl(uint16_t port) { port_used(port, 4); return ~0U; }
void outb(uint16_t port, uint8_t v) { port_used(port, 1); (void)v; }
void outw(uint16_t port, uint16_t v) { port_used(port, 2); (void)v; }
void outl(uint16_t port, uint32_t v) { port_used(port, 4); (void)v; }
