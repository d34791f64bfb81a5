/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * sysctl: what the toolstack asks and does of the whole machine.
 *
 * Locking: one operation at a time under sysctl_lock, as with domctl.
 */
#include "sysctl.h"

#include <hv/console.h>
#include <hv/domain.h>
#include <hv/errno.h>
#include <hv/guest.h>
#include <hv/hypercall.h>
#include <hv/machine.h>
#include <hv/string.h>

static spinlock_t sysctl_lock = SPINLOCK_INIT;

static long op_readconsole(struct xen_sysctl *op)
{
	return console_ring_read(&op->u.readconsole);
}

static long op_sched_id(struct xen_sysctl *op)
{
	op->u.sched_id.sched_id = cpupool0->policy->sched_id;
	return 0;
}

static long op_physinfo(struct xen_sysctl *op)
{
	struct xen_sysctl_physinfo *pi = &op->u.physinfo;

	memset(pi, 0, sizeof(*pi));
	pi->threads_per_core = 1;
	pi->cores_per_socket = 1;
	pi->nr_cpus = cpumask_weight(cpu_online_map);
	pi->max_cpu_id = nr_cpu_ids - 1;
	pi->nr_nodes = arch_nr_nodes();
	pi->max_node_id = arch_nr_nodes() - 1;
	pi->total_pages = total_pages;
	pi->free_pages = heap_free_pages();
	pi->outstanding_pages = heap_claimed;
	pi->max_mfn = max_frame - 1;
	arch_physinfo(pi);
	return 0;
}

static long op_getdomaininfolist(struct xen_sysctl *op)
{
	struct xen_sysctl_getdomaininfolist *a = &op->u.getdomaininfolist;
	struct xen_domctl_getdomaininfo info;
	unsigned int n = 0;
	domid_t next = a->first_domain;
	struct domain *d;
	long err = 0;

	while (n < a->max_domains && !err &&
	       (d = domain_get_next(next)) != NULL) {
		domain_info_get(d, &info);
		next = (domid_t)(d->domid + 1);
		domain_put(d);
		err = guest_write_elem(a->buffer, n, &info);
		n++;
	}
	a->num_domains = n;
	return err;
}

static long op_debug_keys(struct xen_sysctl *op)
{
	struct xen_sysctl_debug_keys *a = &op->u.debug_keys;
	char key;

	for (uint32_t i = 0; i < a->nr_keys; i++) {
		if (guest_read_elem(&key, a->keys, i))
			return -EFAULT;
		keyhandler_run(key);
	}
	return 0;
}

static long op_getcpuinfo(struct xen_sysctl *op)
{
	struct xen_sysctl_getcpuinfo *a = &op->u.getcpuinfo;
	uint32_t n = min_u(a->max_cpus, nr_cpu_ids);
	struct xen_sysctl_cpuinfo info;

	for (uint32_t i = 0; i < n; i++) {
		info.idletime = cpu_idle_time(i);
		if (guest_write_elem(a->info, i, &info))
			return -EFAULT;
	}
	a->nr_cpus = n;
	return 0;
}

static long op_availheap(struct xen_sysctl *op)
{
	struct xen_sysctl_availheap *a = &op->u.availheap;
	unsigned int node = a->node < 0 ? NUMA_NO_NODE : (unsigned int)a->node;

	a->avail_bytes = heap_free_pages_in(node, a->min_bitwidth,
					    a->max_bitwidth) << PAGE_SHIFT;
	return 0;
}

static unsigned int last_cpu(void)
{
	unsigned int cpu, last = 0;

	cpumask_for_each(cpu, cpu_online_map)
		last = cpu;
	return last;
}

static long op_cputopoinfo(struct xen_sysctl *op)
{
	struct xen_sysctl_cputopoinfo *a = &op->u.cputopoinfo;
	uint32_t n = last_cpu() + 1;
	struct xen_sysctl_cputopo topo;

	if (a->cputopo.p) {
		n = min_u(n, a->num_cpus);
		for (uint32_t i = 0; i < n; i++) {
			arch_cputopo(i, &topo);
			if (guest_write_elem(a->cputopo, i, &topo))
				return -EFAULT;
		}
	}
	a->num_cpus = n;
	return 0;
}

static int write_node(struct xen_sysctl_numainfo *a, unsigned int node,
		      unsigned int nr)
{
	struct xen_sysctl_meminfo mem = {
		.memsize = arch_node_spanned(node) << PAGE_SHIFT,
		.memfree = heap_free_pages_in(node, 0, 0) << PAGE_SHIFT,
	};

	if (a->meminfo.p && guest_write_elem(a->meminfo, node, &mem))
		return -EFAULT;
	for (unsigned int k = 0; a->distance.p && k < nr; k++) {
		uint32_t dist = arch_node_distance(node, k);

		if (guest_write_elem(a->distance, node * nr + k, &dist))
			return -EFAULT;
	}
	return 0;
}

static long op_numainfo(struct xen_sysctl *op)
{
	struct xen_sysctl_numainfo *a = &op->u.numainfo;
	unsigned int nr = arch_nr_nodes();
	int err = 0;

	if (a->meminfo.p || a->distance.p)
		nr = min_u(nr, a->num_nodes);
	for (unsigned int i = 0; i < nr && !err; i++)
		err = write_node(a, i, nr);
	a->num_nodes = nr;
	return err;
}

/* CPUs are told apart by what they can do as their policies say: no masks. */
static long op_levelling_caps(struct xen_sysctl *op)
{
	op->u.cpu_levelling_caps.caps = 0;
	return 0;
}

static long op_scheduler(struct xen_sysctl *op)
{
	if (op->u.scheduler_op.cpupool_id != cpupool0->id)
		return -ESRCH;
	return sched_adjust_global(&op->u.scheduler_op);
}

struct sysctl_row {
	long (*run)(struct xen_sysctl *op);
	const char *hook;
};

static const struct sysctl_row rows[] = {
	[XEN_SYSCTL_readconsole]       = { op_readconsole, "readconsole" },
	[XEN_SYSCTL_physinfo]          = { op_physinfo, "physinfo" },
	[XEN_SYSCTL_sched_id]          = { op_sched_id, "sched_id" },
	[XEN_SYSCTL_getdomaininfolist] = { op_getdomaininfolist, "getdomaininfo" },
	[XEN_SYSCTL_debug_keys]        = { op_debug_keys, "debug_keys" },
	[XEN_SYSCTL_getcpuinfo]        = { op_getcpuinfo, "getcpuinfo" },
	[XEN_SYSCTL_availheap]         = { op_availheap, "availheap" },
	[XEN_SYSCTL_cputopoinfo]       = { op_cputopoinfo, "physinfo" },
	[XEN_SYSCTL_numainfo]          = { op_numainfo, "physinfo" },
	[XEN_SYSCTL_cpupool_op]        = { sysctl_cpupool, "cpupool_op" },
	[XEN_SYSCTL_get_cpu_levelling_caps] = { op_levelling_caps, "physinfo" },
	[XEN_SYSCTL_scheduler_op]      = { op_scheduler, "sched_op" },
};

/* What there is none of, and how its absence is told. */
static long absent(uint32_t cmd)
{
	switch (cmd) {
	case XEN_SYSCTL_get_pmstat:
	case XEN_SYSCTL_psr_cmt_op:
	case XEN_SYSCTL_psr_alloc:
		return -ENODEV;
	case XEN_SYSCTL_coverage_op:
		return -EOPNOTSUPP;
	case XEN_SYSCTL_livepatch_op:
		return -EINVAL;
	}
	return -ENOSYS;
}

static long run(struct xen_sysctl *op, bool *copyback)
{
	long ret;

	if (op->cmd < ARRAY_SIZE(rows) && rows[op->cmd].run) {
		*copyback = true;
		return rows[op->cmd].run(op);
	}
	ret = arch_sysctl(op, copyback);
	return ret == -ENOSYS ? absent(op->cmd) : ret;
}

long hc_sysctl(struct hypercall *hc)
{
	struct xen_sysctl op, *guest = (void *)hc->arg[0];
	bool copyback = false;
	long ret;

	if (guest_read(&op, guest, sizeof(op)))
		return -EFAULT;
	if (op.interface_version != XEN_SYSCTL_INTERFACE_VERSION)
		return -EACCES;
	/* xenstored, where it is a domain of its own, lists domains too. */
	ret = xsm_check(op.cmd == XEN_SYSCTL_getdomaininfolist ?
			XSM_XENSTORE : XSM_PRIV, "sysctl",
			arch_current()->domain, NULL);
	if (ret)
		return ret;
	while (!spin_trylock(&sysctl_lock)) {
		if (hypercall_preempt())
			return -ERESTART;
		arch_cpu_relax();
	}
	ret = run(&op, &copyback);
	spin_unlock(&sysctl_lock);
	if (copyback && ret != -ERESTART &&
	    guest_write(guest, &op, sizeof(op)))
		return -EFAULT;
	return ret;
}
