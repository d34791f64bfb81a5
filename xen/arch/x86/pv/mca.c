/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Machine checks as dom0's mcelog asks for them. No bank is polled yet, so
 * there is never anything to fetch; the CPUs are listed as they are.
 */
#include <hv/domain.h>
#include <hv/errno.h>
#include <hv/guest.h>
#include <hv/machine.h>
#include <hv/string.h>
#include <hv/xsm.h>
#include <xen/arch-x86/xen-mca.h>
#include <x86/asm.h>
#include <x86/hypercalls.h>
#include <x86/smp.h>

static void vendor_text(char *to)
{
	struct cpuid_regs r = cpuid(0, 0);

	memcpy(to, &r.b, 4);
	memcpy(to + 4, &r.d, 4);
	memcpy(to + 8, &r.c, 4);
}

static void cpu_fill(unsigned int cpu, xen_mc_logical_cpu_t *c)
{
	struct cpuid_regs r = cpuid(1, 0);

	memset(c, 0, sizeof(*c));
	c->mc_cpunr = cpu;
	c->mc_chipid = arch_cpu_socket(cpu);
	c->mc_coreid = 0;
	c->mc_apicid = c->mc_clusterid = cpu_apic_id(cpu);
	c->mc_ncores = c->mc_ncores_active = c->mc_nthreads = 1;
	c->mc_cpuid_level = (int32_t)cpuid(0, 0).a;
	c->mc_family = r.a >> 8 & 15;
	if (c->mc_family == 15)
		c->mc_family += r.a >> 20 & 255;
	c->mc_model = (r.a >> 4 & 15) | (r.a >> 12 & 0xf0);
	c->mc_step = r.a & 15;
	vendor_text(c->mc_vendorid);
}

static long physcpuinfo(struct xen_mc_physcpuinfo *p)
{
	xen_mc_logical_cpu_t c;
	unsigned int n = 0, room = p->ncpus;
	bool query = !p->info.p;

	for (unsigned int cpu = 0; cpu < nr_cpu_ids; cpu++) {
		if (!cpu_online(cpu))
			continue;
		if (!query && n < room) {
			cpu_fill(cpu, &c);
			if (guest_write(p->info.p + n, &c, sizeof(c)))
				return -EFAULT;
		}
		n++;
	}
	p->ncpus = query ? n : min_u(n, room);
	return 0;
}

static long fetch(struct xen_mc_fetch *f)
{
	uint32_t kind = f->flags & (XEN_MC_NONURGENT | XEN_MC_URGENT);

	/* One kind, and where to; or that one was seen. */
	if ((kind != XEN_MC_NONURGENT && kind != XEN_MC_URGENT) ||
	    (!(f->flags & XEN_MC_ACK) && !f->data.p))
		return -EINVAL;
	f->flags = XEN_MC_NODATA;
	f->fetch_id = 0;
	return 0;
}

long hc_mca(struct hypercall *hc)
{
	struct xen_mc *guest = (void *)hc->arg[0], op;
	long err = xsm_check(XSM_PRIV, "do_mca", arch_current()->domain, NULL);

	if (err)
		return err;
	if (guest_read(&op, guest, sizeof(op)))
		return -EFAULT;
	if (op.interface_version != XEN_MCA_INTERFACE_VERSION)
		return -EACCES;
	switch (op.cmd) {
	case XEN_MC_fetch:
		err = fetch(&op.u.mc_fetch);
		break;
	case XEN_MC_physcpuinfo:
		err = physcpuinfo(&op.u.mc_physcpuinfo);
		break;
	case XEN_MC_msrinject:
		/* Of none; the machine's are not to be forged. */
		return op.u.mc_msrinject.mcinj_count ? -EINVAL : 0;
	default:
		return -EINVAL;
	}
	if (!err && guest_write(guest, &op, sizeof(op)))
		err = -EFAULT;
	return err;
}
