/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The two-level form of event channels: pending and mask bits in shared_info,
 * a selector of their words in each vcpu_info.
 */
#include <hv/domain.h>
#include <hv/errno.h>
#include <hv/event.h>
#include <hv/machine.h>

static void select_and_mark(struct vcpu *v, uint32_t number)
{
	struct vcpu_info *info = READ_ONCE(v->vcpu_info);

	if (!bit_test_and_set_atomic(&info->evtchn_pending_sel,
				     number / BITS_PER_LONG))
		vcpu_mark_events_pending(v);
}

static void set_pending(struct vcpu *v, struct port *p)
{
	struct domain *d = v->domain;
	struct shared_info *s = d->shared_info;

	/*
	 * These read-modify-writes also order the caller's data before the
	 * event; the guest's side pairs with them.
	 */
	if (bit_test_and_set_atomic(s->evtchn_pending, p->number))
		return;
	if (!bit_test(s->evtchn_mask, p->number))
		select_and_mark(v, p->number);
	evtchn_wake_pollers(d, p->number);
}

static void clear_pending(struct domain *d, struct port *p)
{
	bit_clear_atomic(d->shared_info->evtchn_pending, p->number);
}

static void unmask(struct domain *d, struct port *p)
{
	struct shared_info *s = d->shared_info;
	struct vcpu *v = domain_vcpu(d, p->notify_vcpu);

	if (bit_test_and_clear_atomic(s->evtchn_mask, p->number) && v &&
	    bit_test(s->evtchn_pending, p->number))
		select_and_mark(v, p->number);
}

static bool is_pending(const struct domain *d, const struct port *p)
{
	return bit_test(d->shared_info->evtchn_pending, p->number);
}

static bool is_masked(const struct domain *d, const struct port *p)
{
	return bit_test(d->shared_info->evtchn_mask, p->number);
}

void evtchn_2l_resync(struct vcpu *v)
{
	struct vcpu_info *info = v->vcpu_info;

	__atomic_store_n(&info->evtchn_pending_sel, ~0UL, __ATOMIC_SEQ_CST);
	__atomic_store_n(&info->evtchn_upcall_pending, 1, __ATOMIC_SEQ_CST);
	arch_vcpu_event(v);
}

const struct evtchn_ops evtchn_ops_2l = {
	.max_ports = EVTCHN_MAX_2L,
	.set_pending = set_pending,
	.clear_pending = clear_pending,
	.unmask = unmask,
	.is_pending = is_pending,
	.is_masked = is_masked,
};
