/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Virtual CPUs: creation, their vcpu_info, run-state area and timers, and
 * vcpu_op.
 */
#include <hv/bug.h>
#include <hv/domain.h>
#include <hv/errno.h>
#include <hv/guest.h>
#include <hv/hypercall.h>
#include <hv/machine.h>
#include <hv/string.h>

/* Longest period a guest may ask for: what leaves room for additions. */
#define PERIOD_MAX	((s_time_t)(~0ULL >> 2))

struct vcpu_info dummy_vcpu_info;

static void periodic_expired(void *data)
{
	struct vcpu *v = data;

	evtchn_send_virq_vcpu(v, VIRQ_TIMER);
	v->periodic_last = arch_now();
	vcpu_periodic_rearm(v);
}

static void singleshot_expired(void *data)
{
	evtchn_send_virq_vcpu(data, VIRQ_TIMER);
}

static void poll_expired(void *data)
{
	struct vcpu *v = data;

	if (bit_test_and_clear_atomic(v->domain->evtchn.poll_mask, v->id))
		vcpu_unblock(v);
}

static struct vcpu *vcpu_new(struct domain *d, unsigned int id,
			     unsigned int cpu)
{
	struct vcpu *v = hv_zalloc(sizeof(*v));

	if (!v)
		return NULL;
	v->id = id;
	v->domain = d;
	v->processor = cpu;
	v->vcpu_info_mfn = INVALID_MFN;
	v->vcpu_info = &dummy_vcpu_info;
	v->runstate.state = RUNSTATE_offline;
	v->runstate.state_entry_time = (uint64_t)arch_now();
	timer_init(&v->periodic_timer, periodic_expired, v, cpu);
	timer_init(&v->singleshot_timer, singleshot_expired, v, cpu);
	timer_init(&v->poll_timer, poll_expired, v, cpu);
	return v;
}

struct vcpu *vcpu_create(struct domain *d, unsigned int id, unsigned int cpu)
{
	struct vcpu *v = vcpu_new(d, id, cpu);

	if (!v)
		return NULL;
	v->pause_flags = 1UL << VPF_DOWN;
	if (id < XEN_LEGACY_MAX_VCPUS)
		v->vcpu_info = &d->shared_info->vcpu_info[id];
	if (evtchn_vcpu_init(v))
		goto out_vcpu;
	if (sched_vcpu_init(v, cpu))
		goto out_evtchn;
	if (arch_vcpu_create(v))
		goto out_sched;
	__atomic_store_n(&d->vcpu[id], v, __ATOMIC_RELEASE);
	return v;

out_sched:
	sched_vcpu_exit(v);
out_evtchn:
	evtchn_vcpu_exit(v);
out_vcpu:
	hv_free(v);
	return NULL;
}

struct vcpu *idle_vcpu_create(unsigned int cpu)
{
	struct vcpu *v = vcpu_new(dom_idle, cpu, cpu);

	if (!v)
		return NULL;
	v->is_idle = true;
	v->is_initialised = true;
	v->runstate.state = RUNSTATE_running;
	if (sched_vcpu_init(v, cpu) || arch_vcpu_create(v)) {
		hv_free(v);
		return NULL;
	}
	dom_idle->vcpu[cpu] = v;
	pcpu_of(cpu)->idle = v;
	return v;
}

/* ---- vcpu_info ---- */

int vcpu_info_map(struct vcpu *v, gfn_t gfn, unsigned int offset)
{
	struct domain *d = v->domain;
	struct vcpu_info *new;
	struct page_info *pg;
	mfn_t mfn;

	if (offset > PAGE_SIZE - sizeof(*new) || offset % sizeof(uint64_t))
		return -ENXIO;
	if (!mfn_eq(v->vcpu_info_mfn, INVALID_MFN))
		return -EINVAL;
	if (v != arch_current() && !(v->pause_flags & (1UL << VPF_DOWN)))
		return -EINVAL;
	mfn = arch_gfn_to_mfn(d, gfn);
	if (!mfn_valid(mfn))
		return -EINVAL;
	pg = mfn_to_page(mfn);
	if (page_get_and_type(pg, d, PGT_WRITABLE))
		return -EINVAL;
	new = (struct vcpu_info *)((char *)page_to_virt(pg) + offset);
	if (v->vcpu_info == &dummy_vcpu_info)
		memset(new, 0, sizeof(*new));
	else		/* which may overlap: shared_info is a page like others */
		memmove(new, v->vcpu_info, sizeof(*new));
	WRITE_ONCE(v->vcpu_info, new);
	v->vcpu_info_mfn = mfn;
	/*
	 * Events may have been marked in the old place meanwhile: let the
	 * guest look at all of them.
	 */
	evtchn_2l_resync(v);
	arch_vcpu_update_time(v);
	return 0;
}

void vcpu_info_unmap(struct vcpu *v)
{
	mfn_t mfn = v->vcpu_info_mfn;

	if (mfn_eq(mfn, INVALID_MFN))
		return;
	v->vcpu_info = &dummy_vcpu_info;
	v->vcpu_info_mfn = INVALID_MFN;
	page_put_and_type(mfn_to_page(mfn));
}

/* ---- run state ---- */

void vcpu_runstate_update_guest(struct vcpu *v)
{
	struct vcpu_runstate_info now = v->runstate, *p = v->runstate_guest.p;
	bool flag = v->domain->vm_assist &
		    (1ULL << VMASST_TYPE_runstate_update_flag);
	uint64_t *stamp = &p->state_entry_time;
	int err = 0;

	v->runstate_dirty = false;
	if (!p)
		return;
	if (flag) {
		uint64_t marked = now.state_entry_time | XEN_RUNSTATE_UPDATE;

		err = guest_write(stamp, &marked, sizeof(marked));
		__atomic_thread_fence(__ATOMIC_SEQ_CST);
		now.state_entry_time = marked;
	}
	if (!err)
		err = guest_write(p, &now, sizeof(now));
	if (!err && flag) {
		__atomic_thread_fence(__ATOMIC_SEQ_CST);
		now.state_entry_time &= ~XEN_RUNSTATE_UPDATE;
		err = guest_write(stamp, &now.state_entry_time,
				  sizeof(now.state_entry_time));
	}
	/* A guest that unmapped the area misses the update, nothing more. */
	(void)err;
}

/* ---- timers ---- */

void vcpu_periodic_rearm(struct vcpu *v)
{
	s_time_t period = READ_ONCE(v->periodic_period), now, next;

	if (!period)
		return;
	now = arch_now();
	next = v->periodic_last + period;
	if (next <= now) {
		/* Missed ticks are not made up for. */
		evtchn_send_virq_vcpu(v, VIRQ_TIMER);
		v->periodic_last = now;
		next = now + period;
	}
	timer_migrate(&v->periodic_timer, v->processor);
	timer_set(&v->periodic_timer, next);
}

void vcpu_set_periodic_timer(struct vcpu *v, s_time_t period)
{
	unsigned long flags;
	struct sched_cpu *rq;
	bool running;

	spin_lock(&v->domain->lock);
	timer_stop(&v->periodic_timer);
	/* Whoever puts it on a CPU sees the period, or we see it running. */
	rq = vcpu_rq_lock(v, &flags);
	v->periodic_period = period;
	v->periodic_last = arch_now();
	running = v->sched.is_running;
	vcpu_rq_unlock(rq, flags);
	if (period && running) {
		timer_migrate(&v->periodic_timer, v->processor);
		timer_set(&v->periodic_timer, v->periodic_last + period);
	}
	spin_unlock(&v->domain->lock);
}

/* ---- registers ---- */

int vcpu_set_context(struct vcpu *v, struct vcpu_guest_context *ctxt)
{
	int err = arch_vcpu_set_context(v, ctxt);

	if (err)
		return err;
	v->is_initialised = true;
	if (ctxt->flags & VGCF_online)
		bit_clear_atomic(&v->pause_flags, VPF_DOWN);
	else
		bit_set_atomic(&v->pause_flags, VPF_DOWN);
	return 0;
}

/* ---- vcpu_op ---- */

static long op_initialise(struct vcpu *v, void *arg)
{
	struct vcpu_guest_context *ctxt;
	long err;

	if (!is_hvm(v->domain) && v->vcpu_info == &dummy_vcpu_info)
		return -EINVAL;
	ctxt = hv_zalloc(sizeof(*ctxt));
	if (!ctxt)
		return -ENOMEM;
	if (guest_read(ctxt, arg, sizeof(*ctxt))) {
		hv_free(ctxt);
		return -EFAULT;
	}
	spin_lock(&v->domain->lock);
	err = v->is_initialised ? -EEXIST : vcpu_set_context(v, ctxt);
	spin_unlock(&v->domain->lock);
	hv_free(ctxt);
	return err;
}

static long op_up(struct vcpu *v, void *arg)
{
	bool wake = false;
	long err = 0;

	(void)arg;
	if (!is_hvm(v->domain) && v->vcpu_info == &dummy_vcpu_info)
		return -EINVAL;
	spin_lock(&v->domain->lock);
	if (!v->is_initialised)
		err = -EINVAL;
	else
		wake = bit_test_and_clear_atomic(&v->pause_flags, VPF_DOWN);
	spin_unlock(&v->domain->lock);
	if (wake)
		vcpu_wake(v);
	return err;
}

static long op_down(struct vcpu *v, void *arg)
{
	struct domain *d = v->domain;
	struct vcpu *other;
	bool last = true;
	unsigned int i;

	(void)arg;
	spin_lock(&d->lock);
	for_each_vcpu(d, i, other)
		if (other != v && !bit_test(&other->pause_flags, VPF_DOWN))
			last = false;
	if (!last && !bit_test_and_set_atomic(&v->pause_flags, VPF_DOWN))
		vcpu_sleep_nosync(v);
	spin_unlock(&d->lock);
	if (last)
		domain_shutdown(d, SHUTDOWN_poweroff);
	return 0;
}

static long op_is_up(struct vcpu *v, void *arg)
{
	(void)arg;
	return !bit_test(&v->pause_flags, VPF_DOWN);
}

static long op_get_runstate(struct vcpu *v, void *arg)
{
	struct vcpu_runstate_info info;

	vcpu_runstate_get(v, &info);
	return guest_write(arg, &info, sizeof(info));
}

static long op_register_runstate(struct vcpu *v, void *arg)
{
	struct vcpu_register_runstate_memory_area area;
	struct vcpu_runstate_info info;

	if (guest_read(&area, arg, sizeof(area)))
		return -EFAULT;
	if (!guest_range_ok(area.addr.v, 1, sizeof(info)))
		return -EFAULT;
	v->runstate_guest.p = area.addr.v;
	vcpu_runstate_get(v, &info);
	/* A bad address only means that nothing is seen there. */
	(void)!guest_write(area.addr.v, &info, sizeof(info));
	return 0;
}

static long op_set_periodic(struct vcpu *v, void *arg)
{
	struct vcpu_set_periodic_timer set;

	if (guest_read(&set, arg, sizeof(set)))
		return -EFAULT;
	if (set.period_ns < (uint64_t)MILLISECS(1) ||
	    set.period_ns > (uint64_t)PERIOD_MAX)
		return -EINVAL;
	vcpu_set_periodic_timer(v, (s_time_t)set.period_ns);
	return 0;
}

static long op_stop_periodic(struct vcpu *v, void *arg)
{
	(void)arg;
	vcpu_set_periodic_timer(v, 0);
	return 0;
}

static long op_set_singleshot(struct vcpu *v, void *arg)
{
	struct vcpu_set_singleshot_timer set;

	if (v != arch_current())
		return -EINVAL;
	if (guest_read(&set, arg, sizeof(set)))
		return -EFAULT;
	/*
	 * VCPU_SSHOTTMR_future would refuse times that have passed. Guests
	 * that are late then lose their tick, so it is not heeded.
	 */
	timer_migrate(&v->singleshot_timer, v->processor);
	timer_set(&v->singleshot_timer, (s_time_t)set.timeout_abs_ns);
	return 0;
}

static long op_stop_singleshot(struct vcpu *v, void *arg)
{
	(void)arg;
	if (v != arch_current())
		return -EINVAL;
	timer_stop(&v->singleshot_timer);
	return 0;
}

static long op_register_info(struct vcpu *v, void *arg)
{
	struct vcpu_register_vcpu_info info;
	long err;

	if (guest_read(&info, arg, sizeof(info)))
		return -EFAULT;
	spin_lock(&v->domain->lock);
	err = vcpu_info_map(v, GFN(info.mfn), info.offset);
	spin_unlock(&v->domain->lock);
	return err;
}

static long (*const vcpu_ops[])(struct vcpu *v, void *arg) = {
	[VCPUOP_initialise]		= op_initialise,
	[VCPUOP_up]			= op_up,
	[VCPUOP_down]			= op_down,
	[VCPUOP_is_up]			= op_is_up,
	[VCPUOP_get_runstate_info]	= op_get_runstate,
	[VCPUOP_register_runstate_memory_area] = op_register_runstate,
	[VCPUOP_set_periodic_timer]	= op_set_periodic,
	[VCPUOP_stop_periodic_timer]	= op_stop_periodic,
	[VCPUOP_set_singleshot_timer]	= op_set_singleshot,
	[VCPUOP_stop_singleshot_timer]	= op_stop_singleshot,
	[VCPUOP_register_vcpu_info]	= op_register_info,
};

long hc_vcpu_op(struct hypercall *hc)
{
	unsigned int cmd = (unsigned int)hc->arg[0];
	unsigned int id = (unsigned int)hc->arg[1];
	struct vcpu *v = domain_vcpu(arch_current()->domain, id);

	if (!v)
		return -ENOENT;
	if (cmd < ARRAY_SIZE(vcpu_ops) && vcpu_ops[cmd])
		return vcpu_ops[cmd](v, (void *)hc->arg[2]);
	return arch_vcpu_op(cmd, v, hc->arg[2]);
}

/* The older way to set the one-shot timer; 0 stops it. */
long hc_set_timer_op(struct hypercall *hc)
{
	struct vcpu *v = arch_current();
	s_time_t timeout = (s_time_t)hc->arg[0];
	/* Not signed: the guest's number may be anything. */
	uint64_t offset = (uint64_t)timeout - (uint64_t)arch_now();

	if (timeout == 0) {
		timer_stop(&v->singleshot_timer);
	} else if (timeout < 0 || (offset >> 50) != 0) {
		/*
		 * Negative or far away: an old guest whose clock went wrong.
		 * Waking it in 100 ms lets it notice.
		 */
		timer_migrate(&v->singleshot_timer, v->processor);
		timer_set(&v->singleshot_timer, arch_now() + MILLISECS(100));
	} else {
		timer_migrate(&v->singleshot_timer, v->processor);
		timer_set(&v->singleshot_timer, timeout);
	}
	return 0;
}
