/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Message signalled interrupts (PCI Local Bus Specification 3.0, 6.8; the
 * message itself: SDM volume 3, 11.11).
 *
 * The guest's kernel finds the device and switches the capability on; address,
 * data and mask bits are ours.
 *
 * Locking: a device's list of irqs is under pci_lock(); the registers of one
 * irq under its own lock.
 */
#include <hv/domain.h>
#include <hv/errno.h>
#include <hv/mm.h>
#include <hv/string.h>
#include <x86/irq.h>
#include <x86/paging.h>
#include <x86/pci.h>
#include <x86/smp.h>

#define CAP_MSI		0x05
#define CAP_MSIX	0x11

#define MSI_ADDRESS	0xfee00000U

/* MSI: offsets in the capability */
#define MSI_CTRL	2
#define MSI_CTRL_ENABLE	0x0001U
#define MSI_CTRL_64	0x0080U
#define MSI_CTRL_MASKS	0x0100U
#define MSI_CTRL_COUNT	0x0070U		/* log2 of the messages in use */
#define MSI_ADDR	4

/* MSI-X: the capability, and words of a table entry */
#define MSIX_CTRL	2
#define MSIX_CTRL_ENABLE 0x8000U
#define MSIX_CTRL_SIZE	0x07ffU
#define MSIX_TABLE	4
#define MSIX_BIR	7U
#define ENTRY_WORDS	4U
#define ENTRY_DATA	2
#define ENTRY_MASK	3

static struct irq *unused;			/* [pci_lock] */

/* ---- MSI ---- */

static unsigned int msi_control(const struct irq *i)
{
	return pci_read(i->pci, i->msi_pos + MSI_CTRL, 2);
}

static unsigned int msi_data_at(const struct irq *i)
{
	return i->msi_pos + (msi_control(i) & MSI_CTRL_64 ? 12U : 8U);
}

static bool msi_maskable(const struct irq *i)
{
	return msi_control(i) & MSI_CTRL_MASKS;
}

static void msi_mask_set(struct irq *i, bool mask)
{
	unsigned int at = msi_data_at(i) + 4, v;

	if (!msi_maskable(i))
		return;
	v = pci_read(i->pci, at, 4);
	pci_write(i->pci, at, 4, mask ? v | 1 : v & ~1U);
}

static void msi_mask(struct irq *i) { msi_mask_set(i, true); }
static void msi_unmask(struct irq *i) { msi_mask_set(i, false); }

static void msi_retarget(struct irq *i)
{
	bool wide = msi_control(i) & MSI_CTRL_64;
	unsigned int at = msi_data_at(i), mask = 0;
	bool maskable = msi_maskable(i);

	if (maskable) {
		mask = pci_read(i->pci, at + 4, 4);
		pci_write(i->pci, at + 4, 4, mask | 1);
	}
	pci_write(i->pci, i->msi_pos + MSI_ADDR, 4,
		  MSI_ADDRESS | cpu_apic_id(i->cpu) << 12);
	if (wide)
		pci_write(i->pci, i->msi_pos + MSI_ADDR + 4, 4, 0);
	pci_write(i->pci, at, 2, i->vector);
	if (maskable)
		pci_write(i->pci, at + 4, 4, mask);
}

static const struct irq_controller msi_controller = {
	.name = "MSI",
	.mask = msi_mask,
	.unmask = msi_unmask,
	.retarget = msi_retarget,
	.moves_whole = msi_maskable,
};

/* ---- MSI-X ---- */

static volatile uint32_t *entry_of(const struct irq *i)
{
	return i->pci->msix_table + i->msi_entry * ENTRY_WORDS;
}

static void msix_mask(struct irq *i)
{
	volatile uint32_t *e = entry_of(i);

	e[ENTRY_MASK] |= 1;
	(void)e[ENTRY_MASK];		/* posted writes arrive */
}

static void msix_unmask(struct irq *i)
{
	volatile uint32_t *e = entry_of(i);

	e[ENTRY_MASK] &= ~1U;
	(void)e[ENTRY_MASK];
}

static void msix_retarget(struct irq *i)
{
	volatile uint32_t *e = entry_of(i);
	uint32_t mask = e[ENTRY_MASK];

	e[ENTRY_MASK] = mask | 1;
	e[0] = MSI_ADDRESS | cpu_apic_id(i->cpu) << 12;
	e[1] = 0;
	e[ENTRY_DATA] = i->vector;
	e[ENTRY_MASK] = mask;
	(void)e[ENTRY_MASK];
}

static const struct irq_controller msix_controller = {
	.name = "MSI-X",
	.mask = msix_mask,
	.unmask = msix_unmask,
	.retarget = msix_retarget,
};

/* Address of BAR `nr`: 0 for ports, for none, and for one not set. */
static paddr_t bar_address(const struct pci_device *p, unsigned int nr)
{
	unsigned int at = 0x10 + 4 * nr;
	uint32_t low = nr < 6 ? pci_read(p, at, 4) : 1;
	uint64_t high = 0;

	if (low & 1)
		return 0;
	if ((low & 6) == 4 && nr < 5)
		high = pci_read(p, at + 4, 4);
	return high << 32 | (low & ~15U);
}

/* Where the table is cannot change while the device decodes it. */
static int table_map(struct pci_device *p, unsigned int pos)
{
	uint32_t where = pci_read(p, pos + MSIX_TABLE, 4);
	paddr_t bar = bar_address(p, where & MSIX_BIR);
	unsigned int nr = (pci_read(p, pos + MSIX_CTRL, 2) & MSIX_CTRL_SIZE)
			  + 1;

	if (p->msix_table)
		return 0;
	if (!bar)
		return -ENODEV;
	p->msix_table = ioremap(bar + (where & ~MSIX_BIR),
				nr * ENTRY_WORDS * 4, HYPER_UC);
	return p->msix_table ? 0 : -ENOMEM;
}

/* ---- taking and giving back ---- */

static bool in_use(const struct pci_device *p, bool msix, unsigned int nr)
{
	for (const struct irq *i = p->irqs; i; i = i->next)
		if (i->control != (msix ? &msix_controller : &msi_controller) ||
		    i->msi_entry == nr)
			return true;
	return false;
}

static struct irq *irq_take(void)
{
	struct irq *i = unused;

	if (!i)
		return hv_zalloc(sizeof(*i));
	unused = i->next;
	/* An interrupt may still look at it: the lock stays as it is. */
	memset((char *)i + sizeof(i->lock), 0, sizeof(*i) - sizeof(i->lock));
	return i;
}

static int capability_check(struct pci_device *p, bool msix, unsigned int nr,
			    unsigned int pos)
{
	if (!pos)
		return -ENODEV;
	if (in_use(p, msix, nr))
		return -EEXIST;
	if (!msix)
		return 0;
	if (nr > (pci_read(p, pos + MSIX_CTRL, 2) & MSIX_CTRL_SIZE))
		return -EINVAL;
	return table_map(p, pos);
}

static void capability_program(struct irq *i)
{
	unsigned int at = i->msi_pos + MSI_CTRL;
	unsigned int control = pci_read(i->pci, at, 2);

	if (i->control == &msi_controller)
		pci_write(i->pci, at, 2,
			  control & ~(MSI_CTRL_ENABLE | MSI_CTRL_COUNT));
	else
		/* Without it some devices ignore what is written there. */
		pci_write(i->pci, at, 2, control | MSIX_CTRL_ENABLE);
	i->control->mask(i);
	i->control->retarget(i);
	if (i->control == &msi_controller)
		pci_write(i->pci, at, 2,
			  (control & ~MSI_CTRL_COUNT) | MSI_CTRL_ENABLE);
}

int msi_take(struct pci_device *p, unsigned int nr, bool msix,
	     struct irq **out)
{
	unsigned int pos = pci_capability(p, msix ? CAP_MSIX : CAP_MSI);
	int err = capability_check(p, msix, nr, pos);
	struct irq *i = err ? NULL : irq_take();
	unsigned long flags;

	if (!i)
		return err ? err : -ENOMEM;
	flags = spin_lock_irqsave(&i->lock);
	i->control = msix ? &msix_controller : &msi_controller;
	i->pci = p;
	i->msi_pos = (uint16_t)pos;
	i->msi_entry = (uint16_t)nr;
	err = irq_vector_assign(i, 0);
	if (!err)
		capability_program(i);
	spin_unlock_irqrestore(&i->lock, flags);
	i->next = err ? unused : p->irqs;
	*(err ? &unused : &p->irqs) = i;
	*out = i;
	return err;
}

void msi_release(struct irq *i)
{
	struct irq **link = &i->pci->irqs;
	unsigned long flags;
	unsigned int at;

	while (*link != i)
		link = &(*link)->next;
	*link = i->next;
	flags = spin_lock_irqsave(&i->lock);
	i->control->mask(i);
	at = i->msi_pos + MSI_CTRL;
	if (i->control == &msi_controller)
		pci_write(i->pci, at, 2,
			  pci_read(i->pci, at, 2) & ~MSI_CTRL_ENABLE);
	irq_vector_release(i);
	i->pci = NULL;
	spin_unlock_irqrestore(&i->lock, flags);
	i->next = unused;
	unused = i;
}

void msi_release_all(struct pci_device *p)
{
	while (p->irqs) {
		struct irq *i = p->irqs;

		pirq_forget(i);
		if (p->irqs == i)
			msi_release(i);
	}
}

int msix_prepare(struct pci_device *p)
{
	unsigned int pos = pci_capability(p, CAP_MSIX);

	if (!pos)
		return -ENODEV;
	return p->irqs ? -EBUSY : table_map(p, pos);
}

int msix_unprepare(struct pci_device *p)
{
	if (!pci_capability(p, CAP_MSIX))
		return -ENODEV;
	return p->irqs ? -EBUSY : 0;
}

int msi_restore(struct pci_device *p)
{
	for (struct irq *i = p->irqs; i; i = i->next) {
		unsigned long flags = spin_lock_irqsave(&i->lock);

		capability_program(i);
		if (i->nr_guests)
			i->control->unmask(i);
		spin_unlock_irqrestore(&i->lock, flags);
	}
	return 0;
}
