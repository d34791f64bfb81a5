/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Time as a guest is told it: that it never goes back, that its parts agree,
 * timers in the past and the future, polls and blocks that end, run states
 * that add up; the shared page's other fields. Answers are yes or no.
 */
#include "ask.h"

#define FLAGS	0x67UL
#define MS	1000000UL

static char shared[PAGE_SIZE] __attribute__((aligned(PAGE_SIZE)));
static struct shared_info *info;

static uint64_t tsc(void)
{
	uint32_t lo, hi;

	__asm__ volatile("lfence; rdtsc" : "=a"(lo), "=d"(hi) : : "memory");
	return lo | (uint64_t)hi << 32;
}

static uint64_t scaled(const struct vcpu_time_info *t, uint64_t now)
{
	uint64_t d = now - t->tsc_timestamp;

	d = t->tsc_shift < 0 ? d >> -t->tsc_shift : d << t->tsc_shift;
	return t->system_time + (uint64_t)
	       ((unsigned __int128)d * t->tsc_to_system_mul >> 32);
}

static uint64_t now(void)
{
	struct vcpu_time_info *t = &info->vcpu_info[0].time, copy;

	do {
		copy = *(volatile struct vcpu_time_info *)t;
	} while ((copy.version & 1) ||
		 copy.version != *(volatile uint32_t *)&t->version);
	return scaled(&copy, tsc());
}

static void wait(uint64_t ns)
{
	uint64_t end = now() + ns;

	while (now() < end)
		__asm__ volatile("pause");
}

/* ---- the records ---- */

static void records(void)
{
	struct vcpu_time_info *t = &info->vcpu_info[0].time;
	uint64_t last = 0, back = 0;

	answer("version even", !(t->version & 1));
	answer("version set", t->version != 0);
	answer("flags", t->flags);
	answer("multiplier set", t->tsc_to_system_mul >> 31);
	answer("timestamp before now", t->tsc_timestamp <= tsc());
	for (unsigned int i = 0; i < 20000; i++) {
		uint64_t n = now();

		back += n < last;
		last = n;
	}
	answer("went back", (long)back);
	answer("wall clock version even", !(info->wc_version & 1));
	answer("wall clock set", info->wc_sec > 1500000000);
	answer("wall clock high", info->wc_sec_hi);
	answer("wall clock ns", info->wc_nsec < 1000000000);
}

static void shared_fields(void)
{
	answer("arch max_pfn", (long)info->arch.max_pfn);
	answer("arch frame list", (long)info->arch.pfn_to_mfn_frame_list_list);
	answer("arch nmi reason", (long)info->arch.nmi_reason);
	answer("p2m cr3", (long)info->arch.p2m_cr3);
	answer("p2m vaddr", (long)info->arch.p2m_vaddr);
	answer("p2m generation", (long)info->arch.p2m_generation);
	for (unsigned long i = 0; i < 64; i++)
		if (info->evtchn_pending[i])
			answer(named("pending", "", i),
			       (long)info->evtchn_pending[i]);
	for (unsigned long i = 0; i < 64; i++)
		if (info->evtchn_mask[i] != ~0UL)
			answer(named("mask", "", i),
			       (long)info->evtchn_mask[i]);
	for (unsigned long i = 0; i < 32; i++) {
		const struct vcpu_info *v = &info->vcpu_info[i];

		answer(named("upcall mask", "", i), v->evtchn_upcall_mask);
		answer(named("upcall pending", "", i),
		       v->evtchn_upcall_pending);
		answer(named("selector", "", i),
		       (long)v->evtchn_pending_sel);
		if (i)
			answer(named("time version", "", i),
			       v->time.version);
	}
}

/* ---- timers ---- */

static unsigned int events;
static evtchn_port_t timer_port;

static bool on_event(struct trap_frame *f)
{
	if (f->vec != 0x100)
		return false;
	events++;
	info->vcpu_info[0].evtchn_upcall_pending = 0;
	info->vcpu_info[0].evtchn_pending_sel = 0;
	for (unsigned int i = 0; i < 64; i++)
		info->evtchn_pending[i] = 0;
	return true;
}

static long set_timer(uint64_t at)
{
	return hypercall(__HYPERVISOR_set_timer_op, at);
}

/* Did it come within a time that is long enough anywhere? */
static bool comes(uint64_t ns)
{
	uint64_t end = now() + ns;

	while (!events && now() < end)
		hypercall(__HYPERVISOR_sched_op, SCHEDOP_yield);
	return events;
}

static void timers(void)
{
	struct evtchn_bind_virq b = { .virq = VIRQ_TIMER };
	struct evtchn_unmask u;
	struct vcpu_set_singleshot_timer s = { 0 };
	struct vcpu_set_periodic_timer p = { 0 };
	uint64_t start;

	answer("bind", hypercall(__HYPERVISOR_event_channel_op,
				 EVTCHNOP_bind_virq, &b));
	u.port = timer_port = b.port;
	hypercall(__HYPERVISOR_event_channel_op, EVTCHNOP_unmask, &u);
	info->vcpu_info[0].evtchn_upcall_mask = 0;
	events = 0;
	answer("stop periodic", hypercall(__HYPERVISOR_vcpu_op,
		(long)VCPUOP_stop_periodic_timer, 0UL, 0UL));
	wait(MS);
	events = 0;
	answer("past", set_timer(1));
	answer("past comes", comes(2000 * MS));
	events = 0;
	answer("now", set_timer(now()));
	answer("now comes", comes(2000 * MS));
	events = 0;
	start = now();
	answer("soon", set_timer(start + 5 * MS));
	answer("soon comes", comes(2000 * MS));
	answer("soon is not early", now() >= start + 5 * MS);
	events = 0;
	answer("late", set_timer(now() + 60000 * MS));
	wait(20 * MS);
	answer("late has come", events);
	answer("off", set_timer(0));
	s.timeout_abs_ns = 1;
	answer("single shot, past", hypercall(__HYPERVISOR_vcpu_op,
		(long)VCPUOP_set_singleshot_timer, 0UL, &s));
	answer("single shot comes", comes(2000 * MS));
	events = 0;
	s.flags = VCPU_SSHOTTMR_future;
	answer("single shot, future only", hypercall(__HYPERVISOR_vcpu_op,
		(long)VCPUOP_set_singleshot_timer, 0UL, &s));
	wait(5 * MS);
	answer("it has come", events);
	answer("stop single shot", hypercall(__HYPERVISOR_vcpu_op,
		(long)VCPUOP_stop_singleshot_timer, 0UL, 0UL));
	p.period_ns = 2 * MS;
	answer("periodic", hypercall(__HYPERVISOR_vcpu_op,
		(long)VCPUOP_set_periodic_timer, 0UL, &p));
	start = now();
	events = 0;
	while (events < 3 && now() < start + 5000 * MS)
		hypercall(__HYPERVISOR_sched_op, SCHEDOP_yield);
	answer("periodic comes", events >= 3);
	answer("periodic off", hypercall(__HYPERVISOR_vcpu_op,
		(long)VCPUOP_stop_periodic_timer, 0UL, 0UL));
	info->vcpu_info[0].evtchn_upcall_mask = 1;
}

/* A block or poll ends by the timer, masked or not. */
static void sleeping(void)
{
	struct sched_poll poll = { .nr_ports = 0 };
	static evtchn_port_t port;
	uint64_t start;

	set_timer(now() + 3 * MS);
	start = now();
	events = 0;
	answer("block", hypercall(__HYPERVISOR_sched_op, SCHEDOP_block));
	answer("block ended", 1);
	answer("block unmasks", info->vcpu_info[0].evtchn_upcall_mask);
	answer("block slept", now() >= start + 3 * MS);
	answer("block: events", events != 0);
	info->vcpu_info[0].evtchn_upcall_mask = 1;
	start = now();
	poll.timeout = start + 3 * MS;
	answer("poll of nothing", hypercall(__HYPERVISOR_sched_op,
					    (long)SCHEDOP_poll, &poll));
	answer("poll of nothing slept", now() >= start + 3 * MS);
	port = timer_port;
	set_xen_guest_handle(poll.ports, &port);
	poll.nr_ports = 1;
	start = now();
	poll.timeout = start + 3 * MS;
	answer("poll", hypercall(__HYPERVISOR_sched_op, (long)SCHEDOP_poll,
				 &poll));
	answer("poll slept", now() >= start + 3 * MS);
	poll.timeout = 1;
	answer("poll, past", hypercall(__HYPERVISOR_sched_op,
				       (long)SCHEDOP_poll, &poll));
	port = 60;			/* free */
	answer("poll of a free one", hypercall(__HYPERVISOR_sched_op,
					       (long)SCHEDOP_poll, &poll));
	port = timer_port;
	info->evtchn_pending[0] |= 1UL << port;
	poll.timeout = 0;
	answer("poll of a pending one", hypercall(__HYPERVISOR_sched_op,
						  (long)SCHEDOP_poll, &poll));
	info->evtchn_pending[0] = 0;
}

/* Ports there are, free or not, before and after some are taken. */
static unsigned int ports_there(void)
{
	unsigned int n = 0;

	for (evtchn_port_t p = 1; p < 4096; p++) {
		struct evtchn_status s = { .dom = DOMID_SELF, .port = p };

		n += !hypercall(__HYPERVISOR_event_channel_op,
				EVTCHNOP_status, &s);
	}
	return n;
}

static void ports(void)
{
	struct evtchn_alloc_unbound a = { DOMID_SELF, DOMID_SELF, 0 };

	answer("ports", ports_there());
	for (unsigned int i = 0; i < 100; i++)
		hypercall(__HYPERVISOR_event_channel_op,
			  EVTCHNOP_alloc_unbound, &a);
	answer("port 100 later", a.port);
	answer("ports then", ports_there());
}

/* ---- run states ---- */

static void runstates(void)
{
	static struct vcpu_runstate_info area __attribute__((aligned(64)));
	struct vcpu_register_runstate_memory_area r = { .addr.v = &area };
	struct vcpu_runstate_info a, b;
	uint64_t sum, before, last = 0, back = 0;

	answer("register", hypercall(__HYPERVISOR_vcpu_op,
		(long)VCPUOP_register_runstate_memory_area, 0UL, &r));
	hypercall(__HYPERVISOR_vcpu_op, (long)VCPUOP_get_runstate_info, 0UL,
		  &a);
	answer("running", a.state);
	wait(2 * MS);
	hypercall(__HYPERVISOR_vcpu_op, (long)VCPUOP_get_runstate_info, 0UL,
		  &b);
	answer("running grows", b.time[0] >= a.time[0] + 2 * MS);
	before = now();
	hypercall(__HYPERVISOR_vcpu_op, (long)VCPUOP_get_runstate_info, 0UL,
		  &a);
	sum = a.time[0] + a.time[1] + a.time[2] + a.time[3];
	answer("sum within the time there was", sum <= now());
	answer("entry time is past", a.state_entry_time <= before);
	answer("area agrees", area.state == 0 &&
	       area.state_entry_time <= now());
	set_timer(now() + 3 * MS);
	hypercall(__HYPERVISOR_sched_op, SCHEDOP_block);
	info->vcpu_info[0].evtchn_upcall_mask = 1;
	hypercall(__HYPERVISOR_vcpu_op, (long)VCPUOP_get_runstate_info, 0UL,
		  &b);
	answer("blocked grows", b.time[2] >= a.time[2] + 2 * MS);
	answer("area tells it", area.time[2] == b.time[2]);
	for (unsigned int i = 0; i < 2000; i++) {
		hypercall(__HYPERVISOR_vcpu_op,
			  (long)VCPUOP_get_runstate_info, 0UL, &b);
		back += b.time[0] < last;
		last = b.time[0];
	}
	answer("run time went back", (long)back);
}

static void time_area(void)
{
	static struct vcpu_time_info area __attribute__((aligned(64)));
	struct vcpu_register_time_memory_area r = { .addr.v = &area };
	const struct vcpu_time_info *t = &info->vcpu_info[0].time;

	answer("time area", hypercall(__HYPERVISOR_vcpu_op,
		(long)VCPUOP_register_vcpu_time_memory_area, 0UL, &r));
	hypercall(__HYPERVISOR_sched_op, SCHEDOP_yield);
	answer("time area version even", !(area.version & 1));
	answer("time area multiplier",
	       area.tsc_to_system_mul == t->tsc_to_system_mul);
	answer("time area flags", area.flags);
	answer("time area agrees", scaled(&area, tsc()) <= now());
}

void test_main(void)
{
	update_va(shared, start_info->shared_info | FLAGS, UVMF_INVLPG);
	info = (struct shared_info *)shared;
	hypercall(__HYPERVISOR_set_callbacks, stub_event, stub_failsafe,
		  user_syscall);
	info->vcpu_info[0].evtchn_upcall_mask = 1;
	trap_hook = on_event;
	shared_fields();
	records();
	timers();
	sleeping();
	runstates();
	time_area();
	ports();
}
