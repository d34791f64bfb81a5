/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * CPU policies for the toolstack: as lists of leaves and MSRs, in and out
 * (sysctl.h, domctl.h: get_cpu_featureset, get_cpu_policy, set_cpu_policy).
 */
#include <hv/domain.h>
#include <hv/errno.h>
#include <hv/guest.h>
#include <hv/mm.h>
#include <xen/domctl.h>
#include <xen/sysctl.h>
#include <x86/policy.h>

#define MSR_PLATFORM_INFO	0xceU
#define MSR_ARCH_CAPS		0x10aU

static const struct cpuid_policy *featureset_policy(unsigned int index)
{
	static const uint8_t policy[] = {
		[XEN_SYSCTL_cpu_featureset_raw] = XEN_SYSCTL_cpu_policy_raw,
		[XEN_SYSCTL_cpu_featureset_host] = XEN_SYSCTL_cpu_policy_host,
		[XEN_SYSCTL_cpu_featureset_pv] =
			XEN_SYSCTL_cpu_policy_pv_default,
		[XEN_SYSCTL_cpu_featureset_hvm] =
			XEN_SYSCTL_cpu_policy_hvm_default,
		[XEN_SYSCTL_cpu_featureset_pv_max] =
			XEN_SYSCTL_cpu_policy_pv_max,
		[XEN_SYSCTL_cpu_featureset_hvm_max] =
			XEN_SYSCTL_cpu_policy_hvm_max,
	};

	return policy_system(policy[index]);
}

long cpu_featureset_get(struct xen_sysctl *op, bool *copyback)
{
	struct xen_sysctl_cpu_featureset *f = &op->u.cpu_featureset;
	const struct cpuid_policy *p;
	unsigned int n = min_u(f->nr_features, FEATURE_WORDS);

	*copyback = true;
	if (!f->features.p) {
		f->nr_features = FEATURE_WORDS;
		return 0;
	}
	if (f->index > XEN_SYSCTL_cpu_featureset_hvm_max)
		return -EINVAL;
	p = featureset_policy(f->index);
	if (!p)
		return -EOPNOTSUPP;	/* no HVM guests here */
	for (unsigned int i = 0; i < n; i++) {
		uint32_t v = policy_word(p, i);

		if (guest_write(f->features.p + i, &v, sizeof(v)))
			return -EFAULT;
	}
	f->nr_features = n;
	/* Short of room: what fits was written. */
	return n < FEATURE_WORDS ? -ENOBUFS : 0;
}

/* ---- out ---- */

struct leaf_sink {
	const struct cpuid_policy *p;
	uint32_t nr, room;
	xen_cpuid_leaf_t *to;
	long err;
};

static void leaf_out(struct leaf_sink *s, uint32_t leaf, uint32_t sub,
		     const struct cpuid_regs *r)
{
	xen_cpuid_leaf_t l = { leaf, sub, r->a, r->b, r->c, r->d };

	if (s->err)
		return;
	if (s->nr >= s->room)
		s->err = -ENOBUFS;
	else if (guest_write(s->to + s->nr, &l, sizeof(l)))
		s->err = -EFAULT;
	else
		s->nr++;
}

/* The last of a leaf's sub-leaves that means anything. */
static uint32_t last_sub(const struct cpuid_policy *p, uint32_t leaf)
{
	uint32_t i = 0;

	switch (leaf) {
	case 4:
		while (i < CACHE_LEAVES - 1 && (p->cache[i].a & 31))
			i++;
		return i;
	case 7:
		return min_u(p->feat[0].a, FEAT_LEAVES - 1);
	case 0xb:
		return p->topo[0].c >> 8 & 0xff ? 1 : 0;
	}
	for (i = 31; i > 1 && !(p->xstate[0].a >> i & 1); i--)
		;
	return i;
}

static void leaves_out(struct leaf_sink *s)
{
	struct cpuid_policy *p = (struct cpuid_policy *)s->p;
	uint32_t ext = min_u(p->ext[0].a & 0xffff, EXT_LAST - EXT_FIRST);

	for (uint32_t l = 0; l <= min_u(p->basic[0].a, BASIC_LAST); l++) {
		if (!policy_leaf_has_subs(l)) {
			leaf_out(s, l, XEN_CPUID_NO_SUBLEAF, &p->basic[l]);
			continue;
		}
		for (uint32_t i = 0; i <= last_sub(p, l); i++)
			leaf_out(s, l, i, policy_leaf(p, l, i));
	}
	leaf_out(s, 0x40000000, XEN_CPUID_NO_SUBLEAF,
		 &(struct cpuid_regs){ p->hv_limit, 0, 0, 0 });
	leaf_out(s, 0x40000100, XEN_CPUID_NO_SUBLEAF,
		 &(struct cpuid_regs){ p->hv2_limit, 0, 0, 0 });
	for (uint32_t i = 0; i <= ext; i++)
		leaf_out(s, EXT_FIRST + i, XEN_CPUID_NO_SUBLEAF, &p->ext[i]);
}

static long msrs_out(const struct cpuid_policy *p, xen_msr_entry_t *to,
		     uint32_t *nr)
{
	const xen_msr_entry_t e[POLICY_MSRS] = {
		{ MSR_PLATFORM_INFO, 0, p->platform_info },
		{ MSR_ARCH_CAPS, 0, p->arch_caps },
	};

	if (*nr < POLICY_MSRS)
		return -ENOBUFS;
	if (guest_write(to, e, sizeof(e)))
		return -EFAULT;
	*nr = POLICY_MSRS;
	return 0;
}

static long policy_out(const struct cpuid_policy *p, xen_cpuid_leaf_t *leaves,
		       uint32_t *nr_leaves, xen_msr_entry_t *msrs,
		       uint32_t *nr_msrs)
{
	struct leaf_sink s = {
		.p = p, .room = *nr_leaves, .to = leaves,
	};

	if (leaves)
		leaves_out(&s);
	*nr_leaves = leaves ? s.nr : POLICY_LEAVES;
	if (s.err)
		return s.err;
	if (msrs)
		return msrs_out(p, msrs, nr_msrs);
	*nr_msrs = POLICY_MSRS;
	return 0;
}

long cpu_policy_get(struct xen_sysctl *op, bool *copyback)
{
	struct xen_sysctl_cpu_policy *c = &op->u.cpu_policy;
	const struct cpuid_policy *p;

	*copyback = true;
	if (c->_rsvd || c->index > XEN_SYSCTL_cpu_policy_hvm_default)
		return -EINVAL;
	p = policy_system(c->index);
	if (!p)
		return -EOPNOTSUPP;
	return policy_out(p, c->leaves.p, &c->nr_leaves, c->msrs.p,
			  &c->nr_msrs);
}

long domain_policy_get(struct xen_domctl *op, struct domain *d)
{
	struct xen_domctl_cpu_policy *c = &op->u.cpu_policy;

	if (!d->arch.policy)
		return -EOPNOTSUPP;
	return policy_out(d->arch.policy, c->leaves.p, &c->nr_leaves,
			  c->msrs.p, &c->nr_msrs);
}

/* ---- in ---- */

static int leaf_in(struct cpuid_policy *p, const xen_cpuid_leaf_t *l)
{
	bool subs = policy_leaf_has_subs(l->leaf);
	struct cpuid_regs *r = policy_leaf(p, l->leaf, l->subleaf);

	if (subs == (l->subleaf == XEN_CPUID_NO_SUBLEAF))
		return -ERANGE;
	if (!subs && l->leaf == 0x40000000)
		p->hv_limit = l->a;
	else if (!subs && l->leaf == 0x40000100)
		p->hv2_limit = l->a;
	else if (!r)
		return -ERANGE;
	else
		*r = (struct cpuid_regs){ l->a, l->b, l->c, l->d };
	return 0;
}

static long leaves_in(struct cpuid_policy *p, const xen_cpuid_leaf_t *from,
		      uint32_t nr, struct policy_error *e)
{
	xen_cpuid_leaf_t l;

	for (uint32_t i = 0; i < nr; i++) {
		if (guest_read(&l, from + i, sizeof(l)))
			return -EFAULT;
		if (leaf_in(p, &l)) {
			e->leaf = l.leaf;
			e->subleaf = l.subleaf;
			return -ERANGE;
		}
	}
	return 0;
}

static long msrs_in(struct cpuid_policy *p, const xen_msr_entry_t *from,
		    uint32_t nr, struct policy_error *e)
{
	xen_msr_entry_t m;

	for (uint32_t i = 0; i < nr; i++) {
		if (guest_read(&m, from + i, sizeof(m)))
			return -EFAULT;
		e->msr = m.idx;
		if (m.flags)
			return -EINVAL;
		if (m.idx == MSR_PLATFORM_INFO && !(m.val >> 32))
			p->platform_info = m.val;
		else if (m.idx == MSR_ARCH_CAPS)
			p->arch_caps = m.val;
		else
			return m.idx == MSR_PLATFORM_INFO ? -EOVERFLOW :
							    -ERANGE;
	}
	e->msr = ~0U;
	return 0;
}

long domain_policy_set(struct xen_domctl *op, struct domain *d)
{
	const struct cpuid_policy *max =
		policy_system(XEN_SYSCTL_cpu_policy_pv_max);
	struct xen_domctl_cpu_policy *c = &op->u.cpu_policy;
	struct policy_error e = { ~0U, ~0U, ~0U };
	struct cpuid_policy *p;
	long err = -ENOMEM;

	if (d == arch_current()->domain || !d->arch.policy)
		return -EINVAL;
	if (d->creation_finished)
		return -EEXIST;		/* it may have looked already */
	p = hv_zalloc(sizeof(*p));
	if (!p)
		goto out;
	*p = *d->arch.policy;
	err = leaves_in(p, c->leaves.p, c->nr_leaves, &e);
	if (!err)
		err = msrs_in(p, c->msrs.p, c->nr_msrs, &e);
	if (!err)
		err = policy_check(max, p, &e);
	if (!err) {
		policy_recalculate(p, max);
		*d->arch.policy = *p;
	}
	hv_free(p);
out:
	c->err_leaf = e.leaf;
	c->err_subleaf = e.subleaf;
	c->err_msr = e.msr;
	return err;
}
