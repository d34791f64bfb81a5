/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Local APIC (Intel SDM volume 3, chapter 11; AMD APM volume 2, chapter 16).
 */
#include <hv/bug.h>
#include <hv/machine.h>
#include <hv/printk.h>
#include <arch/cpu.h>
#include <x86/apic.h>
#include <x86/asm.h>
#include <x86/options.h>
#include <x86/paging.h>

#define REG_ID		0x020
#define REG_TPR		0x080
#define REG_EOI		0x0b0
#define REG_LDR		0x0d0
#define REG_DFR		0x0e0
#define REG_SPIV	0x0f0
#define REG_ESR		0x280
#define REG_ICR		0x300
#define REG_ICR2	0x310
#define REG_LVT_TIMER	0x320
#define REG_LVT_LINT0	0x350
#define REG_LVT_LINT1	0x360
#define REG_LVT_ERROR	0x370
#define REG_TIMER_INIT	0x380
#define REG_TIMER_CUR	0x390
#define REG_TIMER_DIV	0x3e0

#define LVT_MASKED	0x10000U
#define ICR_BUSY	0x1000U
#define ICR_NMI		0x400U
#define ICR_INIT	0x500U
#define ICR_STARTUP	0x600U
#define ICR_ASSERT	0x4000U

#define APIC_BASE_X2	(1UL << 10)
#define APIC_BASE_EN	(1UL << 11)

static volatile uint32_t *regs;		/* NULL in x2APIC mode */
static uint64_t ticks_per_sec;

static uint32_t apic_read(uint32_t reg)
{
	if (regs)
		return regs[reg / 4];
	return (uint32_t)rdmsr(0x800 + (reg >> 4));
}

static void apic_write(uint32_t reg, uint32_t v)
{
	if (regs)
		regs[reg / 4] = v;
	else
		wrmsr(0x800 + (reg >> 4), v);
}

bool apic_is_x2(void)
{
	return !regs;
}

void apic_init(void)
{
	uint64_t base = rdmsr(MSR_APIC_BASE);

	if (opt_x2apic && (cpuid(1, 0).c >> 21 & 1)) {
		/* From here on all of it is MSRs, and they are there only now. */
		wrmsr(MSR_APIC_BASE, base | APIC_BASE_EN);
		wrmsr(MSR_APIC_BASE, base | APIC_BASE_EN | APIC_BASE_X2);
		printk(XL_INFO "x2APIC mode\n");
		return;
	}
	/* Firmware may have left it in the mode we do not want. */
	if (base & APIC_BASE_X2)
		wrmsr(MSR_APIC_BASE, base & ~(APIC_BASE_X2 | APIC_BASE_EN));
	regs = ioremap(base & PTE_ADDR, PAGE_SIZE, HYPER_UC);
	if (!regs)
		panic("no room to map the local APIC");
}

void apic_cpu_init(void)
{
	uint64_t base = rdmsr(MSR_APIC_BASE) & ~APIC_BASE_X2;

	/* The mode is left by switching the APIC off, and entered from on. */
	if (regs && rdmsr(MSR_APIC_BASE) & APIC_BASE_X2)
		wrmsr(MSR_APIC_BASE, base & ~APIC_BASE_EN);
	base |= APIC_BASE_EN;
	if (regs || !(rdmsr(MSR_APIC_BASE) & APIC_BASE_X2))
		wrmsr(MSR_APIC_BASE, base);
	if (!regs)
		wrmsr(MSR_APIC_BASE, base | APIC_BASE_X2);
	if (regs) {
		apic_write(REG_DFR, ~0U);
		apic_write(REG_LDR, 0);
	}
	apic_write(REG_TPR, 0);
	apic_write(REG_LVT_TIMER, LVT_MASKED);
	apic_write(REG_LVT_LINT0, LVT_MASKED);
	apic_write(REG_LVT_LINT1, ICR_NMI);
	apic_write(REG_LVT_ERROR, VECTOR_ERROR);
	apic_write(REG_SPIV, 0x100 | VECTOR_SPURIOUS);
	apic_write(REG_ESR, 0);
	apic_write(REG_TIMER_DIV, 0x3);			/* by 16 */
	apic_write(REG_LVT_TIMER, VECTOR_TIMER);
}

uint32_t apic_id(void)
{
	uint32_t id = apic_read(REG_ID);

	return regs ? id >> 24 : id;
}

void apic_eoi(void)
{
	apic_write(REG_EOI, 0);
}

static void icr_write(uint32_t dest, uint32_t cmd)
{
	unsigned long flags = arch_irq_save();

	if (regs) {
		while (apic_read(REG_ICR) & ICR_BUSY)
			arch_cpu_relax();
		apic_write(REG_ICR2, dest << 24);
		apic_write(REG_ICR, cmd);
	} else {
		/* x2APIC writes are not ordered with earlier stores. */
		__asm__ volatile("mfence; lfence" ::: "memory");
		wrmsr(0x830, (uint64_t)dest << 32 | cmd);
	}
	arch_irq_restore(flags);
}

void apic_send_ipi(uint32_t dest, uint8_t vector)
{
	icr_write(dest, ICR_ASSERT | vector);
}

void apic_send_nmi(uint32_t dest)
{
	icr_write(dest, ICR_ASSERT | ICR_NMI);
}

void apic_send_init(uint32_t dest)
{
	icr_write(dest, ICR_ASSERT | ICR_INIT);
}

void apic_send_startup(uint32_t dest, uint8_t page)
{
	icr_write(dest, ICR_ASSERT | ICR_STARTUP | page);
}

void apic_timer_calibrate(void)
{
	s_time_t start, now;
	uint32_t used;

	apic_write(REG_LVT_TIMER, LVT_MASKED | VECTOR_TIMER);
	apic_write(REG_TIMER_INIT, ~0U);
	start = arch_now();
	do {
		now = arch_now();
	} while (now - start < MILLISECS(10));
	used = ~0U - apic_read(REG_TIMER_CUR);
	apic_write(REG_TIMER_INIT, 0);
	apic_write(REG_LVT_TIMER, VECTOR_TIMER);
	ticks_per_sec = used * 1000000000ULL / (uint64_t)(now - start);
	printk(XL_INFO "APIC timer: %llu kHz\n",
	       (unsigned long long)ticks_per_sec / 1000);
}

void apic_timer_set(int64_t ns)
{
	uint64_t ticks;

	if (!ns) {
		apic_write(REG_TIMER_INIT, 0);
		return;
	}
	/* A second at most: who asked looks again when it fires early. */
	if (ns > SECONDS(1))
		ns = SECONDS(1);
	ticks = ns < 0 ? 1 : (uint64_t)ns * (ticks_per_sec / 1000) / 1000000;
	apic_write(REG_TIMER_INIT, ticks ? (uint32_t)ticks : 1);
}
