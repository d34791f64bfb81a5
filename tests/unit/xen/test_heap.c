/* SPDX-License-Identifier: GPL-2.0-only */
/* The page allocator on 5 TB with holes and four nodes, and small objects. */
#include "machine.h"

#define FRAMES_5TB	(5ULL << 40 >> PAGE_SHIFT)
#define CHUNK		16384ULL	/* 64 MB */

static uint64_t start_free;

static int setup(void **state)
{
	(void)state;
	host_memory(FRAMES_5TB);
	host_nodes = 4;
	host_add_ram(256, CHUNK - 256, 0, false);
	host_add_ram(1ULL << 20, CHUNK, 0, true);		/* at 4 GB */
	host_add_ram(FRAMES_5TB / 2, CHUNK, 1, false);
	host_add_ram(FRAMES_5TB / 2 + CHUNK, CHUNK, 2, false);
	host_add_ram(FRAMES_5TB - CHUNK - 3, CHUNK + 3, 3, false);
	start_free = heap_free_pages();
	return 0;
}

static void all_memory_is_accounted(void **state)
{
	(void)state;
	assert_int_equal(total_pages, 5 * CHUNK - 256 + 3);
	/* Each node but the first keeps its lists in its own memory. */
	assert_in_range(start_free, total_pages - 9, total_pages - 3);
	assert_int_equal(heap_free_pages_in(NUMA_NO_NODE, 0, 0), start_free);
	assert_int_equal(heap_free_pages_in(0, 0, 32), CHUNK - 256);
	assert_int_equal(heap_free_pages_in(0, 33, 0), CHUNK);
}

static void blocks_are_aligned_and_come_back_whole(void **state)
{
	(void)state;
	for (unsigned int order = 0; order <= 12; order++) {
		struct page_info *pg = heap_alloc(order, 0);

		assert_non_null(pg);
		assert_int_equal(page_to_mfn(pg).n & ((1ULL << order) - 1), 0);
		assert_int_equal(heap_free_pages(), start_free - (1ULL << order));
		heap_free(pg, order, false);
		assert_int_equal(heap_free_pages(), start_free);
	}
}

static void order_too_large_is_refused(void **state)
{
	(void)state;
	assert_null(heap_alloc(MAX_ORDER + 1, 0));
	assert_null(heap_alloc(MAX_ORDER, 0));	/* no 1 GB anywhere here */
}

static const struct { unsigned int bits; bool there; uint64_t below; } limits[] = {
	{ 0,  true,  FRAMES_5TB },
	{ 12, false, 0 },
	{ 20, false, 0 },			/* first MB is not the heap's */
	{ 24, true,  1ULL << 12 },
	{ 32, true,  1ULL << 20 },
	{ 33, true,  1ULL << 21 },
	{ 42, true,  1ULL << 30 },
	{ 63, true,  FRAMES_5TB },
};

static void address_limits_are_kept(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(limits); i++) {
		struct page_info *pg = heap_alloc(0, MEMF_BITS(limits[i].bits));

		print_message("%u bits\n", limits[i].bits);
		assert_int_equal(pg != NULL, limits[i].there);
		if (!pg)
			continue;
		assert_true(page_to_mfn(pg).n < limits[i].below);
		heap_free(pg, 0, false);
	}
}

static void low_memory_is_kept_for_those_who_need_it(void **state)
{
	struct page_info *pg = heap_alloc(0, MEMF_NODE(0));

	(void)state;
	assert_true(page_to_mfn(pg).n >= 1ULL << 20);
	heap_free(pg, 0, false);
}

static void nodes_are_preferred_or_required(void **state)
{
	struct page_info *got[CHUNK];
	unsigned int n = 0;

	(void)state;
	for (unsigned int node = 0; node < 4; node++) {
		struct page_info *pg = heap_alloc(0, MEMF_NODE(node));

		assert_int_equal(arch_mfn_node(page_to_mfn(pg)), node);
		heap_free(pg, 0, false);
	}
	while (n < CHUNK && (got[n] = heap_alloc(0, MEMF_NODE(1) |
						 MEMF_EXACT_NODE)))
		n++;
	assert_int_equal(heap_free_pages_in(1, 0, 0), 0);
	assert_null(heap_alloc(0, MEMF_NODE(1) | MEMF_EXACT_NODE));
	got[n] = heap_alloc(0, MEMF_NODE(1));
	assert_non_null(got[n]);
	assert_int_not_equal(arch_mfn_node(page_to_mfn(got[n])), 1);
	heap_free(got[n], 0, false);
	while (n)
		heap_free(got[--n], 0, false);
	assert_int_equal(heap_free_pages(), start_free);
}

static void a_domains_affinity_chooses_the_nodes(void **state)
{
	struct domain d = { .node_affinity = 1 << 1 | 1 << 3 };
	struct page_info *got[3 * CHUNK];
	unsigned int n = 0;

	(void)state;
	/* By turns, as long as they have any; then the others. */
	while (heap_free_pages_in(1, 0, 0) && heap_free_pages_in(3, 0, 0)) {
		got[n] = heap_alloc_for(&d, 0, 0);
		assert_int_equal(arch_mfn_node(page_to_mfn(got[n])),
				 n % 2 ? 3 : 1);
		n++;
	}
	while (heap_free_pages_in(1, 0, 0) || heap_free_pages_in(3, 0, 0))
		got[n++] = heap_alloc_for(&d, 0, 0);
	got[n] = heap_alloc_for(&d, 0, 0);
	assert_non_null(got[n]);
	assert_int_equal(arch_mfn_node(page_to_mfn(got[n++])) & 1, 0);
	/* A node that the call names goes before. */
	heap_free(got[0], 0, false);
	got[0] = heap_alloc_for(&d, 0, MEMF_NODE(2));
	assert_int_equal(arch_mfn_node(page_to_mfn(got[0])), 2);
	while (n)
		heap_free(got[--n], 0, false);
	assert_int_equal(heap_free_pages(), start_free);
}

static void an_automatic_affinity_chooses_nothing(void **state)
{
	struct domain d = { .node_affinity = 1 << 3,
			    .auto_node_affinity = true };
	struct page_info *pg = heap_alloc_for(&d, 0, 0);

	(void)state;
	assert_int_equal(arch_mfn_node(page_to_mfn(pg)), 0);
	heap_free(pg, 0, false);
}

static void former_contents_are_never_given_out(void **state)
{
	struct page_info *pg = heap_alloc(3, MEMF_NODE(2));
	char *p;

	(void)state;
	for (unsigned int i = 0; i < 8; i++)
		memset(page_to_virt(pg + i), 0x5a, PAGE_SIZE);
	heap_free(pg, 3, true);
	/* It is joined with clean neighbours; take all of the node again. */
	for (unsigned int i = 0; i < 200; i++) {
		pg = heap_alloc(3, MEMF_NODE(2) | MEMF_EXACT_NODE);
		p = page_to_virt(pg);
		for (unsigned int k = 0; k < 8 * PAGE_SIZE; k += 512)
			assert_int_equal(p[k], 0);
		heap_free(pg, 3, false);
	}
}

static void dirty_memory_is_scrubbed_when_idle(void **state)
{
	struct page_info *pg = heap_alloc(4, MEMF_NODE(3));

	(void)state;
	memset(page_to_virt(pg), 0x5a, PAGE_SIZE);
	heap_free(pg, 4, true);
	while (heap_scrub_some(3))
		;
	assert_int_equal(*(char *)page_to_virt(pg), 0);
	assert_int_equal(heap_free_pages(), start_free);
	while (heap_scrub_some(0))
		;
	assert_false(heap_scrub_some(0));
}

static void random_work_loses_nothing(void **state)
{
	static struct { struct page_info *pg; unsigned int order; } held[512];
	unsigned int seed = 1;

	(void)state;
	for (unsigned int i = 0; i < 200000; i++) {
		unsigned int k = (unsigned int)rand_r(&seed) % 512;
		unsigned int order = (unsigned int)rand_r(&seed) % 6;

		if (held[k].pg) {
			heap_free(held[k].pg, held[k].order, i & 1);
			held[k].pg = NULL;
			continue;
		}
		held[k].order = order;
		held[k].pg = heap_alloc(order, MEMF_NODE(i % 4) |
					       MEMF_NO_SCRUB);
		if (held[k].pg)
			for (unsigned int j = 0; j < 1U << order; j++)
				assert_int_equal(held[k].pg[j].count_info, 0);
	}
	for (unsigned int k = 0; k < 512; k++)
		if (held[k].pg)
			heap_free(held[k].pg, held[k].order, true);
	assert_int_equal(heap_free_pages(), start_free);
}

static const size_t sizes[] = { 0, 1, 31, 32, 33, 100, 1024, 2048, 2049, 4096,
				4097, 12289, 1 << 20 };

static void small_objects_are_zero_and_distinct(void **state)
{
	void *p[ARRAY_SIZE(sizes)][3];

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(sizes); i++)
		for (int k = 0; k < 3; k++) {
			char *c = p[i][k] = hv_zalloc(sizes[i]);

			assert_non_null(c);
			for (size_t b = 0; b < sizes[i]; b++)
				assert_int_equal(c[b], 0);
			memset(c, (int)(i * 3) + k + 1, sizes[i]);
		}
	for (size_t i = 0; i < ARRAY_SIZE(sizes); i++)
		for (int k = 0; k < 3; k++) {
			char *c = p[i][k];

			for (size_t b = 0; b < sizes[i]; b++)
				assert_int_equal(c[b], (int)(i * 3) + k + 1);
			hv_free(c);
		}
	assert_int_equal(heap_free_pages(), start_free);
}

static void array_sizes_do_not_wrap(void **state)
{
	(void)state;
	assert_null(hv_zalloc_array(SIZE_MAX / 8, 16));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_memory_is_accounted),
		cmocka_unit_test(blocks_are_aligned_and_come_back_whole),
		cmocka_unit_test(order_too_large_is_refused),
		cmocka_unit_test(address_limits_are_kept),
		cmocka_unit_test(low_memory_is_kept_for_those_who_need_it),
		cmocka_unit_test(nodes_are_preferred_or_required),
		cmocka_unit_test(a_domains_affinity_chooses_the_nodes),
		cmocka_unit_test(an_automatic_affinity_chooses_nothing),
		cmocka_unit_test(former_contents_are_never_given_out),
		cmocka_unit_test(dirty_memory_is_scrubbed_when_idle),
		cmocka_unit_test(random_work_loses_nothing),
		cmocka_unit_test(small_objects_are_zero_and_distinct),
		cmocka_unit_test(array_sizes_do_not_wrap),
	};

	return cmocka_run_group_tests_name("heap", tests, setup, NULL);
}
