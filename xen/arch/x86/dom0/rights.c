/* SPDX-License-Identifier: GPL-2.0-only */
/* What of the machine is dom0's: all that the hypervisor does not drive. */
#include <hv/bug.h>
#include <hv/domain.h>
#include <hv/rangeset.h>
#include <x86/acpi.h>
#include <x86/asm.h>
#include <x86/console.h>

#include "build.h"

static void ports_allow(struct domain *d)
{
	/*
	 * The hypervisor's: interrupt controllers, timers, its serial port;
	 * and what is served: speaker, CMOS, PCI's data port.
	 */
	static const struct { uint16_t first, nr; } ours[] = {
		{ 0x20, 2 }, { 0xa0, 2 }, { 0x40, 4 }, { 0x61, 1 },
		{ 0x70, 2 }, { 0xcfc, 4 },
	};
	unsigned long *caps = (unsigned long *)d->arch.ioport_caps;
	uint16_t port;

	bitmap_set_range(caps, 0, 65536);
	for (unsigned int i = 0; i < ARRAY_SIZE(ours); i++)
		bitmap_clear_range(caps, ours[i].first, ours[i].nr);
	if (acpi_info.pm_timer_port)
		bitmap_clear_range(caps, acpi_info.pm_timer_port, 4);
	for (unsigned int i = 0; (port = console_port(i)) != 0; i++)
		bitmap_clear_range(caps, port, 8);
}

void dom0_rights(struct domain *d)
{
	unsigned int bits = cpuid(0x80000008, 0).a & 0xff;
	int err = rangeset_add(d->iomem_caps, 0, (1UL << (bits - 12)) - 1);

	err |= rangeset_add(d->irq_caps, 0, d->evtchn.nr_pirqs - 1);
	/* APICs; those that may be read are in pv/mmio_ro.c. */
	err |= rangeset_remove(d->iomem_caps, 0xfee00, 0xfeeff);
	for (unsigned int i = 0; i < acpi_info.nr_ioapics; i++) {
		uint64_t f = acpi_info.ioapic[i].addr >> PAGE_SHIFT;

		err |= rangeset_remove(d->iomem_caps, f, f);
	}
	if (err)
		panic("no memory for dom0's rights");
	ports_allow(d);
}
