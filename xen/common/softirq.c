/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Softirqs and tasklets.
 */
#include <hv/bug.h>
#include <hv/machine.h>
#include <hv/percpu.h>
#include <hv/softirq.h>
#include <hv/spinlock.h>

static void (*handlers[NR_SOFTIRQS])(void);

void softirq_register(enum softirq nr, void (*run)(void))
{
	handlers[nr] = run;
}

void softirq_raise(enum softirq nr)
{
	__atomic_or_fetch(&arch_this_pcpu()->softirq_pending, 1U << nr,
			  __ATOMIC_SEQ_CST);
}

void softirq_raise_on(unsigned int cpu, enum softirq nr)
{
	struct pcpu *p = pcpu_of(cpu);
	uint32_t was;

	was = __atomic_fetch_or(&p->softirq_pending, 1U << nr,
				__ATOMIC_SEQ_CST);
	if (!(was & (1U << nr)) && cpu != this_cpu())
		arch_cpu_kick(cpu);
}

static void run(uint32_t allowed)
{
	struct pcpu *p;
	uint32_t todo;

	/* Looked up each time: SCHED may come back on another CPU. */
	for (;;) {
		lockcheck_none_held();
		p = arch_this_pcpu();
		todo = READ_ONCE(p->softirq_pending) & allowed;
		if (!todo)
			return;
		todo &= -todo;
		__atomic_and_fetch(&p->softirq_pending, ~todo,
				   __ATOMIC_SEQ_CST);
		handlers[__builtin_ctz(todo)]();
	}
}

void softirq_run(void)
{
	run(~0U);
}

void softirq_run_no_sched(void)
{
	run(~(1U << SCHED_SOFTIRQ));
}

/* Queued tasklets of all CPUs; few and short, so one list will do. */
static spinlock_t tasklet_lock = SPINLOCK_INIT;
static struct tasklet *tasklets, **tasklets_end = &tasklets;

void tasklet_init(struct tasklet *t, void (*fn)(void *), void *data)
{
	*t = (struct tasklet){ .run = fn, .data = data };
}

void tasklet_schedule(struct tasklet *t)
{
	unsigned long flags;

	if (__atomic_exchange_n(&t->queued, true, __ATOMIC_ACQ_REL))
		return;
	flags = spin_lock_irqsave(&tasklet_lock);
	t->next = NULL;
	*tasklets_end = t;
	tasklets_end = &t->next;
	spin_unlock_irqrestore(&tasklet_lock, flags);
	softirq_raise(TASKLET_SOFTIRQ);
}

static void tasklets_run(void)
{
	unsigned long flags = spin_lock_irqsave(&tasklet_lock);
	struct tasklet *t = tasklets;

	if (t) {
		tasklets = t->next;
		if (!tasklets)
			tasklets_end = &tasklets;
		else
			softirq_raise(TASKLET_SOFTIRQ);
	}
	spin_unlock_irqrestore(&tasklet_lock, flags);
	if (t) {
		__atomic_store_n(&t->queued, false, __ATOMIC_RELEASE);
		t->run(t->data);
	}
}

void tasklet_init_subsystem(void)
{
	softirq_register(TASKLET_SOFTIRQ, tasklets_run);
}
