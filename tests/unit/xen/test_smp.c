/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Nobody sleeps for ever: scheduler, events and timers with a thread for each
 * CPU, in real time.
 *
 * Guests' vCPUs pass tokens to one another, each with an event; who has none
 * blocks, polls, or waits for its timer. Meanwhile vCPUs are paused, moved
 * and capped. A vCPU that should be awake and makes no step for a while has
 * lost its wake-up.
 */
#include "machine.h"

#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <time.h>

#include <hv/console.h>
#include <hv/softirq.h>
#include <hv/timer.h>
#include <xen/domctl.h>

#define CPUS		6U
#define DOMAINS		2U
#define VCPUS		5U
#define TOKENS		4U
#define FIRST_GUEST	100U	/* of those that come and go */
#define LOST		SECONDS(20)	/* of silence: the machine may be busy */

struct guest_vcpu {
	struct vcpu *v;
	uint32_t ipi, bell, timer;	/* ports: event, polled, VIRQ_TIMER */
	int32_t tokens;			/* atomic */
	uint64_t steps;
	s_time_t timer_due;		/* 0: none set */
	bool timer_wait;		/* blocked with nothing but the timer */
	uint32_t seed;
	uint64_t seen_steps;		/* the watcher's */
	s_time_t seen_at;
};

static struct domain *domains[DOMAINS];
static struct guest_vcpu guests[DOMAINS][VCPUS];
static volatile bool stop;
static unsigned int came;

static s_time_t real_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (s_time_t)t.tv_sec * SECONDS(1) + t.tv_nsec;
}

static void relax(void)
{
	sched_yield();
}

static uint32_t rnd(uint32_t *seed)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 17;
	*seed ^= *seed << 5;
	return *seed;
}

static struct guest_vcpu *guest_of(const struct vcpu *v)
{
	return &guests[v->domain->domid - 1][v->id];
}

/* ---- what a guest kernel does ---- */

static bool take_port(struct domain *d, uint32_t port)
{
	return bit_test_and_clear_atomic(d->shared_info->evtchn_pending, port);
}

static void upcall(struct guest_vcpu *g)
{
	struct vcpu_info *info = g->v->vcpu_info;
	struct domain *d = g->v->domain;

	while (__atomic_exchange_n(&info->evtchn_upcall_pending, 0,
				   __ATOMIC_SEQ_CST)) {
		__atomic_exchange_n(&info->evtchn_pending_sel, 0,
				    __ATOMIC_SEQ_CST);
		take_port(d, g->ipi);
		if (take_port(d, g->timer) && g->timer_due &&
		    real_now() >= g->timer_due - TIMER_SLOP)
			g->timer_due = 0;
	}
}

static void call(unsigned int nr, unsigned long a, unsigned long b,
		 unsigned long c)
{
	host_call(nr, a, b, c);
}

static void pass_token(struct guest_vcpu *g)
{
	struct guest_vcpu *to =
		&guests[g->v->domain->domid - 1][rnd(&g->seed) % VCPUS];
	struct evtchn_send s;

	__atomic_fetch_sub(&g->tokens, 1, __ATOMIC_SEQ_CST);
	__atomic_fetch_add(&to->tokens, 1, __ATOMIC_SEQ_CST);
	s.port = to->ipi;
	call(__HYPERVISOR_event_channel_op, EVTCHNOP_send, (unsigned long)&s, 0);
	s.port = to->bell;
	call(__HYPERVISOR_event_channel_op, EVTCHNOP_send, (unsigned long)&s, 0);
}

static void set_timer(struct guest_vcpu *g, s_time_t in)
{
	struct vcpu_set_singleshot_timer t = { .flags = 0 };

	g->timer_due = real_now() + in;
	t.timeout_abs_ns = (uint64_t)g->timer_due;
	call(__HYPERVISOR_vcpu_op, VCPUOP_set_singleshot_timer, g->v->id,
	     (unsigned long)&t);
}

static bool idle_wish(struct guest_vcpu *g)
{
	return !__atomic_load_n(&g->tokens, __ATOMIC_SEQ_CST) &&
	       !g->v->vcpu_info->evtchn_upcall_pending;
}

/* As a kernel's idle loop: upcalls masked until the block takes effect. */
static void block(struct guest_vcpu *g)
{
	struct vcpu_info *info = g->v->vcpu_info;

	WRITE_ONCE(info->evtchn_upcall_mask, 1);
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
	if (idle_wish(g) && (!g->timer_wait || g->timer_due))
		call(__HYPERVISOR_sched_op, SCHEDOP_block, 0, 0);
	WRITE_ONCE(info->evtchn_upcall_mask, 0);
}

/* As a paravirtual lock's slow path: the port is masked. */
static void poll(struct guest_vcpu *g, s_time_t timeout)
{
	struct sched_poll p = { .nr_ports = 1 };
	evtchn_port_t port = g->bell;

	p.ports.p = &port;
	p.timeout = timeout ? (uint64_t)(real_now() + timeout) : 0;
	take_port(g->v->domain, g->bell);
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
	if (idle_wish(g))
		call(__HYPERVISOR_sched_op, SCHEDOP_poll, (unsigned long)&p, 0);
}

static void step(struct guest_vcpu *g)
{
	uint32_t r = rnd(&g->seed);

	g->steps++;
	if (g->v->vcpu_info->evtchn_upcall_pending)
		upcall(g);
	/* It blocked for a timer alone: not before that has come. */
	if (g->timer_wait && !g->timer_due)
		g->timer_wait = false;
	if (g->tokens > 0) {
		for (volatile uint32_t i = r >> 20; i; i--)
			;
		pass_token(g);
		return;
	}
	switch (r & 7) {
	case 0:
		poll(g, 0);
		break;
	case 1:
		poll(g, MICROSECS(r >> 20));
		break;
	case 2:
		call(__HYPERVISOR_sched_op, SCHEDOP_yield, 0, 0);
		break;
	case 3:
	case 4:
		if (!g->timer_due)
			set_timer(g, MICROSECS(r >> 20));
		g->timer_wait = true;
		block(g);
		break;
	default:
		block(g);
	}
}

/* ---- what the machine does ---- */

static void guest_step(void)
{
	/* Domains that come and go only keep CPUs busy. */
	if (host_current->domain->domid > DOMAINS)
		call(__HYPERVISOR_sched_op, SCHEDOP_yield, 0, 0);
	else
		step(guest_of(host_current));
}

static void *cpu_thread(void *arg)
{
	struct pcpu *me = arg;

	host_pcpu = me;
	host_current = me->sched.curr;
	while (!stop) {
		if (host_deadlines[me->id] && host_deadlines[me->id] <= real_now()) {
			host_deadlines[me->id] = 0;
			timer_interrupt();
		}
		if (softirq_pending()) {
			softirq_run();
			continue;
		}
		if (host_current->is_idle)
			sched_yield();
		else
			guest_step();
	}
	return NULL;
}

/* One that has work and did none for so long; NULL if there is none. */
static struct guest_vcpu *silent_for(s_time_t span)
{
	s_time_t now = real_now();

	for (unsigned int i = 0; i < DOMAINS * VCPUS; i++) {
		struct guest_vcpu *g = &guests[i / VCPUS][i % VCPUS];

		if (g->steps != g->seen_steps ||
		    !(READ_ONCE(g->tokens) > 0 ||
		      (g->timer_due && g->timer_due < now))) {
			g->seen_steps = g->steps;
			g->seen_at = now;
		} else if (now - g->seen_at > span) {
			return g;
		}
	}
	return NULL;
}

static void say(const struct guest_vcpu *g)
{
	const struct vcpu *v = g->v;

	print_message("d%uv%u lost: cpu %u flags %lx running %d queued %d "
		      "state %d tokens %d pending %u mask %u due %lld poll %d\n",
		      v->domain->domid, v->id, v->processor, v->pause_flags,
		      v->sched.is_running, v->sched.queued, v->runstate.state,
		      g->tokens, v->vcpu_info->evtchn_upcall_pending,
		      v->vcpu_info->evtchn_upcall_mask,
		      (long long)(g->timer_due ? g->timer_due - real_now() : 0),
		      v->evtchn.poll_port);
	setenv("SHOW_CONSOLE", "1", 1);
	keyhandler_run('r');
	keyhandler_run('a');
}

/*
 * A domain is destroyed while its vCPUs are moved about. Each has a number of
 * its own: a CPU that moves a dead one's vCPU keeps its number taken.
 */
static void come_and_go(const cpumask_t *mask)
{
	struct domain *d = host_domain((domid_t)(FIRST_GUEST + came++), 3, 100,
				       false);
	int err;

	for (unsigned int i = 0; i < 3; i++)
		(void)vcpu_set_hard_affinity(d->vcpu[i], mask);
	while ((err = domain_kill(d)) == -ERESTART)
		host_ask_preempt(false);
	assert_int_equal(err, 0);
	softirq_run_no_sched();
}

/* Plays a control domain on a CPU that runs nobody. */
static void disturb(uint32_t *seed, cpumask_t *mask)
{
	struct domain *d = domains[rnd(seed) % DOMAINS];
	struct vcpu *v = d->vcpu[rnd(seed) % VCPUS];
	struct xen_domctl_scheduler_op op = {
		.sched_id = XEN_SCHEDULER_CREDIT,
		.cmd = XEN_DOMCTL_SCHEDOP_putinfo,
		.u.credit = { .weight = 256,
			      .cap = rnd(seed) & 8 ? 0 : 150 },
	};

	switch (rnd(seed) % 6) {
	case 0:
		vcpu_pause(v);
		assert_false(v->sched.is_running);
		vcpu_unpause(v);
		break;
	case 1:
		domain_pause(d);
		domain_unpause(d);
		break;
	case 2:
	case 3:
		cpumask_zero(mask);
		for (unsigned int cpu = 0; cpu < CPUS; cpu++)
			if (rnd(seed) & 16)
				cpumask_set(mask, cpu);
		if (rnd(seed) & 32)
			(void)vcpu_set_hard_affinity(v, mask);
		else
			(void)vcpu_set_soft_affinity(v, mask);
		break;
	case 4:
		come_and_go(mask);
		break;
	default:
		assert_int_equal(sched_adjust(d, &op), 0);
	}
}

static s_time_t duration(void)
{
	const char *s = getenv("SMP_SECONDS");

	return SECONDS(s ? atoi(s) : 5);
}

static void nobody_sleeps_for_ever(void **state)
{
	pthread_t thread[CPUS];
	cpumask_t *mask = cpumask_alloc();
	uint32_t seed = 0x9e3779b9;
	struct guest_vcpu *lost = NULL;
	s_time_t end = real_now() + duration();
	uint64_t steps = 0;

	(void)state;
	for (unsigned int i = 0; i < CPUS; i++)
		assert_int_equal(pthread_create(&thread[i], NULL, cpu_thread,
						pcpu_of(i)), 0);
	/* This thread's CPU is one more, with nothing to run. */
	host_pcpu = pcpu_of(CPUS);
	host_current = host_pcpu->idle;
	/* Silence counts from here: the threads may not have begun yet. */
	for (unsigned int i = 0; i < DOMAINS * VCPUS; i++)
		guests[i / VCPUS][i % VCPUS].seen_at = real_now();
	/* Nor does it end while one may be lost. */
	while (!lost && (real_now() < end || silent_for(SECONDS(1)))) {
		struct timespec ms = { .tv_nsec = 1000000 };

		disturb(&seed, mask);
		nanosleep(&ms, NULL);
		lost = silent_for(LOST);
	}
	if (lost)
		say(lost);
	assert_null(lost);
	stop = true;
	for (unsigned int i = 0; i < CPUS; i++)
		pthread_join(thread[i], NULL);
	for (unsigned int i = 0; i < DOMAINS * VCPUS; i++) {
		assert_true(guests[i / VCPUS][i % VCPUS].steps > 0);
		steps += guests[i / VCPUS][i % VCPUS].steps;
	}
	softirq_run_no_sched();
	for (unsigned int i = 0; i < came; i++)
		assert_null(domain_by_id_nolock((domid_t)(FIRST_GUEST + i)));
	print_message("%llu steps, %u domains came and went\n",
		      (unsigned long long)steps, came);
	cpumask_free(mask);
}

/* ---- setting up ---- */

static uint32_t bind_ipi(struct vcpu *v)
{
	struct evtchn_bind_ipi b = { .vcpu = v->id };

	assert_int_equal(host_call(__HYPERVISOR_event_channel_op,
				   EVTCHNOP_bind_ipi, (unsigned long)&b, 0), 0);
	return b.port;
}

static void setup_vcpu(struct guest_vcpu *g, struct vcpu *v)
{
	struct evtchn_bind_virq b = { .virq = VIRQ_TIMER, .vcpu = v->id };

	host_as(v);
	g->v = v;
	g->seed = 0x1234567 * (v->id + 1) + v->domain->domid;
	g->ipi = bind_ipi(v);
	g->bell = bind_ipi(v);
	assert_int_equal(host_call(__HYPERVISOR_event_channel_op,
				   EVTCHNOP_bind_virq, (unsigned long)&b, 0), 0);
	g->timer = b.port;
	bit_set_atomic(v->domain->shared_info->evtchn_mask, g->bell);
	g->tokens = v->id < TOKENS;
}

static int setup(void **state)
{
	struct vcpu *idle;

	(void)state;
	host_memory(1 << 16);
	host_add_ram(256, (1 << 16) - 256, 0, false);
	host_hooks.now = real_now;
	host_boot(CPUS + 1);
	/* The test's own CPU takes nobody. */
	cpumask_clear(cpupool0->cpus, CPUS);
	pcpu_of(CPUS)->softirq_pending |= 1U << SCHED_SOFTIRQ;
	host_settle();
	idle = host_current;
	for (unsigned int i = 0; i < DOMAINS; i++) {
		domains[i] = host_domain((domid_t)(i + 1), VCPUS, 100, false);
		for (unsigned int n = 0; n < VCPUS; n++)
			setup_vcpu(&guests[i][n], domains[i]->vcpu[n]);
	}
	host_as(idle);
	host_hooks.relax = relax;
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nobody_sleeps_for_ever),
	};

	return cmocka_run_group_tests_name("smp", tests, setup, NULL);
}
