/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * MSRs of a PV guest: its own bases, a few facts about the machine, machine
 * check banks that report nothing; #GP for the rest.
 *
 * Which exist, and who may write what, follows the answers of the
 * distribution's hypervisor (tests/guests/answers/msrs.txt): kernels probe
 * MSRs and take the absence of a fault for a feature.
 */
#include <hv/domain.h>
#include <hv/machine.h>
#include <hv/printk.h>
#include <x86/asm.h>
#include <x86/fpu.h>
#include <x86/hypercall_page.h>
#include <x86/policy.h>
#include <x86/pv.h>
#include <x86/regs.h>
#include <x86/spec.h>
#include <x86/vendor.h>

#define MCE_BANKS	2U
#define MCE_BANKS_MAX	32U
#define MC0_CTL		0x400U
#define APIC_BASE_SEEN	0xfee00800UL	/* enabled, where it always is */
#define APIC_BASE_BSP	0x100UL
#define DE_CFG_LFENCE_SERIALISES 2U

enum msr_read { R_NONE, R_ZERO, R_HOST, R_DOM0 };
enum msr_write { W_NONE, W_ZERO, W_ANY };

#define AMD	1U
#define INTEL	2U
#define HYGON	4U
#define OTHER	8U
#define MMCONF	16U	/* AMD's with a configuration window of their own */
#define AMDS	(AMD | HYGON)
#define ALL	(AMDS | INTEL | OTHER)

/* The first row that holds the number counts; a write has no effect. */
static const struct msr_row {
	uint32_t first, last;
	uint8_t vendor;
	enum msr_read read;	/* DOM0: the machine's value, for others 0 */
	enum msr_write write;
} rows[] = {
	{ 0x0, 0x1, ALL, R_ZERO, W_NONE },		/* P5 machine check */
	{ 0x17, 0x17, INTEL, R_HOST, W_NONE },		/* platform id */
	{ 0x8b, 0x8b, INTEL, R_HOST, W_ZERO },		/* microcode level */
	{ 0x8b, 0x8b, AMD, R_HOST, W_NONE },
	{ 0xc1, 0xc8, INTEL, R_ZERO, W_ANY },		/* counters: no vPMU */
	{ 0xce, 0xce, ALL, R_ZERO, W_NONE },		/* platform info */
	{ 0xe7, 0xe8, ALL, R_NONE, W_ANY },		/* mperf, aperf */
	{ 0x140, 0x140, ALL, R_ZERO, W_ZERO },		/* misc features */
	{ 0x17a, 0x17b, ALL, R_ZERO, W_ANY },		/* mcg status, ctl */
	{ 0x186, 0x189, INTEL, R_ZERO, W_ANY },
	{ 0x198, 0x198, INTEL, R_ZERO, W_NONE },	/* perf status */
	{ 0x199, 0x199, INTEL, R_ZERO, W_ANY },		/* perf control */
	{ 0x19a, 0x19a, INTEL, R_NONE, W_ANY },		/* clock modulation */
	{ 0x19c, 0x19c, INTEL, R_ZERO, W_NONE },	/* thermal status */
	{ 0x1b0, 0x1b0, INTEL, R_NONE, W_ANY },		/* energy bias */
	{ MSR_PAT, MSR_PAT, ALL, R_HOST, W_NONE },
	{ 0x280, 0x29f, ALL, R_ZERO, W_ANY },		/* mci_ctl2 */
	{ 0x309, 0x30b, INTEL, R_ZERO, W_ANY },
	{ 0x345, 0x345, ALL, R_ZERO, W_NONE },		/* perf capabilities */
	{ 0x38d, 0x390, INTEL, R_ZERO, W_ANY },
	{ 0xc0010000, 0xc0010007, AMDS, R_ZERO, W_ANY },	/* counters */
	{ 0xc0010010, 0xc0010010, AMDS, R_DOM0, W_NONE },	/* syscfg */
	{ 0xc0010016, 0xc001001a, AMDS, R_DOM0, W_NONE },	/* iorr, tom */
	{ 0xc001001d, 0xc001001d, AMDS, R_DOM0, W_NONE },	/* tom2 */
	{ 0xc001001f, 0xc001001f, ALL, R_DOM0, W_ANY },	/* nb_cfg */
	{ 0xc0010041, 0xc0010042, AMD, R_ZERO, W_ANY },	/* fid, vid */
	{ 0xc0010041, 0xc0010042, HYGON, R_NONE, W_ANY },
	{ 0xc0010058, 0xc0010058, MMCONF, R_DOM0, W_ANY },
	{ 0xc0010061, 0xc001006b, AMD, R_ZERO, W_ANY },	/* P-states */
	{ 0xc0010061, 0xc001006b, HYGON, R_NONE, W_ANY },
	{ 0xc0010112, 0xc0010113, AMDS, R_DOM0, W_NONE },	/* tseg */
	{ 0xc0010200, 0xc001020b, AMDS, R_ZERO, W_ANY },
	{ MSR_AMD_DE_CFG, MSR_AMD_DE_CFG, AMDS, R_ZERO, W_ANY },
};

static unsigned int amds(void)
{
	unsigned int family = cpu_family(cpuid(1, 0).a);

	return AMD | (family >= 0x10 && family <= 0x16 ? MMCONF : 0);
}

/* Which rows there are on this machine. */
static unsigned int vendor(void)
{
	switch (cpuid(0, 0).b) {
	case VENDOR_AMD:
		return amds();
	case VENDOR_HYGON:
		return HYGON;
	case VENDOR_INTEL:
		return INTEL;
	}
	return OTHER;
}

static const struct msr_row *row_of(uint32_t msr)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(rows); i++)
		if (msr >= rows[i].first && msr <= rows[i].last &&
		    (rows[i].vendor & vendor()))
			return &rows[i];
	return NULL;
}

static bool in_mce_banks(uint32_t msr)
{
	return msr >= MC0_CTL && msr < MC0_CTL + 4 * MCE_BANKS_MAX;
}

/* Control registers say "all enabled"; nothing is ever reported. */
static uint64_t mce_read(uint32_t msr)
{
	unsigned int bank = (msr - MC0_CTL) / 4;

	return (msr & 3) == 0 && bank < MCE_BANKS ? ~0UL : 0;
}

static bool mce_write(uint32_t msr, uint64_t val)
{
	unsigned int bank = (msr - MC0_CTL) / 4;

	return (msr & 3) == 0 || bank >= MCE_BANKS || val == 0;
}

static uint64_t mcg_cap(void)
{
	/* software error recovery, threshold status, CMCI */
	return MCE_BANKS | (vendor() == INTEL ? 0x1000c00U : 0);
}

/* What the guest cannot have: counters, monitor, xTPR, BTS, PEBS. */
static bool misc_enable_read(uint64_t *val)
{
	if (rdmsr_safe(0x1a0, val))
		return false;
	*val &= ~(1UL << 7 | 1UL << 18);
	*val |= 1UL << 11 | 1UL << 12 | 1UL << 23;
	return true;
}

static uint64_t efer_read(void)
{
	return rdmsr(MSR_EFER) & ~(1UL << 12);		/* not SVME */
}

/* The TSC's rate is fixed: what kernels look at HWCR for. */
static uint64_t hwcr_read(void)
{
	return cpuid(0x80000000, 0).a >= 0x80000007 &&
	       (cpuid(0x80000007, 0).d >> 8 & 1) ? 1UL << 24 : 0;
}

static bool hypercall_page_write(struct vcpu *v, uint64_t val)
{
	mfn_t m = MFN(val >> PAGE_SHIFT);
	struct page_info *pg;

	if ((val & ~PAGE_MASK) || !mfn_valid(m))
		return false;
	pg = mfn_to_page(m);
	if (page_get_and_type(pg, v->domain, PGT_WRITABLE))
		return false;
	hypercall_page_fill(page_to_virt(pg));
	page_put_and_type(pg);
	return true;
}

static bool row_read(struct vcpu *v, uint32_t msr, uint64_t *val)
{
	const struct msr_row *row = row_of(msr);

	if (!row || row->read == R_NONE)
		return false;
	*val = 0;
	if (row->read == R_HOST ||
	    (row->read == R_DOM0 && v->domain->is_privileged))
		return rdmsr_safe(msr, val) == 0;
	return true;
}

/* What a guest may ask its processor not to guess. */
static uint64_t spec_ctrl_bits(const struct domain *d)
{
	const struct cpuid_policy *p = d->arch.policy;

	return SPEC_CTRL_IBRS | SPEC_CTRL_STIBP |
	       (policy_has(p, FEAT_SSBD) ? SPEC_CTRL_SSBD : 0) |
	       (policy_has(p, FEAT_PSFD) ? SPEC_CTRL_PSFD : 0);
}

static bool spec_ctrl_write(struct vcpu *v, uint64_t val)
{
	if (!policy_has(v->domain->arch.policy, FEAT_IBRSB) ||
	    (val & ~spec_ctrl_bits(v->domain)))
		return false;
	v->arch.spec_ctrl = (uint8_t)val;
	spec_guest_load(v);
	return true;
}

bool pv_rdmsr(struct vcpu *v, uint32_t msr, uint64_t *val)
{
	switch (msr) {
	case MSR_SPEC_CTRL:
		*val = v->arch.spec_ctrl;
		return policy_has(v->domain->arch.policy, FEAT_IBRSB);
	case MSR_ARCH_CAPABILITIES:
		*val = v->domain->arch.policy->arch_caps;
		return policy_has(v->domain->arch.policy, FEAT_ARCH_CAPS);
	case MSR_FS_BASE:
	case MSR_GS_BASE:
	case MSR_SHADOW_GS_BASE:
		*val = rdmsr(msr);
		return true;
	case MSR_APIC_BASE:
		/* Kernels look; a PV guest has no APIC to be told of. */
		*val = APIC_BASE_SEEN | (v->id ? 0 : APIC_BASE_BSP);
		return true;
	case MSR_EFER:
		*val = efer_read();
		return true;
	case MSR_TSC:
		*val = rdtsc() + v->domain->arch.tsc_offset;
		return true;
	case MSR_TSC_AUX:
		*val = v->arch.tsc_aux;
		return host_has_tsc_aux();
	case 0x179:
		*val = mcg_cap();
		return true;
	case 0x1a0:
		return misc_enable_read(val);
	case MSR_HYPERCALL:
		*val = 0;
		return true;
	case 0x3a:
		*val = 1;		/* feature control: locked */
		return vendor() == INTEL;
	case 0xc0010015:
		*val = hwcr_read();
		return vendor() & AMDS;
	case MSR_AMD_DE_CFG:
		*val = DE_CFG_LFENCE_SERIALISES;
		return vendor() & AMDS;
	}
	if (in_mce_banks(msr)) {
		*val = mce_read(msr);
		return true;
	}
	if (row_read(v, msr, val))
		return true;
	gprintk(v->domain, XLG_DEBUG "read of MSR %#x, #GP injected\n", msr);
	return false;
}

static bool row_write(uint32_t msr, uint64_t val)
{
	const struct msr_row *row = row_of(msr);

	return row && (row->write == W_ANY ||
		       (row->write == W_ZERO && !val));
}

static bool tsc_aux_write(struct vcpu *v, uint64_t val)
{
	if (!host_has_tsc_aux() || val >> 32)
		return false;
	v->arch.tsc_aux = val;
	wrmsr(MSR_TSC_AUX, val);
	return true;
}

static bool known_write(struct vcpu *v, uint32_t msr, uint64_t val)
{
	switch (msr) {
	case MSR_FS_BASE:
	case MSR_GS_BASE:
	case MSR_SHADOW_GS_BASE:
		if (!canonical(val))
			return false;
		wrmsr(msr, val);
		return true;
	case MSR_EFER:
		return val == efer_read();
	case MSR_TSC_AUX:
		return tsc_aux_write(v, val);
	case MSR_SPEC_CTRL:
		return spec_ctrl_write(v, val);
	case MSR_PRED_CMD:
		if (val >> 1 || !policy_has_ibpb(v->domain))
			return false;
		if (val)
			wrmsr(MSR_PRED_CMD, val);
		return true;
	case 0x179:
	case 0x1a0:
		return true;
	case MSR_HYPERCALL:
		return hypercall_page_write(v, val);
	case 0xc0010015:
		return vendor() & AMDS;
	}
	return in_mce_banks(msr) ? mce_write(msr, val) : row_write(msr, val);
}

bool pv_wrmsr(struct vcpu *v, uint32_t msr, uint64_t val)
{
	if (known_write(v, msr, val))
		return true;
	gprintk(v->domain, XLG_DEBUG "write of %#llx to MSR %#x, "
		"#GP injected\n", (unsigned long long)val, msr);
	return false;
}
