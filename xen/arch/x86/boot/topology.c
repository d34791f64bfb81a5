/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Threads, cores and sockets: fields of the APIC id, whose widths CPUID tells
 * (SDM volume 3, 9.9; APM volume 3, appendix E). All CPUs have the same.
 */
#include <hv/cpumask.h>
#include <hv/machine.h>
#include <xen/sysctl.h>
#include <x86/asm.h>
#include <x86/numa.h>
#include <x86/smp.h>
#include <x86/vendor.h>

static unsigned int thread_bits, core_bits;	/* core_bits includes threads */

static unsigned int bits_for(unsigned int n)
{
	unsigned int bits = 0;

	while ((1U << bits) < n)
		bits++;
	return bits;
}

/* Leaf 0xb: widths of the levels below core and below socket. */
static bool from_leaf_b(void)
{
	struct cpuid_regs r;

	if (cpuid(0, 0).a < 0xb || !cpuid(0xb, 0).b)
		return false;
	for (unsigned int level = 0; level < 8; level++) {
		r = cpuid(0xb, level);
		if (!(r.c >> 8 & 0xff))
			break;
		if ((r.c >> 8 & 0xff) == 1)
			thread_bits = r.a & 31;
		core_bits = r.a & 31;
	}
	return true;
}

static void from_amd_leaves(void)
{
	uint32_t top = cpuid(0x80000000, 0).a, c;
	bool topoext = cpuid(0x80000001, 0).c >> 22 & 1;

	if (top < 0x80000008)
		return;
	c = cpuid(0x80000008, 0).c;
	core_bits = c >> 12 & 15 ? c >> 12 & 15 : bits_for((c & 0xff) + 1);
	if (topoext && top >= 0x8000001e)
		thread_bits = bits_for((cpuid(0x8000001e, 0).b >> 8 & 0xff) + 1);
}

static void from_intel_leaves(void)
{
	struct cpuid_regs r = cpuid(1, 0);
	unsigned int logical = r.d >> 28 & 1 ? r.b >> 16 & 0xff : 1, cores = 1;

	if (cpuid(0, 0).a >= 4)
		cores = (cpuid(4, 0).a >> 26) + 1;
	core_bits = bits_for(logical);
	if (cores < logical)
		thread_bits = bits_for(logical / cores);
}

void topology_init(void)
{
	if (from_leaf_b())
		return;
	if (vendor_is_amd(cpuid(0, 0).b))
		from_amd_leaves();
	else
		from_intel_leaves();
}

unsigned int arch_cpu_core(unsigned int cpu)
{
	return (cpu_apic_id(cpu) & ((1U << core_bits) - 1)) >> thread_bits;
}

unsigned int arch_cpu_socket(unsigned int cpu)
{
	return cpu_apic_id(cpu) >> core_bits;
}

void arch_cputopo(unsigned int cpu, struct xen_sysctl_cputopo *t)
{
	bool there = cpu < nr_cpu_ids && cpu_online(cpu);

	t->core = there ? arch_cpu_core(cpu) : XEN_INVALID_CORE_ID;
	t->socket = there ? arch_cpu_socket(cpu) : XEN_INVALID_SOCKET_ID;
	t->node = there ? numa_node_of_cpu(cpu) : XEN_INVALID_NODE_ID;
}

/* Online CPUs whose ids agree with CPU 0's above `bits`. */
static unsigned int mates(unsigned int bits)
{
	unsigned int n = 0;

	for (unsigned int cpu = 0; cpu < nr_cpu_ids; cpu++)
		n += cpu_online(cpu) &&
		     cpu_apic_id(cpu) >> bits == cpu_apic_id(0) >> bits;
	return n ? n : 1;
}

unsigned int topology_threads_per_core(void)
{
	return mates(thread_bits);
}

unsigned int topology_cores_per_socket(void)
{
	return mates(core_bits) / topology_threads_per_core();
}
