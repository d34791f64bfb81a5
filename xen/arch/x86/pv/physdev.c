/* SPDX-License-Identifier: GPL-2.0-only */
/* physdev_op: interrupt lines, I/O privilege, PCI devices of dom0. */
#include <hv/domain.h>
#include <hv/errno.h>
#include <hv/guest.h>
#include <hv/machine.h>
#include <xen/physdev.h>
#include <x86/gsi.h>
#include <x86/hypercalls.h>
#include <x86/irq.h>
#include <x86/pv.h>

union physdev_arg {
	struct physdev_eoi eoi;
	struct physdev_irq_status_query status;
	struct physdev_set_iopl iopl;
	struct physdev_set_iobitmap iobitmap;
	struct physdev_apic apic;
	struct physdev_irq irq;
	struct physdev_map_pirq map;
	struct physdev_unmap_pirq unmap;
	struct physdev_setup_gsi gsi;
	struct physdev_get_free_pirq free_pirq;
	struct physdev_pci_mmcfg_reserved mmcfg;
	struct physdev_pci_device_add device;
	struct physdev_manage_pci pci;
};

static long op_eoi(struct domain *d, void *arg)
{
	union physdev_arg *a = arg;

	if (a->eoi.irq >= arch_nr_pirqs(d))
		return -EINVAL;
	if (evtchn_pirq_port(d, a->eoi.irq))
		gsi_guest_eoi(a->eoi.irq);
	return 0;
}

static long op_status(struct domain *d, void *arg)
{
	union physdev_arg *a = arg;

	if (a->status.irq >= arch_nr_pirqs(d))
		return -EINVAL;
	/* Level-triggered lines stay masked until the guest says. */
	a->status.flags = gsi_is_level(a->status.irq) ?
			  XENIRQSTAT_needs_eoi : 0;
	return 0;
}

static long op_iopl(struct domain *d, void *arg)
{
	union physdev_arg *a = arg;

	(void)d;
	if (a->iopl.iopl > 3)
		return -EINVAL;
	arch_current()->arch.iopl = (uint8_t)a->iopl.iopl;
	return 0;
}

static long op_iobitmap(struct domain *d, void *arg)
{
	struct vcpu *v = arch_current();
	union physdev_arg *a = arg;

	(void)d;
	if (a->iobitmap.nr_ports > 65536 ||
	    !arch_guest_range_ok(a->iobitmap.bitmap.p, 8192))
		return -EINVAL;
	v->arch.iobmp = a->iobitmap.bitmap.p;
	v->arch.iobmp_limit = a->iobitmap.nr_ports;
	return 0;
}

static long op_apic_read(struct domain *d, void *arg)
{
	union physdev_arg *a = arg;

	(void)d;
	a->apic.value = ioapic_guest_read(a->apic.apic_physbase, a->apic.reg);
	return 0;
}

/* Vectors are ours; old kernels only want to be told yes. */
static long op_alloc_vector(struct domain *d, void *arg)
{
	union physdev_arg *a = arg;

	(void)d;
	if (a->irq.irq >= irq_nr_gsis())
		return -EINVAL;
	a->irq.vector = a->irq.irq;
	return 0;
}

static long op_map_pirq(struct domain *d, void *arg)
{
	struct physdev_map_pirq *m = &((union physdev_arg *)arg)->map;

	if (m->domid != DOMID_SELF && m->domid != d->domid)
		return -EPERM;
	if (m->type != MAP_PIRQ_TYPE_GSI)
		return -EOPNOTSUPP;
	if (m->index < 0 || (unsigned int)m->index >= irq_nr_gsis())
		return -EINVAL;
	if (m->pirq >= 0 && m->pirq != m->index)
		return -EOPNOTSUPP;
	m->pirq = m->index;
	return 0;
}

static long op_unmap_pirq(struct domain *d, void *arg)
{
	union physdev_arg *a = arg;

	if (a->unmap.domid != DOMID_SELF && a->unmap.domid != d->domid)
		return -EPERM;
	if (a->unmap.pirq < 0 || (unsigned int)a->unmap.pirq >= irq_nr_gsis())
		return -EINVAL;
	return 0;
}

static long op_setup_gsi(struct domain *d, void *arg)
{
	union physdev_arg *a = arg;

	(void)d;
	return gsi_setup((unsigned int)a->gsi.gsi, a->gsi.triggering != 0,
			 a->gsi.polarity != 0);
}

/* Known to the bus, and nothing else to do without an IOMMU. */
static long op_noted(struct domain *d, void *arg)
{
	(void)d; (void)arg;
	return 0;
}

#define ROW(fn, field, reply_, right_)					\
	{ fn, sizeof(((union physdev_arg *)0)->field), reply_, right_, NULL }

static const struct subop ops[] = {
	[PHYSDEVOP_eoi]              = ROW(op_eoi, eoi, false, XSM_ANY),
	[PHYSDEVOP_irq_status_query] = ROW(op_status, status, true, XSM_ANY),
	[PHYSDEVOP_set_iopl]         = ROW(op_iopl, iopl, false, XSM_ANY),
	[PHYSDEVOP_set_iobitmap]     = ROW(op_iobitmap, iobitmap, false, XSM_ANY),
	[PHYSDEVOP_apic_read]        = ROW(op_apic_read, apic, true, XSM_PRIV),
	[PHYSDEVOP_alloc_irq_vector] = ROW(op_alloc_vector, irq, true, XSM_PRIV),
	[PHYSDEVOP_map_pirq]         = ROW(op_map_pirq, map, true, XSM_PRIV),
	[PHYSDEVOP_unmap_pirq]       = ROW(op_unmap_pirq, unmap, false, XSM_PRIV),
	[PHYSDEVOP_setup_gsi]        = ROW(op_setup_gsi, gsi, false, XSM_PRIV),
	[PHYSDEVOP_pci_mmcfg_reserved] = ROW(op_noted, mmcfg, false, XSM_PRIV),
	[PHYSDEVOP_pci_device_add]   = ROW(op_noted, device, false, XSM_PRIV),
	[PHYSDEVOP_pci_device_remove] = ROW(op_noted, device, false, XSM_PRIV),
	[PHYSDEVOP_manage_pci_add]   = ROW(op_noted, pci, false, XSM_PRIV),
	[PHYSDEVOP_manage_pci_remove] = ROW(op_noted, pci, false, XSM_PRIV),
};

long hc_physdev_op(struct hypercall *hc)
{
	union physdev_arg arg;

	return subop_run(ops, ARRAY_SIZE(ops), (unsigned int)hc->arg[0],
			 hc->arg[1], &arg);
}
