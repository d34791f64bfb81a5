/* SPDX-License-Identifier: GPL-2.0-only */
/* Event channels and timers within one vCPU. */
#include "bench.h"

#include <xen/callback.h>

volatile unsigned int upcalls;
static evtchn_port_t self, timer;

static struct shared_info *shared(void)
{
	return (struct shared_info *)vcpu0();
}

/* All at once: the benches look at nothing but their number. */
static bool on_trap(struct trap_frame *f)
{
	struct vcpu_info *v = vcpu0();
	unsigned long words;

	if (f->vec != 0x100)
		return false;
	v->evtchn_upcall_pending = 0;
	words = __atomic_exchange_n(&v->evtchn_pending_sel, 0,
				    __ATOMIC_SEQ_CST);
	for (; words; words &= words - 1)
		shared()->evtchn_pending[__builtin_ctzl(words)] = 0;
	upcalls++;
	return true;
}

evtchn_port_t event_port(uint32_t virq, uint32_t vcpu)
{
	struct evtchn_bind_ipi ipi = { .vcpu = vcpu };
	struct evtchn_bind_virq bind = { .virq = virq, .vcpu = vcpu };

	if (virq == NO_VIRQ) {
		bench_need("bind_ipi", hypercall(__HYPERVISOR_event_channel_op,
						 EVTCHNOP_bind_ipi, &ipi));
		return ipi.port;
	}
	bench_need("bind_virq", hypercall(__HYPERVISOR_event_channel_op,
					  EVTCHNOP_bind_virq, &bind));
	return bind.port;
}

long event_send(evtchn_port_t port)
{
	struct evtchn_send s = { .port = port };

	return hypercall(__HYPERVISOR_event_channel_op, EVTCHNOP_send, &s);
}

void event_clear(evtchn_port_t port)
{
	__atomic_fetch_and(&shared()->evtchn_pending[port / 64],
			   ~(1UL << port % 64), __ATOMIC_SEQ_CST);
}

long event_wait(evtchn_port_t port)
{
	struct sched_poll p = { .nr_ports = 1 };
	long ret;

	set_xen_guest_handle(p.ports, &port);
	ret = hypercall(__HYPERVISOR_sched_op, SCHEDOP_poll, &p);
	event_clear(port);
	return ret;
}

void events_unmask(void)
{
	vcpu0()->evtchn_pending_sel = 0;
	vcpu0()->evtchn_upcall_pending = 0;
	vcpu0()->evtchn_upcall_mask = 0;
}

void events_init(void)
{
	struct callback_register r = {
		.type = CALLBACKTYPE_event, .address = (unsigned long)stub_event,
	};

	trap_hook = on_trap;
	bench_need("event callback", hypercall(__HYPERVISOR_callback_op,
					       CALLBACKOP_register, &r));
	self = event_port(NO_VIRQ, 0);
	timer = event_port(VIRQ_TIMER, 0);
	vcpu0()->evtchn_upcall_mask = 0;
}

static long send_masked(void)
{
	long ret;

	vcpu0()->evtchn_upcall_mask = 1;
	ret = event_send(self);
	event_clear(self);
	events_unmask();
	return ret;
}

/* The call, the upcall, and the return from it. */
static long round_trip(void)
{
	unsigned int before = upcalls;
	long ret = event_send(self);

	return ret ? ret : upcalls == before;
}

static long bind_and_close(void)
{
	struct evtchn_bind_ipi ipi = { .vcpu = 0 };
	struct evtchn_close c;
	long ret = hypercall(__HYPERVISOR_event_channel_op, EVTCHNOP_bind_ipi,
			     &ipi);

	c.port = ipi.port;
	return ret ? ret : hypercall(__HYPERVISOR_event_channel_op,
				     EVTCHNOP_close, &c);
}

static long set_timer(uint64_t at)
{
	struct vcpu_set_singleshot_timer t = { .timeout_abs_ns = at };

	return hypercall(__HYPERVISOR_vcpu_op, VCPUOP_set_singleshot_timer,
			 0UL, &t);
}

static long timer_far_away(void)
{
	return set_timer(1ULL << 60) |
	       hypercall(__HYPERVISOR_vcpu_op, VCPUOP_stop_singleshot_timer,
			 0UL, NULL);
}

/* One that is due: setting it, the upcall, and the return from it. */
static long timer_now(void)
{
	unsigned int before = upcalls;
	long ret = set_timer(1);

	while (!ret && upcalls == before)
		;
	return ret;
}

static long timer_op(void)
{
	return hypercall(__HYPERVISOR_set_timer_op, 1UL << 60);
}

void events_bench(void)
{
	static const struct bench list[] = {
		{ "event to itself, upcalls masked", send_masked, 1 },
		{ "event round trip to itself", round_trip, 1 },
		{ "bind_ipi and close", bind_and_close, 1 },
		{ "timer set and stopped", timer_far_away, 1 },
		{ "timer set and fired", timer_now, 1 },
		{ "set_timer_op", timer_op, 1 },
	};

	BENCH_RUN(list);
	hypercall(__HYPERVISOR_set_timer_op, 0UL);
}
