/* SPDX-License-Identifier: GPL-2.0-only */
/* event_channel_op: every sub-operation with good and bad arguments. */
#include "ask.h"

static char page[3][PAGE_SIZE] __attribute__((aligned(4096)));

static long op(unsigned int cmd, void *arg)
{
	return hypercall(__HYPERVISOR_event_channel_op, (long)cmd, arg);
}

static uint32_t first;

static const domid_t domains[] = {
	DOMID_SELF, 0, 1, 1234, DOMID_IO, DOMID_XEN, DOMID_COW, DOMID_INVALID,
	DOMID_IDLE, 0x7fef,
};
#define NR_DOMAINS (sizeof(domains) / sizeof(*domains))

static const uint32_t ports[] = {
	0, 1, 2, 63, 64, 127, 128, 1023, 1024, 4095, 4096, 131071, 131072,
	~0U,
};
#define NR_PORTS (sizeof(ports) / sizeof(*ports))

static void unknown(void)
{
	for (unsigned int cmd = 14; cmd < 20; cmd++)
		answer(named("cmd", "", cmd), op(cmd, page));
	answer("cmd ~0", op(~0U, page));
	for (unsigned int cmd = 0; cmd < 14; cmd++)
		ask_pointers(named("pointers", "", cmd),
			     __HYPERVISOR_event_channel_op, cmd);
}

static void alloc(void)
{
	for (unsigned int i = 0; i < NR_DOMAINS; i++) {
		struct evtchn_alloc_unbound a = { .dom = domains[i],
						  .remote_dom = DOMID_SELF };

		answer(named("alloc_unbound dom", "", domains[i]),
		       op(EVTCHNOP_alloc_unbound, &a));
		a.dom = DOMID_SELF;
		a.remote_dom = domains[i];
		answer(named("alloc_unbound remote", "", domains[i]),
		       op(EVTCHNOP_alloc_unbound, &a));
		answer(named("alloc_unbound port", "", domains[i]), a.port);
	}
}

static void bind_interdomain(void)
{
	struct evtchn_alloc_unbound a = { .dom = DOMID_SELF, .remote_dom = 0 };
	struct evtchn_bind_interdomain b;
	struct evtchn_close c;

	for (unsigned int i = 0; i < NR_DOMAINS; i++) {
		b = (struct evtchn_bind_interdomain){ domains[i], 1, 0 };
		answer(named("bind_interdomain dom", "", domains[i]),
		       op(EVTCHNOP_bind_interdomain, &b));
	}
	for (unsigned int i = 0; i < NR_PORTS; i++) {
		b = (struct evtchn_bind_interdomain){ DOMID_SELF, ports[i], 0 };
		answer(named("bind_interdomain port", "", ports[i]),
		       op(EVTCHNOP_bind_interdomain, &b));
	}
	op(EVTCHNOP_alloc_unbound, &a);
	b = (struct evtchn_bind_interdomain){ 0, a.port, 0 };
	answer("bind to own", op(EVTCHNOP_bind_interdomain, &b));
	answer("bound port", b.local_port);
	answer("bind again", op(EVTCHNOP_bind_interdomain, &b));
	c.port = b.local_port;
	answer("close one end", op(EVTCHNOP_close, &c));
	c.port = a.port;
	answer("close the other", op(EVTCHNOP_close, &c));
	answer("close again", op(EVTCHNOP_close, &c));
}

static void virqs(void)
{
	struct evtchn_bind_virq v;

	for (uint32_t i = 0; i < 26; i++) {
		v = (struct evtchn_bind_virq){ i, 0, 0 };
		answer(named("bind_virq", "", i), op(EVTCHNOP_bind_virq, &v));
		answer(named("bind_virq again", "", i),
		       op(EVTCHNOP_bind_virq, &v));
		v.vcpu = 1;
		answer(named("bind_virq vcpu 1", "", i),
		       op(EVTCHNOP_bind_virq, &v));
		v.vcpu = ~0U;
		answer(named("bind_virq vcpu ~0", "", i),
		       op(EVTCHNOP_bind_virq, &v));
	}
	v = (struct evtchn_bind_virq){ ~0U, 0, 0 };
	answer("bind_virq ~0", op(EVTCHNOP_bind_virq, &v));
}

static void ipis(void)
{
	static const uint32_t vcpus[] = { 0, 1, 31, 32, 512, 8192, ~0U };
	struct evtchn_bind_ipi b;

	for (unsigned int i = 0; i < 7; i++) {
		b = (struct evtchn_bind_ipi){ vcpus[i], 0 };
		answer(named("bind_ipi", "", vcpus[i]), op(EVTCHNOP_bind_ipi, &b));
		answer(named("bind_ipi port", "", vcpus[i]), b.port);
	}
	first = b.port;
}

static void pirqs(void)
{
	static const uint32_t nr[] = { 3, 5, 23, 24, 47, 255, 256, 1024, 4096,
				       65536, ~0U };
	struct evtchn_bind_pirq b;

	for (unsigned int i = 0; i < 11; i++) {
		b = (struct evtchn_bind_pirq){ nr[i], 0, 0 };
		answer(named("bind_pirq", "", nr[i]), op(EVTCHNOP_bind_pirq, &b));
	}
}

static void status_of(const char *name, uint32_t port)
{
	struct evtchn_status s = { .dom = DOMID_SELF, .port = port };

	answer(named(name, "", port), op(EVTCHNOP_status, &s));
	answer(named(name, "is", port), s.status);
	answer(named(name, "vcpu", port), s.vcpu);
	answer(named(name, "of", port), (long)s.u.interdomain.port << 16 |
	       s.u.interdomain.dom);
}

static void every_port(void)
{
	struct evtchn_status s = { 0 };

	for (uint32_t p = 0; p < 70; p++)
		status_of("status", p);
	for (unsigned int i = 0; i < NR_PORTS; i++) {
		struct evtchn_send send = { ports[i] };
		struct evtchn_unmask un = { ports[i] };
		struct evtchn_bind_vcpu bv = { ports[i], 0 };
		struct evtchn_set_priority pr = { ports[i], 3 };

		answer(named("status of", "", ports[i]),
		       (s = (struct evtchn_status){ .dom = DOMID_SELF,
						    .port = ports[i] },
			op(EVTCHNOP_status, &s)));
		answer(named("send", "", ports[i]), op(EVTCHNOP_send, &send));
		answer(named("unmask", "", ports[i]), op(EVTCHNOP_unmask, &un));
		answer(named("bind_vcpu", "", ports[i]),
		       op(EVTCHNOP_bind_vcpu, &bv));
		bv.vcpu = 1;
		answer(named("bind_vcpu 1", "", ports[i]),
		       op(EVTCHNOP_bind_vcpu, &bv));
		answer(named("set_priority", "", ports[i]),
		       op(EVTCHNOP_set_priority, &pr));
	}
	for (unsigned int i = 0; i < NR_DOMAINS; i++) {
		s = (struct evtchn_status){ .dom = domains[i], .port = 1 };
		answer(named("status dom", "", domains[i]),
		       op(EVTCHNOP_status, &s));
	}
}

static void closing(void)
{
	for (uint32_t p = 0; p < 70; p++) {
		struct evtchn_close c = { p };

		answer(named("close", "", p), op(EVTCHNOP_close, &c));
	}
	for (unsigned int i = 0; i < NR_PORTS; i++) {
		struct evtchn_close c = { ports[i] };

		answer(named("close any", "", ports[i]), op(EVTCHNOP_close, &c));
	}
}

static void fifo(void)
{
	struct evtchn_expand_array e = { va_to_mfn(page[1]) };
	struct evtchn_init_control c = { .control_gfn = va_to_mfn(page[0]) };
	static const uint32_t offsets[] = { 4, 8, 4096 - 72, 4096 - 64, 4096,
					    ~0U };
	struct evtchn_bind_ipi ipi = { 0, 0 };
	struct evtchn_set_priority pr;

	answer("expand before init", op(EVTCHNOP_expand_array, &e));
	for (unsigned int i = 0; i < 6; i++) {
		struct evtchn_init_control bad = c;

		bad.offset = offsets[i];
		if (offsets[i] % 8 == 0 && offsets[i] < 4096 - 64)
			continue;
		answer(named("init offset", "", offsets[i]),
		       op(EVTCHNOP_init_control, &bad));
	}
	c.vcpu = 1;
	answer("init vcpu 1", op(EVTCHNOP_init_control, &c));
	c.vcpu = 0;
	c.control_gfn = 1UL << 40;
	answer("init bad frame", op(EVTCHNOP_init_control, &c));
	answer("send after failed init", op(EVTCHNOP_send,
					    &(struct evtchn_send){ 1 }));
	c.control_gfn = va_to_mfn(page[0]);
	answer("init", op(EVTCHNOP_init_control, &c));
	answer("init bits", c.link_bits);
	answer("init again", op(EVTCHNOP_init_control, &c));
	answer("bind without array", op(EVTCHNOP_bind_ipi, &ipi));
	e.array_gfn = 1UL << 40;
	answer("expand bad frame", op(EVTCHNOP_expand_array, &e));
	e.array_gfn = va_to_mfn(l4_table());
	answer("expand table frame", op(EVTCHNOP_expand_array, &e));
	e.array_gfn = va_to_mfn(page[1]);
	answer("expand", op(EVTCHNOP_expand_array, &e));
	answer("expand same", op(EVTCHNOP_expand_array, &e));
	answer("bind ipi", op(EVTCHNOP_bind_ipi, &ipi));
	answer("send ipi", op(EVTCHNOP_send, &(struct evtchn_send){ ipi.port }));
	answer("word", ((uint32_t *)page[1])[ipi.port]);
	answer("head", ((struct evtchn_fifo_control_block *)page[0])->head[7] ==
	       ipi.port);
	answer("ready", ((struct evtchn_fifo_control_block *)page[0])->ready);
	for (uint32_t p = 0; p < 20; p += 15) {
		pr = (struct evtchn_set_priority){ ipi.port, p };
		answer(named("priority", "", p), op(EVTCHNOP_set_priority, &pr));
	}
	pr.priority = 16;
	answer("priority 16", op(EVTCHNOP_set_priority, &pr));
	pr.port = 100000;
	answer("priority no port", op(EVTCHNOP_set_priority, &pr));
}

static void reset(void)
{
	for (unsigned int i = 0; i < NR_DOMAINS; i++) {
		struct evtchn_reset r = { domains[i] };

		answer(named("reset", "", domains[i]), op(EVTCHNOP_reset, &r));
	}
	answer("port after reset", op(EVTCHNOP_send, &(struct evtchn_send){ 1 }));
	answer("expand after reset",
	       op(EVTCHNOP_expand_array, &(struct evtchn_expand_array){ 0 }));
}

void test_main(void)
{
	vcpu0()->evtchn_upcall_mask = 1;
	unknown();
	alloc();
	bind_interdomain();
	virqs();
	ipis();
	pirqs();
	every_port();
	closing();
	fifo();
	reset();
}
