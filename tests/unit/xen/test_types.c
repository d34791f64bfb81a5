/* SPDX-License-Identifier: GPL-2.0-only */
/* References to frames and their types. */
#include "machine.h"

static struct domain *d;
static unsigned int validated, invalidated, restarts;

static int setup(void **state)
{
	(void)state;
	host_memory(1 << 16);
	host_add_ram(256, (1 << 16) - 256, 0, false);
	host_boot(1);
	d = host_domain(1, 1, 4096, false);
	return 0;
}

static int count_validate(struct page_info *pg, uint64_t type, bool preempt)
{
	(void)pg; (void)type;
	validated++;
	if (preempt && restarts) {
		restarts--;
		return -ERESTART;
	}
	return 0;
}

static int refuse(struct page_info *pg, uint64_t type, bool preempt)
{
	(void)pg; (void)type; (void)preempt;
	return -EINVAL;
}

static int count_invalidate(struct page_info *pg, uint64_t type, bool preempt)
{
	(void)pg; (void)type;
	invalidated++;
	if (preempt && restarts) {
		restarts--;
		return -ERESTART;
	}
	return 0;
}

static struct page_info *page(void)
{
	validated = invalidated = restarts = 0;
	host_validate = count_validate;
	host_invalidate = count_invalidate;
	return domheap_alloc(d, 0, 0);
}

static void drop(struct page_info *pg)
{
	uint64_t before = heap_free_pages();

	page_put_alloc_ref(pg);
	assert_int_equal(heap_free_pages(), before + 1);
}

static void a_page_goes_with_its_last_reference(void **state)
{
	uint64_t before = heap_free_pages(), had = d->tot_pages;
	struct page_info *pg = page();

	(void)state;
	assert_int_equal(d->tot_pages, had + 1);
	assert_true(page_get(pg, d));
	assert_false(page_get(pg, dom_xen));
	page_put_alloc_ref(pg);
	page_put_alloc_ref(pg);			/* once only */
	assert_int_equal(heap_free_pages(), before - 1);
	page_put(pg);
	assert_int_equal(heap_free_pages(), before);
	assert_int_equal(d->tot_pages, had);
	assert_false(page_get(pg, d));
}

static void references_refuse_to_overflow(void **state)
{
	struct page_info *pg = page();
	uint64_t was = pg->count_info;

	(void)state;
	pg->count_info = PGC_ALLOCATED | (PGC_COUNT_MASK - 1);
	assert_false(page_get_any(pg));
	pg->count_info = was;
	pg->type_info = PGT_WRITABLE | PGT_VALIDATED | (PGT_COUNT_MASK - 1);
	assert_int_equal(page_type_get(pg, PGT_WRITABLE), -EBUSY);
	pg->type_info = 0;
	drop(pg);
}

static void a_type_in_use_excludes_others(void **state)
{
	static const uint64_t types[] = { PGT_L1_TABLE, PGT_L2_TABLE,
		PGT_L3_TABLE, PGT_L4_TABLE, PGT_SEG_DESC, PGT_WRITABLE };
	struct page_info *pg = page();

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(types); i++) {
		assert_int_equal(page_type_get(pg, types[i]), 0);
		assert_int_equal(page_type_get(pg, types[i]), 0);
		for (size_t k = 0; k < ARRAY_SIZE(types); k++)
			if (k != i)
				assert_int_equal(page_type_get(pg, types[k]),
						 -EINVAL);
		page_type_put(pg);
		page_type_put(pg);
	}
	assert_int_equal(validated, 5);		/* all but writable */
	assert_int_equal(invalidated, 4);	/* tables */
	drop(pg);
}

static void wrong_contents_leave_no_trace(void **state)
{
	struct page_info *pg = page();

	(void)state;
	host_validate = refuse;
	assert_int_equal(page_type_get(pg, PGT_L4_TABLE), -EINVAL);
	assert_int_equal(pg->type_info & PGT_COUNT_MASK, 0);
	assert_int_equal(page_type_get(pg, PGT_WRITABLE), 0);
	page_type_put(pg);
	drop(pg);
}

static void interrupted_validation_goes_on(void **state)
{
	struct page_info *pg = page();

	(void)state;
	restarts = 2;
	assert_int_equal(page_type_get_preemptible(pg, PGT_L2_TABLE), -ERESTART);
	assert_true(pg->type_info & PGT_PARTIAL);
	assert_int_equal(page_count(pg), 2);
	assert_int_equal(page_type_get(pg, PGT_WRITABLE), -EINVAL);
	assert_int_equal(page_type_get_preemptible(pg, PGT_L2_TABLE), -ERESTART);
	assert_int_equal(page_count(pg), 2);
	assert_int_equal(page_type_get_preemptible(pg, PGT_L2_TABLE), 0);
	assert_int_equal(page_count(pg), 1);
	assert_int_equal(pg->type_info & PGT_COUNT_MASK, 1);
	page_type_put(pg);
	drop(pg);
}

static void interrupted_undoing_goes_on(void **state)
{
	struct page_info *pg = page();

	(void)state;
	assert_int_equal(page_type_get(pg, PGT_L3_TABLE), 0);
	restarts = 2;
	assert_int_equal(page_type_put_preemptible(pg), -ERESTART);
	assert_int_equal(page_type_finish_put(pg, true), -ERESTART);
	assert_int_equal(page_count(pg), 2);
	assert_int_equal(page_type_finish_put(pg, true), 0);
	assert_int_equal(page_type_finish_put(pg, true), 0);
	assert_int_equal(page_count(pg), 1);
	assert_int_equal(pg->type_info & PGT_COUNT_MASK, 0);
	drop(pg);
}

static void half_undone_may_be_made_whole_by_another(void **state)
{
	struct page_info *pg = page();

	(void)state;
	assert_int_equal(page_type_get(pg, PGT_L3_TABLE), 0);
	restarts = 1;
	assert_int_equal(page_type_put_preemptible(pg), -ERESTART);
	assert_int_equal(page_type_get(pg, PGT_L3_TABLE), 0);	/* the other */
	assert_int_equal(page_type_finish_put(pg, true), 0);	/* nothing left */
	assert_true(pg->type_info & PGT_VALIDATED);
	assert_int_equal(pg->type_info & PGT_COUNT_MASK, 1);
	page_type_put(pg);
	assert_int_equal(page_count(pg), 1);
	drop(pg);
}

static void a_dying_domain_gives_everything_back(void **state)
{
	uint64_t before = heap_free_pages();
	struct domain *e = host_domain(2, 2, 1000, false);
	struct page_info *pg[20];

	(void)state;
	host_validate = count_validate;
	host_invalidate = count_invalidate;
	for (int i = 0; i < 20; i++) {
		pg[i] = domheap_alloc(e, 0, 0);
		assert_non_null(pg[i]);
	}
	/* One pinned, one interrupted, one L4 that (as if) maps itself. */
	restarts = 0;
	assert_int_equal(page_get_and_type(pg[0], e, PGT_L1_TABLE), 0);
	pg[0]->type_info |= PGT_PINNED;
	restarts = 1;
	assert_int_equal(page_type_get_preemptible(pg[1], PGT_L2_TABLE),
			 -ERESTART);
	host_ask_preempt(true);			/* at every chance */
	host_destroy(e);
	assert_null(domain_by_id_nolock(2));
	assert_int_equal(heap_free_pages(), before);
}

static void a_page_somebody_holds_keeps_its_domain(void **state)
{
	uint64_t before = heap_free_pages();
	struct domain *e = host_domain(3, 1, 1000, false);
	struct page_info *pg = domheap_alloc(e, 0, 0);

	(void)state;
	assert_true(page_get(pg, e));
	host_destroy(e);
	assert_ptr_equal(domain_by_id_nolock(3), e);
	assert_null(domheap_alloc(e, 0, 0));	/* the dead get nothing */
	page_put(pg);
	host_settle();
	assert_null(domain_by_id_nolock(3));
	assert_int_equal(heap_free_pages(), before);
}

static void max_pages_is_kept(void **state)
{
	(void)state;
	d->max_pages = d->tot_pages + 2;
	assert_null(domheap_alloc(d, 2, 0));
	assert_non_null(domheap_alloc(d, 1, 0));
	assert_null(domheap_alloc(d, 0, 0));
	d->max_pages = 4096;
}

static void claims_reserve_memory(void **state)
{
	uint64_t all = heap_free_pages();
	struct page_info *pg;

	(void)state;
	d->max_pages = d->tot_pages + all;
	assert_int_equal(domain_set_claim(d, d->tot_pages), -EINVAL);
	assert_int_equal(domain_set_claim(d, d->max_pages + 1), -EINVAL);
	assert_int_equal(domain_set_claim(d, d->tot_pages + all), 0);
	assert_int_equal(domain_set_claim(d, d->tot_pages + 1), -EINVAL);
	assert_null(heap_alloc(0, 0));		/* all of it is promised */
	pg = domheap_alloc(d, 0, 0);
	assert_non_null(pg);
	assert_int_equal(d->outstanding_pages, all - 1);
	assert_int_equal(domain_set_claim(d, 0), 0);
	assert_int_equal(heap_claimed, 0);
	drop(pg);
	d->max_pages = 4096;
}

/* What another CPU makes of a frame that somebody waits for. */
static struct page_info *waited_for;
static uint64_t becomes;
static unsigned int turns;

static void another_cpu(void)
{
	/* In time it would be over, too late for who goes in circles. */
	waited_for->type_info = ++turns < 50 ? becomes :
				waited_for->type_info | PGT_VALIDATED;
}

/*
 * It was being validated as what is wanted, failed, and is being validated as
 * something else: waiting on could be a circle of CPUs.
 */
static void nobody_waits_for_another_type(void **state)
{
	struct page_info *pg = page();

	(void)state;
	waited_for = pg;
	turns = 0;
	host_hooks.relax = another_cpu;
	pg->type_info = PGT_L1_TABLE | 1;
	becomes = PGT_L4_TABLE | 1;
	assert_int_equal(page_type_get(pg, PGT_L1_TABLE), -EINVAL);
	assert_true(turns < 3);
	/* As what is wanted, it is waited for. */
	turns = 40;
	pg->type_info = becomes = PGT_L1_TABLE | 1;
	assert_int_equal(page_type_get(pg, PGT_L1_TABLE), 0);
	assert_int_equal(pg->type_info & PGT_COUNT_MASK, 2);
	pg->type_info = 0;
	host_hooks.relax = NULL;
	drop(pg);
}

/* Tables of a dying domain come apart and do not become valid again. */
static void nobody_waits_for_a_dying_domains_tables(void **state)
{
	struct page_info *pg = page();

	(void)state;
	waited_for = pg;
	turns = 0;
	host_hooks.relax = another_cpu;
	pg->type_info = becomes = PGT_L2_TABLE | 1;
	d->dying = DOMDYING_DYING;
	assert_int_equal(page_type_get(pg, PGT_L2_TABLE), -EINVAL);
	assert_int_equal(turns, 0);
	d->dying = DOMDYING_ALIVE;
	pg->type_info = 0;
	host_hooks.relax = NULL;
	drop(pg);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_page_goes_with_its_last_reference),
		cmocka_unit_test(references_refuse_to_overflow),
		cmocka_unit_test(a_type_in_use_excludes_others),
		cmocka_unit_test(wrong_contents_leave_no_trace),
		cmocka_unit_test(interrupted_validation_goes_on),
		cmocka_unit_test(interrupted_undoing_goes_on),
		cmocka_unit_test(half_undone_may_be_made_whole_by_another),
		cmocka_unit_test(nobody_waits_for_another_type),
		cmocka_unit_test(nobody_waits_for_a_dying_domains_tables),
		cmocka_unit_test(a_dying_domain_gives_everything_back),
		cmocka_unit_test(a_page_somebody_holds_keeps_its_domain),
		cmocka_unit_test(max_pages_is_kept),
		cmocka_unit_test(claims_reserve_memory),
	};

	return cmocka_run_group_tests_name("types", tests, setup, NULL);
}
