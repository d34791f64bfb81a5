/* SPDX-License-Identifier: GPL-2.0-only */
/* Two vCPUs on one CPU that wake each other. */
#include "bench.h"

static struct vcpu_guest_context context;
static char stack[4096] __attribute__((aligned(16)));
static evtchn_port_t to_us, to_other;
static volatile bool alive;

/* The other vCPU. Its upcalls are masked: it looks at its port. */
static void other(void)
{
	alive = true;
	for (;;) {
		event_wait(to_other);
		event_send(to_us);
	}
}

static long ping_pong(void)
{
	long ret;

	vcpu0()->evtchn_upcall_mask = 1;
	ret = event_send(to_other);
	if (!ret)
		ret = event_wait(to_us);
	events_unmask();
	return ret;
}

static long up(void)
{
	struct vcpu_info *info = &((struct shared_info *)vcpu0())->vcpu_info[1];
	long ret;

	context.flags = VGCF_in_kernel;
	context.user_regs.rip = (unsigned long)other;
	context.user_regs.rsp = (unsigned long)(stack + sizeof(stack) - 8);
	context.user_regs.cs = FLAT_KERNEL_CS;
	context.user_regs.ss = FLAT_KERNEL_SS;
	context.kernel_ss = FLAT_KERNEL_SS;
	context.kernel_sp = context.user_regs.rsp;
	context.ctrlreg[3] = va_to_mfn(l4_table()) << 12;
	info->evtchn_upcall_mask = 1;
	ret = hypercall(__HYPERVISOR_vcpu_op, VCPUOP_initialise, 1UL, &context);
	if (ret)
		return ret;
	hypercall(__HYPERVISOR_vcpu_op, VCPUOP_stop_periodic_timer, 1UL, NULL);
	return hypercall(__HYPERVISOR_vcpu_op, VCPUOP_up, 1UL, NULL);
}

void vcpus_bench(void)
{
	static const struct bench list[] = {
		{ "event to another vCPU and back (two context switches)",
		  ping_pong, 1 },
	};

	to_us = event_port(NO_VIRQ, 0);
	to_other = event_port(NO_VIRQ, 1);
	bench_need("second vCPU", up());
	while (!alive)
		hypercall(__HYPERVISOR_sched_op, SCHEDOP_yield, NULL);
	BENCH_RUN(list);
	bench_need("second vCPU down", hypercall(__HYPERVISOR_vcpu_op,
						 VCPUOP_down, 1UL, NULL));
}
