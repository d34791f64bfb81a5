/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The credit policy: proportional shares with caps, work-conserving.
 *
 * Every period (30 ms) the machine's CPU time is shared out as credit among
 * the active vCPUs by weight. Running burns credit. Run queues are ordered by
 * class: BOOST (just woken, credit left), UNDER (credit left), OVER. A CPU
 * about to run OVER work or nothing looks at the other CPUs' queues first.
 * A domain with a cap is kept off the CPUs (VPF_PARKED) once it has burned
 * more than its cap allows.
 *
 * Locking: credit_lock guards the list of active domains and who is active;
 * it is outside of the run queue locks. A CPU takes work from another queue
 * only if that lock is free, so no order among queues is needed.
 */
#include <hv/cmdline.h>
#include <hv/domain.h>
#include <hv/errno.h>
#include <hv/machine.h>

#include <xen/domctl.h>
#include <xen/sysctl.h>

enum { CREDIT_PRI_IDLE = -64, CREDIT_PRI_OVER = -2, CREDIT_PRI_UNDER = -1,
       CREDIT_PRI_BOOST = 0 };

#define DEFAULT_WEIGHT	256
#define TICKS_PER_SLICE	3
#define CREDIT_PERIODS	4	/* what a waiting vCPU may save */
#define STEAL_TRIES	8U	/* queues looked at in one round */

static unsigned int tslice_ms = 30;
static unsigned int ratelimit_us = 1000;
static unsigned int migr_delay_us;

static spinlock_t credit_lock = SPINLOCK_INIT;
static struct list active_domains = LIST_INIT(active_domains); /* [credit_lock] */
static uint32_t active_weight;		/* [credit_lock] per vCPU */
static struct timer acct_timer;

/* CPUs that run their idle vCPU; CPUs with somebody waiting. Atomic. */
static cpumask_t *idlers, *waiting;

static int32_t period_credit(void)
{
	return (int32_t)tslice_ms * 1000;
}

static s_time_t tick_period(void)
{
	return MILLISECS(tslice_ms) / TICKS_PER_SLICE;
}

/* ---- run queues; caller holds the queue's lock ---- */

static struct vcpu *link_vcpu(struct list *l)
{
	return container_of(l, struct vcpu, sched.link);
}

static void enqueue(struct sched_cpu *rq, unsigned int cpu, struct vcpu *v)
{
	struct list *pos;
	bool yield = v->sched.yielded;

	/* Behind its equals; who yields lets one lower one pass. */
	list_for_each(pos, &rq->queue) {
		if (link_vcpu(pos)->sched.pri >= v->sched.pri)
			continue;
		if (!yield)
			break;
		yield = false;
	}
	list_insert(&v->sched.link, pos->prev);
	v->sched.yielded = false;
	v->sched.queued = true;
	if (rq->nr_queued++ == 0)
		cpumask_set(waiting, cpu);
}

static void dequeue(struct sched_cpu *rq, unsigned int cpu, struct vcpu *v)
{
	list_del(&v->sched.link);
	v->sched.queued = false;
	if (--rq->nr_queued == 0)
		cpumask_clear(waiting, cpu);
}

/* ---- where to run ---- */

static bool may_run_on(const struct vcpu *v, unsigned int cpu)
{
	return cpumask_test(v->sched.hard, cpu);
}

static bool likes(const struct vcpu *v, unsigned int cpu)
{
	return !v->sched.soft_is_set || cpumask_test(v->sched.soft, cpu);
}

/* First CPU at or after `start`, going round, in all the given masks. */
static unsigned int find_cpu(const cpumask_t *a, const cpumask_t *b,
			     const cpumask_t *c, unsigned int start)
{
	unsigned long words = BITS_TO_LONGS(nr_cpu_ids);
	unsigned long first = start / BITS_PER_LONG;

	for (unsigned long i = 0; i <= words; i++) {
		unsigned long w = (first + i) % words;
		unsigned long m = a[w] & (b ? b[w] : ~0UL) & (c ? c[w] : ~0UL);

		if (i == 0)
			m &= ~0UL << (start % BITS_PER_LONG);
		if (m)
			return (unsigned int)(w * BITS_PER_LONG) +
			       (unsigned int)__builtin_ctzl(m);
	}
	return nr_cpu_ids;
}

/* An idle CPU v may run on, preferred ones first; nr_cpu_ids if none. */
static unsigned int find_idler(const struct vcpu *v, unsigned int start)
{
	unsigned int cpu = nr_cpu_ids;

	if (v->sched.soft_is_set)
		cpu = find_cpu(idlers, v->sched.hard, v->sched.soft, start);
	if (cpu >= nr_cpu_ids)
		cpu = find_cpu(idlers, v->sched.hard, NULL, start);
	return cpu;
}

static unsigned int credit_pick_cpu(struct vcpu *v)
{
	const cpumask_t *pool = cpupool0->cpus;
	unsigned int cpu = v->processor, found;

	if (may_run_on(v, cpu) && likes(v, cpu) && cpumask_test(pool, cpu) &&
	    cpumask_test(idlers, cpu))
		return cpu;
	found = find_idler(v, cpu);
	if (found < nr_cpu_ids)
		return found;
	if (v->sched.soft_is_set && !likes(v, cpu)) {
		found = find_cpu(v->sched.hard, v->sched.soft, pool, cpu);
		if (found < nr_cpu_ids)
			return found;
	}
	if (may_run_on(v, cpu) && cpumask_test(pool, cpu))
		return cpu;
	found = find_cpu(v->sched.hard, pool, NULL, cpu);
	if (found < nr_cpu_ids)
		return found;
	/* No CPU it is bound to is there: better anywhere than nowhere. */
	return cpumask_first(pool) < nr_cpu_ids ? cpumask_first(pool) : cpu;
}

/* ---- burning ---- */

/* Caller holds credit_lock. */
static void activate_locked(struct vcpu *v)
{
	struct domain *d = v->domain;
	bool first = list_empty(&active_domains);

	if (v->sched.active)
		return;
	v->sched.active = true;
	active_weight += d->sched.weight;
	if (d->sched.active_vcpus++ == 0)
		list_add_tail(&active_domains, &d->sched.link);
	if (first)
		timer_set(&acct_timer, arch_now() + MILLISECS(tslice_ms));
}

static void activate(struct vcpu *v)
{
	unsigned long flags;

	if (READ_ONCE(v->sched.active))
		return;
	flags = spin_lock_irqsave(&credit_lock);
	activate_locked(v);
	spin_unlock_irqrestore(&credit_lock, flags);
}

/* The same with a queue locked, which is the wrong order: may fail. */
static bool try_activate(struct vcpu *v)
{
	if (!spin_trylock(&credit_lock))
		return false;
	activate_locked(v);
	spin_unlock(&credit_lock);
	return true;
}

/* Charges v for the time since the last call. Caller holds its queue. */
static void burn(struct vcpu *v, s_time_t now)
{
	s_time_t ran = now - v->sched.burned;
	int32_t floor = -10 * period_credit();
	int64_t left;

	if (ran < 1000)
		return;
	v->sched.burned += ran / 1000 * 1000;
	left = READ_ONCE(v->sched.credit) - ran / 1000;
	/*
	 * No tick has seen it run yet. In debt, it must take part in the
	 * sharing, or it stays there and may starve.
	 */
	if (left < 0 && !v->sched.active && !try_activate(v))
		left = 0;
	WRITE_ONCE(v->sched.credit, left < floor ? floor : (int32_t)left);
}

/* Caller holds credit_lock. */
static void deactivate(struct vcpu *v)
{
	struct domain *d = v->domain;

	if (!v->sched.active)
		return;
	v->sched.active = false;
	active_weight -= d->sched.weight;
	if (--d->sched.active_vcpus == 0)
		list_del(&d->sched.link);
}

/* Every tick of a CPU that is not idle. */
static void tick(void *data)
{
	struct pcpu *cpu = data;
	struct sched_cpu *rq = &cpu->sched;
	unsigned long flags = spin_lock_irqsave(&rq->lock);
	struct vcpu *v = rq->curr;
	bool idle = v->is_idle, resched = false;

	if (!idle) {
		burn(v, arch_now());
		if (v->sched.pri == CREDIT_PRI_BOOST)
			v->sched.pri = CREDIT_PRI_UNDER;
		/* Out of credit: let those who have some go first. */
		if (v->sched.credit < 0 && v->sched.pri == CREDIT_PRI_UNDER) {
			v->sched.pri = CREDIT_PRI_OVER;
			resched = rq->nr_queued != 0;
		}
		timer_set(&rq->tick, arch_now() + tick_period());
	}
	spin_unlock_irqrestore(&rq->lock, flags);
	if (!idle)
		activate(v);
	if (resched)
		softirq_raise(SCHED_SOFTIRQ);
}

/* ---- sharing out ---- */

/* After a vCPU's credit changed: its class, and whether it is over its cap. */
static void reclassify(struct vcpu *v, int32_t cap_credit)
{
	unsigned long flags;
	struct sched_cpu *rq = vcpu_rq_lock(v, &flags);
	int32_t credit = v->sched.credit;
	bool parked = bit_test(&v->pause_flags, VPF_PARKED);
	bool park = cap_credit && credit < -cap_credit;
	int8_t pri = credit < 0 ? CREDIT_PRI_OVER : CREDIT_PRI_UNDER;

	if (v->sched.pri != pri && v->sched.pri != CREDIT_PRI_BOOST) {
		v->sched.pri = pri;
		if (v->sched.queued) {
			dequeue(rq, v->processor, v);
			enqueue(rq, v->processor, v);
		}
	}
	vcpu_rq_unlock(rq, flags);
	if (park && !parked) {
		bit_set_atomic(&v->pause_flags, VPF_PARKED);
		vcpu_sleep_nosync(v);
	} else if (parked && (!cap_credit || credit >= 0)) {
		bit_clear_atomic(&v->pause_flags, VPF_PARKED);
		vcpu_wake(v);
	}
}

/* What one vCPU of d gets this period. */
static int32_t fair_share(const struct domain *d, int64_t total,
			  uint32_t weight, int32_t *cap_credit)
{
	int64_t fair = (total * d->sched.weight + weight - 1) / weight;

	*cap_credit = 0;
	if (d->sched.cap) {
		int64_t cap = (int64_t)d->sched.cap * period_credit() / 100;

		cap = (cap + d->sched.active_vcpus - 1) /
		      d->sched.active_vcpus;
		*cap_credit = (int32_t)cap;
		if (fair > cap)
			fair = cap;
	}
	return fair > period_credit() ? period_credit() : (int32_t)fair;
}

static bool wants_cpu(const struct vcpu *v)
{
	return READ_ONCE(v->sched.queued) || READ_ONCE(v->sched.is_running);
}

static void share_out_domain(struct domain *d, int64_t total, uint32_t weight)
{
	int32_t cap_credit, share = fair_share(d, total, weight, &cap_credit);
	int32_t limit = period_credit(), credit;
	unsigned int i;
	struct vcpu *v;

	for_each_vcpu(d, i, v) {
		if (!v->sched.active)
			continue;
		credit = __atomic_add_fetch(&v->sched.credit, share,
					    __ATOMIC_RELAXED);
		if (credit > limit && wants_cpu(v)) {
			/* It waits its turn: that may take some periods. */
			if (credit > CREDIT_PERIODS * limit)
				WRITE_ONCE(v->sched.credit,
					   CREDIT_PERIODS * limit);
		} else if (credit > limit) {
			/* It does not use what it gets: out of the sharing. */
			WRITE_ONCE(v->sched.credit, limit / 2);
			deactivate(v);
		}
		reclassify(v, cap_credit);
	}
}

static void share_out(void *data)
{
	unsigned long flags = spin_lock_irqsave(&credit_lock);
	uint32_t weight = active_weight;
	int64_t total = (int64_t)cpumask_weight(cpupool0->cpus) *
			period_credit();
	struct list *pos, *tmp;

	(void)data;
	list_for_each_safe(pos, tmp, &active_domains)
		share_out_domain(container_of(pos, struct domain, sched.link),
				 total, weight);
	if (!list_empty(&active_domains))
		timer_set(&acct_timer, arch_now() + MILLISECS(tslice_ms));
	spin_unlock_irqrestore(&credit_lock, flags);
}

/* ---- policy calls ---- */

/* An idle CPU shall come and take v; false if there is none for it. */
static bool call_idler(struct vcpu *v, unsigned int cpu)
{
	unsigned int idler = find_idler(v, cpu);

	if (idler >= nr_cpu_ids)
		return false;
	/* One wake-up is enough for it. */
	cpumask_clear(idlers, idler);
	softirq_raise_on(idler, SCHED_SOFTIRQ);
	return true;
}

/* Somebody should run v soon: its CPU, or an idle one that takes it. */
static void tickle(struct sched_cpu *rq, unsigned int cpu, struct vcpu *v)
{
	struct vcpu *curr = rq->curr;

	if (curr->is_idle) {
		/* It takes one; the others had best go elsewhere. */
		softirq_raise_on(cpu, SCHED_SOFTIRQ);
		cpumask_clear(idlers, cpu);
		if (rq->nr_queued > 1)
			call_idler(v, cpu);
		return;
	}
	if (!call_idler(v, cpu) && curr->sched.pri < v->sched.pri)
		softirq_raise_on(cpu, SCHED_SOFTIRQ);
}

static void credit_wake(struct vcpu *v)
{
	unsigned int cpu = v->processor;
	struct sched_cpu *rq = &pcpu_of(cpu)->sched;

	if (v->sched.queued || rq->curr == v)
		return;
	if (v->sched.pri == CREDIT_PRI_UNDER)
		v->sched.pri = CREDIT_PRI_BOOST;
	enqueue(rq, cpu, v);
	tickle(rq, cpu, v);
}

/*
 * v had to make room, or was woken on its way off: until now no other CPU
 * could have taken it.
 */
static void credit_put_off(struct vcpu *v)
{
	if (!pcpu_of(v->processor)->sched.curr->is_idle)
		call_idler(v, v->processor);
}

static void credit_sleep(struct vcpu *v)
{
	unsigned int cpu = v->processor;
	struct sched_cpu *rq = &pcpu_of(cpu)->sched;

	if (rq->curr == v)
		softirq_raise_on(cpu, SCHED_SOFTIRQ);
	else if (v->sched.queued)
		dequeue(rq, cpu, v);
}

static void credit_yield(struct vcpu *v)
{
	v->sched.yielded = true;
}

/*
 * The first vCPU in another queue that beats `pri` and may run here. The
 * peer's lock is held.
 */
static struct vcpu *best_of(struct sched_cpu *peer, unsigned int here,
			    int pri, bool soft)
{
	struct list *pos;

	list_for_each(pos, &peer->queue) {
		struct vcpu *v = link_vcpu(pos);

		if (v->sched.pri <= pri)
			return NULL;
		if (v->sched.is_running || !may_run_on(v, here))
			continue;
		if (!soft || likes(v, here))
			return v;
	}
	return NULL;
}

/* Sets *contended if the queue could not be looked at. */
static struct vcpu *steal_from(unsigned int from, unsigned int here, int pri,
			       bool soft, bool *contended)
{
	struct sched_cpu *peer = &pcpu_of(from)->sched;
	struct vcpu *v;

	if (!spin_trylock(&peer->lock)) {
		*contended = true;
		return NULL;
	}
	v = best_of(peer, here, pri, soft);
	if (v) {
		dequeue(peer, from, v);
		WRITE_ONCE(v->processor, here);
	}
	spin_unlock(&peer->lock);
	return v;
}

/*
 * Work better than `pri` from another CPU; own lock held. Other CPUs change
 * the mask meanwhile, so what ends the round is the way that has been gone,
 * not whom it meets. A few queues are looked at each time, the next ones the
 * next time: the cost must not grow with the machine.
 */
static struct vcpu *steal_round(struct sched_cpu *rq, unsigned int here,
				int pri, bool soft, bool *contended)
{
	unsigned int start = rq->steal_at < nr_cpu_ids ? rq->steal_at : here;
	unsigned int cpu = start, gone = 0;

	for (unsigned int tries = 0; tries < STEAL_TRIES; tries++) {
		unsigned int next = cpumask_cycle(waiting, cpu), way;
		struct vcpu *v;

		if (next >= nr_cpu_ids)
			return NULL;
		way = next > start ? next - start :
				     next + nr_cpu_ids - start;
		if (way <= gone)
			return NULL;
		gone = way;
		cpu = next;
		v = cpu == here ? NULL :
			steal_from(cpu, here, pri, soft, contended);
		if (v)
			return v;
		rq->steal_at = cpu;
	}
	return NULL;
}

static struct vcpu *steal(struct sched_cpu *rq, unsigned int here, int pri)
{
	bool contended = false;
	struct vcpu *v = steal_round(rq, here, pri, true, &contended);

	if (!v)
		v = steal_round(rq, here, pri, false, &contended);
	/* Somebody may wait there whom nobody else is told about. */
	if (!v && contended && pri == CREDIT_PRI_IDLE)
		softirq_raise(SCHED_SOFTIRQ);
	return v;
}

/* prev goes on a little: it has not had its minimum of time. */
static bool rate_limited(const struct vcpu *prev, s_time_t now,
			 s_time_t *slice)
{
	s_time_t ran = now - prev->sched.slice_start;

	if (prev->is_idle || !vcpu_runnable(prev) || prev->sched.yielded ||
	    ran >= MICROSECS(ratelimit_us) ||
	    !may_run_on(prev, prev->processor))
		return false;
	*slice = MICROSECS(ratelimit_us) - ran;
	return true;
}

static void note_idle(struct pcpu *cpu, bool idle)
{
	if (idle == cpumask_test(idlers, cpu->id))
		return;
	/* A CPU on its way out takes nobody any more. */
	if (idle && cpumask_test(cpupool0->cpus, cpu->id))
		cpumask_set(idlers, cpu->id);
	else
		cpumask_clear(idlers, cpu->id);
}

static struct vcpu *credit_pick_next(struct pcpu *cpu, s_time_t now,
				     s_time_t *slice)
{
	struct sched_cpu *rq = &cpu->sched;
	struct vcpu *prev = rq->curr, *next = NULL, *other;
	int pri = CREDIT_PRI_IDLE;

	if (!prev->is_idle)
		burn(prev, now);
	if (rate_limited(prev, now, slice))
		return prev;
	if (!prev->is_idle) {
		if (prev->sched.credit < 0 &&
		    prev->sched.pri == CREDIT_PRI_UNDER)
			prev->sched.pri = CREDIT_PRI_OVER;
		if (vcpu_runnable(prev))
			enqueue(rq, cpu->id, prev);
	}
	if (!list_empty(&rq->queue)) {
		next = link_vcpu(rq->queue.next);
		pri = next->sched.pri;
	} else {
		/* Who is queued elsewhere while this looks there, tells it. */
		note_idle(cpu, true);
	}
	if (pri < CREDIT_PRI_UNDER && cpumask_test(cpupool0->cpus, cpu->id)) {
		other = steal(rq, cpu->id, pri);
		if (other) {
			next = other;
			goto found;
		}
	}
	if (next)
		dequeue(rq, cpu->id, next);
found:
	note_idle(cpu, !next);
	if (!next) {
		timer_stop(&rq->tick);
		*slice = 0;
		return cpu->idle;
	}
	if (next != prev) {
		next->sched.slice_start = now;
		next->sched.burned = now;
	}
	if (!timer_is_active(&rq->tick))
		timer_set(&rq->tick, now + tick_period());
	*slice = MILLISECS(tslice_ms);
	return next;
}

/* ---- life ---- */

static void credit_init(void)
{
	idlers = cpumask_alloc();
	waiting = cpumask_alloc();
	timer_init(&acct_timer, share_out, NULL, 0);
}

static void credit_cpu_init(struct pcpu *cpu)
{
	timer_init(&cpu->sched.tick, tick, cpu, cpu->id);
	cpumask_set(idlers, cpu->id);
}

static void credit_cpu_exit(struct pcpu *cpu)
{
	cpumask_clear(idlers, cpu->id);
	timer_kill(&cpu->sched.tick);
}

static void credit_domain_init(struct domain *d)
{
	d->sched.weight = DEFAULT_WEIGHT;
	list_init(&d->sched.link);
}

static void credit_vcpu_exit(struct vcpu *v)
{
	unsigned long flags = spin_lock_irqsave(&credit_lock);

	deactivate(v);
	spin_unlock_irqrestore(&credit_lock, flags);
}

/* ---- control ---- */

static void set_weight(struct domain *d, uint16_t weight)
{
	active_weight -= d->sched.weight * d->sched.active_vcpus;
	active_weight += weight * d->sched.active_vcpus;
	d->sched.weight = weight;
}

static int credit_domain_op(struct domain *d,
			    struct xen_domctl_scheduler_op *op)
{
	struct xen_domctl_sched_credit *c = &op->u.credit;
	unsigned long flags;
	int err = 0;

	if (op->sched_id != XEN_SCHEDULER_CREDIT)
		return -EINVAL;
	flags = spin_lock_irqsave(&credit_lock);
	switch (op->cmd) {
	case XEN_DOMCTL_SCHEDOP_getinfo:
		c->weight = d->sched.weight;
		c->cap = d->sched.cap;
		break;
	case XEN_DOMCTL_SCHEDOP_putinfo:
		if (c->weight)
			set_weight(d, c->weight);
		if (c->cap != UINT16_MAX)
			d->sched.cap = c->cap;
		break;
	default:
		err = -EINVAL;
	}
	spin_unlock_irqrestore(&credit_lock, flags);
	return err;
}

static int set_system(const struct xen_sysctl_credit_schedule *p)
{
	if (p->tslice_ms > XEN_SYSCTL_CSCHED_TSLICE_MAX ||
	    p->tslice_ms < XEN_SYSCTL_CSCHED_TSLICE_MIN ||
	    (p->ratelimit_us && (p->ratelimit_us > XEN_SYSCTL_SCHED_RATELIMIT_MAX ||
	     p->ratelimit_us < XEN_SYSCTL_SCHED_RATELIMIT_MIN)) ||
	    p->vcpu_migr_delay_us > XEN_SYSCTL_CSCHED_MGR_DLY_MAX_US ||
	    MICROSECS(p->ratelimit_us) > MILLISECS(p->tslice_ms))
		return -EINVAL;
	tslice_ms = p->tslice_ms;
	ratelimit_us = p->ratelimit_us;
	migr_delay_us = p->vcpu_migr_delay_us;
	return 0;
}

static int credit_system_op(struct xen_sysctl_scheduler_op *op)
{
	struct xen_sysctl_credit_schedule *p = &op->u.sched_credit;
	int err = 0;

	if (op->sched_id != XEN_SCHEDULER_CREDIT)
		return -EINVAL;
	switch (op->cmd) {
	case XEN_SYSCTL_SCHEDOP_putinfo:
		err = set_system(p);
		if (err)
			return err;
		/* fall through */
	case XEN_SYSCTL_SCHEDOP_getinfo:
		p->tslice_ms = tslice_ms;
		p->ratelimit_us = ratelimit_us;
		p->vcpu_migr_delay_us = migr_delay_us;
		return 0;
	}
	return -EINVAL;
}

const struct sched_policy sched_credit = {
	.name = "SMP Credit Scheduler",
	.opt_name = "credit",
	.sched_id = XEN_SCHEDULER_CREDIT,
	.init = credit_init,
	.cpu_init = credit_cpu_init,
	.cpu_exit = credit_cpu_exit,
	.domain_init = credit_domain_init,
	.vcpu_exit = credit_vcpu_exit,
	.wake = credit_wake,
	.sleep = credit_sleep,
	.yield = credit_yield,
	.put_off = credit_put_off,
	.pick_cpu = credit_pick_cpu,
	.pick_next = credit_pick_next,
	.domain_op = credit_domain_op,
	.system_op = credit_system_op,
};
