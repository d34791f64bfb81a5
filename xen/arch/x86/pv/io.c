/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * I/O ports of PV guests. dom0 reaches the machine's, but for the ones the
 * hypervisor drives; others read all ones from what they do not own.
 */
#include <hv/domain.h>
#include <hv/guest.h>
#include <hv/spinlock.h>
#include <x86/asm.h>
#include <x86/pv.h>
#include <x86/uart.h>

/* PCI configuration: the address register is ours, its value each vCPU's. */
static spinlock_t pci_lock = SPINLOCK_INIT;

static uint32_t raw_read(uint16_t port, unsigned int size)
{
	return size == 1 ? inb(port) : size == 2 ? inw(port) : inl(port);
}

static void raw_write(uint16_t port, unsigned int size, uint32_t v)
{
	if (size == 1)
		outb(port, (uint8_t)v);
	else if (size == 2)
		outw(port, (uint16_t)v);
	else
		outl(port, v);
}

static uint32_t all_ones(unsigned int size)
{
	return size == 4 ? ~0U : (1U << 8 * size) - 1;
}

static bool owns(struct domain *d, uint16_t port, unsigned int size)
{
	for (unsigned int i = 0; i < size; i++)
		if (!bit_test((unsigned long *)d->arch.ioport_caps, port + i))
			return false;
	return true;
}

/* 0xcf8 to 0xcff; without hardware it behaves like an empty bus. */
static void pci_access(struct vcpu *v, uint16_t port, unsigned int size,
		       bool write, uint32_t *val)
{
	struct domain *d = v->domain;
	unsigned long flags;

	if (port == 0xcf8 && size == 4) {
		if (write)
			d->arch.pci_address = *val;
		else
			*val = d->arch.pci_address;
		return;
	}
	if (!d->is_privileged || port < 0xcfc) {
		if (!write)
			*val = all_ones(size);
		return;
	}
	flags = spin_lock_irqsave(&pci_lock);
	outl(0xcf8, d->arch.pci_address);
	if (write)
		raw_write(port, size, *val);
	else
		*val = raw_read(port, size);
	spin_unlock_irqrestore(&pci_lock, flags);
}

/* What the guest kernel allows its user code: IOPL or its own bitmap. */
static bool user_allowed(struct vcpu *v, uint16_t port, unsigned int size)
{
	uint16_t bits;

	/* The guest's kernel counts as ring 1, as it was on 32 bits. */
	if (v->arch.iopl >= (v->arch.kernel_mode ? 1 : 3))
		return true;
	if (!v->arch.iobmp || port + size > v->arch.iobmp_limit)
		return false;
	if (guest_read(&bits, v->arch.iobmp + port / 8, sizeof(bits)))
		return false;
	return !(bits >> (port & 7) & ((1U << size) - 1));
}

bool pv_io(struct vcpu *v, uint16_t port, unsigned int size, bool write,
	   uint32_t *val)
{
	if (port > 0x10000U - size || !user_allowed(v, port, size))
		return false;
	if (port >= 0xcf8 && port + size <= 0xd00) {
		pci_access(v, port, size, write, val);
		return true;
	}
	if (owns(v->domain, port, size)) {
		if (write)
			raw_write(port, size, *val);
		else
			*val = raw_read(port, size);
	} else if (!write) {
		*val = all_ones(size);
	}
	return true;
}
