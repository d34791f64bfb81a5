/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the processor is, for toolstacks: policies and feature sets of the
 * machine and of PV guests, leaf by leaf.
 */
#define __XEN_TOOLS__ 1
#include "ask.h"

#include <xen/domctl.h>
#include <xen/sysctl.h>

#define LEAVES	200U

static xen_cpuid_leaf_t leaves[LEAVES];
static xen_msr_entry_t msrs[16];

static void show_policy(const char *name, uint32_t nr_leaves, uint32_t nr_msrs)
{
	for (unsigned int i = 0; i < nr_leaves; i++) {
		const xen_cpuid_leaf_t *l = &leaves[i];
		const char *which = named(name, "leaf", l->leaf);

		if (l->subleaf != XEN_CPUID_NO_SUBLEAF)
			which = named(which, "sub", l->subleaf);
		answer(named(which, "eax, ebx", ~0UL),
		       (long)((uint64_t)l->b << 32 | l->a));
		answer(named(which, "ecx, edx", ~0UL),
		       (long)((uint64_t)l->d << 32 | l->c));
	}
	for (unsigned int i = 0; i < nr_msrs; i++)
		answer(named(name, "MSR", msrs[i].idx), (long)msrs[i].val);
}

static long sysctl(struct xen_sysctl *op, uint32_t cmd)
{
	op->cmd = cmd;
	op->interface_version = XEN_SYSCTL_INTERFACE_VERSION;
	return hypercall(__HYPERVISOR_sysctl, op);
}

static void system_policies(void)
{
	static const struct { const char *name; uint32_t index; } p[] = {
		{ "raw", XEN_SYSCTL_cpu_policy_raw },
		{ "host", XEN_SYSCTL_cpu_policy_host },
		{ "PV max", XEN_SYSCTL_cpu_policy_pv_max },
		{ "PV default", XEN_SYSCTL_cpu_policy_pv_default },
	};

	for (unsigned int i = 0; i < sizeof(p) / sizeof(*p); i++) {
		struct xen_sysctl op = { 0 };

		op.u.cpu_policy.index = p[i].index;
		op.u.cpu_policy.nr_leaves = LEAVES;
		op.u.cpu_policy.nr_msrs = 16;
		set_xen_guest_handle(op.u.cpu_policy.leaves, leaves);
		set_xen_guest_handle(op.u.cpu_policy.msrs, msrs);
		answer(p[i].name, sysctl(&op, XEN_SYSCTL_get_cpu_policy));
		show_policy(p[i].name, op.u.cpu_policy.nr_leaves,
			    op.u.cpu_policy.nr_msrs);
	}
}

static void feature_sets(void)
{
	static const struct { const char *name; uint32_t index; } p[] = {
		{ "raw set", XEN_SYSCTL_cpu_featureset_raw },
		{ "host set", XEN_SYSCTL_cpu_featureset_host },
		{ "PV set", XEN_SYSCTL_cpu_featureset_pv },
		{ "PV max set", XEN_SYSCTL_cpu_featureset_pv_max },
	};
	static uint32_t words[32];

	for (unsigned int i = 0; i < sizeof(p) / sizeof(*p); i++) {
		struct xen_sysctl op = { 0 };

		op.u.cpu_featureset.index = p[i].index;
		op.u.cpu_featureset.nr_features = 32;
		set_xen_guest_handle(op.u.cpu_featureset.features, words);
		answer(p[i].name, sysctl(&op, XEN_SYSCTL_get_cpu_featureset));
		for (uint32_t w = 0; w < op.u.cpu_featureset.nr_features; w++)
			answer(named(p[i].name, "word", w), words[w]);
	}
}

static void own_policy(void)
{
	static struct xen_domctl op;

	op.cmd = XEN_DOMCTL_get_cpu_policy;
	op.interface_version = XEN_DOMCTL_INTERFACE_VERSION;
	op.domain = 0;
	op.u.cpu_policy.nr_leaves = LEAVES;
	op.u.cpu_policy.nr_msrs = 16;
	set_xen_guest_handle(op.u.cpu_policy.leaves, leaves);
	set_xen_guest_handle(op.u.cpu_policy.msrs, msrs);
	answer("dom0's", hypercall(__HYPERVISOR_domctl, &op));
	show_policy("dom0's", op.u.cpu_policy.nr_leaves,
		    op.u.cpu_policy.nr_msrs);
}

static void levelling(void)
{
	struct xen_sysctl op = { 0 };

	answer("levelling", sysctl(&op, XEN_SYSCTL_get_cpu_levelling_caps));
	answer("levelling caps", op.u.cpu_levelling_caps.caps);
}

void test_main(void)
{
	vcpu0()->evtchn_upcall_mask = 1;
	system_policies();
	feature_sets();
	own_policy();
	levelling();
}
