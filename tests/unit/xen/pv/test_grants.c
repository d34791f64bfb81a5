/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Grants in page tables, and what another vCPU can do to an entry between two
 * looks at it.
 */
#include "fixture.h"

#include <hv/abi.h>

#include "../../../../xen/common/grant/grant.h"

#define REF	8U
#define SLOT	5U

/* The other guest grants its first data frame to ours, for writing. */
static void grant_frame_of_other(void)
{
	struct grant_entry_v1 *table = other->grant->shared[0];

	table[REF].domid = d->domid;
	table[REF].frame = (uint32_t)others[PV_DATA].n;
	__atomic_store_n(&table[REF].flags, GTF_permit_access,
			 __ATOMIC_SEQ_CST);
}

/* The entry that the tests use, as contains_pte wants it. */
static uint64_t slot_address(void)
{
	return own[PV_L1 + 1].n << PAGE_SHIFT | SLOT * 8;
}

/* Without a look at everything: calls are made in the middle of others. */
static long quiet_call(unsigned int nr, unsigned long a, void *p,
		       unsigned long n, unsigned long e)
{
	struct hypercall hc = { .nr = nr, .arg = {
		nr == __HYPERVISOR_mmu_update ? (unsigned long)p : a,
		nr == __HYPERVISOR_mmu_update ? n : (unsigned long)p,
		nr == __HYPERVISOR_mmu_update ? 0 : n, e } };

	return hypercall_dispatch(&hc);
}

static uint32_t map_at_slot(unsigned int flags)
{
	struct gnttab_map_grant_ref *op = (void *)(arena + 8192);

	*op = (struct gnttab_map_grant_ref){
		.host_addr = slot_address(), .ref = REF, .dom = other->domid,
		.flags = GNTMAP_host_map | GNTMAP_contains_pte | flags,
	};
	assert_int_equal(quiet_call(__HYPERVISOR_grant_table_op,
				    GNTTABOP_map_grant_ref, op, 1, 0), 0);
	assert_int_equal(op->status, GNTST_okay);
	return op->handle;
}

static int unmap_slot(uint32_t handle)
{
	struct gnttab_unmap_grant_ref *op = (void *)(arena + 8192);

	*op = (struct gnttab_unmap_grant_ref){
		.host_addr = slot_address(), .handle = handle,
	};
	assert_int_equal(pv_call(__HYPERVISOR_grant_table_op,
				 GNTTABOP_unmap_grant_ref, (unsigned long)op,
				 1, 0), 0);
	return op->status;
}

static int replace_slot(uint32_t handle, uint64_t new_addr)
{
	struct gnttab_unmap_and_replace *op = (void *)(arena + 4096);

	*op = (struct gnttab_unmap_and_replace){
		.host_addr = slot_address(), .new_addr = new_addr,
		.handle = handle,
	};
	assert_int_equal(pv_call(__HYPERVISOR_grant_table_op,
				 GNTTABOP_unmap_and_replace,
				 (unsigned long)op, 1, 0), 0);
	return op->status;
}

static void a_mapping_is_an_entry_with_its_references(void **state)
{
	uint32_t h;

	(void)state;
	grant_frame_of_other();
	h = map_at_slot(0);
	oracle_check();
	assert_true(*pv_entry(own[PV_L1 + 1], SLOT) & PTE_RW);
	assert_int_equal(unmap_slot(h), GNTST_okay);
	assert_int_equal(*pv_entry(own[PV_L1 + 1], SLOT), 0);
	assert_int_equal(unmap_slot(h), GNTST_bad_handle);
}

static void replacing_moves_an_entry(void **state)
{
	uint64_t va = (uint64_t)PV_DATA << PAGE_SHIFT;
	uint32_t h;

	(void)state;
	grant_frame_of_other();
	h = map_at_slot(0);
	assert_int_equal(replace_slot(h, va), GNTST_okay);
	assert_int_equal(pte_mfn(*pv_entry(own[PV_L1 + 1], SLOT)).n,
			 own[PV_DATA].n);
	assert_int_equal(*pv_entry(own[PV_L1], PV_DATA), 0);
}

static uint32_t second;

/* Another vCPU: the same frame at the same place, but for reading. */
static void map_for_reading_instead(void)
{
	struct mmu_update *u = (void *)(arena + 12288);

	host_hooks.at_invlpg = NULL;
	u->ptr = slot_address();
	u->val = 0;
	assert_int_equal(quiet_call(__HYPERVISOR_mmu_update, 0, u, 1,
				    DOMID_SELF), 0);
	second = map_at_slot(GNTMAP_readonly);
}

static void what_another_vcpu_put_there_is_not_taken(void **state)
{
	uint32_t first;

	(void)state;
	grant_frame_of_other();
	first = map_at_slot(0);
	oracle_check();
	host_hooks.at_invlpg = map_for_reading_instead;
	assert_int_equal(replace_slot(first, (uint64_t)PV_DATA << PAGE_SHIFT),
			 GNTST_general_error);
	host_hooks.at_invlpg = NULL;
	/* The entry is the second handle's, with its one reference. */
	assert_false(*pv_entry(own[PV_L1 + 1], SLOT) & PTE_RW);
	assert_int_equal(unmap_slot(second), GNTST_okay);
	assert_int_equal(*pv_entry(own[PV_L1 + 1], SLOT), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		PV_TEST(a_mapping_is_an_entry_with_its_references),
		PV_TEST(replacing_moves_an_entry),
		PV_TEST(what_another_vcpu_put_there_is_not_taken),
	};

	return cmocka_run_group_tests(tests, pv_machine, NULL);
}
