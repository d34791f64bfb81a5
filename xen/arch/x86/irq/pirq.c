/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The numbers guests have for their interrupts. For GSIs they are usually the
 * same; messages get theirs from the end.
 *
 * Locking: a domain's map is under its evtchn.lock, which the callers of the
 * arch_pirq_*() functions hold.
 */
#include <hv/domain.h>
#include <hv/errno.h>
#include <hv/machine.h>
#include <hv/rangeset.h>
#include <x86/dom0.h>
#include <x86/irq.h>
#include <x86/pci.h>

#define FIRST_FREE_GSI	16U		/* the ISA lines keep their numbers */
#define CPU_SOURCES	208U		/* what one CPU's vectors could serve */
#define EXTRA_GUEST	32U		/* numbers for messages */
#define PIRQS_MAX	(8U * PAGE_SIZE) /* bits in the page for EOIs */

struct pirq_map {
	uint32_t nr;
	unsigned long *eoi_bits;	/* the guest's page, or NULL */
	bool eoi_unmasks;
	struct irq *irq[];
};

/* Marks a number that PHYSDEVOP_get_free_pirq gave away. */
static struct irq reserved;

/* Bits to write n: a few CPUs are enough to serve dom0's devices. */
static unsigned int bits_of(unsigned int n)
{
	unsigned int bits = 0;

	for (; n; n >>= 1)
		bits++;
	return bits;
}

unsigned int irq_sources_max(void)
{
	unsigned int by_cpus = nr_cpu_ids * CPU_SOURCES;

	return by_cpus > 8 * irq_nr_gsis() ? by_cpus : 8 * irq_nr_gsis();
}

unsigned int arch_nr_pirqs(const struct domain *d)
{
	unsigned int n = irq_nr_gsis() + EXTRA_GUEST;

	if (d->is_privileged)
		n = irq_nr_gsis() + CPU_SOURCES *
		    min_u(bits_of(nr_cpu_ids), dom0_vcpus(nr_cpu_ids, ~0U));
	return min_u(min_u(n, irq_sources_max()), PIRQS_MAX);
}

/* ---- the map; caller holds d->evtchn.lock ---- */

static struct pirq_map *map_of(struct domain *d)
{
	struct pirq_map *m = d->arch.pirqs;
	uint32_t nr = d->evtchn.nr_pirqs;

	if (!m && nr && d->dying == DOMDYING_ALIVE) {
		m = hv_zalloc(sizeof(*m) + nr * sizeof(m->irq[0]));
		if (m)
			m->nr = nr;
		d->arch.pirqs = m;
	}
	return m;
}

static struct irq *lookup(const struct domain *d, uint32_t pirq)
{
	const struct pirq_map *m = d->arch.pirqs;
	struct irq *i = m && pirq < m->nr ? m->irq[pirq] : NULL;

	return i == &reserved ? NULL : i;
}

static int number_of(const struct pirq_map *m, const struct irq *irq)
{
	for (uint32_t n = 0; n < m->nr; n++)
		if (m->irq[n] == irq)
			return (int)n;
	return -1;
}

static int free_number(const struct pirq_map *m, bool msi)
{
	for (uint32_t n = FIRST_FREE_GSI; !msi && n < irq_nr_gsis(); n++)
		if (!m->irq[n])
			return (int)n;
	for (uint32_t n = m->nr; n-- > FIRST_FREE_GSI && n >= irq_nr_gsis();)
		if (!m->irq[n])
			return (int)n;
	return -ENOSPC;
}

/* The number to use for irq, or what speaks against *wanted. */
static int choose(const struct pirq_map *m, const struct irq *irq, bool msi,
		  int wanted)
{
	int now = number_of(m, irq);

	if (wanted < 0)
		return now >= 0 ? now : free_number(m, msi);
	if (now >= 0 && now != wanted)
		return -EEXIST;
	if ((uint32_t)wanted >= m->nr)
		return -EINVAL;
	if (m->irq[wanted] && m->irq[wanted] != irq &&
	    m->irq[wanted] != &reserved)
		return -EBUSY;
	return wanted;
}

int pirq_map(struct domain *d, struct irq *irq, bool msi, int *pirq)
{
	unsigned long flags = spin_lock_irqsave(&d->evtchn.lock);
	struct pirq_map *m = map_of(d);
	int n = m ? choose(m, irq, msi, *pirq) : -ENOMEM;

	if (n >= 0) {
		m->irq[n] = irq;
		*pirq = n;
		if (msi) {
			irq->owner = d;
			irq->owner_pirq = (uint32_t)n;
		}
	}
	spin_unlock_irqrestore(&d->evtchn.lock, flags);
	if (n >= 0 && !msi)
		n = rangeset_add(d->irq_caps, irq->gsi, irq->gsi);
	return n < 0 ? n : 0;
}

/* Caller holds pci_lock(). */
static int unmap(struct domain *d, uint32_t pirq)
{
	unsigned long flags = spin_lock_irqsave(&d->evtchn.lock);
	struct irq *irq = lookup(d, pirq);

	if (irq) {
		irq_unbind_guest(irq, d);
		((struct pirq_map *)d->arch.pirqs)->irq[pirq] = NULL;
	}
	spin_unlock_irqrestore(&d->evtchn.lock, flags);
	if (!irq)
		return -EINVAL;
	/* With the number goes the right, as the reference has it. */
	if (irq->pci)
		msi_release(irq);
	else
		return rangeset_remove(d->irq_caps, irq->gsi, irq->gsi);
	return 0;
}

int pirq_unmap(struct domain *d, int pirq)
{
	int err;

	if (pirq < 0)
		return -EINVAL;
	pci_lock();
	err = unmap(d, (uint32_t)pirq);
	pci_unlock();
	return err;
}

void pirq_forget(struct irq *irq)
{
	if (irq->owner)
		unmap(irq->owner, irq->owner_pirq);
}

int pirq_reserve(struct domain *d, bool msi)
{
	unsigned long flags = spin_lock_irqsave(&d->evtchn.lock);
	struct pirq_map *m = map_of(d);
	int n = m ? free_number(m, msi) : -ENOMEM;

	if (n >= 0)
		m->irq[n] = &reserved;
	spin_unlock_irqrestore(&d->evtchn.lock, flags);
	return n;
}

bool pirq_is_shared(struct domain *d, uint32_t pirq)
{
	unsigned long flags = spin_lock_irqsave(&d->evtchn.lock);
	struct irq *irq = lookup(d, pirq);
	bool shared = irq && irq_is_shared(irq);

	spin_unlock_irqrestore(&d->evtchn.lock, flags);
	return shared;
}

/* ---- end of interrupt ---- */

int pirq_eoi(struct domain *d, uint32_t pirq)
{
	unsigned long flags = spin_lock_irqsave(&d->evtchn.lock);
	struct pirq_map *m = d->arch.pirqs;
	struct irq *irq = lookup(d, pirq);
	uint32_t number = evtchn_pirq_port(d, pirq);
	struct port *p = number ? evtchn_port(d, number) : NULL;
	bool known;

	if (irq && m->eoi_unmasks && p) {
		spin_lock(&p->lock);
		if (p->state == PORT_PIRQ)
			d->evtchn.ops->unmask(d, p);
		spin_unlock(&p->lock);
	}
	if (irq)
		irq_guest_eoi(irq, d);
	known = irq || (m && pirq < m->nr && m->irq[pirq]);
	spin_unlock_irqrestore(&d->evtchn.lock, flags);
	return known ? 0 : -EINVAL;
}

void pirq_eoi_unmasked(struct domain *d)
{
	unsigned long flags = spin_lock_irqsave(&d->evtchn.lock);

	for (uint32_t n = 0; n < d->evtchn.nr_pirqs; n++) {
		struct irq *irq = lookup(d, n);
		uint32_t port = irq ? evtchn_pirq_port(d, n) : 0;

		if (port && !evtchn_port_masked(d, port))
			irq_guest_eoi(irq, d);
	}
	spin_unlock_irqrestore(&d->evtchn.lock, flags);
}

int pirq_eoi_map(struct domain *d, uint64_t gmfn, bool unmask)
{
	struct page_info *pg;
	struct pirq_map *m;
	unsigned long flags;
	int err = 0;

	if (!mfn_valid(MFN(gmfn)))
		return -EINVAL;
	pg = mfn_to_page(MFN(gmfn));
	if (page_get_and_type(pg, d, PGT_WRITABLE))
		return -EINVAL;
	flags = spin_lock_irqsave(&d->evtchn.lock);
	m = map_of(d);
	if (!m || m->nr > 8 * PAGE_SIZE)
		err = -ENOMEM;
	else if (m->eoi_bits)
		err = -EBUSY;
	else {
		m->eoi_bits = page_to_virt(pg);
		m->eoi_unmasks = unmask;
	}
	spin_unlock_irqrestore(&d->evtchn.lock, flags);
	if (err)
		page_put_and_type(pg);
	return err;
}

/* The map, when nothing is in it: nobody finds it from then on. */
static struct pirq_map *map_take(struct domain *d)
{
	unsigned long flags = spin_lock_irqsave(&d->evtchn.lock);
	struct pirq_map *m = d->arch.pirqs;

	for (uint32_t n = 0; m && n < m->nr; n++)
		if (m->irq[n] && m->irq[n] != &reserved)
			m = NULL;
	if (m)
		d->arch.pirqs = NULL;
	spin_unlock_irqrestore(&d->evtchn.lock, flags);
	return m;
}

/* The domain is dying; a toolstack may still be mapping something for it. */
void pirq_domain_exit(struct domain *d)
{
	struct pirq_map *m = NULL;

	pci_lock();
	while (!m && READ_ONCE(d->arch.pirqs)) {
		for (uint32_t n = 0; n < d->evtchn.nr_pirqs; n++)
			if (lookup(d, n))
				unmap(d, n);
		m = map_take(d);
	}
	pci_unlock();
	if (!m)
		return;
	if (m->eoi_bits)
		page_put_and_type(virt_to_page(m->eoi_bits));
	hv_free(m);
}

/* ---- what event channels ask; their table's lock is held ---- */

static void eoi_bit_set(struct domain *d, uint32_t pirq, bool needed)
{
	const struct pirq_map *m = d->arch.pirqs;

	if (m->eoi_bits && needed)
		bit_set_atomic(m->eoi_bits, pirq);
	else if (m->eoi_bits)
		bit_clear_atomic(m->eoi_bits, pirq);
}

int arch_pirq_bind(struct vcpu *v, unsigned int pirq, bool will_share)
{
	struct domain *d = v->domain;
	struct irq *irq = lookup(d, pirq);

	/* Without one it stands for IRQ 0, which nobody may use. */
	if (!irq || (!irq->pci &&
		     !rangeset_contains(d->irq_caps, irq->gsi, irq->gsi)))
		return -EPERM;
	eoi_bit_set(d, pirq, irq->level);
	return irq_bind_guest(irq, v, pirq, will_share);
}

void arch_pirq_unbind(struct domain *d, unsigned int pirq)
{
	struct irq *irq = lookup(d, pirq);

	if (irq)
		irq_unbind_guest(irq, d);
}

void arch_pirq_set_affinity(struct domain *d, unsigned int pirq,
			    const struct vcpu *v)
{
	struct irq *irq = lookup(d, pirq);
	unsigned long flags;

	if (!irq)
		return;
	flags = spin_lock_irqsave(&irq->lock);
	for (unsigned int n = 0; n < irq->nr_guests; n++)
		if (irq->guest[n].vcpu->domain == d)
			irq->guest[n].vcpu = domain_vcpu(d, v->id);
	spin_unlock_irqrestore(&irq->lock, flags);
}
