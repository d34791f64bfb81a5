/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What another CPU may do in the middle of a hypercall, played at the places
 * where no lock is held.
 */
#include "machine.h"

#include <hv/grant.h>

static struct domain *owner, *user;
static struct grant_entry_v1 *v1;
static struct page_info *page;

static long op(struct domain *d, unsigned int cmd, void *arg)
{
	host_as(d->vcpu[0]);
	return host_call(__HYPERVISOR_grant_table_op, cmd, (unsigned long)arg,
			 1);
}

static int setup(void **state)
{
	struct gnttab_setup_table st = { .dom = DOMID_SELF, .nr_frames = 16 };
	xen_pfn_t frames[16];

	(void)state;
	host_memory(1 << 16);
	host_add_ram(256, (1 << 16) - 256, 0, false);
	host_boot(2);
	owner = host_domain(1, 2, 4096, false);
	user = host_domain(2, 2, 4096, false);
	page = domheap_alloc(owner, 0, 0);
	set_xen_guest_handle(st.frame_list, frames);
	if (op(owner, GNTTABOP_setup_table, &st) || st.status)
		return -1;
	v1 = arch_mfn_to_virt(MFN(frames[0]));
	return 0;
}

static grant_handle_t handle;
static int16_t second_status;

/* The other vCPU unmaps the device's half; then this half does not succeed. */
static int unmap_and_fail(uint64_t addr, mfn_t m, unsigned int flags,
			  uint64_t new_addr)
{
	struct gnttab_unmap_grant_ref u = {
		.dev_bus_addr = m.n << PAGE_SHIFT, .handle = handle,
	};
	struct vcpu *curr = host_current;

	(void)addr; (void)flags; (void)new_addr;
	host_hooks.grant_unmap = NULL;
	assert_int_equal(op(user, GNTTABOP_unmap_grant_ref, &u), 0);
	second_status = u.status;
	host_as(curr);
	return GNTST_general_error;
}

static void a_handle_stays_taken_while_a_part_is_unmapped(void **state)
{
	uint64_t refs = page_count(page), pte[2] = { 0 };
	struct gnttab_map_grant_ref m = {
		.host_addr = (uint64_t)(uintptr_t)&pte[0], .ref = 8, .dom = 1,
		.flags = GNTMAP_host_map | GNTMAP_device_map,
	}, m2 = {
		.host_addr = (uint64_t)(uintptr_t)&pte[1], .ref = 8, .dom = 1,
		.flags = GNTMAP_host_map,
	};
	struct gnttab_unmap_grant_ref u = { .host_addr = m.host_addr };

	(void)state;
	v1[8] = (struct grant_entry_v1){ GTF_permit_access, 2,
					 (uint32_t)page_to_mfn(page).n };
	assert_int_equal(op(user, GNTTABOP_map_grant_ref, &m), 0);
	assert_int_equal(m.status, 0);
	u.handle = handle = m.handle;
	host_hooks.grant_unmap = unmap_and_fail;
	assert_int_equal(op(user, GNTTABOP_unmap_grant_ref, &u), 0);
	assert_int_equal(u.status, GNTST_general_error);
	assert_int_equal(second_status, GNTST_okay);
	/* Still mapped there, so the number is not given to another. */
	assert_int_equal(op(user, GNTTABOP_map_grant_ref, &m2), 0);
	assert_int_equal(m2.status, 0);
	assert_int_not_equal(m2.handle, handle);
	assert_int_equal(op(user, GNTTABOP_unmap_grant_ref, &u), 0);
	assert_int_equal(u.status, GNTST_okay);
	u.handle = m2.handle;
	u.host_addr = m2.host_addr;
	assert_int_equal(op(user, GNTTABOP_unmap_grant_ref, &u), 0);
	assert_int_equal(u.status, GNTST_okay);
	assert_int_equal(page_count(page), refs);
}

/* One mapped status page: the version stays, and so do all status pages. */
static void a_status_page_in_use_keeps_all_of_them(void **state)
{
	struct gnttab_set_version sv = { .version = 2 };
	struct gnttab_get_status_frames gs = { .dom = DOMID_SELF,
					       .nr_frames = 2 };
	struct gnttab_map_grant_ref m = { .ref = 3000, .dom = 1,
					  .flags = GNTMAP_host_map };
	uint64_t frames[2];

	(void)state;
	assert_int_equal(op(owner, GNTTABOP_set_version, &sv), 0);
	set_xen_guest_handle(gs.frame_list, frames);
	assert_int_equal(op(owner, GNTTABOP_get_status_frames, &gs), 0);
	assert_int_equal(gs.status, GNTST_okay);
	for (int i = 0; i < 2; i++) {
		struct page_info *status = mfn_to_page(MFN(frames[i]));

		assert_true(page_get(status, owner));
		sv.version = 1;
		assert_int_equal(op(owner, GNTTABOP_set_version, &sv), -EBUSY);
		/* An entry whose status is on the other page. */
		assert_int_equal(op(user, GNTTABOP_map_grant_ref, &m), 0);
		assert_int_equal(m.status, GNTST_general_error);
		page_put(status);
	}
	sv.version = 1;
	assert_int_equal(op(owner, GNTTABOP_set_version, &sv), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_handle_stays_taken_while_a_part_is_unmapped),
		cmocka_unit_test(a_status_page_in_use_keeps_all_of_them),
	};

	return cmocka_run_group_tests_name("races", tests, setup, NULL);
}
