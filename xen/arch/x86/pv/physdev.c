/* SPDX-License-Identifier: GPL-2.0-only */
/* physdev_op: interrupt lines and messages, I/O privilege, PCI devices. */
#include <hv/domain.h>
#include <hv/errno.h>
#include <hv/guest.h>
#include <hv/machine.h>
#include <hv/rangeset.h>
#include <hv/printk.h>
#include <hv/xsm.h>
#include <xen/physdev.h>
#include <x86/acpi.h>
#include <x86/hypercalls.h>
#include <x86/irq.h>
#include <x86/numa.h>
#include <x86/pci.h>
#include <x86/pv.h>

union physdev_arg {
	struct physdev_eoi eoi;
	struct physdev_pirq_eoi_gmfn eoi_gmfn;
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
	struct physdev_pci_device_add add;
	struct physdev_pci_device device;
	struct physdev_manage_pci pci;
	struct physdev_manage_pci_ext pci_ext;
	struct physdev_restore_msi restore;
	struct physdev_dbgp_op dbgp;
};

/* What an operation is given; guest: where the argument came from. */
struct call {
	void *guest;
	union physdev_arg arg;
};

/* ---- end of interrupt ---- */

static long op_eoi(struct domain *d, void *arg)
{
	union physdev_arg *a = arg;

	if (a->eoi.irq >= d->evtchn.nr_pirqs)
		return -EINVAL;
	return pirq_eoi(d, a->eoi.irq);
}

static long op_eoi_unmasked(struct domain *d, void *arg)
{
	(void)arg;
	pirq_eoi_unmasked(d);
	return 0;
}

static long op_eoi_gmfn_v1(struct domain *d, void *arg)
{
	return pirq_eoi_map(d, ((union physdev_arg *)arg)->eoi_gmfn.gmfn,
			    true);
}

static long op_eoi_gmfn_v2(struct domain *d, void *arg)
{
	return pirq_eoi_map(d, ((union physdev_arg *)arg)->eoi_gmfn.gmfn,
			    false);
}

static long op_status(struct domain *d, void *arg)
{
	union physdev_arg *a = arg;

	if (a->status.irq >= d->evtchn.nr_pirqs)
		return -EINVAL;
	/* The page tells better, to those who look there. */
	a->status.flags = XENIRQSTAT_needs_eoi;
	if (pirq_is_shared(d, a->status.irq))
		a->status.flags |= XENIRQSTAT_shared;
	return 0;
}

/* ---- I/O privilege ---- */

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
	    !arch_guest_range_ok(a->iobitmap.bitmap.p, 1))
		return -EINVAL;
	v->arch.iobmp = a->iobitmap.bitmap.p;
	v->arch.iobmp_limit = a->iobitmap.nr_ports;
	return 0;
}

/* ---- lines ---- */

static long op_apic_read(struct domain *d, void *arg)
{
	union physdev_arg *a = arg;

	(void)d;
	return ioapic_guest_read(a->apic.apic_physbase, a->apic.reg,
				 &a->apic.value);
}

/* The line, if d may have it; GSI 0 is the timer's, which no guest gets. */
static int guest_gsi(struct domain *d, unsigned int index, struct irq **irq)
{
	*irq = irq_of_gsi(index);
	if (!*irq)
		return -EINVAL;
	return index && rangeset_contains(d->irq_caps, index, index) ?
	       0 : -EPERM;
}

/* Vectors are ours: for the guest it is the line. */
static long op_alloc_vector(struct domain *d, void *arg)
{
	union physdev_arg *a = arg;

	(void)d;
	a->irq.vector = a->irq.irq;
	return 0;
}

static long op_setup_gsi(struct domain *d, void *arg)
{
	union physdev_arg *a = arg;

	(void)d;
	if (a->gsi.gsi < 0)
		return -EINVAL;
	return gsi_setup((unsigned int)a->gsi.gsi, a->gsi.triggering != 0,
			 a->gsi.polarity != 0);
}

static int map_gsi(struct domain *d, struct physdev_map_pirq *m)
{
	struct irq *irq;
	int err = guest_gsi(arch_current()->domain, (unsigned int)m->index,
			    &irq);

	return err ? err : pirq_map(d, irq, false, &m->pirq);
}

/* ---- messages ---- */

/* Caller holds pci_lock(). */
static int map_msi_locked(struct domain *d, struct physdev_map_pirq *m,
			  uint16_t seg)
{
	struct pci_device *p = pci_find(seg, (uint8_t)m->bus,
					(uint8_t)m->devfn);
	struct irq *irq;
	int err;

	if (!p)
		return -ENODEV;
	if (m->type == MAP_PIRQ_TYPE_MULTI_MSI && m->entry_nr != 1)
		return -EOPNOTSUPP;
	err = msi_take(p, m->table_base ? (unsigned int)m->entry_nr : 0,
		       m->table_base != 0, &irq);
	if (err)
		return err;
	err = pirq_map(d, irq, true, &m->pirq);
	if (err)
		msi_release(irq);
	return err;
}

static int map_msi(struct domain *d, struct physdev_map_pirq *m, uint16_t seg)
{
	int err;

	/* Which one it is to be is not for guests to say; -1: any. */
	if (m->type == MAP_PIRQ_TYPE_MSI && m->index != -1)
		return (uint32_t)m->index < irq_nr_gsis() ||
		       (uint32_t)m->index >= irq_sources_max() ?
		       -EINVAL : -EPERM;
	if (m->pirq >= (int)d->evtchn.nr_pirqs)
		return -EINVAL;
	pci_lock();
	err = map_msi_locked(d, m, seg);
	pci_unlock();
	return err;
}

/*
 * Several messages in a row differ in the vector's low bits only, so they
 * would need as many aligned vectors on one CPU: only one is given, which is
 * what the kernel asks for next.
 */
static int map_multi_msi(struct domain *d, struct physdev_map_pirq *m,
			 uint16_t seg)
{
	if (m->entry_nr <= 0 || m->entry_nr > 32)
		return -EDOM;
	if (m->entry_nr > 1 && m->pirq < 0)
		return -EOPNOTSUPP;
	return map_msi(d, m, seg);
}

static int map_by_type(struct domain *d, struct physdev_map_pirq *m,
		       uint16_t seg)
{
	switch (m->type) {
	case MAP_PIRQ_TYPE_GSI:
		return map_gsi(d, m);
	case MAP_PIRQ_TYPE_MSI:
		return map_msi(d, m, seg);
	case MAP_PIRQ_TYPE_MULTI_MSI:
		return map_multi_msi(d, m, seg);
	}
	gprintk(d, XLG_WARN "map_pirq: there is no type %d\n", m->type);
	return -EINVAL;
}

/* The domain a call names, if the caller may do this to it. */
static int domain_for(domid_t id, const char *hook, struct domain **d)
{
	struct domain *curr = arch_current()->domain;
	int err;

	*d = domain_get_by_id_or_self(id);
	if (!*d)
		return -ESRCH;
	/* A device model may for its guest, nobody else for himself. */
	err = xsm_check(curr->target == *d ? XSM_TARGET : XSM_PRIV, hook,
			curr, *d);
	if (err)
		domain_put(*d);
	return err;
}

static long op_map_pirq(struct domain *curr, void *arg)
{
	const struct call *c = container_of(arg, struct call, arg);
	struct physdev_map_pirq *m = &((union physdev_arg *)arg)->map;
	uint16_t seg = (uint16_t)(m->bus >> 16);
	struct domain *d;
	int err;

	(void)curr;
	/* What comes back is the kind of interrupt, wherever it ends. */
	if (m->type == MAP_PIRQ_TYPE_MSI_SEG)
		m->type = MAP_PIRQ_TYPE_MSI;
	else if (m->type != MAP_PIRQ_TYPE_MULTI_MSI)
		seg = 0;
	else if (m->table_base)
		return -EINVAL;
	err = domain_for(m->domid, "map_domain_pirq", &d);
	if (!err) {
		err = map_by_type(d, m, seg);
		domain_put(d);
	}
	return guest_write(c->guest, m, sizeof(*m)) ? -EFAULT : err;
}

static long op_unmap_pirq(struct domain *curr, void *arg)
{
	union physdev_arg *a = arg;
	struct domain *d;
	int err = domain_for(a->unmap.domid, "unmap_domain_pirq", &d);

	(void)curr;
	if (err)
		return err;
	err = pirq_unmap(d, a->unmap.pirq);
	domain_put(d);
	return err;
}

static long op_free_pirq(struct domain *d, void *arg)
{
	union physdev_arg *a = arg;
	int n;

	/* Whatever is no line is a message. */
	n = pirq_reserve(d, a->free_pirq.type != MAP_PIRQ_TYPE_GSI);
	if (n < 0)
		return n;
	a->free_pirq.pirq = (uint32_t)n;
	return 0;
}

/* ---- PCI devices ---- */

static long device_add(const struct physdev_pci_device_add *a, uint32_t pxm)
{
	struct pci_device *p;
	int err;

	pci_lock();
	err = pci_add(a->seg, a->bus, a->devfn, &p);
	if (!err) {
		p->is_virtfn = a->flags & XEN_PCI_DEV_VIRTFN;
		p->physfn_bus = a->physfn.bus;
		p->physfn_devfn = a->physfn.devfn;
		p->node = pxm == PXM_NONE ? NODE_NONE : numa_node_of_pxm(pxm);
	}
	pci_unlock();
	return err;
}

static long op_device_add(struct domain *d, void *arg)
{
	const struct call *c = container_of(arg, struct call, arg);
	const struct physdev_pci_device_add *a = &c->arg.add;
	uint32_t pxm = PXM_NONE;

	(void)d;
	if ((a->flags & XEN_PCI_DEV_PXM) &&
	    guest_read(&pxm, (const char *)c->guest +
		       offsetof(struct physdev_pci_device_add, optarr),
		       sizeof(pxm)))
		return -EFAULT;
	return device_add(a, pxm);
}

static long op_manage_add(struct domain *d, void *arg)
{
	union physdev_arg *a = arg;
	struct physdev_pci_device_add add = {
		.bus = a->pci.bus, .devfn = a->pci.devfn,
	};

	(void)d;
	return device_add(&add, PXM_NONE);
}

static long op_manage_add_ext(struct domain *d, void *arg)
{
	struct physdev_manage_pci_ext *a = &((union physdev_arg *)arg)->pci_ext;
	struct physdev_pci_device_add add = {
		.bus = a->bus, .devfn = a->devfn,
		.flags = (a->is_extfn ? XEN_PCI_DEV_EXTFN : 0) |
			 (a->is_virtfn ? XEN_PCI_DEV_VIRTFN : 0),
		.physfn = { a->physfn.bus, a->physfn.devfn },
	};

	(void)d;
	if (a->is_extfn > 1 || a->is_virtfn > 1)
		return -EINVAL;
	return device_add(&add, PXM_NONE);
}

static long device_remove(uint16_t seg, uint8_t bus, uint8_t devfn)
{
	int err;

	pci_lock();
	err = pci_remove(seg, bus, devfn);
	pci_unlock();
	return err;
}

static long op_device_remove(struct domain *d, void *arg)
{
	const struct physdev_pci_device *a = &((union physdev_arg *)arg)->device;

	(void)d;
	return device_remove(a->seg, a->bus, a->devfn);
}

static long op_manage_remove(struct domain *d, void *arg)
{
	union physdev_arg *a = arg;

	(void)d;
	return device_remove(0, a->pci.bus, a->pci.devfn);
}

/* Does fn to the device: its answer, or -ENODEV. */
static long on_device(uint16_t seg, uint8_t bus, uint8_t devfn,
		      int (*fn)(struct pci_device *p))
{
	struct pci_device *p;
	int err;

	pci_lock();
	p = pci_find(seg, bus, devfn);
	err = p ? fn(p) : -ENODEV;
	pci_unlock();
	return err;
}

static long op_restore_msi(struct domain *d, void *arg)
{
	union physdev_arg *a = arg;

	(void)d;
	return on_device(0, a->restore.bus, a->restore.devfn, msi_restore);
}

static long op_restore_msi_ext(struct domain *d, void *arg)
{
	const struct physdev_pci_device *a = &((union physdev_arg *)arg)->device;

	(void)d;
	return on_device(a->seg, a->bus, a->devfn, msi_restore);
}

static long op_prepare_msix(struct domain *d, void *arg)
{
	const struct physdev_pci_device *a = &((union physdev_arg *)arg)->device;

	(void)d;
	return on_device(a->seg, a->bus, a->devfn, msix_prepare);
}

static long op_release_msix(struct domain *d, void *arg)
{
	const struct physdev_pci_device *a = &((union physdev_arg *)arg)->device;

	(void)d;
	return on_device(a->seg, a->bus, a->devfn, msix_unprepare);
}

/* Does the kernel find the window where ACPI's table says it is? */
static long op_mmcfg(struct domain *d, void *arg)
{
	const struct physdev_pci_mmcfg_reserved *a =
		&((union physdev_arg *)arg)->mmcfg;
	const struct acpi_mcfg *m = acpi_mcfg_of(a->segment, a->start_bus);

	(void)d;
	if (a->flags & ~(uint32_t)XEN_PCI_MMCFG_RESERVED)
		return -EINVAL;
	if (!m || m->bus_start != a->start_bus || m->bus_end != a->end_bus)
		return -ENODEV;
	return m->base == a->address ? 0 : -EIO;
}

/* A debug port's controller is ours only if the console is on it: never. */
static long op_debug_port(struct domain *d, void *arg)
{
	(void)d;
	(void)arg;
	return 0;
}

#define ROW(fn, field, reply_, right_)					\
	{ fn, sizeof(((union physdev_arg *)0)->field), reply_, right_, NULL }

static const struct subop ops[] = {
	[PHYSDEVOP_IRQ_UNMASK_NOTIFY]  = { op_eoi_unmasked, 0, false, XSM_ANY, NULL },
	[PHYSDEVOP_eoi]                = ROW(op_eoi, eoi, false, XSM_ANY),
	[PHYSDEVOP_pirq_eoi_gmfn_v1]   = ROW(op_eoi_gmfn_v1, eoi_gmfn, false, XSM_ANY),
	[PHYSDEVOP_pirq_eoi_gmfn_v2]   = ROW(op_eoi_gmfn_v2, eoi_gmfn, false, XSM_ANY),
	[PHYSDEVOP_irq_status_query]   = ROW(op_status, status, true, XSM_ANY),
	[PHYSDEVOP_set_iopl]           = ROW(op_iopl, iopl, false, XSM_ANY),
	[PHYSDEVOP_set_iobitmap]       = ROW(op_iobitmap, iobitmap, false, XSM_ANY),
	[PHYSDEVOP_apic_read]          = ROW(op_apic_read, apic, true, XSM_PRIV),
	[PHYSDEVOP_alloc_irq_vector]   = ROW(op_alloc_vector, irq, true, XSM_PRIV),
	[PHYSDEVOP_map_pirq]           = ROW(op_map_pirq, map, false, XSM_ANY),
	[PHYSDEVOP_unmap_pirq]         = ROW(op_unmap_pirq, unmap, false, XSM_ANY),
	[PHYSDEVOP_get_free_pirq]      = ROW(op_free_pirq, free_pirq, true, XSM_ANY),
	[PHYSDEVOP_setup_gsi]          = ROW(op_setup_gsi, gsi, false, XSM_PRIV),
	[PHYSDEVOP_pci_mmcfg_reserved] = ROW(op_mmcfg, mmcfg, false, XSM_PRIV),
	/* Without the optional parameters behind it. */
	[PHYSDEVOP_pci_device_add]     = { op_device_add, offsetof(struct physdev_pci_device_add, optarr), false, XSM_PRIV, NULL },
	[PHYSDEVOP_pci_device_remove]  = ROW(op_device_remove, device, false, XSM_PRIV),
	[PHYSDEVOP_manage_pci_add]     = ROW(op_manage_add, pci, false, XSM_PRIV),
	[PHYSDEVOP_manage_pci_add_ext] = ROW(op_manage_add_ext, pci_ext, false, XSM_PRIV),
	[PHYSDEVOP_manage_pci_remove]  = ROW(op_manage_remove, pci, false, XSM_PRIV),
	[PHYSDEVOP_restore_msi]        = ROW(op_restore_msi, restore, false, XSM_PRIV),
	[PHYSDEVOP_restore_msi_ext]    = ROW(op_restore_msi_ext, device, false, XSM_PRIV),
	[PHYSDEVOP_dbgp_op]            = ROW(op_debug_port, dbgp, false, XSM_PRIV),
	[PHYSDEVOP_prepare_msix]       = ROW(op_prepare_msix, device, false, XSM_PRIV),
	[PHYSDEVOP_release_msix]       = ROW(op_release_msix, device, false, XSM_PRIV),
};

long hc_physdev_op(struct hypercall *hc)
{
	struct call call = { .guest = (void *)hc->arg[1] };

	return subop_run(ops, ARRAY_SIZE(ops), (unsigned int)hc->arg[0],
			 hc->arg[1], &call.arg);
}

/* The same, with the number in the structure. */
long hc_physdev_op_compat(struct hypercall *hc)
{
	const struct physdev_op *op = (const void *)hc->arg[0];
	uint32_t cmd;

	if (guest_read(&cmd, &op->cmd, sizeof(cmd)))
		return -EFAULT;
	hc->arg[1] = (unsigned long)&op->u;
	hc->arg[0] = cmd;
	return hc_physdev_op(hc);
}
