/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * PCI devices as dom0 reports them, and their configuration space (PCI Local
 * Bus Specification 3.0; ports 0xcf8 and 0xcfc, or MCFG's window for segments
 * other than 0).
 */
#ifndef X86_PCI_H
#define X86_PCI_H

#include <hv/types.h>

struct irq;
struct xen_sysctl;

struct pci_device {
	uint16_t seg;
	uint8_t bus, devfn;
	bool is_virtfn;
	uint8_t physfn_bus, physfn_devfn;
	uint32_t node;			/* or NODE_NONE */
	volatile uint8_t *window;	/* configuration space, segments > 0 */
	/* MSI and MSI-X; [pci_lock] */
	volatile uint32_t *msix_table;	/* mapped when first used */
	struct irq *irqs;
	struct pci_device *next;
};

/*
 * Held while a device is looked up and used: the list, and the irqs of the
 * devices on it. Outermost of all, not taken from interrupts.
 */
void pci_lock(void);
void pci_unlock(void);

/* Caller holds the lock. */
struct pci_device *pci_find(uint16_t seg, uint8_t bus, uint8_t devfn);
/* Known afterwards, or -ENOMEM, -ENODEV (a segment no one described). */
int pci_add(uint16_t seg, uint8_t bus, uint8_t devfn, struct pci_device **p);
/* -ENODEV. Its interrupts are given back. */
int pci_remove(uint16_t seg, uint8_t bus, uint8_t devfn);
/* XEN_SYSCTL_pcitopoinfo: the nodes of some devices. */
long pci_topology(struct xen_sysctl *op, bool *copyback);

/* Registers; size 1, 2 or 4, aligned. */
uint32_t pci_read(const struct pci_device *p, unsigned int reg,
		  unsigned int size);
void pci_write(const struct pci_device *p, unsigned int reg,
	       unsigned int size, uint32_t value);
/* Ports 0xcf8 and 0xcfc-0xcff together: `address` as written to 0xcf8. */
uint32_t pci_port_read(uint32_t address, unsigned int offset,
		       unsigned int size);
void pci_port_write(uint32_t address, unsigned int offset, unsigned int size,
		    uint32_t value);
/* Offset of a capability, 0 if it has none such. */
unsigned int pci_capability(const struct pci_device *p, uint8_t id);

#endif
