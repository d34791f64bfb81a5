/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which interrupt source a vector of a CPU stands for.
 *
 * Tables are read from interrupts without the lock: an entry names a struct
 * irq, which is never freed, only used again, and which says itself whether
 * it expects this vector.
 */
#include <hv/errno.h>
#include <hv/mm.h>
#include <hv/percpu.h>
#include <hv/spinlock.h>
#include <x86/apic.h>
#include <x86/irq.h>

#define VECTOR_INT80	0x80		/* guests' system calls */

static spinlock_t vector_lock = SPINLOCK_INIT;	/* guards what is written */
static struct irq **tables[NR_CPUS_MAX];

int vectors_cpu_prepare(unsigned int cpu)
{
	if (!tables[cpu])
		tables[cpu] = hv_zalloc_array(256, sizeof(*tables[cpu]));
	return tables[cpu] ? 0 : -ENOMEM;
}

static bool usable(unsigned int cpu, unsigned int v)
{
	return v >= VECTOR_FIRST_DYNAMIC && v <= VECTOR_LAST_DYNAMIC &&
	       v != VECTOR_INT80 && v != VECTOR_HYPERCALL32 &&
	       !tables[cpu][v];
}

uint8_t vector_alloc(unsigned int cpu, uint8_t like, struct irq *irq)
{
	unsigned long flags;
	unsigned int v = like;

	if (!tables[cpu])
		return 0;
	flags = spin_lock_irqsave(&vector_lock);
	if (!usable(cpu, v))
		for (v = VECTOR_FIRST_DYNAMIC; v <= VECTOR_LAST_DYNAMIC; v++)
			if (usable(cpu, v))
				break;
	if (v > VECTOR_LAST_DYNAMIC)
		v = 0;
	else
		WRITE_ONCE(tables[cpu][v], irq);
	spin_unlock_irqrestore(&vector_lock, flags);
	return (uint8_t)v;
}

void vector_free(unsigned int cpu, uint8_t vector)
{
	unsigned long flags = spin_lock_irqsave(&vector_lock);

	WRITE_ONCE(tables[cpu][vector], NULL);
	spin_unlock_irqrestore(&vector_lock, flags);
}

struct irq *vector_owner(unsigned int cpu, uint8_t vector)
{
	return tables[cpu] ? READ_ONCE(tables[cpu][vector]) : NULL;
}
