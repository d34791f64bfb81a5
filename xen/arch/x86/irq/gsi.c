/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * I/O APIC lines (82093AA data sheet).
 *
 * A line is free, the hypervisor's own, or bound to a guest's pirq of the
 * same number. It gets a vector when first used, and goes to the boot CPU.
 * A guest's level-triggered line stays masked from its interrupt until the
 * guest's EOI, so one guest can not hold up the local APIC.
 */
#include <hv/domain.h>
#include <hv/errno.h>
#include <hv/machine.h>
#include <hv/printk.h>
#include <x86/acpi.h>
#include <x86/apic.h>
#include <x86/asm.h>
#include <x86/gsi.h>
#include <x86/irq.h>
#include <x86/paging.h>
#include <x86/smp.h>

#define GSI_MAX		1024U
#define RTE_MASKED	0x10000U
#define RTE_LEVEL	0x8000U
#define RTE_LOW		0x2000U

struct line {
	uint8_t ioapic, pin, vector;
	bool exists, level, low, configured, in_flight;
	void (*handler)(void);
	struct domain *guest;
};

/* Guards lines[] and the I/O APICs' index registers. Always irqsave. */
static spinlock_t lock = SPINLOCK_INIT;
static struct line lines[GSI_MAX];
static uint16_t vector_gsi[256];
static volatile uint32_t *ioapics[ACPI_IOAPICS_MAX];
static unsigned int next_vector = VECTOR_FIRST_DYNAMIC;
static unsigned int nr_gsis;

static uint32_t io_read(unsigned int a, uint32_t reg)
{
	ioapics[a][0] = reg;
	return ioapics[a][4];
}

static void io_write(unsigned int a, uint32_t reg, uint32_t v)
{
	ioapics[a][0] = reg;
	ioapics[a][4] = v;
}

static void rte_write(const struct line *l, bool masked)
{
	uint32_t low = l->vector | (masked ? RTE_MASKED : 0) |
		       (l->level ? RTE_LEVEL : 0) | (l->low ? RTE_LOW : 0);

	io_write(l->ioapic, 0x11 + 2U * l->pin, cpu_apic_id(0) << 24);
	io_write(l->ioapic, 0x10 + 2U * l->pin, low);
}

static int vector_assign(unsigned int gsi)
{
	if (lines[gsi].vector)
		return 0;
	if (next_vector > VECTOR_LAST_DYNAMIC)
		return -ENOSPC;
	if (next_vector == 0x80)
		next_vector++;		/* int 0x80 is the guests' */
	lines[gsi].vector = (uint8_t)next_vector;
	vector_gsi[next_vector++] = (uint16_t)gsi;
	return 0;
}

static void pic_mask(void)
{
	/* Initialised to harmless vectors, then masked for good. */
	outb(0x20, 0x11); outb(0xa0, 0x11);
	outb(0x21, 0x20); outb(0xa1, 0x28);
	outb(0x21, 0x04); outb(0xa1, 0x02);
	outb(0x21, 0x01); outb(0xa1, 0x01);
	outb(0x21, 0xff); outb(0xa1, 0xff);
}

void irq_init(void)
{
	pic_mask();
	for (unsigned int a = 0; a < acpi_info.nr_ioapics; a++) {
		const struct acpi_ioapic *io = &acpi_info.ioapic[a];
		unsigned int pins;

		ioapics[a] = ioremap(io->addr, 0x20, HYPER_UC);
		if (!ioapics[a])
			continue;
		pins = (io_read(a, 1) >> 16 & 0xff) + 1;
		printk(XL_WARN "IOAPIC[%u]: apic_id %u, address %#llx, "
		       "GSI %u-%u\n", a, io->id, (unsigned long long)io->addr,
		       io->gsi_base, io->gsi_base + pins - 1);
		for (unsigned int p = 0; p < pins; p++) {
			unsigned int gsi = io->gsi_base + p;

			io_write(a, 0x10 + 2 * p, RTE_MASKED);
			if (gsi >= GSI_MAX)
				continue;
			lines[gsi] = (struct line){ .ioapic = (uint8_t)a,
				.pin = (uint8_t)p, .exists = true };
			nr_gsis = gsi + 1 > nr_gsis ? gsi + 1 : nr_gsis;
		}
	}
}

unsigned int irq_nr_gsis(void)
{
	return nr_gsis;
}

unsigned int isa_to_gsi(unsigned int irq, bool *level, bool *low)
{
	*level = *low = false;
	for (unsigned int i = 0; i < acpi_info.nr_overrides; i++) {
		const struct acpi_override *o = &acpi_info.override[i];

		if (o->source != irq)
			continue;
		*low = (o->flags & 3) == 3;
		*level = (o->flags >> 2 & 3) == 3;
		return o->gsi;
	}
	return irq;
}

int irq_request(unsigned int gsi, void (*handler)(void))
{
	unsigned long flags = spin_lock_irqsave(&lock);
	int err = -EINVAL;

	if (gsi < nr_gsis && lines[gsi].exists && !lines[gsi].guest)
		err = vector_assign(gsi);
	if (!err) {
		lines[gsi].handler = handler;
		lines[gsi].configured = true;
		rte_write(&lines[gsi], false);
	}
	spin_unlock_irqrestore(&lock, flags);
	return err;
}

int gsi_setup(unsigned int gsi, bool level, bool low)
{
	unsigned long flags = spin_lock_irqsave(&lock);
	int err = -EINVAL;

	if (gsi < nr_gsis && lines[gsi].exists) {
		err = lines[gsi].configured ? -EEXIST : 0;
		if (!err) {
			lines[gsi].level = level;
			lines[gsi].low = low;
			lines[gsi].configured = true;
		}
	}
	spin_unlock_irqrestore(&lock, flags);
	return err;
}

void gsi_interrupt(unsigned int vector)
{
	unsigned long flags = spin_lock_irqsave(&lock);
	unsigned int gsi = vector_gsi[vector];
	struct line *l = &lines[gsi];
	void (*handler)(void) = NULL;
	struct domain *guest = NULL;

	if (l->vector == vector) {
		handler = l->handler;
		guest = handler ? NULL : l->guest;
		if (guest && l->level) {
			rte_write(l, true);
			l->in_flight = true;
		}
	}
	apic_eoi();
	spin_unlock_irqrestore(&lock, flags);
	if (handler)
		handler();
	else if (guest)
		evtchn_send_pirq(guest, gsi);
}

void gsi_guest_eoi(unsigned int gsi)
{
	unsigned long flags = spin_lock_irqsave(&lock);

	if (gsi < nr_gsis && lines[gsi].in_flight) {
		lines[gsi].in_flight = false;
		rte_write(&lines[gsi], false);
	}
	spin_unlock_irqrestore(&lock, flags);
}

uint32_t ioapic_guest_read(paddr_t base, unsigned int reg)
{
	unsigned long flags = spin_lock_irqsave(&lock);
	uint32_t v = ~0U;

	for (unsigned int a = 0; a < acpi_info.nr_ioapics; a++)
		if (acpi_info.ioapic[a].addr == base && ioapics[a])
			v = io_read(a, reg);
	spin_unlock_irqrestore(&lock, flags);
	return v;
}

/* ---- contract: guests' pirqs below nr_gsis are GSIs ---- */

unsigned int arch_nr_pirqs(const struct domain *d)
{
	return d->is_privileged ? nr_gsis + 256 : 0;
}

int arch_pirq_bind(struct vcpu *v, unsigned int pirq, bool will_share)
{
	unsigned long flags;
	struct line *l;
	int err = -EINVAL;

	(void)will_share;
	if (pirq >= nr_gsis)
		return -EINVAL;
	flags = spin_lock_irqsave(&lock);
	l = &lines[pirq];
	if (l->handler || l->guest)
		err = -EBUSY;
	else if (l->exists)
		err = vector_assign(pirq);
	if (!err) {
		l->guest = v->domain;
		rte_write(l, false);
	}
	spin_unlock_irqrestore(&lock, flags);
	return err;
}

void arch_pirq_unbind(struct domain *d, unsigned int pirq)
{
	unsigned long flags = spin_lock_irqsave(&lock);

	if (pirq < nr_gsis && lines[pirq].guest == d) {
		lines[pirq].in_flight = false;
		lines[pirq].guest = NULL;
		rte_write(&lines[pirq], true);
	}
	spin_unlock_irqrestore(&lock, flags);
}

void arch_pirq_set_affinity(struct domain *d, unsigned int pirq,
			    const struct vcpu *v)
{
	/* Lines stay on the boot CPU; the event finds its vCPU anyway. */
	(void)d; (void)pirq; (void)v;
}

bool gsi_is_level(unsigned int gsi)
{
	return gsi < nr_gsis && lines[gsi].level;
}
