/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The machine's CPU policies: as CPUID and MSRs say (raw), and what of it is
 * used and told (host), with what is known of certain processors.
 *
 * Sources: Intel's "Affected Processors: Transient Execution Attacks",
 * "Retpoline: A Branch Target Injection Mitigation", AMD's "Software
 * techniques for managing speculation"; what the distribution's hypervisor
 * says on each of QEMU's models (tests/guests/test-policies.c).
 */
#include <hv/string.h>
#include <x86/asm.h>
#include <x86/fpu.h>
#include <x86/policy.h>
#include <x86/regs.h>
#include <x86/vendor.h>

#define DE_CFG_LFENCE	2UL

/* ---- raw ---- */

static void raw_subs_read(struct cpuid_policy *p, uint32_t leaf, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++)
		*policy_leaf(p, leaf, i) = cpuid(leaf, i);
}

void policy_raw_read(struct cpuid_policy *p)
{
	uint32_t max = cpuid(0, 0).a, ext = cpuid(EXT_FIRST, 0).a;

	for (uint32_t i = 0; i <= BASIC_LAST && i <= max; i++)
		if (!policy_leaf_has_subs(i))
			p->basic[i] = cpuid(i, 0);
	if (max >= 4)
		raw_subs_read(p, 4, CACHE_LEAVES);
	if (max >= 7)
		raw_subs_read(p, 7, min_u(cpuid(7, 0).a + 1, FEAT_LEAVES));
	if (max >= 0xb)
		raw_subs_read(p, 0xb, TOPO_LEAVES);
	if (max >= 0xd)
		raw_subs_read(p, 0xd, XSTATE_LEAVES);
	for (uint32_t i = EXT_FIRST; i <= EXT_LAST && i <= ext; i++)
		p->ext[i - EXT_FIRST] = cpuid(i, 0);
	if (policy_has(p, FEAT_ARCH_CAPS) &&
	    rdmsr_safe(MSR_ARCH_CAPABILITIES, &p->arch_caps))
		p->arch_caps = 0;
}

/* ---- which processor ---- */

static unsigned int family(const struct cpuid_policy *p)
{
	return cpu_family(p->basic[1].a);
}

static unsigned int model(const struct cpuid_policy *p)
{
	return cpu_model(p->basic[1].a);
}

static bool is_intel6(const struct cpuid_policy *p)
{
	return p->basic[0].b == VENDOR_INTEL && family(p) == 6;
}

static bool in_list(const uint8_t *list, size_t n, unsigned int m)
{
	for (size_t i = 0; i < n; i++)
		if (list[i] == m)
			return true;
	return false;
}

/* ---- Intel ---- */

/*
 * Returns are predicted by the return stack only, so that retpolines hold:
 * all that came before Broadwell, and the Atoms and Phis of that time.
 */
static bool retpoline_safe(const struct cpuid_policy *p)
{
	static const uint8_t models[] = {
		0x17, 0x1d, 0x1a, 0x1e, 0x1f, 0x2e, 0x25, 0x2c, 0x2f,
		0x2a, 0x2d, 0x3a, 0x3e, 0x3c, 0x3f, 0x45, 0x46,
		0x1c, 0x26, 0x27, 0x35, 0x36, 0x37, 0x4a, 0x4d, 0x4c, 0x5a,
		0x5d, 0x5c, 0x5f, 0x7a, 0x57, 0x85,
	};

	return in_list(models, sizeof(models), model(p));
}

/* What an empty return stack means for who relies on it. */
static void rsb_facts(struct cpuid_policy *host)
{
	if (policy_has(host, FEAT_EIBRS))
		policy_set(host, FEAT_RRSBA, true);
	else if (!retpoline_safe(host))
		policy_set(host, FEAT_RSBA, true);
}

/*
 * Gather Data Sampling. Without the microcode that stops it there is no way
 * but not to gather, which is not to have AVX. Below another hypervisor the
 * model does not tell where a guest will run next.
 */
static void gather_facts(struct cpuid_policy *host)
{
	static const uint8_t affected[] = {
		0x4e, 0x5e, 0x55, 0x8e, 0x9e, 0xa5, 0xa6, 0x66, 0x6a, 0x6c,
		0x7d, 0x7e, 0x8c, 0x8d, 0xa7,
	};

	if (policy_has(host, FEAT_GDS_NO) || policy_has(host, FEAT_GDS_CTRL))
		return;
	if (policy_has(host, FEAT_AVX) &&
	    (policy_has(host, FEAT_HYPERVISOR) ||
	     in_list(affected, sizeof(affected), model(host))))
		policy_feature_drop(host, FEAT_AVX);
	else
		policy_set(host, FEAT_GDS_NO, true);
}

static void intel_host(struct cpuid_policy *host)
{
	/* The same microcode makes CLWB slow on the first of these. */
	if (model(host) == 0x55)
		policy_set(host, FEAT_CLWB, false);
	gather_facts(host);
	rsb_facts(host);
}

/* ---- AMD ---- */

/* Is LFENCE a barrier to execution, or can it be made one? */
static bool lfence_serialises(const struct cpuid_policy *p)
{
	uint64_t v;

	if (family(p) == 0xf || family(p) == 0x11)
		return true;
	if (rdmsr_safe(MSR_AMD_DE_CFG, &v))
		return false;
	if (v & DE_CFG_LFENCE)
		return true;
	wrmsr_safe(MSR_AMD_DE_CFG, v | DE_CFG_LFENCE);
	return !rdmsr_safe(MSR_AMD_DE_CFG, &v) && (v & DE_CFG_LFENCE);
}

static void amd_host(struct cpuid_policy *host, const struct cpuid_policy *raw)
{
	/* SYSENTER is there outside long mode only. */
	policy_set(host, FEATURE(0, 11), false);
	host->ext[1].d |= raw->basic[1].d & COMMON_1D;
	/* What early ones say of themselves and do not keep. */
	if (family(raw) == 0x10)
		policy_set(host, FEATURE(1, 3), false);		/* MONITOR */
	if (family(raw) == 0xf && model(raw) < 0x14)
		policy_set(host, FEATURE(3, 0), false);		/* LAHF_LM */
	if (lfence_serialises(raw))
		policy_set(host, FEAT_LFENCE_DISPATCH, true);
	if (host->ext[0x21].a && host->ext[0].a < EXT_LAST)
		host->ext[0].a = EXT_LAST;
	/* Of SVM: what needs hardware, and two that never do. */
	if (policy_has(host, FEATURE(3, 2)))
		host->ext[0xa].d = (host->ext[0xa].d & 0x48b) | 0x30;
}

/* ---- host ---- */

void policy_cache_trim(struct cpuid_policy *p)
{
	bool end = false;

	for (unsigned int i = 0; i < CACHE_LEAVES; i++) {
		if (end)
			memset(&p->cache[i], 0, sizeof(p->cache[i]));
		end |= !(p->cache[i].a & 31);
	}
}

void policy_host_make(struct cpuid_policy *host,
		      const struct cpuid_policy *raw)
{
	*host = *raw;
	host->basic[0].a = min_u(raw->basic[0].a, BASIC_LAST);
	host->feat[0].a = min_u(raw->feat[0].a, FEAT_LEAVES - 1);
	policy_cache_trim(host);
	policy_features_known(host);
	policy_set(host, FEAT_OSXSAVE, false);
	policy_set(host, FEATURE(6, 4), false);		/* OSPKE */
	policy_leaves_hide(host);
	if (vendor_is_amd(raw->basic[0].b))
		amd_host(host, raw);
	else if (is_intel6(raw))
		intel_host(host);
	policy_xstate_redo(host, raw->xstate[0].a);
}

void policy_max_extend(struct cpuid_policy *max,
		       const struct cpuid_policy *raw)
{
	static const uint16_t intel[] = {
		FEAT_ARCH_CAPS, FEAT_MD_CLEAR, FEAT_FB_CLEAR, FEAT_RFDS_CLEAR,
		FEAT_RSBA, FEAT_RRSBA,
	};

	if (raw->basic[0].b == VENDOR_AMD)
		policy_set(max, FEAT_VERW_CLEAR, true);
	if (raw->basic[0].b != VENDOR_INTEL)
		return;
	for (unsigned int i = 0; i < ARRAY_SIZE(intel); i++)
		policy_set(max, intel[i], true);
	if (is_intel6(raw) && model(raw) == 0x55 && policy_has(raw, FEAT_CLWB))
		policy_set(max, FEAT_CLWB, true);
}

void policy_default_narrow(struct cpuid_policy *p)
{
	/* SRBDS: others see the random numbers; slow where that is mended. */
	if (is_intel6(p) && model(p) == 0x3a)
		policy_set(p, FEATURE(1, 30), false);
}
