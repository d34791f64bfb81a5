/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * sched_op: what a guest asks of the scheduler.
 */
#include <hv/domain.h>
#include <hv/errno.h>
#include <hv/guest.h>
#include <hv/hypercall.h>
#include <hv/machine.h>

#define MAX_POLL_PORTS	128U

union sched_arg {
	struct sched_shutdown shutdown;
	struct sched_poll poll;
	struct sched_remote_shutdown remote;
	struct sched_watchdog watchdog;
	struct sched_pin_override pin;
};

static long op_yield(struct domain *d, void *arg)
{
	(void)d;
	(void)arg;
	vcpu_yield();
	return 0;
}

static long op_block(struct domain *d, void *arg)
{
	(void)d;
	(void)arg;
	WRITE_ONCE(arch_current()->vcpu_info->evtchn_upcall_mask, 0);
	vcpu_block();
	return 0;
}

static long op_shutdown(struct domain *d, void *arg)
{
	domain_shutdown(d, (uint8_t)((struct sched_shutdown *)arg)->reason);
	return 0;
}

static long op_shutdown_code(struct domain *d, void *arg)
{
	spin_lock(&d->shutdown_lock);
	if (!d->is_shutting_down)
		d->shutdown_code =
			(uint8_t)((struct sched_shutdown *)arg)->reason;
	spin_unlock(&d->shutdown_lock);
	return 0;
}

/* 1 one of the ports is pending, 0 none, or an error. */
static int ports_pending(struct domain *d, const struct sched_poll *p,
			 evtchn_port_t *only)
{
	evtchn_port_t port = 0;
	const struct port *e;

	for (unsigned int i = 0; i < p->nr_ports; i++) {
		if (guest_read_elem(&port, p->ports, i))
			return -EFAULT;
		e = port ? evtchn_port(d, port) : NULL;
		if (!e || !port_in_use(e))
			return -EINVAL;		/* nobody would ever send */
		if (evtchn_port_pending(d, port))
			return 1;
	}
	*only = port;
	return 0;
}

static long op_poll(struct domain *d, void *arg)
{
	const struct sched_poll *p = arg;
	struct vcpu *v = arch_current();
	evtchn_port_t only;
	int ret;

	if (p->nr_ports > MAX_POLL_PORTS)
		return -EINVAL;
	if (!guest_range_ok(p->ports.p, p->nr_ports, sizeof(*p->ports.p)))
		return -EFAULT;
	bit_set_atomic(&v->pause_flags, VPF_BLOCKED);
	WRITE_ONCE(v->evtchn.poll_port, -1);
	/* Before the ports are looked at: a sender then sees us polling. */
	bit_set_atomic(d->evtchn.poll_mask, v->id);
	ret = vcpu_events_deliverable(v) ? 1 : ports_pending(d, p, &only);
	if (ret) {
		bit_clear_atomic(d->evtchn.poll_mask, v->id);
		WRITE_ONCE(v->evtchn.poll_port, 0);
		bit_clear_atomic(&v->pause_flags, VPF_BLOCKED);
		return ret < 0 ? ret : 0;
	}
	if (p->nr_ports == 1)
		WRITE_ONCE(v->evtchn.poll_port, (int32_t)only);
	if (p->timeout) {
		timer_migrate(&v->poll_timer, v->processor);
		timer_set(&v->poll_timer, (s_time_t)p->timeout);
	}
	softirq_raise(SCHED_SOFTIRQ);
	return 0;
}

static long op_remote_shutdown(struct domain *curr, void *arg)
{
	const struct sched_remote_shutdown *r = arg;
	struct domain *d = domain_get_by_id(r->domain_id);
	int err;

	if (!d)
		return -ESRCH;
	err = d->evtchn.ops ? xsm_check(XSM_TARGET, "schedop_shutdown", curr,
					d == curr ? NULL : d) : -EPERM;
	if (!err)
		domain_shutdown(d, (uint8_t)r->reason);
	domain_put(d);
	return err;
}

static long op_watchdog(struct domain *d, void *arg)
{
	const struct sched_watchdog *w = arg;

	return domain_watchdog(d, w->id, w->timeout);
}

static long op_pin_override(struct domain *d, void *arg)
{
	if (d != dom0)
		return -EPERM;
	return vcpu_pin_override(arch_current(),
				 ((struct sched_pin_override *)arg)->pcpu);
}

#define ROW(run, type) { run, sizeof(struct type), false, XSM_ANY, #type }

static const struct subop ops[] = {
	[SCHEDOP_yield]		  = { op_yield, 0, false, XSM_ANY, "sched_yield" },
	[SCHEDOP_block]		  = { op_block, 0, false, XSM_ANY, "sched_block" },
	[SCHEDOP_shutdown]	  = ROW(op_shutdown, sched_shutdown),
	[SCHEDOP_poll]		  = ROW(op_poll, sched_poll),
	[SCHEDOP_remote_shutdown] = ROW(op_remote_shutdown, sched_remote_shutdown),
	[SCHEDOP_shutdown_code]	  = ROW(op_shutdown_code, sched_shutdown),
	[SCHEDOP_watchdog]	  = ROW(op_watchdog, sched_watchdog),
	[SCHEDOP_pin_override]	  = ROW(op_pin_override, sched_pin_override),
};

long hc_sched_op(struct hypercall *hc)
{
	union sched_arg arg;

	return subop_run(ops, ARRAY_SIZE(ops), (unsigned int)hc->arg[0],
			 hc->arg[1], &arg);
}

/* Before 3.1 the shutdown reason was the argument itself. */
long hc_sched_op_compat(struct hypercall *hc)
{
	struct domain *d = arch_current()->domain;

	switch ((unsigned int)hc->arg[0]) {
	case SCHEDOP_yield:
		return op_yield(d, NULL);
	case SCHEDOP_block:
		return op_block(d, NULL);
	case SCHEDOP_shutdown:
		domain_shutdown(d, (uint8_t)hc->arg[1]);
		return 0;
	}
	return -ENOSYS;
}
