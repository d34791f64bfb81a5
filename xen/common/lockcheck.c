/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Debug builds check how locks are used while they are used.
 *
 * Locks of one kind (initialised at one place) form a class. Taking B while
 * holding A says that A comes before B; somebody who takes A while holding B
 * can then deadlock with the first, and is reported even if he does not. The
 * same for a lock taken in interrupts and elsewhere with interrupts on, for
 * one taken twice, and for one that is waited for too long.
 */
#ifndef NDEBUG
#include <hv/bitmap.h>
#include <hv/bug.h>
#include <hv/machine.h>
#include <hv/percpu.h>
#include <hv/printk.h>
#include <hv/spinlock.h>

#define CLASSES		128U
#define TOO_LONG	SECONDS(20)

struct lock_class {
	const void *key;		/* where initialised, or the lock */
	const void *after[CLASSES];	/* who took that class inside of us */
	bool in_irq, irqs_on;
	bool said;
};

static struct lock_class classes[CLASSES];	/* entry 0: none left */
static uint32_t nr_classes = 1;			/* atomic */

static uint8_t class_of_key(const void *key)
{
	uint32_t n = __atomic_load_n(&nr_classes, __ATOMIC_ACQUIRE), id;

	for (id = 1; id < n && id < CLASSES; id++)
		if (READ_ONCE(classes[id].key) == key)
			return (uint8_t)id;
	/* Two CPUs at once make two classes of one: some orders go unseen. */
	id = __atomic_fetch_add(&nr_classes, 1, __ATOMIC_ACQ_REL);
	if (id >= CLASSES) {
		__atomic_store_n(&nr_classes, CLASSES, __ATOMIC_RELEASE);
		return 0;
	}
	WRITE_ONCE(classes[id].key, key);
	return (uint8_t)id;
}

void lockcheck_init(spinlock_t *lock, const void *where)
{
	lock->class = class_of_key(where);
}

static uint8_t class_of(spinlock_t *lock)
{
	if (!lock->class)
		lock->class = class_of_key(lock);
	return lock->class;
}

/* Once for each class; more would only bury it. */
static bool first_time(struct lock_class *c)
{
	return !__atomic_exchange_n(&c->said, true, __ATOMIC_RELAXED);
}

static void check_order(const spinlock_t *held, uint8_t mine, const void *at)
{
	struct lock_class *outer = &classes[held->class];
	struct lock_class *inner = &classes[mine];

	if (!mine || !held->class || outer == inner)
		return;
	if (!READ_ONCE(outer->after[mine]))
		WRITE_ONCE(outer->after[mine], at);
	if (READ_ONCE(inner->after[held->class]) && first_time(inner))
		printk(XL_ERR "lock order: the one made at %p is taken at %p "
		       "inside the one made at %p; the other way round at "
		       "%p\n", inner->key, at, outer->key,
		       inner->after[held->class]);
}

static void check_irqs(struct lock_class *c, const struct lock_cpu *l,
		       const void *at)
{
	if (l->in_irq)
		WRITE_ONCE(c->in_irq, true);
	else if (arch_irqs_enabled())
		WRITE_ONCE(c->irqs_on, true);
	if (READ_ONCE(c->in_irq) && READ_ONCE(c->irqs_on) && first_time(c))
		printk(XL_ERR "lock made at %p, taken at %p: in interrupts "
		       "and elsewhere with interrupts on\n", c->key, at);
}

static struct lock_cpu *here(void)
{
	struct pcpu *p = arch_this_pcpu();

	return p ? &p->locks : NULL;
}

void lockcheck_wait(spinlock_t *lock, const void *at)
{
	struct lock_cpu *l = here();
	uint8_t class = class_of(lock);

	if (!l || l->busy)
		return;
	l->busy = true;			/* printk takes locks */
	for (unsigned int i = 0; i < l->nr && i < ARRAY_SIZE(l->held); i++) {
		if (l->held[i] == lock)
			panic("lock %p taken twice at %p", (void *)lock, at);
		check_order(l->held[i], class, at);
	}
	check_irqs(&classes[class], l, at);
	l->busy = false;
}

void lockcheck_waited(const spinlock_t *lock, s_time_t since)
{
	if (arch_now() - since > TOO_LONG)
		panic("lock %p waited for too long, held by CPU%u since %p",
		      (const void *)lock, lock->cpu, lock->at);
}

void lockcheck_got(spinlock_t *lock, const void *at)
{
	struct lock_cpu *l = here();

	lock->at = at;
	if (!l)
		return;
	lock->cpu = (uint16_t)this_cpu();
	if (l->nr < ARRAY_SIZE(l->held))
		l->held[l->nr] = lock;
	l->nr++;
}

void lockcheck_release(spinlock_t *lock)
{
	struct lock_cpu *l = here();
	unsigned int i;

	if (!l || !l->nr)
		return;
	for (i = l->nr; i-- > 0;)
		if (i < ARRAY_SIZE(l->held) && l->held[i] == lock)
			break;
	if (i >= ARRAY_SIZE(l->held))
		return;			/* taken before there was a CPU block */
	for (; i + 1 < l->nr && i + 1 < ARRAY_SIZE(l->held); i++)
		l->held[i] = l->held[i + 1];
	l->nr--;
}

void lockcheck_none_held(void)
{
	const struct lock_cpu *l = here();

	if (l && l->nr)
		panic("a lock is still held: %p, taken at %p",
		      (const void *)l->held[0], l->held[0]->at);
}
#endif
