/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Device interrupts: vectors per CPU, lines that guests share, and sources
 * that follow their vCPU. The controller is a counter.
 */
#include "machine.h"

#include <x86/apic.h>
#include <x86/irq.h>
#include <x86/smp.h>

#define NR_VECTORS	(VECTOR_LAST_DYNAMIC - VECTOR_FIRST_DYNAMIC + 1 - 2)

static unsigned int masks, unmasks, retargets, eois, handled;

/* ---- the machine, as far as irq.c wants it ---- */

void apic_eoi(void) { eois++; }
void smp_call_run(void) { }
uint32_t cpu_apic_id(unsigned int cpu) { return cpu; }

static void count_mask(struct irq *i) { (void)i; masks++; }
static void count_unmask(struct irq *i) { (void)i; unmasks++; }
static void count_retarget(struct irq *i) { (void)i; retargets++; }
static bool never_whole(const struct irq *i) { (void)i; return false; }

static const struct irq_controller counter = {
	.name = "test", .mask = count_mask, .unmask = count_unmask,
	.retarget = count_retarget,
};

static const struct irq_controller stubborn = {
	.name = "test", .mask = count_mask, .unmask = count_unmask,
	.retarget = count_retarget, .moves_whole = never_whole,
};

static struct domain *one, *two;

static int setup(void **state)
{
	(void)state;
	host_memory(1 << 20);
	host_add_ram(4096, 65536, 0, false);
	host_boot(4);
	for (unsigned int cpu = 0; cpu < 4; cpu++)
		assert_int_equal(vectors_cpu_prepare(cpu), 0);
	one = host_domain(1, 1, 1024, false);
	two = host_domain(2, 1, 1024, false);
	return 0;
}

static struct irq fresh(const struct irq_controller *control)
{
	masks = unmasks = retargets = eois = handled = 0;
	host_on(0);
	one->vcpu[0]->processor = 0;
	two->vcpu[0]->processor = 0;
	return (struct irq){ .lock = SPINLOCK_INIT, .control = control };
}

/* An interrupt where the source sends it now. */
static void fire(const struct irq *i)
{
	host_on(i->cpu);
	irq_dispatch(NULL, i->vector);
}

static void done_with(struct irq *i)
{
	irq_unbind_guest(i, one);
	irq_unbind_guest(i, two);
	irq_vector_release(i);
}

static void vectors_run_out_and_come_back(void **state)
{
	struct irq i = fresh(&counter);
	unsigned int n = 0;
	uint8_t v, first = 0;

	(void)state;
	while ((v = vector_alloc(3, 0, &i)) != 0) {
		assert_int_not_equal(v, 0x80);
		assert_int_not_equal(v, VECTOR_HYPERCALL32);
		assert_ptr_equal(vector_owner(3, v), &i);
		first = first ? first : v;
		n++;
	}
	assert_int_equal(n, NR_VECTORS);
	vector_free(3, first);
	assert_int_equal(vector_alloc(3, 0x55, &i), first);
	/* Another CPU's are its own. */
	assert_int_equal(vector_alloc(2, 0x55, &i), 0x55);
	vector_free(2, 0x55);
	/* A source that wants a full CPU gets another one. */
	assert_int_equal(irq_vector_assign(&i, 3), 0);
	assert_int_not_equal(i.cpu, 3);
	irq_vector_release(&i);
	for (unsigned int k = 0; k < 256; k++)
		vector_free(3, (uint8_t)k);
}

static void an_edge_is_acknowledged_at_once(void **state)
{
	struct irq i = fresh(&counter);

	(void)state;
	assert_int_equal(irq_bind_guest(&i, one->vcpu[0], 5, false), 0);
	assert_int_equal(unmasks, 1);
	fire(&i);
	fire(&i);
	assert_int_equal(eois, 2);
	assert_int_equal(masks, 0);
	assert_int_equal(i.nr_in_flight, 0);
	done_with(&i);
	assert_int_equal(masks, 1);
}

static void a_level_waits_for_the_last_guest(void **state)
{
	struct irq i = fresh(&counter);

	(void)state;
	i.level = true;
	assert_int_equal(irq_bind_guest(&i, one->vcpu[0], 9, true), 0);
	assert_int_equal(irq_bind_guest(&i, two->vcpu[0], 9, true), 0);
	assert_true(irq_is_shared(&i));
	fire(&i);
	assert_int_equal(masks, 1);
	assert_int_equal(eois, 1);
	assert_int_equal(i.nr_in_flight, 2);
	irq_guest_eoi(&i, one);
	irq_guest_eoi(&i, one);		/* twice counts once */
	assert_int_equal(unmasks, 1);
	irq_guest_eoi(&i, two);
	assert_int_equal(unmasks, 2);
	irq_guest_eoi(&i, two);		/* and out of turn not at all */
	assert_int_equal(unmasks, 2);
	done_with(&i);
}

static void a_guest_that_leaves_does_not_block_the_other(void **state)
{
	struct irq i = fresh(&counter);

	(void)state;
	i.level = true;
	assert_int_equal(irq_bind_guest(&i, one->vcpu[0], 9, true), 0);
	assert_int_equal(irq_bind_guest(&i, two->vcpu[0], 9, true), 0);
	fire(&i);
	irq_guest_eoi(&i, two);
	irq_unbind_guest(&i, one);
	assert_int_equal(unmasks, 2);
	assert_int_equal(i.nr_in_flight, 0);
	/* The last one leaves in the middle: it stays masked. */
	fire(&i);
	irq_unbind_guest(&i, two);
	assert_int_equal(unmasks, 2);
	assert_int_equal(i.nr_in_flight, 0);
	irq_vector_release(&i);
}

static void who_does_not_share_has_it_alone(void **state)
{
	struct irq i = fresh(&counter);

	(void)state;
	assert_int_equal(irq_bind_guest(&i, one->vcpu[0], 4, false), 0);
	assert_int_equal(irq_bind_guest(&i, two->vcpu[0], 4, true), -EBUSY);
	irq_unbind_guest(&i, one);
	assert_int_equal(irq_bind_guest(&i, one->vcpu[0], 4, true), 0);
	assert_int_equal(irq_bind_guest(&i, two->vcpu[0], 4, false), -EBUSY);
	done_with(&i);
}

static void a_source_follows_its_vcpu(void **state)
{
	struct irq i = fresh(&counter);
	unsigned int old_cpu;
	uint8_t old;

	(void)state;
	assert_int_equal(irq_bind_guest(&i, one->vcpu[0], 4, false), 0);
	old = i.vector;
	old_cpu = i.cpu;
	one->vcpu[0]->processor = 2;
	host_now += SECONDS(1);
	fire(&i);
	assert_int_equal(i.cpu, 2);
	/* One more may still come to the old place; it counts. */
	assert_ptr_equal(vector_owner(old_cpu, old), &i);
	host_on(old_cpu);
	irq_dispatch(NULL, old);
	assert_int_equal(eois, 2);
	/* Once it came to the new one, the old is free, and it may move on. */
	fire(&i);
	assert_null(vector_owner(old_cpu, old));
	one->vcpu[0]->processor = 1;
	fire(&i);			/* too soon after the last time */
	assert_int_equal(i.cpu, 2);
	host_now += SECONDS(1);
	fire(&i);
	assert_int_equal(i.cpu, 1);
	done_with(&i);
	for (unsigned int cpu = 0; cpu < 4; cpu++)
		for (unsigned int v = 0; v < 256; v++)
			assert_null(vector_owner(cpu, (uint8_t)v));
}

static void what_cannot_be_masked_moves_only_with_its_vector(void **state)
{
	struct irq i = fresh(&stubborn), other = fresh(&counter);
	uint8_t taken;

	(void)state;
	assert_int_equal(irq_bind_guest(&i, one->vcpu[0], 4, false), 0);
	taken = vector_alloc(2, i.vector, &other);
	assert_int_equal(taken, i.vector);
	one->vcpu[0]->processor = 2;
	host_now += SECONDS(1);
	fire(&i);
	assert_int_equal(i.cpu, 0);
	vector_free(2, taken);
	fire(&i);
	assert_int_equal(i.cpu, 2);
	assert_int_equal(i.vector, taken);
	done_with(&i);
}

static void strays_are_acknowledged(void **state)
{
	struct irq i = fresh(&counter);

	(void)state;
	irq_dispatch(NULL, 0x66);
	assert_int_equal(eois, 1);
	irq_dispatch(NULL, VECTOR_SPURIOUS);
	assert_int_equal(eois, 1);
	(void)i;
}

static void handle(void) { handled++; assert_int_equal(eois, 0); }

static void our_handlers_run_before_the_eoi(void **state)
{
	struct irq i = fresh(&counter);

	(void)state;
	i.handler = handle;
	assert_int_equal(irq_vector_assign(&i, 1), 0);
	fire(&i);
	assert_int_equal(handled, 1);
	assert_int_equal(eois, 1);
	assert_int_equal(irq_bind_guest(&i, one->vcpu[0], 4, true), -EBUSY);
	irq_vector_release(&i);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(vectors_run_out_and_come_back),
		cmocka_unit_test(an_edge_is_acknowledged_at_once),
		cmocka_unit_test(a_level_waits_for_the_last_guest),
		cmocka_unit_test(a_guest_that_leaves_does_not_block_the_other),
		cmocka_unit_test(who_does_not_share_has_it_alone),
		cmocka_unit_test(a_source_follows_its_vcpu),
		cmocka_unit_test(what_cannot_be_masked_moves_only_with_its_vector),
		cmocka_unit_test(strays_are_acknowledged),
		cmocka_unit_test(our_handlers_run_before_the_eoi),
	};

	return cmocka_run_group_tests(tests, setup, NULL);
}
