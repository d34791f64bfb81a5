/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Control registers as a PV guest sees them. CR0 is the machine's but for
 * TS; of CR4 a guest chooses what concerns only itself (TSD, DE, FSGSBASE,
 * OSXSAVE) and sees what makes it work at all.
 */
#include <hv/domain.h>
#include <hv/printk.h>
#include <x86/asm.h>
#include <x86/fpu.h>
#include <x86/policy.h>
#include <x86/pv.h>

#define CR4_GUEST	(CR4_TSD | CR4_DE | CR4_FSGSBASE | CR4_OSXSAVE)
#define CR4_SHOWN	(CR4_PAE | CR4_MCE | CR4_OSFXSR | CR4_OSXMMEXCPT)

uint64_t pv_cr4_fixup(const struct vcpu *v, uint64_t wanted)
{
	const struct cpuid_policy *p = v->domain->arch.policy;

	if (!policy_has(p, FEAT_FSGSBASE))
		wanted &= ~CR4_FSGSBASE;
	if (!policy_has(p, FEAT_XSAVE))
		wanted &= ~CR4_OSXSAVE;
	return (wanted & CR4_GUEST) | (read_cr4() & CR4_SHOWN);
}

void pv_cr4_load(const struct vcpu *v)
{
	uint64_t now = read_cr4();
	uint64_t want = (now & ~(CR4_TSD | CR4_FSGSBASE)) |
			(v->arch.cr4 & (CR4_TSD | CR4_FSGSBASE));

	if (want != now)
		write_cr4(want);
}

bool pv_cr_read(struct vcpu *v, unsigned int nr, uint64_t *val)
{
	switch (nr) {
	case 0:
		*val = (read_cr0() & ~CR0_TS) | (v->arch.ts ? CR0_TS : 0);
		return true;
	case 2:
		*val = v->vcpu_info->arch.cr2;
		return true;
	case 3:
		*val = v->arch.cr3_kernel.n << PAGE_SHIFT;
		return true;
	case 4:
		*val = v->arch.cr4;
		return true;
	}
	return false;
}

bool pv_cr_write(struct vcpu *v, unsigned int nr, uint64_t val)
{
	switch (nr) {
	case 0:
		if ((val ^ read_cr0()) & ~CR0_TS) {
			gprintk(v->domain, XLG_DEBUG "attempt to change "
				"unmodifiable CR0 flags\n");
			return false;
		}
		v->arch.ts = val & CR0_TS;
		ts_update(v);
		return true;
	case 2:
		v->vcpu_info->arch.cr2 = val;
		return true;
	case 4:
		v->arch.cr4 = pv_cr4_fixup(v, val);
		pv_cr4_load(v);
		return true;
	}
	return false;
}
