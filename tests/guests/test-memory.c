/* SPDX-License-Identifier: GPL-2.0-only */
/* memory_op: every sub-operation with good and bad arguments. */
#define __XEN_TOOLS__ 1
#include "ask.h"

static char page[16][PAGE_SIZE] __attribute__((aligned(4096)));

static long op(unsigned long cmd, void *arg)
{
	return hypercall(__HYPERVISOR_memory_op, cmd, arg);
}

static const domid_t domains[] = {
	DOMID_SELF, 0, 1, 1234, DOMID_IO, DOMID_XEN, DOMID_COW, DOMID_INVALID,
	DOMID_IDLE,
};
#define NR_DOMAINS (sizeof(domains) / sizeof(*domains))

static void unknown(void)
{
	static uint64_t buf[64];

	for (unsigned int cmd = 0; cmd < 40; cmd++) {
		/* These tell where the machine's memory is. */
		ask_pointers(named("pointers", "", cmd),
			     __HYPERVISOR_memory_op, cmd);
		answer(named("start 1 of", "", cmd), op(1UL << 6 | cmd, HV_ADDR));
		answer(named("start 2^26 of", "", cmd),
		       op(1UL << 32 | cmd, HV_ADDR));
	}
	for (unsigned int cmd = 29; cmd < 40; cmd++)
		answer(named("cmd", "", cmd), op(cmd, buf));
	answer("cmd ~0", op(~0UL, buf));
}

static void figures(void)
{
	for (unsigned int i = 0; i < NR_DOMAINS; i++) {
		domid_t d = domains[i];

		answer(named("current", "", d),
		       op(XENMEM_current_reservation, &d) > 0 ? 1 :
		       op(XENMEM_current_reservation, &d));
		answer(named("maximum", "", d),
		       op(XENMEM_maximum_reservation, &d) > 0 ? 1 :
		       op(XENMEM_maximum_reservation, &d));
		answer(named("gpfn", "", d), op(XENMEM_maximum_gpfn, &d) >= 0 ?
		       1 : op(XENMEM_maximum_gpfn, &d));
	}
	answer("sharing freed", op(XENMEM_get_sharing_freed_pages, NULL));
	answer("sharing shared", op(XENMEM_get_sharing_shared_pages, NULL));
}

static xen_pfn_t list[64];

static struct xen_memory_reservation res(unsigned long nr, unsigned int order,
					 unsigned int flags, domid_t dom)
{
	struct xen_memory_reservation r = {
		.nr_extents = nr, .extent_order = order, .mem_flags = flags,
		.domid = dom,
	};

	set_xen_guest_handle(r.extent_start, list);
	return r;
}

static void reservations(unsigned int cmd, const char *name)
{
	static const unsigned long nrs[] = { 0, 1, 1UL << 26, 1UL << 27,
		1UL << 57, 1UL << 58, ~0UL };
	static const unsigned int orders[] = { 9, 10, 18, 19, 20, 30, 31, 32,
		52, 63, 64, ~0U };
	static const unsigned int flags[] = { 1, 11, 12, 13, 20, 255, 1 << 8,
		1 << 16, 1 << 17, 1 << 18, 1 << 19, 1U << 31, ~0U };
	struct xen_memory_reservation r;

	for (unsigned int i = 0; i < 7; i++) {
		list[0] = ~0UL;
		r = res(nrs[i], 0, 0, DOMID_SELF);
		r.extent_start.p = HV_ADDR;
		answer(named(name, "extents, list in hypervisor", nrs[i]),
		       op(cmd, &r));
	}
	for (unsigned int i = 0; i < sizeof(orders) / 4; i++) {
		list[0] = ~0UL;
		r = res(cmd == XENMEM_decrease_reservation ? 1 : 1, orders[i],
			0, DOMID_SELF);
		if (cmd != XENMEM_decrease_reservation)
			r.nr_extents = 0;
		answer(named(name, "order", orders[i]), op(cmd, &r));
	}
	for (unsigned int i = 0; i < NR_DOMAINS; i++) {
		list[0] = ~0UL;
		r = res(cmd == XENMEM_decrease_reservation, 0, 0, domains[i]);
		answer(named(name, "domain", domains[i]), op(cmd, &r));
	}
	for (unsigned int i = 0; i < sizeof(flags) / 4; i++) {
		list[0] = 1UL << 40;
		r = res(cmd == XENMEM_decrease_reservation, 0, flags[i],
			DOMID_SELF);
		answer(named(name, "flags", flags[i]), op(cmd, &r));
	}
}

/* Giving frames back, and what is not ours to give. */
static void decreases(void)
{
	static const struct { const char *name; uint64_t mfn; } bad[] = {
		{ "0", 0 }, { "1", 1 }, { "past the end", 1UL << 30 },
		{ "2^52", 1UL << 52 }, { "~0", ~0UL },
	};
	struct xen_memory_reservation r = res(1, 0, 0, DOMID_SELF);
	domid_t self = DOMID_SELF;
	long before = op(XENMEM_current_reservation, &self);
	uint64_t mfn = va_to_mfn(page[0]);

	for (unsigned int i = 0; i < 5; i++) {
		list[0] = bad[i].mfn;
		answer(named("give", bad[i].name, ~0UL),
		       op(XENMEM_decrease_reservation, &r));
	}
	list[0] = start_info->shared_info >> 12;
	answer("give shared_info", op(XENMEM_decrease_reservation, &r));
	answer("unmap", update_va(page[0], 0, UVMF_INVLPG));
	list[0] = mfn;
	answer("give ours", op(XENMEM_decrease_reservation, &r));
	answer("give twice", op(XENMEM_decrease_reservation, &r));
	answer("fewer", op(XENMEM_current_reservation, &self) - before);
	answer("map what is gone", update_va(page[0], mfn << 12 | 0x67,
					     UVMF_INVLPG));
	list[0] = va_to_pfn(page[0]);
	answer("populate", op(XENMEM_populate_physmap, &r));
	answer("as before", op(XENMEM_current_reservation, &self) - before);
	answer("map what came", update_va(page[0], list[0] << 12 | 0x67,
					  UVMF_INVLPG));
	answer("m2p of it", (long)(((uint64_t *)MACH2PHYS_VIRT_START)[list[0]] -
				   va_to_pfn(page[0])));
	answer("its contents", (long)*(uint64_t *)page[0]);
	r.extent_start.p = NULL;
	answer("populate without list", op(XENMEM_populate_physmap, &r));
	answer("increase without list", op(XENMEM_increase_reservation, &r));
	/* Still mapped: it goes when the last use does. */
	r = res(1, 0, 0, DOMID_SELF);
	list[0] = va_to_mfn(page[1]);
	answer("give what is mapped", op(XENMEM_decrease_reservation, &r));
	answer("give a table", (list[0] = va_to_mfn(l4_table()),
				op(XENMEM_decrease_reservation, &r)));
}

static long exchange(unsigned long ni, unsigned int oi, unsigned long no,
		     unsigned int oo, unsigned long done, domid_t di,
		     domid_t dd)
{
	static xen_pfn_t out[64];
	struct xen_memory_exchange x = {
		.in = res(ni, oi, 0, di), .out = res(no, oo, 0, dd),
		.nr_exchanged = done,
	};
	long ret;

	list[0] = ~0UL;
	set_xen_guest_handle(x.out.extent_start, out);
	ret = op(XENMEM_exchange, &x);
	return ret;
}

static void exchanges(void)
{
	static const struct {
		unsigned long ni;
		unsigned int oi;
		unsigned long no;
		unsigned int oo;
		unsigned long done;
	} x[] = {
		{ 0, 0, 0, 0, 0 }, { 1, 0, 1, 0, 0 }, { 1, 0, 1, 0, 1 },
		{ 1, 0, 1, 0, 2 }, { 1, 0, 2, 0, 0 }, { 2, 0, 1, 1, 0 },
		{ 1, 1, 2, 0, 0 }, { 1, 18, 1, 18, 0 }, { 1, 19, 1, 19, 0 },
		{ 0, 19, 0, 0, 0 }, { 0, 45, 0, 0, 0 }, { 0, 46, 0, 0, 0 },
		{ 0, 47, 0, 0, 0 }, { 0, 0, 0, 19, 0 }, { 0, 0, 0, 46, 0 },
		{ 0, 64, 0, 0, 0 }, { 0, 0, 0, 64, 0 },
		{ 1UL << 58, 0, 1UL << 58, 0, 0 }, { ~0UL, 0, ~0UL, 0, 0 },
		{ 1UL << 63, 1, 0, 0, 0 },
	};

	for (unsigned int i = 0; i < sizeof(x) / sizeof(*x); i++)
		answer(named("exchange", "", i), exchange(x[i].ni, x[i].oi,
			x[i].no, x[i].oo, x[i].done, DOMID_SELF, DOMID_SELF));
	for (unsigned int i = 0; i < NR_DOMAINS; i++) {
		answer(named("exchange of", "", domains[i]),
		       exchange(1, 0, 1, 0, 0, domains[i], domains[i]));
		answer(named("exchange into", "", domains[i]),
		       exchange(1, 0, 1, 0, 0, DOMID_SELF, domains[i]));
	}
}

/* Eight single frames for one extent, and back. */
static void exchange_for_real(void)
{
	static xen_pfn_t out[8];
	struct xen_memory_exchange x = {
		.in = res(8, 0, 0, DOMID_SELF), .out = res(1, 3, 0, DOMID_SELF),
	};

	for (unsigned int i = 0; i < 8; i++) {
		list[i] = va_to_mfn(page[8 + i]);
		if (i != 5)
			update_va(page[8 + i], 0, UVMF_INVLPG);
	}
	set_xen_guest_handle(x.out.extent_start, out);
	out[0] = va_to_pfn(page[8]);
	answer("one still mapped", op(XENMEM_exchange, &x));
	answer("one still mapped: done", x.nr_exchanged);
	update_va(page[8 + 5], 0, UVMF_INVLPG);
	answer("one for eight", op(XENMEM_exchange, &x));
	answer("one for eight: done", x.nr_exchanged);
	answer("aligned", out[0] & 7);
	answer("m2p", (long)(((uint64_t *)MACH2PHYS_VIRT_START)[out[0] + 7] -
			     va_to_pfn(page[15])));
	answer("again", op(XENMEM_exchange, &x));
	x.nr_exchanged = 0;
	answer("again from 0", op(XENMEM_exchange, &x));
	list[0] = list[1] = out[0];
	x.in.nr_extents = 2;
	x.out.extent_order = 1;
	answer("twice the same", op(XENMEM_exchange, &x));
	answer("contiguous page", update_va(page[8], (out[0] + 3) << 12 | 0x67,
					    UVMF_INVLPG));
}

static void physmaps(void)
{
	struct xen_remove_from_physmap rm = { .gpfn = 5 };
	struct xen_add_to_physmap a = { .gpfn = 5 };
	struct xen_add_to_physmap_batch b = { 0 };

	for (unsigned int i = 0; i < NR_DOMAINS; i++) {
		a.domid = rm.domid = b.domid = domains[i];
		for (unsigned int space = 0; space < 7; space++) {
			a.space = space;
			answer(named(named("add_to_physmap space", "", space),
				     "of", domains[i]),
			       op(XENMEM_add_to_physmap, &a));
			b.space = (uint16_t)space;
			answer(named(named("batch space", "", space), "of",
				     domains[i]),
			       op(XENMEM_add_to_physmap_batch, &b));
		}
		answer(named("remove_from_physmap", "", domains[i]),
		       op(XENMEM_remove_from_physmap, &rm));
	}
}

static void maps(void)
{
	static char big[8192];
	struct xen_memory_map m = { .nr_entries = 128 };
	struct xen_machphys_mfn_list l = { .max_extents = 64 };
	struct xen_machphys_mapping mp = { 0 };
	static xen_pfn_t mfns[64];

	set_xen_guest_handle(m.buffer, (void *)big);
	answer("memory_map", op(XENMEM_memory_map, &m));
	m.nr_entries = 1;
	answer("machine_memory_map 1", op(XENMEM_machine_memory_map, &m));
	m.nr_entries = 0;
	answer("machine_memory_map 0", op(XENMEM_machine_memory_map, &m));
	m.nr_entries = 128;
	m.buffer.p = HV_ADDR;
	answer("machine_memory_map bad", op(XENMEM_machine_memory_map, &m));
	set_xen_guest_handle(l.extent_start, mfns);
	answer("machphys_mfn_list", op(XENMEM_machphys_mfn_list, &l));
	l.max_extents = 0;
	answer("machphys_mfn_list 0", op(XENMEM_machphys_mfn_list, &l));
	answer("machphys_mfn_list 0 nr", l.nr_extents);
	l.max_extents = 64;
	answer("machphys_compat_mfn_list",
	       op(XENMEM_machphys_compat_mfn_list, &l));
	answer("machphys_mapping", op(XENMEM_machphys_mapping, &mp));
	answer("m2p start", (long)mp.v_start);
	answer("m2p end", (long)mp.v_end);
}

static void set_map(void)
{
	static char entries[20 * 140];
	static const unsigned int nrs[] = { 0, 1, 128, 129, ~0U };
	struct xen_foreign_memory_map f = { 0 };

	for (unsigned int i = 0; i < 5; i++) {
		f.domid = DOMID_SELF;
		f.map.nr_entries = nrs[i];
		set_xen_guest_handle(f.map.buffer, (void *)entries);
		answer(named("set_memory_map", "", nrs[i]),
		       op(XENMEM_set_memory_map, &f));
	}
	for (unsigned int i = 0; i < NR_DOMAINS; i++) {
		f.domid = domains[i];
		f.map.nr_entries = 1;
		answer(named("set_memory_map of", "", domains[i]),
		       op(XENMEM_set_memory_map, &f));
	}
	f.map.nr_entries = 128;
	answer("memory_map then", op(XENMEM_memory_map, &f.map));
	answer("memory_map then has", f.map.nr_entries);
}

static void others(void)
{
	struct xen_memory_reservation r = { .domid = DOMID_SELF };
	struct xen_pod_target p = { 0 };
	struct xen_mem_access_op acc = { 0 };
	struct xen_mem_paging_op pag = { 0 };
	struct xen_mem_sharing_op sh = { 0 };
	struct xen_vnuma_topology_info v = { 0 };
	struct xen_reserved_device_memory_map rd = { 0 };

	for (unsigned int i = 0; i < NR_DOMAINS; i++) {
		domid_t d = domains[i];

		r.domid = p.domid = acc.domid = pag.domain = sh.domain =
			v.domid = d;
		answer(named("claim", "", d), op(XENMEM_claim_pages, &r));
		answer(named("set_pod", "", d), op(XENMEM_set_pod_target, &p));
		answer(named("get_pod", "", d), op(XENMEM_get_pod_target, &p));
		answer(named("access", "", d), op(XENMEM_access_op, &acc));
		answer(named("paging", "", d), op(XENMEM_paging_op, &pag));
		answer(named("sharing", "", d), op(XENMEM_sharing_op, &sh));
		answer(named("vnuma", "", d), op(XENMEM_get_vnumainfo, &v));
	}
	r = (struct xen_memory_reservation){ .domid = 0, .nr_extents = 1 };
	answer("claim fewer", op(XENMEM_claim_pages, &r));
	r.nr_extents = 1UL << 40;
	answer("claim much", op(XENMEM_claim_pages, &r));
	r.extent_order = 1;
	answer("claim order", op(XENMEM_claim_pages, &r));
	r.extent_order = 0;
	r.mem_flags = 1;
	answer("claim flags", op(XENMEM_claim_pages, &r));
	r.mem_flags = 0;
	r.nr_extents = 0;
	answer("claim none", op(XENMEM_claim_pages, &r));
	v.domid = DOMID_SELF;
	v.pad = 1;
	answer("vnuma pad", op(XENMEM_get_vnumainfo, &v));
	answer("reserved memory", op(XENMEM_reserved_device_memory_map, &rd));
	rd.flags = 2;
	answer("reserved flags 2", op(XENMEM_reserved_device_memory_map, &rd));
}

static void resources(void)
{
	static const struct { uint16_t type; uint32_t id, nr, frame; } q[] = {
		{ 0, 0, 0, 0 }, { 0, 0, 1, 0 }, { 1, 0, 0, 0 }, { 1, 0, 1, 0 },
		{ 1, 0, 1, 63 }, { 1, 0, 1, 64 }, { 1, 0, 2, 63 },
		{ 1, 0, 65, 0 }, { 1, 1, 0, 0 }, { 1, 1, 1, 0 }, { 1, 2, 0, 0 },
		{ 1, 2, 1, 0 }, { 2, 0, 0, 0 }, { 2, 0, 1, 0 }, { 3, 0, 0, 0 },
		{ 3, 0, 1, 0 }, { 1, 0, 1, ~0U }, { 1, 0, ~0U, 0 },
		{ 1, 0, 1U << 26, 0 },
	};
	static xen_pfn_t mfns[128];
	struct xen_mem_acquire_resource a;

	for (unsigned int i = 0; i < sizeof(q) / sizeof(*q); i++) {
		a = (struct xen_mem_acquire_resource){ .domid = DOMID_SELF,
			.type = q[i].type, .id = q[i].id,
			.nr_frames = q[i].nr, .frame = q[i].frame };
		answer(named("resource size", "", i),
		       op(XENMEM_acquire_resource, &a));
		answer(named("resource size", "is", i), a.nr_frames);
		a.nr_frames = q[i].nr;
		set_xen_guest_handle(a.frame_list, mfns);
		answer(named("resource", "", i),
		       op(XENMEM_acquire_resource, &a));
	}
	for (unsigned int i = 0; i < NR_DOMAINS; i++) {
		a = (struct xen_mem_acquire_resource){ .domid = domains[i],
						       .type = 1 };
		answer(named("resource of", "", domains[i]),
		       op(XENMEM_acquire_resource, &a));
	}
	a = (struct xen_mem_acquire_resource){ .domid = DOMID_SELF, .type = 1,
					       .pad = 1 };
	answer("resource pad", op(XENMEM_acquire_resource, &a));
}

void test_main(void)
{
	figures();
	reservations(XENMEM_increase_reservation, "increase");
	reservations(XENMEM_decrease_reservation, "decrease");
	reservations(XENMEM_populate_physmap, "populate");
	decreases();
	exchanges();
	exchange_for_real();
	physmaps();
	maps();
	resources();
	others();
	set_map();
	unknown();
}
