/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The scheduler core: run states, waking, sleeping, moving, switching.
 *
 * A vCPU belongs to the run queue of v->processor, whose lock guards its run
 * state and its place. v->processor changes only under that lock, so whoever
 * locks looks again. sched.is_running stays set until the registers are
 * saved; a vCPU is only moved while it is clear.
 */
#include <hv/bug.h>
#include <hv/cmdline.h>
#include <hv/domain.h>
#include <hv/errno.h>
#include <hv/machine.h>
#include <hv/printk.h>
#include <hv/string.h>

struct cpupool *cpupool0;

static const struct sched_policy *const policies[] = { &sched_credit };
static char opt_sched[16] = "credit";

static const struct option options[] = {
	{ "sched", OPTION_STRING, .dest = opt_sched,
	  .size = sizeof(opt_sched) },
};

void sched_register_options(void)
{
	cmdline_register(options, ARRAY_SIZE(options));
}

static const struct sched_policy *policy_of(const struct vcpu *v)
{
	const struct cpupool *pool = v->domain->cpupool;

	return (pool ? pool : cpupool0)->policy;
}

/* ---- locking ---- */

static inline struct sched_cpu *rq_lock(const struct vcpu *v,
					unsigned long *flags)
{
	for (;;) {
		unsigned int cpu = READ_ONCE(v->processor);
		struct sched_cpu *rq = &pcpu_table[cpu]->sched;

		*flags = spin_lock_irqsave(&rq->lock);
		if (likely(READ_ONCE(v->processor) == cpu))
			return rq;
		spin_unlock_irqrestore(&rq->lock, *flags);
	}
}

struct sched_cpu *vcpu_rq_lock(struct vcpu *v, unsigned long *flags)
{
	return rq_lock(v, flags);
}

void vcpu_rq_unlock(struct sched_cpu *rq, unsigned long flags)
{
	spin_unlock_irqrestore(&rq->lock, flags);
}

/* ---- run states ---- */

bool vcpu_runnable(const struct vcpu *v)
{
	return !(READ_ONCE(v->pause_flags) | (unsigned int)v->pause_count |
		 (unsigned int)v->domain->pause_count);
}

void vcpu_runstate_change(struct vcpu *v, int state, s_time_t now)
{
	s_time_t delta = now - (s_time_t)v->runstate.state_entry_time;

	if (delta > 0) {
		v->runstate.time[v->runstate.state] += (uint64_t)delta;
		v->runstate.state_entry_time = (uint64_t)now;
	}
	v->runstate.state = state;
	v->runstate_dirty = true;
}

void vcpu_runstate_get(const struct vcpu *v, struct vcpu_runstate_info *out)
{
	struct vcpu *w = (struct vcpu *)(uintptr_t)v;
	unsigned long flags;
	struct sched_cpu *rq = vcpu_rq_lock(w, &flags);
	s_time_t delta;

	*out = v->runstate;
	vcpu_rq_unlock(rq, flags);
	delta = arch_now() - (s_time_t)out->state_entry_time;
	if (delta > 0)
		out->time[out->state] += (uint64_t)delta;
}

uint64_t vcpu_cpu_time(const struct vcpu *v)
{
	unsigned long flags;
	struct sched_cpu *rq = rq_lock(v, &flags);
	uint64_t ran = v->runstate.time[RUNSTATE_running];
	bool runs = v->runstate.state == RUNSTATE_running;
	s_time_t since = (s_time_t)v->runstate.state_entry_time, now;

	vcpu_rq_unlock(rq, flags);
	if (!runs)
		return ran;
	now = arch_now();
	return now > since ? ran + (uint64_t)(now - since) : ran;
}

uint64_t cpu_idle_time(unsigned int cpu)
{
	struct pcpu *p = pcpu_of(cpu);

	return p && p->idle ? vcpu_cpu_time(p->idle) : 0;
}

static int state_when_off(const struct vcpu *v)
{
	if (bit_test(&v->pause_flags, VPF_BLOCKED))
		return RUNSTATE_blocked;
	return vcpu_runnable(v) ? RUNSTATE_runnable : RUNSTATE_offline;
}

/* ---- waking and sleeping ---- */

void vcpu_wake(struct vcpu *v)
{
	unsigned long flags;
	struct sched_cpu *rq = vcpu_rq_lock(v, &flags);
	bool runnable = vcpu_runnable(v);

	if (runnable) {
		if (v->runstate.state >= RUNSTATE_blocked)
			vcpu_runstate_change(v, RUNSTATE_runnable, arch_now());
		policy_of(v)->wake(v);
	} else if (!bit_test(&v->pause_flags, VPF_BLOCKED) &&
		   v->runstate.state == RUNSTATE_blocked) {
		vcpu_runstate_change(v, RUNSTATE_offline, arch_now());
	}
	vcpu_rq_unlock(rq, flags);
}

void vcpu_sleep_nosync(struct vcpu *v)
{
	unsigned long flags;
	struct sched_cpu *rq = vcpu_rq_lock(v, &flags);

	if (!vcpu_runnable(v)) {
		if (v->runstate.state == RUNSTATE_runnable)
			vcpu_runstate_change(v, RUNSTATE_offline, arch_now());
		policy_of(v)->sleep(v);
	}
	vcpu_rq_unlock(rq, flags);
}

void vcpu_sleep_sync(struct vcpu *v)
{
	vcpu_sleep_nosync(v);
	while (!vcpu_runnable(v) &&
	       __atomic_load_n(&v->sched.is_running, __ATOMIC_ACQUIRE))
		arch_cpu_relax();
	arch_vcpu_sync_state(v);
}

void vcpu_unblock(struct vcpu *v)
{
	if (!bit_test_and_clear_atomic(&v->pause_flags, VPF_BLOCKED))
		return;
	if (READ_ONCE(v->evtchn.poll_port)) {
		WRITE_ONCE(v->evtchn.poll_port, 0);
		bit_clear_atomic(v->domain->evtchn.poll_mask, v->id);
	}
	vcpu_wake(v);
}

void vcpu_block(void)
{
	struct vcpu *v = arch_current();

	bit_set_atomic(&v->pause_flags, VPF_BLOCKED);
	/* An event that came before the bit was set must not be slept over. */
	if (vcpu_events_deliverable(v))
		bit_clear_atomic(&v->pause_flags, VPF_BLOCKED);
	else
		softirq_raise(SCHED_SOFTIRQ);
}

void vcpu_kick(struct vcpu *v)
{
	/* Before unblocking: it may run and be gone by the time we look. */
	bool running = READ_ONCE(v->sched.is_running);

	vcpu_unblock(v);
	if (running && v != arch_current())
		arch_cpu_kick(READ_ONCE(v->processor));
}

void vcpu_yield(void)
{
	struct vcpu *v = arch_current();
	unsigned long flags;
	struct sched_cpu *rq = vcpu_rq_lock(v, &flags);

	policy_of(v)->yield(v);
	vcpu_rq_unlock(rq, flags);
	softirq_raise(SCHED_SOFTIRQ);
}

/* ---- pausing ---- */

void vcpu_pause_nosync(struct vcpu *v)
{
	__atomic_add_fetch(&v->pause_count, 1, __ATOMIC_SEQ_CST);
	vcpu_sleep_nosync(v);
}

void vcpu_pause(struct vcpu *v)
{
	__atomic_add_fetch(&v->pause_count, 1, __ATOMIC_SEQ_CST);
	vcpu_sleep_sync(v);
}

void vcpu_unpause(struct vcpu *v)
{
	if (__atomic_sub_fetch(&v->pause_count, 1, __ATOMIC_SEQ_CST) == 0)
		vcpu_wake(v);
}

static void pause_domain(struct domain *d, void (*sleep)(struct vcpu *))
{
	unsigned int i;
	struct vcpu *v;

	__atomic_add_fetch(&d->pause_count, 1, __ATOMIC_SEQ_CST);
	for_each_vcpu(d, i, v)
		sleep(v);
	arch_domain_pause(d);
}

void domain_pause(struct domain *d)
{
	pause_domain(d, vcpu_sleep_sync);
}

void domain_pause_nosync(struct domain *d)
{
	pause_domain(d, vcpu_sleep_nosync);
}

void domain_unpause(struct domain *d)
{
	unsigned int i;
	struct vcpu *v;

	arch_domain_unpause(d);
	if (__atomic_sub_fetch(&d->pause_count, 1, __ATOMIC_SEQ_CST))
		return;
	for_each_vcpu(d, i, v)
		vcpu_wake(v);
}

int domain_pause_by_controller(struct domain *d)
{
	int32_t x = READ_ONCE(d->controller_pause_count);

	do {
		if (x >= 255)
			return -EOVERFLOW;
	} while (!__atomic_compare_exchange_n(&d->controller_pause_count, &x,
					      x + 1, false, __ATOMIC_SEQ_CST,
					      __ATOMIC_SEQ_CST));
	domain_pause(d);
	return 0;
}

int domain_unpause_by_controller(struct domain *d)
{
	int32_t x = READ_ONCE(d->controller_pause_count);

	do {
		if (x <= 0)
			return -EINVAL;
	} while (!__atomic_compare_exchange_n(&d->controller_pause_count, &x,
					      x - 1, false, __ATOMIC_SEQ_CST,
					      __ATOMIC_SEQ_CST));
	/* The toolstack's first unpause says that the domain is complete. */
	if (x == 1 && !d->creation_finished) {
		arch_domain_creation_finished(d);
		d->creation_finished = true;
	}
	domain_unpause(d);
	return 0;
}

/* ---- moving ---- */

void vcpu_allowed_cpus(const struct vcpu *v, cpumask_t *out)
{
	const struct cpupool *pool = v->domain->cpupool;

	if (!bitmap_and(out, v->sched.hard, (pool ? pool : cpupool0)->cpus,
			nr_cpu_ids))
		cpumask_copy(out, (pool ? pool : cpupool0)->cpus);
}

/* Second half of a move, when the registers are saved. */
static void migrate_finish(struct vcpu *v)
{
	unsigned long flags;
	struct sched_cpu *rq = vcpu_rq_lock(v, &flags);

	if (v->sched.is_running ||
	    !bit_test_and_clear_atomic(&v->pause_flags, VPF_MIGRATING)) {
		vcpu_rq_unlock(rq, flags);
		return;
	}
	/* Another move ended meanwhile and woke it; this one is the next. */
	if (v->sched.queued)
		policy_of(v)->sleep(v);
	WRITE_ONCE(v->processor, policy_of(v)->pick_cpu(v));
	vcpu_rq_unlock(rq, flags);
	vcpu_wake(v);
}

static void migrate(struct vcpu *v)
{
	bit_set_atomic(&v->pause_flags, VPF_MIGRATING);
	vcpu_sleep_nosync(v);
	migrate_finish(v);
}

/*
 * From the moment is_running is clear, prev may run elsewhere, or die with its
 * domain. What is still to be done about it is therefore seen, and the domain
 * held, before others can see that.
 */
void sched_context_saved(struct vcpu *prev)
{
	struct sched_cpu *rq = &arch_this_pcpu()->sched;
	struct domain *d = prev->domain;
	unsigned long flags;
	bool moving, queued;

	if (prev->is_idle) {
		__atomic_store_n(&prev->sched.is_running, false,
				 __ATOMIC_SEQ_CST);
		return;
	}
	flags = spin_lock_irqsave(&rq->lock);
	/* Who asks for a move later finds it not running, and moves it. */
	moving = bit_test(&prev->pause_flags, VPF_MIGRATING) && domain_get(d);
	/* In a queue it stays, and cannot die, while that is locked. */
	queued = prev->sched.queued;
	__atomic_store_n(&prev->sched.is_running, false, __ATOMIC_SEQ_CST);
	if (!moving && queued)
		policy_of(prev)->put_off(prev);
	spin_unlock_irqrestore(&rq->lock, flags);
	if (moving) {
		migrate_finish(prev);
		domain_put(d);
	}
}

static int set_mask(struct vcpu *v, cpumask_t *which, const cpumask_t *mask)
{
	const struct cpupool *pool = v->domain->cpupool;
	struct sched_cpu *rq;
	unsigned long flags;
	bool move;

	if (which != v->sched.soft &&
	    !bitmap_intersects(mask, pool->cpus, nr_cpu_ids))
		return -EINVAL;
	rq = vcpu_rq_lock(v, &flags);
	cpumask_copy(which, mask);
	v->sched.soft_is_set = !bitmap_subset(v->sched.hard, v->sched.soft,
					      nr_cpu_ids) &&
		bitmap_intersects(v->sched.hard, v->sched.soft, nr_cpu_ids);
	/* Who waits may now have an idle CPU to go to. */
	move = !cpumask_test(v->sched.hard, v->processor) ||
	       v->runstate.state == RUNSTATE_runnable;
	vcpu_rq_unlock(rq, flags);
	if (move || which == v->sched.soft)
		migrate(v);
	return 0;
}

int vcpu_set_hard_affinity(struct vcpu *v, const cpumask_t *mask)
{
	if (v->sched.hard_saved)
		return -EBUSY;
	return set_mask(v, v->sched.hard, mask);
}

int vcpu_set_soft_affinity(struct vcpu *v, const cpumask_t *mask)
{
	return set_mask(v, v->sched.soft, mask);
}

static int pin_undo(struct vcpu *v)
{
	cpumask_t *saved = v->sched.hard_saved;
	int err;

	if (!saved)
		return -EINVAL;
	v->sched.hard_saved = NULL;
	err = set_mask(v, v->sched.hard, saved);
	cpumask_free(saved);
	return err;
}

int vcpu_pin_override(struct vcpu *v, int cpu)
{
	cpumask_t *saved, *only;
	int err;

	if (cpu < 0)
		return pin_undo(v);
	if (!cpu_online((unsigned int)cpu) ||
	    !cpumask_test(v->domain->cpupool->cpus, (unsigned int)cpu))
		return -EINVAL;
	if (v->sched.hard_saved)
		return -EBUSY;
	saved = cpumask_alloc();
	only = cpumask_alloc();
	if (!saved || !only) {
		cpumask_free(saved);
		cpumask_free(only);
		return -ENOMEM;
	}
	cpumask_copy(saved, v->sched.hard);
	cpumask_set(only, (unsigned int)cpu);
	v->sched.hard_saved = saved;
	err = set_mask(v, v->sched.hard, only);
	cpumask_free(only);
	return err;
}

/* ---- switching ---- */

static void slice_over(void *data)
{
	(void)data;
	softirq_raise(SCHED_SOFTIRQ);
}

static void timers_off_on(struct vcpu *prev, struct vcpu *next)
{
	if (prev->periodic_period)
		timer_stop(&prev->periodic_timer);
	if (next->periodic_period)
		vcpu_periodic_rearm(next);
}

void sched_run(void)
{
	struct pcpu *cpu = arch_this_pcpu();
	struct sched_cpu *rq = &cpu->sched;
	unsigned long flags = spin_lock_irqsave(&rq->lock);
	struct vcpu *prev = rq->curr, *next;
	s_time_t now = arch_now(), slice = 0;

	next = cpupool0->policy->pick_next(cpu, now, &slice);
	if (slice > 0)
		timer_set(&rq->slice, now + slice);
	else
		timer_stop(&rq->slice);
	if (next == prev) {
		spin_unlock_irqrestore(&rq->lock, flags);
		arch_context_continue(prev);
		return;
	}
	vcpu_runstate_change(prev, state_when_off(prev), now);
	if (prev->is_idle)
		prev->runstate.state = RUNSTATE_runnable;
	vcpu_runstate_change(next, RUNSTATE_running, now);
	ASSERT(!next->sched.is_running);
	next->sched.is_running = true;
	rq->curr = next;
	rq->nr_switches++;
	spin_unlock(&rq->lock);		/* interrupts stay off */
	timers_off_on(prev, next);
	arch_context_switch(prev, next);
	/* Back on whatever CPU this vCPU is on now, if the machine returns. */
	arch_irq_restore(flags);
}

/* ---- set-up ---- */

void sched_init(void)
{
	const struct sched_policy *p = policies[0];

	for (size_t i = 0; i < ARRAY_SIZE(policies); i++)
		if (!strcmp(policies[i]->opt_name, opt_sched))
			p = policies[i];
	if (strcmp(p->opt_name, opt_sched))
		printk(XL_WARN "sched=%s: no such scheduler, using %s\n",
		       opt_sched, p->opt_name);
	cpupool0 = hv_zalloc(sizeof(*cpupool0));
	BUG_ON(!cpupool0);
	cpupool0->policy = p;
	cpupool0->cpus = cpumask_alloc();
	BUG_ON(!cpupool0->cpus);
	dom_idle->cpupool = cpupool0;
	p->init();
	softirq_register(SCHED_SOFTIRQ, sched_run);
	sched_keys_init();
	printk(XL_INFO "Using scheduler: %s (%s)\n", p->name, p->opt_name);
}

int sched_cpu_up(struct pcpu *cpu)
{
	struct sched_cpu *rq = &cpu->sched;

	if (!cpu->idle)
		return -EINVAL;
	spin_lock_init(&rq->lock);
	list_init(&rq->queue);
	timer_init(&rq->slice, slice_over, NULL, cpu->id);
	rq->curr = cpu->idle;
	cpu->idle->sched.is_running = true;
	cpupool0->policy->cpu_init(cpu);
	cpumask_set(cpupool0->cpus, cpu->id);
	cpumask_set(cpu_online_map, cpu->id);
	return 0;
}

/* Every vCPU of this CPU goes elsewhere; called on another CPU. */
void sched_cpu_down(struct pcpu *cpu)
{
	struct domain *d;
	struct vcpu *v;
	unsigned int i;

	cpumask_clear(cpupool0->cpus, cpu->id);
	cpumask_clear(cpu_online_map, cpu->id);
	cpupool0->policy->cpu_exit(cpu);
	for (domid_t id = 0; (d = domain_get_next(id)) != NULL; ) {
		id = (domid_t)(d->domid + 1);
		for_each_vcpu(d, i, v)
			if (READ_ONCE(v->processor) == cpu->id)
				migrate(v);
		domain_put(d);
	}
	timers_move(cpu->id, cpumask_first(cpu_online_map));
}

int sched_domain_init(struct domain *d, uint32_t cpupool_id)
{
	if (cpupool_id != cpupool0->id)
		return -ESRCH;
	d->cpupool = cpupool0;
	__atomic_add_fetch(&cpupool0->nr_domains, 1, __ATOMIC_RELAXED);
	cpupool0->policy->domain_init(d);
	return 0;
}

void sched_domain_exit(struct domain *d)
{
	if (d->cpupool)
		__atomic_sub_fetch(&d->cpupool->nr_domains, 1,
				   __ATOMIC_RELAXED);
}

int sched_vcpu_init(struct vcpu *v, unsigned int cpu)
{
	struct sched_vcpu *s = &v->sched;

	list_init(&s->link);
	s->hard = cpumask_alloc();
	s->soft = cpumask_alloc();
	if (!s->hard || !s->soft) {
		cpumask_free(s->hard);
		cpumask_free(s->soft);
		return -ENOMEM;
	}
	cpumask_fill(s->soft);
	if (v->is_idle)
		cpumask_set(s->hard, cpu);
	else
		cpumask_fill(s->hard);
	v->processor = cpu;
	if (!v->is_idle)
		v->processor = policy_of(v)->pick_cpu(v);
	return 0;
}

void sched_vcpu_exit(struct vcpu *v)
{
	if (!v->is_idle)
		policy_of(v)->vcpu_exit(v);
	cpumask_free(v->sched.hard);
	cpumask_free(v->sched.soft);
	cpumask_free(v->sched.hard_saved);
}

long sched_adjust(struct domain *d, struct xen_domctl_scheduler_op *op)
{
	return d->cpupool->policy->domain_op(d, op);
}

long sched_adjust_global(struct xen_sysctl_scheduler_op *op)
{
	return cpupool0->policy->system_op(op);
}
