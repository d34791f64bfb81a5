/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Debug keys about domains and who runs where. They look without locks where
 * a lock that is stuck would be what one wants to see.
 */
#include <hv/console.h>
#include <hv/domain.h>
#include <hv/machine.h>
#include <hv/printk.h>
#include <hv/string.h>

static const char *const states[] = { "run", "ready", "blocked", "off" };

static void print_mask(const char *what, const cpumask_t *m)
{
	char buf[64];
	size_t n = 0;
	unsigned int cpu, from;

	buf[0] = '\0';
	for (cpu = cpumask_first(m); cpu < nr_cpu_ids && n < 48;
	     cpu = cpumask_next(m, cpu)) {
		from = cpu;
		while (cpu + 1 < nr_cpu_ids && cpumask_test(m, cpu + 1))
			cpu++;
		n += (size_t)hv_snprintf(buf + n, sizeof(buf) - n,
					 from == cpu ? "%s%u" : "%s%u-%u",
					 n ? "," : "", from, cpu);
	}
	printk(XL_ERR "      %s {%s%s}\n", what, buf,
	       cpu < nr_cpu_ids ? ",..." : "");
}

static void print_timer(const char *what, const struct timer *t)
{
	if (timer_is_active(t))
		printk(XL_ERR "      %s timer on CPU%u, %lld us from now\n",
		       what, t->cpu,
		       (long long)(t->expires - arch_now()) / 1000);
}

static void print_vcpu(struct vcpu *v)
{
	const struct vcpu_info *info = v->vcpu_info;

	printk(XL_ERR "    VCPU%u: CPU%u %s%s poll=%d upcall_pend=%02x "
	       "upcall_mask=%02x\n", v->id, v->processor,
	       v->runstate.state < 4 ? states[v->runstate.state] : "?",
	       v->sched.is_running ? " [has=T]" : "", v->evtchn.poll_port,
	       info->evtchn_upcall_pending, info->evtchn_upcall_mask);
	printk(XL_ERR "      pause_count=%d pause_flags=%lx credit=%d pri=%d "
	       "%s\n", v->pause_count, v->pause_flags, v->sched.credit,
	       v->sched.pri, v->sched.queued ? "queued" : "not queued");
	print_mask("cpu_hard_affinity", v->sched.hard);
	if (v->sched.soft_is_set)
		print_mask("cpu_soft_affinity", v->sched.soft);
	print_timer("one-shot", &v->singleshot_timer);
	print_timer("periodic", &v->periodic_timer);
	print_timer("poll", &v->poll_timer);
}

static void print_domain(struct domain *d)
{
	unsigned int i;
	struct vcpu *v;

	printk(XL_ERR "General information for domain %u:\n", d->domid);
	printk(XL_ERR "    refcnt=%u dying=%d pause_count=%d shut down %d\n",
	       d->refcnt, d->dying, d->pause_count, d->is_shut_down);
	printk(XL_ERR "    nr_pages=%llu xenheap_pages=%llu max_pages=%llu\n",
	       (unsigned long long)d->tot_pages,
	       (unsigned long long)d->xenheap_pages,
	       (unsigned long long)d->max_pages);
	printk(XL_ERR "    weight=%u cap=%u active vCPUs=%u\n",
	       d->sched.weight, d->sched.cap, d->sched.active_vcpus);
	for_each_vcpu(d, i, v)
		print_vcpu(v);
}

static void key_domains(char key)
{
	struct domain *d;

	printk(XL_ERR "'%c' pressed -> domain info (now = %lld)\n", key,
	       (long long)arch_now());
	for (domid_t id = 0; (d = domain_get_next(id)) != NULL; ) {
		id = (domid_t)(d->domid + 1);
		print_domain(d);
		domain_put(d);
	}
}

/* The queue's lock is tried for a while, then done without. */
static bool try_for_a_while(spinlock_t *lock)
{
	for (unsigned int i = 0; i < 1000; i++) {
		if (spin_trylock(lock))
			return true;
		arch_cpu_relax();
	}
	return false;
}

static void print_queue(unsigned int cpu)
{
	struct sched_cpu *rq = &pcpu_of(cpu)->sched;
	unsigned long flags = arch_irq_save();
	bool locked = try_for_a_while(&rq->lock);
	const struct vcpu *v = rq->curr;
	struct list *pos;

	printk(XL_ERR "CPU[%02u] nr_run=%u switches=%llu softirqs=%x%s\n", cpu,
	       rq->nr_queued, (unsigned long long)rq->nr_switches,
	       pcpu_of(cpu)->softirq_pending, locked ? "" : " LOCKED");
	if (v->is_idle)
		printk(XL_ERR "\trun: idle\n");
	else
		printk(XL_ERR "\trun: d%uv%u pri=%d credit=%d\n",
		       v->domain->domid, v->id, v->sched.pri, v->sched.credit);
	if (locked) {
		list_for_each(pos, &rq->queue) {
			v = container_of(pos, struct vcpu, sched.link);
			printk(XL_ERR "\t  %u: d%uv%u pri=%d credit=%d\n",
			       v->processor, v->domain->domid, v->id,
			       v->sched.pri, v->sched.credit);
		}
		spin_unlock(&rq->lock);
	}
	arch_irq_restore(flags);
}

static void key_queues(char key)
{
	unsigned int cpu;

	printk(XL_ERR "'%c' pressed -> run queues, scheduler: %s (%s)\n", key,
	       cpupool0->policy->name, cpupool0->policy->opt_name);
	print_mask("online cpus", cpu_online_map);
	cpumask_for_each(cpu, cpu_online_map)
		print_queue(cpu);
}

void sched_keys_init(void)
{
	keyhandler_register('q', "dump domain (and guest debug) info",
			    key_domains);
	keyhandler_register('r', "dump run queues", key_queues);
}
