/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A PV kernel that times what a kernel asks of the hypervisor, in ticks of the
 * TSC. Under QEMU's -icount shift=0 a tick is an instruction.
 *
 * Nothing is printed before all is measured: a console that is still sending
 * interrupts.
 */
#include "bench.h"

#define WARM_UP	8U
#define ROUNDS	65U	/* odd: the median is one of them */
#define MAX	96U

static struct result {
	const char *name;
	unsigned int ops;	/* 0: a value, in median */
	long error;
	uint64_t least, median;
} results[MAX];
static unsigned int nr_results;

static struct result *result(const char *name)
{
	struct result *r = &results[nr_results];

	bench_need("room for results", nr_results >= MAX - 1);
	nr_results++;
	r->name = name;
	return r;
}

static void sort(uint64_t *v, unsigned int n)
{
	for (unsigned int i = 1; i < n; i++)
		for (unsigned int k = i; k && v[k - 1] > v[k]; k--) {
			uint64_t x = v[k];

			v[k] = v[k - 1];
			v[k - 1] = x;
		}
}

static void measure(const struct bench *b)
{
	static uint64_t took[ROUNDS];
	struct result *r = result(b->name);

	r->ops = b->ops;
	for (unsigned int i = 0; i < WARM_UP + ROUNDS && !r->error; i++) {
		uint64_t start = tsc();

		r->error = b->once();
		took[i % ROUNDS] = tsc() - start;
	}
	sort(took, ROUNDS);
	r->least = took[0];
	r->median = took[ROUNDS / 2];
}

void bench_run(const struct bench *list, unsigned int nr)
{
	for (unsigned int i = 0; i < nr; i++)
		measure(&list[i]);
}

void bench_value(const char *name, long value)
{
	result(name)->median = (uint64_t)value;
}

static void print_all(void)
{
	for (unsigned int i = 0; i < nr_results; i++) {
		const struct result *r = &results[i];

		if (r->error)
			check(r->name, r->error, 0);
		else if (!r->ops)
			say("VALUE %ld %s\n", (long)r->median, r->name);
		else
			say("BENCH %u %ld %ld %s\n", r->ops, (long)r->least,
			    (long)r->median, r->name);
	}
}

void bench_need(const char *what, long err)
{
	struct sched_shutdown off = { SHUTDOWN_poweroff };

	if (!err)
		return;
	print_all();
	check(what, err, 0);
	hypercall(__HYPERVISOR_sched_op, SCHEDOP_shutdown, &off);
}

static long nothing(void)
{
	return 0;
}

/* With "memory" on our command line nothing but that is looked at. */
static bool memory_only(void)
{
	static const char word[] = "memory";
	const char *s = (const char *)start_info->cmd_line;
	unsigned int same = 0;

	for (; *s && word[same]; s++)
		same = *s == word[same] ? same + 1 : *s == word[0];
	return !word[same];
}

void test_main(void)
{
	static const struct bench empty[] = { { "nothing", nothing, 1 } };

	bench_value("pages free at the start", free_pages());
	if (memory_only()) {
		print_all();
		return;
	}
	hypercall(__HYPERVISOR_vcpu_op, VCPUOP_stop_periodic_timer, 0UL, NULL);
	BENCH_RUN(empty);
	events_init();
	calls_bench();
	events_bench();
	vcpus_bench();
	traps_bench();
	tables_bench();
	grants_bench();
	memory_bench();
	domains_bench();
	guests_bench();
	console_bench();
	print_all();
}
