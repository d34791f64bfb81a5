/* SPDX-License-Identifier: GPL-2.0-only */
/* Grant tables through the hypercall. */
#include "machine.h"

#include <hv/grant.h>

static struct domain *owner, *user;
static struct grant_entry_v1 *v1;
static struct page_info *page;

static long op(struct domain *d, unsigned int cmd, void *arg,
	       unsigned int count)
{
	host_as(d->vcpu[0]);
	return host_call(__HYPERVISOR_grant_table_op, cmd, (unsigned long)arg,
			 count);
}

static int setup(void **state)
{
	struct gnttab_setup_table st = { .dom = DOMID_SELF, .nr_frames = 4 };
	xen_pfn_t frames[4];

	(void)state;
	host_memory(1 << 16);
	host_add_ram(256, (1 << 16) - 256, 0, false);
	host_boot(1);
	owner = host_domain(1, 1, 4096, false);
	user = host_domain(2, 1, 4096, false);
	page = domheap_alloc(owner, 0, 0);
	set_xen_guest_handle(st.frame_list, frames);
	if (op(owner, GNTTABOP_setup_table, &st, 1) || st.status)
		return -1;
	v1 = arch_mfn_to_virt(MFN(frames[0]));
	return 0;
}

static void grant(unsigned int ref, uint16_t flags, domid_t to)
{
	v1[ref].domid = to;
	v1[ref].frame = (uint32_t)page_to_mfn(page).n;
	v1[ref].flags = flags;
}

static int map(uint64_t *pte, unsigned int ref, uint32_t flags,
	       grant_handle_t *h)
{
	struct gnttab_map_grant_ref m = {
		.host_addr = (uint64_t)(uintptr_t)pte, .flags = flags,
		.ref = ref, .dom = 1,
	};

	assert_int_equal(op(user, GNTTABOP_map_grant_ref, &m, 1), 0);
	*h = m.handle;
	return m.status;
}

static int unmap(uint64_t *pte, grant_handle_t h)
{
	struct gnttab_unmap_grant_ref u = {
		.host_addr = (uint64_t)(uintptr_t)pte, .handle = h,
	};

	assert_int_equal(op(user, GNTTABOP_unmap_grant_ref, &u, 1), 0);
	return u.status;
}

static void a_frame_is_mapped_and_unmapped(void **state)
{
	uint64_t refs = page_count(page), pte = 0;
	grant_handle_t h;

	(void)state;
	grant(8, GTF_permit_access, 2);
	assert_int_equal(map(&pte, 8, GNTMAP_host_map, &h), GNTST_okay);
	assert_int_equal(pte, page_to_mfn(page).n);
	assert_int_equal(page_count(page), refs + 1);
	assert_int_equal(v1[8].flags, GTF_permit_access | GTF_reading |
				      GTF_writing);
	assert_int_equal(page_type_get(page, PGT_L1_TABLE), -EINVAL);
	assert_int_equal(unmap(&pte, h), GNTST_okay);
	assert_int_equal(unmap(&pte, h), GNTST_bad_handle);
	assert_int_equal(page_count(page), refs);
	assert_int_equal(v1[8].flags, GTF_permit_access);
	assert_int_equal(page->type_info & PGT_COUNT_MASK, 0);
}

static void reading_and_writing_are_told_apart(void **state)
{
	uint64_t pte[2] = { 0 };
	grant_handle_t h[2];

	(void)state;
	grant(8, GTF_permit_access | GTF_readonly, 2);
	assert_int_equal(map(&pte[0], 8, GNTMAP_host_map, &h[0]),
			 GNTST_general_error);
	assert_int_equal(map(&pte[0], 8, GNTMAP_host_map | GNTMAP_readonly,
			     &h[0]), GNTST_okay);
	assert_int_equal(v1[8].flags & (GTF_reading | GTF_writing), GTF_reading);
	assert_int_equal(unmap(&pte[0], h[0]), GNTST_okay);
	/* Reader first, then a writer; writing ends before reading does. */
	grant(8, GTF_permit_access, 2);
	assert_int_equal(map(&pte[0], 8, GNTMAP_host_map | GNTMAP_readonly,
			     &h[0]), GNTST_okay);
	assert_int_equal(map(&pte[1], 8, GNTMAP_host_map, &h[1]), GNTST_okay);
	assert_int_equal(v1[8].flags & (GTF_reading | GTF_writing),
			 GTF_reading | GTF_writing);
	assert_int_equal(unmap(&pte[1], h[1]), GNTST_okay);
	assert_int_equal(v1[8].flags & (GTF_reading | GTF_writing), GTF_reading);
	assert_int_equal(unmap(&pte[0], h[0]), GNTST_okay);
	assert_int_equal(v1[8].flags & (GTF_reading | GTF_writing), 0);
}

static void refusals_leave_nothing_behind(void **state)
{
	uint64_t refs = page_count(page), pte = 0;
	grant_handle_t h;

	(void)state;
	grant(8, GTF_permit_access, 3);			/* to another */
	assert_int_equal(map(&pte, 8, GNTMAP_host_map, &h), GNTST_general_error);
	grant(8, GTF_invalid, 2);
	assert_int_equal(map(&pte, 8, GNTMAP_host_map, &h), GNTST_general_error);
	grant(8, GTF_permit_access, 2);
	assert_int_equal(map(&pte, 8, 0, &h), GNTST_bad_gntref);
	assert_int_equal(map(&pte, 99999, GNTMAP_host_map, &h), GNTST_bad_gntref);
	assert_int_equal(map(NULL, 8, GNTMAP_host_map, &h), GNTST_bad_virt_addr);
	v1[8].frame = (uint32_t)page_to_mfn(domheap_alloc(user, 0, 0)).n;
	assert_int_equal(map(&pte, 8, GNTMAP_host_map, &h), GNTST_bad_page);
	v1[8].frame = UINT32_MAX;
	assert_int_equal(map(&pte, 8, GNTMAP_host_map, &h), GNTST_bad_page);
	assert_int_equal(v1[8].flags, GTF_permit_access);
	assert_int_equal(page_count(page), refs);
	assert_int_equal(unmap(&pte, 0), GNTST_bad_handle);
	assert_int_equal(unmap(&pte, 1u << 30), GNTST_bad_handle);
}

static void a_table_page_cannot_be_mapped_writable(void **state)
{
	uint64_t pte = 0;
	grant_handle_t h;

	(void)state;
	grant(9, GTF_permit_access, 2);
	assert_int_equal(page_get_and_type(page, owner, PGT_L1_TABLE), 0);
	assert_int_equal(map(&pte, 9, GNTMAP_host_map, &h), GNTST_general_error);
	assert_int_equal(map(&pte, 9, GNTMAP_host_map | GNTMAP_readonly, &h),
			 GNTST_okay);
	assert_int_equal(unmap(&pte, h), GNTST_okay);
	page_put_and_type(page);
}

static void a_failed_unmap_keeps_the_handle(void **state)
{
	uint64_t pte = 0, other = 0;
	grant_handle_t h;

	(void)state;
	grant(8, GTF_permit_access, 2);
	assert_int_equal(map(&pte, 8, GNTMAP_host_map, &h), GNTST_okay);
	assert_int_equal(unmap(&other, h), GNTST_general_error);
	assert_int_equal(unmap(&pte, h), GNTST_okay);
}

static void device_and_host_maps_are_let_go_apart(void **state)
{
	struct gnttab_unmap_grant_ref u = { 0 };
	uint64_t refs = page_count(page), pte = 0;
	grant_handle_t h;

	(void)state;
	grant(8, GTF_permit_access, 2);
	assert_int_equal(map(&pte, 8, GNTMAP_host_map | GNTMAP_device_map, &h),
			 GNTST_okay);
	assert_int_equal(page_count(page), refs + 2);
	assert_int_equal(unmap(&pte, h), GNTST_okay);
	assert_int_equal(page_count(page), refs + 1);
	u.handle = h;
	u.dev_bus_addr = (page_to_mfn(page).n << PAGE_SHIFT) + 4096;
	assert_int_equal(op(user, GNTTABOP_unmap_grant_ref, &u, 1), 0);
	assert_int_equal(u.status, GNTST_general_error);
	u.dev_bus_addr -= 4096;
	assert_int_equal(op(user, GNTTABOP_unmap_grant_ref, &u, 1), 0);
	assert_int_equal(u.status, GNTST_okay);
	assert_int_equal(page_count(page), refs);
	assert_int_equal(v1[8].flags, GTF_permit_access);
}

#define MANY 1000
static void batches_are_unmapped_with_few_flushes(void **state)
{
	static struct gnttab_map_grant_ref m[MANY];
	static struct gnttab_unmap_grant_ref u[MANY];
	static uint64_t pte[MANY];
	uint64_t refs = page_count(page);

	(void)state;
	grant(8, GTF_permit_access, 2);
	for (int i = 0; i < MANY; i++)
		m[i] = (struct gnttab_map_grant_ref){ .dom = 1, .ref = 8,
			.flags = GNTMAP_host_map,
			.host_addr = (uint64_t)(uintptr_t)&pte[i] };
	host_as(user->vcpu[0]);
	host_ask_preempt(true);
	assert_int_equal(op(user, GNTTABOP_map_grant_ref, m, MANY), 0);
	for (int i = 0; i < MANY; i++) {
		assert_int_equal(m[i].status, 0);
		u[i].host_addr = m[i].host_addr;
		u[i].handle = m[i].handle;
	}
	assert_int_equal(page_count(page), refs + MANY);
	host_flushes = 0;
	assert_int_equal(op(user, GNTTABOP_unmap_grant_ref, u, MANY), 0);
	assert_in_range(host_flushes, 1, MANY / 32 + 2);
	assert_int_equal(page_count(page), refs);
}

static void copies_stay_inside_their_frames(void **state)
{
	struct page_info *mine = domheap_alloc(user, 0, 0);
	struct gnttab_copy c = {
		.source = { .domid = 1, .offset = 100 },
		.dest = { .domid = DOMID_SELF, .offset = 200 },
		.len = 50, .flags = GNTCOPY_source_gref,
	};
	char *src = page_to_virt(page), *dst = page_to_virt(mine);

	(void)state;
	grant(8, GTF_permit_access | GTF_readonly, 2);
	c.source.u.ref = 8;
	c.dest.u.gmfn = page_to_mfn(mine).n;
	memset(src + 100, 0x77, 50);
	memset(dst, 0, PAGE_SIZE);
	assert_int_equal(op(user, GNTTABOP_copy, &c, 1), 0);
	assert_int_equal(c.status, GNTST_okay);
	assert_memory_equal(dst + 200, src + 100, 50);
	assert_int_equal(dst[199] | dst[250], 0);
	assert_int_equal(v1[8].flags & (GTF_reading | GTF_writing), 0);
	c.source.offset = 4090;
	assert_int_equal(op(user, GNTTABOP_copy, &c, 1), 0);
	assert_int_equal(c.status, GNTST_bad_copy_arg);
	c.source.offset = 100;
	c.flags = 0;					/* a foreign frame */
	assert_int_equal(op(user, GNTTABOP_copy, &c, 1), 0);
	assert_int_equal(c.status, GNTST_permission_denied);
	/* Writing to what is granted read-only. */
	c.flags = GNTCOPY_dest_gref;
	c.source = (struct gnttab_copy_ptr){ .domid = DOMID_SELF };
	c.source.u.gmfn = page_to_mfn(mine).n;
	c.dest = (struct gnttab_copy_ptr){ .domid = 1 };
	c.dest.u.ref = 8;
	assert_int_equal(op(user, GNTTABOP_copy, &c, 1), 0);
	assert_int_equal(c.status, GNTST_general_error);
}

static void version_two_has_status_and_sub_pages(void **state)
{
	struct gnttab_set_version sv = { .version = 2 };
	struct page_info *mine = domheap_alloc(user, 0, 0);
	union grant_entry_v2 *v2 = (void *)v1;
	struct gnttab_copy c = {
		.source = { .domid = 1, .offset = 64 },
		.dest = { .domid = DOMID_SELF },
		.len = 64, .flags = GNTCOPY_source_gref,
	};
	uint64_t pte = 0;
	grant_handle_t h;

	(void)state;
	grant(8, GTF_permit_access, 2);
	assert_int_equal(map(&pte, 8, GNTMAP_host_map, &h), GNTST_okay);
	assert_int_equal(op(owner, GNTTABOP_set_version, &sv, 1), -EBUSY);
	assert_int_equal(unmap(&pte, h), GNTST_okay);
	sv.version = 3;
	assert_int_equal(op(owner, GNTTABOP_set_version, &sv, 1), -EINVAL);
	grant(1, GTF_permit_access, 2);			/* a reserved entry */
	sv.version = 2;
	assert_int_equal(op(owner, GNTTABOP_set_version, &sv, 1), 0);
	assert_int_equal(v2[1].hdr.domid, 2);
	assert_int_equal(v2[1].full_page.frame, page_to_mfn(page).n);
	assert_int_equal(v2[8].hdr.flags, 0);		/* the rest is cleared */

	v2[8].sub_page.page_off = 64;
	v2[8].sub_page.length = 64;
	v2[8].sub_page.frame = page_to_mfn(page).n;
	v2[8].hdr.domid = 2;
	v2[8].hdr.flags = GTF_permit_access | GTF_sub_page;
	assert_int_equal(map(&pte, 8, GNTMAP_host_map, &h), GNTST_general_error);
	c.source.u.ref = 8;
	c.dest.u.gmfn = page_to_mfn(mine).n;
	assert_int_equal(op(user, GNTTABOP_copy, &c, 1), 0);
	assert_int_equal(c.status, GNTST_okay);
	c.source.offset = 63;
	assert_int_equal(op(user, GNTTABOP_copy, &c, 1), 0);
	assert_int_equal(c.status, GNTST_general_error);
	sv.version = 1;
	assert_int_equal(op(owner, GNTTABOP_set_version, &sv, 1), 0);
	assert_int_equal(v1[1].domid, 2);
}

/* Origin grants to owner, owner passes it on to user, who copies. */
static void a_transitive_grant_is_followed_once(void **state)
{
	struct domain *origin = host_domain(3, 1, 64, false);
	struct page_info *src = domheap_alloc(origin, 0, 0);
	struct page_info *mine = domheap_alloc(user, 0, 0);
	struct gnttab_set_version sv = { .version = 2 };
	union grant_entry_v2 *v2 = (void *)v1;
	struct grant_entry_v1 *o1;
	struct gnttab_setup_table st = { .dom = DOMID_SELF, .nr_frames = 1 };
	struct gnttab_copy c = {
		.source = { .domid = 1 }, .dest = { .domid = DOMID_SELF },
		.len = 64, .flags = GNTCOPY_source_gref,
	};
	uint64_t refs = page_count(src), pte = 0;
	grant_handle_t h;
	xen_pfn_t frame;

	(void)state;
	set_xen_guest_handle(st.frame_list, &frame);
	assert_int_equal(op(origin, GNTTABOP_setup_table, &st, 1), 0);
	o1 = arch_mfn_to_virt(MFN(frame));
	o1[9] = (struct grant_entry_v1){ GTF_permit_access | GTF_readonly, 1,
					 (uint32_t)page_to_mfn(src).n };
	assert_int_equal(op(owner, GNTTABOP_set_version, &sv, 1), 0);
	v2[8].transitive.trans_domid = 3;
	v2[8].transitive.gref = 9;
	v2[8].hdr.domid = 2;
	v2[8].hdr.flags = GTF_transitive;
	memset(page_to_virt(src), 0x5a, 64);
	c.source.u.ref = 8;
	c.dest.u.gmfn = page_to_mfn(mine).n;
	assert_int_equal(op(user, GNTTABOP_copy, &c, 1), 0);
	assert_int_equal(c.status, GNTST_okay);
	assert_memory_equal(page_to_virt(mine), page_to_virt(src), 64);
	assert_int_equal(o1[9].flags, GTF_permit_access | GTF_readonly);
	assert_int_equal(page_count(src), refs);
	/* For copying only; not for writing to what is read-only. */
	assert_int_equal(map(&pte, 8, GNTMAP_host_map, &h), GNTST_general_error);
	c.flags = GNTCOPY_dest_gref;
	c.source = (struct gnttab_copy_ptr){ .domid = DOMID_SELF };
	c.source.u.gmfn = page_to_mfn(mine).n;
	c.dest = (struct gnttab_copy_ptr){ .domid = 1 };
	c.dest.u.ref = 8;
	assert_int_equal(op(user, GNTTABOP_copy, &c, 1), 0);
	assert_int_equal(c.status, GNTST_general_error);
	/* Neither to oneself nor to nobody, nor through two. */
	for (domid_t to = 1; to < 5; to += 3) {
		v2[8].transitive.trans_domid = to;
		c.flags = GNTCOPY_source_gref;
		c.source = (struct gnttab_copy_ptr){ .domid = 1 };
		c.source.u.ref = 8;
		c.dest = (struct gnttab_copy_ptr){ .domid = DOMID_SELF };
		c.dest.u.gmfn = page_to_mfn(mine).n;
		assert_int_equal(op(user, GNTTABOP_copy, &c, 1), 0);
		assert_int_equal(c.status, GNTST_general_error);
	}
	v2[8].hdr.flags = 0;
	sv.version = 1;
	assert_int_equal(op(owner, GNTTABOP_set_version, &sv, 1), 0);
	host_as(user->vcpu[0]);
	host_destroy(origin);
	assert_null(domain_by_id_nolock(3));
}

static void tables_grow_to_their_limit(void **state)
{
	struct gnttab_query_size q = { .dom = DOMID_SELF };
	struct gnttab_setup_table st = { .dom = DOMID_SELF, .nr_frames = 65 };

	(void)state;
	assert_int_equal(op(owner, GNTTABOP_query_size, &q, 1), 0);
	assert_int_equal(q.nr_frames, 4);
	assert_int_equal(q.max_nr_frames, 64);
	assert_int_equal(op(owner, GNTTABOP_query_size, &q, 2), -EINVAL);
	assert_int_equal(op(owner, GNTTABOP_setup_table, &st, 1), 0);
	assert_int_equal(st.status, GNTST_general_error);
	q.dom = 1;
	assert_int_equal(op(user, GNTTABOP_query_size, &q, 1), 0);
	assert_int_equal(q.status, GNTST_permission_denied);
	assert_int_equal(op(user, 77, &q, 1), -ENOSYS);
	assert_int_equal(op(user, GNTTABOP_copy, &q, (unsigned int)-1), -EINVAL);
}

static void the_dead_let_go_of_what_they_mapped(void **state)
{
	uint64_t refs = page_count(page), before;
	static uint64_t pte;
	grant_handle_t h;

	(void)state;
	grant(8, GTF_permit_access, 2);
	assert_int_equal(map(&pte, 8, GNTMAP_host_map, &h), GNTST_okay);
	before = heap_free_pages();
	host_as(owner->vcpu[0]);
	host_destroy(user);
	assert_int_equal(v1[8].flags, GTF_permit_access);
	/* The page-table entry's reference is for the page tables' end. */
	assert_int_equal(page_count(page), refs + 1);
	page_put_and_type(page);
	assert_true(heap_free_pages() > before);
	assert_null(domain_by_id_nolock(2));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_frame_is_mapped_and_unmapped),
		cmocka_unit_test(reading_and_writing_are_told_apart),
		cmocka_unit_test(refusals_leave_nothing_behind),
		cmocka_unit_test(a_table_page_cannot_be_mapped_writable),
		cmocka_unit_test(a_failed_unmap_keeps_the_handle),
		cmocka_unit_test(device_and_host_maps_are_let_go_apart),
		cmocka_unit_test(batches_are_unmapped_with_few_flushes),
		cmocka_unit_test(copies_stay_inside_their_frames),
		cmocka_unit_test(version_two_has_status_and_sub_pages),
		cmocka_unit_test(a_transitive_grant_is_followed_once),
		cmocka_unit_test(tables_grow_to_their_limit),
		cmocka_unit_test(the_dead_let_go_of_what_they_mapped),
	};

	return cmocka_run_group_tests_name("grant", tests, setup, NULL);
}
