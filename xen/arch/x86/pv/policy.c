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

#define VENDOR_AMD	0x68747541	/* "Auth" */

/* AMD repeats some of leaf 1's features in the extended leaf. */
#define COMMON_1D	0x0183f3ffU

/* Where the words are, and which of their bits each kind of policy keeps. */
static const struct feature_word {
	uint32_t leaf, sub;
	uint8_t reg;			/* 0 to 3: eax to edx */
	uint32_t known, pv_max, pv_default;
} words[] = {
	{ 1, 0, 3, 0xbfebfbff, 0x1fc9cbf5, 0x1fc9cbf5 },
	{ 1, 0, 2, 0xfffef3ff, 0xf6f83203, 0xf6d83203 },
	{ 0x80000001, 0, 3, 0xee500800, 0xea500800, 0xea500800 },
	{ 0x80000001, 0, 2, 0x2469bfff, 0x042109e3, 0x042109e3 },
	{ 0xd, 1, 0, 0x0000000f, 0x00000007, 0x00000007 },
	{ 7, 0, 1, 0xffbfffff, 0xfdaf0b39, 0xfdaf0b29 },
	{ 7, 0, 2, 0x3a405fdf, 0x1a405f43, 0x02405f43 },
	{ 0x80000007, 0, 3, 0x00000780, 0x00000100, 0x00000000 },
	/*
	 * IBPB is an MSR without state. What would have to be switched
	 * with the guest (IBRS, STIBP, SSBD) is not offered.
	 */
	{ 0x80000008, 0, 1, 0x779fd205, 0x64001005, 0x64001005 },
	{ 7, 0, 3, 0xfc91ef1c, 0xa001411c, 0xa000401c },
	{ 7, 1, 0, 0x00001c30, 0x00001c30, 0x00001c30 },
	{ 0x80000021, 0, 0, 0xf8000164, 0x78000064, 0x78000064 },
	{ 7, 1, 1, 0x00000001, 0, 0 },
	{ 7, 2, 3, 0x00000037, 0x00000021, 0x00000021 },
	{ 7, 1, 2, 0, 0, 0 },
	{ 7, 1, 3, 0x00040000, 0, 0 },
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
	struct cpuid_regs *r = policy_leaf(p, words[w].leaf, words[w].sub);

	return words[w].reg == 0 ? &r->a : words[w].reg == 1 ? &r->b :
	       words[w].reg == 2 ? &r->c : &r->d;
}

uint32_t policy_word(const struct cpuid_policy *p, unsigned int w)
{
	if (w < ARRAY_SIZE(words))
		return *word_place((struct cpuid_policy *)p, w);
	if (w < 18)
		return (uint32_t)(p->arch_caps >> (w == 17 ? 32 : 0));
	return p->ext[0x21].c;
}

void policy_word_set(struct cpuid_policy *p, unsigned int w, uint32_t v)
{
	if (w < ARRAY_SIZE(words))
		*word_place(p, w) = v;
}

bool policy_has(const struct cpuid_policy *p, unsigned int feature)
{
	return policy_word(p, feature / 32) >> (feature % 32) & 1;
}

bool policy_has_ibpb(const struct domain *d)
{
	return d->arch.policy && policy_has(d->arch.policy, FEAT_IBPB);
}

void policy_features_settle(struct cpuid_policy *p)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(deps); i++)
		if (!policy_has(p, deps[i].need))
			policy_word_set(p, deps[i].word,
					policy_word(p, deps[i].word) &
					~deps[i].drop);
}

/* ---- the machine's ---- */

static void raw_subs_read(struct cpuid_policy *p, uint32_t leaf, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++)
		*policy_leaf(p, leaf, i) = cpuid(leaf, i);
}

static void raw_read(struct cpuid_policy *p)
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
}

/* Leaves 4: no more after the first that describes no cache. */
static void cache_trim(struct cpuid_policy *p)
{
	bool end = false;

	for (unsigned int i = 0; i < CACHE_LEAVES; i++) {
		if (end)
			memset(&p->cache[i], 0, sizeof(p->cache[i]));
		end |= !(p->cache[i].a & 31);
	}
}

static void host_make(void)
{
	host = raw;
	host.basic[0].a = min_u(raw.basic[0].a, BASIC_LAST);
	host.feat[0].a = min_u(raw.feat[0].a, FEAT_LEAVES - 1);
	cache_trim(&host);
	for (unsigned int i = 0; i < ARRAY_SIZE(words); i++)
		policy_word_set(&host, i, policy_word(&raw, i) &
				words[i].known);
	policy_word_set(&host, 1, policy_word(&host, 1) & ~(1U << 27));
	/* AMD's has SYSENTER outside long mode only. */
	if (raw.basic[0].b == VENDOR_AMD) {
		policy_word_set(&host, 0, policy_word(&host, 0) & ~(1U << 11));
		host.ext[1].d |= raw.ext[1].d & COMMON_1D;
	}
	policy_features_settle(&host);
}

/* ---- guests' ---- */

static void xstate_redo(struct cpuid_policy *p)
{
	uint64_t mask = 0;
	uint32_t features = p->xstate[1].a;

	if (policy_has(p, FEAT_XSAVE))
		mask = XSTATE_FP | XSTATE_SSE;
	if (policy_has(p, FEATURE(1, 28)))
		mask |= XSTATE_AVX;
	if (policy_has(p, FEATURE(5, 16)))
		mask |= XSTATE_AVX512;
	mask &= xstate_mask();
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
static void machine_leaves_hide(struct cpuid_policy *p)
{
	static const uint8_t basic[] = { 5, 6, 8, 9, 0xa, 0xc };
	static const uint8_t ext[] = {
		9, 0xa, 0xb, 0xc, 0xd, 0xe, 0xf, 0x10, 0x11, 0x12, 0x13, 0x14,
		0x15, 0x16, 0x17, 0x18, 0x1b, 0x1c, 0x1d, 0x1e, 0x1f, 0x20,
	};

	for (unsigned int i = 0; i < ARRAY_SIZE(basic); i++)
		memset(&p->basic[basic[i]], 0, sizeof(p->basic[0]));
	for (unsigned int i = 0; i < ARRAY_SIZE(ext); i++)
		memset(&p->ext[ext[i]], 0, sizeof(p->ext[0]));
	memset(p->topo, 0, sizeof(p->topo));
	p->basic[1].b &= 0xff00;		/* CLFLUSH size */
	p->ext[1].b = 0;
	p->ext[7].a = p->ext[7].b = p->ext[7].c = 0;
	p->ext[8].c = p->ext[8].d = 0;
	p->ext[0x21].b = p->ext[0x21].c = p->ext[0x21].d = 0;
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
	xstate_redo(p);
	machine_leaves_hide(p);
}

static void pv_max_make(void)
{
	pv_max = host;
	features_keep(&pv_max, true);
	/* Topologies may be made up whatever the machine's is. */
	policy_word_set(&pv_max, 0, policy_word(&pv_max, 0) | 1U << 28);
	policy_word_set(&pv_max, 1, policy_word(&pv_max, 1) | 1U << 21);
	policy_word_set(&pv_max, 3, policy_word(&pv_max, 3) | 1U << 1);
	pv_max.feat[0].a = FEAT_LEAVES - 1;
}

static void feat_shrink(struct cpuid_policy *p)
{
	while (p->feat[0].a) {
		const struct cpuid_regs *r = &p->feat[p->feat[0].a];

		if (r->a | r->b | r->c | r->d)
			return;
		p->feat[0].a--;
	}
}

void policy_init(void)
{
	raw_read(&raw);
	host_make();
	pv_max_make();
	pv_default = pv_max;
	policy_word_set(&pv_default, 0, (policy_word(&pv_max, 0) & ~(1U << 28)) |
			(policy_word(&host, 0) & 1U << 28));
	policy_word_set(&pv_default, 3, (policy_word(&pv_max, 3) & ~2U) |
			(policy_word(&host, 3) & 2U));
	features_keep(&pv_default, false);
	feat_shrink(&pv_default);
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
	xstate_redo(p);
	machine_leaves_hide(p);
	if (p->basic[0].b == VENDOR_AMD)
		p->ext[1].d |= p->basic[1].d & COMMON_1D;
	/* Linear addresses have 48 bits here. */
	p->ext[8].a = (p->ext[8].a & 0xff) | 48 << 8;
	cache_trim(p);
	limits_clip(p);
	p->hv_limit = p->hv2_limit = 0;
	p->platform_info = p->arch_caps = 0;
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
