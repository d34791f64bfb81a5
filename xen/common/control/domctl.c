/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * domctl: what the toolstack does to a domain.
 *
 * Locking: one operation at a time under domctl_lock. Whoever finds it taken
 * comes back later instead of spinning: the holder may be waiting for the
 * caller's vCPU to leave its CPU.
 */
#include "domctl.h"

#include <hv/bug.h>
#include <hv/errno.h>
#include <hv/guest.h>
#include <hv/hypercall.h>
#include <hv/machine.h>
#include <hv/rangeset.h>
#include <hv/string.h>

static spinlock_t domctl_lock = SPINLOCK_INIT;

/* ---- life ---- */

static long op_destroy(struct domain *d, struct xen_domctl *op)
{
	(void)op;
	return domain_kill(d);
}

static long op_pause(struct domain *d, struct xen_domctl *op)
{
	(void)op;
	return domain_pause_by_controller(d);
}

static long op_unpause(struct domain *d, struct xen_domctl *op)
{
	(void)op;
	return domain_unpause_by_controller(d);
}

static long op_resume(struct domain *d, struct xen_domctl *op)
{
	(void)op;
	domain_resume(d);
	return 0;
}

/* ---- figures and settings ---- */

static long op_getdomaininfo(struct domain *d, struct xen_domctl *op)
{
	domain_info_get(d, &op->u.getdomaininfo);
	op->domain = op->u.getdomaininfo.domain;
	return 0;
}

static long op_max_mem(struct domain *d, struct xen_domctl *op)
{
	uint64_t pages = op->u.max_mem.max_memkb >> (PAGE_SHIFT - 10);

	/* Below what it has now: it may shrink to that and not grow again. */
	spin_lock(&d->page_lock);
	d->max_pages = min_u64(pages, UINT32_MAX);
	spin_unlock(&d->page_lock);
	return 0;
}

static long op_setdomainhandle(struct domain *d, struct xen_domctl *op)
{
	memcpy(d->handle, op->u.setdomainhandle.handle, sizeof(d->handle));
	return 0;
}

static long op_setdebugging(struct domain *d, struct xen_domctl *op)
{
	domain_pause(d);
	d->debugger_attached = op->u.setdebugging.enable;
	domain_unpause(d);
	return 0;
}

static long op_settimeoffset(struct domain *d, struct xen_domctl *op)
{
	d->time_offset = op->u.settimeoffset.time_offset_seconds;
	arch_update_wallclock(d);
	return 0;
}

static long op_subscribe(struct domain *d, struct xen_domctl *op)
{
	d->suspend_evtchn = op->u.subscribe.port;
	return 0;
}

static long op_set_virq_handler(struct domain *d, struct xen_domctl *op)
{
	return evtchn_set_virq_handler(d, op->u.set_virq_handler.virq);
}

static long op_set_target(struct domain *d, struct xen_domctl *op)
{
	struct domain *e = domain_get_by_id(op->u.set_target.target);

	if (!e)
		return -ESRCH;
	if (d == e || d->target || !is_hvm(e)) {
		domain_put(e);
		return d == e || d->target ? -EINVAL : -EOPNOTSUPP;
	}
	d->target = e;
	return 0;
}

static long op_scheduler(struct domain *d, struct xen_domctl *op)
{
	return sched_adjust(d, &op->u.scheduler_op);
}

static long op_setnodeaffinity(struct domain *d, struct xen_domctl *op)
{
	unsigned long nodes;
	int err = bitmap_from_tools(&nodes, arch_nr_nodes(),
				    &op->u.nodeaffinity.nodemap);

	if (err)
		return err;
	if (!nodes)
		return -EINVAL;
	d->node_affinity = nodes;
	d->auto_node_affinity =
		bitmap_weight(&nodes, arch_nr_nodes()) == arch_nr_nodes();
	return 0;
}

static long op_getnodeaffinity(struct domain *d, struct xen_domctl *op)
{
	unsigned long nodes = d->node_affinity;

	if (arch_nr_nodes() < BITS_PER_LONG)
		nodes &= (1UL << arch_nr_nodes()) - 1;
	return bitmap_to_tools(&op->u.nodeaffinity.nodemap, &nodes,
			       arch_nr_nodes());
}

/* ---- rights to hardware: only what the caller itself has ---- */

static long set_range(struct rangeset *mine, struct rangeset *its,
		      uint64_t first, uint64_t last, bool allow)
{
	if (!rangeset_contains(mine, first, last))
		return -EPERM;
	return allow ? rangeset_add(its, first, last) :
		       rangeset_remove(its, first, last);
}

static long op_irq_permission(struct domain *d, struct xen_domctl *op)
{
	struct xen_domctl_irq_permission *a = &op->u.irq_permission;
	struct domain *curr = arch_current()->domain;

	if (a->pirq >= curr->evtchn.nr_pirqs)
		return -EINVAL;
	return set_range(curr->irq_caps, d->irq_caps, a->pirq, a->pirq,
			 a->allow_access);
}

static long op_iomem_permission(struct domain *d, struct xen_domctl *op)
{
	struct xen_domctl_iomem_permission *a = &op->u.iomem_permission;
	struct domain *curr = arch_current()->domain;

	/* No pages, from the first on, are all pages there are. */
	if (a->first_mfn + a->nr_mfns - 1 < a->first_mfn)
		return -EINVAL;
	return set_range(curr->iomem_caps, d->iomem_caps, a->first_mfn,
			 a->first_mfn + a->nr_mfns - 1, a->allow_access);
}

/* ---- dispatch ---- */

struct domctl_row {
	long (*run)(struct domain *d, struct xen_domctl *op);
	bool reply;			/* the structure is copied back */
	bool not_self;			/* -EINVAL on the caller's domain */
	const char *hook;
};

static const struct domctl_row rows[] = {
	[XEN_DOMCTL_createdomain]     = { domctl_createdomain, true, false, "domain_create" },
	[XEN_DOMCTL_destroydomain]    = { op_destroy, false, true, "destroydomain" },
	[XEN_DOMCTL_pausedomain]      = { op_pause, false, true, "pausedomain" },
	[XEN_DOMCTL_unpausedomain]    = { op_unpause, false, false, "unpausedomain" },
	[XEN_DOMCTL_resumedomain]     = { op_resume, false, true, "resumedomain" },
	[XEN_DOMCTL_getdomaininfo]    = { op_getdomaininfo, true, false, "getdomaininfo" },
	[XEN_DOMCTL_max_mem]          = { op_max_mem, false, false, "setdomainmaxmem" },
	[XEN_DOMCTL_setvcpucontext]   = { domctl_setvcpucontext, false, true, "setvcpucontext" },
	[XEN_DOMCTL_getvcpucontext]   = { domctl_getvcpucontext, true, false, "getvcpucontext" },
	[XEN_DOMCTL_getvcpuinfo]      = { domctl_getvcpuinfo, true, false, "getvcpuinfo" },
	[XEN_DOMCTL_max_vcpus]        = { domctl_max_vcpus, false, true, "max_vcpus" },
	[XEN_DOMCTL_scheduler_op]     = { op_scheduler, true, false, "scheduler" },
	[XEN_DOMCTL_setdomainhandle]  = { op_setdomainhandle, false, false, "setdomainhandle" },
	[XEN_DOMCTL_setdebugging]     = { op_setdebugging, false, true, "setdebugging" },
	[XEN_DOMCTL_irq_permission]   = { op_irq_permission, false, false, "irq_permission" },
	[XEN_DOMCTL_iomem_permission] = { op_iomem_permission, false, false, "iomem_permission" },
	[XEN_DOMCTL_settimeoffset]    = { op_settimeoffset, false, false, "settime" },
	[XEN_DOMCTL_setvcpuaffinity]  = { domctl_setvcpuaffinity, true, false, "setaffinity" },
	[XEN_DOMCTL_getvcpuaffinity]  = { domctl_getvcpuaffinity, true, false, "getaffinity" },
	[XEN_DOMCTL_subscribe]        = { op_subscribe, false, false, "set_misc_info" },
	[XEN_DOMCTL_set_target]       = { op_set_target, false, false, "set_target" },
	[XEN_DOMCTL_getpageframeinfo3] = { domctl_getpageframeinfo3, false, false, "getpageframeinfo" },
	[XEN_DOMCTL_set_virq_handler] = { op_set_virq_handler, false, false, "set_virq_handler" },
	[XEN_DOMCTL_setnodeaffinity]  = { op_setnodeaffinity, false, false, "setnodeaffinity" },
	[XEN_DOMCTL_getnodeaffinity]  = { op_getnodeaffinity, true, false, "getnodeaffinity" },
};

static const struct domctl_row *row_of(uint32_t cmd)
{
	return cmd < ARRAY_SIZE(rows) && rows[cmd].run ? &rows[cmd] : NULL;
}

/* The domain an operation is about. getdomaininfo searches upwards. */
static int find_domain(const struct xen_domctl *op, struct domain **d)
{
	*d = NULL;
	if (op->cmd == XEN_DOMCTL_createdomain)
		return 0;
	*d = domain_get_by_id(op->domain);
	if (!*d && op->cmd == XEN_DOMCTL_getdomaininfo) {
		if (op->domain >= DOMID_FIRST_RESERVED)
			return -EINVAL;
		*d = domain_get_next(op->domain);
	}
	return *d ? 0 : -ESRCH;
}

static long run(struct domain *d, struct xen_domctl *op, bool *copyback)
{
	const struct domctl_row *row = row_of(op->cmd);
	long ret;

	if (d && !d->shared_info && d != dom0 &&
	    op->cmd != XEN_DOMCTL_getdomaininfo)
		return -ESRCH;		/* not a guest */
	if (!row) {
		ret = arch_domctl(op, d, copyback);
		return ret == -ENOSYS ? domctl_refuse(d, op->cmd) : ret;
	}
	if (row->not_self && d == arch_current()->domain)
		return -EINVAL;
	*copyback = row->reply;
	return row->run(d, op);
}

static long run_locked(struct domain *d, struct xen_domctl *op,
		       bool *copyback)
{
	long ret;

	if (!spin_trylock(&domctl_lock))
		return -ERESTART;
	ret = run(d, op, copyback);
	spin_unlock(&domctl_lock);
	return ret;
}

long hc_domctl(struct hypercall *hc)
{
	struct xen_domctl op, *guest = (void *)hc->arg[0];
	struct domain *curr = arch_current()->domain, *d;
	const struct domctl_row *row;
	bool copyback = false;
	long ret;

	if (guest_read(&op, guest, sizeof(op)))
		return -EFAULT;
	if (op.interface_version != XEN_DOMCTL_INTERFACE_VERSION)
		return -EACCES;
	ret = find_domain(&op, &d);
	if (ret)
		return ret;
	row = row_of(op.cmd);
	ret = xsm_check(op.cmd == XEN_DOMCTL_getdomaininfo ? XSM_XENSTORE :
			XSM_PRIV, row ? row->hook : "domctl", curr, NULL);
	if (!ret)
		ret = run_locked(d, &op, &copyback);
	if (d)
		domain_put(d);
	if (copyback && ret != -ERESTART &&
	    guest_write(guest, &op, sizeof(op)))
		return -EFAULT;
	return ret;
}
