/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Sending events: from a guest's port, a virtual interrupt, a physical one.
 *
 * Locking: the sender's port lock keeps its peer, a vCPU's virq_lock the
 * ports of its virtual interrupts. Callable from interrupts.
 */
#include <hv/bug.h>
#include <hv/domain.h>
#include <hv/errno.h>
#include <hv/event.h>
#include <hv/machine.h>

/* Who gets the global VIRQs that are not dom0's. With a reference. */
static struct domain *virq_handlers[NR_VIRQS];
static spinlock_t virq_handlers_lock = SPINLOCK_INIT;

bool virq_is_global(uint32_t virq)
{
	return virq != VIRQ_TIMER && virq != VIRQ_DEBUG &&
	       virq != VIRQ_XENOPROF && virq != VIRQ_XENPMU;
}

void evtchn_set_pending(struct domain *d, struct port *p)
{
	struct vcpu *v = domain_vcpu(d, p->notify_vcpu);

	if (v)
		d->evtchn.ops->set_pending(v, p);
}

static __attribute__((noinline)) void wake_pollers(struct domain *d,
						   uint32_t number)
{
	unsigned long id;

	bitmap_for_each(id, d->evtchn.poll_mask, d->max_vcpus) {
		struct vcpu *v = d->vcpu[id];
		int32_t want = READ_ONCE(v->evtchn.poll_port);

		if ((want <= 0 || (uint32_t)want == number) &&
		    bit_test_and_clear_atomic(d->evtchn.poll_mask, id)) {
			v->evtchn.poll_port = 0;
			vcpu_unblock(v);
		}
	}
}

void evtchn_wake_pollers(struct domain *d, uint32_t number)
{
	/* Seldom does anybody poll. */
	if (d->max_vcpus > BITS_PER_LONG || READ_ONCE(*d->evtchn.poll_mask))
		wake_pollers(d, number);
}

void vcpu_mark_events_pending(struct vcpu *v)
{
	struct vcpu_info *info = READ_ONCE(v->vcpu_info);

	if (__atomic_exchange_n(&info->evtchn_upcall_pending, 1,
				__ATOMIC_SEQ_CST))
		return;
	arch_vcpu_event(v);
	vcpu_kick(v);
}

int evtchn_send(struct domain *d, uint32_t number)
{
	struct port *p = evtchn_port(d, number);
	unsigned long flags;
	int err = 0;

	if (!p)
		return -EINVAL;
	flags = spin_lock_irqsave(&p->lock);
	switch (p->state) {
	case PORT_INTERDOMAIN:
		evtchn_set_pending(p->remote,
				   evtchn_port(p->remote, p->remote_port));
		break;
	case PORT_IPI:
		evtchn_set_pending(d, p);
		break;
	case PORT_UNBOUND:
		break;			/* nobody listens */
	default:
		err = -EINVAL;
	}
	spin_unlock_irqrestore(&p->lock, flags);
	return err;
}

void evtchn_send_virq_vcpu(struct vcpu *v, uint32_t virq)
{
	struct domain *d = v->domain;
	unsigned long flags;
	struct port *p;

	flags = spin_lock_irqsave(&v->evtchn.virq_lock);
	p = v->evtchn.virq_port[virq] ?
		evtchn_port(d, v->evtchn.virq_port[virq]) : NULL;
	if (p) {
		spin_lock(&p->lock);
		evtchn_set_pending(d, p);
		spin_unlock(&p->lock);
	}
	spin_unlock_irqrestore(&v->evtchn.virq_lock, flags);
}

void evtchn_send_virq_global(struct domain *d, uint32_t virq)
{
	struct vcpu *v = d ? domain_vcpu(d, 0) : NULL;

	if (v)
		evtchn_send_virq_vcpu(v, virq);
}

void evtchn_send_virq_host(uint32_t virq)
{
	unsigned long flags = spin_lock_irqsave(&virq_handlers_lock);
	struct domain *d = virq_handlers[virq] ? virq_handlers[virq] : dom0;

	evtchn_send_virq_global(d, virq);
	spin_unlock_irqrestore(&virq_handlers_lock, flags);
}

int evtchn_set_virq_handler(struct domain *d, uint32_t virq)
{
	struct domain *old;
	unsigned long flags;

	if (virq >= NR_VIRQS || !virq_is_global(virq))
		return -EINVAL;
	/* A dying domain has given its handlers back, and takes no new ones. */
	if (d->dying != DOMDYING_ALIVE || !domain_get(d))
		return -EINVAL;
	flags = spin_lock_irqsave(&virq_handlers_lock);
	old = virq_handlers[virq];
	virq_handlers[virq] = d;
	spin_unlock_irqrestore(&virq_handlers_lock, flags);
	if (old)
		domain_put(old);
	return 0;
}

void evtchn_clear_virq_handlers(struct domain *d)
{
	for (uint32_t virq = 0; virq < NR_VIRQS; virq++) {
		unsigned long flags = spin_lock_irqsave(&virq_handlers_lock);
		bool mine = virq_handlers[virq] == d;

		if (mine)
			virq_handlers[virq] = NULL;
		spin_unlock_irqrestore(&virq_handlers_lock, flags);
		if (mine)
			domain_put(d);
	}
}

uint32_t evtchn_pirq_port(const struct domain *d, uint32_t pirq)
{
	return pirq < d->evtchn.nr_pirqs ?
		READ_ONCE(d->evtchn.pirq_port[pirq]) : 0;
}

void evtchn_send_pirq(struct domain *d, uint32_t pirq)
{
	uint32_t number = evtchn_pirq_port(d, pirq);
	struct port *p = number ? evtchn_port(d, number) : NULL;
	unsigned long flags;

	if (!p)
		return;
	flags = spin_lock_irqsave(&p->lock);
	if (p->state == PORT_PIRQ && p->pirq == pirq)
		evtchn_set_pending(d, p);
	spin_unlock_irqrestore(&p->lock, flags);
}

bool evtchn_port_masked(const struct domain *d, uint32_t number)
{
	struct port *p = evtchn_port(d, number);
	unsigned long flags;
	bool masked;

	if (!p)
		return true;
	flags = spin_lock_irqsave(&p->lock);
	masked = !port_in_use(p) || d->evtchn.ops->is_masked(d, p);
	spin_unlock_irqrestore(&p->lock, flags);
	return masked;
}

bool evtchn_port_pending(const struct domain *d, uint32_t number)
{
	struct port *p = evtchn_port(d, number);
	unsigned long flags;
	bool pending;

	if (!p)
		return false;
	flags = spin_lock_irqsave(&p->lock);
	pending = port_in_use(p) && d->evtchn.ops->is_pending(d, p);
	spin_unlock_irqrestore(&p->lock, flags);
	return pending;
}
