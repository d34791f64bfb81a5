/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Domains are made, given memory, ports and grant tables, and destroyed, 200
 * times: free memory is the same to the page, and what a round costs.
 */
#define __XEN_TOOLS__ 1
#include "guest.h"

#include <xen/domctl.h>
#include <xen/sysctl.h>

#define RESTART (-85L)
#define ROUNDS	200U
#define EXTENTS	8U		/* of 2 MiB */
#define PAGES	64U		/* and single ones */

static struct xen_domctl d;
static struct xen_sysctl s;
static xen_pfn_t frames[PAGES];

static void clear(void *p, unsigned long n)
{
	for (char *c = p; n; n--)
		*c++ = 0;
}

static long domctl(uint32_t cmd, domid_t dom)
{
	d.cmd = cmd;
	d.interface_version = XEN_DOMCTL_INTERFACE_VERSION;
	d.domain = dom;
	return hypercall(__HYPERVISOR_domctl, &d);
}

static uint64_t free_pages(void)
{
	clear(&s, sizeof(s));
	s.cmd = XEN_SYSCTL_physinfo;
	s.interface_version = XEN_SYSCTL_INTERFACE_VERSION;
	if (hypercall(__HYPERVISOR_sysctl, &s))
		return 0;
	return s.u.physinfo.free_pages;
}

static uint64_t tsc(void)
{
	uint32_t lo, hi;

	__asm__ volatile("rdtsc" : "=a"(lo), "=d"(hi));
	return lo | (uint64_t)hi << 32;
}

static long populate(domid_t id, unsigned int nr, unsigned int order,
		     uint64_t first)
{
	struct xen_memory_reservation r = {
		.nr_extents = nr, .extent_order = order, .domid = id,
	};

	for (unsigned int i = 0; i < nr; i++)
		frames[i] = first + ((uint64_t)i << order);
	set_xen_guest_handle(r.extent_start, frames);
	return hypercall(__HYPERVISOR_memory_op, XENMEM_populate_physmap, &r) -
	       (long)nr;
}

/* 0, or which step failed. */
static long furnish(domid_t id)
{
	struct evtchn_alloc_unbound a = { .dom = id, .remote_dom = 0 };

	clear(&d, sizeof(d));
	d.u.max_mem.max_memkb = 32 << 10;
	if (domctl(XEN_DOMCTL_max_mem, id))
		return 2;
	clear(&d, sizeof(d));
	d.u.max_vcpus.max = 2;
	if (domctl(XEN_DOMCTL_max_vcpus, id))
		return 3;
	if (populate(id, EXTENTS, 9, 0) ||
	    populate(id, PAGES, 0, EXTENTS << 9))
		return 4;
	for (unsigned int i = 0; i < 100; i++)
		if (hypercall(__HYPERVISOR_event_channel_op,
			      EVTCHNOP_alloc_unbound, &a))
			return 5;
	return 0;
}

static long one_round(void)
{
	long failed, err;
	domid_t id;

	clear(&d, sizeof(d));
	d.u.createdomain = (struct xen_domctl_createdomain){
		.max_vcpus = 2, .max_evtchn_port = 1023,
		.max_grant_frames = 64, .max_maptrack_frames = 1024,
		.grant_opts = XEN_DOMCTL_GRANT_version(2),
	};
	if (domctl(XEN_DOMCTL_createdomain, 0))
		return 1;
	id = d.domain;
	failed = furnish(id);
	clear(&d, sizeof(d));
	err = domctl(XEN_DOMCTL_destroydomain, id);
	while (err == RESTART)
		err = domctl(XEN_DOMCTL_destroydomain, id);
	return failed ? failed : err;
}

/* The last of a domain may go a little later. */
static uint64_t settled(uint64_t want)
{
	uint64_t now = free_pages();

	for (unsigned int i = 0; i < 100000 && now != want; i++) {
		hypercall(__HYPERVISOR_sched_op, SCHEDOP_yield, NULL);
		now = free_pages();
	}
	return now;
}

void test_main(void)
{
	uint64_t before, start;
	long bad = 0;

	/* What stays allocated for good is so after the first ones. */
	for (unsigned int i = 0; i < 20; i++)
		bad |= one_round();
	before = free_pages();
	before = settled(before + 1);
	start = tsc();
	for (unsigned int i = 0; i < ROUNDS && !bad; i++)
		bad = one_round();
	say("%u thousand ticks a round\n",
	    (unsigned int)((tsc() - start) / ROUNDS / 1000));
	check("200 rounds of create and destroy: failed step", bad, 0);
	check("free pages afterwards", (long)settled(before), (long)before);
}
