/* SPDX-License-Identifier: GPL-2.0-only */
/* Nodes of memory and CPUs, and how CPUs share cores and sockets. */
#ifndef X86_NUMA_H
#define X86_NUMA_H

#include <hv/types.h>

#define NODE_NONE	(~0U)		/* XEN_INVALID_NODE_ID */
#define PXM_NONE	(~0U)

/* From SRAT, if that makes sense of all RAM; else one node. After ACPI. */
void numa_init(void);
/* Node of ACPI's proximity domain, or NODE_NONE. */
unsigned int numa_node_of_pxm(uint32_t pxm);
unsigned int numa_node_of_cpu(unsigned int cpu);
/* heap_add_range() in the parts that belong to one node each. */
void numa_heap_add(uint64_t start, uint64_t end);

/* Which bits of an APIC id tell threads and cores apart. On the boot CPU. */
void topology_init(void);
unsigned int topology_threads_per_core(void);
unsigned int topology_cores_per_socket(void);

#endif
