/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * One-shot timers, a heap for each CPU.
 *
 * A pairing heap: the links are in the timers, so arming needs no memory and
 * cannot fail, and a CPU's timers may be as many as all vCPUs have.
 *
 * Locking: tc->lock of the CPU named by t->cpu, irqsave. t->cpu changes only
 * with the locks of both CPUs held, in order of their numbers.
 */
#include <hv/bug.h>
#include <hv/console.h>
#include <hv/machine.h>
#include <hv/percpu.h>
#include <hv/printk.h>
#include <hv/timer.h>

#define NO_CPU		0xffffU		/* timer is dead or on none */

enum { INACTIVE, ACTIVE, KILLED };

static struct timer_cpu *cpu_timers(unsigned int cpu)
{
	return &pcpu_table[cpu]->timers;
}

/* ---- the heap; caller holds tc->lock ---- */

/* Joins two heaps; a may be NULL. prev of a first child is its parent. */
static struct timer *heap_join(struct timer *a, struct timer *b)
{
	struct timer *t;

	if (!a)
		return b;
	if (b->expires < a->expires) {
		t = a;
		a = b;
		b = t;
	}
	b->next = a->child;
	b->prev = a;
	if (a->child)
		a->child->prev = b;
	a->child = b;
	a->next = a->prev = NULL;
	return a;
}

/* Joins the siblings beginning with t: in pairs, then the pairs in turn. */
static struct timer *heap_join_all(struct timer *t)
{
	struct timer *pairs = NULL, *root = NULL, *pair, *next;

	while (t) {
		struct timer *second = t->next;

		next = second ? second->next : NULL;
		t->next = t->prev = NULL;
		if (second)
			second->next = second->prev = NULL;
		pair = second ? heap_join(t, second) : t;
		pair->next = pairs;
		pairs = pair;
		t = next;
	}
	for (; pairs; pairs = next) {
		next = pairs->next;
		pairs->next = NULL;
		root = heap_join(root, pairs);
	}
	return root;
}

static void heap_remove(struct timer_cpu *tc, struct timer *t)
{
	struct timer *rest = t->child;

	if (t == tc->first) {
		tc->first = rest ? heap_join_all(rest) : NULL;
	} else {
		if (t->prev->child == t)
			t->prev->child = t->next;
		else
			t->prev->next = t->next;
		if (t->next)
			t->next->prev = t->prev;
		if (rest)
			tc->first = heap_join(tc->first, heap_join_all(rest));
	}
	t->child = t->next = t->prev = NULL;
	t->queued = false;
	tc->nr--;
}

/* True if the timer is now the first, so that the hardware must know. */
static bool heap_insert(struct timer_cpu *tc, struct timer *t)
{
	t->child = t->next = t->prev = NULL;
	t->queued = true;
	tc->nr++;
	tc->first = tc->first ? heap_join(tc->first, t) : t;
	return tc->first == t;
}

/* ---- interface ---- */

/* Locks the timer's CPU; NULL if it has none any more. */
static struct timer_cpu *timer_lock(struct timer *t, unsigned long *flags)
{
	for (;;) {
		unsigned int cpu = READ_ONCE(t->cpu);
		struct timer_cpu *tc;

		if (cpu == NO_CPU)
			return NULL;
		tc = cpu_timers(cpu);
		*flags = spin_lock_irqsave(&tc->lock);
		if (READ_ONCE(t->cpu) == cpu)
			return tc;
		spin_unlock_irqrestore(&tc->lock, *flags);
	}
}

void timer_init(struct timer *t, void (*run)(void *), void *data,
		unsigned int cpu)
{
	*t = (struct timer){ .run = run, .data = data, .cpu = (uint16_t)cpu };
}

void timer_set(struct timer *t, s_time_t expires)
{
	unsigned long flags;
	struct timer_cpu *tc = timer_lock(t, &flags);
	unsigned int cpu;
	bool first;

	if (!tc)
		return;
	cpu = t->cpu;
	if (t->queued)
		heap_remove(tc, t);
	t->expires = expires;
	t->status = ACTIVE;
	first = heap_insert(tc, t);
	spin_unlock_irqrestore(&tc->lock, flags);
	if (first)
		softirq_raise_on(cpu, TIMER_SOFTIRQ);
}

void timer_stop(struct timer *t)
{
	unsigned long flags;
	struct timer_cpu *tc = timer_lock(t, &flags);

	if (!tc)
		return;
	if (t->queued)
		heap_remove(tc, t);
	t->status = INACTIVE;
	spin_unlock_irqrestore(&tc->lock, flags);
}

void timer_kill(struct timer *t)
{
	unsigned long flags;
	struct timer_cpu *tc = timer_lock(t, &flags);
	struct timer_cpu *here = &arch_this_pcpu()->timers;
	unsigned int mine = 0;

	if (!tc)
		return;
	if (t->queued)
		heap_remove(tc, t);
	t->status = KILLED;
	t->cpu = NO_CPU;
	spin_unlock_irqrestore(&tc->lock, flags);
	/* A callback that kills its own timer must not wait for itself. */
	if (here->running == t) {
		here->running = NULL;
		mine = 1;
	}
	/* Its CPU need not be where it last expired: it may have moved. */
	while (__atomic_load_n(&t->running, __ATOMIC_ACQUIRE) != mine)
		arch_cpu_relax();
}

bool timer_is_active(const struct timer *t)
{
	return READ_ONCE(t->status) == ACTIVE;
}

void timer_move(struct timer *t, unsigned int cpu)
{
	struct timer_cpu *from, *to = cpu_timers(cpu);
	unsigned int old = READ_ONCE(t->cpu);
	unsigned long flags;
	bool first = false;

	if (old == cpu)
		return;
	flags = arch_irq_save();
	while (old != NO_CPU && old != cpu) {
		from = cpu_timers(old);
		spin_lock(&(old < cpu ? from : to)->lock);
		spin_lock(&(old < cpu ? to : from)->lock);
		if (t->cpu == old) {
			bool active = t->queued;

			if (active)
				heap_remove(from, t);
			t->cpu = (uint16_t)cpu;
			first = active && heap_insert(to, t);
		}
		spin_unlock(&from->lock);
		spin_unlock(&to->lock);
		old = READ_ONCE(t->cpu);
	}
	arch_irq_restore(flags);
	if (first)
		softirq_raise_on(cpu, TIMER_SOFTIRQ);
}

void timers_move(unsigned int from, unsigned int to)
{
	struct timer_cpu *a = cpu_timers(from);
	struct timer *t;

	while ((t = READ_ONCE(a->first)) != NULL)
		timer_migrate(t, to);
}

s_time_t timer_next_deadline(unsigned int cpu)
{
	struct timer_cpu *tc = cpu_timers(cpu);
	unsigned long flags = spin_lock_irqsave(&tc->lock);
	s_time_t first = tc->first ? tc->first->expires : 0;

	spin_unlock_irqrestore(&tc->lock, flags);
	return first;
}

/* ---- debug key ---- */

#define DUMP_MAX	32U	/* timers of a CPU */

/* Any order: the heap's, children first. Caller holds tc->lock. */
static void dump_cpu(unsigned int cpu, const struct timer_cpu *tc, s_time_t now)
{
	const struct timer *t = tc->first;
	unsigned int printed = 0;

	printk(XL_ERR "CPU%02u: %u timers, hardware set %lld us from now\n",
	       cpu, tc->nr, tc->deadline ?
	       (long long)(tc->deadline - now) / 1000 : -1LL);
	while (t && printed++ < DUMP_MAX) {
		printk(XL_ERR "  ex=%12lldus timer=%p cb=%p(%p)\n",
		       (long long)(t->expires - now) / 1000, (const void *)t,
		       (void *)(uintptr_t)t->run, t->data);
		if (t->child) {
			t = t->child;
			continue;
		}
		/* Up to the next who has a sibling; prev leads to the parent. */
		while (t && !t->next) {
			while (t->prev && t->prev->child != t)
				t = t->prev;
			t = t->prev;
		}
		t = t ? t->next : NULL;
	}
}

static void key_timers(char key)
{
	unsigned int cpu;

	printk(XL_ERR "'%c' pressed -> timer queues\n", key);
	cpumask_for_each(cpu, cpu_online_map) {
		struct timer_cpu *tc = cpu_timers(cpu);
		unsigned long flags = spin_lock_irqsave(&tc->lock);

		dump_cpu(cpu, tc, arch_now());
		spin_unlock_irqrestore(&tc->lock, flags);
	}
}

/*
 * Runs what has expired, then tells the hardware about the next. A softirq,
 * so interrupts are on.
 */
static void timers_run(void)
{
	struct timer_cpu *tc = &arch_this_pcpu()->timers;
	s_time_t now = arch_now(), next;

	arch_irq_disable();
	spin_lock(&tc->lock);
	while (tc->first && tc->first->expires < now + TIMER_SLOP) {
		struct timer *t = tc->first;

		heap_remove(tc, t);
		t->status = INACTIVE;
		tc->running = t;
		__atomic_add_fetch(&t->running, 1, __ATOMIC_RELAXED);
		spin_unlock(&tc->lock);
		arch_irq_enable();
		t->run(t->data);
		/* Unless it killed itself, and is gone. */
		if (tc->running)
			__atomic_sub_fetch(&t->running, 1, __ATOMIC_RELEASE);
		arch_irq_disable();
		spin_lock(&tc->lock);
		tc->running = NULL;
	}
	next = tc->first ? tc->first->expires : 0;
	/* Often it was set for that already: telling it costs most of this. */
	if (next != tc->deadline) {
		tc->deadline = next;
		arch_timer_program(next);
	}
	spin_unlock(&tc->lock);
	arch_irq_enable();
}

void timer_interrupt(void)
{
	arch_this_pcpu()->timers.deadline = 0;
	softirq_raise(TIMER_SOFTIRQ);
}

void timer_cpu_init(struct timer_cpu *tc)
{
	spin_lock_init(&tc->lock);
}

void timers_init(void)
{
	softirq_register(TIMER_SOFTIRQ, timers_run);
	keyhandler_register('a', "dump timer queues", key_timers);
}
