/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * I/O APIC lines (82093AA data sheet), one struct irq each.
 *
 * Locking: register_lock guards the index registers, inside any irq's lock.
 */
#include <hv/console.h>
#include <hv/domain.h>
#include <hv/errno.h>
#include <hv/printk.h>
#include <x86/acpi.h>
#include <x86/asm.h>
#include <x86/irq.h>
#include <x86/paging.h>
#include <x86/smp.h>

#define GSI_MAX		1024U
#define RTE_MASKED	0x10000U
#define RTE_LEVEL	0x8000U
#define RTE_LOW		0x2000U

static spinlock_t register_lock = SPINLOCK_INIT;
static struct irq *lines[GSI_MAX];
static volatile uint32_t *ioapics[ACPI_IOAPICS_MAX];
static unsigned int nr_gsis;

static uint32_t io_read(unsigned int a, uint32_t reg)
{
	unsigned long flags = spin_lock_irqsave(&register_lock);
	uint32_t v;

	ioapics[a][0] = reg;
	v = ioapics[a][4];
	spin_unlock_irqrestore(&register_lock, flags);
	return v;
}

static void io_write(unsigned int a, uint32_t reg, uint32_t v)
{
	unsigned long flags = spin_lock_irqsave(&register_lock);

	ioapics[a][0] = reg;
	ioapics[a][4] = v;
	spin_unlock_irqrestore(&register_lock, flags);
}

static void rte_low_write(const struct irq *i, uint32_t masked)
{
	io_write(i->ioapic, 0x10 + 2U * i->pin, i->vector | masked |
		 (i->level ? RTE_LEVEL : 0) | (i->low ? RTE_LOW : 0));
}

static void line_mask(struct irq *i)
{
	rte_low_write(i, RTE_MASKED);
}

static void line_unmask(struct irq *i)
{
	rte_low_write(i, 0);
}

static void line_retarget(struct irq *i)
{
	uint32_t was = io_read(i->ioapic, 0x10 + 2U * i->pin) & RTE_MASKED;

	/* Never the new vector with the old destination, or the reverse. */
	rte_low_write(i, RTE_MASKED);
	io_write(i->ioapic, 0x11 + 2U * i->pin, cpu_apic_id(i->cpu) << 24);
	rte_low_write(i, was);
}

static const struct irq_controller ioapic_control = {
	.name = "GSI",
	.mask = line_mask,
	.unmask = line_unmask,
	.retarget = line_retarget,
};

static void pic_mask(void)
{
	/* Initialised to harmless vectors, then masked for good. */
	outb(0x20, 0x11); outb(0xa0, 0x11);
	outb(0x21, 0x20); outb(0xa1, 0x28);
	outb(0x21, 0x04); outb(0xa1, 0x02);
	outb(0x21, 0x01); outb(0xa1, 0x01);
	outb(0x21, 0xff); outb(0xa1, 0xff);
}

static void key_dump(char key)
{
	(void)key;
	irq_dump();
}

/* The timer's: set up, as guests see it, though we have no use for it. */
static void timer_line_keep(void)
{
	struct irq *timer = irq_of_gsi(0);

	if (timer)
		timer->configured = true;
}

static void line_add(unsigned int gsi, unsigned int a, unsigned int pin)
{
	struct irq *i;

	io_write(a, 0x10 + 2 * pin, RTE_MASKED);
	if (gsi >= GSI_MAX || lines[gsi])
		return;
	i = hv_zalloc(sizeof(*i));
	if (!i)
		return;
	i->control = &ioapic_control;
	i->gsi = gsi;
	i->ioapic = (uint8_t)a;
	i->pin = (uint8_t)pin;
	lines[gsi] = i;
	if (gsi >= nr_gsis)
		nr_gsis = gsi + 1;
}

void irq_init(void)
{
	pic_mask();
	for (unsigned int cpu = 0; cpu < nr_cpu_ids; cpu++)
		if (vectors_cpu_prepare(cpu))
			printk(XL_ERR "no memory for CPU%u's vectors\n", cpu);
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
		for (unsigned int p = 0; p < pins; p++)
			line_add(io->gsi_base + p, a, p);
	}
	printk(XL_INFO "IRQ limits: %u GSI, %u MSI/MSI-X\n", nr_gsis,
	       irq_sources_max() - nr_gsis);
	keyhandler_register('i', "dump interrupt bindings", key_dump);
	timer_line_keep();
	/* ISA lines are what ACPI says, edge and high where it is silent. */
	for (unsigned int n = 0; n < acpi_info.nr_overrides; n++) {
		const struct acpi_override *o = &acpi_info.override[n];
		struct irq *i = irq_of_gsi(o->gsi);

		if (i)
			isa_to_gsi(o->source, &i->level, &i->low);
	}
}

unsigned int irq_nr_gsis(void)
{
	return nr_gsis;
}

struct irq *irq_of_gsi(unsigned int gsi)
{
	return gsi < nr_gsis ? lines[gsi] : NULL;
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
	struct irq *i = irq_of_gsi(gsi);
	unsigned long flags;
	int err;

	if (!i)
		return -EINVAL;
	flags = spin_lock_irqsave(&i->lock);
	err = i->nr_guests || i->handler ? -EBUSY : irq_vector_assign(i, 0);
	if (!err) {
		i->handler = handler;
		i->configured = true;
		line_retarget(i);
		line_unmask(i);
	}
	spin_unlock_irqrestore(&i->lock, flags);
	return err;
}

int gsi_setup(unsigned int gsi, bool level, bool low)
{
	struct irq *i = irq_of_gsi(gsi);
	unsigned long flags;
	int err;

	if (!i)
		return -EINVAL;
	flags = spin_lock_irqsave(&i->lock);
	err = i->configured ? -EEXIST : 0;
	if (!err) {
		i->level = level;
		i->low = low;
		i->configured = true;
		if (i->vector)
			line_retarget(i);
	}
	spin_unlock_irqrestore(&i->lock, flags);
	return err;
}

int ioapic_guest_read(paddr_t base, unsigned int reg, uint32_t *value)
{
	for (unsigned int a = 0; a < acpi_info.nr_ioapics; a++)
		if (acpi_info.ioapic[a].addr == base && ioapics[a]) {
			*value = io_read(a, reg);
			return 0;
		}
	return -EINVAL;
}
