/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What ends, or moves, while another CPU is in the middle of using it. The
 * other CPU is played where the first one holds no lock, or is a thread that
 * is made to wait there.
 */
#include "machine.h"

#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <time.h>

#include <hv/softirq.h>
#include <xen/domctl.h>

#define CPUS	4U
#define LONGEST	2		/* seconds: where CPUs are few, fewer rounds */

static int setup(void **state)
{
	(void)state;
	host_memory(1 << 16);
	host_add_ram(256, (1 << 16) - 256, 0, false);
	host_boot(CPUS);
	return 0;
}

/* ---- a domain's vCPUs are freed one by one ---- */

static struct vcpu *freed;

/* Its memory is somebody else's by now; then credit is shared out. */
static void share_out_meanwhile(struct vcpu *v)
{
	struct pcpu *me = host_pcpu;
	struct vcpu *curr = host_current;

	if (v->id != 1)
		return;
	freed->sched.active = true;
	freed->sched.credit = 5;
	host_now += MILLISECS(31);
	host_on(0);
	softirq_raise(TIMER_SOFTIRQ);
	softirq_run_no_sched();
	host_pcpu = me;
	host_current = curr;
}

static void freed_vcpus_take_no_part_in_the_sharing(void **state)
{
	struct domain *d = host_domain(1, 3, 64, false);

	(void)state;
	host_settle();
	host_run(MILLISECS(50));
	assert_true(d->vcpu[0]->sched.active);
	freed = d->vcpu[2];
	host_hooks.vcpu_destroyed = share_out_meanwhile;
	host_destroy(d);
	host_hooks.vcpu_destroyed = NULL;
	assert_int_equal(freed->sched.credit, 5);
	assert_null(domain_by_id_nolock(1));
}

/* ---- a vCPU is moved on its way off a CPU ---- */

static struct vcpu *moving;

static void set_cpu(cpumask_t *m, unsigned int cpu)
{
	cpumask_zero(m);
	cpumask_set(m, cpu);
}

/* Its registers are saved: one move is done, the next is half done. */
static void moved_meanwhile(void)
{
	struct pcpu *me = host_pcpu;
	struct vcpu *curr = host_current;
	cpumask_t m[BITS_TO_LONGS(CPUS)];

	if (moving->sched.is_running ||
	    !bit_test(&moving->pause_flags, VPF_MIGRATING))
		return;
	host_irqs_restored = NULL;
	host_pcpu = pcpu_of(0);
	host_current = host_pcpu->idle;
	set_cpu(m, 2);
	assert_int_equal(vcpu_set_hard_affinity(moving, m), 0);
	assert_true(moving->sched.queued);
	cpumask_set(moving->sched.hard, 3);
	cpumask_clear(moving->sched.hard, 2);
	bit_set_atomic(&moving->pause_flags, VPF_MIGRATING);
	host_pcpu = me;
	host_current = curr;
}

/* Who waits does so in the queue of the CPU it belongs to. */
static void check_queues(void)
{
	for (unsigned int cpu = 0; cpu < CPUS; cpu++) {
		struct sched_cpu *rq = &pcpu_of(cpu)->sched;
		struct list *pos;
		uint32_t n = 0;

		list_for_each(pos, &rq->queue) {
			n++;
			assert_int_equal(container_of(pos, struct vcpu,
					 sched.link)->processor, cpu);
		}
		assert_int_equal(rq->nr_queued, n);
	}
}

static void a_vcpu_in_a_queue_does_not_change_its_cpu(void **state)
{
	struct domain *d = host_domain(2, 1, 64, false);
	cpumask_t m[BITS_TO_LONGS(CPUS)];

	(void)state;
	moving = d->vcpu[0];
	set_cpu(m, 1);
	assert_int_equal(vcpu_set_hard_affinity(moving, m), 0);
	host_settle();
	assert_int_equal(moving->processor, 1);
	assert_true(moving->sched.is_running);
	/* So that it stays queued where it is sent to. */
	pcpu_of(2)->softirq_pending = pcpu_of(3)->softirq_pending = 0;
	set_cpu(m, 2);
	assert_int_equal(vcpu_set_hard_affinity(moving, m), 0);
	host_on(1);
	host_irqs_restored = moved_meanwhile;
	softirq_run();
	assert_null(host_irqs_restored);
	check_queues();
	/* The half-done move is ended. */
	host_on(0);
	set_cpu(m, 3);
	assert_int_equal(vcpu_set_hard_affinity(moving, m), 0);
	check_queues();
	host_settle();
	assert_int_equal(moving->processor, 3);
	assert_true(moving->sched.is_running);
	host_destroy(d);
}

/* ---- a timer moves while its callback runs ---- */

static struct timer timer;
static sem_t begun;
static bool may_end, ended;

static void slow_callback(void *data)
{
	(void)data;
	sem_post(&begun);
	while (!__atomic_load_n(&may_end, __ATOMIC_ACQUIRE))
		sched_yield();
	/* Whoever killed the timer may have freed it by now: */
	__atomic_store_n(&ended, true, __ATOMIC_RELEASE);
}

static void *run_timers(void *cpu)
{
	host_pcpu = cpu;
	host_current = host_pcpu->idle;
	softirq_run_no_sched();
	return NULL;
}

static void let_it_end(void)
{
	__atomic_store_n(&may_end, true, __ATOMIC_RELEASE);
	sched_yield();
}

static void killing_waits_for_a_callback_wherever_it_runs(void **state)
{
	pthread_t thread;

	(void)state;
	sem_init(&begun, 0, 0);
	timer_init(&timer, slow_callback, NULL, 1);
	timer_set(&timer, host_now);
	assert_int_equal(pthread_create(&thread, NULL, run_timers,
					pcpu_of(1)), 0);
	sem_wait(&begun);
	/* Its vCPU runs elsewhere by now. */
	timer_migrate(&timer, 2);
	timer_set(&timer, host_now + SECONDS(100));
	host_hooks.relax = let_it_end;
	timer_kill(&timer);
	assert_true(__atomic_load_n(&ended, __ATOMIC_ACQUIRE));
	let_it_end();
	pthread_join(thread, NULL);
	host_hooks.relax = NULL;
}

/* ---- memory runs short while idle CPUs clean some ---- */

static sem_t cleaning, go_on;
static volatile bool waited;

static void stop_once(void)
{
	if (waited)
		return;
	sem_post(&cleaning);
	sem_wait(&go_on);
}

static void *clean_some(void *cpu)
{
	host_pcpu = cpu;
	host_current = host_pcpu->idle;
	assert_true(heap_scrub_some(0));
	return NULL;
}

/* Another CPU falls idle: what it took would have to be waited for, too. */
static void another_idle_cpu(void)
{
	sched_yield();
	if (waited)
		return;
	assert_false(heap_scrub_some(0));
	waited = true;
	sem_post(&go_on);
}

static void who_waits_for_cleaning_does_not_wait_for_ever(void **state)
{
	struct page_info *pg[2];
	pthread_t thread;

	(void)state;
	sem_init(&cleaning, 0, 0);
	sem_init(&go_on, 0, 0);
	while (heap_scrub_some(0))
		;
	for (int i = 0; i < 2; i++)
		pg[i] = heap_alloc(10, 0);
	for (int i = 0; i < 2; i++)
		heap_free(pg[i], 10, true);
	host_hooks.page_cleared = stop_once;
	assert_int_equal(pthread_create(&thread, NULL, clean_some,
					pcpu_of(1)), 0);
	sem_wait(&cleaning);
	host_hooks.relax = another_idle_cpu;
	assert_null(heap_alloc(MAX_ORDER, 0));
	assert_true(waited);
	pthread_join(thread, NULL);
	host_hooks.page_cleared = NULL;
	host_hooks.relax = NULL;
	/* And what is left is cleaned afterwards. */
	assert_true(heap_scrub_some(0));
}

/* ---- a creation fails ---- */

static void what_was_never_there_gives_back_only_its_own(void **state)
{
	struct domain *d = host_domain(3, 1, 64, false);
	struct xen_domctl_createdomain c = {
		.max_vcpus = 1, .max_evtchn_port = 1023,
		.max_grant_frames = 4, .max_maptrack_frames = 4,
		.grant_opts = XEN_DOMCTL_GRANT_version(2),
	};
	uint64_t pages = d->xenheap_pages, before = heap_free_pages();
	uint32_t refs = d->refcnt;
	int err = 0;

	(void)state;
	/* The number has become another's when this one's memory goes. */
	assert_null(domain_create(3, &c, false, &err));
	assert_int_equal(err, -EEXIST);
	host_settle();
	assert_int_equal(d->xenheap_pages, pages);
	assert_int_equal(d->refcnt, refs);
	assert_int_equal(heap_free_pages(), before);
	host_destroy(d);
	assert_null(domain_by_id_nolock(3));
}

/* ---- two vCPUs write to the console at once ---- */

static void *write_to_console(void *v)
{
	static char text[1000];
	time_t end = time(NULL) + LONGEST;

	host_pcpu = pcpu_of(2 + ((struct vcpu *)v)->id);
	host_as(v);
	memset(text, '-', sizeof(text));
	for (int i = 0; i < 2000 && time(NULL) <= end; i++)
		(void)host_call(__HYPERVISOR_console_io, CONSOLEIO_write,
				sizeof(text), (unsigned long)text);
	return NULL;
}

static void yield(void)
{
	sched_yield();
}

static void lines_of_two_vcpus_stay_within_their_space(void **state)
{
	struct domain *d = host_domain(4, 2, 64, false);
	pthread_t thread[2];

	(void)state;
	d->is_console = true;
	host_hooks.relax = yield;
	for (int i = 0; i < 2; i++)
		assert_int_equal(pthread_create(&thread[i], NULL,
						write_to_console,
						d->vcpu[i]), 0);
	for (int i = 0; i < 2; i++)
		pthread_join(thread[i], NULL);
	host_hooks.relax = NULL;
	assert_true(d->con_len < sizeof(d->con_buf));
	host_destroy(d);
}

/* ---- a CPU falls idle while a vCPU is woken in another's queue ---- */

#define ROUNDS	100000U

static struct vcpu *busy, *leaves, *woken;
static uint32_t turn;			/* atomic: rounds begun, twice */
static bool over;			/* atomic */

static void wait_turn(uint32_t until)
{
	while (__atomic_load_n(&turn, __ATOMIC_ACQUIRE) != until)
		sched_yield();
}

static void *wakes(void *unused)
{
	host_pcpu = pcpu_of(2);
	host_current = host_pcpu->idle;
	for (uint32_t i = 0; i < ROUNDS; i++) {
		wait_turn(2 * i + 1);
		if (__atomic_load_n(&over, __ATOMIC_RELAXED))
			break;
		for (volatile uint32_t n = i % 128; n; n--)
			;
		vcpu_unblock(woken);
		__atomic_store_n(&turn, 2 * i + 2, __ATOMIC_RELEASE);
	}
	return unused;
}

static void block_on(struct vcpu *v, unsigned int cpu)
{
	host_on(cpu);
	assert_ptr_equal(host_current, v);
	vcpu_block();
	softirq_run();
}

/* CPU 0 runs who is better, CPU 1 who will leave it, and one sleeps at 0. */
static void begin_round(void)
{
	vcpu_unblock(leaves);
	host_on(1);
	softirq_run();
	assert_ptr_equal(host_current, leaves);
	woken->processor = 0;
	woken->sched.pri = -2;
	woken->sched.credit = -1;
	busy->sched.pri = -1;
	busy->sched.credit = 1000;
}

static void an_idle_cpu_is_told_of_who_waits(void **state)
{
	struct domain *d = host_domain(5, 3, 64, false);
	cpumask_t m[BITS_TO_LONGS(CPUS)];
	pthread_t thread;
	time_t end;

	(void)state;
	busy = d->vcpu[0];
	leaves = d->vcpu[1];
	woken = d->vcpu[2];
	set_cpu(m, 0);
	assert_int_equal(vcpu_set_hard_affinity(busy, m), 0);
	set_cpu(m, 1);
	assert_int_equal(vcpu_set_hard_affinity(leaves, m), 0);
	assert_int_equal(vcpu_set_hard_affinity(woken, m), 0);
	host_settle();
	host_run(MILLISECS(5));
	host_on(1);
	if (host_current == leaves)
		block_on(leaves, 1);
	block_on(woken, 1);
	if (host_pcpu->sched.curr == leaves)
		block_on(leaves, 1);
	cpumask_set(woken->sched.hard, 0);
	host_settle();
	host_hooks.relax = yield;
	end = time(NULL) + LONGEST;
	assert_int_equal(pthread_create(&thread, NULL, wakes, NULL), 0);
	for (uint32_t i = 0; i < ROUNDS; i++) {
		if (time(NULL) > end) {
			__atomic_store_n(&over, true, __ATOMIC_RELAXED);
			__atomic_store_n(&turn, 2 * i + 1, __ATOMIC_RELEASE);
			break;
		}
		begin_round();
		__atomic_store_n(&turn, 2 * i + 1, __ATOMIC_RELEASE);
		block_on(leaves, 1);
		wait_turn(2 * i + 2);
		/* It has it, or is told to look. */
		assert_true(pcpu_of(1)->sched.curr == woken ||
			    pcpu_of(1)->softirq_pending & 1U << SCHED_SOFTIRQ);
		host_on(1);
		softirq_run();
		block_on(woken, 1);
	}
	pthread_join(thread, NULL);
	host_hooks.relax = NULL;
	host_destroy(d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(freed_vcpus_take_no_part_in_the_sharing),
		cmocka_unit_test(a_vcpu_in_a_queue_does_not_change_its_cpu),
		cmocka_unit_test(killing_waits_for_a_callback_wherever_it_runs),
		cmocka_unit_test(who_waits_for_cleaning_does_not_wait_for_ever),
		cmocka_unit_test(what_was_never_there_gives_back_only_its_own),
		cmocka_unit_test(lines_of_two_vcpus_stay_within_their_space),
		cmocka_unit_test(an_idle_cpu_is_told_of_who_waits),
	};

	return cmocka_run_group_tests_name("lifetime", tests, setup, NULL);
}
