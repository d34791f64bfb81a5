/* SPDX-License-Identifier: GPL-2.0-only */
/* domctl and sysctl: every operation, on who is there and who is not. */
#define __XEN_TOOLS__ 1
#include "ask.h"

#include <xen/domctl.h>
#include <xen/sysctl.h>

#define RESTART (-85L)		/* never to be seen, but do not rely on it */

static struct xen_domctl d;
static struct xen_sysctl s;
static char buf[4][PAGE_SIZE] __attribute__((aligned(4096)));

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

static long sysctl(uint32_t cmd)
{
	s.cmd = cmd;
	s.interface_version = XEN_SYSCTL_INTERFACE_VERSION;
	return hypercall(__HYPERVISOR_sysctl, &s);
}

static const domid_t nobody[] = {
	1, 1234, DOMID_SELF, DOMID_IO, DOMID_XEN, DOMID_COW, DOMID_INVALID,
	DOMID_IDLE,
};

static void all_of_nobody(void)
{
	for (uint32_t cmd = 0; cmd < 100; cmd++) {
		if (cmd == XEN_DOMCTL_createdomain)
			continue;
		for (unsigned int i = 0; i < sizeof(nobody) / 2; i++) {
			clear(&d, sizeof(d));
			answer(named(named("domctl", "", cmd), "of", nobody[i]),
			       domctl(cmd, nobody[i]));
		}
	}
	for (uint32_t cmd = 1000; cmd < 1005; cmd++)
		answer(named("domctl", "", cmd), domctl(cmd, 1));
	answer("domctl ~0", domctl(~0U, 1));
	answer("domctl ~0 of 0", domctl(~0U, 0));
}

static void all_of_self(void)
{
	for (uint32_t cmd = 0; cmd < 100; cmd++) {
		if (cmd == XEN_DOMCTL_createdomain ||
		    cmd == XEN_DOMCTL_max_mem || cmd == XEN_DOMCTL_sendtrigger)
			continue;
		clear(&d, sizeof(d));
		answer(named("own domctl", "", cmd), domctl(cmd, 0));
	}
}

static void headers(void)
{
	static void *const bad[] = { NULL, HOLE, HV_ADDR, NON_CANONICAL, EDGE };

	for (unsigned int i = 0; i < 5; i++) {
		answer(named("domctl at", "", i),
		       hypercall(__HYPERVISOR_domctl, bad[i]));
		answer(named("sysctl at", "", i),
		       hypercall(__HYPERVISOR_sysctl, bad[i]));
	}
	d.interface_version = 1;
	d.cmd = XEN_DOMCTL_getdomaininfo;
	answer("domctl version", hypercall(__HYPERVISOR_domctl, &d));
	s.interface_version = 1;
	s.cmd = XEN_SYSCTL_physinfo;
	answer("sysctl version", hypercall(__HYPERVISOR_sysctl, &s));
}

/* ---- creating ---- */

static struct xen_domctl_createdomain config(void)
{
	return (struct xen_domctl_createdomain){
		.max_vcpus = 1, .max_evtchn_port = 1023,
		.max_grant_frames = 4, .max_maptrack_frames = 4,
		.grant_opts = XEN_DOMCTL_GRANT_version(2),
	};
}

static void create(const char *name, unsigned long n, domid_t id,
		   struct xen_domctl_createdomain c)
{
	long ret;

	clear(&d, sizeof(d));
	d.u.createdomain = c;
	ret = domctl(XEN_DOMCTL_createdomain, id);
	answer(named(name, "", n), ret);
	if (!ret) {
		domid_t made = d.domain;

		while ((ret = domctl(XEN_DOMCTL_destroydomain, made)) ==
		       RESTART)
			;
		answer(named(name, "destroyed", n), ret);
	}
}

static void creations(void)
{
	static const uint32_t vcpus[] = { 0, 1, 512, 513, 8192, ~0U };
	static const uint32_t frames[] = { 0, 1, 64, 65, 1024, 1025, ~0U,
					   1U << 31 };
	static const domid_t ids[] = { 0, 1, 0x7fef, DOMID_SELF, DOMID_IO,
				       DOMID_INVALID };
	struct xen_domctl_createdomain c;

	for (unsigned int i = 0; i < sizeof(ids) / 2; i++)
		create("create id", ids[i], ids[i], config());
	for (unsigned int i = 0; i < 6; i++) {
		c = config();
		c.max_vcpus = vcpus[i];
		create("create vcpus", vcpus[i], 7, c);
	}
	for (unsigned int i = 0; i < 8; i++) {
		c = config();
		c.max_grant_frames = (int32_t)frames[i];
		create("create grant frames", frames[i], 7, c);
		c = config();
		c.max_maptrack_frames = (int32_t)frames[i];
		create("create maptrack frames", frames[i], 7, c);
		c = config();
		c.max_evtchn_port = frames[i];
		create("create ports", frames[i], 7, c);
	}
	for (unsigned int bit = 0; bit < 32; bit++) {
		c = config();
		c.flags = 1U << bit;
		create("create flag", bit, 7, c);
	}
	for (uint32_t v = 0; v < 5; v++) {
		c = config();
		c.grant_opts = v;
		create("create grant version", v, 7, c);
	}
	for (unsigned int bit = 4; bit < 32; bit += 9) {
		c = config();
		c.grant_opts |= 1U << bit;
		create("create grant options", bit, 7, c);
		c = config();
		c.iommu_opts = 1U << (bit - 4);
		create("create iommu options", bit - 4, 7, c);
		c = config();
		c.vmtrace_size = 1U << bit;
		create("create vmtrace", bit, 7, c);
		c = config();
		c.arch.emulation_flags = 1U << (bit - 4);
		create("create emulation", bit - 4, 7, c);
		c = config();
		c.arch.misc_flags = 1U << (bit - 4);
		create("create misc flag", bit - 4, 7, c);
		c = config();
		c.cpupool_id = bit;
		create("create pool", bit, 7, c);
	}
}

/* ---- a domain that is there ---- */

#define VICTIM 9

static long run(uint32_t cmd)
{
	return domctl(cmd, VICTIM);
}

static void bitmap(struct xenctl_bitmap *b, void *p, uint32_t bits)
{
	set_xen_guest_handle(b->bitmap, p);
	b->nr_bits = bits;
}

static void affinities(void)
{
	for (uint32_t flags = 0; flags < 9; flags++)
		for (uint32_t v = 0; v < 3; v++) {
			clear(&d, sizeof(d));
			d.u.vcpuaffinity.vcpu = v;
			d.u.vcpuaffinity.flags = flags;
			buf[0][0] = buf[1][0] = 1;
			bitmap(&d.u.vcpuaffinity.cpumap_hard, buf[0], 8);
			bitmap(&d.u.vcpuaffinity.cpumap_soft, buf[1], 8);
			answer(named(named("set affinity", "", flags), "of", v),
			       run(XEN_DOMCTL_setvcpuaffinity));
			answer(named(named("get affinity", "", flags), "of", v),
			       run(XEN_DOMCTL_getvcpuaffinity));
			answer(named(named("affinity", "", flags), "is", v),
			       buf[0][0] | buf[1][0] << 8);
		}
	clear(&d, sizeof(d));
	d.u.vcpuaffinity.flags = XEN_VCPUAFFINITY_HARD;
	buf[0][0] = 2;
	bitmap(&d.u.vcpuaffinity.cpumap_hard, buf[0], 8);
	answer("affinity to no CPU", run(XEN_DOMCTL_setvcpuaffinity));
	bitmap(&d.u.vcpuaffinity.cpumap_hard, NULL, 8);
	answer("affinity from nowhere", run(XEN_DOMCTL_setvcpuaffinity));
	bitmap(&d.u.vcpuaffinity.cpumap_hard, buf[0], 0);
	answer("affinity of no bits", run(XEN_DOMCTL_setvcpuaffinity));
}

static void schedulers(void)
{
	for (uint32_t id = 0; id < 11; id++)
		for (uint32_t cmd = 0; cmd < 5; cmd++) {
			clear(&d, sizeof(d));
			d.u.scheduler_op.sched_id = id;
			d.u.scheduler_op.cmd = cmd;
			d.u.scheduler_op.u.credit.weight = 0;
			answer(named(named("scheduler", "", id), "cmd", cmd),
			       run(XEN_DOMCTL_scheduler_op));
		}
}

static void make_victim(void)
{
	clear(&d, sizeof(d));
	d.u.createdomain = config();
	d.u.createdomain.max_vcpus = 2;
	answer("victim", domctl(XEN_DOMCTL_createdomain, VICTIM));
	d.u.createdomain = config();
	answer("victim again", domctl(XEN_DOMCTL_createdomain, VICTIM));
	clear(&d, sizeof(d));
	d.u.max_vcpus.max = 3;
	answer("max_vcpus 3", run(XEN_DOMCTL_max_vcpus));
	d.u.max_vcpus.max = 0;
	answer("max_vcpus 0", run(XEN_DOMCTL_max_vcpus));
	d.u.max_vcpus.max = 2;
	answer("max_vcpus 2", run(XEN_DOMCTL_max_vcpus));
	answer("max_vcpus again", run(XEN_DOMCTL_max_vcpus));
	d.u.max_mem.max_memkb = 1 << 20;
	answer("max_mem", run(XEN_DOMCTL_max_mem));
}

static void life(void)
{
	static const uint32_t cmds[] = {
		XEN_DOMCTL_unpausedomain, XEN_DOMCTL_unpausedomain,
		XEN_DOMCTL_pausedomain, XEN_DOMCTL_pausedomain,
		XEN_DOMCTL_unpausedomain, XEN_DOMCTL_unpausedomain,
		XEN_DOMCTL_unpausedomain, XEN_DOMCTL_pausedomain,
		XEN_DOMCTL_resumedomain, XEN_DOMCTL_getdomaininfo,
	};

	for (unsigned int i = 0; i < sizeof(cmds) / 4; i++) {
		clear(&d, sizeof(d));
		answer(named(named("life", "", i), "cmd", cmds[i]),
		       run(cmds[i]));
	}
	answer("flags", d.u.getdomaininfo.flags);
	answer("vcpus online", d.u.getdomaininfo.nr_online_vcpus);
	answer("max id", d.u.getdomaininfo.max_vcpu_id);
	answer("pages", (long)d.u.getdomaininfo.tot_pages);
	answer("max pages", (long)d.u.getdomaininfo.max_pages);
	answer("pool", d.u.getdomaininfo.cpupool);
	answer("extra pages", (long)d.u.getdomaininfo.outstanding_pages);
}

static void contexts(void)
{
	static char ctxt[8192];

	for (uint32_t v = 0; v < 4; v++) {
		clear(&d, sizeof(d));
		d.u.vcpucontext.vcpu = v;
		set_xen_guest_handle(d.u.vcpucontext.ctxt, (void *)ctxt);
		answer(named("getvcpucontext", "", v),
		       run(XEN_DOMCTL_getvcpucontext));
		answer(named("setvcpucontext", "", v),
		       run(XEN_DOMCTL_setvcpucontext));
		d.u.vcpucontext.ctxt.p = HV_ADDR;
		answer(named("setvcpucontext from hypervisor", "", v),
		       run(XEN_DOMCTL_setvcpucontext));
		set_xen_guest_handle(d.u.vcpucontext.ctxt, NULL);
		answer(named("setvcpucontext null", "", v),
		       run(XEN_DOMCTL_setvcpucontext));
		d.u.getvcpuinfo.vcpu = v;
		answer(named("getvcpuinfo", "", v),
		       run(XEN_DOMCTL_getvcpuinfo));
	}
}

/* What is left, with nothing in it. */
static void all_of_victim(void)
{
	for (uint32_t cmd = 3; cmd < 100; cmd++) {
		clear(&d, sizeof(d));
		answer(named("victim's domctl", "", cmd), run(cmd));
	}
}

static void permissions(void)
{
	static const uint32_t irqs[] = { 0, 1, 9, 23, 24, 255, 256, 4096, ~0U };
	static const uint64_t mfns[] = { 0, 0xa0, 0xfec00, 1UL << 30, 1UL << 40,
					 ~0UL };

	for (unsigned int i = 0; i < sizeof(irqs) / 4; i++) {
		clear(&d, sizeof(d));
		d.u.irq_permission.pirq = irqs[i];
		d.u.irq_permission.allow_access = 1;
		answer(named("irq_permission", "", irqs[i]),
		       run(XEN_DOMCTL_irq_permission));
		clear(&d, sizeof(d));
		d.u.ioport_permission.first_port = irqs[i];
		d.u.ioport_permission.nr_ports = 1;
		answer(named("ioport_permission", "", irqs[i]),
		       run(XEN_DOMCTL_ioport_permission));
		d.u.ioport_permission.nr_ports = 0;
		answer(named("ioport_permission none", "", irqs[i]),
		       run(XEN_DOMCTL_ioport_permission));
	}
	for (unsigned int i = 0; i < sizeof(mfns) / 8; i++)
		for (uint64_t nr = 0; nr < 3; nr++) {
			clear(&d, sizeof(d));
			d.u.iomem_permission.first_mfn = mfns[i];
			d.u.iomem_permission.nr_mfns = nr;
			answer(named(named("iomem_permission", "", mfns[i]),
				     "pages", nr),
			       run(XEN_DOMCTL_iomem_permission));
		}
}

/* ---- sysctl ---- */

static void sysctls(void)
{
	for (uint32_t cmd = 0; cmd < 40; cmd++) {
		if (cmd == XEN_SYSCTL_page_offline_op ||
		    cmd == XEN_SYSCTL_readconsole)
			continue;
		clear(&s, sizeof(s));
		answer(named("sysctl", "", cmd), sysctl(cmd));
	}
	answer("sysctl ~0", sysctl(~0U));
	for (uint32_t op = 0; op < 9; op++)
		for (uint32_t pool = 0; pool < 2; pool++) {
			if (op == XEN_SYSCTL_CPUPOOL_OP_CREATE)
				continue;
			clear(&s, sizeof(s));
			s.u.cpupool_op.op = op;
			s.u.cpupool_op.cpupool_id = pool;
			s.u.cpupool_op.cpu = 3;
			s.u.cpupool_op.domid = 1234;
			bitmap(&s.u.cpupool_op.cpumap, buf[0], 8);
			answer(named(named("cpupool", "", op), "of", pool),
			       sysctl(XEN_SYSCTL_cpupool_op));
		}
	for (uint32_t id = 0; id < 11; id++)
		for (uint32_t cmd = 0; cmd < 3; cmd++) {
			clear(&s, sizeof(s));
			s.u.scheduler_op.sched_id = id;
			s.u.scheduler_op.cmd = cmd;
			answer(named(named("sys scheduler", "", id), "cmd", cmd),
			       sysctl(XEN_SYSCTL_scheduler_op));
		}
	clear(&s, sizeof(s));
	s.u.scheduler_op.cpupool_id = 5;
	answer("sys scheduler of pool 5", sysctl(XEN_SYSCTL_scheduler_op));
}

/* Pools with one CPU in the machine: there is none to spare. */
static void pools(void)
{
	for (uint32_t sched = 0; sched < 11; sched++) {
		clear(&s, sizeof(s));
		s.u.cpupool_op.op = XEN_SYSCTL_CPUPOOL_OP_CREATE;
		s.u.cpupool_op.cpupool_id = XEN_SYSCTL_CPUPOOL_PAR_ANY;
		s.u.cpupool_op.sched_id = sched;
		answer(named("pool create sched", "", sched),
		       sysctl(XEN_SYSCTL_cpupool_op));
		if (sched != 5)
			continue;
		answer("pool created", s.u.cpupool_op.cpupool_id);
	}
	clear(&s, sizeof(s));
	s.u.cpupool_op.op = XEN_SYSCTL_CPUPOOL_OP_ADDCPU;
	s.u.cpupool_op.cpupool_id = 1;
	s.u.cpupool_op.cpu = XEN_SYSCTL_CPUPOOL_PAR_ANY;
	answer("pool add any", sysctl(XEN_SYSCTL_cpupool_op));
	s.u.cpupool_op.cpu = 0;
	answer("pool add 0", sysctl(XEN_SYSCTL_cpupool_op));
	s.u.cpupool_op.op = XEN_SYSCTL_CPUPOOL_OP_RMCPU;
	answer("pool remove 0", sysctl(XEN_SYSCTL_cpupool_op));
	s.u.cpupool_op.cpupool_id = 0;
	answer("pool 0 remove 0", sysctl(XEN_SYSCTL_cpupool_op));
	s.u.cpupool_op.op = XEN_SYSCTL_CPUPOOL_OP_MOVEDOMAIN;
	s.u.cpupool_op.cpupool_id = 1;
	s.u.cpupool_op.domid = 0;
	answer("pool 1 gets domain 0", sysctl(XEN_SYSCTL_cpupool_op));
	s.u.cpupool_op.domid = VICTIM;
	answer("pool 1 gets victim", sysctl(XEN_SYSCTL_cpupool_op));
	s.u.cpupool_op.cpupool_id = 0;
	answer("pool 0 gets victim", sysctl(XEN_SYSCTL_cpupool_op));
	s.u.cpupool_op.op = XEN_SYSCTL_CPUPOOL_OP_INFO;
	s.u.cpupool_op.cpupool_id = 1;
	bitmap(&s.u.cpupool_op.cpumap, buf[0], 8);
	answer("pool 1 info", sysctl(XEN_SYSCTL_cpupool_op));
	answer("pool info sched", s.u.cpupool_op.sched_id);
	answer("pool info domains", s.u.cpupool_op.n_dom);
	for (uint32_t id = 0; id < 6; id++) {
		clear(&s, sizeof(s));
		s.u.cpupool_op.op = XEN_SYSCTL_CPUPOOL_OP_DESTROY;
		s.u.cpupool_op.cpupool_id = id;
		answer(named("pool destroy", "", id),
		       sysctl(XEN_SYSCTL_cpupool_op));
	}
	clear(&s, sizeof(s));
	s.u.cpupool_op.op = XEN_SYSCTL_CPUPOOL_OP_CREATE;
	s.u.cpupool_op.cpupool_id = 0;
	s.u.cpupool_op.sched_id = XEN_SCHEDULER_CREDIT;
	answer("pool 0 create", sysctl(XEN_SYSCTL_cpupool_op));
}

void test_main(void)
{
	headers();
	creations();
	all_of_nobody();
	make_victim();
	affinities();
	schedulers();
	contexts();
	permissions();
	life();
	sysctls();
	pools();
	all_of_victim();
	all_of_self();
	clear(&d, sizeof(d));
	while (run(XEN_DOMCTL_destroydomain) == RESTART)
		;
	answer("gone", run(XEN_DOMCTL_destroydomain));
}
