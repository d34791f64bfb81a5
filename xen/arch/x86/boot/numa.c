/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Nodes, from ACPI's SRAT and SLIT (ACPI specification 6.3, 5.2.16 and 17).
 * Proximity domains get node numbers in the order of the table, CPUs first.
 */
#include <hv/machine.h>
#include <hv/mm.h>
#include <hv/printk.h>
#include <x86/acpi.h>
#include <x86/boot.h>
#include <x86/numa.h>
#include <x86/options.h>
#include <x86/smp.h>

#define DISTANCE_LOCAL	10U
#define DISTANCE_REMOTE	20U

static uint32_t node_pxm[MAX_NUMA_NODES];
static unsigned int nr_nodes;
static bool has_memory_nodes;

typedef unsigned long long ull;

unsigned int numa_node_of_pxm(uint32_t pxm)
{
	for (unsigned int n = 0; n < nr_nodes; n++)
		if (node_pxm[n] == pxm)
			return n;
	return NODE_NONE;
}

static bool node_add(uint32_t pxm)
{
	if (numa_node_of_pxm(pxm) != NODE_NONE)
		return true;
	if (nr_nodes == MAX_NUMA_NODES)
		return false;
	node_pxm[nr_nodes++] = pxm;
	return true;
}

static const struct acpi_affinity *range_of(uint64_t pa)
{
	for (unsigned int i = 0; i < acpi_info.nr_mem_affinity; i++) {
		const struct acpi_affinity *a = &acpi_info.mem_affinity[i];

		if (pa >= a->base && pa - a->base < a->size)
			return a;
	}
	return NULL;
}

/* Firmware that forgets some RAM, or names some twice, is not believed. */
static bool covers_ram(void)
{
	for (unsigned int i = 0; i < boot_info.nr_e820; i++) {
		const struct e820_entry *e = &boot_info.e820[i];
		uint64_t at = e->addr, end = e->addr + e->size;

		while (e->type == E820_RAM && at < end) {
			const struct acpi_affinity *a = range_of(at);

			if (!a) {
				printk(XL_ERR "SRAT: no node has the RAM at "
				       "%#llx\n", (ull)at);
				return false;
			}
			at = a->base + a->size;
		}
	}
	return true;
}

static bool nodes_find(void)
{
	bool ok = true;

	for (unsigned int i = 0; i < acpi_info.nr_cpu_affinity; i++)
		ok &= node_add(acpi_info.cpu_affinity[i].pxm);
	for (unsigned int i = 0; i < acpi_info.nr_mem_affinity; i++)
		ok &= node_add(acpi_info.mem_affinity[i].pxm);
	if (!ok)
		printk(XL_ERR "SRAT: more than %u nodes\n", MAX_NUMA_NODES);
	return ok && acpi_info.nr_mem_affinity && covers_ram();
}

void numa_init(void)
{
	has_memory_nodes = opt_numa && nodes_find();
	if (!has_memory_nodes) {
		nr_nodes = 1;
		node_pxm[0] = 0;
		return;
	}
	for (unsigned int i = 0; i < acpi_info.nr_mem_affinity; i++) {
		const struct acpi_affinity *a = &acpi_info.mem_affinity[i];

		printk(XL_INFO "SRAT: Node %u PXM %u [%016llx, %016llx]\n",
		       numa_node_of_pxm(a->pxm), a->pxm, (ull)a->base,
		       (ull)(a->base + a->size - 1));
	}
}

unsigned int numa_node_of_cpu(unsigned int cpu)
{
	for (unsigned int i = 0; i < acpi_info.nr_cpu_affinity; i++) {
		const struct acpi_affinity *a = &acpi_info.cpu_affinity[i];

		if (has_memory_nodes && a->apic_id == cpu_apic_id(cpu))
			return numa_node_of_pxm(a->pxm);
	}
	return 0;
}

unsigned int arch_nr_nodes(void)
{
	return nr_nodes;
}

unsigned int arch_mfn_node(mfn_t m)
{
	const struct acpi_affinity *a = has_memory_nodes ?
					range_of(m.n << PAGE_SHIFT) : NULL;

	return a ? numa_node_of_pxm(a->pxm) : 0;
}

unsigned int arch_node_distance(unsigned int a, unsigned int b)
{
	uint64_t n = acpi_info.nr_slit;

	if (has_memory_nodes && node_pxm[a] < n && node_pxm[b] < n)
		return acpi_info.slit[node_pxm[a] * n + node_pxm[b]];
	return a == b ? DISTANCE_LOCAL : DISTANCE_REMOTE;
}

void numa_heap_add(uint64_t start, uint64_t end)
{
	while (start < end) {
		const struct acpi_affinity *a = has_memory_nodes ?
						range_of(start) : NULL;
		uint64_t stop = a ? min_u64(end, a->base + a->size) : end;

		heap_add_range(MFN(start >> PAGE_SHIFT), MFN(stop >> PAGE_SHIFT),
			       a ? numa_node_of_pxm(a->pxm) : 0, true);
		start = stop;
	}
}

uint64_t arch_node_spanned(unsigned int node)
{
	uint64_t first = ~0ULL, last = 0;

	for (unsigned int i = 0; i < boot_info.nr_e820; i++) {
		const struct e820_entry *e = &boot_info.e820[i];

		if (e->type != E820_RAM)
			continue;
		for (uint64_t at = e->addr, end = at + e->size, stop; at < end;
		     at = stop) {
			const struct acpi_affinity *a = has_memory_nodes ?
							range_of(at) : NULL;

			stop = a ? min_u64(end, a->base + a->size) : end;
			if (arch_mfn_node(MFN(at >> PAGE_SHIFT)) != node)
				continue;
			first = min_u64(first, at);
			last = max_u64(last, stop);
		}
	}
	return first < last ? (last - first) >> PAGE_SHIFT : 0;
}
