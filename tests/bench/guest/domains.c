/* SPDX-License-Identifier: GPL-2.0-only */
/* Domains: their making and their end, and the memory that one costs. */
#define __XEN_TOOLS__ 1
#include "bench.h"

#include <xen/domctl.h>
#include <xen/sysctl.h>

#define MIB	256UL		/* pages */
#define BLOCKS	2U		/* of 2 MiB */
#define DOMAINS	16U
#define RESTART	(-85L)		/* as the tools see it: call again */

static xen_pfn_t frames[8];
static domid_t made;

struct xen_domctl *domain_control(uint32_t cmd, domid_t id)
{
	static struct xen_domctl d;

	__builtin_memset(&d, 0, sizeof(d));
	d.cmd = cmd;
	d.interface_version = XEN_DOMCTL_INTERFACE_VERSION;
	d.domain = id;
	return &d;
}

long free_pages(void)
{
	static struct xen_sysctl s;

	s.cmd = XEN_SYSCTL_physinfo;
	s.interface_version = XEN_SYSCTL_INTERFACE_VERSION;
	return hypercall(__HYPERVISOR_sysctl, &s) ?
	       -1 : (long)s.u.physinfo.free_pages;
}

long domain_create(unsigned int vcpus, domid_t *id)
{
	struct xen_domctl *d = domain_control(XEN_DOMCTL_createdomain, 0);
	long ret;

	d->u.createdomain = (struct xen_domctl_createdomain){
		.max_vcpus = vcpus, .max_evtchn_port = 1023,
		.max_grant_frames = 64, .max_maptrack_frames = 1024,
		.grant_opts = XEN_DOMCTL_GRANT_version(2),
	};
	ret = hypercall(__HYPERVISOR_domctl, d);
	if (ret)
		return ret;
	*id = d->domain;
	d = domain_control(XEN_DOMCTL_max_mem, *id);
	d->u.max_mem.max_memkb = 64 << 10;
	ret = hypercall(__HYPERVISOR_domctl, d);
	d = domain_control(XEN_DOMCTL_max_vcpus, *id);
	d->u.max_vcpus.max = vcpus;
	return ret | hypercall(__HYPERVISOR_domctl, d);
}

long domain_destroy(domid_t id)
{
	long ret;

	do {
		ret = hypercall(__HYPERVISOR_domctl,
				domain_control(XEN_DOMCTL_destroydomain, id));
	} while (ret == RESTART);
	return ret;
}

/* In blocks of 2 MiB. */
static long populate(domid_t id, unsigned int blocks)
{
	struct xen_memory_reservation r = {
		.nr_extents = blocks, .extent_order = 9, .domid = id,
	};

	for (unsigned int i = 0; i < blocks; i++)
		frames[i] = (xen_pfn_t)i << 9;
	set_xen_guest_handle(r.extent_start, frames);
	return hypercall(__HYPERVISOR_memory_op, XENMEM_populate_physmap, &r) -
	       (long)blocks;
}

static long bare(void)
{
	long ret = domain_create(1, &made);

	return ret ? ret : domain_destroy(made);
}

static long with_memory(void)
{
	long ret = domain_create(1, &made);

	if (!ret)
		ret = populate(made, 8);
	return ret ? ret : domain_destroy(made);
}

/*
 * What a domain costs besides the memory that is its own: each of several, for
 * a hypervisor takes some of its memory in larger pieces.
 */
static void overhead(const char *name, unsigned int vcpus)
{
	domid_t id[DOMAINS];
	long before = free_pages(), now;

	for (unsigned int i = 0; i < DOMAINS; i++) {
		bench_need("a domain", domain_create(vcpus, &id[i]));
		bench_need("its memory", populate(id[i], BLOCKS));
	}
	now = free_pages();
	for (unsigned int i = 0; i < DOMAINS; i++)
		bench_need("its end", domain_destroy(id[i]));
	bench_value(name, (before - now) / DOMAINS - BLOCKS * 2 * (long)MIB);
}

void domains_bench(void)
{
	static const struct bench list[] = {
		{ "domain created and destroyed", bare, 1 },
		{ "domain of 16 MiB created and destroyed", with_memory, 1 },
	};

	overhead("pages of a domain of 1 vCPU", 1);
	overhead("pages of a domain of 4 vCPUs", 4);
	BENCH_RUN(list);
}
