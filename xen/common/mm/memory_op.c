/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * memory_op: dispatch, figures, claims. What concerns the machine's memory map
 * is the machine's.
 */
#include "memory.h"

#include <hv/errno.h>
#include <hv/guest.h>
#include <hv/machine.h>
#include <hv/xsm.h>

/* ---- figures about a domain ---- */

static long domain_figure(struct domain *d, unsigned int cmd)
{
	switch (cmd) {
	case XENMEM_current_reservation:
		return (long)d->tot_pages;
	case XENMEM_maximum_reservation:
		return (long)d->max_pages;
	}
	return (long)arch_max_gpfn(d);
}

static long query_domain(unsigned int cmd, void *arg)
{
	struct domain *curr = arch_current()->domain, *d;
	struct xen_memory_domain q;
	long ret;

	if (guest_read(&q, arg, sizeof(q)))
		return -EFAULT;
	d = domain_get_by_id_or_self(q.domid);
	if (!d)
		return -ESRCH;
	ret = xsm_check(XSM_TARGET, "memory_stat_reservation", curr, d);
	if (!ret)
		ret = domain_figure(d, cmd);
	domain_put(d);
	return ret;
}

static long maximum_ram_page(void *arg)
{
	(void)arg;
	return (long)max_frame;
}

static long current_reservation(void *arg)
{
	return query_domain(XENMEM_current_reservation, arg);
}

static long maximum_reservation(void *arg)
{
	return query_domain(XENMEM_maximum_reservation, arg);
}

static long maximum_gpfn(void *arg)
{
	return query_domain(XENMEM_maximum_gpfn, arg);
}

/* ---- claims ---- */

static long claim_pages(void *arg)
{
	struct domain *curr = arch_current()->domain, *d;
	struct xen_memory_reservation r;
	long ret;

	if (guest_read(&r, arg, sizeof(r)))
		return -EFAULT;
	ret = xsm_check(XSM_PRIV, "claim_pages", curr, NULL);
	if (ret)
		return ret;
	if (r.extent_start.p || r.extent_order || r.mem_flags)
		return -EINVAL;
	d = domain_get_by_id(r.domid);
	if (!d)
		return -EINVAL;
	ret = domain_set_claim(d, r.nr_extents);
	domain_put(d);
	return ret;
}

/* ---- what there is none of here ---- */

/* Virtual NUMA: no domain has it. */
static long get_vnumainfo(void *arg)
{
	struct domain *curr = arch_current()->domain, *d;
	struct xen_vnuma_topology_info v;
	long ret;

	if (guest_read(&v, arg, sizeof(v)))
		return -EFAULT;
	if (v.pad)
		return -EINVAL;
	d = domain_get_by_id_or_self(v.domid);
	if (!d)
		return -ESRCH;
	ret = xsm_check(XSM_TARGET, "get_vnumainfo", curr, d);
	domain_put(d);
	return ret ? ret : -EOPNOTSUPP;
}

/* Memory reserved for devices behind an IOMMU: there is no IOMMU. */
static long reserved_device_memory_map(void *arg)
{
	struct xen_reserved_device_memory_map r;

	if (guest_read(&r, arg, sizeof(r)))
		return -EFAULT;
	if (r.flags & ~(uint32_t)XENMEM_RDM_ALL)
		return -EINVAL;
	r.nr_entries = 0;
	return guest_write(arg, &r, sizeof(r));
}

/* Memory populated on demand is for translated guests. */
static long pod_target(void *arg)
{
	struct domain *curr = arch_current()->domain, *d;
	struct xen_pod_target p;
	long ret;

	if (guest_read(&p, arg, sizeof(p)))
		return -EFAULT;
	d = domain_get_by_id_or_self(p.domid);
	if (!d)
		return -ESRCH;
	ret = xsm_check(XSM_PRIV, "set_pod_target", curr, d);
	domain_put(d);
	return ret ? ret : -EINVAL;
}

/* Per-page access rights of another domain: also for translated ones. */
static long access_op(void *arg)
{
	struct domain *curr = arch_current()->domain, *d;
	struct xen_mem_access_op a;
	long ret;

	if (guest_read(&a, arg, sizeof(a)))
		return -EFAULT;
	d = domain_get_by_id(a.domid);
	if (!d)
		return -ESRCH;
	ret = d == curr ? -EPERM : xsm_check(XSM_PRIV, "mem_access", curr, d);
	domain_put(d);
	return ret ? ret : -EINVAL;
}

/* ---- dispatch ---- */

/* Operations of ours that are never continued: -EINVAL if one says it is. */
static long (*const simple_ops[])(void *arg) = {
	[XENMEM_maximum_ram_page]	= maximum_ram_page,
	[XENMEM_current_reservation]	= current_reservation,
	[XENMEM_maximum_reservation]	= maximum_reservation,
	[XENMEM_maximum_gpfn]		= maximum_gpfn,
	[XENMEM_remove_from_physmap]	= memory_remove_from_physmap,
	[XENMEM_claim_pages]		= claim_pages,
	[XENMEM_get_vnumainfo]		= get_vnumainfo,
	[XENMEM_reserved_device_memory_map] = reserved_device_memory_map,
};

/* The machine's and those like them: another number if continued. */
static long other_op(unsigned int cmd, void *arg, uint64_t start)
{
	if (cmd == XENMEM_access_op)
		return access_op(arg);
	if (start)
		return -ENOSYS;
	switch (cmd) {
	case XENMEM_set_pod_target:
	case XENMEM_get_pod_target:
		return pod_target(arg);
	case XENMEM_get_sharing_freed_pages:
	case XENMEM_get_sharing_shared_pages:
		return 0;		/* no page is shared */
	}
	return arch_memory_op(cmd, (unsigned long)arg);
}

long hc_memory_op(struct hypercall *hc)
{
	unsigned int cmd = (unsigned int)hc->arg[0] & MEMOP_CMD_MASK;
	uint64_t start = hc->arg[0] >> MEMOP_EXTENT_SHIFT;
	void *arg = (void *)hc->arg[1];

	switch (cmd) {
	case XENMEM_increase_reservation:
	case XENMEM_decrease_reservation:
	case XENMEM_populate_physmap:
		return memory_reservation(hc, cmd, start);
	case XENMEM_exchange:
		return start ? -EINVAL : memory_exchange(hc);
	case XENMEM_acquire_resource:
		return memory_acquire_resource(hc, start);
	case XENMEM_add_to_physmap:
		return memory_add_to_physmap(arg, start);
	case XENMEM_add_to_physmap_batch:
		return memory_add_to_physmap_batch(arg, start);
	}
	if (cmd < ARRAY_SIZE(simple_ops) && simple_ops[cmd])
		return start ? -EINVAL : simple_ops[cmd](arg);
	return other_op(cmd, arg, start);
}
