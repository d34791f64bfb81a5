/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How dom0 can end: one way a boot, chosen by way=N (tests/guests/ends). What
 * the hypervisor says and does then is the answer; without a way, none.
 */
#include "ask.h"

#include <xen/sched.h>
#include <xen/vcpu.h>

static char hole[4096] __attribute__((aligned(4096)));

static void shutdown(unsigned long reason)
{
	struct sched_shutdown arg = { (unsigned int)reason };

	answer("returned", hypercall(__HYPERVISOR_sched_op, SCHEDOP_shutdown,
				     &arg));
}

static void old_shutdown(unsigned long reason)
{
	answer("returned", hypercall(__HYPERVISOR_sched_op_compat,
				     SCHEDOP_shutdown, reason));
}

static void remote_shutdown(unsigned long reason)
{
	struct sched_remote_shutdown arg = { DOMID_SELF,
					     (unsigned int)reason };

	answer("by number", hypercall(__HYPERVISOR_sched_op,
				      SCHEDOP_remote_shutdown, &arg));
	arg.domain_id = 0;
	answer("remote", hypercall(__HYPERVISOR_sched_op,
				   SCHEDOP_remote_shutdown, &arg));
}

static void last_vcpu_down(unsigned long unused)
{
	(void)unused;
	answer("down", hypercall(__HYPERVISOR_vcpu_op, VCPUOP_down, 0UL,
				 NULL));
}

static void no_handlers(unsigned long unused)
{
	(void)unused;
	hypercall(__HYPERVISOR_set_trap_table, NULL);
	asm volatile("ud2");
}

static void stack_gone(unsigned long unused)
{
	(void)unused;
	asm volatile("mov %0, %%rsp\n\tud2" : : "r" (0x1000UL));
}

static void iret_to_nowhere(unsigned long unused)
{
	(void)unused;
	asm volatile("mov %0, %%rsp\n\tmov %1, %%eax\n\tsyscall"
		     : : "r" (0x1000UL), "i" (__HYPERVISOR_iret));
}

static void watchdog(unsigned long unused)
{
	struct sched_watchdog arg = { 0, 1 };

	(void)unused;
	answer("watchdog", hypercall(__HYPERVISOR_sched_op, SCHEDOP_watchdog,
				     &arg));
	for (;;)
		asm volatile("pause");
}

static void page_fault(unsigned long unused)
{
	(void)unused;
	hypercall(__HYPERVISOR_set_trap_table, NULL);
	update_va(hole, 0, UVMF_INVLPG);
	*(volatile char *)hole = 1;
}

static const struct {
	void (*end)(unsigned long arg);
	unsigned long arg;
} ways[] = {
	{ NULL, 0 },
	{ shutdown, SHUTDOWN_poweroff }, { shutdown, SHUTDOWN_reboot },
	{ shutdown, SHUTDOWN_suspend }, { shutdown, SHUTDOWN_crash },
	{ shutdown, SHUTDOWN_watchdog }, { shutdown, SHUTDOWN_soft_reset },
	{ shutdown, 6 }, { shutdown, 255 }, { shutdown, ~0UL },
	{ old_shutdown, SHUTDOWN_poweroff }, { old_shutdown, SHUTDOWN_crash },
	{ old_shutdown, 77 },
	{ remote_shutdown, SHUTDOWN_reboot },
	{ last_vcpu_down, 0 }, { no_handlers, 0 }, { stack_gone, 0 },
	{ iret_to_nowhere, 0 }, { watchdog, 0 }, { page_fault, 0 },
};

void test_main(void)
{
	unsigned long way = guest_option("way", 0);

	if (way >= sizeof(ways) / sizeof(*ways) || !ways[way].end)
		return;
	say("END begins\n");
	ways[way].end(ways[way].arg);
	say("END went on\n");
}
