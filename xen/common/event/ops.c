/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * event_channel_op: each sub-operation with its checks.
 */
#include <hv/domain.h>
#include <hv/errno.h>
#include <hv/event.h>
#include <hv/guest.h>
#include <hv/hypercall.h>
#include <hv/machine.h>
#include <hv/xsm.h>

union evtchn_arg {
	struct evtchn_alloc_unbound alloc_unbound;
	struct evtchn_bind_interdomain bind_interdomain;
	struct evtchn_bind_virq bind_virq;
	struct evtchn_bind_ipi bind_ipi;
	struct evtchn_bind_pirq bind_pirq;
	struct evtchn_close close;
	struct evtchn_send send;
	struct evtchn_status status;
	struct evtchn_bind_vcpu bind_vcpu;
	struct evtchn_unmask unmask;
	struct evtchn_reset reset;
	struct evtchn_init_control init_control;
	struct evtchn_expand_array expand_array;
	struct evtchn_set_priority set_priority;
};

int evtchn_alloc_unbound(struct domain *d, domid_t remote, uint32_t *number)
{
	unsigned long flags = spin_lock_irqsave(&d->evtchn.lock);
	struct port *p;
	int err = evtchn_port_alloc(d, &p);

	if (!err) {
		spin_lock(&p->lock);
		p->unbound_remote = remote;
		p->state = PORT_UNBOUND;
		spin_unlock(&p->lock);
		*number = p->number;
	}
	spin_unlock_irqrestore(&d->evtchn.lock, flags);
	return err;
}

static long op_alloc_unbound(struct domain *curr, void *arg)
{
	struct evtchn_alloc_unbound *a = arg;
	struct domain *d = domain_get_by_id_or_self(a->dom);
	domid_t remote = a->remote_dom == DOMID_SELF ? curr->domid :
						       a->remote_dom;
	int err;

	if (!d)
		return -ESRCH;
	err = xsm_check(XSM_TARGET, "evtchn_unbound", curr, d);
	if (!err)
		err = evtchn_alloc_unbound(d, remote, &a->port);
	domain_put(d);
	return err;
}

/* Caller holds both tables' locks. */
static int bind_interdomain(struct domain *ld, struct domain *rd,
			    uint32_t rport, uint32_t *number)
{
	struct port *l, *r;
	int err = evtchn_port_alloc(ld, &l);

	if (err)
		return err;
	r = evtchn_port(rd, rport);
	if (!r || r->state != PORT_UNBOUND || r->unbound_remote != ld->domid) {
		evtchn_port_free(ld, l);
		return -EINVAL;
	}
	spin_lock_pair(&l->lock, &r->lock);
	l->remote = rd;
	l->remote_port = rport;
	l->state = PORT_INTERDOMAIN;
	r->remote = ld;
	r->remote_port = l->number;
	r->state = PORT_INTERDOMAIN;
	/* What was sent before anyone listened may concern us. */
	evtchn_set_pending(ld, l);
	spin_unlock_pair(&l->lock, &r->lock);
	*number = l->number;
	return 0;
}

static long op_bind_interdomain(struct domain *curr, void *arg)
{
	struct evtchn_bind_interdomain *a = arg;
	struct domain *rd = domain_get_by_id_or_self(a->remote_dom);
	unsigned long flags;
	int err;

	if (!rd)
		return -ESRCH;
	if (!rd->evtchn.ops) {		/* not a guest */
		domain_put(rd);
		return -ESRCH;
	}
	flags = arch_irq_save();
	spin_lock_pair(&curr->evtchn.lock, &rd->evtchn.lock);
	err = bind_interdomain(curr, rd, a->remote_port, &a->local_port);
	spin_unlock_pair(&curr->evtchn.lock, &rd->evtchn.lock);
	arch_irq_restore(flags);
	domain_put(rd);
	return err;
}

static int bind_virq(struct vcpu *v, uint32_t virq, uint32_t *number)
{
	struct domain *d = v->domain;
	struct port *p;
	int err;

	if (v->evtchn.virq_port[virq])
		return -EEXIST;
	err = evtchn_port_alloc(d, &p);
	if (err)
		return err;
	spin_lock(&p->lock);
	p->notify_vcpu = (uint16_t)v->id;
	p->virq = virq;
	p->state = PORT_VIRQ;
	spin_unlock(&p->lock);
	*number = p->number;
	/* Last: from here on the interrupt may come. */
	spin_lock(&v->evtchn.virq_lock);
	v->evtchn.virq_port[virq] = p->number;
	spin_unlock(&v->evtchn.virq_lock);
	return 0;
}

static long op_bind_virq(struct domain *d, void *arg)
{
	struct evtchn_bind_virq *a = arg;
	unsigned long flags;
	struct vcpu *v;
	int err;

	if (a->virq >= NR_VIRQS)
		return -EINVAL;
	if (virq_is_global(a->virq) && a->vcpu != 0)
		return -EINVAL;
	v = domain_vcpu(d, a->vcpu);
	if (!v)
		return -ENOENT;
	flags = spin_lock_irqsave(&d->evtchn.lock);
	err = bind_virq(v, a->virq, &a->port);
	spin_unlock_irqrestore(&d->evtchn.lock, flags);
	return err;
}

static long op_bind_ipi(struct domain *d, void *arg)
{
	struct evtchn_bind_ipi *a = arg;
	unsigned long flags;
	struct port *p;
	int err;

	if (!domain_vcpu(d, a->vcpu))
		return -ENOENT;
	flags = spin_lock_irqsave(&d->evtchn.lock);
	err = evtchn_port_alloc(d, &p);
	if (!err) {
		spin_lock(&p->lock);
		p->notify_vcpu = (uint16_t)a->vcpu;
		p->state = PORT_IPI;
		spin_unlock(&p->lock);
		a->port = p->number;
	}
	spin_unlock_irqrestore(&d->evtchn.lock, flags);
	return err;
}

/* Caller holds the table's lock. */
static int bind_pirq(struct domain *d, struct evtchn_bind_pirq *a)
{
	struct vcpu *v = domain_vcpu(d, 0);
	struct port *p;
	int err;

	if (!v)
		return -ENOENT;
	if (d->evtchn.pirq_port[a->pirq])
		return -EEXIST;
	err = evtchn_port_alloc(d, &p);
	if (err)
		return err;
	/* All there first: binding lets the interrupt in. */
	spin_lock(&p->lock);
	p->pirq = a->pirq;
	p->state = PORT_PIRQ;
	spin_unlock(&p->lock);
	d->evtchn.pirq_port[a->pirq] = p->number;
	err = arch_pirq_bind(v, a->pirq, a->flags & BIND_PIRQ__WILL_SHARE);
	if (err) {
		d->evtchn.pirq_port[a->pirq] = 0;
		spin_lock(&p->lock);
		evtchn_port_free(d, p);
		spin_unlock(&p->lock);
		return err;
	}
	a->port = p->number;
	return 0;
}

static long op_bind_pirq(struct domain *d, void *arg)
{
	struct evtchn_bind_pirq *a = arg;
	unsigned long flags;
	int err;

	if (a->pirq >= d->evtchn.nr_pirqs)
		return -EINVAL;
	flags = spin_lock_irqsave(&d->evtchn.lock);
	err = bind_pirq(d, a);
	spin_unlock_irqrestore(&d->evtchn.lock, flags);
	return err;
}

static long op_close(struct domain *d, void *arg)
{
	return evtchn_close(d, ((struct evtchn_close *)arg)->port);
}

static long op_send(struct domain *d, void *arg)
{
	return evtchn_send(d, ((struct evtchn_send *)arg)->port);
}

static void fill_status(const struct port *p, struct evtchn_status *s)
{
	s->vcpu = p->notify_vcpu;
	switch (p->state) {
	case PORT_UNBOUND:
		s->status = EVTCHNSTAT_unbound;
		s->u.unbound.dom = p->unbound_remote;
		break;
	case PORT_INTERDOMAIN:
		s->status = EVTCHNSTAT_interdomain;
		s->u.interdomain.dom = p->remote->domid;
		s->u.interdomain.port = p->remote_port;
		break;
	case PORT_PIRQ:
		s->status = EVTCHNSTAT_pirq;
		s->u.pirq = p->pirq;
		break;
	case PORT_VIRQ:
		s->status = EVTCHNSTAT_virq;
		s->u.virq = p->virq;
		break;
	case PORT_IPI:
		s->status = EVTCHNSTAT_ipi;
		break;
	default:
		s->status = EVTCHNSTAT_closed;
	}
}

static long op_status(struct domain *curr, void *arg)
{
	struct evtchn_status *s = arg;
	struct domain *d = domain_get_by_id_or_self(s->dom);
	unsigned long flags;
	struct port *p;
	int err;

	if (!d)
		return -ESRCH;
	p = evtchn_port(d, s->port);
	err = !p ? -EINVAL : xsm_check(XSM_TARGET, "evtchn_status", curr, d);
	if (!err) {
		flags = spin_lock_irqsave(&d->evtchn.lock);
		fill_status(p, s);
		spin_unlock_irqrestore(&d->evtchn.lock, flags);
	}
	domain_put(d);
	return err;
}

/* Caller holds the table's lock. */
static int bind_vcpu(struct domain *d, struct port *p, struct vcpu *v)
{
	switch (p->state) {
	case PORT_VIRQ:
		if (!virq_is_global(p->virq))
			return -EINVAL;
		break;
	case PORT_PIRQ:
		if (p->notify_vcpu != v->id)
			arch_pirq_set_affinity(d, p->pirq, v);
		break;
	case PORT_UNBOUND:
	case PORT_INTERDOMAIN:
		break;
	default:
		return -EINVAL;
	}
	spin_lock(&p->lock);
	p->notify_vcpu = (uint16_t)v->id;
	spin_unlock(&p->lock);
	return 0;
}

static long op_bind_vcpu(struct domain *d, void *arg)
{
	struct evtchn_bind_vcpu *a = arg;
	struct vcpu *v = domain_vcpu(d, a->vcpu);
	struct port *p = evtchn_port(d, a->port);
	unsigned long flags;
	int err;

	if (!v)
		return -ENOENT;
	if (!p)
		return -EINVAL;
	flags = spin_lock_irqsave(&d->evtchn.lock);
	err = bind_vcpu(d, p, v);
	spin_unlock_irqrestore(&d->evtchn.lock, flags);
	return err;
}

static long op_unmask(struct domain *d, void *arg)
{
	struct port *p = evtchn_port(d, ((struct evtchn_unmask *)arg)->port);
	unsigned long flags;

	if (!p)
		return -EINVAL;
	flags = spin_lock_irqsave(&p->lock);
	if (port_in_use(p))
		d->evtchn.ops->unmask(d, p);
	spin_unlock_irqrestore(&p->lock, flags);
	return 0;
}

static long op_reset(struct domain *curr, void *arg)
{
	struct evtchn_reset *a = arg;
	struct domain *d = domain_get_by_id_or_self(a->dom);
	long err;

	if (!d)
		return -ESRCH;
	err = xsm_check(XSM_TARGET, "evtchn_reset", curr, d);
	if (!err && d != curr && !d->controller_pause_count)
		err = -EINVAL;
	if (!err)
		err = evtchn_domain_close_all(d);
	domain_put(d);
	return err;
}

/*
 * The number under which some hypervisors continue a reset. Ours continues by
 * repeating the call, so none is ever under way.
 */
static long op_reset_cont(struct domain *curr, void *arg)
{
	struct evtchn_reset *a = arg;
	struct domain *d = domain_get_by_id_or_self(a->dom);

	(void)curr;
	if (!d)
		return -ESRCH;
	domain_put(d);
	return -EBUSY;
}

static long op_init_control(struct domain *d, void *arg)
{
	return evtchn_fifo_init_control(d, arg);
}

static long op_expand_array(struct domain *d, void *arg)
{
	struct evtchn_expand_array *a = arg;

	return evtchn_fifo_expand_array(d, a->array_gfn);
}

static long op_set_priority(struct domain *d, void *arg)
{
	struct evtchn_set_priority *a = arg;
	struct port *p = evtchn_port(d, a->port);
	unsigned long flags;
	int err;

	if (!p)
		return -EINVAL;
	flags = spin_lock_irqsave(&d->evtchn.lock);
	if (!d->evtchn.ops->set_priority)
		err = -ENOSYS;
	else if (p->state == PORT_FREE || p->state == PORT_RESERVED)
		err = -EACCES;
	else
		err = d->evtchn.ops->set_priority(d, p, a->priority);
	spin_unlock_irqrestore(&d->evtchn.lock, flags);
	return err;
}

#define ROW(run, type, reply) { run, sizeof(struct type), reply, XSM_ANY, #type }

static const struct subop ops[] = {
	[EVTCHNOP_alloc_unbound]    = ROW(op_alloc_unbound, evtchn_alloc_unbound, true),
	[EVTCHNOP_bind_interdomain] = ROW(op_bind_interdomain, evtchn_bind_interdomain, true),
	[EVTCHNOP_bind_virq]        = ROW(op_bind_virq, evtchn_bind_virq, true),
	[EVTCHNOP_bind_ipi]         = ROW(op_bind_ipi, evtchn_bind_ipi, true),
	[EVTCHNOP_bind_pirq]        = ROW(op_bind_pirq, evtchn_bind_pirq, true),
	[EVTCHNOP_close]            = ROW(op_close, evtchn_close, false),
	[EVTCHNOP_send]             = ROW(op_send, evtchn_send, false),
	[EVTCHNOP_status]           = ROW(op_status, evtchn_status, true),
	[EVTCHNOP_bind_vcpu]        = ROW(op_bind_vcpu, evtchn_bind_vcpu, false),
	[EVTCHNOP_unmask]           = ROW(op_unmask, evtchn_unmask, false),
	[EVTCHNOP_reset]            = ROW(op_reset, evtchn_reset, false),
	[EVTCHNOP_init_control]     = ROW(op_init_control, evtchn_init_control, true),
	[EVTCHNOP_expand_array]     = ROW(op_expand_array, evtchn_expand_array, false),
	[EVTCHNOP_reset_cont]       = ROW(op_reset_cont, evtchn_reset, false),
	[EVTCHNOP_set_priority]     = ROW(op_set_priority, evtchn_set_priority, false),
};

long hc_event_channel_op(struct hypercall *hc)
{
	union evtchn_arg arg;

	return subop_run(ops, ARRAY_SIZE(ops), (unsigned int)hc->arg[0],
			 hc->arg[1], &arg);
}

/* Before 3.2 there was one structure with the command in it. */
long hc_event_channel_op_compat(struct hypercall *hc)
{
	struct evtchn_op *guest = (void *)hc->arg[0];
	union evtchn_arg arg;
	uint32_t cmd;

	if (guest_read(&cmd, &guest->cmd, sizeof(cmd)))
		return -EFAULT;
	if (cmd > EVTCHNOP_unmask)
		return -ENOSYS;
	return subop_run(ops, ARRAY_SIZE(ops), cmd, (unsigned long)&guest->u,
			 &arg);
}
