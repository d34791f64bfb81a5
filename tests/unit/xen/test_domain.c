/* SPDX-License-Identifier: GPL-2.0-only */
/* Domains are made and unmade through domctl, completely or not at all. */
#include "machine.h"

#include <xen/domctl.h>

static struct domain *tools;

static int setup(void **state)
{
	(void)state;
	host_memory(1 << 16);
	host_add_ram(256, (1 << 16) - 256, 0, false);
	host_boot(2);
	tools = host_domain(1, 1, 4096, true);
	host_settle();
	return 0;
}

static long domctl(uint32_t cmd, domid_t id, struct xen_domctl *op)
{
	op->cmd = cmd;
	op->interface_version = XEN_DOMCTL_INTERFACE_VERSION;
	op->domain = id;
	host_as(tools->vcpu[0]);
	return host_call(__HYPERVISOR_domctl, (unsigned long)op, 0, 0);
}

static struct xen_domctl good_config(void)
{
	struct xen_domctl op = { 0 };

	op.u.createdomain.max_vcpus = 2;
	op.u.createdomain.max_evtchn_port = 1023;
	op.u.createdomain.max_grant_frames = 4;
	op.u.createdomain.max_maptrack_frames = 4;
	op.u.createdomain.grant_opts = XEN_DOMCTL_GRANT_version(2);
	return op;
}

static void kill_domain(domid_t id)
{
	struct domain *d = domain_get_by_id(id);

	assert_non_null(d);
	host_destroy(d);
	domain_put(d);
	host_settle();
	assert_null(domain_by_id_nolock(id));
}

/* Every failing step of creation gives back what the earlier ones took. */
static void a_refused_configuration_costs_nothing(void **state)
{
	uint64_t before = heap_free_pages();
	static const struct {
		const char *what;
		size_t at;
		int32_t value;
	} wrong[] = {
#define FIELD(f) offsetof(struct xen_domctl_createdomain, f)
		{ "no vCPUs", FIELD(max_vcpus), 0 },
		{ "grant frames", FIELD(max_grant_frames), 100000 },
		{ "no grant frames", FIELD(max_grant_frames), 0 },
		{ "maptrack frames", FIELD(max_maptrack_frames), 100000 },
		{ "grant version 0", FIELD(grant_opts), 0 },
		{ "grant version 3", FIELD(grant_opts), 3 },
		{ "pool", FIELD(cpupool_id), 77 },
		{ "flags", FIELD(flags), 1 << 30 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(wrong); i++) {
		struct xen_domctl op = good_config();

		print_message("%s\n", wrong[i].what);
		memcpy((char *)&op.u.createdomain + wrong[i].at,
		       &wrong[i].value, 4);
		assert_true(domctl(XEN_DOMCTL_createdomain, 7, &op) < 0);
		host_settle();
		assert_null(domain_by_id_nolock(7));
		assert_int_equal(heap_free_pages(), before);
	}
}

static void a_domain_gives_everything_back(void **state)
{
	uint64_t before = heap_free_pages();
	struct xen_domctl op = good_config();

	(void)state;
	assert_int_equal(domctl(XEN_DOMCTL_createdomain, 7, &op), 0);
	assert_int_equal(op.domain, 7);
	op.u.max_vcpus.max = 2;
	assert_int_equal(domctl(XEN_DOMCTL_max_vcpus, 7, &op), 0);
	op.u.max_mem.max_memkb = 4096;
	assert_int_equal(domctl(XEN_DOMCTL_max_mem, 7, &op), 0);
	assert_non_null(domheap_alloc(domain_by_id_nolock(7), 4, 0));
	kill_domain(7);
	assert_int_equal(heap_free_pages(), before);
}

static void listing_finds_domains_in_order(void **state)
{
	static const domid_t ids[] = { 9, 3, 0x7fef, 64, 63 };
	static const domid_t order[] = { 1, 3, 9, 63, 64, 0x7fef };
	struct domain *d;
	domid_t next = 0;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(ids); i++) {
		struct xen_domctl op = good_config();

		assert_int_equal(domctl(XEN_DOMCTL_createdomain, ids[i], &op),
				 0);
	}
	for (size_t i = 0; i < ARRAY_SIZE(order); i++) {
		d = domain_get_next(next);
		assert_non_null(d);
		assert_int_equal(d->domid, order[i]);
		next = (domid_t)(d->domid + 1);
		domain_put(d);
	}
	assert_null(domain_get_next(next));
	for (size_t i = 0; i < ARRAY_SIZE(ids); i++)
		kill_domain(ids[i]);
}

/*
 * A reset of event channels that was begun and never continued leaves its
 * progress behind; the domain's end must not take that for its own.
 */
static void a_half_done_reset_does_not_keep_a_domain(void **state)
{
	struct evtchn_reset reset = { .dom = DOMID_SELF };
	struct hypercall hc = { .nr = __HYPERVISOR_event_channel_op,
		.arg = { EVTCHNOP_reset, (unsigned long)&reset } };
	struct domain *d = host_domain(7, 1, 64, false);
	struct evtchn_bind_ipi ipi = { 0 };

	(void)state;
	host_as(d->vcpu[0]);
	for (int i = 0; i < 200; i++)
		assert_int_equal(host_call(__HYPERVISOR_event_channel_op,
					   EVTCHNOP_bind_ipi,
					   (unsigned long)&ipi, 0), 0);
	host_ask_preempt(true);
	assert_int_equal(hypercall_dispatch(&hc), -ERESTART);
	host_ask_preempt(false);
	assert_int_equal(host_call(__HYPERVISOR_event_channel_op,
				   EVTCHNOP_bind_ipi, (unsigned long)&ipi, 0),
			 0);
	host_as(tools->vcpu[0]);
	kill_domain(7);
}

/* What would keep a dead domain for ever is refused once it is dying. */
static void the_dying_take_on_nothing_new(void **state)
{
	struct domain *d = host_domain(7, 1, 64, false);
	struct xen_memory_reservation claim = { .domid = 7, .nr_extents = 10 };
	static vcpu_guest_context_t ctxt;
	struct xen_domctl op = { 0 };
	struct page_info *held = domheap_alloc(d, 0, 0);

	(void)state;
	assert_true(page_get(held, d));		/* keeps it from going */
	host_as(tools->vcpu[0]);
	host_destroy(d);
	assert_ptr_equal(domain_by_id_nolock(7), d);
	assert_int_equal(host_call(__HYPERVISOR_memory_op, XENMEM_claim_pages,
				   (unsigned long)&claim, 0), -EINVAL);
	op.u.set_virq_handler.virq = VIRQ_CONSOLE;
	assert_int_equal(domctl(XEN_DOMCTL_set_virq_handler, 7, &op), -EINVAL);
	op = (struct xen_domctl){ 0 };
	set_xen_guest_handle(op.u.vcpucontext.ctxt, &ctxt);
	assert_int_equal(domctl(XEN_DOMCTL_setvcpucontext, 7, &op), -EINVAL);
	page_put(held);
	host_settle();
	assert_null(domain_by_id_nolock(7));
	assert_int_equal(heap_claimed, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_refused_configuration_costs_nothing),
		cmocka_unit_test(a_domain_gives_everything_back),
		cmocka_unit_test(listing_finds_domains_in_order),
		cmocka_unit_test(a_half_done_reset_does_not_keep_a_domain),
		cmocka_unit_test(the_dying_take_on_nothing_new),
	};

	return cmocka_run_group_tests_name("domain", tests, setup, NULL);
}
