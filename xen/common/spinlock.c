/* SPDX-License-Identifier: GPL-2.0-only */
#include <hv/bug.h>
#include <hv/machine.h>
#include <hv/spinlock.h>

#define RWLOCK_WRITER	0x80000000U

#ifndef NDEBUG
#define WAITS_PER_LOOK	(1U << 20)

void spin_lock_init(spinlock_t *lock)
{
	lock->next = lock->owner = 0;
	lockcheck_init(lock, __builtin_return_address(0));
}

static void wait_for(const spinlock_t *lock, uint16_t me)
{
	s_time_t since = 0;

	for (uint32_t n = 1; __atomic_load_n(&lock->owner, __ATOMIC_ACQUIRE) !=
			     me; n++) {
		arch_cpu_relax();
		if (n % WAITS_PER_LOOK)
			continue;
		if (!since)
			since = arch_now();
		lockcheck_waited(lock, since);
	}
}

void spin_lock(spinlock_t *lock)
{
	const void *at = __builtin_return_address(0);

	lockcheck_wait(lock, at);
	wait_for(lock, __atomic_fetch_add(&lock->next, 1, __ATOMIC_RELAXED));
	lockcheck_got(lock, at);
}

void spin_unlock(spinlock_t *lock)
{
	ASSERT(spin_is_locked(lock));
	lockcheck_release(lock);
	__atomic_store_n(&lock->owner, (uint16_t)(lock->owner + 1),
			 __ATOMIC_RELEASE);
}
#else
void spin_lock_init(spinlock_t *lock)
{
	lock->next = lock->owner = 0;
}

void spin_wait(const spinlock_t *lock, uint16_t me)
{
	while (__atomic_load_n(&lock->owner, __ATOMIC_ACQUIRE) != me)
		arch_cpu_relax();
}
#endif

bool spin_trylock(spinlock_t *lock)
{
	/* What the one before left is seen with this, not with the ticket. */
	uint16_t me = __atomic_load_n(&lock->owner, __ATOMIC_ACQUIRE);

	/* Free if the next ticket is the one being served. */
	if (!__atomic_compare_exchange_n(&lock->next, &me,
					 (uint16_t)(me + 1), false,
					 __ATOMIC_ACQUIRE, __ATOMIC_RELAXED))
		return false;
#ifndef NDEBUG
	lockcheck_got(lock, __builtin_return_address(0));
#endif
	return true;
}

bool spin_is_locked(const spinlock_t *lock)
{
	return READ_ONCE(lock->owner) != READ_ONCE(lock->next);
}

void spin_lock_pair(spinlock_t *a, spinlock_t *b)
{
	spin_lock(a < b ? a : b);
	if (a != b)
		spin_lock(a < b ? b : a);
}

void spin_unlock_pair(spinlock_t *a, spinlock_t *b)
{
	spin_unlock(a);
	if (a != b)
		spin_unlock(b);
}

void rwlock_init(rwlock_t *lock)
{
	lock->state = 0;
}

void read_lock(rwlock_t *lock)
{
	uint32_t x;

	for (;;) {
		x = READ_ONCE(lock->state);
		if (!(x & RWLOCK_WRITER) &&
		    __atomic_compare_exchange_n(&lock->state, &x, x + 1, true,
						__ATOMIC_ACQUIRE,
						__ATOMIC_RELAXED))
			return;
		arch_cpu_relax();
	}
}

void read_unlock(rwlock_t *lock)
{
	__atomic_sub_fetch(&lock->state, 1, __ATOMIC_RELEASE);
}

void write_lock(rwlock_t *lock)
{
	for (;;) {
		uint32_t x = 0;

		if (__atomic_compare_exchange_n(&lock->state, &x,
						RWLOCK_WRITER, true,
						__ATOMIC_ACQUIRE,
						__ATOMIC_RELAXED))
			return;
		arch_cpu_relax();
	}
}

void write_unlock(rwlock_t *lock)
{
	__atomic_store_n(&lock->state, 0, __ATOMIC_RELEASE);
}
