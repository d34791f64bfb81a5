/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Speculation: what this processor says of itself, and putting the code that
 * it needs where it goes.
 *
 * What is not needed costs one instruction without effect at each entry and
 * exit, and a direct jump for each indirect one.
 */
#include <hv/bug.h>
#include <hv/domain.h>
#include <hv/printk.h>
#include <hv/string.h>
#include <x86/asm.h>
#include <x86/cpu_info.h>
#include <x86/options.h>
#include <x86/spec.h>
#include <x86/vendor.h>
#include <x86/xpti.h>

/* ---- facts ---- */

static void facts_find(struct spec_facts *f)
{
	uint32_t max = cpuid(0, 0).a, ext = cpuid(0x80000000, 0).a;
	uint32_t edx = 0;

	f->amd = vendor_is_amd(cpuid(0, 0).b);
	if (max >= 7) {
		f->smep = opt_smep && (cpuid(7, 0).b >> 7 & 1);
		edx = cpuid(7, 0).d;
	}
	f->md_clear = edx >> 10 & 1;
	f->ibrs = f->ibpb = edx >> 26 & 1;
	if ((edx >> 29 & 1) && rdmsr_safe(MSR_ARCH_CAPABILITIES,
					  &f->arch_caps))
		f->arch_caps = 0;
	f->phys_bits = 36;
	if (ext >= 0x80000008) {
		f->phys_bits = (uint8_t)cpuid(0x80000008, 0).a;
		f->ibpb |= cpuid(0x80000008, 0).b >> 12 & 1;
	}
}

/* ---- the code ---- */

extern const struct { uint64_t at, routine; } _spec_sites[], _spec_sites_end[];
extern const struct {
	uint64_t at;
	uint8_t lfence_jmp[8];		/* the lfence is 3 bytes */
} _thunks[], _thunks_end[];

static void sites_patch(void)
{
	for (unsigned int i = 0; &_spec_sites[i] < _spec_sites_end; i++) {
		uint8_t *at = (uint8_t *)_spec_sites[i].at;
		uint32_t rel = (uint32_t)(_spec_sites[i].routine -
					  _spec_sites[i].at - 5);

		at[0] = 0xe8;			/* call */
		memcpy(at + 1, &rel, sizeof(rel));
	}
}

extern const struct {
	uint64_t at;
	uint8_t insn[8];		/* 3 bytes: stac or clac */
} _smap_sites[], _smap_sites_end[];

static void smap_patch(void)
{
	for (unsigned int i = 0; &_smap_sites[i] < _smap_sites_end; i++)
		memcpy((void *)_smap_sites[i].at, _smap_sites[i].insn, 3);
}

static void thunks_patch(enum spec_thunk kind)
{
	unsigned int skip = kind == THUNK_JMP ? 3 : 0;

	for (unsigned int i = 0; &_thunks[i] < _thunks_end; i++)
		memcpy((void *)_thunks[i].at, _thunks[i].lfence_jmp + skip,
		       sizeof(_thunks[i].lfence_jmp) - skip);
}

void spec_init(void)
{
	const struct spec_plan *p = &spec_plan;

	facts_find(&spec_facts);
	spec_choose(&spec_facts, &spec_options, &spec_plan);
	if (p->rsb || p->verw || p->xpti_dom0 || p->xpti_domu)
		sites_patch();
	if (p->thunk != THUNK_RETPOLINE)
		thunks_patch(p->thunk);
	if (smap_wanted())
		smap_patch();
}

void spec_report(void)
{
	static const char *const thunks[] = { "RETPOLINE", "LFENCE", "JMP" };
	const struct spec_facts *f = &spec_facts;
	const struct spec_plan *p = &spec_plan;

	printk(XL_INFO "Speculative mitigation facilities:%s%s%s%s%s\n",
	       f->ibrs ? " IBRS/IBPB" : f->ibpb ? " IBPB" : "",
	       f->md_clear ? " MD_CLEAR" : "",
	       f->arch_caps & ARCH_CAPS_RDCL_NO ? " RDCL_NO" : "",
	       f->arch_caps & ARCH_CAPS_IBRS_ALL ? " EIBRS" : "",
	       f->arch_caps & ARCH_CAPS_MDS_NO ? " MDS_NO" : "");
	printk(XL_INFO "  Xen settings: BTI-Thunk %s%s%s%s%s\n",
	       thunks[p->thunk], p->ibrs_always ? ", IBRS" : "",
	       p->ibpb ? ", IBPB" : "", p->rsb ? ", RSB" : "",
	       p->verw ? ", VERW" : "");
	printk(XL_INFO "  XPTI (64-bit PV only): Dom0 %s, DomU %s\n",
	       p->xpti_dom0 ? "enabled" : "disabled",
	       p->xpti_domu ? "enabled" : "disabled");
	printk(XL_INFO "  PV L1TF: Dom0 %s, DomU %s\n",
	       p->l1tf_dom0 ? "enabled" : "disabled",
	       p->l1tf_domu ? "enabled" : "disabled");
}

/* ---- CPUs ---- */

/* AMD's LFENCE stops guesses only if it is told to. */
static void lfence_make_serialise(void)
{
	uint64_t v;

	if (spec_facts.amd && !rdmsr_safe(MSR_AMD_DE_CFG, &v) && !(v & 2))
		wrmsr_safe(MSR_AMD_DE_CFG, v | 2);
}

void spec_cpu_init(void)
{
	struct cpu_info *ci = this_cpu_info();

	ci->verw_sel = HYPERVISOR_DS;
	ci->spec = (spec_plan.rsb ? SPEC_RSB : 0) |
		   (spec_plan.verw ? SPEC_VERW : 0);
	lfence_make_serialise();
	if (spec_plan.ibrs_always &&
	    wrmsr_safe(MSR_SPEC_CTRL, SPEC_CTRL_IBRS))
		printk(XL_ERR "CPU%u does not take IBRS\n", this_cpu());
	arch_this_pcpu()->arch.spec_ctrl =
		spec_plan.ibrs_always ? SPEC_CTRL_IBRS : 0;
	if (xpti_cpu_init(arch_this_pcpu()))
		panic("no memory for CPU%u's XPTI tables", this_cpu());
}
