/* SPDX-License-Identifier: GPL-2.0-only */
#include <hv/errno.h>
#include <hv/mm.h>
#include <hv/percpu.h>

struct pcpu *pcpu_table[NR_CPUS_MAX];

int pcpu_create(unsigned int id, unsigned int node)
{
	struct pcpu *p;

	if (id >= NR_CPUS_MAX)
		return -EINVAL;
	if (pcpu_table[id])
		return -EEXIST;
	p = hv_zalloc(sizeof(*p));
	if (!p)
		return -ENOMEM;
	p->id = id;
	p->node = node;
	timer_cpu_init(&p->timers);
	pcpu_table[id] = p;
	return 0;
}
