/* SPDX-License-Identifier: GPL-2.0-only */
/* The scheduler and its credit policy on 4095 CPUs. */
#include "machine.h"

#define CPUS		4095U

static int setup(void **state)
{
	(void)state;
	host_memory(1 << 20);
	host_add_ram(256, (1 << 20) - 256, 0, false);
	host_boot(CPUS);
	return 0;
}

/* Nobody may run where it is not allowed, or on two CPUs. */
static void check_machine(void)
{
	for (unsigned int cpu = 0; cpu < CPUS; cpu++) {
		struct sched_cpu *rq = &pcpu_of(cpu)->sched;

		assert_int_equal(rq->curr->processor, cpu);
		assert_true(rq->curr->sched.is_running);
		if (!rq->curr->is_idle)
			assert_true(cpumask_test(rq->curr->sched.hard, cpu));
	}
}

static unsigned int running(const struct domain *d)
{
	unsigned int n = 0;

	for (unsigned int i = 0; i < d->max_vcpus; i++)
		n += d->vcpu[i]->sched.is_running;
	return n;
}

static void only_on(struct domain *d, unsigned int first, unsigned int nr)
{
	cpumask_t *m = cpumask_alloc();

	bitmap_set_range(m, first, nr);
	for (unsigned int i = 0; i < d->max_vcpus; i++)
		assert_int_equal(vcpu_set_hard_affinity(d->vcpu[i], m), 0);
	cpumask_free(m);
	host_settle();
}

static uint64_t time_of(const struct domain *d)
{
	uint64_t sum = 0;

	for (unsigned int i = 0; i < d->max_vcpus; i++)
		sum += vcpu_cpu_time(d->vcpu[i]);
	return sum;
}

static void four_thousand_vcpus_find_a_cpu_each(void **state)
{
	struct domain *d[8];

	(void)state;
	for (unsigned int i = 0; i < 8; i++)
		d[i] = host_domain((domid_t)(i + 1), 500, 1000, false);
	host_settle();
	check_machine();
	for (unsigned int i = 0; i < 8; i++)
		assert_int_equal(running(d[i]), 500);
	for (unsigned int i = 0; i < 8; i++)
		host_destroy(d[i]);
	check_machine();
	for (unsigned int cpu = 0; cpu < CPUS; cpu++)
		assert_true(pcpu_of(cpu)->sched.curr->is_idle);
}

static void nobody_waits_while_a_cpu_is_idle(void **state)
{
	struct domain *d = host_domain(1, 64, 100, false);
	uint64_t before;

	(void)state;
	only_on(d, 100, 32);		/* two for each CPU */
	assert_int_equal(running(d), 32);
	only_on(d, 100, 64);
	before = time_of(d);
	host_run(SECONDS(1));
	assert_int_equal(running(d), 64);
	assert_true(time_of(d) - before > (uint64_t)SECONDS(64) * 95 / 100);
	check_machine();
	host_destroy(d);
}

static void affinity_moves_at_once_and_may_not_be_empty(void **state)
{
	struct domain *d = host_domain(1, 4, 100, false);
	cpumask_t *none = cpumask_alloc(), *soft = cpumask_alloc();

	(void)state;
	only_on(d, 4000, 4);
	for (unsigned int i = 0; i < 4; i++)
		assert_in_range(d->vcpu[i]->processor, 4000, 4003);
	assert_int_equal(running(d), 4);
	assert_int_equal(vcpu_set_hard_affinity(d->vcpu[0], none), -EINVAL);
	/* Preferred where allowed; ignored where it cannot be. */
	only_on(d, 0, 1000);
	cpumask_set(soft, 777);
	assert_int_equal(vcpu_set_soft_affinity(d->vcpu[0], soft), 0);
	host_settle();
	assert_int_equal(d->vcpu[0]->processor, 777);
	cpumask_zero(soft);
	cpumask_set(soft, 3000);
	assert_int_equal(vcpu_set_soft_affinity(d->vcpu[0], soft), 0);
	host_settle();
	assert_true(d->vcpu[0]->processor < 1000);
	check_machine();
	cpumask_free(none);
	cpumask_free(soft);
	host_destroy(d);
}

static void pin_override_is_undone(void **state)
{
	struct domain *d = host_domain(1, 1, 100, false);
	struct vcpu *v = d->vcpu[0];

	(void)state;
	only_on(d, 10, 10);
	assert_int_equal(vcpu_pin_override(v, -1), -EINVAL);
	assert_int_equal(vcpu_pin_override(v, 5000), -EINVAL);
	assert_int_equal(vcpu_pin_override(v, 4094), 0);
	host_settle();
	assert_int_equal(v->processor, 4094);
	assert_int_equal(vcpu_pin_override(v, 3), -EBUSY);
	assert_int_equal(vcpu_pin_override(v, -1), 0);
	host_settle();
	assert_in_range(v->processor, 10, 19);
	host_destroy(d);
}

static void pauses_count(void **state)
{
	struct domain *d = host_domain(1, 2, 100, false);

	(void)state;
	host_settle();
	assert_int_equal(running(d), 2);
	assert_int_equal(domain_unpause_by_controller(d), -EINVAL);
	domain_pause_nosync(d);
	domain_pause_nosync(d);
	host_settle();
	assert_int_equal(running(d), 0);
	domain_unpause(d);
	host_settle();
	assert_int_equal(running(d), 0);
	domain_unpause(d);
	host_settle();
	assert_int_equal(running(d), 2);
	host_destroy(d);
}

static void block_and_wake_keep_the_books(void **state)
{
	struct domain *d = host_domain(1, 1, 100, false);
	struct vcpu *v = d->vcpu[0];
	struct vcpu_runstate_info r;

	(void)state;
	host_settle();
	host_on(v->processor);
	assert_ptr_equal(host_current, v);
	assert_int_equal(host_call(__HYPERVISOR_sched_op, SCHEDOP_block, 0, 0),
			 0);
	host_settle();
	host_run(MILLISECS(100));
	vcpu_runstate_get(v, &r);
	assert_int_equal(r.state, RUNSTATE_blocked);
	assert_in_range(r.time[RUNSTATE_blocked], MILLISECS(100), MILLISECS(101));
	/* A one-shot timer's interrupt unblocks it. */
	timer_set(&v->poll_timer, host_now + MILLISECS(10));
	vcpu_unblock(v);
	host_settle();
	vcpu_runstate_get(v, &r);
	assert_int_equal(r.state, RUNSTATE_running);
	assert_int_equal(r.time[0] + r.time[1] + r.time[2] + r.time[3],
			 (uint64_t)MILLISECS(100));
	host_destroy(d);
}

static void a_cpu_taken_offline_loses_its_vcpus(void **state)
{
	struct domain *d = host_domain(1, 8, 100, false);

	(void)state;
	only_on(d, 50, 2);
	sched_cpu_down(pcpu_of(50));
	host_settle();
	for (unsigned int i = 0; i < 8; i++)
		assert_int_equal(d->vcpu[i]->processor, 51);
	assert_true(pcpu_of(50)->sched.curr->is_idle);
	sched_cpu_down(pcpu_of(51));	/* nothing allowed is left */
	host_settle();
	for (unsigned int i = 0; i < 8; i++)
		assert_true(cpu_online(d->vcpu[i]->processor));
	host_destroy(d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(four_thousand_vcpus_find_a_cpu_each),
		cmocka_unit_test(nobody_waits_while_a_cpu_is_idle),
		cmocka_unit_test(affinity_moves_at_once_and_may_not_be_empty),
		cmocka_unit_test(pin_override_is_undone),
		cmocka_unit_test(pauses_count),
		cmocka_unit_test(block_and_wake_keep_the_books),
		cmocka_unit_test(a_cpu_taken_offline_loses_its_vcpus),
	};

	return cmocka_run_group_tests_name("sched", tests, setup, NULL);
}
