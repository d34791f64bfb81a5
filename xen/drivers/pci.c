/* SPDX-License-Identifier: GPL-2.0-only */
/* Configuration space, and the list of devices that dom0 told us of. */
#include <hv/errno.h>
#include <hv/guest.h>
#include <hv/hypercall.h>
#include <hv/mm.h>
#include <hv/spinlock.h>
#include <xen/physdev.h>
#include <xen/sysctl.h>
#include <x86/acpi.h>
#include <x86/asm.h>
#include <x86/irq.h>
#include <x86/paging.h>
#include <x86/pci.h>

#define REG_STATUS	0x06
#define REG_CAP_LIST	0x34
#define STATUS_CAPS	0x10
#define CAPS_MAX	48U		/* what fits behind the header */

static spinlock_t list_lock = SPINLOCK_INIT;
static struct pci_device *devices;		/* [list_lock] */
/* The address port and the data port are one transaction. Irqsave. */
static spinlock_t port_lock = SPINLOCK_INIT;

void pci_lock(void)
{
	spin_lock(&list_lock);
}

void pci_unlock(void)
{
	spin_unlock(&list_lock);
}

/* ---- access ---- */

uint32_t pci_port_read(uint32_t address, unsigned int offset,
		       unsigned int size)
{
	uint16_t port = (uint16_t)(0xcfc + (offset & 3));
	unsigned long flags = spin_lock_irqsave(&port_lock);
	uint32_t v;

	outl(0xcf8, address);
	v = size == 1 ? inb(port) : size == 2 ? inw(port) : inl(port);
	spin_unlock_irqrestore(&port_lock, flags);
	return v;
}

void pci_port_write(uint32_t address, unsigned int offset, unsigned int size,
		    uint32_t value)
{
	uint16_t port = (uint16_t)(0xcfc + (offset & 3));
	unsigned long flags = spin_lock_irqsave(&port_lock);

	outl(0xcf8, address);
	if (size == 1)
		outb(port, (uint8_t)value);
	else if (size == 2)
		outw(port, (uint16_t)value);
	else
		outl(port, value);
	spin_unlock_irqrestore(&port_lock, flags);
}

static uint32_t port_address(const struct pci_device *p, unsigned int reg)
{
	return 1U << 31 | (uint32_t)p->bus << 16 | (uint32_t)p->devfn << 8 |
	       (reg & 0xfc);
}

uint32_t pci_read(const struct pci_device *p, unsigned int reg,
		  unsigned int size)
{
	if (!p->window)
		return pci_port_read(port_address(p, reg), reg, size);
	switch (size) {
	case 1:
		return *(p->window + reg);
	case 2:
		return *(volatile uint16_t *)(p->window + reg);
	}
	return *(volatile uint32_t *)(p->window + reg);
}

void pci_write(const struct pci_device *p, unsigned int reg,
	       unsigned int size, uint32_t value)
{
	if (!p->window)
		pci_port_write(port_address(p, reg), reg, size, value);
	else if (size == 1)
		*(p->window + reg) = (uint8_t)value;
	else if (size == 2)
		*(volatile uint16_t *)(p->window + reg) = (uint16_t)value;
	else
		*(volatile uint32_t *)(p->window + reg) = value;
}

unsigned int pci_capability(const struct pci_device *p, uint8_t id)
{
	unsigned int at = REG_CAP_LIST;

	if (!(pci_read(p, REG_STATUS, 2) & STATUS_CAPS))
		return 0;
	/* A broken list may be a circle. */
	for (unsigned int n = 0; n < CAPS_MAX; n++) {
		at = pci_read(p, at, 1) & 0xfc;
		if (at < 0x40)
			return 0;
		if (pci_read(p, at, 1) == id)
			return at;
		at++;			/* the next pointer follows the id */
	}
	return 0;
}

/* ---- the list ---- */

struct pci_device *pci_find(uint16_t seg, uint8_t bus, uint8_t devfn)
{
	struct pci_device *p = devices;

	while (p && (p->seg != seg || p->bus != bus || p->devfn != devfn))
		p = p->next;
	return p;
}

static int window_map(struct pci_device *p)
{
	const struct acpi_mcfg *m = acpi_mcfg_of(p->seg, p->bus);

	if (!p->seg)
		return 0;
	if (!m)
		return -ENODEV;
	p->window = ioremap(m->base + ((uint64_t)p->bus << 20) +
			    ((uint64_t)p->devfn << 12), 4096, HYPER_UC);
	return p->window ? 0 : -ENOMEM;
}

int pci_add(uint16_t seg, uint8_t bus, uint8_t devfn, struct pci_device **out)
{
	struct pci_device *p = pci_find(seg, bus, devfn);
	int err;

	*out = p;
	if (p)
		return 0;
	p = hv_zalloc(sizeof(*p));
	if (!p)
		return -ENOMEM;
	p->seg = seg;
	p->bus = bus;
	p->devfn = devfn;
	err = window_map(p);
	if (err) {
		hv_free(p);
		return err;
	}
	p->next = devices;
	devices = *out = p;
	return 0;
}

int pci_remove(uint16_t seg, uint8_t bus, uint8_t devfn)
{
	struct pci_device *p = pci_find(seg, bus, devfn), **link = &devices;

	if (!p)
		return -ENODEV;
	msi_release_all(p);
	while (*link != p)
		link = &(*link)->next;
	*link = p->next;
	hv_free(p);
	return 0;
}

static uint32_t node_of(const struct physdev_pci_device *dev)
{
	const struct pci_device *p;
	uint32_t node;

	pci_lock();
	p = pci_find(dev->seg, dev->bus, dev->devfn);
	node = p ? p->node : XEN_INVALID_DEV;
	pci_unlock();
	return node;
}

long pci_topology(struct xen_sysctl *op, bool *copyback)
{
	struct xen_sysctl_pcitopoinfo *t = &op->u.pcitopoinfo;
	struct physdev_pci_device dev;
	uint32_t node, i = 0;

	if (!t->devs.p || !t->nodes.p)
		return -EINVAL;
	while (i < t->num_devs) {
		if (guest_read(&dev, t->devs.p + i, sizeof(dev)))
			return -EFAULT;
		node = node_of(&dev);
		if (guest_write(t->nodes.p + i, &node, sizeof(node)))
			return -EFAULT;
		/* The caller sees how many were done and asks for the rest. */
		if (++i % 64 == 0 && hypercall_preempt())
			break;
	}
	t->num_devs = i;
	*copyback = true;
	return 0;
}
