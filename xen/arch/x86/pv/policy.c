/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * CPU feature sets and policies for the toolstack. Raw and host are the
 * machine's; the PV ones are what pv_cpuid() shows.
 */
#include <hv/domain.h>
#include <hv/errno.h>
#include <hv/guest.h>
#include <hv/string.h>
#include <xen/sysctl.h>
#include <x86/asm.h>
#include <x86/policy.h>
#include <x86/pv.h>

/* Where each feature word comes from: cpufeatureset.h's numbering. */
static const struct { uint32_t leaf, sub; uint8_t reg; } words[] = {
	{ 1, 0, 3 }, { 1, 0, 2 }, { 0x80000001, 0, 3 }, { 0x80000001, 0, 2 },
	{ 0xd, 1, 0 }, { 7, 0, 1 }, { 7, 0, 2 }, { 0x80000007, 0, 3 },
	{ 0x80000008, 0, 1 }, { 7, 0, 3 }, { 7, 1, 0 }, { 0x80000021, 0, 0 },
	{ 7, 1, 1 }, { 7, 2, 3 }, { 7, 1, 2 }, { 7, 1, 3 },
};

/* MSR_ARCH_CAPS and 0x80000021.ecx follow: words 16 to 18, not offered. */
#define NR_WORDS	19U

static bool leaf_exists(uint32_t leaf)
{
	uint32_t base = leaf & 0x80000000;

	return leaf <= cpuid(base, 0).a;
}

static void leaf_read(bool pv, uint32_t leaf, uint32_t sub,
		      struct cpuid_regs *r)
{
	memset(r, 0, sizeof(*r));
	if (pv)
		pv_cpuid(arch_current(), leaf, sub, r);
	else if (leaf_exists(leaf))
		*r = cpuid(leaf, sub);
}

long cpu_featureset_get(struct xen_sysctl *op, bool *copyback)
{
	struct xen_sysctl_cpu_featureset *f = &op->u.cpu_featureset;
	bool pv = f->index == XEN_SYSCTL_cpu_featureset_pv ||
		  f->index == XEN_SYSCTL_cpu_featureset_pv_max;
	unsigned int n = min_u(f->nr_features, NR_WORDS);
	bool query = !f->features.p;

	if (f->index > XEN_SYSCTL_cpu_featureset_hvm_max)
		return -EINVAL;
	if (!pv && f->index > XEN_SYSCTL_cpu_featureset_host)
		return -EOPNOTSUPP;
	for (unsigned int i = 0; !query && i < n; i++) {
		struct cpuid_regs r;
		uint32_t v = 0;

		if (i < ARRAY_SIZE(words)) {
			leaf_read(pv, words[i].leaf, words[i].sub, &r);
			v = words[i].reg == 0 ? r.a : words[i].reg == 1 ? r.b :
			    words[i].reg == 2 ? r.c : r.d;
		}
		if (guest_write(f->features.p + i, &v, sizeof(v)))
			return -EFAULT;
	}
	f->nr_features = query ? NR_WORDS : n;
	*copyback = true;
	return 0;
}

/* Leaves with sub-leaves, and how many of those are listed. */
static unsigned int nr_subleaves(uint32_t leaf)
{
	switch (leaf) {
	case 4:
		return 6;
	case 7:
		return 3;
	case 0xb:
		return 2;
	case 0xd:
		return 63;
	}
	return 0;
}

struct leaf_sink {
	bool pv, query;
	uint32_t nr, room;
	xen_cpuid_leaf_t *to;
};

static long leaf_put(struct leaf_sink *s, uint32_t leaf, uint32_t sub,
		     bool has_sub)
{
	xen_cpuid_leaf_t l = {
		.leaf = leaf, .subleaf = has_sub ? sub : XEN_CPUID_NO_SUBLEAF,
	};
	struct cpuid_regs r;

	if (!s->query) {
		if (s->nr >= s->room)
			return -ENOBUFS;
		leaf_read(s->pv, leaf, sub, &r);
		l.a = r.a;
		l.b = r.b;
		l.c = r.c;
		l.d = r.d;
		if (guest_write(s->to + s->nr, &l, sizeof(l)))
			return -EFAULT;
	}
	s->nr++;
	return 0;
}

static long leaves_put(struct leaf_sink *s, uint32_t from, uint32_t to)
{
	long err = 0;

	for (uint32_t leaf = from; !err && leaf <= to; leaf++) {
		unsigned int n = nr_subleaves(leaf);

		if (!n)
			err = leaf_put(s, leaf, 0, false);
		for (unsigned int i = 0; !err && i < n; i++)
			err = leaf_put(s, leaf, i, true);
	}
	return err;
}

long cpu_policy_get(struct xen_sysctl *op, bool *copyback)
{
	struct xen_sysctl_cpu_policy *p = &op->u.cpu_policy;
	struct leaf_sink s = {
		.pv = p->index == XEN_SYSCTL_cpu_policy_pv_max ||
		      p->index == XEN_SYSCTL_cpu_policy_pv_default,
		.query = !p->leaves.p,
		.room = p->nr_leaves,
		.to = p->leaves.p,
	};
	long err;

	if (p->_rsvd || p->index > XEN_SYSCTL_cpu_policy_hvm_default)
		return -EINVAL;
	if (!s.pv && p->index > XEN_SYSCTL_cpu_policy_host)
		return -EOPNOTSUPP;
	err = leaves_put(&s, 0, 0xd);
	if (!err)
		err = leaf_put(&s, 0x40000000, 0, false);
	if (!err)
		err = leaf_put(&s, 0x40000100, 0, false);
	if (!err)
		err = leaves_put(&s, 0x80000000, 0x80000021);
	if (err)
		return err;
	p->nr_leaves = s.nr;
	p->nr_msrs = p->msrs.p ? 0 : 2;
	*copyback = true;
	return 0;
}

void hypercall_page_fill(void *page)
{
	/* push rcx, r11; mov eax; syscall; pop r11, rcx; ret */
	static const uint8_t entry[] = {
		0x51, 0x41, 0x53, 0xb8, 0, 0, 0, 0, 0x0f, 0x05,
		0x41, 0x5b, 0x59, 0xc3,
	};
	/* iret: its frame has rcx, r11 and rax */
	static const uint8_t iret[] = {
		0x51, 0x41, 0x53, 0x50, 0xb8, __HYPERVISOR_iret, 0, 0, 0,
		0x0f, 0x05,
	};
	uint8_t *p = page;

	memset(page, 0xcc, PAGE_SIZE);
	for (unsigned int i = 0; i < 128; i++, p += 32) {
		memcpy(p, entry, sizeof(entry));
		p[4] = (uint8_t)i;
	}
	memcpy((uint8_t *)page + __HYPERVISOR_iret * 32, iret, sizeof(iret));
}
