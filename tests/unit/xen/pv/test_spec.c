/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Speculation: what is done on which processor, what the command line says,
 * entries that L1TF could follow, and the root a guest gets instead of one
 * with the hypervisor in it.
 */
#include "fixture.h"

#include <x86/cpu_info.h>
#include <x86/spec.h>
#include <x86/traps.h>
#include <x86/xpti.h>

/* ---- choosing ---- */

static struct spec_plan plan_for(const struct spec_facts *f, const char *spec,
				 const char *xpti)
{
	struct spec_options o = SPEC_NO_OPTIONS;
	struct spec_plan p;

	if (spec)
		assert_int_equal(spec_parse(spec, &o), 0);
	if (xpti)
		assert_int_equal(spec_parse_pair(xpti, &o.xpti_dom0,
						 &o.xpti_domu), 0);
	spec_choose(f, &o, &p);
	return p;
}

#define SKYLAKE	{ .smep = true, .md_clear = true, .ibpb = true, .ibrs = true, \
		  .phys_bits = 46 }
#define OLD	{ .phys_bits = 36 }
#define ZEN	{ .amd = true, .smep = true, .ibpb = true, .phys_bits = 48 }
#define FIXED	{ .smep = true, .md_clear = true, .ibpb = true, .ibrs = true, \
		  .phys_bits = 46, .arch_caps = ARCH_CAPS_RDCL_NO | \
		  ARCH_CAPS_IBRS_ALL | ARCH_CAPS_MDS_NO }

static void each_processor_gets_what_it_needs(void **state)
{
	static const struct {
		const char *name;
		struct spec_facts facts;
		struct spec_plan plan;
	} cases[] = {
		{ "Intel of 2017", SKYLAKE, { .ibpb = true, .verw = true,
		  .xpti_dom0 = true, .xpti_domu = true, .l1tf_domu = true } },
		{ "Intel of 2010", OLD, { .rsb = true, .xpti_dom0 = true,
		  .xpti_domu = true, .l1tf_domu = true } },
		{ "AMD", ZEN, { .ibpb = true } },
		{ "Intel of 2021", FIXED, { .ibpb = true, .ibrs_always = true,
		  .thunk = THUNK_JMP } },
	};

	(void)state;
	for (unsigned int i = 0; i < ARRAY_SIZE(cases); i++) {
		struct spec_plan p = plan_for(&cases[i].facts, NULL, NULL);

		print_message("%s\n", cases[i].name);
		assert_int_equal(p.thunk, cases[i].plan.thunk);
		assert_int_equal(p.ibrs_always, cases[i].plan.ibrs_always);
		assert_int_equal(p.ibpb, cases[i].plan.ibpb);
		assert_int_equal(p.rsb, cases[i].plan.rsb);
		assert_int_equal(p.verw, cases[i].plan.verw);
		assert_int_equal(p.xpti_dom0, cases[i].plan.xpti_dom0);
		assert_int_equal(p.xpti_domu, cases[i].plan.xpti_domu);
		assert_int_equal(p.l1tf_dom0, cases[i].plan.l1tf_dom0);
		assert_int_equal(p.l1tf_domu, cases[i].plan.l1tf_domu);
	}
}

static void the_command_line_has_the_last_word(void **state)
{
	static const struct spec_facts skylake = SKYLAKE, zen = ZEN;
	struct spec_plan p;

	(void)state;
	p = plan_for(&skylake, "no", NULL);
	assert_false(p.ibpb || p.rsb || p.verw || p.xpti_dom0 || p.xpti_domu ||
		     p.l1tf_domu);
	assert_int_equal(p.thunk, THUNK_JMP);
	p = plan_for(&skylake, "no-xen", NULL);
	assert_false(p.ibpb || p.verw);
	assert_true(p.xpti_domu);
	p = plan_for(&skylake, "off", "domu=on");
	assert_true(p.xpti_domu && !p.xpti_dom0);
	p = plan_for(&skylake, NULL, "dom0=0");
	assert_true(p.xpti_domu && !p.xpti_dom0);
	p = plan_for(&zen, "bti-thunk=lfence,rsb,md-clear=yes,no-ibpb",
		     "true");
	assert_int_equal(p.thunk, THUNK_LFENCE);
	assert_true(p.rsb && p.verw && !p.ibpb && p.xpti_dom0);
	/* What the processor has not cannot be had. */
	p = plan_for(&(struct spec_facts)OLD, "ibpb,ibrs", "default");
	assert_false(p.ibpb || p.ibrs_always);
	assert_true(p.xpti_dom0);
}

static void what_is_not_known_is_said(void **state)
{
	static const char *const bad[] = {
		"foo", "ssbd", "bti-thunk=x", "rsb=maybe", "no-", "rsbx",
		"=", "l1d-flush=on", "md-clear=", "no-rsb=1",
	};
	struct spec_options o = SPEC_NO_OPTIONS;
	int a = -1, b = -1;

	(void)state;
	for (unsigned int i = 0; i < ARRAY_SIZE(bad); i++)
		assert_int_equal(spec_parse(bad[i], &o), -EINVAL);
	/* What stands beside it counts. */
	assert_int_equal(spec_parse("foo,no-rsb,bar", &o), -EINVAL);
	assert_int_equal(o.rsb, 0);
	assert_int_equal(spec_parse_pair("dom1", &a, &b), -EINVAL);
	assert_int_equal(spec_parse_pair("dom0=2", &a, &b), -EINVAL);
	assert_int_equal(a, -1);
	assert_int_equal(b, -1);
}

/* ---- entries that are not there ---- */

static void entries_that_l1tf_could_follow_are_refused(void **state)
{
	uint64_t va = 1UL << 21 | 8 << PAGE_SHIFT;
	pte_t low = others[PV_DATA].n << PAGE_SHIFT | PTE_RW, kept = 0x3e;
	pte_t high = (1UL << 39) | low, inverted = ~low & PTE_ADDR;
	mfn_t m = pv_unused(0);

	(void)state;
	spec_facts.phys_bits = 40;
	assert_int_equal(pv_update(own[PV_L1 + 1], 8, low), 0);
	assert_int_equal(pv_update(own[PV_L1 + 1], 8, 0), 0);
	d->arch.l1tf = true;
	assert_int_equal(pv_update(own[PV_L1 + 1], 8, low), -EINVAL);
	assert_int_equal(*pv_entry(own[PV_L1 + 1], 8), 0);
	assert_int_equal(pv_call(__HYPERVISOR_update_va_mapping, va, low, 0,
				 0), -EINVAL);
	assert_int_equal(pv_update(own[PV_L2], 8, low), -EINVAL);
	assert_int_equal(pv_update(own[PV_ROOT], 8, low), -EINVAL);
	assert_int_equal(pv_update(own[PV_L1 + 1], 8, high), 0);
	assert_int_equal(pv_update(own[PV_L1 + 1], 8, inverted), 0);
	assert_int_equal(pv_update(own[PV_L1 + 1], 8, kept), 0);
	/* In a table that is new. */
	pv_poke(m, 100, low);
	assert_int_equal(pv_ext(MMUEXT_PIN_L1_TABLE, m.n), -EINVAL);
	pv_poke(m, 100, high);
	assert_int_equal(pv_ext(MMUEXT_PIN_L1_TABLE, m.n), 0);
	assert_int_equal(pv_ext(MMUEXT_UNPIN_TABLE, m.n), 0);
}

/* A write that is emulated is refused too: the guest gets its fault. */
static void by_writing_too(void **state)
{
	struct cpu_user_regs *regs = guest_regs();
	uint64_t va = (uint64_t)(PV_L1 + 1) << PAGE_SHIFT | 9 * 8;
	static const uint8_t mov[] = { 0x48, 0x89, 0x07 };

	(void)state;
	spec_facts.phys_bits = 40;
	d->vcpu[0]->arch.traps[TRAP_PF].address = 0x1234;
	memcpy(arena, mov, sizeof(mov));
	regs->rsp = arena_hi - 512;
	regs->rip = (uint64_t)(uintptr_t)arena;
	regs->cs = GUEST_CS64;
	regs->rdi = va;
	regs->rax = 0x5000;
	sim_page_fault(va, PFEC_USER | PFEC_WRITE | PFEC_PRESENT);
	assert_int_equal(*pv_entry(own[PV_L1 + 1], 9), 0x5000);
	assert_int_equal(regs->rip, (uint64_t)(uintptr_t)arena + 3);
	d->arch.l1tf = true;
	regs->rip = (uint64_t)(uintptr_t)arena;
	regs->rax = 0x6000;
	sim_page_fault(va, PFEC_USER | PFEC_WRITE | PFEC_PRESENT);
	assert_int_equal(*pv_entry(own[PV_L1 + 1], 9), 0x5000);
	assert_int_equal(regs->rip, 0x1234);
}

/* ---- the guest's root ---- */

static uint64_t leaves(const pte_t *t, unsigned int level)
{
	uint64_t n = 0;

	for (unsigned int i = 0; i < 512; i++) {
		if (!(t[i] & PTE_P))
			continue;
		n += level == 1 ? 1 : leaves(arch_mfn_to_virt(pte_mfn(t[i])),
					     level - 1);
	}
	return n;
}

static void free_tables(pte_t *t, unsigned int level)
{
	for (unsigned int i = 0; level > 1 && i < 512; i++)
		if (t[i] & PTE_P)
			free_tables(arch_mfn_to_virt(pte_mfn(t[i])), level - 1);
	xenheap_free(t, 0);
}

static void only_what_is_asked_for_is_seen(void **state)
{
	pte_t *from = xenheap_alloc(0, 0), *l3 = xenheap_alloc(0, 0);
	pte_t *l2 = xenheap_alloc(0, 0), *root = xenheap_alloc(0, 0);
	uint64_t base = XEN_VIRT_START, at;
	const pte_t *t = root;

	(void)state;
	from[l4_index(base)] = pte_make(arch_virt_to_mfn(l3), HYPER_RW);
	l3[l3_index(base)] = pte_make(arch_virt_to_mfn(l2), HYPER_RW);
	l3[l3_index(base) + 1] = 5UL << 30 | HYPER_RW | PTE_PSE;
	l2[1] = 7UL << 21 | HYPER_RX | PTE_PSE;
	/* Some of 2 MiB, some of 1 GiB, nothing else. */
	at = base + (1UL << 21) + 0x3000;
	assert_int_equal(xpti_clone(root, from, at, 0x1800), 0);
	assert_int_equal(xpti_clone(root, from, base + (1UL << 30) + 0x5000,
				    1), 0);
	assert_int_equal(leaves(root, 4), 3);
	for (unsigned int shift = 39; shift > 12; shift -= 9)
		t = arch_mfn_to_virt(pte_mfn(t[at >> shift & 511]));
	assert_int_equal(t[l1_index(at)], (7UL << 21) + 0x3000 + HYPER_RX);
	assert_int_equal(xpti_clone(root, from, base, 1), -EFAULT);
	assert_int_equal(leaves(root, 4), 3);
	free_tables(root, 4);
	xenheap_free(l2, 0);
	xenheap_free(l3, 0);
	xenheap_free(from, 0);
}

static void the_copy_has_the_guests_slots(void **state)
{
	pte_t *copy = xenheap_alloc(0, 0);
	struct cpu_info *ci = this_cpu_info();
	const pte_t *root = arch_mfn_to_virt(own[PV_ROOT]);

	(void)state;
	copy[HYPER_LAST_SLOT] = 0x1234;		/* the CPU's own */
	d->arch.xpti = true;
	arch_this_pcpu()->arch.xpti_root = copy;
	xpti_load(d->vcpu[0]);
	assert_int_equal(ci->guest_cr3, arch_virt_to_mfn(copy).n << PAGE_SHIFT);
	assert_int_equal(ci->full_cr3, own[PV_ROOT].n << PAGE_SHIFT);
	xpti_root_copy();
	for (unsigned int i = 0; i < 512; i++) {
		pte_t want = root[i];

		if (i > HYPER_FIRST_SLOT && i <= HYPER_LAST_SLOT &&
		    i != PERDOMAIN_SLOT)
			want = i == HYPER_LAST_SLOT ? 0x1234 : 0;
		assert_int_equal(copy[i], want);
	}
	assert_false(ci->root_stale);
	ci->guest_cr3 = 0;
	xenheap_free(copy, 0);
}

static bool *stale_on(unsigned int cpu)
{
	unsigned int here = host_pcpu->id;
	bool *p;

	host_on(cpu);
	p = &this_cpu_info()->root_stale;
	host_on(here);
	return p;
}

/* Flushes and changes of a root reach the copies of all its CPUs. */
static void copies_follow_their_roots(void **state)
{
	bool *here = stale_on(d->vcpu[0]->processor);
	bool *there = stale_on(d->vcpu[1]->processor);
	pte_t l3 = pte_make(own[PV_L3], P_RW);

	(void)state;
	d->arch.xpti = true;
	assert_ptr_not_equal(here, there);
	*here = *there = false;
	assert_int_equal(pv_update(own[PV_L1 + 1], 3, 0), 0);
	assert_false(*here || *there);
	assert_int_equal(pv_update(own[PV_ROOT], 3, l3), 0);
	assert_true(*here && *there);
	*here = *there = false;
	assert_int_equal(pv_update(own[PV_ROOT], 3, l3 | PTE_NX), 0);
	assert_true(*here && *there);
	*here = *there = false;
	assert_int_equal(pv_update(own[PV_ROOT], 3, 0), 0);
	assert_true(*here && *there);
	*here = *there = false;
	assert_int_equal(pv_ext(MMUEXT_TLB_FLUSH_LOCAL, 0), 0);
	assert_true(*here && !*there);
	*here = false;
	assert_int_equal(pv_ext(MMUEXT_NEW_BASEPTR, own[PV_ROOT].n), 0);
	assert_int_equal(pv_ext(MMUEXT_TLB_FLUSH_ALL, 0), 0);
	assert_true(*here && *there);
}

#define MARK	0x5a5a000UL

/* Leaves the hypervisor: was the guest's root copied (the mark is gone)? */
static bool copied(pte_t *copy)
{
	bool again;

	if (this_cpu_info()->root_stale)
		xpti_root_copy();
	again = copy[1] != MARK;
	copy[1] = MARK;
	return again;
}

/* A flush alone copies nothing; a change of a root always does. */
static void roots_are_copied_after_changes_only(void **state)
{
	pte_t *copy = xenheap_alloc(0, 0);
	pte_t l3 = pte_make(own[PV_L3], P_RW);
	struct cpu_info *ci = this_cpu_info();
	mfn_t other = pv_unused(0);

	(void)state;
	d->arch.xpti = true;
	arch_this_pcpu()->arch.xpti_root = copy;
	arch_this_pcpu()->arch.xpti_copy.of = 0;
	xpti_load(d->vcpu[0]);
	cr3_load(own[PV_ROOT]);
	assert_true(copied(copy));
	assert_int_equal(pv_ext(MMUEXT_TLB_FLUSH_LOCAL, 0), 0);
	assert_true(ci->root_stale);
	assert_false(copied(copy));
	assert_int_equal(pv_update(own[PV_L1 + 1], 3, 0), 0);
	assert_int_equal(pv_ext(MMUEXT_TLB_FLUSH_ALL, 0), 0);
	assert_false(copied(copy));

	assert_int_equal(pv_update(own[PV_ROOT], 3, l3), 0);
	assert_true(copied(copy));
	assert_int_equal(copy[3], *pv_entry(own[PV_ROOT], 3));
	assert_int_equal(pv_update(own[PV_ROOT], 3, 0), 0);
	assert_true(copied(copy));
	assert_int_equal(copy[3], 0);

	/* The M2P comes into a root that the kernel runs on, and stays. */
	pv_root_m2p(d->vcpu[0], own[PV_ROOT], false);
	assert_int_equal(pv_ext(MMUEXT_TLB_FLUSH_LOCAL, 0), 0);
	assert_true(copied(copy));
	pv_root_m2p(d->vcpu[0], own[PV_ROOT], false);
	assert_int_equal(pv_ext(MMUEXT_TLB_FLUSH_LOCAL, 0), 0);
	assert_false(copied(copy));

	/* A frame that becomes a root may have been one with other entries. */
	assert_int_equal(pv_ext(MMUEXT_PIN_L4_TABLE, other.n), 0);
	assert_int_equal(pv_ext(MMUEXT_TLB_FLUSH_LOCAL, 0), 0);
	assert_true(copied(copy));

	cr3_load(other);
	assert_true(copied(copy));
	cr3_load(own[PV_ROOT]);
	assert_true(copied(copy));
	assert_int_equal(pv_ext(MMUEXT_UNPIN_TABLE, other.n), 0);
	ci->guest_cr3 = 0;
	xenheap_free(copy, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_processor_gets_what_it_needs),
		cmocka_unit_test(the_command_line_has_the_last_word),
		cmocka_unit_test(what_is_not_known_is_said),
		PV_TEST(entries_that_l1tf_could_follow_are_refused),
		PV_TEST(by_writing_too),
		PV_TEST(only_what_is_asked_for_is_seen),
		PV_TEST(the_copy_has_the_guests_slots),
		PV_TEST(copies_follow_their_roots),
		PV_TEST(roots_are_copied_after_changes_only),
	};

	return cmocka_run_group_tests(tests, pv_machine, NULL);
}
