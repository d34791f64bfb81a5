/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * I/O ports of PV guests. dom0 reaches the machine's, but for the ones the
 * hypervisor drives; others read all ones from what they do not own.
 */
#include <hv/domain.h>
#include <hv/guest.h>
#include <x86/asm.h>
#include <x86/pci.h>
#include <x86/pv.h>
#include <x86/uart.h>

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

/* 0xcf8 whole, and 0xcfc to 0xcff; without hardware it behaves like an empty bus. */
static void pci_access(struct vcpu *v, uint16_t port, unsigned int size,
		       bool write, uint32_t *val)
{
	struct domain *d = v->domain;

	if (port == 0xcf8 && size == 4) {
		if (write)
			d->arch.pci_address = *val;
		else
			*val = d->arch.pci_address;
		return;
	}
	if (!d->is_privileged) {
		if (!write)
			*val = all_ones(size);
		return;
	}
	if (write)
		pci_port_write(d->arch.pci_address, port & 3, size, *val);
	else
		*val = pci_port_read(d->arch.pci_address, port & 3, size);
}

/* With which I/O privilege v runs now, against what it was given. */
bool pv_iopl_ok(const struct vcpu *v)
{
	unsigned int ring = 3;

	/* The guest's kernel counts as ring 1, as it was on 32 bits. */
	if (v->arch.kernel_mode)
		ring = pv_architectural_iopl(v->domain) ? 0 : 1;
	return ring <= v->arch.iopl;
}

/* The kernel's port bitmap, through the kernel's page tables. */
static uint16_t port_bits(struct vcpu *v, uint16_t port)
{
	const uint8_t *at = v->arch.iobmp + port / 8;
	uint8_t b[2] = { 0xff, 0xff };

	if (!v->arch.kernel_mode)
		cr3_load(v->arch.cr3_kernel);
	/* What is not there denies: the second byte may be off the page. */
	if (guest_read(b, at, sizeof(b)) && guest_read(b, at, 1))
		b[0] = 0xff;
	if (!v->arch.kernel_mode)
		cr3_load(v->arch.cr3_user);
	return (uint16_t)(b[0] | b[1] << 8);
}

/* What the guest kernel allows its user code: IOPL or its own bitmap. */
bool pv_io_allowed(struct vcpu *v, uint16_t port, unsigned int size)
{
	if (pv_iopl_ok(v))
		return true;
	if (!v->arch.iobmp || port + size > v->arch.iobmp_limit)
		return false;
	return !(port_bits(v, port) >> (port & 7) & ((1U << size) - 1));
}

/*
 * Ports that are not all v's go one by one: served, owned, or nobody's, which
 * read as ones, as do those behind the last one. The PCI data ports go by words
 * where there are two.
 */
static unsigned int one_part(struct vcpu *v, unsigned int at, unsigned int left,
			     bool write, uint32_t *val)
{
	uint16_t port = (uint16_t)at;
	unsigned int size = 1;

	if (at > UINT16_MAX) {
		*val = 0xff;
	} else if ((port & 0xfffc) == 0xcfc) {
		size = min_u(left, 4U - (port & 3));
		size = size == 3 ? 2 : size;
		pci_access(v, port, size, write, val);
	} else if (pv_io_is_legacy(port)) {
		if (write)
			pv_io_legacy_write(v->domain, port, (uint8_t)*val);
		else
			*val = pv_io_legacy_read(v->domain, port);
	} else if (owns(v->domain, port, 1)) {
		if (write)
			outb(port, (uint8_t)*val);
		else
			*val = inb(port);
	} else if (!write) {
		*val = 0xff;
	}
	return size;
}

static uint32_t in_parts(struct vcpu *v, uint16_t port, unsigned int size,
			 bool write, uint32_t val)
{
	uint32_t result = 0;

	for (unsigned int i = 0; i < size; ) {
		uint32_t part = write ? val >> (8 * i) : 0;
		unsigned int n = one_part(v, port + i, size - i,
					  write, &part);

		result |= (part & all_ones(n)) << (8 * i);
		i += n;
	}
	return result;
}

bool pv_io(struct vcpu *v, uint16_t port, unsigned int size, bool write,
	   uint32_t *val)
{
	uint32_t got;

	if (!pv_io_allowed(v, port, size))
		return false;
	if (port == 0xcf8 && size == 4) {
		pci_access(v, port, size, write, val);
	} else if (port + size <= 0x10000U && owns(v->domain, port, size)) {
		if (write)
			raw_write(port, size, *val);
		else
			*val = raw_read(port, size);
	} else {
		got = in_parts(v, port, size, write, *val);
		if (!write)
			*val = got;
	}
	return true;
}
