/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The oracle itself: each rule broken by hand in a process of its own, which
 * it has to end.
 */
#include "fixture.h"

#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

static void nothing(void) { }

static void a_reference_too_many(void)
{
	mfn_to_page(own[PV_DATA])->count_info++;
}

static void a_reference_too_few(void)
{
	mfn_to_page(own[PV_DATA])->count_info--;
}

static void a_use_too_many(void)
{
	mfn_to_page(own[PV_L1])->type_info++;
}

static void an_entry_nobody_counted(void)
{
	*pv_entry(own[PV_L1 + 1], 3) = pte_make(own[PV_DATA], P_RO);
}

static void an_entry_to_the_hypervisor(void)
{
	*pv_entry(own[PV_L1 + 1], 3) = pte_make(arch_virt_to_mfn(hyper_l4),
						P_RO);
}

/* The counts say so too, as if somebody had taken them. */
static void another_domains_page(void)
{
	*pv_entry(own[PV_L1 + 1], 3) = pte_make(others[PV_DATA], P_RO);
	mfn_to_page(others[PV_DATA])->count_info++;
}

static void a_table_that_can_be_written_to(void)
{
	*pv_entry(own[PV_L1 + 1], 3) = pte_make(own[PV_L1], P_RW);
	mfn_to_page(own[PV_L1])->count_info++;
	mfn_to_page(own[PV_L1])->type_info++;
}

static void a_superpage(void)
{
	*pv_entry(own[PV_L2], 9) = pte_make(own[PV_L1], P_RW | PTE_PSE);
	mfn_to_page(own[PV_L1])->count_info++;
	mfn_to_page(own[PV_L1])->type_info++;
}

static void the_hypervisors_slot(void)
{
	*pv_entry(own[PV_ROOT], HYPER_LAST_SLOT) = 0;
}

static void a_pin_nobody_counted(void)
{
	mfn_to_page(own[PV_ROOT])->type_info |= PGT_PINNED;
}

static void a_tlb_that_writes_to_a_table(void)
{
	sim_cpu()->tlb[0] = (struct tlb_entry){
		.mfn = own[PV_L1], .domid = 1, .valid = true, .writable = true,
	};
}

static void a_tlb_that_reads_anothers(void)
{
	sim_cpu()->tlb[0] = (struct tlb_entry){
		.mfn = others[PV_DATA], .domid = 1, .valid = true,
	};
}

static bool ends_it(void (*tamper)(void))
{
	pid_t pid = fork();
	int status = 0;

	if (!pid) {
		if (!freopen("/dev/null", "w", stderr))
			_exit(2);
		signal(SIGABRT, SIG_DFL);
		tamper();
		oracle_check();
		_exit(0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT;
}

static void every_rule_is_looked_at(void **state)
{
	static const struct {
		const char *what;
		void (*tamper)(void);
	} cases[] = {
#define CASE(f) { #f, f }
		CASE(a_reference_too_many), CASE(a_reference_too_few),
		CASE(a_use_too_many), CASE(an_entry_nobody_counted),
		CASE(an_entry_to_the_hypervisor), CASE(another_domains_page),
		CASE(a_table_that_can_be_written_to), CASE(a_superpage),
		CASE(the_hypervisors_slot), CASE(a_pin_nobody_counted),
		CASE(a_tlb_that_writes_to_a_table),
		CASE(a_tlb_that_reads_anothers),
	};

	(void)state;
	assert_false(ends_it(nothing));
	for (unsigned int i = 0; i < ARRAY_SIZE(cases); i++) {
		print_message("%s\n", cases[i].what);
		assert_true(ends_it(cases[i].tamper));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		PV_TEST(every_rule_is_looked_at),
	};

	return cmocka_run_group_tests(tests, pv_machine, NULL);
}
