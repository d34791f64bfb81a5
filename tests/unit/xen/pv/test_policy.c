/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a guest is told of a processor of 2013 (Haswell, with the microcode
 * that has IBRS), and what it may ask of it.
 */
#include "fixture.h"

#include <xen/sysctl.h>
#include <x86/asm.h>
#include <x86/fpu.h>
#include <x86/policy.h>
#include <x86/regs.h>
#include <x86/spec.h>

/* Of a model that gathers safely and predicts returns by the stack alone. */
static void what_is_known_of_the_model_is_told(void **state)
{
	struct vcpu *v = d->vcpu[0];
	uint64_t caps = 0;

	(void)state;
	assert_true(pv_rdmsr(v, MSR_ARCH_CAPABILITIES, &caps));
	assert_int_equal(caps, 1U << 26);	/* GDS_NO, not RSBA */
	assert_false(pv_wrmsr(v, MSR_ARCH_CAPABILITIES, caps));
	assert_true(policy_has(d->arch.policy, FEAT_AVX));
	/* A guest that came from elsewhere may have been told more. */
	assert_true(policy_has(policy_system(XEN_SYSCTL_cpu_policy_pv_max),
			       FEAT_RSBA));
	assert_false(policy_has(d->arch.policy, FEAT_RSBA));
}

static void a_feature_takes_with_it_what_needs_it(void **state)
{
	struct cpuid_policy p = *d->arch.policy;

	(void)state;
	assert_true(policy_has(&p, FEATURE(5, 5)));	/* AVX2 */
	policy_feature_drop(&p, FEAT_AVX);
	assert_false(policy_has(&p, FEATURE(5, 5)));
	assert_false(policy_has(&p, FEATURE(1, 12)));	/* FMA */
	assert_true(policy_has(&p, FEAT_XSAVE));
}

/* The processor's own state follows the vCPU that runs. */
static void speculation_control_is_the_guests(void **state)
{
	struct vcpu *v = d->vcpu[0];
	uint64_t val = 7;

	(void)state;
	spec_facts.ibrs = true;
	assert_true(pv_rdmsr(v, MSR_SPEC_CTRL, &val));
	assert_int_equal(val, 0);
	assert_true(pv_wrmsr(v, MSR_SPEC_CTRL,
			     SPEC_CTRL_IBRS | SPEC_CTRL_STIBP));
	assert_int_equal(rdmsr(MSR_SPEC_CTRL), 3);
	/* What CPUID does not show is refused, and changes nothing. */
	assert_false(pv_wrmsr(v, MSR_SPEC_CTRL, SPEC_CTRL_SSBD));
	assert_false(pv_wrmsr(v, MSR_SPEC_CTRL, 1UL << 32));
	assert_true(pv_rdmsr(v, MSR_SPEC_CTRL, &val));
	assert_int_equal(val, 3);
	spec_guest_load(other->vcpu[0]);
	assert_int_equal(rdmsr(MSR_SPEC_CTRL), 0);
	spec_guest_load(v);
	assert_int_equal(rdmsr(MSR_SPEC_CTRL), 3);
	assert_true(pv_wrmsr(v, MSR_SPEC_CTRL, 0));
	spec_facts.ibrs = false;
}

static void states_beyond_the_policy_are_refused(void **state)
{
	struct vcpu *v = d->vcpu[0];

	(void)state;
	fpu_cpu_init();
	policy_xstate_redo(d->arch.policy, xstate_mask());
	assert_true(fpu_set_xcr0(v, 7));
	policy_feature_drop(d->arch.policy, FEAT_AVX);
	policy_xstate_redo(d->arch.policy, xstate_mask());
	assert_false(fpu_set_xcr0(v, 7));
	assert_true(fpu_set_xcr0(v, 3));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		PV_TEST(what_is_known_of_the_model_is_told),
		PV_TEST(a_feature_takes_with_it_what_needs_it),
		PV_TEST(speculation_control_is_the_guests),
		PV_TEST(states_beyond_the_policy_are_refused),
	};

	return cmocka_run_group_tests(tests, pv_machine, NULL);
}
