/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * One frame in two roles: what the hypervisor writes to or reads from may not
 * become a page table or a descriptor table, and the other way round. Every
 * pair is tried in both orders. And queues with links made up by the guest.
 */
#include "ask.h"

static uint64_t page[8][512] __attribute__((aligned(4096)));
static uint64_t granted[512] __attribute__((aligned(4096)));
static char table[PAGE_SIZE] __attribute__((aligned(4096)));
static struct grant_entry_v1 *grants = (void *)table;

static uint64_t mfn_of(const void *va)
{
	return va_to_mfn(va);
}

/* ---- roles: take one on with a frame, and give it up again ---- */

static grant_handle_t handle;
static void *spare_va = granted;

static long as_table(uint64_t *p, unsigned int cmd)
{
	long ret = update_va(p, mfn_of(p) << 12 | 0x61, UVMF_INVLPG);

	if (!ret)
		ret = mmuext1(cmd, mfn_of(p), 0);
	if (ret)
		update_va(p, mfn_of(p) << 12 | 0x63, UVMF_INVLPG);
	return ret;
}

static long take_l1(uint64_t *p) { return as_table(p, MMUEXT_PIN_L1_TABLE); }
static long take_l2(uint64_t *p) { return as_table(p, MMUEXT_PIN_L2_TABLE); }
static long take_l4(uint64_t *p) { return as_table(p, MMUEXT_PIN_L4_TABLE); }

static void drop_table(uint64_t *p)
{
	mmuext1(MMUEXT_UNPIN_TABLE, mfn_of(p), 0);
	update_va(p, mfn_of(p) << 12 | 0x63, UVMF_INVLPG);
}

static long take_gdt(uint64_t *p)
{
	uint64_t frame = mfn_of(p);
	long ret = update_va(p, frame << 12 | 0x61, UVMF_INVLPG);

	if (!ret)
		ret = hypercall(__HYPERVISOR_set_gdt, &frame, 512UL);
	if (ret)
		update_va(p, frame << 12 | 0x63, UVMF_INVLPG);
	return ret;
}

static void drop_gdt(uint64_t *p)
{
	uint64_t none = 0;

	hypercall(__HYPERVISOR_set_gdt, &none, 0UL);
	update_va(p, mfn_of(p) << 12 | 0x63, UVMF_INVLPG);
}

static long take_writable(uint64_t *p)
{
	return update_va(spare_va, mfn_of(p) << 12 | 0x63, UVMF_INVLPG);
}

static void drop_writable(uint64_t *p)
{
	(void)p;
	update_va(spare_va, 0, UVMF_INVLPG);
}

static long take_grant(uint64_t *p)
{
	struct gnttab_map_grant_ref m = {
		.host_addr = (uint64_t)spare_va, .flags = GNTMAP_host_map,
		.ref = 8, .dom = 0,
	};

	grants[8] = (struct grant_entry_v1){ GTF_permit_access, 0,
					     (uint32_t)mfn_of(p) };
	hypercall(__HYPERVISOR_grant_table_op, (long)GNTTABOP_map_grant_ref,
		  &m, 1UL);
	handle = m.handle;
	return m.status;
}

static void drop_grant(uint64_t *p)
{
	struct gnttab_unmap_grant_ref u = {
		.host_addr = (uint64_t)spare_va, .handle = handle,
	};

	(void)p;
	hypercall(__HYPERVISOR_grant_table_op, (long)GNTTABOP_unmap_grant_ref,
		  &u, 1UL);
}

static long take_device(uint64_t *p)
{
	struct gnttab_map_grant_ref m = {
		.flags = GNTMAP_device_map, .ref = 9, .dom = 0,
	};

	grants[9] = (struct grant_entry_v1){ GTF_permit_access, 0,
					     (uint32_t)mfn_of(p) };
	hypercall(__HYPERVISOR_grant_table_op, (long)GNTTABOP_map_grant_ref,
		  &m, 1UL);
	handle = m.handle;
	return m.status;
}

static void drop_device(uint64_t *p)
{
	struct gnttab_unmap_grant_ref u = {
		.dev_bus_addr = mfn_of(p) << 12, .handle = handle,
	};

	hypercall(__HYPERVISOR_grant_table_op, (long)GNTTABOP_unmap_grant_ref,
		  &u, 1UL);
}

static long take_copy(uint64_t *p)
{
	struct gnttab_copy c = { .len = 8 };

	c.source.u.gmfn = mfn_of(page[7]);
	c.source.domid = c.dest.domid = DOMID_SELF;
	c.dest.u.gmfn = mfn_of(p);
	hypercall(__HYPERVISOR_grant_table_op, (long)GNTTABOP_copy, &c, 1UL);
	return c.status;
}

static void drop_nothing(uint64_t *p)
{
	(void)p;
}

static const struct role {
	const char *name;
	long (*take)(uint64_t *p);
	void (*drop)(uint64_t *p);
} roles[] = {
	{ "L1", take_l1, drop_table }, { "L2", take_l2, drop_table },
	{ "L4", take_l4, drop_table }, { "GDT", take_gdt, drop_gdt },
	{ "writable", take_writable, drop_writable },
	{ "grant", take_grant, drop_grant },
	{ "device grant", take_device, drop_device },
	{ "copied to", take_copy, drop_nothing },
};
#define NR_ROLES (sizeof(roles) / sizeof(*roles))

static void pairs(void)
{
	uint64_t *p = page[0];

	for (unsigned int a = 0; a < NR_ROLES; a++)
		for (unsigned int b = 0; b < NR_ROLES; b++) {
			long first, second;

			if (a == b)
				continue;
			/* Both at one address: not what is asked. */
			if (a >= 4 && b >= 4 && a <= 5 && b <= 5)
				continue;
			first = roles[a].take(p);
			answer(named(named("first", roles[a].name, ~0UL),
				     roles[b].name, ~0UL), first);
			second = roles[b].take(p);
			answer(named(named("while", roles[a].name, ~0UL),
				     roles[b].name, ~0UL), second);
			if (!second)
				roles[b].drop(p);
			if (!first)
				roles[a].drop(p);
		}
}

/* ---- frames for good: each of its own, since they are never given back ---- */

static void for_good(const char *what, uint64_t *p)
{
	for (unsigned int b = 0; b < NR_ROLES; b++) {
		long ret = roles[b].take(p);

		answer(named(named("while", what, ~0UL), roles[b].name, ~0UL),
		       ret);
		if (!ret)
			roles[b].drop(p);
	}
}

static void fifo_pages(void)
{
	struct evtchn_init_control c = { .control_gfn = mfn_of(page[1]) };
	struct evtchn_expand_array e = { mfn_of(page[2]) };

	answer("table as control", (take_l1(page[1]),
		hypercall(__HYPERVISOR_event_channel_op,
			  (long)EVTCHNOP_init_control, &c)));
	drop_table(page[1]);
	answer("control", hypercall(__HYPERVISOR_event_channel_op,
				    (long)EVTCHNOP_init_control, &c));
	for_good("control", page[1]);
	answer("table as array", (take_l1(page[2]),
		hypercall(__HYPERVISOR_event_channel_op,
			  (long)EVTCHNOP_expand_array, &e)));
	drop_table(page[2]);
	answer("array", hypercall(__HYPERVISOR_event_channel_op,
				  (long)EVTCHNOP_expand_array, &e));
	for_good("array", page[2]);
}

static void vcpu_info_page(void)
{
	struct vcpu_register_vcpu_info r = { .mfn = mfn_of(page[3]) };

	answer("table as vcpu_info", (take_l1(page[3]),
		hypercall(__HYPERVISOR_vcpu_op,
			  (long)VCPUOP_register_vcpu_info, 0UL, &r)));
	drop_table(page[3]);
	answer("vcpu_info", hypercall(__HYPERVISOR_vcpu_op,
		(long)VCPUOP_register_vcpu_info, 0UL, &r));
	((struct vcpu_info *)page[3])->evtchn_upcall_mask = 1;
	for_good("vcpu_info", page[3]);
}

/* What is only to be read is not written to on our behalf either. */
static void answers_into_tables(void)
{
	struct vcpu_register_runstate_memory_area area;
	struct multicall_entry *e = (void *)page[4];

	e[0].op = __HYPERVISOR_xen_version;
	answer("read-only", update_va(page[4], mfn_of(page[4]) << 12 | 0x61,
				      UVMF_INVLPG));
	answer("multicall in it", hypercall(__HYPERVISOR_multicall, e, 1UL));
	answer("its result", (long)e[0].result);
	answer("version into it", hypercall(__HYPERVISOR_xen_version,
		(long)XENVER_extraversion, page[4]));
	area.addr.v = (void *)page[4];
	answer("runstate into it", hypercall(__HYPERVISOR_vcpu_op,
		(long)VCPUOP_register_runstate_memory_area, 0UL, &area));
	answer("its first word", (long)page[4][0]);
	answer("into the table that maps us", hypercall(
		__HYPERVISOR_xen_version, (long)XENVER_extraversion,
		l4_table()));
	area.addr.v = NULL;
	hypercall(__HYPERVISOR_vcpu_op,
		  (long)VCPUOP_register_runstate_memory_area, 0UL, &area);
}

/* ---- tables that refer to themselves and to each other ---- */

static void circles(void)
{
	uint64_t *a = page[5], *b = page[6], ma = mfn_of(a), mb = mfn_of(b);

	a[0] = ma << 12 | 0x67;			/* L2 onto itself, writable */
	answer("L2 onto itself", take_l2(a));
	a[0] = ma << 12 | 0x61;
	answer("L2 onto itself to read", take_l2(a));
	drop_table(a);
	a[0] = 0;
	answer("L4 onto itself to write", (a[5] = ma << 12 | 0x63,
					   take_l4(a)));
	drop_table(a);
	a[5] = ma << 12 | 0x61;
	answer("L4 onto itself to read", take_l4(a));
	drop_table(a);
	a[5] = 0;
	a[0] = mb << 12 | 0x67;
	b[0] = ma << 12 | 0x67;
	answer("L2 and L2, read-only first", update_va(b, mb << 12 | 0x61,
						       UVMF_INVLPG));
	answer("L2 onto L2", take_l2(a));
	drop_table(a);
	update_va(b, mb << 12 | 0x63, UVMF_INVLPG);
	a[0] = mb << 12 | 0x61;
	b[0] = 0;
	update_va(b, mb << 12 | 0x61, UVMF_INVLPG);
	answer("linear L2", take_l2(a));
	drop_table(a);
	update_va(b, mb << 12 | 0x63, UVMF_INVLPG);
	a[0] = mb << 12 | 0x67;
	answer("L1 maps a page", take_l1(a));
	answer("that page as L2", take_l2(b));
	drop_table(a);
	a[0] = ma << 12 | 0x67;
	answer("L1 maps itself", take_l1(a));
	a[0] = ma << 12 | 0x65;
	answer("L1 maps itself to read", take_l1(a));
	answer("and then to write", mmu_update1(ma << 12, ma << 12 | 0x67));
	drop_table(a);
}

/* ---- queues with made-up links ---- */

static void send(uint32_t port)
{
	struct evtchn_send s = { port };

	hypercall(__HYPERVISOR_event_channel_op, (long)EVTCHNOP_send, &s);
}

static void made_up_links(void)
{
	static const uint32_t links[] = { 0, 1, 2, 3, 131071, 1023, 1024 };
	volatile uint32_t *words = (void *)page[2];
	struct evtchn_bind_ipi ipi[3] = { { 0 } };

	for (int i = 0; i < 3; i++)
		answer(named("ipi", "", (unsigned long)i),
		       hypercall(__HYPERVISOR_event_channel_op,
				 (long)EVTCHNOP_bind_ipi, &ipi[i]));
	for (unsigned int k = 0; k < sizeof(links) / 4; k++)
		for (uint32_t flags = 0; flags < 16; flags++) {
			struct evtchn_set_priority pr = { ipi[0].port,
							  flags };

			words[ipi[0].port] = flags << 28 | links[k];
			words[ipi[1].port] = flags << 28 | ipi[1].port;
			hypercall(__HYPERVISOR_event_channel_op,
				  (long)EVTCHNOP_set_priority, &pr);
			for (int i = 0; i < 3; i++)
				send(ipi[i].port);
			words[ipi[1].port] = 0xffffffff;
			for (int i = 0; i < 3; i++)
				send(ipi[2 - i].port);
		}
	answer("still sends", hypercall(__HYPERVISOR_event_channel_op,
		(long)EVTCHNOP_send, &(struct evtchn_send){ ipi[0].port }));
	for (int i = 0; i < 3; i++) {
		struct evtchn_close c = { ipi[i].port };

		words[ipi[i].port] = 0xffffffff;
		answer(named("close", "", (unsigned long)i),
		       hypercall(__HYPERVISOR_event_channel_op,
				 (long)EVTCHNOP_close, &c));
	}
}

void test_main(void)
{
	static xen_pfn_t pfn;
	struct gnttab_setup_table t = { .dom = DOMID_SELF, .nr_frames = 1 };

	vcpu0()->evtchn_upcall_mask = 1;
	set_xen_guest_handle(t.frame_list, &pfn);
	hypercall(__HYPERVISOR_grant_table_op, (long)GNTTABOP_setup_table, &t,
		  1UL);
	update_va(table, pfn << 12 | 0x67, UVMF_INVLPG);
	for (int i = 0; i < 8; i++)
		page[i][0] = 0;
	pairs();
	answers_into_tables();
	circles();
	fifo_pages();
	made_up_links();
	vcpu_info_page();
}
