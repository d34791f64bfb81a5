/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Device interrupts.
 *
 * A struct irq is one source: an I/O APIC line or a message (MSI, MSI-X). It
 * has a vector on one CPU, and is the hypervisor's own or bound to guests.
 * Guests know it by a number of their own, the pirq (irq/pirq.c).
 */
#ifndef X86_IRQ_H
#define X86_IRQ_H

#include <hv/abi.h>
#include <hv/spinlock.h>
#include <hv/types.h>

struct domain;
struct vcpu;
struct irq;
struct pci_device;

#define IRQ_GUESTS_MAX	7U		/* that share a line */

/* How a kind of source is driven. Caller holds irq->lock. */
struct irq_controller {
	const char *name;
	void (*mask)(struct irq *irq);
	void (*unmask)(struct irq *irq);
	/* irq->cpu and irq->vector are new: tell the hardware. */
	void (*retarget)(struct irq *irq);
	/* Address and vector cannot change at once, nor be masked. */
	bool (*moves_whole)(const struct irq *irq);
};

struct irq_binding {
	struct vcpu *vcpu;		/* who is told */
	uint32_t pirq;
	bool in_flight;			/* told, and not finished */
};

struct irq {
	/*
	 * Guards everything here. Inside evtchn.lock, outside a port's lock
	 * and vector_lock. Always irqsave.
	 */
	spinlock_t lock;
	const struct irq_controller *control;
	unsigned int cpu, old_cpu;
	uint8_t vector, old_vector;	/* 0: none */
	bool configured;		/* someone said what trigger it has */
	bool level, low;
	bool shareable;
	uint8_t nr_guests, nr_in_flight;
	s_time_t moved;			/* when it last changed CPU */
	void (*handler)(void);		/* the hypervisor's own */
	struct irq_binding guest[IRQ_GUESTS_MAX];
	/* I/O APIC line */
	uint32_t gsi;
	uint8_t ioapic, pin;
	/* message */
	struct pci_device *pci;
	uint16_t msi_pos;		/* of the capability */
	uint16_t msi_entry;		/* of MSI-X, else 0 */
	struct domain *owner;		/* that has it mapped [evtchn.lock] */
	uint32_t owner_pirq;
	struct irq *next;		/* of the same device, or free */
};

/* ---- vectors (irq/vectors.c) ---- */

/* Space for a CPU's table; before it may get interrupts. -ENOMEM. */
int vectors_cpu_prepare(unsigned int cpu);
/* A free vector of the CPU, `like` if it is free (0: any). 0 if none. */
uint8_t vector_alloc(unsigned int cpu, uint8_t like, struct irq *irq);
void vector_free(unsigned int cpu, uint8_t vector);
struct irq *vector_owner(unsigned int cpu, uint8_t vector);

/* ---- sources (irq/irq.c) ---- */

void irq_dispatch(struct cpu_user_regs *regs, unsigned int vector);
/* Gives it a vector on (or near) cpu: 0, -ENOSPC. Caller holds its lock. */
int irq_vector_assign(struct irq *irq, unsigned int cpu);
/* Takes the vectors back; nothing may come any more. Caller holds its lock. */
void irq_vector_release(struct irq *irq);
/* Sends it to another CPU, if that can be done now. Caller holds its lock. */
void irq_move(struct irq *irq, unsigned int cpu);
/* -EBUSY: not shared, or by too many; -ENOSPC: no vectors. */
int irq_bind_guest(struct irq *irq, struct vcpu *v, uint32_t pirq, bool share);
void irq_unbind_guest(struct irq *irq, struct domain *d);
void irq_guest_eoi(struct irq *irq, struct domain *d);
bool irq_is_shared(struct irq *irq);
/* Prints all that are in use: debug key i. */
void irq_dump(void);

/* ---- I/O APICs (irq/ioapic.c) ---- */

/* Masks the legacy controllers and sets the I/O APICs up, all masked. */
void irq_init(void);
unsigned int irq_nr_gsis(void);
/* Lines and messages this machine may have, as far as anyone counts. */
unsigned int irq_sources_max(void);
/* NULL: no such line. */
struct irq *irq_of_gsi(unsigned int gsi);
/* The hypervisor's own use of a line: 0, -EINVAL, -EBUSY, -ENOSPC. */
int irq_request(unsigned int gsi, void (*handler)(void));
/* Programs trigger and polarity: 0, -EEXIST if it is in use, -EINVAL. */
int gsi_setup(unsigned int gsi, bool level, bool low);
/* ISA line to GSI, by ACPI's overrides, and its trigger mode and polarity. */
unsigned int isa_to_gsi(unsigned int irq, bool *level, bool *low);
/* A register as the guest may see it: 0, -EINVAL. */
int ioapic_guest_read(paddr_t base, unsigned int reg, uint32_t *value);

/* ---- messages (irq/msi.c) ---- */

/*
 * Takes MSI (table_base 0), or entry `nr` of MSI-X, of a device into use; it
 * stays masked until bound. -ENODEV no such capability, -EINVAL no such
 * entry, -EEXIST in use, -ENOMEM, -ENOSPC.
 */
int msi_take(struct pci_device *pci, unsigned int nr, bool msix,
	     struct irq **irq);
/* Masks it and takes it out of use. */
void msi_release(struct irq *irq);
/* Before and after someone else drives MSI-X: 0, -ENODEV, -EBUSY. */
int msix_prepare(struct pci_device *pci);
int msix_unprepare(struct pci_device *pci);
/* Writes what is in use to the device again, after a reset: 0, -ENODEV. */
int msi_restore(struct pci_device *pci);
/* Gives back all of a device that goes away. */
void msi_release_all(struct pci_device *pci);

/* ---- guests' numbers (irq/pirq.c) ---- */

/*
 * PHYSDEVOP_map_pirq: *pirq < 0 asks for any number. -EEXIST, -EBUSY, -ENOSPC,
 * -EINVAL, -EPERM.
 */
int pirq_map(struct domain *d, struct irq *irq, bool msi, int *pirq);
int pirq_unmap(struct domain *d, int pirq);
/* Whoever has this message mapped has no longer. Caller holds pci_lock(). */
void pirq_forget(struct irq *irq);
/* A free number that stays reserved: PHYSDEVOP_get_free_pirq. */
int pirq_reserve(struct domain *d, bool msi);
/* -EINVAL: nothing is known of this number. */
int pirq_eoi(struct domain *d, uint32_t pirq);
/* All whose event channel is not masked are finished. */
void pirq_eoi_unmasked(struct domain *d);
bool pirq_is_shared(struct domain *d, uint32_t pirq);
/*
 * The page in which the guest sees which of its pirqs need an EOI call.
 * -EINVAL, -EBUSY. unmask: an EOI also unmasks the event channel.
 */
int pirq_eoi_map(struct domain *d, uint64_t gmfn, bool unmask);
void pirq_domain_exit(struct domain *d);

#endif
