/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Registers of the machine that dom0 may look at while the hypervisor uses
 * them: I/O APICs, the HPET, PCI's configuration space (ECAM). They are mapped
 * to be read; what is stored there is a configuration write, or lost.
 */
#include <hv/domain.h>
#include <x86/acpi.h>
#include <x86/paging.h>
#include <x86/pci.h>
#include <x86/pv.h>

/* 1 MiB for each bus, mapped when it is first written to. [pci_lock] */
static volatile uint8_t *windows[ACPI_MCFG_MAX][256];

static const struct acpi_mcfg *ecam_of(paddr_t pa, unsigned int *which)
{
	for (unsigned int i = 0; i < acpi_info.nr_mcfg; i++) {
		const struct acpi_mcfg *m = &acpi_info.mcfg[i];

		if (pa < m->base + ((paddr_t)m->bus_start << 20) ||
		    pa >= m->base + (((paddr_t)m->bus_end + 1) << 20))
			continue;
		*which = i;
		return m;
	}
	return NULL;
}

bool pv_mmio_read_only(mfn_t m)
{
	unsigned int which;

	if (acpi_info.hpet && m.n == acpi_info.hpet >> PAGE_SHIFT)
		return true;
	for (unsigned int i = 0; i < acpi_info.nr_ioapics; i++)
		if (m.n == acpi_info.ioapic[i].addr >> PAGE_SHIFT)
			return true;
	return ecam_of(m.n << PAGE_SHIFT, &which) != NULL;
}

static void window_write(volatile uint8_t *at, unsigned int size,
			 uint32_t value)
{
	if (size == 1)
		*at = (uint8_t)value;
	else if (size == 2)
		*(volatile uint16_t *)at = (uint16_t)value;
	else
		*(volatile uint32_t *)at = value;
}

static void ecam_write(const struct acpi_mcfg *m, unsigned int which,
		       paddr_t pa, unsigned int size, uint32_t value)
{
	unsigned int bus = (unsigned int)((pa - m->base) >> 20);
	volatile uint8_t **w = &windows[which][bus];

	pci_lock();
	if (!*w)
		*w = ioremap(pa & ~0xfffffULL, 1U << 20, HYPER_UC);
	if (*w)
		window_write(*w + (pa & 0xfffff), size, value);
	pci_unlock();
}

bool pv_mmio_store(paddr_t pa, unsigned int size, uint64_t value)
{
	const struct acpi_mcfg *m;
	unsigned int which;

	if (size > 8 || (pa & (size - 1)))
		return false;
	m = ecam_of(pa, &which);
	if (!m)
		return true;
	if (size > 4)
		return false;
	ecam_write(m, which, pa, size, (uint32_t)value);
	return true;
}
