/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * CPU policies: what the machine has (raw), what of it we know and use
 * (host), the most a PV guest can have (max) and what it gets unless its
 * toolstack says otherwise (default).
 *
 * Which features a PV guest can use follows from what the public
 * cpufeatureset.h marks 'A' (and 'a': on request only); the rest needs ring 0
 * or is the hypervisor's own.
 */
#include <hv/domain.h>
#include <hv/errno.h>
#include <hv/mm.h>
#include <hv/string.h>
#include <xen/sysctl.h>
#include <x86/asm.h>
#include <x86/fpu.h>
#include <x86/policy.h>
#include <x86/vendor.h>

#define REG_LOW		4U
#define REG_HIGH	5U

/* Where the words are, and which of their bits each kind of policy keeps. */
static const struct feature_word {
	uint32_t leaf, sub;
	uint8_t reg;			/* eax to edx, halves of an MSR */
	uint32_t known, pv_max, pv_default;
} words[FEATURE_WORDS] = {
	{ 1, 0, 3, 0xbfebfbff, 0x1fc9cbf5, 0x1fc9cbf5 },
	{ 1, 0, 2, 0xfffef3ff, 0xf6f83203, 0xf6d83203 },
	{ 0x80000001, 0, 3, 0xee500800, 0xea500800, 0xea500800 },
	{ 0x80000001, 0, 2, 0x2469bfff, 0x042109e3, 0x042109e3 },
	{ 0xd, 1, 0, 0x0000000f, 0x00000007, 0x00000007 },
	{ 7, 0, 1, 0xffbfffff, 0xfdaf0b39, 0xfdaf0b29 },
	{ 7, 0, 2, 0x3a405fdf, 0x1a405f43, 0x02405f43 },
	{ 0x80000007, 0, 3, 0x00000780, 0x00000100, 0x00000000 },
	{ 0x80000008, 0, 1, 0x779fd205, 0x64001005, 0x64001005 },
	{ 7, 0, 3, 0xfc91ef1c, 0xac01451c, 0xac00441c },
	{ 7, 1, 0, 0x00001c30, 0x00001c30, 0x00001c30 },
	{ 0x80000021, 0, 0, 0xf8000164, 0x78000064, 0x78000064 },
	{ 7, 1, 1, 0x00000001, 0, 0 },
	{ 7, 2, 3, 0x00000037, 0x00000021, 0x00000021 },
	{ 7, 1, 2, 0, 0, 0 },
	{ 7, 1, 3, 0x00040000, 0, 0 },
	{ MSR_ARCH_CAPABILITIES, 0, REG_LOW, 0x1fbeffff, 0x1d1ae177,
	  0x1d1ae177 },
	{ MSR_ARCH_CAPABILITIES, 0, REG_HIGH, 0x40000000, 0x40000000,
	  0x40000000 },
	{ 0x80000021, 0, 2, 0x00000006, 0x00000006, 0x00000006 },
};

/*
 * Where the most a guest may have is more than the machine has, or says so:
 * what it gets by default is what the machine says.
 */
static const uint16_t as_host[] = {
	FEATURE(0, 28), FEATURE(3, 1), FEAT_CLWB, FEAT_MD_CLEAR,
	FEAT_VERW_CLEAR, FEAT_RSBA, FEAT_RRSBA, FEAT_FB_CLEAR,
	FEAT_RFDS_CLEAR,
};

/* A feature and, in one word, what cannot be without it. */
static const struct { uint16_t need; uint8_t word; uint32_t drop; } deps[] = {
	{ FEATURE(1, 26), 1, 0x10000000 },		/* XSAVE: AVX, */
	{ FEATURE(1, 26), 4, 0x0000000f },		/* XSAVEOPT..., */
	{ FEATURE(1, 26), 3, 0x00008000 },		/* LWP */
	{ FEATURE(1, 26), 5, 0x00004000 },		/* MPX */
	{ FEATURE(1, 26), 6, 0x00000008 },		/* PKU */
	{ FEATURE(1, 28), 1, 0x20001000 },		/* AVX: FMA, F16C, */
	{ FEATURE(1, 28), 3, 0x00010800 },		/* XOP, FMA4, */
	{ FEATURE(1, 28), 5, 0x00000020 },		/* AVX2, */
	{ FEATURE(1, 28), 6, 0x00000600 },		/* VAES, VPCLMULQDQ */
	{ FEATURE(1, 28), 10, 0x00000010 },		/* AVX_VNNI */
	{ FEATURE(5, 5), 5, 0x00010000 },		/* AVX2: AVX512F */
	{ FEATURE(5, 16), 5, 0xdc220000 },		/* AVX512F: the rest */
	{ FEATURE(5, 16), 6, 0x00005842 },
	{ FEATURE(5, 16), 9, 0x0080010c },
	{ FEATURE(5, 16), 10, 0x00000020 },
	{ FEATURE(2, 29), 3, 0x00000004 },		/* LM: SVM */
	{ FEAT_IBRSB, 9, 0x88000000 },			/* IBRS: STIBP, SSBD, */
	{ FEAT_IBRSB, 13, 0x00000017 },			/* PSFD..., */
	{ FEAT_IBRSB, 16, 0x00000002 },			/* enhanced IBRS */
	{ FEAT_ARCH_CAPS, 16, 0xffffffff },
	{ FEAT_ARCH_CAPS, 17, 0xffffffff },
	{ FEAT_EIBRS, 16, 0x00080000 },			/* RRSBA */
};

static struct cpuid_policy raw, host, pv_max, pv_default;

/* ---- leaves ---- */

bool policy_leaf_has_subs(uint32_t leaf)
{
	return leaf == 4 || leaf == 7 || leaf == 0xb || leaf == 0xd;
}

static struct cpuid_regs *sub_leaf(struct cpuid_policy *p, uint32_t leaf,
				   uint32_t sub)
{
	switch (leaf) {
	case 4:
		return sub < CACHE_LEAVES ? &p->cache[sub] : NULL;
	case 7:
		return sub < FEAT_LEAVES ? &p->feat[sub] : NULL;
	case 0xb:
		return sub < TOPO_LEAVES ? &p->topo[sub] : NULL;
	}
	return sub < XSTATE_LEAVES ? &p->xstate[sub] : NULL;
}

struct cpuid_regs *policy_leaf(struct cpuid_policy *p, uint32_t leaf,
			       uint32_t sub)
{
	if (policy_leaf_has_subs(leaf))
		return sub_leaf(p, leaf, sub);
	if (leaf <= BASIC_LAST)
		return &p->basic[leaf];
	if (leaf >= EXT_FIRST && leaf <= EXT_LAST)
		return &p->ext[leaf - EXT_FIRST];
	return NULL;
}

static uint32_t *word_place(struct cpuid_policy *p, unsigned int w)
{
	struct cpuid_regs *r;

	if (words[w].reg >= REG_LOW)
		return (uint32_t *)&p->arch_caps + (words[w].reg - REG_LOW);
	r = policy_leaf(p, words[w].leaf, words[w].sub);
	return words[w].reg == 0 ? &r->a : words[w].reg == 1 ? &r->b :
	       words[w].reg == 2 ? &r->c : &r->d;
}

uint32_t policy_word(const struct cpuid_policy *p, unsigned int w)
{
	return *word_place((struct cpuid_policy *)p, w);
}

void policy_word_set(struct cpuid_policy *p, unsigned int w, uint32_t v)
{
	*word_place(p, w) = v;
}

bool policy_has(const struct cpuid_policy *p, unsigned int feature)
{
	return policy_word(p, feature / 32) >> (feature % 32) & 1;
}

void policy_set(struct cpuid_policy *p, unsigned int feature, bool on)
{
	uint32_t bit = 1U << (feature % 32), w = policy_word(p, feature / 32);

	policy_word_set(p, feature / 32, on ? w | bit : w & ~bit);
}

bool policy_has_ibpb(const struct domain *d)
{
	const struct cpuid_policy *p = d->arch.policy;

	/* AMD's bit; Intel's is for IBRS, too. */
	return p && (policy_has(p, FEAT_IBPB) || policy_has(p, FEAT_IBRSB));
}

uint64_t policy_xcr0(const struct domain *d)
{
	const struct cpuid_policy *p = d->arch.policy;

	return p ? p->xstate[0].a | (uint64_t)p->xstate[0].d << 32 : 0;
}

void policy_features_settle(struct cpuid_policy *p)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(deps); i++)
		if (!policy_has(p, deps[i].need))
			policy_word_set(p, deps[i].word,
					policy_word(p, deps[i].word) &
					~deps[i].drop);
}

void policy_feature_drop(struct cpuid_policy *p, unsigned int feature)
{
	if (!policy_has(p, feature))
		return;
	policy_set(p, feature, false);
	for (unsigned int i = 0; i < ARRAY_SIZE(deps); i++)
		for (unsigned int b = 0; deps[i].need == feature && b < 32; b++)
			if (deps[i].drop >> b & 1)
				policy_feature_drop(p,
						    FEATURE(deps[i].word, b));
}

void policy_features_known(struct cpuid_policy *p)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(words); i++)
		policy_word_set(p, i, policy_word(p, i) & words[i].known);
}

/* ---- guests' ---- */

void policy_xstate_redo(struct cpuid_policy *p, uint64_t limit)
{
	static const struct { uint16_t feature; uint64_t states; } all[] = {
		{ FEAT_XSAVE, XSTATE_FP | XSTATE_SSE },
		{ FEAT_AVX, XSTATE_AVX },
		{ FEATURE(5, 14), 3UL << 3 },		/* MPX */
		{ FEATURE(5, 16), XSTATE_AVX512 },
		{ FEATURE(6, 3), 1UL << 9 },		/* PKU */
	};
	uint32_t features = p->xstate[1].a;
	uint64_t mask = 0;

	for (unsigned int i = 0; i < ARRAY_SIZE(all); i++)
		if (policy_has(p, FEAT_XSAVE) && policy_has(p, all[i].feature))
			mask |= all[i].states & limit;
	memset(p->xstate, 0, sizeof(p->xstate));
	if (!mask)
		return;
	p->xstate[0].a = (uint32_t)mask;
	p->xstate[0].c = xstate_size(mask);
	p->xstate[1].a = features & 0xf;
	for (unsigned int i = 2; i < 32; i++)
		if (mask >> i & 1)
			p->xstate[i] = raw.xstate[i];
}

/* Leaves that are about the machine: monitor, power, PMU, topology. */
void policy_leaves_hide(struct cpuid_policy *p)
{
	static const uint8_t basic[] = { 5, 6, 8, 9, 0xa, 0xc };
	static const uint8_t ext[] = {
		9, 0xb, 0xc, 0xd, 0xe, 0xf, 0x10, 0x11, 0x12, 0x13, 0x14,
		0x15, 0x16, 0x17, 0x18, 0x1b, 0x1c, 0x1d, 0x1e, 0x1f, 0x20,
	};

	for (unsigned int i = 0; i < ARRAY_SIZE(basic); i++)
		memset(&p->basic[basic[i]], 0, sizeof(p->basic[0]));
	for (unsigned int i = 0; i < ARRAY_SIZE(ext); i++)
		memset(&p->ext[ext[i]], 0, sizeof(p->ext[0]));
	memset(p->topo, 0, sizeof(p->topo));
	if (vendor_is_amd(p->basic[0].b)) {
		/* AMD's caches are in extended leaves. */
		memset(&p->basic[2], 0, sizeof(p->basic[2]));
		memset(p->cache, 0, sizeof(p->cache));
		return;
	}
	/* Intel's have no vendor, model and first-level caches here. */
	p->ext[0].b = p->ext[0].c = p->ext[0].d = 0;
	p->ext[1].a = 0;
	memset(&p->ext[5], 0, sizeof(p->ext[5]));
	p->ext[6].a = p->ext[6].b = p->ext[6].d = 0;
}

static void machine_leaves_hide(struct cpuid_policy *p)
{
	policy_leaves_hide(p);
	memset(&p->ext[0xa], 0, sizeof(p->ext[0xa]));
	p->basic[1].b &= 0xff00;		/* CLFLUSH size */
	p->ext[1].b = 0;
	p->ext[7].a = p->ext[7].b = p->ext[7].c = 0;
	p->ext[8].c = p->ext[8].d = 0;
	p->ext[0x21].b = p->ext[0x21].d = 0;
	/* Of leaf 7's others only the feature words are anybody's business. */
	p->feat[1].d &= words[15].known;
	p->feat[2].a = p->feat[2].b = p->feat[2].c = 0;
}

static void limits_clip(struct cpuid_policy *p)
{
	for (uint32_t i = p->basic[0].a + 1; i <= BASIC_LAST; i++) {
		uint32_t n = 0;

		if (!policy_leaf_has_subs(i))
			memset(&p->basic[i], 0, sizeof(p->basic[i]));
		while (policy_leaf_has_subs(i) && policy_leaf(p, i, n))
			memset(policy_leaf(p, i, n++), 0,
			       sizeof(struct cpuid_regs));
	}
	for (uint32_t i = p->feat[0].a + 1; i < FEAT_LEAVES; i++)
		memset(&p->feat[i], 0, sizeof(p->feat[i]));
	for (uint32_t i = (p->ext[0].a & 0xffff) + 1;
	     i <= EXT_LAST - EXT_FIRST; i++)
		memset(&p->ext[i], 0, sizeof(p->ext[i]));
}

static void features_keep(struct cpuid_policy *p, bool max)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(words); i++)
		policy_word_set(p, i, policy_word(p, i) &
				(max ? words[i].pv_max : words[i].pv_default));
	policy_word_set(p, 1, policy_word(p, 1) | 1U << 31);	/* Xen */
	policy_features_settle(p);
	policy_xstate_redo(p, xstate_mask());
	machine_leaves_hide(p);
}

static void pv_max_make(void)
{
	pv_max = host;
	policy_max_extend(&pv_max, &raw);
	features_keep(&pv_max, true);
	/* Topologies may be made up whatever the machine's is. */
	policy_set(&pv_max, FEATURE(0, 28), true);
	policy_set(&pv_max, FEAT_X2APIC, true);
	policy_set(&pv_max, FEATURE(3, 1), true);
	pv_max.feat[0].a = FEAT_LEAVES - 1;
}

void policy_init(void)
{
	policy_raw_read(&raw);
	policy_host_make(&host, &raw);
	pv_max_make();
	pv_default = pv_max;
	for (unsigned int i = 0; i < ARRAY_SIZE(as_host); i++)
		policy_set(&pv_default, as_host[i],
			   policy_has(&host, as_host[i]));
	policy_default_narrow(&pv_default);
	features_keep(&pv_default, false);
	pv_default.feat[0].a = host.feat[0].a;
	limits_clip(&pv_default);
}

void policy_recalculate(struct cpuid_policy *p, const struct cpuid_policy *max)
{
	p->basic[0].a = min_u(p->basic[0].a, max->basic[0].a);
	p->feat[0].a = min_u(p->feat[0].a, max->feat[0].a);
	p->ext[0].a = EXT_FIRST | min_u(p->ext[0].a & 0xffff,
					max->ext[0].a & 0xffff);
	for (unsigned int i = 0; i < ARRAY_SIZE(words); i++)
		policy_word_set(p, i, policy_word(p, i) & policy_word(max, i));
	policy_features_settle(p);
	policy_xstate_redo(p, xstate_mask());
	machine_leaves_hide(p);
	if (vendor_is_amd(p->basic[0].b))
		p->ext[1].d |= p->basic[1].d & COMMON_1D;
	/* Linear addresses have 48 bits here. */
	p->ext[8].a = (p->ext[8].a & 0xff) | 48 << 8;
	policy_cache_trim(p);
	limits_clip(p);
	p->hv_limit = p->hv2_limit = 0;
	p->platform_info = 0;
}

int policy_check(const struct cpuid_policy *max,
		 const struct cpuid_policy *guest, struct policy_error *e)
{
	*e = (struct policy_error){ ~0U, ~0U, ~0U };
	if (guest->basic[0].a > max->basic[0].a)
		e->leaf = 0;
	else if (guest->feat[0].a > max->feat[0].a)
		*e = (struct policy_error){ 7, 0, ~0U };
	else if (guest->ext[0].a > max->ext[0].a)
		e->leaf = EXT_FIRST;
	else if (guest->platform_info & ~max->platform_info)
		e->msr = 0xce;
	else
		return 0;
	return -EINVAL;
}

const struct cpuid_policy *policy_system(unsigned int index)
{
	switch (index) {
	case XEN_SYSCTL_cpu_policy_raw:
		return &raw;
	case XEN_SYSCTL_cpu_policy_host:
		return &host;
	case XEN_SYSCTL_cpu_policy_pv_max:
		return &pv_max;
	case XEN_SYSCTL_cpu_policy_pv_default:
		return &pv_default;
	}
	return NULL;
}

/* ---- domains ---- */

int policy_domain_create(struct domain *d)
{
	struct cpuid_policy *p = hv_zalloc(sizeof(*p));

	if (!p)
		return -ENOMEM;
	*p = pv_default;
	/* It never moves to another machine: the TSC's rate is certain. */
	if (d->is_privileged)
		p->ext[7].d |= host.ext[7].d & 1U << 8;
	policy_recalculate(p, &pv_max);
	d->arch.policy = p;
	return 0;
}

void policy_domain_destroy(struct domain *d)
{
	hv_free(d->arch.policy);
	d->arch.policy = NULL;
}
