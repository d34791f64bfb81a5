/* SPDX-License-Identifier: GPL-2.0-only */
/* CPU policies: the CPUID leaves and facts in MSRs that guests may see. */
#ifndef X86_POLICY_H
#define X86_POLICY_H

#include <hv/types.h>
#include <x86/asm.h>

struct domain;
struct xen_sysctl;
struct xen_domctl;

#define BASIC_LAST	0xdU
#define EXT_FIRST	0x80000000U
#define EXT_LAST	0x80000021U
#define CACHE_LEAVES	6U
#define FEAT_LEAVES	3U
#define TOPO_LEAVES	2U
#define XSTATE_LEAVES	63U
/* Leaves and MSRs of the largest policy, as serialised. */
#define POLICY_LEAVES	120U
#define POLICY_MSRS	2U

struct cpuid_policy {
	struct cpuid_regs basic[BASIC_LAST + 1];	/* not 4, 7, b, d */
	struct cpuid_regs cache[CACHE_LEAVES], feat[FEAT_LEAVES];
	struct cpuid_regs topo[TOPO_LEAVES], xstate[XSTATE_LEAVES];
	struct cpuid_regs ext[EXT_LAST - EXT_FIRST + 1];
	uint32_t hv_limit, hv2_limit;
	uint64_t platform_info, arch_caps;
};

/*
 * Feature words, numbered as in the public cpufeatureset.h: word w, bit b is
 * feature w * 32 + b.
 */
#define FEATURE_WORDS	19U
#define FEATURE(word, bit) ((word) * 32U + (bit))
#define FEAT_X2APIC	FEATURE(1, 21)
#define FEAT_XSAVE	FEATURE(1, 26)
#define FEAT_OSXSAVE	FEATURE(1, 27)
#define FEAT_FSGSBASE	FEATURE(5, 0)
#define FEAT_RDTSCP	FEATURE(2, 27)
#define FEAT_IBPB	FEATURE(8, 12)
#define FEAT_IBRSB	FEATURE(9, 26)
#define FEAT_ITSC	FEATURE(7, 8)
#define FEAT_AVX	FEATURE(1, 28)
#define FEAT_HYPERVISOR	FEATURE(1, 31)
#define FEAT_CLWB	FEATURE(5, 24)
#define FEAT_MD_CLEAR	FEATURE(9, 10)
#define FEAT_STIBP	FEATURE(9, 27)
#define FEAT_ARCH_CAPS	FEATURE(9, 29)
#define FEAT_SSBD	FEATURE(9, 31)
#define FEAT_LFENCE_DISPATCH FEATURE(11, 2)
#define FEAT_VERW_CLEAR	FEATURE(11, 5)
#define FEAT_PSFD	FEATURE(13, 0)
#define FEAT_EIBRS	FEATURE(16, 1)
#define FEAT_RSBA	FEATURE(16, 2)
#define FEAT_FB_CLEAR	FEATURE(16, 17)
#define FEAT_RRSBA	FEATURE(16, 19)
#define FEAT_GDS_CTRL	FEATURE(16, 25)
#define FEAT_GDS_NO	FEATURE(16, 26)
#define FEAT_RFDS_CLEAR	FEATURE(16, 28)

/* AMD repeats some of leaf 1's features in the extended leaf. */
#define COMMON_1D	0x0183f3ffU

/* Builds the machine's and the PV policies; once, before any domain. */
void policy_init(void);
/* The policy a new PV domain starts with: 0, -ENOMEM. */
int policy_domain_create(struct domain *d);
void policy_domain_destroy(struct domain *d);

uint32_t policy_word(const struct cpuid_policy *p, unsigned int word);
void policy_word_set(struct cpuid_policy *p, unsigned int word, uint32_t v);
bool policy_has(const struct cpuid_policy *p, unsigned int feature);
void policy_set(struct cpuid_policy *p, unsigned int feature, bool on);
/* Turns a feature off, and what cannot be without it. */
void policy_feature_drop(struct cpuid_policy *p, unsigned int feature);
/* Keeps the features that have names. */
void policy_features_known(struct cpuid_policy *p);
/* Leaf 0xd for the features there are; no other states than `limit`. */
void policy_xstate_redo(struct cpuid_policy *p, uint64_t limit);
bool policy_has_ibpb(const struct domain *d);
/* The states its vCPUs may turn on in XCR0. */
uint64_t policy_xcr0(const struct domain *d);
/* The leaf's place, NULL when policies have none. */
struct cpuid_regs *policy_leaf(struct cpuid_policy *p, uint32_t leaf,
			       uint32_t sub);
/* Leaf 7 and the like: their sub-leaves count. */
bool policy_leaf_has_subs(uint32_t leaf);

/* Where a policy is not one its domain can have. ~0: not that one. */
struct policy_error { uint32_t leaf, subleaf, msr; };

/* Could a guest with this policy run here? 0 or -EINVAL and *e. */
int policy_check(const struct cpuid_policy *host,
		 const struct cpuid_policy *guest, struct policy_error *e);
/* Takes out of *p what PV guests cannot have and redoes what follows. */
void policy_recalculate(struct cpuid_policy *p, const struct cpuid_policy *max);
/* Turns off features whose prerequisites are off. */
void policy_features_settle(struct cpuid_policy *p);

/* XEN_SYSCTL_cpu_policy_* that PV guests matter for; NULL for the others. */
const struct cpuid_policy *policy_system(unsigned int index);

/* ---- the machine (pv/policy_host.c) ---- */

void policy_raw_read(struct cpuid_policy *raw);
void policy_host_make(struct cpuid_policy *host,
		      const struct cpuid_policy *raw);
/* Takes out what only the machine's owner needs to know. */
void policy_leaves_hide(struct cpuid_policy *p);
/* Leaves 4: no more after the first that describes no cache. */
void policy_cache_trim(struct cpuid_policy *p);
/*
 * What a guest that comes from elsewhere may have been told, and may be told
 * here: that it has to protect itself.
 */
void policy_max_extend(struct cpuid_policy *max,
		       const struct cpuid_policy *raw);

/* What guests get only if they are to. */
void policy_default_narrow(struct cpuid_policy *p);

/* ---- for the toolstack (pv/policy_ctl.c) ---- */

long cpu_featureset_get(struct xen_sysctl *op, bool *copyback);
long cpu_policy_get(struct xen_sysctl *op, bool *copyback);
long domain_policy_get(struct xen_domctl *op, struct domain *d);
long domain_policy_set(struct xen_domctl *op, struct domain *d);

#endif
