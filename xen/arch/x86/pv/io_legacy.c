/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Ports of the PC that dom0 gets a part of: the timer's channel 2 and the
 * speaker, the CMOS with an index of its own.
 */
#include <hv/domain.h>
#include <hv/spinlock.h>
#include <x86/asm.h>
#include <x86/pv.h>

#define PIT_CH2		0x42
#define PIT_MODE	0x43
#define SPEAKER		0x61
#define CMOS_INDEX	0x70
#define CMOS_DATA	0x71

/* Index and data are one transaction. Irqsave. */
static spinlock_t cmos_lock = SPINLOCK_INIT;

bool pv_io_is_legacy(uint16_t port)
{
	return port == PIT_CH2 || port == PIT_MODE || port == SPEAKER ||
	       port == CMOS_INDEX || port == CMOS_DATA;
}

static uint8_t cmos_read(uint8_t index)
{
	unsigned long flags = spin_lock_irqsave(&cmos_lock);
	uint8_t v;

	outb(CMOS_INDEX, index & 0x7f);
	v = inb(CMOS_DATA);
	spin_unlock_irqrestore(&cmos_lock, flags);
	return v;
}

static void cmos_write(uint8_t index, uint8_t v)
{
	unsigned long flags = spin_lock_irqsave(&cmos_lock);

	outb(CMOS_INDEX, index & 0x7f);
	outb(CMOS_DATA, v);
	spin_unlock_irqrestore(&cmos_lock, flags);
}

/* Commands for channel 2, or about it alone. */
static bool is_channel2(uint8_t mode)
{
	return mode >> 6 == 2 || (mode >> 6 == 3 && (mode & 0x0f) == 0x08);
}

uint8_t pv_io_legacy_read(struct domain *d, uint16_t port)
{
	if (!d->is_privileged)
		return 0xff;
	switch (port) {
	case PIT_CH2: case SPEAKER:
		return inb(port);
	case CMOS_INDEX:
		return d->arch.cmos_index;
	case CMOS_DATA:
		return cmos_read(d->arch.cmos_index);
	}
	return 0;			/* the mode is written only */
}

void pv_io_legacy_write(struct domain *d, uint16_t port, uint8_t v)
{
	if (!d->is_privileged)
		return;
	switch (port) {
	case PIT_CH2:
		outb(port, v);
		break;
	case PIT_MODE:
		if (is_channel2(v))
			outb(port, v);
		break;
	case SPEAKER:
		/* Gate and sound; the rest is the chipset's. */
		outb(port, (uint8_t)((inb(port) & ~3) | (v & 3)));
		break;
	case CMOS_INDEX:
		d->arch.cmos_index = v;
		break;
	case CMOS_DATA:
		cmos_write(d->arch.cmos_index, v);
		break;
	}
}
