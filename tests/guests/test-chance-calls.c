/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Calls by chance, but for those on memory (chance-mm): events, grants,
 * vCPUs, time, interrupts, callbacks. Each chapter of some calls begins anew;
 * its answer is a sum of the results, of what was written back, and of the
 * state that can be asked for.
 *
 * seed=, chapters=, from=, length=; detail=1 shows each call.
 */
#include "chance-args.h"

#include <xen/callback.h>

#define PORTS		24U
#define WINDOWS		4U

static char window[WINDOWS][4096] __attribute__((aligned(4096)));
static grant_entry_v1_t *grants;
static char grant_page[4096] __attribute__((aligned(4096)));
static uint64_t sum;
static bool show;

static void add(uint64_t v)
{
	sum = (sum ^ v) * 0x100000001b3UL;
	sum ^= sum >> 29;
}

static void add_bytes(const void *p, unsigned int n)
{
	const uint64_t *w = p;

	for (unsigned int k = 0; k < n / 8; k++)
		add(w[k]);
}

/* ---- the calls ---- */

#define VAGUE	1U		/* times are written back */
#define COUNTED	2U		/* the third argument counts structures */
#define VCPU	4U		/* the second argument is a vCPU */
#define WHOLE	8U		/* the structure has the command in it */
#define PLAIN	16U		/* no structure: the kinds are arguments */

static const struct call {
	const char *name;
	unsigned int nr, cmd, weight, flags;
	const char *kinds;
} calls[] = {
	{ "bind_interdomain", __HYPERVISOR_event_channel_op, 0, 6, 0, "dpo" },
	{ "bind_virq", __HYPERVISOR_event_channel_op, 1, 4, 0, "wvo" },
	{ "bind_pirq", __HYPERVISOR_event_channel_op, 2, 4, 0, "qfo" },
	{ "close", __HYPERVISOR_event_channel_op, 3, 4, 0, "p" },
	{ "send", __HYPERVISOR_event_channel_op, 4, 4, 0, "p" },
	{ "status", __HYPERVISOR_event_channel_op, 5, 4, 0, "dp" },
	{ "alloc_unbound", __HYPERVISOR_event_channel_op, 6, 6, 0, "ddo" },
	{ "bind_ipi", __HYPERVISOR_event_channel_op, 7, 3, 0, "vo" },
	{ "bind_vcpu", __HYPERVISOR_event_channel_op, 8, 3, 0, "pv" },
	{ "unmask", __HYPERVISOR_event_channel_op, 9, 3, 0, "p" },
	{ "reset", __HYPERVISOR_event_channel_op, 10, 1, 0, "d" },
	{ "init_control", __HYPERVISOR_event_channel_op, 11, 2, 0, "mwvb" },
	{ "expand_array", __HYPERVISOR_event_channel_op, 12, 2, 0, "m" },
	{ "set_priority", __HYPERVISOR_event_channel_op, 13, 2, 0, "pn" },
	{ "event 14", __HYPERVISOR_event_channel_op, 14, 1, 0, "dp" },
	{ "event 15", __HYPERVISOR_event_channel_op, 15, 1, 0, "dp" },
	{ "unmap", __HYPERVISOR_grant_table_op, 1, 4, COUNTED, "aWno" },
	{ "copy", __HYPERVISOR_grant_table_op, 5, 6, COUNTED,
	  "gwdsogwdsosFs" },
	{ "query_size", __HYPERVISOR_grant_table_op, 6, 2, COUNTED, "dooo" },
	{ "replace", __HYPERVISOR_grant_table_op, 7, 2, COUNTED, "aano" },
	{ "set_version", __HYPERVISOR_grant_table_op, 8, 1, COUNTED, "n" },
	{ "status frames", __HYPERVISOR_grant_table_op, 9, 1, COUNTED,
	  "nda" },
	{ "get_version", __HYPERVISOR_grant_table_op, 10, 1, COUNTED, "do" },
	{ "swap", __HYPERVISOR_grant_table_op, 11, 2, COUNTED, "ggo" },
	{ "cache_flush", __HYPERVISOR_grant_table_op, 12, 1, COUNTED,
	  "Wssf" },
	{ "grants 13", __HYPERVISOR_grant_table_op, 13, 1, COUNTED, "WW" },
	{ "yield", __HYPERVISOR_sched_op, 0, 1, 0, "w" },
	{ "shutdown_code", __HYPERVISOR_sched_op, 5, 1, 0, "dn" },
	{ "pin_override", __HYPERVISOR_sched_op, 7, 1, 0, "w" },
	{ "sched 8", __HYPERVISOR_sched_op, 8, 1, 0, "w" },
	{ "is_up", __HYPERVISOR_vcpu_op, 3, 1, VCPU, "w" },
	{ "runstate", __HYPERVISOR_vcpu_op, 4, 1, VCPU | VAGUE, "w" },
	{ "stop periodic", __HYPERVISOR_vcpu_op, 7, 1, VCPU, "w" },
	{ "stop singleshot", __HYPERVISOR_vcpu_op, 9, 1, VCPU, "w" },
	{ "physid", __HYPERVISOR_vcpu_op, 12, 1, VCPU, "W" },
	{ "vcpu 14", __HYPERVISOR_vcpu_op, 14, 1, VCPU, "W" },
	{ "eoi", __HYPERVISOR_physdev_op, 12, 2, 0, "q" },
	{ "irq status", __HYPERVISOR_physdev_op, 5, 2, 0, "qo" },
	{ "iopl", __HYPERVISOR_physdev_op, 6, 1, 0, "w" },
	{ "iobitmap", __HYPERVISOR_physdev_op, 7, 1, 0, "aw" },
	{ "apic_read", __HYPERVISOR_physdev_op, 8, 1, 0, "Wwo" },
	{ "irq vector", __HYPERVISOR_physdev_op, 10, 1, 0, "qo" },
	{ "free vector", __HYPERVISOR_physdev_op, 11, 1, 0, "qo" },
	{ "map_pirq", __HYPERVISOR_physdev_op, 13, 4, 0, "dnqqwwwW" },
	{ "unmap_pirq", __HYPERVISOR_physdev_op, 14, 3, 0, "dq" },
	{ "pci_remove", __HYPERVISOR_physdev_op, 16, 1, 0, "bb" },
	{ "restore_msi", __HYPERVISOR_physdev_op, 19, 1, 0, "bb" },
	{ "setup_gsi", __HYPERVISOR_physdev_op, 21, 2, 0, "qbb" },
	{ "physdev 22", __HYPERVISOR_physdev_op, 22, 1, 0, "qbb" },
	{ "get_free_pirq", __HYPERVISOR_physdev_op, 23, 2, 0, "no" },
	{ "mmcfg", __HYPERVISOR_physdev_op, 24, 1, 0, "Wsbbw" },
	{ "device_remove", __HYPERVISOR_physdev_op, 26, 1, 0, "sbb" },
	{ "restore_msi_ext", __HYPERVISOR_physdev_op, 27, 1, 0, "sbb" },
	{ "dbgp", __HYPERVISOR_physdev_op, 29, 1, 0, "bbsbb" },
	{ "prepare_msix", __HYPERVISOR_physdev_op, 30, 1, 0, "sbb" },
	{ "release_msix", __HYPERVISOR_physdev_op, 31, 1, 0, "sbb" },
	{ "physdev 33", __HYPERVISOR_physdev_op, 33, 1, 0, "W" },
	{ "callback", __HYPERVISOR_callback_op, 0, 2, 0, "ssa" },
	{ "no callback", __HYPERVISOR_callback_op, 1, 1, 0, "ss" },
	{ "callback 2", __HYPERVISOR_callback_op, 2, 1, 0, "ss" },
	{ "set_debugreg", __HYPERVISOR_set_debugreg, 0, 3, PLAIN, "nW" },
	{ "get_debugreg", __HYPERVISOR_get_debugreg, 0, 2, PLAIN, "n" },
	{ "fpu_taskswitch", __HYPERVISOR_fpu_taskswitch, 0, 1, PLAIN, "n" },
	{ "segment base", __HYPERVISOR_set_segment_base, 0, 2, PLAIN, "na" },
	{ "stack_switch", __HYPERVISOR_stack_switch, 0, 1, PLAIN, "Wa" },
	{ "timer", __HYPERVISOR_set_timer_op, 0, 1, PLAIN, "n" },
	{ "old event", __HYPERVISOR_event_channel_op_compat, 0, 2, WHOLE,
	  "nwwww" },
	{ "old physdev", __HYPERVISOR_physdev_op_compat, 0, 1, WHOLE,
	  "wwww" },
	{ "version", __HYPERVISOR_xen_version, 0, 1, PLAIN, "n" },
	{ "features", __HYPERVISOR_xen_version, 6, 1, 0, "wo" },
	{ "hvm_op", __HYPERVISOR_hvm_op, 0, 1, PLAIN, "na" },
	{ "dm_op", __HYPERVISOR_dm_op, 0, 1, PLAIN, "dna" },
	{ "kexec_op", __HYPERVISOR_kexec_op, 0, 1, PLAIN, "na" },
	{ "argo_op", __HYPERVISOR_argo_op, 0, 1, PLAIN, "naaWW" },
	{ "xsm_op", __HYPERVISOR_xsm_op, 0, 1, PLAIN, "a" },
	{ "nmi_op", __HYPERVISOR_nmi_op, 1, 1, PLAIN, "na" },
	{ "number", 43, 0, 1, PLAIN, "nn" }, { "number", 22, 0, 1, PLAIN, "n" },
	{ "number", 49, 0, 1, PLAIN, "nn" }, { "number", 56, 0, 1, PLAIN, "n" },
};

#define CALLS	(sizeof(calls) / sizeof(*calls))

static void show_args(const char *what)
{
	say("    %s:", what);
	for (unsigned int k = 0; k < 12; k++)
		say(" %x", ((uint32_t *)args)[k]);
	say("\n");
}

static void show_call(const struct call *c, const uint64_t *a)
{
	if (!show)
		return;
	say("    %s %lx %lx %lx\n", c->name, a[0] < 1UL << 40 ? a[0] : 1,
	    a[1] < 1UL << 40 ? a[1] : 1, a[2] < 1UL << 40 ? a[2] : 1);
	if (!(c->flags & PLAIN))
		show_args("given");
}

static long call(const struct call *c)
{
	uint64_t a[5] = { c->cmd, 0, 0, 0, 0 };
	unsigned int n = 0;
	long r;

	if (c->flags & PLAIN) {
		for (const char *k = c->kinds; *k; k++)
			a[n++] = draw_field(*k);
	} else {
		args_fill(c->kinds);
		n = c->flags & WHOLE ? 0 : 1;
		if (c->flags & VCPU)
			a[n++] = draw_field('v');
		a[n++] = draw(40) ? (uint64_t)args : draw_address();
		if (c->flags & COUNTED)
			a[n++] = draw(12) ? 1 : draw(3);
	}
	show_call(c, a);
	r = hypercall(c->nr, a[0], a[1], a[2], a[3], a[4]);
	if (!(c->flags & PLAIN))
		args_neutral(c->kinds);
	return r;
}

/* ---- what needs more than a structure ---- */

static long grant_entry(void)
{
	unsigned int ref = (unsigned int)draw(24);
	grant_entry_v1_t e = {
		.flags = (uint16_t)(draw(3) ? 1 | (draw(2) << 2) : draw(64)),
		.domid = (domid_t)(draw(2) ? 0 : draw_domid()),
		.frame = (uint32_t)draw_mfn(),
	};

	grants[ref] = e;
	if (show)
		say("    entry %u: flags %x for %x\n", ref, e.flags, e.domid);
	return 0;
}

static long grant_map(void)
{
	struct gnttab_map_grant_ref m = {
		.host_addr = (uint64_t)window[draw(WINDOWS)],
		.flags = (uint32_t)draw_field('f'),
		.ref = (grant_ref_t)draw_field('g'),
		.dom = (domid_t)(draw(2) ? DOMID_SELF : draw_domid()),
	};
	long r;

	if (draw(2))
		m.flags = 2 | (draw(2) ? 4 : 0);
	if (m.flags & GNTMAP_contains_pte)
		m.host_addr = l1_entry_ma((void *)m.host_addr);
	if (!draw(12))
		m.host_addr += draw(4096);
	if (show)
		say("    map %u of %x, flags %x\n", m.ref, m.dom, m.flags);
	r = hypercall(__HYPERVISOR_grant_table_op, GNTTABOP_map_grant_ref, &m,
		      1UL);
	if (show)
		say("    status %d, handle %d\n", m.status, m.handle);
	add((uint64_t)m.status);
	if (!m.status)
		add(m.handle);
	return r;
}

static long grant_unmap(void)
{
	struct gnttab_unmap_grant_ref u = {
		.host_addr = draw(3) ? (uint64_t)window[draw(WINDOWS)] : 0,
		.handle = (uint32_t)(draw(8) ? draw(6) : draw_number()),
	};
	long r = hypercall(__HYPERVISOR_grant_table_op,
			   GNTTABOP_unmap_grant_ref, &u, 1UL);

	if (show)
		say("    unmap %u: %d\n", u.handle, u.status);
	add((uint64_t)u.status);
	return r;
}

static long poll(void)
{
	static evtchn_port_t ports[4];
	struct sched_poll p = {
		.nr_ports = (unsigned int)(draw(6) ? draw(4) : draw_number()),
		.timeout = 1,
	};

	for (unsigned int k = 0; k < 4; k++)
		ports[k] = (evtchn_port_t)draw_field('p');
	p.ports.p = draw(8) ? ports : (void *)draw_address();
	if (show)
		say("    poll %u: %u %u\n", p.nr_ports, ports[0], ports[1]);
	return hypercall(__HYPERVISOR_sched_op, SCHEDOP_poll, &p);
}

static long assist(void)
{
	unsigned long cmd = draw(3), type = draw_field('n');

	if (show)
		say("    assist %lu %lu\n", cmd, type);
	return hypercall(__HYPERVISOR_vm_assist, cmd, type);
}

static long trap_table(void)
{
	static struct trap_info t[4];
	unsigned int n = (unsigned int)draw(4);
	long r;

	for (unsigned int k = 0; k < n; k++)
		t[k] = (struct trap_info){
			(uint8_t)draw(256), (uint8_t)draw_number(),
			(uint16_t)(draw(2) ? FLAT_KERNEL_CS : draw_number()),
			draw_address(),
		};
	t[n].address = 0;
	r = hypercall(__HYPERVISOR_set_trap_table, t);
	add_bytes(t, sizeof(t));
	guest_traps();
	return r;
}

static long version(void)
{
	static const unsigned int cmds[] = { 0, 3, 5, 7, 8, 11 };
	unsigned int cmd = cmds[draw(6)];

	if (show)
		say("    version %u\n", cmd);
	return hypercall(__HYPERVISOR_xen_version, (unsigned long)cmd,
			 draw(2) ? (uint64_t)scratch[7] : draw_address());
}

static const struct {
	const char *name;
	long (*run)(void);
	unsigned int weight;
} others[] = {
	{ "entry", grant_entry, 8 }, { "map", grant_map, 10 },
	{ "unmap", grant_unmap, 6 }, { "poll", poll, 3 },
	{ "assist", assist, 1 }, { "traps", trap_table, 2 },
	{ "version", version, 1 },
};

#define OTHERS	(sizeof(others) / sizeof(*others))

/* ---- state ---- */

static void add_ports(void)
{
	for (unsigned int port = 0; port < PORTS; port++) {
		struct evtchn_status s = { .dom = DOMID_SELF, .port = port };
		long r = hypercall(__HYPERVISOR_event_channel_op,
				   EVTCHNOP_status, &s);

		add((uint64_t)r);
		if (r)
			continue;
		add(s.status | (uint64_t)s.vcpu << 32);
		add(s.u.interdomain.port);
	}
}

static void add_windows(void)
{
	struct gnttab_get_version version = { .dom = DOMID_SELF };
	uint64_t ma, pfn, *table;

	for (unsigned int k = 0; k < WINDOWS; k++) {
		ma = l1_entry_ma(window[k]);
		pfn = ((uint64_t *)MACH2PHYS_VIRT_START)[ma >> 12];
		table = (uint64_t *)((uint64_t)virt_base + (pfn << 12));
		add(table[(ma & 0xfff) / 8] & 0xfff0000000000fffUL);
	}
	hypercall(__HYPERVISOR_grant_table_op, GNTTABOP_get_version, &version,
		  1UL);
	/* Version 2 has the frames' numbers between the headers. */
	for (unsigned int k = 0; k < 24; k += version.version)
		add(grants[k].flags | (uint32_t)grants[k].domid << 16);
}

static void add_state(unsigned int flags)
{
	if (!(flags & (VAGUE | PLAIN)))
		add_bytes(args, ARGS_BYTES);
	add_ports();
	add_windows();
}

/* ---- chapters ---- */

static void one_call(unsigned int chapter, unsigned int n)
{
	unsigned int total = 0, at, k = 0;
	const char *name;
	unsigned int flags = 0;
	long r;

	for (unsigned int i = 0; i < CALLS; i++)
		total += calls[i].weight;
	for (unsigned int i = 0; i < OTHERS; i++)
		total += others[i].weight;
	at = (unsigned int)draw(total);
	while (k < CALLS && at >= calls[k].weight)
		at -= calls[k++].weight;
	if (k < CALLS) {
		r = call(&calls[k]);
		name = calls[k].name;
		flags = calls[k].flags;
	} else {
		for (k = 0; at >= others[k].weight; k++)
			at -= others[k].weight;
		r = others[k].run();
		name = others[k].name;
		flags = VAGUE;
	}
	add((uint64_t)r);
	add_state(flags);
	if (!show)
		return;
	if (!(flags & (VAGUE | PLAIN)))
		show_args("got");
	say("%u.%u %s = %lx, %lx\n", chapter, n, name, r, sum);
}

static void begin_anew(void)
{
	struct evtchn_reset reset = { DOMID_SELF };
	struct physdev_set_iopl iopl = { 1 };

	for (unsigned int k = 0; k < 64; k++) {
		struct gnttab_unmap_grant_ref u = { .handle = k };

		hypercall(__HYPERVISOR_grant_table_op,
			  GNTTABOP_unmap_grant_ref, &u, 1UL);
		for (unsigned int w = 0; w < WINDOWS && u.status; w++) {
			u.host_addr = (uint64_t)window[w];
			hypercall(__HYPERVISOR_grant_table_op,
				  GNTTABOP_unmap_grant_ref, &u, 1UL);
		}
	}
	for (unsigned int k = 0; k < 64; k++)
		grants[k] = (grant_entry_v1_t){ 0, 0, 0 };
	for (unsigned int k = 0; k < WINDOWS; k++)
		update_va(window[k], 0, UVMF_INVLPG);
	add((uint64_t)hypercall(__HYPERVISOR_event_channel_op, EVTCHNOP_reset,
				&reset));
	for (int k = 0; k < 256; k++)
		hypercall(__HYPERVISOR_physdev_op, PHYSDEVOP_unmap_pirq,
			  &(struct physdev_unmap_pirq){ DOMID_SELF, k });
	hypercall(__HYPERVISOR_sched_op, SCHEDOP_pin_override,
		  &(struct sched_pin_override){ -1 });
	for (unsigned long k = 0; k < 8; k++)
		hypercall(__HYPERVISOR_vm_assist, 1UL, k);
	for (unsigned long k = 0; k < 8; k++)
		hypercall(__HYPERVISOR_set_debugreg, k, 0UL);
	hypercall(__HYPERVISOR_fpu_taskswitch, 0UL);
	hypercall(__HYPERVISOR_physdev_op, PHYSDEVOP_set_iopl, &iopl);
	memset(scratch, 0, sizeof(scratch));
}

static void chapter(unsigned int number, unsigned int length)
{
	uint64_t seed = guest_option("seed", 1) << 32 | number;

	chance.state = (seed + 1) * 0x9e3779b97f4a7c15UL | 1;
	sum = 0;
	for (unsigned int n = 0; n < length; n++)
		one_call(number, n);
	begin_anew();
	answer(named("chapter", "", number), (long)sum);
}

static void grants_init(void)
{
	static xen_pfn_t list[1];
	struct gnttab_setup_table s = { .dom = DOMID_SELF, .nr_frames = 1 };

	s.frame_list.p = list;
	check("a table of grants",
	      hypercall(__HYPERVISOR_grant_table_op, GNTTABOP_setup_table, &s,
			1UL), 0);
	check("mapped", update_va(grant_page, list[0] << 12 | 0x67,
				  UVMF_INVLPG), 0);
	grants = (void *)grant_page;
}

void test_main(void)
{
	unsigned int from = (unsigned int)guest_option("from", 0);
	unsigned int chapters = (unsigned int)guest_option("chapters", 200);
	unsigned int length = (unsigned int)guest_option("length", 40);

	show = guest_option("detail", 0);
	grants_init();
	begin_anew();
	for (unsigned int n = from; n < from + chapters; n++)
		chapter(n, length);
}
