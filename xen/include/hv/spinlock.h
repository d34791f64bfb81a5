/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Ticket spinlocks, reader-writer locks, and the order of all locks.
 *
 * Order, outermost first. Who holds a lock may only take ones further down:
 *
 *   domctl lock              one management operation at a time
 *   domain list lock         domain_create, domain teardown
 *   domain lock              d->lock: life cycle, hypercalls of one domain
 *   page-table lock          arch: d's validated page tables
 *   grant table locks        d->grant->lock, then an active entry's lock
 *   PCI list lock            the devices dom0 reported, and their messages
 *   event lock               d->event_lock; of two domains the one with the
 *                            lower address first
 *   virq handlers lock       which domain has a global VIRQ
 *   virq lock                a vCPU's VIRQ ports
 *   interrupt source lock    struct irq: who has it, where it goes; inside it, each
 *                            alone: vectors, I/O APIC registers, PCI ports
 *   port lock                a single port's state for the send path; of two
 *                            ports the one with the lower address first
 *   FIFO queue lock          of two queues the lower address first
 *   credit lock              the scheduling policy's sharing; who has a run queue
 *                            may only try it
 *   run queue lock           of one CPU; a second one only by trylock
 *   page list lock           d->page_lock: lists and counts of pages
 *   small object lock        hv_zalloc()
 *   heap lock                the page allocator
 *   timer lock               one CPU's timers
 *   console lock             last, so that everyone may print; inside it only the
 *                            serial ports' rings
 *
 * Locks taken in interrupts (event to run queue, timer, console) are always
 * taken with interrupts off. Debug builds check all this: lockcheck.c.
 */
#ifndef HV_SPINLOCK_H
#define HV_SPINLOCK_H

#include <hv/types.h>
#include <arch/cpu.h>

typedef struct {
	uint16_t next;		/* ticket handed out next */
	uint16_t owner;		/* ticket being served */
#ifndef NDEBUG
	uint16_t cpu;		/* who holds it */
	uint8_t class;		/* locks initialised at one place */
	const void *at;		/* where it was taken last */
#endif
} spinlock_t;

#define SPINLOCK_INIT	{ .next = 0 }

/* What debug builds check; see common/lockcheck.c. */
#ifndef NDEBUG
struct lock_cpu {
	spinlock_t *held[16];
	uint32_t nr;
	bool in_irq;		/* an interrupt handler runs */
	bool busy;		/* the checker itself prints */
};
void lockcheck_init(spinlock_t *lock, const void *where);
void lockcheck_wait(spinlock_t *lock, const void *at);
void lockcheck_waited(const spinlock_t *lock, s_time_t since);
void lockcheck_got(spinlock_t *lock, const void *at);
void lockcheck_release(spinlock_t *lock);
/* Where no lock may be held: before softirqs and the guest. */
void lockcheck_none_held(void);
#else
static inline void lockcheck_none_held(void) { }
#endif

void spin_lock_init(spinlock_t *lock);
bool spin_trylock(spinlock_t *lock);
bool spin_is_locked(const spinlock_t *lock);
#ifndef NDEBUG
void spin_lock(spinlock_t *lock);
void spin_unlock(spinlock_t *lock);
#else
/* Turns until the ticket `me` is served. */
void spin_wait(const spinlock_t *lock, uint16_t me);

static inline void spin_lock(spinlock_t *lock)
{
	uint16_t me = __atomic_fetch_add(&lock->next, 1, __ATOMIC_RELAXED);

	if (unlikely(__atomic_load_n(&lock->owner, __ATOMIC_ACQUIRE) != me))
		spin_wait(lock, me);
}

static inline void spin_unlock(spinlock_t *lock)
{
	__atomic_store_n(&lock->owner, (uint16_t)(lock->owner + 1),
			 __ATOMIC_RELEASE);
}
#endif

static inline unsigned long spin_lock_irqsave(spinlock_t *lock)
{
	unsigned long flags = arch_irq_save();

	spin_lock(lock);
	return flags;
}

static inline void spin_unlock_irqrestore(spinlock_t *lock,
					  unsigned long flags)
{
	spin_unlock(lock);
	arch_irq_restore(flags);
}

/* Two locks of one rank, in address order; they may be the same. */
void spin_lock_pair(spinlock_t *a, spinlock_t *b);
void spin_unlock_pair(spinlock_t *a, spinlock_t *b);

/* Many readers or one writer. Writers wait for readers, without fairness. */
typedef struct {
	uint32_t state;		/* readers, or RWLOCK_WRITER */
} rwlock_t;

void rwlock_init(rwlock_t *lock);
void read_lock(rwlock_t *lock);
void read_unlock(rwlock_t *lock);
void write_lock(rwlock_t *lock);
void write_unlock(rwlock_t *lock);

#endif
