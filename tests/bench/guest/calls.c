/* SPDX-License-Identifier: GPL-2.0-only */
/* Calls that do next to nothing: the way in and out. */
#define __XEN_TOOLS__ 1
#include "bench.h"

#include <xen/domctl.h>
#include <xen/sysctl.h>

static long version(void)
{
	return hypercall(__HYPERVISOR_xen_version, XENVER_version, NULL) < 0;
}

static long not_there(void)
{
	return hypercall(63) + XEN_ENOSYS;
}

#define CALLS 16U

static long multicall(void)
{
	static struct multicall_entry list[CALLS];

	for (unsigned int i = 0; i < CALLS; i++)
		list[i] = (struct multicall_entry){
			.op = __HYPERVISOR_xen_version,
			.args = { XENVER_version },
		};
	return hypercall(__HYPERVISOR_multicall, list, (long)CALLS);
}

static long fpu_off_and_on(void)
{
	return hypercall(__HYPERVISOR_fpu_taskswitch, 1UL) |
	       hypercall(__HYPERVISOR_fpu_taskswitch, 0UL);
}

static long stack_switch(void)
{
	static char stack[64] __attribute__((aligned(16)));

	return hypercall(__HYPERVISOR_stack_switch, (long)FLAT_KERNEL_SS,
			 stack + sizeof(stack));
}

static long segment_base(void)
{
	return hypercall(__HYPERVISOR_set_segment_base,
			 (long)SEGBASE_GS_USER, 0x1000UL);
}

static long runstate(void)
{
	static struct vcpu_runstate_info info;

	return hypercall(__HYPERVISOR_vcpu_op, VCPUOP_get_runstate_info, 0UL,
			 &info);
}

static long yield(void)
{
	return hypercall(__HYPERVISOR_sched_op, SCHEDOP_yield, NULL);
}

static long domain_info(void)
{
	static struct xen_domctl d;

	d.cmd = XEN_DOMCTL_getdomaininfo;
	d.interface_version = XEN_DOMCTL_INTERFACE_VERSION;
	d.domain = 0;
	return hypercall(__HYPERVISOR_domctl, &d);
}

static long physinfo(void)
{
	static struct xen_sysctl s;

	s.cmd = XEN_SYSCTL_physinfo;
	s.interface_version = XEN_SYSCTL_INTERFACE_VERSION;
	return hypercall(__HYPERVISOR_sysctl, &s);
}

static long console(void)
{
	return hypercall(__HYPERVISOR_console_io, CONSOLEIO_write, 8L,
			 "bench..\n");
}

/* Last of all: what it prints is still sent afterwards. */
void console_bench(void)
{
	static const struct bench list[] = {
		{ "console write of 8 characters", console, 1 },
	};

	BENCH_RUN(list);
}

void calls_bench(void)
{
	static const struct bench list[] = {
		{ "null hypercall (xen_version)", version, 1 },
		{ "unknown hypercall", not_there, 1 },
		{ "multicall of 16, each", multicall, CALLS },
		{ "fpu_taskswitch on and off", fpu_off_and_on, 1 },
		{ "stack_switch", stack_switch, 1 },
		{ "set_segment_base", segment_base, 1 },
		{ "get_runstate_info", runstate, 1 },
		{ "yield, nobody else to run", yield, 1 },
		{ "domctl getdomaininfo", domain_info, 1 },
		{ "sysctl physinfo", physinfo, 1 },
	};

	BENCH_RUN(list);
}
