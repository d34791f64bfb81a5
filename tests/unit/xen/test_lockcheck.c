/* SPDX-License-Identifier: GPL-2.0-only */
/* What the lock checker of debug builds reports, and what it lets pass. */
#include "machine.h"

static spinlock_t a = SPINLOCK_INIT, b = SPINLOCK_INIT, c = SPINLOCK_INIT;

static int setup(void **state)
{
	(void)state;
	host_memory(1 << 16);
	host_add_ram(256, (1 << 16) - 256, 0, false);
	host_boot(2);
	return 0;
}

static void take(spinlock_t *outer, spinlock_t *inner)
{
	unsigned long flags = arch_irq_save();

	host_console[0] = '\0';
	spin_lock(outer);
	spin_lock(inner);
	spin_unlock(inner);
	spin_unlock(outer);
	arch_irq_restore(flags);
}

static void the_other_way_round_is_reported_once(void **state)
{
	(void)state;
	take(&a, &b);
	take(&b, &c);
	assert_string_equal(host_console, "");
	/* Nobody deadlocks here, but two CPUs could. */
	take(&b, &a);
	assert_non_null(strstr(host_console, "lock order"));
	take(&b, &a);
	assert_string_equal(host_console, "");
}

static void interrupts_and_others_do_not_mix(void **state)
{
	static spinlock_t lock = SPINLOCK_INIT;

	(void)state;
	host_console[0] = '\0';
	arch_irq_disable();
	host_pcpu->locks.in_irq = true;
	spin_lock(&lock);
	spin_unlock(&lock);
	host_pcpu->locks.in_irq = false;
	spin_lock(&lock);
	spin_unlock(&lock);
	arch_irq_enable();
	assert_string_equal(host_console, "");
	spin_lock(&lock);
	spin_unlock(&lock);
	assert_non_null(strstr(host_console, "with interrupts on"));
}

static void who_holds_what_is_known(void **state)
{
	(void)state;
	host_on(1);
	spin_lock(&a);
	assert_int_equal(a.cpu, 1);
	assert_int_equal(host_pcpu->locks.nr, 1);
	assert_false(spin_trylock(&a));
	assert_true(spin_trylock(&c));
	/* Not in the order of taking. */
	spin_unlock(&a);
	assert_ptr_equal(host_pcpu->locks.held[0], &c);
	spin_unlock(&c);
	assert_int_equal(host_pcpu->locks.nr, 0);
	lockcheck_none_held();
	host_on(0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_other_way_round_is_reported_once),
		cmocka_unit_test(interrupts_and_others_do_not_mix),
		cmocka_unit_test(who_holds_what_is_known),
	};

	return cmocka_run_group_tests_name("lockcheck", tests, setup, NULL);
}
