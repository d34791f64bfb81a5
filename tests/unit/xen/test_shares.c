/* SPDX-License-Identifier: GPL-2.0-only */
/* Shares by weight and cap under the credit policy, two CPUs. */
#include "machine.h"

#include <xen/domctl.h>

static int setup(void **state)
{
	(void)state;
	host_memory(1 << 16);
	host_add_ram(256, (1 << 16) - 256, 0, false);
	host_boot(2);
	return 0;
}

static uint64_t time_of(const struct domain *d)
{
	uint64_t sum = 0;

	for (unsigned int i = 0; i < d->max_vcpus; i++)
		sum += vcpu_cpu_time(d->vcpu[i]);
	return sum;
}

/* Shares of two busy domains on CPUs 0 and 1, in percent of the first's. */
static unsigned int ratio(unsigned int weight_a, unsigned int cap_a,
			  uint64_t *used_a, uint64_t *used_b)
{
	struct xen_domctl_scheduler_op op = {
		.sched_id = XEN_SCHEDULER_CREDIT,
		.cmd = XEN_DOMCTL_SCHEDOP_putinfo,
	};
	struct domain *a = host_domain(1, 2, 100, false);
	struct domain *b = host_domain(2, 2, 100, false);

	op.u.credit.weight = (uint16_t)weight_a;
	op.u.credit.cap = (uint16_t)cap_a;
	assert_int_equal(sched_adjust(a, &op), 0);
	host_run(SECONDS(1));
	*used_a = time_of(a);
	*used_b = time_of(b);
	host_run(SECONDS(3));
	*used_a = time_of(a) - *used_a;
	*used_b = time_of(b) - *used_b;
	host_destroy(a);
	host_destroy(b);
	return (unsigned int)(*used_b * 100 / *used_a);
}

static const struct {
	unsigned int weight, cap, low, high;
} shares[] = {
	{ 256, 0,  90, 110 },
	{ 512, 0,  42,  58 },
	{ 1024, 0, 20,  32 },
	{ 256, 50, 250, 350 },		/* half a CPU of two: 0.5 to 1.5 */
};

static void weights_and_caps_are_kept(void **state)
{
	uint64_t a, b;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(shares); i++) {
		unsigned int r = ratio(shares[i].weight, shares[i].cap, &a, &b);

		print_message("weight %u cap %u: %u%%\n", shares[i].weight,
			      shares[i].cap, r);
		assert_in_range(r, shares[i].low, shares[i].high);
		/* No CPU idles while somebody waits. */
		assert_true(a + b > (uint64_t)SECONDS(3) * 2 * 98 / 100);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(weights_and_caps_are_kept),
	};

	return cmocka_run_group_tests_name("shares", tests, setup, NULL);
}
