/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * One-shot timers in nanoseconds of system time, a heap for each CPU.
 * Callbacks run from TIMER_SOFTIRQ on the timer's CPU, without locks held,
 * at most TIMER_SLOP late by choice.
 */
#ifndef HV_TIMER_H
#define HV_TIMER_H

#include <hv/types.h>
#include <hv/list.h>
#include <hv/spinlock.h>

#define TIMER_SLOP	MICROSECS(50)

struct timer {
	s_time_t expires;
	void (*run)(void *data);
	void *data;
	struct timer *child, *next, *prev;	/* [lock] in the CPU's heap */
	uint16_t cpu;
	bool queued;		/* [lock] in the heap */
	uint8_t status;		/* enum in timer.c */
	uint16_t running;	/* atomic: CPUs in its callback */
};

struct timer_cpu {
	spinlock_t lock;
	struct timer *first;	/* [lock] root of the heap: expires first */
	uint32_t nr;		/* [lock] */
	struct timer *running;	/* [its CPU] callback in progress */
	s_time_t deadline;	/* [its CPU, irqs off] the hardware's, 0: off */
};

void timer_init(struct timer *t, void (*run)(void *), void *data,
		unsigned int cpu);
/* (Re)arms. A time in the past runs at once. Never fails after timer_init. */
void timer_set(struct timer *t, s_time_t expires);
/* After return it is not armed; the callback may still be running. */
void timer_stop(struct timer *t);
/* As timer_stop(), and waits for a running callback. The timer is dead. */
void timer_kill(struct timer *t);
bool timer_is_active(const struct timer *t);
/* Moves it to another CPU, keeping its expiry. Mostly it is there. */
void timer_move(struct timer *t, unsigned int cpu);
static inline void timer_migrate(struct timer *t, unsigned int cpu)
{
	if (READ_ONCE(t->cpu) != cpu)
		timer_move(t, cpu);
}
/* For the hardware's interrupt, which comes once: interrupts are off. */
void timer_interrupt(void);
/* When this CPU's first timer expires, 0 if none. */
s_time_t timer_next_deadline(unsigned int cpu);
/* All timers of `from` go to `to`: `from` is being taken offline. */
void timers_move(unsigned int from, unsigned int to);

void timer_cpu_init(struct timer_cpu *tc);
void timers_init(void);

#endif
