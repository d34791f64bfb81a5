/* SPDX-License-Identifier: GPL-2.0-only */
/* memory_op through the hypercall, and what a hostile caller gets. */
#include "machine.h"

#include <hv/grant.h>

static struct domain *tools, *guest, *other;
static uint64_t m2p[1 << 16];

static int setup(void **state)
{
	(void)state;
	host_memory(1 << 16);
	host_add_ram(256, (1 << 16) - 256, 0, false);
	host_boot(2);
	tools = host_domain(1, 1, 4096, true);
	guest = host_domain(2, 1, 64, false);
	other = host_domain(3, 1, 64, false);
	host_m2p = m2p;
	return 0;
}

static long op(struct domain *d, unsigned int cmd, void *arg)
{
	host_as(d->vcpu[0]);
	return host_call(__HYPERVISOR_memory_op, cmd, (unsigned long)arg, 0);
}

static xen_pfn_t list[512];

static struct xen_memory_reservation res(unsigned long nr, unsigned int order)
{
	struct xen_memory_reservation r = {
		.nr_extents = nr, .extent_order = order, .domid = DOMID_SELF,
	};

	set_xen_guest_handle(r.extent_start, list);
	return r;
}

static void memory_comes_and_goes(void **state)
{
	struct xen_memory_reservation r = res(8, 0);
	uint64_t before = heap_free_pages();

	(void)state;
	for (int i = 0; i < 8; i++)
		list[i] = (xen_pfn_t)(100 + i);
	assert_int_equal(op(guest, XENMEM_populate_physmap, &r), 8);
	assert_int_equal(guest->tot_pages, 8);
	for (int i = 0; i < 8; i++)
		assert_int_equal(m2p[list[i]], 100 + i);
	assert_int_equal(op(guest, XENMEM_decrease_reservation, &r), 8);
	for (int i = 0; i < 8; i++)
		assert_int_equal(m2p[list[i]], M2P_INVALID);
	assert_int_equal(guest->tot_pages, 0);
	assert_int_equal(heap_free_pages(), before);
}

/* Giving away what belongs to another changes nothing about it. */
static void frames_of_others_are_out_of_reach(void **state)
{
	struct page_info *pg = domheap_alloc(other, 0, 0);
	struct xen_memory_reservation r = res(1, 0);
	uint64_t mfn = page_to_mfn(pg).n;

	(void)state;
	m2p[mfn] = 55;
	list[0] = mfn;
	assert_int_equal(op(guest, XENMEM_decrease_reservation, &r), 0);
	assert_int_equal(m2p[mfn], 55);
	assert_int_equal(page_count(pg), 1);
	list[0] = arch_virt_to_mfn(guest->shared_info).n;
	m2p[list[0]] = 56;
	assert_int_equal(op(guest, XENMEM_decrease_reservation, &r), 1);
	assert_int_equal(m2p[list[0]], 56);
	assert_true(virt_to_page(guest->shared_info)->count_info &
		    PGC_ALLOCATED);
	list[0] = 1UL << 40;
	assert_int_equal(op(guest, XENMEM_decrease_reservation, &r), 0);
	page_put_alloc_ref(pg);
}

static void the_limit_holds(void **state)
{
	struct xen_memory_reservation r = res(100, 0);

	(void)state;
	assert_int_equal(op(guest, XENMEM_increase_reservation, &r), 64);
	r.nr_extents = 64;
	assert_int_equal(op(guest, XENMEM_decrease_reservation, &r), 64);
	r = res(1, 10);
	assert_int_equal(op(guest, XENMEM_increase_reservation, &r), 0);
	assert_int_equal(guest->tot_pages, 0);
}

/* An order-3 extent for eight single frames; what it gave is not its own. */
static void an_exchange_keeps_the_accounts(void **state)
{
	struct xen_memory_exchange x = { .in = res(8, 0), .out = res(1, 3) };
	struct xen_memory_reservation r = res(8, 0);
	xen_pfn_t out[1] = { 200 };

	(void)state;
	assert_int_equal(op(guest, XENMEM_increase_reservation, &r), 8);
	set_xen_guest_handle(x.out.extent_start, out);
	assert_int_equal(op(guest, XENMEM_exchange, &x), 0);
	assert_int_equal(x.nr_exchanged, 8);
	assert_int_equal(guest->tot_pages, 8);
	assert_int_equal(out[0] & 7, 0);
	for (int i = 0; i < 8; i++) {
		assert_int_equal(m2p[out[0] + (unsigned int)i], 200 + i);
		if (list[i] < out[0] || list[i] >= out[0] + 8)
			assert_int_equal(m2p[list[i]], M2P_INVALID);
	}
	/* A frame in use is refused, and all are as before. */
	assert_true(page_get(mfn_to_page(MFN(out[0] + 3)), guest));
	for (unsigned int i = 0; i < 8; i++)
		list[i] = out[0] + i;
	x.nr_exchanged = 0;
	assert_int_equal(op(guest, XENMEM_exchange, &x), -EINVAL);
	assert_int_equal(x.nr_exchanged, 0);
	assert_int_equal(guest->tot_pages, 8);
	page_put(mfn_to_page(MFN(out[0] + 3)));
	assert_int_equal(op(guest, XENMEM_decrease_reservation, &r), 8);
}

static void rights_are_checked(void **state)
{
	struct xen_memory_reservation r = res(1, 0);
	domid_t id = 3;

	(void)state;
	r.domid = 3;
	assert_int_equal(op(guest, XENMEM_increase_reservation, &r), 0);
	assert_int_equal(op(tools, XENMEM_increase_reservation, &r), 1);
	assert_int_equal(op(guest, XENMEM_current_reservation, &id), -EPERM);
	assert_int_equal(op(tools, XENMEM_current_reservation, &id), 1);
	r = (struct xen_memory_reservation){ .domid = 3, .nr_extents = 10 };
	assert_int_equal(op(guest, XENMEM_claim_pages, &r), -EPERM);
	assert_int_equal(op(tools, XENMEM_claim_pages, &r), 0);
	assert_int_equal(heap_claimed, 9);
	/* What is refused for the limit takes nothing of the claim. */
	other->max_pages = 1;
	r = res(1, 0);
	r.domid = 3;
	assert_int_equal(op(tools, XENMEM_increase_reservation, &r), 0);
	assert_int_equal(heap_claimed, 9);
	other->max_pages = 64;
	r = (struct xen_memory_reservation){ .domid = 3 };
	assert_int_equal(op(tools, XENMEM_claim_pages, &r), 0);
	assert_int_equal(heap_claimed, 0);
}

/* A frame moves to who has an entry waiting for it. */
static void a_frame_is_transferred(void **state)
{
	struct gnttab_setup_table st = { .dom = DOMID_SELF, .nr_frames = 1 };
	struct page_info *pg = domheap_alloc(guest, 0, 0);
	struct gnttab_transfer t = { page_to_mfn(pg).n, 3, 8, 0 };
	struct grant_entry_v1 *v1;
	xen_pfn_t frame;

	(void)state;
	set_xen_guest_handle(st.frame_list, &frame);
	host_as(other->vcpu[0]);
	assert_int_equal(host_call(__HYPERVISOR_grant_table_op,
		GNTTABOP_setup_table, (unsigned long)&st, 1), 0);
	v1 = arch_mfn_to_virt(MFN(frame));
	v1[8] = (struct grant_entry_v1){ GTF_accept_transfer, 2, 77 };
	assert_true(page_get(pg, guest));
	host_as(guest->vcpu[0]);
	assert_int_equal(host_call(__HYPERVISOR_grant_table_op,
		GNTTABOP_transfer, (unsigned long)&t, 1), 0);
	assert_int_equal(t.status, GNTST_bad_page);	/* it is in use */
	page_put(pg);
	assert_int_equal(host_call(__HYPERVISOR_grant_table_op,
		GNTTABOP_transfer, (unsigned long)&t, 1), 0);
	assert_int_equal(t.status, GNTST_okay);
	assert_int_equal(pg->owner, 3);
	assert_int_equal(v1[8].frame, t.mfn);
	assert_int_equal(v1[8].flags, GTF_accept_transfer |
			 GTF_transfer_committed | GTF_transfer_completed);
	assert_int_equal(m2p[t.mfn], 77);
	assert_int_equal(guest->tot_pages, 0);
	/* Nobody waits for another: it is lost. */
	pg = domheap_alloc(guest, 0, 0);
	t.mfn = page_to_mfn(pg).n;
	assert_int_equal(host_call(__HYPERVISOR_grant_table_op,
		GNTTABOP_transfer, (unsigned long)&t, 1), 0);
	assert_int_equal(t.status, GNTST_general_error);
	assert_int_equal(guest->tot_pages, 0);
	assert_int_equal(pg->count_info & PGC_STATE_MASK, PGC_STATE_FREE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(memory_comes_and_goes),
		cmocka_unit_test(frames_of_others_are_out_of_reach),
		cmocka_unit_test(the_limit_holds),
		cmocka_unit_test(an_exchange_keeps_the_accounts),
		cmocka_unit_test(rights_are_checked),
		cmocka_unit_test(a_frame_is_transferred),
	};

	return cmocka_run_group_tests_name("memory", tests, setup, NULL);
}
