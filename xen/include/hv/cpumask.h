/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Sets of physical CPUs.
 *
 * The ABI and this hypervisor stop at 4095 CPUs, 512 bytes: too much to keep
 * on a stack or in every vCPU of a small machine. A mask is therefore a
 * pointer to nr_cpu_ids bits, allocated with cpumask_alloc() at run time.
 */
#ifndef HV_CPUMASK_H
#define HV_CPUMASK_H

#include <hv/bitmap.h>

#define NR_CPUS_MAX	4095U

/* CPU numbers are below this; set once at boot, from the ACPI tables. */
extern unsigned int nr_cpu_ids;

typedef unsigned long cpumask_t;	/* first word of the mask */

extern cpumask_t cpu_online_map[BITS_TO_LONGS(NR_CPUS_MAX)];
extern cpumask_t cpu_present_map[BITS_TO_LONGS(NR_CPUS_MAX)];

/* Returns an empty mask, or NULL when memory is short. */
cpumask_t *cpumask_alloc(void);
void cpumask_free(cpumask_t *mask);

static inline bool cpumask_test(const cpumask_t *m, unsigned int cpu)
{
	return bit_test(m, cpu);
}
static inline void cpumask_set(cpumask_t *m, unsigned int cpu)
{
	bit_set_atomic(m, cpu);
}
static inline void cpumask_clear(cpumask_t *m, unsigned int cpu)
{
	bit_clear_atomic(m, cpu);
}
static inline void cpumask_zero(cpumask_t *m) { bitmap_zero(m, nr_cpu_ids); }
static inline void cpumask_fill(cpumask_t *m) { bitmap_fill(m, nr_cpu_ids); }
static inline void cpumask_copy(cpumask_t *d, const cpumask_t *s)
{
	bitmap_copy(d, s, nr_cpu_ids);
}
static inline bool cpumask_empty(const cpumask_t *m)
{
	return bitmap_empty(m, nr_cpu_ids);
}
static inline unsigned int cpumask_weight(const cpumask_t *m)
{
	return (unsigned int)bitmap_weight(m, nr_cpu_ids);
}
/* Next CPU after `cpu` (or the first one); nr_cpu_ids or more at the end. */
static inline unsigned int cpumask_first(const cpumask_t *m)
{
	return (unsigned int)bitmap_find_next(m, nr_cpu_ids, 0);
}
static inline unsigned int cpumask_next(const cpumask_t *m, unsigned int cpu)
{
	return (unsigned int)bitmap_find_next(m, nr_cpu_ids, cpu + 1UL);
}
/* Next CPU after `cpu`, starting over at the end; nr_cpu_ids if empty. */
unsigned int cpumask_cycle(const cpumask_t *m, unsigned int cpu);

#define cpumask_for_each(cpu, m)					\
	for ((cpu) = cpumask_first(m); (cpu) < nr_cpu_ids;		\
	     (cpu) = cpumask_next((m), (cpu)))

static inline bool cpu_online(unsigned int cpu)
{
	return cpu < nr_cpu_ids && cpumask_test(cpu_online_map, cpu);
}

#endif
