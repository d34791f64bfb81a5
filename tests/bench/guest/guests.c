/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A guest of one page of code that sends back every event it gets: what passes
 * between two domains.
 */
#define __XEN_TOOLS__ 1
#include "bench.h"

#include <xen/domctl.h>

#define BASE		0xffffffff80000000UL	/* of its address space */
#define RW_ENTRY	0x67UL

/* Its pages, as they are numbered in mfn[]. */
enum { L4, L3, L2, L1, CODE, GRANTED, PAGES };

static xen_pfn_t mfn[PAGES];
static uint64_t window[512] __attribute__((aligned(4096)));
static struct grant_entry_v1 grants[512] __attribute__((aligned(4096)));
static domid_t guest;
static evtchn_port_t port;

extern char guest_code[], guest_code_end[], guest_port[];

/* At BASE the code, a page behind it shared_info: the ports' bits at 2048. */
__asm__(".balign 16\n"
	"guest_code:\n\t"
	"mov $29, %eax\n\t"		/* sched_op, poll */
	"mov $3, %edi\n\t"
	"lea guest_poll(%rip), %rsi\n\t"
	"syscall\n\t"
	"mov guest_port(%rip), %ecx\n\t"
	"lea guest_code + 4096 + 2048(%rip), %rdx\n\t"
	"lock btr %rcx, (%rdx)\n\t"
	"mov $32, %eax\n\t"		/* event_channel_op, send */
	"mov $4, %edi\n\t"
	"lea guest_port(%rip), %rsi\n\t"
	"syscall\n\t"
	"jmp guest_code\n"
	".balign 8\n"
	"guest_poll: .quad 0xffffffff80000000 + guest_port - guest_code\n\t"
	".long 1, 0\n\t"
	".quad 0\n"
	"guest_port: .long 0\n"
	"guest_code_end:\n");

static void *look_at(void *va, uint64_t frame)
{
	bench_need("a page of the guest mapped",
		   hypercall(__HYPERVISOR_update_va_mapping_otherdomain, va,
			     frame << 12 | RW_ENTRY, (long)UVMF_INVLPG,
			     (long)guest));
	return va;
}

static void look_away(void)
{
	bench_need("and unmapped", update_va(window, 0, UVMF_INVLPG));
}

static void set_entry(unsigned int table, unsigned int i, uint64_t frame)
{
	uint64_t *t = look_at(window, mfn[table]);

	t[i] = frame << 12 | RW_ENTRY;
	look_away();
}

static void memory(void)
{
	struct xen_memory_reservation r = {
		.nr_extents = PAGES, .domid = guest,
	};

	for (unsigned int i = 0; i < PAGES; i++)
		mfn[i] = i;
	set_xen_guest_handle(r.extent_start, mfn);
	bench_need("its memory",
		   hypercall(__HYPERVISOR_memory_op,
			     (long)XENMEM_populate_physmap, &r) - PAGES);
	for (unsigned int i = 0; i < PAGES; i++) {
		__builtin_memset(look_at(window, mfn[i]), 0, PAGE_SIZE);
		look_away();
	}
}

static uint64_t shared_frame(void)
{
	struct xen_domctl *d = domain_control(XEN_DOMCTL_getdomaininfo, guest);

	bench_need("its shared_info", hypercall(__HYPERVISOR_domctl, d));
	return d->u.getdomaininfo.shared_info_frame;
}

static void tables(void)
{
	struct mmuext_op op = { .cmd = MMUEXT_PIN_L4_TABLE };
	uint64_t shared = shared_frame();
	struct shared_info *s;

	set_entry(L4, BASE >> 39 & 511, mfn[L3]);
	set_entry(L3, BASE >> 30 & 511, mfn[L2]);
	set_entry(L2, BASE >> 21 & 511, mfn[L1]);
	set_entry(L1, 0, mfn[CODE]);
	set_entry(L1, 1, shared);
	s = look_at(window, shared);
	s->vcpu_info[0].evtchn_upcall_mask = 1;
	look_away();
	op.arg1.mfn = mfn[L4];
	bench_need("its tables", hypercall(__HYPERVISOR_mmuext_op, &op, 1UL,
					   0UL, (long)guest));
}

static void channel(void)
{
	struct evtchn_alloc_unbound a = { .dom = guest, .remote_dom = 0 };
	struct evtchn_bind_interdomain b = { .remote_dom = guest };
	char *code;

	bench_need("its port", hypercall(__HYPERVISOR_event_channel_op,
					 EVTCHNOP_alloc_unbound, &a));
	code = look_at(window, mfn[CODE]);
	__builtin_memcpy(code, guest_code,
			 (unsigned long)(guest_code_end - guest_code));
	*(uint32_t *)(code + (guest_port - guest_code)) = a.port;
	look_away();
	b.remote_port = a.port;
	bench_need("our port", hypercall(__HYPERVISOR_event_channel_op,
					 EVTCHNOP_bind_interdomain, &b));
	port = b.local_port;
}

static void start(void)
{
	static struct vcpu_guest_context c;
	struct xen_domctl *d;

	c.flags = VGCF_in_kernel | VGCF_online;
	c.user_regs.rip = BASE;
	c.user_regs.rsp = c.kernel_sp = BASE + PAGE_SIZE;
	c.user_regs.cs = FLAT_KERNEL_CS;
	c.user_regs.ss = c.kernel_ss = FLAT_KERNEL_SS;
	c.ctrlreg[3] = mfn[L4] << 12;
	d = domain_control(XEN_DOMCTL_setvcpucontext, guest);
	set_xen_guest_handle(d->u.vcpucontext.ctxt, &c);
	bench_need("its context", hypercall(__HYPERVISOR_domctl, d));
	d = domain_control(XEN_DOMCTL_unpausedomain, guest);
	bench_need("its start", hypercall(__HYPERVISOR_domctl, d));
}

static void grant_page(void)
{
	static xen_pfn_t frame;
	struct gnttab_setup_table t = { .dom = guest, .nr_frames = 1 };
	struct grant_entry_v1 *e = &grants[8];

	set_xen_guest_handle(t.frame_list, &frame);
	bench_need("its grant table",
		   hypercall(__HYPERVISOR_grant_table_op,
			     (long)GNTTABOP_setup_table, &t, 1UL));
	bench_need("its grant table", t.status);
	look_at(grants, frame);
	e->domid = 0;
	e->frame = (uint32_t)mfn[GRANTED];
	__atomic_store_n(&e->flags, GTF_permit_access, __ATOMIC_SEQ_CST);
}

/* ---- the measures ---- */

static long there_and_back(void)
{
	long ret;

	vcpu0()->evtchn_upcall_mask = 1;
	ret = event_send(port);
	if (!ret)
		ret = event_wait(port);
	events_unmask();
	return ret;
}

static long map_and_unmap(void)
{
	struct gnttab_map_grant_ref m = {
		.host_addr = (uint64_t)window, .flags = GNTMAP_host_map,
		.ref = 8, .dom = guest,
	};
	struct gnttab_unmap_grant_ref u = { .host_addr = (uint64_t)window };
	long ret = hypercall(__HYPERVISOR_grant_table_op,
			     (long)GNTTABOP_map_grant_ref, &m, 1UL);

	if (ret || m.status)
		return ret ? ret : m.status;
	u.handle = m.handle;
	ret = hypercall(__HYPERVISOR_grant_table_op,
			(long)GNTTABOP_unmap_grant_ref, &u, 1UL);
	return ret ? ret : u.status;
}

static long copy(void)
{
	struct gnttab_copy c = {
		.flags = GNTCOPY_source_gref, .len = 1500,
	};
	long ret;

	c.source.domid = guest;
	c.source.u.ref = 8;
	c.dest.domid = DOMID_SELF;
	c.dest.u.gmfn = va_to_mfn(window);
	ret = hypercall(__HYPERVISOR_grant_table_op, (long)GNTTABOP_copy, &c,
			1UL);
	return ret ? ret : c.status;
}

static long foreign_map(void)
{
	look_at(window, mfn[GRANTED]);
	look_away();
	return 0;
}

static long pause_and_unpause(void)
{
	long ret = hypercall(__HYPERVISOR_domctl, domain_control(
				XEN_DOMCTL_pausedomain, guest));

	return ret | hypercall(__HYPERVISOR_domctl, domain_control(
				XEN_DOMCTL_unpausedomain, guest));
}

void guests_bench(void)
{
	static const struct bench list[] = {
		{ "event to a guest and back (two context switches)",
		  there_and_back, 1 },
		{ "grant of a guest, map and unmap", map_and_unmap, 1 },
		{ "grant of a guest, copy of 1500 bytes", copy, 1 },
		{ "page of a guest mapped and unmapped", foreign_map, 1 },
		{ "guest paused and unpaused", pause_and_unpause, 1 },
	};
	uint64_t own = va_to_mfn(window);

	bench_need("a guest", domain_create(1, &guest));
	memory();
	tables();
	channel();
	grant_page();
	vcpu0()->evtchn_upcall_mask = 1;
	start();
	/* Binding leaves our end pending, and the first answer may be early. */
	for (unsigned int i = 0; i < 4; i++)
		bench_need("yield", hypercall(__HYPERVISOR_sched_op,
					      SCHEDOP_yield, NULL));
	event_clear(port);
	bench_need("an event to the guest", event_send(port));
	bench_need("and back", event_wait(port));
	events_unmask();
	BENCH_RUN(list);
	bench_need("the window's own page", update_va(window,
				own << 12 | RW_ENTRY, UVMF_INVLPG));
	bench_need("the grants' own page", update_va(grants,
				va_to_mfn(grants) << 12 | RW_ENTRY,
				UVMF_INVLPG));
	bench_need("the guest's end", domain_destroy(guest));
}
