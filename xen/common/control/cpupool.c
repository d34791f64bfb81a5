/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * XEN_SYSCTL_cpupool_op: there is one pool, and it has every CPU. What only
 * asks, or asks for what cannot be, is answered; a second pool is refused.
 */
#include "sysctl.h"

#include <hv/domain.h>
#include <hv/errno.h>
#include <hv/machine.h>
#include <hv/sched.h>

static long create(struct xen_sysctl_cpupool_op *a)
{
	if (a->cpupool_id == cpupool0->id)
		return -EEXIST;
	if (a->sched_id != cpupool0->policy->sched_id)
		return -ENOENT;
	return -EOPNOTSUPP;
}

static long destroy(struct xen_sysctl_cpupool_op *a)
{
	return a->cpupool_id == cpupool0->id ? -EBUSY : -ENOENT;
}

/* The first pool with this number or a higher one. */
static long info(struct xen_sysctl_cpupool_op *a)
{
	if (a->cpupool_id > cpupool0->id)
		return -ENOENT;
	a->cpupool_id = cpupool0->id;
	a->sched_id = cpupool0->policy->sched_id;
	a->n_dom = cpupool0->nr_domains;
	return bitmap_to_tools(&a->cpumap, cpupool0->cpus, nr_cpu_ids);
}

/* No CPU is without a pool. */
static long add_cpu(struct xen_sysctl_cpupool_op *a)
{
	if (a->cpupool_id != cpupool0->id)
		return -ENOENT;
	return a->cpu != XEN_SYSCTL_CPUPOOL_PAR_ANY && a->cpu >= nr_cpu_ids ?
		-EINVAL : -ENODEV;
}

static long remove_cpu(struct xen_sysctl_cpupool_op *a)
{
	if (a->cpupool_id != cpupool0->id)
		return -ENOENT;
	if (a->cpu == XEN_SYSCTL_CPUPOOL_PAR_ANY)
		a->cpu = cpumask_first(cpupool0->cpus);
	if (a->cpu >= nr_cpu_ids || !cpumask_test(cpupool0->cpus, a->cpu) ||
	    cpumask_weight(cpupool0->cpus) == 1)
		return -EINVAL;
	return -EOPNOTSUPP;
}

static long move_domain(struct xen_sysctl_cpupool_op *a)
{
	struct domain *d = domain_get_by_id((domid_t)a->domid);
	long err = a->cpupool_id == cpupool0->id ? 0 : -ENOENT;

	if (!d)
		return -ESRCH;
	if (d == arch_current()->domain)
		err = -EPERM;
	domain_put(d);
	return err;
}

static long free_cpus(struct xen_sysctl_cpupool_op *a)
{
	cpumask_t *none = cpumask_alloc();
	long err;

	if (!none)
		return -ENOMEM;
	bitmap_andnot(none, cpu_online_map, cpupool0->cpus, nr_cpu_ids);
	err = bitmap_to_tools(&a->cpumap, none, nr_cpu_ids);
	cpumask_free(none);
	return err;
}

static long (*const ops[])(struct xen_sysctl_cpupool_op *a) = {
	[XEN_SYSCTL_CPUPOOL_OP_CREATE]     = create,
	[XEN_SYSCTL_CPUPOOL_OP_DESTROY]    = destroy,
	[XEN_SYSCTL_CPUPOOL_OP_INFO]       = info,
	[XEN_SYSCTL_CPUPOOL_OP_ADDCPU]     = add_cpu,
	[XEN_SYSCTL_CPUPOOL_OP_RMCPU]      = remove_cpu,
	[XEN_SYSCTL_CPUPOOL_OP_MOVEDOMAIN] = move_domain,
	[XEN_SYSCTL_CPUPOOL_OP_FREEINFO]   = free_cpus,
};

long sysctl_cpupool(struct xen_sysctl *op)
{
	struct xen_sysctl_cpupool_op *a = &op->u.cpupool_op;

	return a->op < ARRAY_SIZE(ops) && ops[a->op] ? ops[a->op](a) : -ENOSYS;
}
