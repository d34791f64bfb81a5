/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Random and mutated hypercalls. The kernel keeps clear of what would end
 * itself (its own tables, shutting down); everything else is fair, and the
 * hypervisor has to live through it.
 *
 * Command line: seed=N (default 1), calls=N (default 6000), seconds=N
 * (instead of calls), acts=1 for instructions by chance, too (a kernel that
 * executes those seldom lives long). Runs as dom0, and as an unprivileged guest, where all
 * it says goes to its console ring.
 */
#define __XEN_TOOLS__ 1		/* domctl and sysctl too */
#include "fuzz-acts.h"

#include <xen/domctl.h>
#include <xen/callback.h>
#include <xen/io/console.h>
#include <xen/platform.h>
#include <xen/sysctl.h>

#define NR_BUFS		16U	/* pages of arguments */
#define NR_SPARE	24U	/* frames to do things to */
#define NR_CALLS	64U	/* hypercall numbers */
#define NR_COUNTED	8U

/* Answers may be longer than the buffer they are asked into. */
#define GUARD		32U
static uint64_t bufs[NR_BUFS + GUARD][512] __attribute__((aligned(4096)));
static uint64_t spare[NR_SPARE + GUARD][512] __attribute__((aligned(4096)));
static uint64_t spare_mfn[NR_SPARE], buf_mfn[NR_BUFS];
static uint64_t state;
static uint64_t max_mfn;
static bool privileged, acts;

/* ---- random values ---- */

static uint64_t rnd(void)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return state;
}

static uint64_t below(uint64_t n)
{
	return (rnd() >> 16) % n;
}

static bool one_in(unsigned int n)
{
	return below(n) == 0;
}

static uint64_t a_frame(void)
{
	return one_in(12) ? below(1 << 17) : spare_mfn[below(NR_SPARE)];
}

static uint64_t a_spare_va(void)
{
	return (uint64_t)spare[below(NR_SPARE)] + (one_in(4) ? below(4096) : 0);
}

static uint64_t a_pointer(void)
{
	switch (below(12)) {
	case 0:
		return MACH2PHYS_VIRT_START + (below(1 << 21) << 12);
	case 1:
		return 0xffff800000000000UL + below(1UL << 43);
	case 2:
		return 0x0000800000000000UL + rnd() % (1UL << 46);
	case 3:
		return below(3) * 0x7ffffffff000UL;
	case 4:
		return a_spare_va();
	case 5:
		return (uint64_t)bufs[NR_BUFS] - below(64);
	}
	return (uint64_t)bufs[below(NR_BUFS)] + below(16) * 256;
}

static uint64_t an_edge(void)
{
	static const uint64_t edges[] = {
		~0UL, 1UL << 63, ~0UL >> 1, 1UL << 47, 1UL << 32, 0xffffffff,
		1UL << 31, 0x7fffffff, 1UL << 20, 65536, 65535, 32768, 4096,
		4095, 1024, 512, 511, 256, 255, 128, 64, 63, 32, 16,
	};

	return edges[below(sizeof(edges) / sizeof(*edges))];
}

static uint64_t an_entry(void)
{
	uint64_t flags = one_in(6) ? rnd() & 0xfff0000000000fffUL :
				     below(2) ? 0x67 : 0x61;

	return a_frame() << 12 | flags;
}

static uint64_t a_domain(void)
{
	return one_in(3) ? below(4) : one_in(6) ? DOMID_FIRST_RESERVED + below(16) :
			   DOMID_SELF;
}

static uint64_t value(void)
{
	switch (below(10)) {
	case 0:
		return an_edge();
	case 1:
		return a_pointer();
	case 2:
		return a_frame();
	case 3:
		return an_entry();
	case 4:
		return rnd();
	case 5:
		return a_domain();
	case 6:
		return rnd() & 0xffffffff;
	case 7:
		return below(64) | below(64) << 32;
	}
	return below(16);
}

/* ---- what would end us ---- */

static bool is_spare(uint64_t mfn)
{
	for (unsigned int i = 0; i < NR_SPARE; i++)
		if (spare_mfn[i] == mfn)
			return true;
	return false;
}

/* A frame of ours that we need as it is. */
static bool is_vital(uint64_t mfn)
{
	uint64_t pfn;

	if (mfn >= max_mfn || is_spare(mfn))
		return false;
	pfn = ((uint64_t *)MACH2PHYS_VIRT_START)[mfn];
	return pfn < start_info->nr_pages && pfn_to_mfn(pfn) == mfn;
}

static bool is_vital_va(uint64_t va)
{
	return va >= 0xffffffff80000000UL && !(va >= (uint64_t)spare &&
					       va < (uint64_t)spare[NR_SPARE]);
}

static bool readable(uint64_t va, uint64_t bytes)
{
	return va >= (uint64_t)bufs && bytes <= NR_BUFS * PAGE_SIZE &&
	       va + bytes <= (uint64_t)bufs[NR_BUFS];
}

/* Memory of ours other than the buffers, whose contents nobody looked at. */
static bool unseen(uint64_t va, uint64_t bytes)
{
	return !readable(va, bytes) && va + (1 << 20) >= 0xffffffff80000000UL;
}

static bool bad_mmu_update(const uint64_t *a)
{
	const struct mmu_update *u = (const void *)a[0];
	uint64_t n = a[1] & 0x7fffffff;

	n = n < 4096 ? n : 4096;
	if (!readable(a[0], n * sizeof(*u)))
		return unseen(a[0], n * sizeof(*u));
	for (uint64_t i = 0; i < n; i++)
		if (is_vital(u[i].ptr >> 12))
			return true;
	return false;
}

static bool bad_mmuext(const uint64_t *a)
{
	const struct mmuext_op *op = (const void *)a[0];
	uint64_t n = a[1] & 0x7fffffff;

	n = n < 4096 ? n : 4096;
	if (!readable(a[0], n * sizeof(*op)))
		return unseen(a[0], n * sizeof(*op));
	for (uint64_t i = 0; i < n; i++)
		if (op[i].cmd == MMUEXT_NEW_BASEPTR ||
		    op[i].cmd == MMUEXT_NEW_USER_BASEPTR ||
		    ((op[i].cmd == MMUEXT_CLEAR_PAGE ||
		      op[i].cmd == MMUEXT_COPY_PAGE) &&
		     is_vital(op[i].arg1.mfn)))
			return true;
	return false;
}

/* Reservations name frames in lists: none of ours that we need. */
static bool bad_memory_op(const uint64_t *a)
{
	unsigned int cmd = a[0] & 63;
	const struct xen_memory_reservation *r = (const void *)a[1];
	const uint64_t *list;

	if (cmd != XENMEM_decrease_reservation && cmd != XENMEM_exchange)
		return false;
	if (!readable(a[1], sizeof(struct xen_memory_exchange)))
		return unseen(a[1], sizeof(struct xen_memory_exchange));
	list = (const uint64_t *)r->extent_start.p;
	for (uint64_t i = 0; i < r->nr_extents; i++) {
		if (!readable((uint64_t)(list + i), 8))
			return unseen((uint64_t)(list + i), 8);
		for (uint64_t k = 0; k < 1UL << (r->extent_order & 15); k++)
			if (is_vital(list[i] + k))
				return true;
	}
	return false;
}

static bool bad_descriptor(const uint64_t *a)
{
	return is_vital(a[0] >> 12);
}

static bool bad_va(const uint64_t *a)
{
	return is_vital_va(a[0]);
}

static bool bad_grant(const uint64_t *a)
{
	const struct gnttab_map_grant_ref *m = (const void *)a[1];
	unsigned int cmd = a[0] & 0xfffff;
	uint64_t n = a[2];

	if (cmd != GNTTABOP_map_grant_ref && cmd != GNTTABOP_unmap_and_replace)
		return false;
	n = n < 4096 ? n : 4096;
	if (!readable(a[1], n * sizeof(*m)))
		return unseen(a[1], n * sizeof(*m));
	if (cmd == GNTTABOP_unmap_and_replace)
		return true;		/* new_addr is taken away */
	for (uint64_t i = 0; i < n; i++)
		if (m[i].flags & GNTMAP_contains_pte ?
		    is_vital(m[i].host_addr >> 12) :
		    is_vital_va(m[i].host_addr))
			return true;
	return false;
}

/* Going to sleep, down or off. */
static bool bad_sched(const uint64_t *a)
{
	uint32_t cmd = (uint32_t)a[0];

	return cmd != SCHEDOP_yield && cmd <= SCHEDOP_pin_override;
}

static bool bad_vcpu(const uint64_t *a)
{
	return (uint32_t)a[0] == VCPUOP_down;
}

/* A cap of one percent looks like the end. */
static bool bad_domctl(const uint64_t *a)
{
	const struct xen_domctl *d = (const void *)a[0];

	return privileged && (!readable(a[0], sizeof(*d)) ||
			      (d->cmd == XEN_DOMCTL_scheduler_op &&
			       d->domain == 0));
}

static bool bad_sysctl(const uint64_t *a)
{
	const struct xen_sysctl *s = (const void *)a[0];

	return privileged && (!readable(a[0], sizeof(*s)) ||
			      s->cmd == XEN_SYSCTL_debug_keys ||
			      s->cmd == XEN_SYSCTL_scheduler_op ||
			      s->cmd == XEN_SYSCTL_cpu_hotplug ||
			      s->cmd == XEN_SYSCTL_page_offline_op);
}

static bool bad_platform(const uint64_t *a)
{
	const struct xen_platform_op *op = (const void *)a[0];

	return privileged && (!readable(a[0], sizeof(*op)) ||
			      op->cmd == XENPF_enter_acpi_sleep ||
			      op->cmd >= XENPF_cpu_online);
}

static bool never(const uint64_t *a)
{
	(void)a;
	return true;
}

static bool never_privileged(const uint64_t *a)
{
	(void)a;
	return privileged;
}

static bool (*const bad[NR_CALLS])(const uint64_t *a) = {
	[__HYPERVISOR_mmu_update] = bad_mmu_update,
	[__HYPERVISOR_mmuext_op] = bad_mmuext,
	[__HYPERVISOR_memory_op] = bad_memory_op,
	[__HYPERVISOR_update_va_mapping] = bad_va,
	[__HYPERVISOR_update_va_mapping_otherdomain] = bad_va,
	[__HYPERVISOR_update_descriptor] = bad_descriptor,
	[__HYPERVISOR_grant_table_op] = bad_grant,
	[__HYPERVISOR_sched_op] = bad_sched,
	[__HYPERVISOR_sched_op_compat] = bad_sched,
	[__HYPERVISOR_vcpu_op] = bad_vcpu,
	[__HYPERVISOR_sysctl] = bad_sysctl,
	[__HYPERVISOR_domctl] = bad_domctl,
	[__HYPERVISOR_platform_op] = bad_platform,
	[__HYPERVISOR_console_io] = never_privileged,
	[__HYPERVISOR_arch_0] = never_privileged,	/* mca */
	[__HYPERVISOR_iret] = never,		/* made apart, below */
	[__HYPERVISOR_multicall] = never,
};

static bool may_call(uint64_t nr, const uint64_t *a)
{
	return nr >= NR_CALLS || !bad[nr] || !bad[nr](a);
}

/* ---- arguments ---- */

struct call {
	uint64_t nr, a[6];
};

/* A buffer's first words anew; what it held before stays further on. */
static uint64_t *fill(unsigned int words)
{
	uint64_t *p = bufs[below(NR_BUFS)] + below(8) * 32;

	for (unsigned int i = 0; i < words; i++)
		p[i] = value();
	return p;
}

static void make_mmu_update(struct call *c)
{
	unsigned int n = 1 + (unsigned int)below(4);
	struct mmu_update *u = (void *)fill(n * 2);

	for (unsigned int i = 0; i < n; i++) {
		u[i].ptr = a_frame() << 12 | below(512) * 8 | below(4);
		u[i].val = an_entry();
	}
	c->a[0] = (uint64_t)u;
	c->a[1] = n;
	c->a[2] = one_in(2) ? 0 : a_pointer();
	c->a[3] = a_domain();
}

static void make_mmuext(struct call *c)
{
	struct mmuext_op *op = (void *)fill(8);

	op->cmd = (unsigned int)below(20);
	op->arg1.mfn = op->cmd == MMUEXT_SET_LDT ? a_spare_va() :
		       op->cmd >= MMUEXT_TLB_FLUSH_LOCAL && one_in(2) ?
		       a_pointer() : a_frame();
	op->arg2.src_mfn = one_in(2) ? below(8192) : value();
	c->a[0] = (uint64_t)op;
	c->a[1] = 1;
	c->a[2] = 0;
	c->a[3] = a_domain();
}

static void make_va(struct call *c)
{
	c->a[0] = a_spare_va();
	c->a[1] = one_in(3) ? 0 : an_entry();
	c->a[2] = one_in(3) ? value() : below(8);
	c->a[3] = a_domain();
}

static void make_subop(struct call *c)
{
	uint64_t *p = fill(12);

	c->a[0] = below(36);
	c->a[1] = (uint64_t)p;
	c->a[2] = 1 + below(3);
	/* Many structures begin with a domain id. */
	if (one_in(2))
		*(uint16_t *)p = (uint16_t)a_domain();
	if (one_in(2))
		((uint32_t *)p)[1] = (uint32_t)below(24);
}

static void make_grant(struct call *c)
{
	struct gnttab_map_grant_ref *m;

	make_subop(c);
	c->a[0] = below(13);
	if (c->a[0] != GNTTABOP_map_grant_ref)
		return;
	m = (void *)c->a[1];
	m->host_addr = a_spare_va() & ~0xfffUL;
	m->flags = (uint32_t)below(32);
	m->ref = (uint32_t)below(32);
	m->dom = (domid_t)below(3);
	c->a[2] = 1;
}

static void make_memory(struct call *c)
{
	struct xen_memory_reservation *r = (void *)fill(12);
	uint64_t *list = fill(8);

	for (unsigned int i = 0; i < 8; i++)
		list[i] = a_frame();
	r->extent_start.p = list;
	r->nr_extents = below(8);
	r->extent_order = one_in(4) ? (unsigned int)below(12) : 0;
	r->mem_flags = one_in(2) ? 0 : (unsigned int)rnd();
	r->domid = (domid_t)a_domain();
	r[1] = r[0];
	c->a[0] = below(30) | (one_in(8) ? rnd() << 6 : 0);
	c->a[1] = (uint64_t)r;
}

static void make_control(struct call *c)
{
	uint32_t *p = (void *)fill(20);
	bool dom = c->nr == __HYPERVISOR_domctl;

	p[0] = (uint32_t)below(dom ? 90 : 32);
	p[1] = dom ? XEN_DOMCTL_INTERFACE_VERSION :
		     XEN_SYSCTL_INTERFACE_VERSION;
	if (dom)
		p[2] = (uint32_t)below(4);
	c->a[0] = (uint64_t)p;
}

static void make_vcpu(struct call *c)
{
	make_subop(c);
	c->a[0] = below(16);
	c->a[2] = c->a[1];
	c->a[1] = below(2);
}

/* Areas anywhere: where they are is the hypervisor's to look at. */
static void make_area(struct call *c)
{
	static const uint8_t cmds[] = {
		VCPUOP_register_runstate_memory_area,
		VCPUOP_register_vcpu_time_memory_area,
		VCPUOP_register_vcpu_info,
	};
	uint64_t *p = fill(2);

	p[0] = one_in(3) ? a_pointer() + below(16) : value();
	c->a[0] = cmds[below(2 + one_in(50))];
	c->a[1] = below(3);
	c->a[2] = (uint64_t)p;
}

static void make_assist(struct call *c)
{
	static const uint8_t types[] = { 0, 1, 2, 3, 4, 5, 6, 32, 33, 63 };

	c->a[0] = below(3);
	c->a[1] = types[below(sizeof(types))];
}

static void make_callback(struct call *c)
{
	struct callback_register *r = (void *)fill(4);

	r->type = (uint16_t)below(10);
	r->flags = (uint16_t)below(4);
	r->address = one_in(2) ? a_pointer() : value();
	c->a[0] = below(3);
	c->a[1] = (uint64_t)r;
}

static void make_traps(struct call *c)
{
	struct trap_info *t = (void *)fill(9);

	for (unsigned int i = 0; i < 3; i++) {
		t[i].vector = (uint8_t)value();
		t[i].flags = (uint8_t)below(8);
		t[i].cs = one_in(3) ? (uint16_t)value() : FLAT_KERNEL_CS;
	}
	t[3].address = 0;
	c->a[0] = (uint64_t)t;
}

static void make_debugreg(struct call *c)
{
	c->a[0] = one_in(8) ? value() : below(9);
	/* Breakpoints nobody meets: not in our own code. */
	c->a[1] = c->a[0] < 4 ? (uint64_t)act_data + below(4096) :
		  one_in(2) ? value() : 0x400 | (rnd() & 0xffff00ff);
}

static void make_descriptor(struct call *c)
{
	c->a[0] = a_frame() << 12 | below(512) * 8 | (one_in(9) ? below(8) : 0);
	c->a[1] = one_in(2) ? rnd() :
		  0x0000f0000000ffffUL | below(16) << 52 | below(256) << 40 |
		  (rnd() & 0xffffff0000UL);
}

static void make_gdt(struct call *c)
{
	uint64_t *list = fill(16);

	for (unsigned int i = 0; i < 16; i++)
		list[i] = a_frame();
	c->a[0] = (uint64_t)list;
	c->a[1] = one_in(4) ? value() : below(15) * 512;
}

static const struct maker {
	uint64_t nr;
	void (*make)(struct call *c);
} makers[] = {
	{ __HYPERVISOR_mmu_update, make_mmu_update },
	{ __HYPERVISOR_mmuext_op, make_mmuext },
	{ __HYPERVISOR_update_va_mapping, make_va },
	{ __HYPERVISOR_update_va_mapping_otherdomain, make_va },
	{ __HYPERVISOR_event_channel_op, make_subop },
	{ __HYPERVISOR_grant_table_op, make_grant },
	{ __HYPERVISOR_memory_op, make_memory },
	{ __HYPERVISOR_domctl, make_control },
	{ __HYPERVISOR_sysctl, make_control },
	{ __HYPERVISOR_vcpu_op, make_vcpu },
	{ __HYPERVISOR_physdev_op, make_subop },
	{ __HYPERVISOR_xen_version, make_subop },
	{ __HYPERVISOR_callback_op, make_callback },
	{ __HYPERVISOR_vcpu_op, make_area },
	{ __HYPERVISOR_vm_assist, make_assist },
	{ __HYPERVISOR_set_trap_table, make_traps },
	{ __HYPERVISOR_set_debugreg, make_debugreg },
	{ __HYPERVISOR_update_descriptor, make_descriptor },
	{ __HYPERVISOR_set_gdt, make_gdt },
};

static void make_call(struct call *c)
{
	for (unsigned int i = 0; i < 6; i++)
		c->a[i] = value();
	if (one_in(3)) {
		c->nr = one_in(16) ? value() : below(NR_CALLS);
		if (one_in(2)) {
			(void)fill(16);
			c->a[below(3)] = (uint64_t)fill(16);
		}
	} else {
		const struct maker *m =
			&makers[below(sizeof(makers) / sizeof(*makers))];

		c->nr = m->nr;
		m->make(c);
		if (one_in(6))
			c->a[below(4)] = value();
	}
}

/* ---- doing it ---- */

static unsigned int counted[NR_COUNTED];	/* of each kind of answer */
static unsigned int tried[NR_CALLS], fine[NR_CALLS];	/* of each call */

static void count(long ret)
{
	counted[ret >= 0 ? 0 : ret == E(EINVAL) ? 1 : ret == E(ENOSYS) ? 2 :
		ret == E(EPERM) ? 3 : ret == E(EFAULT) ? 4 :
		ret == E(ESRCH) ? 5 : 6]++;
}

static void one_call(void *unused)
{
	struct call c;
	long ret;

	(void)unused;
	make_call(&c);
	if (!may_call(c.nr, c.a))
		return;
	ret = hypercall(c.nr, c.a[0], c.a[1], c.a[2], c.a[3], c.a[4]);
	count(ret);
	if (c.nr < NR_CALLS) {
		tried[c.nr]++;
		fine[c.nr] += ret >= 0;
	}
}

static void one_multicall(void *unused)
{
	struct multicall_entry *e = (void *)bufs[NR_BUFS - 1];
	unsigned int n = (unsigned int)below(8);
	struct call c;

	(void)unused;
	for (unsigned int i = 0; i < n; i++) {
		do {
			make_call(&c);
		} while (!may_call(c.nr, c.a));
		if (one_in(12)) {	/* in itself */
			c.nr = __HYPERVISOR_multicall;
			c.a[0] = (uint64_t)e;
			c.a[1] = n;
		}
		e[i].op = c.nr;
		for (unsigned int k = 0; k < 6; k++)
			e[i].args[k] = c.a[k];
	}
	/* Making later ones may have changed what earlier ones point at. */
	for (unsigned int i = 0; i < n; i++)
		if (e[i].op != __HYPERVISOR_multicall &&
		    !may_call(e[i].op, e[i].args))
			return;
	count(hypercall(__HYPERVISOR_multicall, e, (uint64_t)n));
}

static void land(void)
{
	__asm__ volatile("ud2");
}

/* Returns to where a mutated frame says. Comes back by a trap. */
static void one_iret(void *unused)
{
	static char stack[4096] __attribute__((aligned(16)));
	uint64_t f[] = {
		0, 0, 0, one_in(2) ? 0 : 0x100, (uint64_t)land,
		FLAT_KERNEL_CS & ~(uint64_t)3, 0x202,
		(uint64_t)stack + sizeof(stack), FLAT_KERNEL_SS,
	};
	uint64_t n = 3 + below(6), k;

	(void)unused;
	if (one_in(3)) {		/* to user mode */
		f[5] |= 3;
		f[8] = FLAT_USER_SS64;
	}
	/* A kernel without a stack dies of the next exception. */
	if (!one_in(4) && (n != 7 || f[5] & 3)) {
		/* Not into our data: that would run as code. */
		do {
			k = value();
		} while (n == 4 && k >= 0xffffffff80000000UL && k != ~0UL);
		f[n] = n == 6 ? (k & ~0x100UL) : k;
	}
	__asm__ volatile("mov %0, %%rsp; mov $23, %%eax; syscall; ud2"
			 : : "r"(f) : "memory");
}

/* What calls may have bent that the next trap needs straight. */
static void straighten(void)
{
	static char stack[8192] __attribute__((aligned(16)));

	guest_traps();
	hypercall(__HYPERVISOR_stack_switch, (unsigned long)FLAT_KERNEL_SS,
		  stack + sizeof(stack));
	hypercall(__HYPERVISOR_set_callbacks, stub_event, stub_failsafe,
		  user_syscall);
	hypercall(__HYPERVISOR_set_debugreg, 7UL, 0UL);
	hypercall(__HYPERVISOR_set_segment_base, SEGBASE_GS_KERNEL, 0UL);
	hypercall(__HYPERVISOR_vm_assist, VMASST_CMD_disable,
		  (unsigned long)VMASST_TYPE_m2p_strict);
	hypercall(__HYPERVISOR_vm_assist, VMASST_CMD_disable,
		  (unsigned long)VMASST_TYPE_architectural_iopl);
	hypercall(__HYPERVISOR_fpu_taskswitch, 0UL);
	__asm__ volatile("xor %%eax, %%eax; mov %%eax, %%ds; mov %%eax, %%es;"
			 "mov %%eax, %%fs; mov %%eax, %%gs" : : : "rax");
}

/* Events, and breakpoints of the fuzzer's own making: none, and on. */
static unsigned int traps;		/* in this round */

static bool on_debug(struct trap_frame *f)
{
	/* Its stack is gone, or it goes in circles: no way back. */
	if (++traps > 20000)
		hypercall(__HYPERVISOR_sched_op, SCHEDOP_shutdown,
			  &(struct sched_shutdown){ SHUTDOWN_crash });
	/*
	 * An event: nobody wants it. Where its flags are now only the
	 * hypervisor knows, if a call moved them: it masks them for us.
	 */
	if (f->vec >= 0x100) {
		vcpu0()->evtchn_upcall_pending = 0;
		f->rflags &= ~0x200UL;
		return true;
	}
	if (f->vec != 1)
		return false;
	hypercall(__HYPERVISOR_set_debugreg, 7UL, 0UL);
	f->rflags &= ~0x100UL;
	return true;
}

/* A page of arguments that a call took away comes back. */
static void heal(void)
{
	for (unsigned int i = 0; i < NR_BUFS; i++)
		(void)update_va(bufs[i], buf_mfn[i] << 12 | 0x67, UVMF_INVLPG);
}

static void one_round(void)
{
	vcpu0()->evtchn_upcall_mask = 1;
	traps = 0;
	if (one_in(24))
		(void)probe(one_iret, NULL);
	else if (acts && one_in(6))
		act_insn(NULL);
	else if (acts && one_in(24))
		(void)probe(act_far, NULL);
	else
		(void)probe(one_in(24) ? one_multicall : one_call, NULL);
	straighten();
	if (one_in(64))
		heal();
}

static uint64_t seconds_up(void)
{
	struct vcpu_runstate_info r;

	if (hypercall(__HYPERVISOR_vcpu_op, VCPUOP_get_runstate_info, 0UL, &r))
		return 0;
	return (r.time[0] + r.time[1] + r.time[2] + r.time[3]) / 1000000000;
}

/* Which calls were made, and how many of them did something. */
static void tell_coverage(void)
{
	for (unsigned int i = 0; i < NR_CALLS; i++)
		if (tried[i])
			say("fuzz: call %u: %u made, %u fine\n", i, tried[i],
			    fine[i]);
}

/*
 * Code by chance may go round in circles without a trap: then the domain's
 * watchdog ends it, which shows the hypervisor alive.
 */
static void still_here(void)
{
	static struct sched_watchdog w = { .timeout = 10 };
	long id = hypercall(__HYPERVISOR_sched_op, SCHEDOP_watchdog, &w);

	if (!w.id && id > 0)
		w.id = (uint32_t)id;
}

static void run(uint64_t calls, uint64_t seconds)
{
	uint64_t end = seconds_up() + seconds, n;

	for (n = 0; seconds ? n % 256 || seconds_up() < end : n < calls; n++) {
		if (n % 64 == 0)
			still_here();
		if (n % 8192 == 0)
			say("fuzz: round %lu\n", n);
		one_round();
	}
	say("fuzz: %lu rounds; fine %u, EINVAL %u, ENOSYS %u, EPERM %u, "
	    "EFAULT %u, ESRCH %u, other %u\n", n, counted[0], counted[1],
	    counted[2], counted[3], counted[4], counted[5], counted[6]);
	tell_coverage();
}

void test_main(void)
{
	privileged = start_info->flags & SIF_PRIVILEGED;
	say("fuzz: seed %lu\n", guest_option("seed", 1));
	state = guest_option("seed", 1) * 0x9e3779b97f4a7c15UL | 1;
	for (unsigned int i = 0; i < NR_SPARE; i++)
		spare_mfn[i] = va_to_mfn(spare[i]);
	for (unsigned int i = 0; i < NR_BUFS; i++)
		buf_mfn[i] = va_to_mfn(bufs[i]);
	mmuext1(MMUEXT_NEW_USER_BASEPTR, va_to_mfn(l4_table()), 0);
	acts = guest_option("acts", 0);
	if (acts)
		act_start(guest_option("seed", 1), privileged);
	trap_hook = on_debug;
	max_mfn = (uint64_t)hypercall(__HYPERVISOR_memory_op,
				      (long)XENMEM_maximum_ram_page, 0L);
	run(guest_option("calls", 6000), guest_option("seconds", 0));
	check("the hypervisor lived through it", 0, 0);
}
