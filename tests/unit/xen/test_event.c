/* SPDX-License-Identifier: GPL-2.0-only */
/* Event channels, both forms, through the hypercall. */
#include "machine.h"

#include <hv/rangeset.h>

static struct domain *priv, *a, *b;

static int setup(void **state)
{
	(void)state;
	host_memory(1 << 16);
	host_add_ram(256, (1 << 16) - 256, 0, false);
	host_boot(2);
	dom0 = priv = host_domain(0, 2, 4096, true);
	a = host_domain(1, 2, 4096, false);
	b = host_domain(2, 4, 4096, false);
	return 0;
}

static long op(struct vcpu *v, unsigned int cmd, void *arg)
{
	host_as(v);
	return host_call(__HYPERVISOR_event_channel_op, cmd,
			 (unsigned long)arg, 0);
}

static bool pending(const struct domain *d, uint32_t port)
{
	return bit_test(d->shared_info->evtchn_pending, port);
}

static void clear(struct vcpu *v, uint32_t port)
{
	bit_clear(v->domain->shared_info->evtchn_pending, port);
	v->vcpu_info->evtchn_pending_sel = 0;
	v->vcpu_info->evtchn_upcall_pending = 0;
}

/* A channel between a and b; a's end listens. */
static void connect(uint32_t *pa, uint32_t *pb)
{
	struct evtchn_alloc_unbound u = { .dom = DOMID_SELF, .remote_dom = 2 };
	struct evtchn_bind_interdomain i = { .remote_dom = 1 };

	assert_int_equal(op(a->vcpu[0], EVTCHNOP_alloc_unbound, &u), 0);
	i.remote_port = u.port;
	assert_int_equal(op(b->vcpu[0], EVTCHNOP_bind_interdomain, &i), 0);
	*pa = u.port;
	*pb = i.local_port;
}

static void close_port(struct vcpu *v, uint32_t port)
{
	struct evtchn_close c = { .port = port };

	assert_int_equal(op(v, EVTCHNOP_close, &c), 0);
}

static void an_event_crosses_and_marks_the_vcpu(void **state)
{
	struct evtchn_send s;
	uint32_t pa, pb;

	(void)state;
	connect(&pa, &pb);
	assert_true(pending(b, pb));	/* what might have been sent before */
	clear(b->vcpu[0], pb);
	s.port = pb;
	assert_int_equal(op(b->vcpu[0], EVTCHNOP_send, &s), 0);
	assert_true(pending(a, pa));
	assert_int_equal(a->vcpu[0]->vcpu_info->evtchn_upcall_pending, 1);
	assert_int_equal(a->vcpu[0]->vcpu_info->evtchn_pending_sel,
			 1UL << (pa / 64));
	clear(a->vcpu[0], pa);
	/* Masked: pending, but nobody is woken; unmasking does. */
	bit_set(a->shared_info->evtchn_mask, pa);
	assert_int_equal(op(b->vcpu[0], EVTCHNOP_send, &s), 0);
	assert_true(pending(a, pa));
	assert_int_equal(a->vcpu[0]->vcpu_info->evtchn_upcall_pending, 0);
	s.port = pa;
	assert_int_equal(op(a->vcpu[0], EVTCHNOP_unmask, &s), 0);
	assert_int_equal(a->vcpu[0]->vcpu_info->evtchn_upcall_pending, 1);
	clear(a->vcpu[0], pa);
	close_port(a->vcpu[0], pa);
	close_port(b->vcpu[0], pb);
}

static void closing_one_end_leaves_the_other_unbound(void **state)
{
	struct evtchn_status st = { .dom = DOMID_SELF };
	struct evtchn_send s;
	uint32_t pa, pb;

	(void)state;
	connect(&pa, &pb);
	close_port(b->vcpu[0], pb);
	st.port = pa;
	assert_int_equal(op(a->vcpu[0], EVTCHNOP_status, &st), 0);
	assert_int_equal(st.status, EVTCHNSTAT_unbound);
	assert_int_equal(st.u.unbound.dom, 2);
	s.port = pa;
	assert_int_equal(op(a->vcpu[0], EVTCHNOP_send, &s), 0);
	s.port = pb;
	assert_int_equal(op(b->vcpu[0], EVTCHNOP_send, &s), -EINVAL);
	close_port(a->vcpu[0], pa);
}

static void bad_arguments_get_the_documented_errors(void **state)
{
	struct evtchn_alloc_unbound u = { .dom = 77, .remote_dom = 1 };
	struct evtchn_bind_interdomain i = { .remote_dom = 77 };
	struct evtchn_bind_virq v = { .virq = NR_VIRQS };
	struct evtchn_bind_ipi ipi = { .vcpu = 9 };
	struct evtchn_close c = { .port = 0 };
	struct evtchn_bind_vcpu bv = { .port = 1, .vcpu = 9 };
	struct evtchn_bind_pirq p = { .pirq = 32 };
	struct evtchn_set_priority pr = { .port = 1, .priority = 0 };
	struct vcpu *me = a->vcpu[0];

	(void)state;
	assert_int_equal(op(me, EVTCHNOP_alloc_unbound, &u), -ESRCH);
	u.dom = DOMID_XEN;		/* owns frames, is not a guest */
	assert_int_equal(op(priv->vcpu[0], EVTCHNOP_alloc_unbound, &u), -ESRCH);
	u.dom = 2;
	assert_int_equal(op(me, EVTCHNOP_alloc_unbound, &u), -EPERM);
	assert_int_equal(op(me, EVTCHNOP_alloc_unbound, NULL), -EFAULT);
	assert_int_equal(op(me, EVTCHNOP_bind_interdomain, &i), -ESRCH);
	i.remote_dom = 2;
	i.remote_port = 99999;
	assert_int_equal(op(me, EVTCHNOP_bind_interdomain, &i), -EINVAL);
	i.remote_dom = DOMID_XEN;
	assert_int_equal(op(me, EVTCHNOP_bind_interdomain, &i), -ESRCH);
	assert_int_equal(op(me, EVTCHNOP_bind_virq, &v), -EINVAL);
	v = (struct evtchn_bind_virq){ .virq = VIRQ_CONSOLE, .vcpu = 1 };
	assert_int_equal(op(me, EVTCHNOP_bind_virq, &v), -EINVAL);
	v = (struct evtchn_bind_virq){ .virq = VIRQ_TIMER, .vcpu = 7 };
	assert_int_equal(op(me, EVTCHNOP_bind_virq, &v), -ENOENT);
	assert_int_equal(op(me, EVTCHNOP_bind_ipi, &ipi), -ENOENT);
	assert_int_equal(op(me, EVTCHNOP_close, &c), -EINVAL);
	c.port = 1u << 20;
	assert_int_equal(op(me, EVTCHNOP_close, &c), -EINVAL);
	assert_int_equal(op(me, EVTCHNOP_bind_vcpu, &bv), -ENOENT);
	assert_int_equal(op(me, EVTCHNOP_bind_pirq, &p), -EINVAL);
	p.pirq = 3;
	assert_int_equal(op(me, EVTCHNOP_bind_pirq, &p), -EPERM);
	assert_int_equal(op(me, EVTCHNOP_set_priority, &pr), -ENOSYS);
	assert_int_equal(op(me, 99, &pr), -ENOSYS);
}

static void interrupt_at_once(struct domain *d, unsigned int pirq)
{
	evtchn_send_pirq(d, pirq);
}

/* Binding lets the interrupt in: it must find the port as it will be. */
static void an_interrupt_during_its_binding_is_not_lost(void **state)
{
	struct evtchn_bind_pirq p = { .pirq = 5 };

	(void)state;
	assert_int_equal(rangeset_add(a->irq_caps, 5, 5), 0);
	host_hooks.pirq_bound = interrupt_at_once;
	assert_int_equal(op(a->vcpu[0], EVTCHNOP_bind_pirq, &p), 0);
	host_hooks.pirq_bound = NULL;
	assert_true(pending(a, p.port));
	close_port(a->vcpu[0], p.port);
}

static void virqs_go_where_they_are_bound(void **state)
{
	struct evtchn_bind_virq t = { .virq = VIRQ_TIMER, .vcpu = 1 };
	struct evtchn_bind_virq g = { .virq = VIRQ_DOM_EXC, .vcpu = 0 };
	struct evtchn_bind_vcpu bv;

	(void)state;
	assert_int_equal(op(priv->vcpu[0], EVTCHNOP_bind_virq, &t), 0);
	assert_int_equal(op(priv->vcpu[0], EVTCHNOP_bind_virq, &t), -EEXIST);
	evtchn_send_virq_vcpu(priv->vcpu[0], VIRQ_TIMER);
	assert_false(pending(priv, t.port));
	evtchn_send_virq_vcpu(priv->vcpu[1], VIRQ_TIMER);
	assert_true(pending(priv, t.port));
	bv = (struct evtchn_bind_vcpu){ .port = t.port, .vcpu = 0 };
	assert_int_equal(op(priv->vcpu[0], EVTCHNOP_bind_vcpu, &bv), -EINVAL);

	assert_int_equal(op(priv->vcpu[0], EVTCHNOP_bind_virq, &g), 0);
	bv = (struct evtchn_bind_vcpu){ .port = g.port, .vcpu = 1 };
	assert_int_equal(op(priv->vcpu[0], EVTCHNOP_bind_vcpu, &bv), 0);
	clear(priv->vcpu[1], t.port);
	evtchn_send_virq_host(VIRQ_DOM_EXC);
	assert_true(pending(priv, g.port));
	assert_int_equal(priv->vcpu[1]->vcpu_info->evtchn_upcall_pending, 1);
	close_port(priv->vcpu[0], t.port);
	close_port(priv->vcpu[0], g.port);
	evtchn_send_virq_vcpu(priv->vcpu[1], VIRQ_TIMER);	/* nobody */
}

static void ports_run_out_and_are_used_again(void **state)
{
	struct evtchn_alloc_unbound u = { .dom = DOMID_SELF, .remote_dom = 2 };
	unsigned int n = 0;
	long err;

	(void)state;
	while (!(err = op(a->vcpu[0], EVTCHNOP_alloc_unbound, &u)))
		n++;
	assert_int_equal(err, -ENOSPC);
	assert_int_equal(n, EVTCHN_MAX_2L - 1);
	close_port(a->vcpu[0], 1000);
	close_port(a->vcpu[0], 17);
	assert_int_equal(op(a->vcpu[0], EVTCHNOP_alloc_unbound, &u), 0);
	assert_int_equal(u.port, 17);		/* the lowest */
	assert_int_equal(op(a->vcpu[0], EVTCHNOP_alloc_unbound, &u), 0);
	assert_int_equal(u.port, 1000);
	assert_int_equal(op(a->vcpu[0], EVTCHNOP_reset,
			    &(struct evtchn_reset){ DOMID_SELF }), 0);
	assert_int_equal(a->evtchn.nr_active, 0);
}

static void a_poller_wakes_for_its_port(void **state)
{
	struct evtchn_send s;
	struct sched_poll poll;
	uint32_t pa, pb;
	struct vcpu *v = a->vcpu[1];

	(void)state;
	connect(&pa, &pb);
	a->shared_info->evtchn_mask[0] = ~0UL;
	set_xen_guest_handle(poll.ports, &pa);
	poll.nr_ports = 1;
	poll.timeout = 0;
	host_as(v);
	assert_int_equal(host_call(__HYPERVISOR_sched_op, SCHEDOP_poll,
				   (unsigned long)&poll, 0), 0);
	assert_true(bit_test(&v->pause_flags, VPF_BLOCKED));
	s.port = pb;
	assert_int_equal(op(b->vcpu[0], EVTCHNOP_send, &s), 0);
	assert_false(bit_test(&v->pause_flags, VPF_BLOCKED));
	/* Pending already: it does not block at all. */
	host_as(v);
	assert_int_equal(host_call(__HYPERVISOR_sched_op, SCHEDOP_poll,
				   (unsigned long)&poll, 0), 0);
	assert_false(bit_test(&v->pause_flags, VPF_BLOCKED));
	poll.nr_ports = 129;
	assert_int_equal(host_call(__HYPERVISOR_sched_op, SCHEDOP_poll,
				   (unsigned long)&poll, 0), -EINVAL);
	a->shared_info->evtchn_mask[0] = 0;
	clear(a->vcpu[0], pa);
	close_port(a->vcpu[0], pa);
	close_port(b->vcpu[0], pb);
}

/* ---- FIFO ---- */

static event_word_t *words;
static struct evtchn_fifo_control_block *control[4];

static void *guest_page(struct domain *d, uint64_t *gfn)
{
	struct page_info *pg = domheap_alloc(d, 0, 0);

	*gfn = page_to_mfn(pg).n;
	return page_to_virt(pg);
}

static void b_turns_to_fifo(void **state)
{
	struct evtchn_init_control ic = { .vcpu = 0 };
	struct evtchn_expand_array ea;
	uint64_t gfn;

	(void)state;
	ea.array_gfn = 0;
	assert_int_equal(op(b->vcpu[0], EVTCHNOP_expand_array, &ea),
			 -EOPNOTSUPP);
	for (unsigned int i = 0; i < 4; i++) {
		control[i] = guest_page(b, &gfn);
		ic = (struct evtchn_init_control){ .vcpu = i,
						   .control_gfn = gfn };
		ic.offset = 4;
		assert_int_equal(op(b->vcpu[0], EVTCHNOP_init_control, &ic),
				 -EINVAL);
		ic.offset = 64;
		control[i] = (void *)((char *)control[i] + 64);
		assert_int_equal(op(b->vcpu[0], EVTCHNOP_init_control, &ic), 0);
		assert_int_equal(ic.link_bits, EVTCHN_FIFO_LINK_BITS);
		assert_int_equal(op(b->vcpu[0], EVTCHNOP_init_control, &ic),
				 -EINVAL);
	}
	words = guest_page(b, &gfn);
	ea.array_gfn = gfn;
	assert_int_equal(op(b->vcpu[0], EVTCHNOP_expand_array, &ea), 0);
}

/* Takes the next event off a queue the way a guest does; 0: empty. */
static uint32_t take(unsigned int vcpu, unsigned int prio, uint32_t *head)
{
	uint32_t port = *head ? *head : control[vcpu]->head[prio], link;

	if (!port)
		return 0;
	link = words[port] & ((1u << EVTCHN_FIFO_LINK_BITS) - 1);
	words[port] &= ~((1u << EVTCHN_FIFO_LINKED) |
			 ((1u << EVTCHN_FIFO_LINK_BITS) - 1));
	*head = link;
	if (!link)
		control[vcpu]->ready &= ~(1u << prio);
	return port;
}

#define NR 20
static void events_are_queued_in_order(void **state)
{
	struct evtchn_bind_ipi ipi[NR];
	struct evtchn_send s;
	uint32_t head = 0;

	(void)state;
	for (int i = 0; i < NR; i++) {
		ipi[i] = (struct evtchn_bind_ipi){ .vcpu = 2 };
		assert_int_equal(op(b->vcpu[0], EVTCHNOP_bind_ipi, &ipi[i]), 0);
	}
	for (int i = NR - 1; i >= 0; i--) {
		s.port = ipi[i].port;
		assert_int_equal(op(b->vcpu[0], EVTCHNOP_send, &s), 0);
		assert_int_equal(op(b->vcpu[0], EVTCHNOP_send, &s), 0);
	}
	assert_int_equal(b->vcpu[2]->vcpu_info->evtchn_upcall_pending, 1);
	assert_int_equal(control[2]->ready, 1u << EVTCHN_FIFO_PRIORITY_DEFAULT);
	for (int i = NR - 1; i >= 0; i--) {
		assert_int_equal(take(2, EVTCHN_FIFO_PRIORITY_DEFAULT, &head),
				 ipi[i].port);
		assert_true(words[ipi[i].port] & (1u << EVTCHN_FIFO_PENDING));
		words[ipi[i].port] = 0;
	}
	assert_int_equal(head, 0);
	/* Empty again: the next one is the head. */
	control[2]->head[EVTCHN_FIFO_PRIORITY_DEFAULT] = 0;
	s.port = ipi[3].port;
	assert_int_equal(op(b->vcpu[0], EVTCHNOP_send, &s), 0);
	assert_int_equal(control[2]->head[EVTCHN_FIFO_PRIORITY_DEFAULT],
			 ipi[3].port);
	take(2, EVTCHN_FIFO_PRIORITY_DEFAULT, &head);
	words[ipi[3].port] = 0;
	for (int i = 0; i < NR; i++)
		close_port(b->vcpu[0], ipi[i].port);
}

static void priority_and_vcpu_choose_the_queue(void **state)
{
	struct evtchn_alloc_unbound u = { .dom = 2, .remote_dom = 1 };
	struct evtchn_bind_interdomain i = { .remote_dom = 2 };
	struct evtchn_set_priority pr = { .priority = 3 };
	struct evtchn_bind_vcpu bv = { .vcpu = 3 };
	struct evtchn_send s;
	uint32_t head = 0;

	(void)state;
	assert_int_equal(op(b->vcpu[0], EVTCHNOP_alloc_unbound, &u), 0);
	i.remote_port = u.port;
	assert_int_equal(op(a->vcpu[0], EVTCHNOP_bind_interdomain, &i), 0);
	pr.port = bv.port = u.port;
	assert_int_equal(op(b->vcpu[0], EVTCHNOP_set_priority, &pr), 0);
	assert_int_equal(op(b->vcpu[0], EVTCHNOP_bind_vcpu, &bv), 0);
	s.port = i.local_port;
	assert_int_equal(op(a->vcpu[0], EVTCHNOP_send, &s), 0);
	assert_int_equal(control[3]->ready, 1u << 3);
	assert_int_equal(take(3, 3, &head), u.port);
	words[u.port] = 0;
	pr.priority = EVTCHN_FIFO_MAX_QUEUES;
	assert_int_equal(op(b->vcpu[0], EVTCHNOP_set_priority, &pr), -EINVAL);
	close_port(a->vcpu[0], i.local_port);
	close_port(b->vcpu[0], u.port);
}

/* Whatever it writes into its pages, a guest hurts only itself. */
static void hostile_words_do_no_harm(void **state)
{
	struct evtchn_bind_ipi ipi[8];
	struct evtchn_send s;
	unsigned int seed = 11;

	(void)state;
	for (int i = 0; i < 8; i++) {
		ipi[i] = (struct evtchn_bind_ipi){ .vcpu = (unsigned)i % 4 };
		assert_int_equal(op(b->vcpu[0], EVTCHNOP_bind_ipi, &ipi[i]), 0);
	}
	for (int n = 0; n < 20000; n++) {
		uint32_t port = ipi[rand_r(&seed) % 8].port;

		words[port] = (uint32_t)rand_r(&seed) << 8 ^
			      (uint32_t)rand_r(&seed);
		control[rand_r(&seed) % 4]->head[7] = (uint32_t)rand_r(&seed);
		s.port = port;
		assert_int_equal(op(b->vcpu[0], n % 3 ? EVTCHNOP_send :
				    EVTCHNOP_unmask, &s), 0);
	}
	for (int i = 0; i < 8; i++)
		close_port(b->vcpu[0], ipi[i].port);
}

static void the_dead_leave_no_ends_behind(void **state)
{
	uint64_t before;
	uint32_t pa, pb;
	struct evtchn_status st = { .dom = DOMID_SELF };

	(void)state;
	before = heap_free_pages();
	connect(&pa, &pb);
	host_destroy(b);
	assert_null(domain_by_id_nolock(2));
	st.port = pa;
	assert_int_equal(op(a->vcpu[0], EVTCHNOP_status, &st), 0);
	assert_int_equal(st.status, EVTCHNSTAT_unbound);
	assert_true(heap_free_pages() > before);
	close_port(a->vcpu[0], pa);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_event_crosses_and_marks_the_vcpu),
		cmocka_unit_test(closing_one_end_leaves_the_other_unbound),
		cmocka_unit_test(bad_arguments_get_the_documented_errors),
		cmocka_unit_test(an_interrupt_during_its_binding_is_not_lost),
		cmocka_unit_test(virqs_go_where_they_are_bound),
		cmocka_unit_test(ports_run_out_and_are_used_again),
		cmocka_unit_test(a_poller_wakes_for_its_port),
		cmocka_unit_test(b_turns_to_fifo),
		cmocka_unit_test(events_are_queued_in_order),
		cmocka_unit_test(priority_and_vcpu_choose_the_queue),
		cmocka_unit_test(hostile_words_do_no_harm),
		cmocka_unit_test(the_dead_leave_no_ends_behind),
	};

	return cmocka_run_group_tests_name("event", tests, setup, NULL);
}
