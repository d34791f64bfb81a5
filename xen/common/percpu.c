/* SPDX-License-Identifier: GPL-2.0-only */
#include <hv/errno.h>
#include <hv/mm.h>
#include <hv/percpu.h>

static struct pcpu *pcpus[NR_CPUS_MAX];

int pcpu_create(unsigned int id, unsigned int node)
{
	struct pcpu *p;

	if (id >= NR_CPUS_MAX)
		return -EINVAL;
	if (pcpus[id])
		return -EEXIST;
	p = hv_zalloc(sizeof(*p));
	if (!p)
		return -ENOMEM;
	p->id = id;
	p->node = node;
	timer_cpu_init(&p->timers);
	pcpus[id] = p;
	return 0;
}

struct pcpu *pcpu_of(unsigned int cpu)
{
	return cpu < NR_CPUS_MAX ? pcpus[cpu] : NULL;
}
