/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The port table of a domain: memory, allocation, closing.
 *
 * Ports come in buckets that are allocated as the numbers grow and stay until
 * the domain goes, so that a port's address is good without a lock; what it
 * is, is guarded as struct port says.
 */
#include <hv/bug.h>
#include <hv/domain.h>
#include <hv/errno.h>
#include <hv/event.h>
#include <hv/hypercall.h>
#include <hv/machine.h>

#define CLOSE_BATCH	64U	/* ports looked at between preemption checks */

struct port *evtchn_port(const struct domain *d, uint32_t number)
{
	uint32_t bucket = number / PORTS_PER_BUCKET;
	struct port **group;

	if (number >= __atomic_load_n(&d->evtchn.nr_valid, __ATOMIC_ACQUIRE))
		return NULL;
	group = d->evtchn.group[bucket / BUCKETS_PER_GROUP];
	return &group[bucket % BUCKETS_PER_GROUP][number % PORTS_PER_BUCKET];
}

/* Memory for the next PORTS_PER_BUCKET ports. Caller holds the lock. */
static int grow(struct domain *d)
{
	struct evtchn_domain *e = &d->evtchn;
	uint32_t bucket = e->nr_valid / PORTS_PER_BUCKET;
	struct port ***group = &e->group[bucket / BUCKETS_PER_GROUP];
	struct port *ports;

	if (!*group)
		*group = hv_zalloc_array(BUCKETS_PER_GROUP, sizeof(**group));
	if (!*group)
		return -ENOMEM;
	ports = hv_zalloc_array(PORTS_PER_BUCKET, sizeof(*ports));
	if (!ports)
		return -ENOMEM;
	for (uint32_t i = 0; i < PORTS_PER_BUCKET; i++)
		ports[i].number = e->nr_valid + i;
	(*group)[bucket % BUCKETS_PER_GROUP] = ports;
	__atomic_store_n(&e->nr_valid, e->nr_valid + PORTS_PER_BUCKET,
			 __ATOMIC_RELEASE);
	return 0;
}

int evtchn_port_alloc(struct domain *d, struct port **p)
{
	struct evtchn_domain *e = &d->evtchn;
	uint32_t n = e->first_free;
	int err;

	if (d->dying != DOMDYING_ALIVE)
		return -EINVAL;
	while (n < e->nr_valid && evtchn_port(d, n)->state != PORT_FREE)
		n++;
	e->first_free = n;
	if (n > e->max_port || n >= e->ops->max_ports)
		return -ENOSPC;
	if (n == e->nr_valid) {
		err = grow(d);
		if (err)
			return err;
	}
	*p = evtchn_port(d, n);
	(*p)->state = PORT_RESERVED;
	(*p)->notify_vcpu = 0;
	(*p)->priority = EVTCHN_FIFO_PRIORITY_DEFAULT;
	(*p)->pending = false;
	e->first_free = n + 1;
	e->nr_active++;
	e->ops->clear_pending(d, *p);
	return 0;
}

void evtchn_port_free(struct domain *d, struct port *p)
{
	struct evtchn_domain *e = &d->evtchn;

	e->ops->clear_pending(d, p);
	p->state = PORT_FREE;
	p->notify_vcpu = 0;
	p->pending = false;
	e->nr_active--;
	if (p->number < e->first_free && p->number)
		e->first_free = p->number;
}

/* ---- closing ---- */

static void close_pirq(struct domain *d, struct port *p)
{
	arch_pirq_unbind(d, p->pirq);
	d->evtchn.pirq_port[p->pirq] = 0;
}

static void close_virq(struct domain *d, struct port *p)
{
	unsigned int i;
	struct vcpu *v;

	for_each_vcpu(d, i, v) {
		if (v->evtchn.virq_port[p->virq] != p->number)
			continue;
		spin_lock(&v->evtchn.virq_lock);
		v->evtchn.virq_port[p->virq] = 0;
		spin_unlock(&v->evtchn.virq_lock);
	}
}

/* Both ends' table locks are held. The peer waits for a new partner. */
static void close_interdomain(struct domain *d, struct port *p)
{
	struct port *r = evtchn_port(p->remote, p->remote_port);

	spin_lock_pair(&p->lock, &r->lock);
	r->state = PORT_UNBOUND;
	r->unbound_remote = d->domid;
	evtchn_port_free(d, p);
	spin_unlock_pair(&p->lock, &r->lock);
}

/* Everything but interdomain. Caller holds d->evtchn.lock. */
static void close_local(struct domain *d, struct port *p)
{
	if (p->state == PORT_PIRQ)
		close_pirq(d, p);
	else if (p->state == PORT_VIRQ)
		close_virq(d, p);
	spin_lock(&p->lock);
	evtchn_port_free(d, p);
	spin_unlock(&p->lock);
}

int evtchn_close(struct domain *d, uint32_t number)
{
	struct domain *r = NULL, *held = NULL;
	struct port *p = evtchn_port(d, number);
	unsigned long flags;
	int err = 0;

	if (!p)
		return -EINVAL;
again:
	flags = arch_irq_save();
	spin_lock_pair(&d->evtchn.lock,
		       held ? &held->evtchn.lock : &d->evtchn.lock);
	r = p->state == PORT_INTERDOMAIN ? p->remote : NULL;
	if (r && r != d && r != held) {
		/* Its lock is needed as well, in order: take both anew. */
		bool got = domain_get(r);

		spin_unlock_pair(&d->evtchn.lock,
				 held ? &held->evtchn.lock : &d->evtchn.lock);
		arch_irq_restore(flags);
		if (held)
			domain_put(held);
		held = got ? r : NULL;
		goto again;
	}
	if (p->state == PORT_FREE || p->state == PORT_RESERVED)
		err = -EINVAL;
	else if (p->state == PORT_INTERDOMAIN)
		close_interdomain(d, p);
	else
		close_local(d, p);
	spin_unlock_pair(&d->evtchn.lock,
			 held ? &held->evtchn.lock : &d->evtchn.lock);
	arch_irq_restore(flags);
	if (held)
		domain_put(held);
	return err;
}

int evtchn_domain_close_all(struct domain *d)
{
	struct evtchn_domain *e = &d->evtchn;
	unsigned long flags;
	int err = 0;

	if (!e->ops)
		return 0;
	for (; e->next_close < e->nr_valid; e->next_close++) {
		struct port *p = evtchn_port(d, e->next_close);

		if (p->number && p->state != PORT_FREE)
			(void)evtchn_close(d, p->number);
		if (e->next_close % CLOSE_BATCH == CLOSE_BATCH - 1 &&
		    hypercall_preempt()) {
			e->next_close++;
			return -ERESTART;
		}
	}
	e->next_close = 0;
	/*
	 * Ports may have been opened behind our back: by another vCPU, or when
	 * this began as a reset that was never continued. A dying domain opens
	 * no more, so a second round closes the rest.
	 */
	flags = spin_lock_irqsave(&e->lock);
	if (e->nr_active)
		err = d->dying == DOMDYING_ALIVE ? -EAGAIN : -ERESTART;
	else
		evtchn_fifo_destroy(d);
	spin_unlock_irqrestore(&e->lock, flags);
	return err;
}

/* ---- life ---- */

int evtchn_domain_init(struct domain *d, uint32_t max_port)
{
	struct evtchn_domain *e = &d->evtchn;

	spin_lock_init(&e->lock);
	e->ops = &evtchn_ops_2l;
	e->max_port = min_u(max_port, INT32_MAX);
	e->nr_pirqs = arch_nr_pirqs(d);
	e->poll_mask = hv_zalloc_array(BITS_TO_LONGS(d->max_vcpus),
				       sizeof(long));
	e->pirq_port = hv_zalloc_array(e->nr_pirqs, sizeof(uint32_t));
	if (!e->poll_mask || (e->nr_pirqs && !e->pirq_port) || grow(d))
		return -ENOMEM;
	evtchn_port(d, 0)->state = PORT_RESERVED;
	e->first_free = 1;
	return 0;
}

void evtchn_domain_exit(struct domain *d)
{
	struct evtchn_domain *e = &d->evtchn;

	evtchn_fifo_destroy(d);
	for (uint32_t i = 0; i < e->nr_valid; i += PORTS_PER_BUCKET)
		hv_free(evtchn_port(d, i));
	e->nr_valid = 0;
	for (unsigned int g = 0; g < PORT_GROUPS; g++)
		hv_free(e->group[g]);
	hv_free(e->poll_mask);
	hv_free(e->pirq_port);
}

int evtchn_vcpu_init(struct vcpu *v)
{
	spin_lock_init(&v->evtchn.virq_lock);
	return v->domain->evtchn.fifo ? evtchn_fifo_vcpu_init(v) : 0;
}

void evtchn_vcpu_exit(struct vcpu *v)
{
	hv_free(v->evtchn.fifo);
	v->evtchn.fifo = NULL;
}
