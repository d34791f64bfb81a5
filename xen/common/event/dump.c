/* SPDX-License-Identifier: GPL-2.0-only */
/* The debug key 'e': what every domain's event channels are. */
#include <hv/console.h>
#include <hv/domain.h>
#include <hv/event.h>
#include <hv/printk.h>

static const char *const states[] = {
	[PORT_FREE] = "free", [PORT_RESERVED] = "reserved",
	[PORT_UNBOUND] = "unbound", [PORT_INTERDOMAIN] = "interdomain",
	[PORT_PIRQ] = "pirq", [PORT_VIRQ] = "virq", [PORT_IPI] = "ipi",
};

static void dump_port(const struct domain *d, const struct port *p)
{
	printk(XL_ERR "    %4u [%d/%d] vcpu %u, priority %u: %s", p->number,
	       d->evtchn.ops->is_pending(d, p), d->evtchn.ops->is_masked(d, p),
	       p->notify_vcpu, p->priority, states[p->state]);
	switch (p->state) {
	case PORT_UNBOUND:
		printk(", for d%u\n", p->unbound_remote);
		break;
	case PORT_INTERDOMAIN:
		printk(", d%u port %u\n", p->remote->domid, p->remote_port);
		break;
	case PORT_PIRQ:
		printk(" %u\n", p->pirq);
		break;
	case PORT_VIRQ:
		printk(" %u\n", p->virq);
		break;
	default:
		printk("\n");
	}
}

static void dump_domain(struct domain *d)
{
	unsigned long flags;

	printk(XL_ERR "Event channels of d%u, %s, polling vCPUs %#lx "
	       "(port [pending/masked]):\n", d->domid,
	       d->evtchn.fifo ? "FIFO" : "2-level", d->evtchn.poll_mask[0]);
	for (uint32_t n = 1; n < d->evtchn.nr_valid; n++) {
		struct port *p = evtchn_port(d, n);

		/* One port at a time: printing takes long. */
		flags = spin_lock_irqsave(&d->evtchn.lock);
		if (port_in_use(p))
			dump_port(d, p);
		spin_unlock_irqrestore(&d->evtchn.lock, flags);
	}
}

static void dump_all(char key)
{
	struct domain *d;
	domid_t next = 0;

	(void)key;
	while ((d = domain_get_next(next)) != NULL) {
		next = (domid_t)(d->domid + 1);
		dump_domain(d);
		domain_put(d);
	}
}

void evtchn_register_key(void)
{
	keyhandler_register('e', "dump event channels", dump_all);
}
