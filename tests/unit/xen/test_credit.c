/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How exactly the credit policy divides CPU time, on machines of several
 * sizes, and what a decision costs on a large one.
 */
#include "machine.h"

#include <stdio.h>
#include <time.h>

#include <hv/softirq.h>
#include <xen/domctl.h>

#define CPUS		4095U
#define DOMAINS_MAX	4U
#define ALL		0U

static int setup(void **state)
{
	(void)state;
	host_memory(1 << 20);
	host_add_ram(256, (1 << 20) - 256, 0, false);
	host_boot(CPUS);
	return 0;
}

struct share {
	unsigned int vcpus, weight, cap;
	unsigned int cpus;	/* bound to the first n; ALL: as the machine */
	unsigned int percent;	/* expected, of one CPU */
};

static const struct {
	const char *name;
	unsigned int cpus;
	struct share d[DOMAINS_MAX];
} cases[] = {
	{ "equal weights", 1, { { 1, 256, 0, ALL, 50 }, { 1, 256, 0, ALL, 50 } } },
	{ "1 : 2 : 4", 4, {
		{ 4, 256, 0, ALL, 57 }, { 4, 512, 0, ALL, 114 },
		{ 4, 1024, 0, ALL, 229 } } },
	{ "a weight is for the domain's vCPUs in turn", 2, {
		{ 1, 256, 0, ALL, 67 }, { 2, 256, 0, ALL, 133 } } },
	{ "caps of one vCPU", 4, {
		{ 1, 256, 10, ALL, 10 }, { 1, 256, 30, ALL, 30 },
		{ 1, 256, 75, ALL, 75 }, { 1, 256, 0, ALL, 100 } } },
	{ "a cap over several vCPUs", 4, {
		{ 4, 256, 150, ALL, 150 }, { 4, 256, 0, ALL, 250 } } },
	{ "a cap holds on an idle machine", 8, { { 8, 256, 300, ALL, 300 } } },
	{ "nothing is left over", 3, { { 7, 256, 0, ALL, 300 } } },
	{ "bound domains share what they may use", 4, {
		{ 1, 256, 0, 1, 50 }, { 1, 256, 0, 1, 50 },
		{ 3, 256, 0, ALL, 300 } } },
};

static void bind(struct domain *d, unsigned int cpus)
{
	cpumask_t *m = cpumask_alloc();

	bitmap_set_range(m, 0, cpus);
	for (unsigned int i = 0; i < d->max_vcpus; i++)
		assert_int_equal(vcpu_set_hard_affinity(d->vcpu[i], m), 0);
	cpumask_free(m);
	host_settle();
}

static void set_share(struct domain *d, unsigned int weight, unsigned int cap)
{
	struct xen_domctl_scheduler_op op = {
		.sched_id = XEN_SCHEDULER_CREDIT,
		.cmd = XEN_DOMCTL_SCHEDOP_putinfo,
		.u.credit = { .weight = (uint16_t)weight,
			      .cap = (uint16_t)cap },
	};

	assert_int_equal(sched_adjust(d, &op), 0);
}

static uint64_t time_of(const struct domain *d)
{
	uint64_t sum = 0;

	for (unsigned int i = 0; i < d->max_vcpus; i++)
		sum += vcpu_cpu_time(d->vcpu[i]);
	return sum;
}

/* The pool shrinks to the case's CPUs: so many are shared out. */
static void use_cpus(unsigned int nr)
{
	bitmap_zero(cpupool0->cpus, CPUS);
	bitmap_set_range(cpupool0->cpus, 0, nr);
	for (unsigned int cpu = 0; cpu < CPUS; cpu++)
		pcpu_of(cpu)->softirq_pending |= 1U << SCHED_SOFTIRQ;
	host_settle();
}

static void shares_are_exact(void **state)
{
	(void)state;
	for (size_t c = 0; c < ARRAY_SIZE(cases); c++) {
		struct domain *d[DOMAINS_MAX] = { NULL };
		uint64_t from[DOMAINS_MAX];

		use_cpus(cases[c].cpus);
		for (unsigned int i = 0; i < DOMAINS_MAX &&
		     cases[c].d[i].vcpus; i++) {
			const struct share *s = &cases[c].d[i];

			d[i] = host_domain((domid_t)(i + 1), s->vcpus, 100,
					   false);
			set_share(d[i], s->weight, s->cap);
			bind(d[i], s->cpus ? s->cpus : cases[c].cpus);
		}
		host_run(SECONDS(2));
		for (unsigned int i = 0; i < DOMAINS_MAX && d[i]; i++)
			from[i] = time_of(d[i]);
		host_run(SECONDS(6));
		print_message("%s:", cases[c].name);
		for (unsigned int i = 0; i < DOMAINS_MAX && d[i]; i++) {
			unsigned int want = cases[c].d[i].percent;
			unsigned int got = (unsigned int)
				((time_of(d[i]) - from[i]) / 60000000ULL);

			print_message(" %u%% (%u%%)", got, want);
			from[i] = got;
		}
		print_message("\n");
		for (unsigned int i = 0; i < DOMAINS_MAX && d[i]; i++) {
			unsigned int want = cases[c].d[i].percent;

			assert_in_range(from[i], want - want / 20 - 1,
					want + want / 20 + 1);
		}
		for (unsigned int i = 0; i < DOMAINS_MAX && d[i]; i++)
			host_destroy(d[i]);
	}
}

/* A vCPU that sleeps most of the time gets its little at once. */
static void who_asks_for_little_does_not_wait(void **state)
{
	struct domain *hogs = host_domain(1, 4, 100, false);
	struct domain *d = host_domain(2, 1, 100, false);
	struct vcpu *v = d->vcpu[0];
	s_time_t worst = 0;

	(void)state;
	use_cpus(2);
	bind(hogs, 2);
	bind(d, 2);
	for (int i = 0; i < 100; i++) {
		s_time_t woken;

		/* It worked for a millisecond and blocks. */
		if (v->sched.is_running) {
			host_on(v->processor);
			vcpu_block();
			host_settle();
		}
		host_run(MILLISECS(9));
		vcpu_unblock(v);
		woken = host_now;
		host_settle();
		while (!v->sched.is_running)
			host_run(MICROSECS(100));
		/* The first rounds it is just another newcomer. */
		if (i > 10 && host_now - woken > worst)
			worst = host_now - woken;
		host_run(MILLISECS(1));
	}
	print_message("worst wait %lld us\n", (long long)worst / 1000);
	/* The rate limit is 1 ms. */
	assert_true(worst <= MICROSECS(1200));
	host_destroy(d);
	host_destroy(hogs);
}

/*
 * Short runs that no tick sees are charged. Who got into debt that way takes
 * part in the sharing, or it would never come out of it.
 */
static void who_dodges_ticks_neither_gains_nor_starves(void **state)
{
	struct domain *d = host_domain(1, 1, 100, false), *hog;
	struct vcpu *v = d->vcpu[0];
	uint64_t from;

	(void)state;
	use_cpus(2);
	bind(d, 1);
	for (int i = 0; i < 200; i++) {
		host_run(MILLISECS(5));
		host_on(v->processor);
		vcpu_block();
		host_settle();
		host_run(MILLISECS(5));
		vcpu_unblock(v);
		host_settle();
	}
	assert_true(v->sched.active || v->sched.credit >= 0);
	hog = host_domain(2, 1, 100, false);
	bind(hog, 1);
	from = time_of(d);
	host_run(SECONDS(4));
	print_message("%llu%%\n", (unsigned long long)
		      (time_of(d) - from) / 40000000);
	assert_true(time_of(d) - from > (uint64_t)SECONDS(1));
	host_destroy(hog);
	host_destroy(d);
}

static uint64_t cpu_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return (uint64_t)t.tv_sec * 1000000000ULL + (uint64_t)t.tv_nsec;
}

/* ns of a decision on a machine of nr CPUs with two busy vCPUs on each. */
static uint64_t decision_cost(unsigned int nr)
{
	struct domain *d[16];
	unsigned int doms = (nr + 511) / 512, n = 0;
	uint64_t spent = 0;

	use_cpus(nr);
	for (unsigned int i = 0; i < doms; i++) {
		unsigned int first = i * 512;
		unsigned int cpus = nr - first < 512 ? nr - first : 512;

		d[i] = host_domain((domid_t)(i + 1), 2 * cpus, 10000, false);
		for (unsigned int k = 0; k < 2 * cpus; k++) {
			cpumask_t *m = cpumask_alloc();

			/* Bound: whoever looks for work looks in vain. */
			cpumask_set(m, first + k / 2);
			assert_int_equal(vcpu_set_hard_affinity(
						 d[i]->vcpu[k], m), 0);
			cpumask_free(m);
		}
	}
	host_settle();
	for (unsigned int i = 0; i < 4000; i++) {
		unsigned int cpu = i * 7 % nr;
		struct sched_cpu *rq;
		uint64_t t0;

		host_now += MILLISECS(2);
		host_on(cpu);
		rq = &host_pcpu->sched;
		/* Out of credit: it looks at the others first. */
		rq->curr->sched.credit = -1000;
		for (unsigned int k = 0; k < 2; k++)
			rq->curr->sched.pri = -2;
		if (rq->nr_queued)
			container_of(rq->queue.next, struct vcpu,
				     sched.link)->sched.pri = -2;
		t0 = cpu_ns();
		sched_run();
		spent += cpu_ns() - t0;
		n++;
	}
	host_settle();
	for (unsigned int i = 0; i < doms; i++)
		host_destroy(d[i]);
	return spent / n;
}

static void a_decision_costs_no_more_on_a_large_machine(void **state)
{
	uint64_t small, large;

	(void)state;
	small = decision_cost(16);
	large = decision_cost(CPUS);
	print_message("decision: %llu ns with 16 CPUs, %llu ns with %u\n",
		      (unsigned long long)small, (unsigned long long)large,
		      CPUS);
	/* 256 times the CPUs; caches and 512-byte masks take their part. */
	assert_true(large < 16 * small + 2000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(shares_are_exact),
		cmocka_unit_test(who_asks_for_little_does_not_wait),
		cmocka_unit_test(who_dodges_ticks_neither_gains_nor_starves),
		cmocka_unit_test(a_decision_costs_no_more_on_a_large_machine),
	};

	return cmocka_run_group_tests_name("credit", tests, setup, NULL);
}
