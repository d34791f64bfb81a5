/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * domctl on a domain's vCPUs: creation, registers, affinity, figures.
 */
#include "domctl.h"

#include <hv/errno.h>
#include <hv/guest.h>
#include <hv/machine.h>

long domctl_max_vcpus(struct domain *d, struct xen_domctl *op)
{
	unsigned int max = op->u.max_vcpus.max;
	long err = 0;

	if (max != d->max_vcpus)
		return -EINVAL;
	domain_pause(d);
	for (unsigned int i = 0; i < max && !err; i++)
		if (!d->vcpu[i] &&
		    !vcpu_create(d, i, cpumask_first(cpu_online_map)))
			err = -ENOMEM;
	domain_unpause(d);
	return err;
}

long domctl_setvcpucontext(struct domain *d, struct xen_domctl *op)
{
	struct xen_domctl_vcpucontext *a = &op->u.vcpucontext;
	struct vcpu *v = domain_vcpu(d, a->vcpu);
	struct vcpu_guest_context *ctxt;
	long err;

	if (!v)
		return -EINVAL;
	if (!a->ctxt.p) {
		domain_pause(d);
		/* Without its tables it cannot run. */
		bit_set_atomic(&v->pause_flags, VPF_DOWN);
		v->is_initialised = false;
		err = arch_vcpu_reset(v);
		domain_unpause(d);
		return err;
	}
	/* It has nowhere to be told of events: register_vcpu_info first. */
	if (!is_hvm(d) && v->vcpu_info == &dummy_vcpu_info)
		return -EINVAL;
	/* It would hold tables that nobody takes from it any more. */
	if (d->dying != DOMDYING_ALIVE)
		return -EINVAL;
	ctxt = hv_zalloc(sizeof(*ctxt));
	if (!ctxt)
		return -ENOMEM;
	err = guest_read(ctxt, a->ctxt.p, sizeof(*ctxt));
	if (!err) {
		domain_pause(d);
		err = vcpu_set_context(v, ctxt);
		domain_unpause(d);
	}
	hv_free(ctxt);
	return err;
}

long domctl_getvcpucontext(struct domain *d, struct xen_domctl *op)
{
	struct xen_domctl_vcpucontext *a = &op->u.vcpucontext;
	struct vcpu *v = domain_vcpu(d, a->vcpu);
	struct vcpu_guest_context *ctxt;
	long err;

	if (a->vcpu >= d->max_vcpus || v == arch_current())
		return -EINVAL;
	if (!v)
		return -ESRCH;
	if (!v->is_initialised)
		return -ENODATA;
	ctxt = hv_zalloc(sizeof(*ctxt));
	if (!ctxt)
		return -ENOMEM;
	vcpu_pause(v);
	arch_vcpu_get_context(v, ctxt);
	if (v->is_initialised && !bit_test(&v->pause_flags, VPF_DOWN))
		ctxt->flags |= VGCF_online;
	vcpu_unpause(v);
	err = guest_write(a->ctxt.p, ctxt, sizeof(*ctxt));
	hv_free(ctxt);
	return err;
}

long domctl_getvcpuinfo(struct domain *d, struct xen_domctl *op)
{
	struct xen_domctl_getvcpuinfo *a = &op->u.getvcpuinfo;
	struct vcpu *v = domain_vcpu(d, a->vcpu);

	if (a->vcpu >= d->max_vcpus)
		return -EINVAL;
	if (!v)
		return -ESRCH;
	a->online = !bit_test(&v->pause_flags, VPF_DOWN);
	a->blocked = bit_test(&v->pause_flags, VPF_BLOCKED);
	a->running = v->sched.is_running;
	a->cpu_time = vcpu_cpu_time(v);
	a->cpu = v->processor;
	return 0;
}

/* ---- affinity ---- */

static long affinity_vcpu(struct domain *d, struct xen_domctl *op,
			  struct vcpu **v)
{
	struct xen_domctl_vcpuaffinity *a = &op->u.vcpuaffinity;

	if (!a->flags || a->vcpu >= d->max_vcpus)
		return -EINVAL;
	*v = domain_vcpu(d, a->vcpu);
	return *v ? 0 : -ESRCH;
}

static long set_hard(struct vcpu *v, struct xen_domctl_vcpuaffinity *a,
		     cpumask_t *m)
{
	long err = bitmap_from_tools(m, nr_cpu_ids, &a->cpumap_hard);

	if (!err && (a->flags & XEN_VCPUAFFINITY_FORCE) && v->sched.hard_saved)
		(void)vcpu_pin_override(v, -1);
	if (!err)
		err = vcpu_set_hard_affinity(v, m);
	if (err)
		return err;
	vcpu_allowed_cpus(v, m);
	return bitmap_to_tools(&a->cpumap_hard, m, nr_cpu_ids);
}

static long set_soft(struct vcpu *v, struct xen_domctl_vcpuaffinity *a,
		     cpumask_t *m, cpumask_t *allowed)
{
	long err = bitmap_from_tools(m, nr_cpu_ids, &a->cpumap_soft);

	if (!err)
		err = vcpu_set_soft_affinity(v, m);
	if (err)
		return err;
	vcpu_allowed_cpus(v, allowed);
	bitmap_and(m, m, allowed, nr_cpu_ids);
	return bitmap_to_tools(&a->cpumap_soft, m, nr_cpu_ids);
}

long domctl_setvcpuaffinity(struct domain *d, struct xen_domctl *op)
{
	struct xen_domctl_vcpuaffinity *a = &op->u.vcpuaffinity;
	cpumask_t *m = cpumask_alloc(), *n = cpumask_alloc();
	struct vcpu *v;
	long err = affinity_vcpu(d, op, &v);

	if (!err && (!m || !n))
		err = -ENOMEM;
	if (!err && (a->flags & XEN_VCPUAFFINITY_HARD))
		err = set_hard(v, a, m);
	if (!err && (a->flags & XEN_VCPUAFFINITY_SOFT))
		err = set_soft(v, a, m, n);
	cpumask_free(m);
	cpumask_free(n);
	return err;
}

long domctl_getvcpuaffinity(struct domain *d, struct xen_domctl *op)
{
	struct xen_domctl_vcpuaffinity *a = &op->u.vcpuaffinity;
	struct vcpu *v;
	long err = affinity_vcpu(d, op, &v);

	if (!err && (a->flags & XEN_VCPUAFFINITY_HARD))
		err = bitmap_to_tools(&a->cpumap_hard, v->sched.hard,
				      nr_cpu_ids);
	if (!err && (a->flags & XEN_VCPUAFFINITY_SOFT))
		err = bitmap_to_tools(&a->cpumap_soft, v->sched.soft,
				      nr_cpu_ids);
	return err;
}
