/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * MSRs of a PV guest: its own bases, a few of the machine's as read-only
 * facts, machine check banks that report nothing, #GP for the rest.
 */
#include <hv/domain.h>
#include <hv/printk.h>
#include <x86/asm.h>
#include <x86/pv.h>
#include <x86/cpu_info.h>

static bool canonical(uint64_t va)
{
	return !((va + (1UL << 47)) >> 48);
}

static bool is_amd(void)
{
	return cpuid(0, 0).b == 0x68747541;
}

/* Facts about the machine that any guest may read. */
static const struct { uint32_t first, last; bool amd; } readable[] = {
	{ 0x1b, 0x1b, false },			/* APIC base */
	{ 0x8b, 0x8b, false },			/* microcode level */
	{ 0xce, 0xce, false },
	{ 0x17, 0x17, false },
	{ 0x1a0, 0x1a0, false },
	{ MSR_PAT, MSR_PAT, false },
	{ 0x200, 0x2ff, false },		/* MTRRs */
	{ 0xc0010000, 0xc0010007, true },	/* performance counters */
	{ 0xc0010010, 0xc001001f, true },
	{ 0xc0011029, 0xc0011029, true },
	{ 0xc0010015, 0xc0010015, true },
};

static bool machine_check(uint32_t msr)
{
	return msr == 0x179 || msr == 0x17a || msr == 0x17b ||
	       (msr >= 0x400 && msr < 0x400 + 4 * 32);
}

bool pv_rdmsr(struct vcpu *v, uint32_t msr, uint64_t *val)
{
	switch (msr) {
	case MSR_FS_BASE:
		*val = rdmsr(MSR_FS_BASE);
		return true;
	case MSR_GS_BASE:
		*val = rdmsr(MSR_GS_BASE);
		return true;
	case MSR_SHADOW_GS_BASE:
		*val = rdmsr(MSR_SHADOW_GS_BASE);
		return true;
	case MSR_EFER:
		*val = rdmsr(MSR_EFER) & ~(1UL << 12);
		return true;
	case 0x10:
		*val = rdtsc() + v->domain->arch.tsc_offset;
		return true;
	case 0x179:
		*val = 2;		/* two banks */
		return true;
	}
	if (machine_check(msr)) {
		*val = 0;
		return true;
	}
	for (unsigned int i = 0; i < ARRAY_SIZE(readable); i++) {
		if (msr < readable[i].first || msr > readable[i].last ||
		    (readable[i].amd && !is_amd()))
			continue;
		return rdmsr_safe(msr, val) == 0;
	}
	gprintk(v->domain, XLG_DEBUG "read of MSR %#x, #GP injected\n", msr);
	return false;
}

bool pv_wrmsr(struct vcpu *v, uint32_t msr, uint64_t val)
{
	uint64_t now;

	switch (msr) {
	case MSR_FS_BASE:
	case MSR_GS_BASE:
	case MSR_SHADOW_GS_BASE:
		if (!canonical(val))
			return false;
		wrmsr(msr, val);
		return true;
	}
	if (machine_check(msr))
		return true;
	/* What would change nothing is let through: kernels do that. */
	if (pv_rdmsr(v, msr, &now)) {
		if (now != val)
			gprintk(v->domain, XLG_DEBUG "write of %#llx to MSR "
				"%#x (is %#llx) ignored\n",
				(unsigned long long)val, msr,
				(unsigned long long)now);
		return true;
	}
	return false;
}
