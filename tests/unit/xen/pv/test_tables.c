/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The page-type rules as a guest meets them: by hypercalls on page tables in
 * memory, with the oracle looking at everything after each step.
 */
#include "fixture.h"

#include <x86/cpu_info.h>
#include <x86/traps.h>

static uint64_t type_of(mfn_t m)
{
	return mfn_to_page(m)->type_info & PGT_TYPE_MASK;
}

static uint64_t users_of(mfn_t m)
{
	return mfn_to_page(m)->type_info & PGT_COUNT_MASK;
}

/* ---- one frame, two roles ---- */

enum role { NOTHING, READ, WRITTEN, L1, L2, L3, L4, GDT, NR_ROLES };

static long begin_role(enum role r, mfn_t m)
{
	uint64_t *frames = (void *)(arena + 4096);

	switch (r) {
	case READ:
	case WRITTEN:
		return pv_update(own[PV_L1 + 1], r, pte_make(m, r == READ ?
							  P_RO : P_RW));
	case L1: case L2: case L3: case L4:
		return pv_ext(MMUEXT_PIN_L1_TABLE + (r - L1), m.n);
	case GDT:
		frames[0] = m.n;
		return pv_call(__HYPERVISOR_set_gdt, (unsigned long)frames, 512,
			    0, 0);
	default:
		return 0;
	}
}

static void end_role(enum role r, mfn_t m)
{
	switch (r) {
	case READ:
	case WRITTEN:
		assert_int_equal(pv_update(own[PV_L1 + 1], r, 0), 0);
		break;
	case L1: case L2: case L3: case L4:
		assert_int_equal(pv_ext(MMUEXT_UNPIN_TABLE, m.n), 0);
		break;
	case GDT:
		assert_int_equal(pv_call(__HYPERVISOR_set_gdt, 0, 0, 0, 0), 0);
		break;
	default:
		break;
	}
}

static void a_frame_has_one_role_but_for_reading(void **state)
{
	mfn_t m = pv_unused(0);

	(void)state;
	for (enum role a = NOTHING; a < NR_ROLES; a++)
		for (enum role b = READ; b < NR_ROLES; b++) {
			bool both = a <= READ || b == READ;
			long err;

			if (a == b)
				continue;
			print_message("%u then %u\n", a, b);
			pv_wipe(m);
			assert_int_equal(begin_role(a, m), 0);
			err = begin_role(b, m);
			assert_int_equal(!err, both);
			if (err)
				assert_true(err == -EINVAL || err == -EBUSY);
			if (!err)
				end_role(b, m);
			end_role(a, m);
			/*
			 * The first one over, the second may be; but a root
			 * has the hypervisor's entries left.
			 */
			pv_wipe(m);
			assert_int_equal(begin_role(b, m), 0);
			end_role(b, m);
			assert_int_equal(users_of(m), 0);
		}
}

static void pins_and_their_refusals(void **state)
{
	mfn_t m = pv_unused(0);

	(void)state;
	for (unsigned int cmd = MMUEXT_PIN_L1_TABLE;
	     cmd <= MMUEXT_PIN_L4_TABLE; cmd++) {
		assert_int_equal(pv_ext(cmd, m.n), 0);
		assert_int_equal(type_of(m), (uint64_t)(cmd + 1) <<
				 PGT_TYPE_SHIFT);
		assert_int_equal(pv_ext(cmd, m.n), -EINVAL);	/* twice */
		assert_int_equal(pv_ext(MMUEXT_UNPIN_TABLE, m.n), 0);
		assert_int_equal(pv_ext(MMUEXT_UNPIN_TABLE, m.n), -EINVAL);
	}
	assert_int_equal(pv_ext(MMUEXT_PIN_L1_TABLE, others[8].n), -EINVAL);
	assert_int_equal(pv_ext(MMUEXT_PIN_L1_TABLE, FRAMES_END), -EINVAL);
	assert_int_equal(pv_ext(MMUEXT_PIN_L1_TABLE, ~0UL), -EINVAL);
	/* The hypervisor's own: not even its own shared_info as a table. */
	assert_int_equal(pv_ext(MMUEXT_PIN_L4_TABLE,
			     arch_virt_to_mfn(hyper_l4).n), -EINVAL);
	assert_int_equal(pv_ext(MMUEXT_PIN_L1_TABLE,
			     arch_virt_to_mfn(d->shared_info).n), -EINVAL);
}

/* ---- entries ---- */

static void entries_above_level_1_say_little(void **state)
{
	static const uint64_t flags[] = { PTE_PSE, PTE_PCD, PTE_PWT, PTE_G };
	static const unsigned int tables[] = { PV_L2, PV_L3, PV_ROOT };
	static const unsigned int below[] = { PV_L1, PV_L2, PV_L3 };
	mfn_t fresh[3] = { pv_unused(0), pv_unused(1), pv_unused(2) };

	(void)state;
	for (unsigned int t = 0; t < 3; t++) {
		pte_t good = pte_make(own[below[t]], P_RW);

		assert_int_equal(pv_update(own[tables[t]], 9, good), 0);
		for (unsigned int f = 0; f < ARRAY_SIZE(flags); f++) {
			/* A new entry, a changed one, and one in a new table. */
			assert_int_equal(pv_update(own[tables[t]], 8,
						good | flags[f]), -EINVAL);
			assert_int_equal(pv_update(own[tables[t]], 9,
						good | flags[f]), -EINVAL);
			pv_poke(fresh[t], 3, good | flags[f]);
			assert_int_equal(pv_ext(MMUEXT_PIN_L2_TABLE + t,
					     fresh[t].n), -EINVAL);
			pv_poke(fresh[t], 3, 0);
		}
		assert_int_equal(pv_update(own[tables[t]], 8,
					pte_make(own[PV_DATA + 5], P_RW)),
				 -EINVAL);
		assert_int_equal(pv_update(own[tables[t]], 8,
					pte_make(others[PV_L1], P_RW)),
				 -EINVAL);
		assert_int_equal(pv_update(own[tables[t]], 8,
					pte_make(MFN(FRAMES_END), P_RW)),
				 -EINVAL);
		assert_int_equal(pv_update(own[tables[t]], 9, 0), 0);
	}
}

static void level_1_entries_lead_to_ones_own(void **state)
{
	const struct { mfn_t m; uint64_t flags; long err; } cases[] = {
		{ own[PV_DATA], P_RW, 0 },
		{ own[PV_L1], P_RO, 0 },
		{ own[PV_L1], P_RW, -EBUSY },
		{ own[PV_ROOT], P_RW, -EBUSY },
		{ others[PV_DATA], P_RO, -EBUSY },
		{ others[PV_DATA], P_RW, -EBUSY },
		{ others[PV_L1], P_RO, -EBUSY },
		{ arch_virt_to_mfn(hyper_l4), P_RO, -EBUSY },
		{ arch_virt_to_mfn(d->arch.perdomain_l3), P_RO, -EBUSY },
		{ arch_virt_to_mfn(d->shared_info), P_RW, 0 },
		{ arch_virt_to_mfn(other->shared_info), P_RO, -EBUSY },
		{ MFN(FRAMES_END), P_RW, -EPERM },	/* a device's */
		{ MFN(0), P_RW, -EPERM },
		{ MFN((PTE_ADDR >> PAGE_SHIFT) - 1), P_RW, -EPERM },
		{ MFN(PTE_ADDR >> PAGE_SHIFT), P_RW, -EINVAL },	/* no number */
		{ arch_virt_to_mfn(d->shared_info), P_RW | PTE_PCD, -EACCES },
		{ others[PV_DATA], 0, 0 },		/* says nothing */
	};
	uint64_t va = 5UL << PAGE_SHIFT | 1UL << 21;

	(void)state;
	for (unsigned int i = 0; i < ARRAY_SIZE(cases); i++) {
		pte_t e = pte_make(cases[i].m, cases[i].flags);

		print_message("case %u\n", i);
		assert_int_equal(pv_update(own[PV_L1 + 1], 5, e), cases[i].err);
		assert_int_equal(pv_update(own[PV_L1 + 1], 5, 0), 0);
		assert_int_equal(pv_call(__HYPERVISOR_update_va_mapping, va, e,
				      0, 0), cases[i].err);
		assert_int_equal(pv_update(own[PV_L1 + 1], 5, 0), 0);
	}
}

static void entries_of_ours_do_not_become_uncached(void **state)
{
	static const pte_t flags[] = { PTE_PWT, PTE_PCD, PTE_PAT };
	mfn_t m = arch_virt_to_mfn(d->shared_info);
	uint64_t va = 5UL << PAGE_SHIFT | 1UL << 21;

	(void)state;
	for (unsigned int i = 0; i < ARRAY_SIZE(flags); i++) {
		pte_t e = pte_make(m, P_RW);

		assert_int_equal(pv_update(own[PV_L1 + 1], 5, e), 0);
		assert_int_equal(pv_update(own[PV_L1 + 1], 5, e | flags[i]),
				 -EACCES);
		assert_int_equal(pv_call(__HYPERVISOR_update_va_mapping, va,
				      e | flags[i], 0, 0), -EACCES);
		/* It stays as it was. */
		assert_int_equal(*pv_entry(own[PV_L1 + 1], 5) &
				 (PTE_CACHE | PTE_PAT), 0);
		assert_int_equal(pv_update(own[PV_L1 + 1], 5, 0), 0);
	}
}

static void the_hypervisors_slots_stay(void **state)
{
	mfn_t fresh = pv_unused(0);

	(void)state;
	for (unsigned int i = HYPER_FIRST_SLOT; i <= HYPER_LAST_SLOT; i++) {
		assert_int_equal(pv_update(own[PV_ROOT], i, 0), -EINVAL);
		assert_int_equal(pv_update(own[PV_ROOT], i,
					pte_make(own[PV_L3], P_RW)), -EINVAL);
		pv_poke(fresh, i, pte_make(own[PV_L3], P_RW));
	}
	assert_int_equal(pv_update(own[PV_ROOT], HYPER_FIRST_SLOT - 1,
				pte_make(own[PV_L3], P_RW)), 0);
	assert_int_equal(pv_update(own[PV_ROOT], HYPER_LAST_SLOT + 1,
				pte_make(own[PV_L3], P_RW)), 0);
	/* What a new root had there is overwritten, and held nothing. */
	assert_int_equal(pv_ext(MMUEXT_PIN_L4_TABLE, fresh.n), 0);
	for (unsigned int i = HYPER_FIRST_SLOT; i <= HYPER_LAST_SLOT; i++)
		assert_int_equal(*pv_entry(fresh, i),
				 *pv_entry(own[PV_ROOT], i));
	assert_int_equal(pv_ext(MMUEXT_UNPIN_TABLE, fresh.n), 0);
}

static void tables_to_their_own_level(void **state)
{
	mfn_t a = pv_unused(0), b = pv_unused(1), c = pv_unused(2);

	(void)state;
	for (unsigned int level = 2; level <= 4; level++) {
		unsigned int pin_cmd = MMUEXT_PIN_L1_TABLE + level - 1;

		pv_wipe(a);
		pv_wipe(b);
		pv_wipe(c);
		/* To itself: to be read only. */
		pv_poke(a, 7, pte_make(a, P_RW));
		assert_int_equal(pv_ext(pin_cmd, a.n), -EINVAL);
		pv_poke(a, 7, pte_make(a, P_RO));
		assert_int_equal(pv_ext(pin_cmd, a.n), 0);
		assert_int_equal(users_of(a), 1);
		assert_int_equal(pv_update(a, 6, pte_make(a, P_RW)), -EINVAL);
		/* To another: which must be valid, and without such entries. */
		assert_int_equal(pv_ext(pin_cmd, b.n), 0);
		assert_int_equal(pv_update(a, 8, pte_make(b, P_RW)), -EINVAL);
		assert_int_equal(pv_update(a, 8, pte_make(b, P_RO)), 0);
		assert_int_equal(users_of(b), 2);
		assert_int_equal(pv_ext(pin_cmd, c.n), 0);
		assert_int_equal(pv_update(b, 8, pte_make(c, P_RO)), -EINVAL);
		assert_int_equal(pv_update(c, 8, pte_make(a, P_RO)), -EINVAL);
		/* The pin of the target may go before. */
		assert_int_equal(pv_ext(MMUEXT_UNPIN_TABLE, b.n), 0);
		assert_int_equal(users_of(b), 1);
		assert_int_equal(pv_ext(MMUEXT_UNPIN_TABLE, a.n), 0);
		assert_int_equal(users_of(b), 0);
		assert_int_equal(pv_ext(MMUEXT_UNPIN_TABLE, c.n), 0);
	}
}

/* ---- counts ---- */

static void counts_refuse_to_overflow(void **state)
{
	mfn_t m = own[PV_DATA];
	struct page_info *pg = mfn_to_page(m);
	struct hypercall hc = { .nr = __HYPERVISOR_mmu_update, .arg = {
		(unsigned long)arena, 1, 0, DOMID_SELF } };
	struct mmu_update *u = (void *)arena;
	const uint64_t many = PGT_COUNT_MASK - 0x10001;

	(void)state;
	u->ptr = own[PV_L1 + 1].n << PAGE_SHIFT;
	u->val = pte_make(m, P_RW);
	/* The oracle would not believe these. */
	pg->type_info += many;
	assert_int_equal(hypercall_dispatch(&hc), 0);
	assert_int_equal(hypercall_dispatch(&hc), 0);	/* the same once more */
	u->ptr += 8;
	assert_int_equal(hypercall_dispatch(&hc), -EBUSY);
	pg->type_info -= many;
	pg->count_info += many;
	assert_int_equal(hypercall_dispatch(&hc), -EBUSY);
	u->val = pte_make(m, P_RO);
	assert_int_equal(hypercall_dispatch(&hc), -EBUSY);
	pg->count_info -= many;
	oracle_check();
}

/* ---- interrupted ---- */

/* A tree under a new root, with entries all over its tables. */
static mfn_t big_tree(void)
{
	mfn_t t[4] = { pv_unused(0), pv_unused(1), pv_unused(2), pv_unused(3) };

	for (unsigned int level = 0; level < 4; level++)
		for (unsigned int i = 1; i < 512; i += 37) {
			if (!level && i >= HYPER_FIRST_SLOT &&
			    i <= HYPER_LAST_SLOT)
				continue;
			pv_poke(t[level], i, pte_make(level < 3 ? t[level + 1] :
						   own[PV_DATA + 10], P_RW));
		}
	return t[0];
}

static void pinning_stops_and_goes_on(void **state)
{
	mfn_t root = big_tree();
	struct hypercall hc = pv_ext_call(MMUEXT_PIN_L4_TABLE, root);
	unsigned int n;

	(void)state;
	n = pv_stopped_all_the_way(&hc);
	print_message("pinning: stopped %u times\n", n);
	assert_true(n > 50);
	assert_true(mfn_to_page(root)->type_info & PGT_VALIDATED);
	hc = pv_ext_call(MMUEXT_UNPIN_TABLE, root);
	n = pv_stopped_all_the_way(&hc);
	print_message("unpinning: stopped %u times\n", n);
	assert_true(n > 10);
	assert_int_equal(users_of(root), 0);
}

/* Unpinning is over for the guest before it is for the frame. */
static void a_domain_may_end_in_the_middle_of_unpinning(void **state)
{
	mfn_t root = big_tree();
	struct hypercall hc = pv_ext_call(MMUEXT_UNPIN_TABLE, root);

	(void)state;
	assert_int_equal(pv_ext(MMUEXT_PIN_L4_TABLE, root.n), 0);
	hc = pv_ext_call(MMUEXT_UNPIN_TABLE, root);
	host_ask_preempt(true);
	assert_int_equal(hypercall_dispatch(&hc), -ERESTART);
	oracle_check();
}

/* Nobody has to finish what he began. */
static void a_call_that_never_goes_on_costs_nothing(void **state)
{
	mfn_t root = big_tree();

	(void)state;
	for (unsigned int steps = 1; steps < 40; steps += 3) {
		struct hypercall hc = pv_ext_call(MMUEXT_PIN_L4_TABLE, root);
		unsigned int i = 0;
		long ret;

		do {
			host_ask_preempt(true);
			ret = hypercall_dispatch(&hc);
			host_ask_preempt(false);
			oracle_check();
		} while (ret == -ERESTART && ++i < steps);
		/* Another pins and unpins it, taking over where it was. */
		assert_int_equal(pv_ext(MMUEXT_PIN_L4_TABLE, root.n), 0);
		assert_int_equal(pv_ext(MMUEXT_UNPIN_TABLE, root.n), 0);
		assert_int_equal(users_of(root), 0);
	}
	/* And left like that at the domain's end. */
	for (unsigned int i = 0; i < 20; i++) {
		struct hypercall hc = pv_ext_call(MMUEXT_PIN_L4_TABLE, root);

		host_ask_preempt(true);
		assert_int_equal(hypercall_dispatch(&hc), -ERESTART);
		host_ask_preempt(false);
	}
	oracle_check();
}

/* A tree may be large: whoever makes or drops one can be stopped. */
static void a_tree_hung_in_and_out_stops(void **state)
{
	mfn_t root = big_tree();
	struct mmu_update *u = (void *)arena;
	struct hypercall hc = { .nr = __HYPERVISOR_mmu_update, .arg = {
		(unsigned long)arena, 1, 0, DOMID_SELF } };
	pte_t l3 = *pv_entry(root, 1);

	(void)state;
	u->ptr = own[PV_ROOT].n << PAGE_SHIFT | 8 * 8;
	u->val = l3;
	assert_true(pv_stopped_all_the_way(&hc) > 20);
	assert_int_equal(users_of(pte_mfn(l3)), 1);
	hc = (struct hypercall){ .nr = __HYPERVISOR_mmu_update, .arg = {
		(unsigned long)arena, 1, 0, DOMID_SELF } };
	u->val = 0;
	assert_true(pv_stopped_all_the_way(&hc) > 5);
	assert_int_equal(users_of(pte_mfn(l3)), 0);
}

static void a_new_root_lets_the_old_one_go_in_steps(void **state)
{
	mfn_t root = big_tree();
	struct hypercall hc = pv_ext_call(MMUEXT_NEW_BASEPTR, root);

	(void)state;
	assert_true(pv_stopped_all_the_way(&hc) > 50);
	assert_int_equal(d->vcpu[0]->arch.cr3_kernel.n, root.n);
	hc = pv_ext_call(MMUEXT_NEW_BASEPTR, own[PV_ROOT]);
	assert_true(pv_stopped_all_the_way(&hc) > 10);
	assert_int_equal(users_of(root), 0);
	hc = pv_ext_call(MMUEXT_NEW_USER_BASEPTR, root);
	pv_stopped_all_the_way(&hc);
	hc = pv_ext_call(MMUEXT_NEW_USER_BASEPTR, MFN(0));
	assert_true(pv_stopped_all_the_way(&hc) > 10);
	assert_int_equal(users_of(root), 0);
}

/* With its roots and pins as they are, and asked to stop all the time. */
static void a_domain_ends_in_steps(void **state)
{
	mfn_t root = big_tree();
	unsigned int n = 0;
	int err;

	(void)state;
	assert_int_equal(pv_ext(MMUEXT_NEW_BASEPTR, root.n), 0);
	domain_pause_nosync(d);
	host_settle();
	do {
		host_ask_preempt(true);
		err = domain_kill(d);
		host_ask_preempt(false);
		oracle_check();
		assert_true(n++ < 5000);
	} while (err == -ERESTART);
	assert_int_equal(err, 0);
	print_message("the end came in %u steps\n", n);
	host_settle();
	d = pv_domain(1, 1, PAGES, false, own);
}

/* ---- descriptors ---- */

static void descriptors_are_of_ring_3(void **state)
{
	static const struct { uint64_t in, out; long err; } cases[] = {
		{ 0x00af9b000000ffff, 0x00affb000000ffff, 0 },	/* code, 0 */
		{ 0x00cf93000000ffff, 0x00cff3000000ffff, 0 },	/* data, 0 */
		{ 0x00af1b000000ffff, 0x00af1b000000ffff, 0 },	/* absent */
		{ 0x0000890000000000, 0, -EINVAL },		/* TSS */
		{ 0x0000820000000000, 0, -EINVAL },		/* LDT */
		{ 0x00008e0000330000, 0, -EINVAL },		/* gate */
		{ 0x00008c00e0080000, 0, -EINVAL },		/* to us */
		{ 0x0000ec0000330000, 0x00008c0000330000, 0 },	/* call gate */
	};
	mfn_t m = pv_unused(0);

	(void)state;
	assert_int_equal(begin_role(GDT, m), 0);
	for (unsigned int i = 0; i < ARRAY_SIZE(cases); i++) {
		print_message("%#lx\n", (unsigned long)cases[i].in);
		assert_int_equal(pv_call(__HYPERVISOR_update_descriptor,
				      m.n << PAGE_SHIFT | i * 8, cases[i].in,
				      0, 0), cases[i].err);
		if (!cases[i].err)
			assert_int_equal(*pv_entry(m, i), cases[i].out);
	}
	/* A table of ours is not a guest's to describe. */
	assert_int_equal(pv_call(__HYPERVISOR_update_descriptor,
			      own[PV_L1].n << PAGE_SHIFT, 0, 0, 0), -EINVAL);
	end_role(GDT, m);
	/* Whole pages too. */
	pv_poke(m, 511, 0x0000890000000000);
	assert_int_equal(begin_role(GDT, m), -EINVAL);
	assert_int_equal(users_of(m), 0);
}

static void the_ldt_comes_when_it_is_looked_at(void **state)
{
	struct vcpu *v = d->vcpu[0];
	uint64_t va = 2UL << 21;	/* not mapped */
	mfn_t m = pv_unused(0);

	(void)state;
	/* Nothing there: the guest gets the fault, at its own address. */
	guest_regs()->rsp = arena_hi - 512;
	v->arch.traps[TRAP_PF].address = 0x1234;
	assert_int_equal(pv_ext_on(MMUEXT_SET_LDT, va, 1024, DOMID_SELF), 0);
	sim_page_fault(LDT_VA(v->id) + 8, PFEC_USER);
	assert_int_equal(v->vcpu_info->arch.cr2, va + 8);
	assert_int_equal(guest_regs()->rip, 0x1234);
	/* There: it becomes a page of descriptors, and stays one. */
	assert_int_equal(pv_update(own[PV_L1 + 1], 0, pte_make(m, P_RO)), 0);
	assert_int_equal(pv_ext_on(MMUEXT_SET_LDT, 1UL << 21, 1024, DOMID_SELF),
			 0);
	sim_page_fault(LDT_VA(v->id) + 8, PFEC_USER);
	oracle_check();
	assert_int_equal(type_of(m), PGT_SEG_DESC);
	assert_int_equal(users_of(m), 1);
	assert_int_equal(pv_update(own[PV_L1 + 1], 1, pte_make(m, P_RW)),
			 -EBUSY);
	assert_int_equal(pv_ext_on(MMUEXT_SET_LDT, 0, 0, DOMID_SELF), 0);
	assert_int_equal(users_of(m), 0);
}

/* ---- translations ---- */

/* The other CPU saw it writable; as a table it may not be. */
static void no_tlb_keeps_a_table_writable(void **state)
{
	uint64_t va = (uint64_t)PV_DATA << PAGE_SHIFT;
	unsigned int here = host_pcpu->id;
	uint32_t error;
	mfn_t m;

	(void)state;
	host_on(d->vcpu[1]->processor);
	assert_true(sim_access(va, true, &m, &error));
	assert_int_equal(m.n, own[PV_DATA].n);
	host_on(here);
	m = pv_unused(0);
	assert_int_equal(pv_ext(MMUEXT_PIN_L1_TABLE, m.n), 0);
	host_on(d->vcpu[1]->processor);
	assert_false(sim_access(va, true, &m, &error));
	host_on(here);
}

/* A frame that is given back may be another's the next moment. */
static void no_tlb_keeps_what_was_given_back(void **state)
{
	struct xen_memory_reservation *r = (void *)arena;
	xen_pfn_t *list = (void *)(arena + 512);
	uint64_t va = (uint64_t)PV_DATA << PAGE_SHIFT;
	struct page_info *pg[64];
	unsigned int n = 0;
	uint32_t error;
	mfn_t m;

	(void)state;
	assert_true(sim_access(va, true, &m, &error));
	m = pv_unused(0);
	list[0] = m.n;
	*r = (struct xen_memory_reservation){ .nr_extents = 1,
					      .domid = DOMID_SELF };
	r->extent_start.p = list;
	assert_int_equal(pv_call(__HYPERVISOR_memory_op,
			      XENMEM_decrease_reservation, (unsigned long)r,
			      0, 0), 1);
	while (n < 60 && (pg[n] = domheap_alloc(other, 0, 0)) != NULL)
		n++;
	oracle_check();
	assert_true(n > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		PV_TEST(a_frame_has_one_role_but_for_reading),
		PV_TEST(pins_and_their_refusals),
		PV_TEST(entries_above_level_1_say_little),
		PV_TEST(level_1_entries_lead_to_ones_own),
		PV_TEST(entries_of_ours_do_not_become_uncached),
		PV_TEST(the_hypervisors_slots_stay),
		PV_TEST(tables_to_their_own_level),
		PV_TEST(counts_refuse_to_overflow),
		PV_TEST(pinning_stops_and_goes_on),
		PV_TEST(a_domain_may_end_in_the_middle_of_unpinning),
		PV_TEST(a_call_that_never_goes_on_costs_nothing),
		PV_TEST(a_tree_hung_in_and_out_stops),
		PV_TEST(a_new_root_lets_the_old_one_go_in_steps),
		PV_TEST(a_domain_ends_in_steps),
		PV_TEST(descriptors_are_of_ring_3),
		PV_TEST(the_ldt_comes_when_it_is_looked_at),
		PV_TEST(no_tlb_keeps_a_table_writable),
		PV_TEST(no_tlb_keeps_what_was_given_back),
	};

	return cmocka_run_group_tests(tests, pv_machine, NULL);
}
