/* SPDX-License-Identifier: GPL-2.0-only */
#include <hv/cpumask.h>
#include <hv/mm.h>

unsigned int nr_cpu_ids = 1;
cpumask_t cpu_online_map[BITS_TO_LONGS(NR_CPUS_MAX)];
cpumask_t cpu_present_map[BITS_TO_LONGS(NR_CPUS_MAX)];

cpumask_t *cpumask_alloc(void)
{
	return hv_zalloc_array(BITS_TO_LONGS(nr_cpu_ids), sizeof(cpumask_t));
}

void cpumask_free(cpumask_t *mask)
{
	hv_free(mask);
}

unsigned int cpumask_cycle(const cpumask_t *m, unsigned int cpu)
{
	unsigned int next = cpumask_next(m, cpu);

	return next < nr_cpu_ids ? next : cpumask_first(m);
}
