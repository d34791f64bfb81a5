/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Interrupts as they arrive, and who gets them.
 *
 * A level-triggered line that guests have stays masked from its interrupt to
 * the last guest's EOI, so no guest can hold up the local APIC; edges and
 * messages are acknowledged at once. A source follows the vCPU that is told
 * of it: when it fires on one CPU while the vCPU is on another, its next
 * interrupt goes there.
 */
#include <hv/domain.h>
#include <hv/errno.h>
#include <hv/machine.h>
#include <hv/printk.h>
#include <hv/softirq.h>
#include <hv/timer.h>
#include <x86/apic.h>
#include <x86/irq.h>
#include <x86/smp.h>
#include <x86/traps.h>

/* A vCPU that wanders does not drag its interrupts along all the time. */
#define MOVE_PAUSE	MILLISECS(10)
/* What fits the eight bits of a destination without interrupt remapping. */
#define APIC_ID_MAX	254U

static uint64_t nr_stray;

/* ---- vectors ---- */

static bool may_target(unsigned int cpu)
{
	return cpu < nr_cpu_ids && cpu_online(cpu) &&
	       cpu_apic_id(cpu) <= APIC_ID_MAX;
}

int irq_vector_assign(struct irq *irq, unsigned int cpu)
{
	uint8_t v = 0;

	if (irq->vector)
		return 0;
	if (may_target(cpu))
		v = vector_alloc(cpu, 0, irq);
	for (unsigned int c = 0; !v && c < nr_cpu_ids; c++) {
		cpu = c;
		if (may_target(c))
			v = vector_alloc(c, 0, irq);
	}
	if (!v)
		return -ENOSPC;
	irq->vector = v;
	irq->cpu = cpu;
	return 0;
}

static void old_vector_release(struct irq *irq)
{
	if (irq->old_vector)
		vector_free(irq->old_cpu, irq->old_vector);
	irq->old_vector = 0;
}

void irq_vector_release(struct irq *irq)
{
	old_vector_release(irq);
	if (irq->vector)
		vector_free(irq->cpu, irq->vector);
	irq->vector = 0;
}

void irq_move(struct irq *irq, unsigned int cpu)
{
	s_time_t now = arch_now();
	uint8_t v;

	/* One move at a time: the old vector goes when the new one was seen. */
	if (cpu == irq->cpu || !irq->vector || irq->old_vector ||
	    !may_target(cpu) || now - irq->moved < MOVE_PAUSE)
		return;
	v = vector_alloc(cpu, irq->vector, irq);
	if (!v)
		return;
	if (v != irq->vector && irq->control->moves_whole &&
	    !irq->control->moves_whole(irq)) {
		vector_free(cpu, v);
		return;
	}
	irq->old_cpu = irq->cpu;
	irq->old_vector = irq->vector;
	irq->cpu = cpu;
	irq->vector = v;
	irq->moved = now;
	irq->control->retarget(irq);
}

/* ---- arrival ---- */

static void tell_guests(struct irq *irq)
{
	for (unsigned int i = 0; i < irq->nr_guests; i++) {
		struct irq_binding *b = &irq->guest[i];

		if (irq->level && !b->in_flight) {
			b->in_flight = true;
			irq->nr_in_flight++;
		}
		evtchn_send_pirq(b->vcpu->domain, b->pirq);
	}
}

static bool expected(const struct irq *irq, unsigned int cpu, uint8_t vector)
{
	return (irq->vector == vector && irq->cpu == cpu) ||
	       (irq->old_vector == vector && irq->old_cpu == cpu);
}

/* The guests' part of an interrupt; true if a handler of ours is to run. */
static bool arrived(struct irq *irq, unsigned int cpu, uint8_t vector)
{
	if (!expected(irq, cpu, vector)) {
		nr_stray++;
		return false;
	}
	if (irq->vector == vector && irq->cpu == cpu)
		old_vector_release(irq);
	if (irq->handler)
		return true;
	if (irq->level)
		irq->control->mask(irq);
	tell_guests(irq);
	if (irq->nr_guests)
		irq_move(irq, irq->guest[0].vcpu->processor);
	return false;
}

static void device_interrupt(unsigned int vector)
{
	unsigned int cpu = this_cpu();
	struct irq *irq = vector_owner(cpu, (uint8_t)vector);
	void (*handler)(void) = NULL;
	unsigned long flags;

	if (!irq) {
		nr_stray++;
		apic_eoi();
		return;
	}
	flags = spin_lock_irqsave(&irq->lock);
	if (arrived(irq, cpu, (uint8_t)vector))
		handler = irq->handler;
	spin_unlock_irqrestore(&irq->lock, flags);
	/* A level has to be quiet before the EOI, or it comes again. */
	if (handler)
		handler();
	apic_eoi();
}

void irq_dispatch(struct cpu_user_regs *regs, unsigned int vector)
{
	switch (vector) {
	case VECTOR_TIMER:
		apic_eoi();
		timer_interrupt();
		break;
	case VECTOR_KICK:
		apic_eoi();
		break;
	case VECTOR_CALL:
		apic_eoi();
		smp_call_run();
		break;
	case VECTOR_ERROR:
		apic_eoi();
		printk(XL_WARN "local APIC error interrupt\n");
		break;
	case VECTOR_SPURIOUS:
		/* Has no EOI: SDM volume 3, 11.9. */
		break;
	default:
		device_interrupt(vector);
		break;
	}
	(void)regs;
}

/* ---- guests ---- */

static struct irq_binding *binding_of(struct irq *irq, const struct domain *d)
{
	for (unsigned int i = 0; i < irq->nr_guests; i++)
		if (irq->guest[i].vcpu->domain == d)
			return &irq->guest[i];
	return NULL;
}

static int bindable(const struct irq *irq, bool share)
{
	if (irq->handler)
		return -EBUSY;
	if (!irq->nr_guests)
		return 0;
	return share && irq->shareable && irq->nr_guests < IRQ_GUESTS_MAX ?
	       0 : -EBUSY;
}

int irq_bind_guest(struct irq *irq, struct vcpu *v, uint32_t pirq, bool share)
{
	unsigned long flags = spin_lock_irqsave(&irq->lock);
	int err = bindable(irq, share);

	if (!err)
		err = irq_vector_assign(irq, v->processor);
	if (!err) {
		irq->guest[irq->nr_guests++] = (struct irq_binding){
			.vcpu = v, .pirq = pirq };
		if (irq->nr_guests == 1) {
			irq->shareable = share;
			irq->control->retarget(irq);
			irq->control->unmask(irq);
		}
	}
	spin_unlock_irqrestore(&irq->lock, flags);
	return err;
}

/* Caller holds irq->lock. */
static void finish(struct irq *irq, struct irq_binding *b)
{
	if (!b->in_flight)
		return;
	b->in_flight = false;
	if (--irq->nr_in_flight == 0)
		irq->control->unmask(irq);
}

void irq_unbind_guest(struct irq *irq, struct domain *d)
{
	unsigned long flags = spin_lock_irqsave(&irq->lock);
	struct irq_binding *b = binding_of(irq, d);

	if (b) {
		/* Masked first: with none left, it must not fire once more. */
		if (irq->nr_guests == 1)
			irq->nr_in_flight = 0;
		else
			finish(irq, b);
		*b = irq->guest[--irq->nr_guests];
		if (!irq->nr_guests)
			irq->control->mask(irq);
	}
	spin_unlock_irqrestore(&irq->lock, flags);
}

void irq_guest_eoi(struct irq *irq, struct domain *d)
{
	unsigned long flags = spin_lock_irqsave(&irq->lock);
	struct irq_binding *b = binding_of(irq, d);

	if (b)
		finish(irq, b);
	spin_unlock_irqrestore(&irq->lock, flags);
}

bool irq_is_shared(struct irq *irq)
{
	return READ_ONCE(irq->nr_guests) > 1;
}

static void dump_one(unsigned int cpu, unsigned int vector,
		     const struct irq *i)
{
	printk("   %s %3u vec:%02x cpu:%u %-5s%s in-flight=%u",
	       i->control->name, i->pci ? i->owner_pirq : i->gsi, vector, cpu,
	       i->level ? "level" : "edge", i->handler ? " Xen's" : "",
	       i->nr_in_flight);
	for (unsigned int g = 0; g < i->nr_guests; g++)
		printk(" d%u:%3u(%c)", i->guest[g].vcpu->domain->domid,
		       i->guest[g].pirq, i->guest[g].in_flight ? 'F' : '-');
	printk("\n");
}

void irq_dump(void)
{
	printk("IRQ information (%llu stray interrupts):\n",
	       (unsigned long long)nr_stray);
	for (unsigned int cpu = 0; cpu < nr_cpu_ids; cpu++)
		for (unsigned int v = 0; v < 256; v++) {
			struct irq *i = vector_owner(cpu, (uint8_t)v);

			if (i)
				dump_one(cpu, v, i);
		}
}
