/* SPDX-License-Identifier: GPL-2.0-only */
/* Timers: order, cancelling, migration, the hardware's deadline. */
#include "machine.h"

#define MANY	5000U

static unsigned int fired;
static s_time_t last;
static bool in_order;

static int setup(void **state)
{
	(void)state;
	host_memory(1 << 18);
	host_add_ram(256, (1 << 18) - 256, 0, false);
	host_boot(4);
	return 0;
}

static void expired(void *data)
{
	struct timer *t = data;

	fired++;
	in_order &= t->expires >= last && t->cpu == host_pcpu->id;
	last = t->expires;
}

static void begin(void)
{
	fired = 0;
	last = 0;
	in_order = true;
}

static void many_timers_expire_in_order(void **state)
{
	struct timer *t = calloc(MANY, sizeof(*t));
	unsigned int seed = 7;

	(void)state;
	begin();
	for (unsigned int i = 0; i < MANY; i++) {
		timer_init(&t[i], expired, &t[i], 0);
		timer_set(&t[i], host_now + rand_r(&seed) % SECONDS(1));
	}
	/* Move, stop and arm again a good part of them. */
	for (unsigned int i = 0; i < MANY; i += 3)
		timer_set(&t[i], host_now + rand_r(&seed) % SECONDS(1));
	for (unsigned int i = 0; i < MANY; i += 5)
		timer_stop(&t[i]);
	host_run(SECONDS(2));
	assert_int_equal(fired, MANY - MANY / 5);
	assert_true(in_order);
	assert_int_equal(host_pcpu->timers.nr, 0);
	assert_null(host_pcpu->timers.first);
	free(t);
}

static void hardware_is_told_the_first_deadline(void **state)
{
	struct timer a, b;

	(void)state;
	begin();
	timer_init(&a, expired, &a, 0);
	timer_init(&b, expired, &b, 0);
	timer_set(&a, host_now + SECONDS(5));
	host_settle();
	assert_int_equal(host_deadlines[0], host_now + SECONDS(5));
	timer_set(&b, host_now + SECONDS(3));
	host_settle();
	assert_int_equal(host_deadlines[0], host_now + SECONDS(3));
	host_run(SECONDS(4));
	assert_int_equal(fired, 1);
	assert_int_equal(host_deadlines[0], a.expires);
	timer_kill(&a);
	host_run(SECONDS(4));
	assert_int_equal(fired, 1);
	timer_set(&a, host_now);	/* dead: nothing happens */
	host_run(SECONDS(1));
	assert_int_equal(fired, 1);
}

static void the_past_expires_at_once(void **state)
{
	struct timer t;

	(void)state;
	begin();
	timer_init(&t, expired, &t, 0);
	timer_set(&t, host_now - SECONDS(1));
	host_settle();
	assert_int_equal(fired, 1);
	assert_false(timer_is_active(&t));
}

static void a_timer_moves_with_its_expiry(void **state)
{
	struct timer t;

	(void)state;
	begin();
	timer_init(&t, expired, &t, 0);
	timer_set(&t, host_now + SECONDS(1));
	timer_migrate(&t, 3);
	assert_int_equal(timer_next_deadline(0), 0);
	assert_int_equal(timer_next_deadline(3), host_now + SECONDS(1));
	timers_move(3, 2);
	host_run(SECONDS(2));
	assert_int_equal(fired, 1);
	assert_true(in_order);
}

static struct timer again;

static void rearms(void *data)
{
	(void)data;
	if (++fired < 10)
		timer_set(&again, host_now + MILLISECS(1));
}

static void a_callback_may_arm_its_own_timer(void **state)
{
	(void)state;
	begin();
	timer_init(&again, rearms, NULL, 1);
	timer_set(&again, host_now);
	host_run(MILLISECS(100));
	assert_int_equal(fired, 10);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(many_timers_expire_in_order),
		cmocka_unit_test(hardware_is_told_the_first_deadline),
		cmocka_unit_test(the_past_expires_at_once),
		cmocka_unit_test(a_timer_moves_with_its_expiry),
		cmocka_unit_test(a_callback_may_arm_its_own_timer),
	};

	return cmocka_run_group_tests_name("timer", tests, setup, NULL);
}
