/* SPDX-License-Identifier: GPL-2.0-only */
/* Vectors: the fixed ones here, devices' in irq/gsi.c. */
#include <hv/printk.h>
#include <hv/softirq.h>
#include <x86/apic.h>
#include <x86/gsi.h>
#include <x86/irq.h>
#include <x86/pv.h>
#include <x86/smp.h>
#include <x86/traps.h>

void irq_dispatch(struct cpu_user_regs *regs, unsigned int vector)
{
	switch (vector) {
	case VECTOR_TIMER:
		apic_eoi();
		softirq_raise(TIMER_SOFTIRQ);
		break;
	case VECTOR_KICK:
		apic_eoi();
		break;
	case VECTOR_CALL:
		apic_eoi();
		smp_call_run();
		break;
	case VECTOR_ERROR:
		apic_eoi();
		printk(XL_WARN "local APIC error interrupt\n");
		break;
	case VECTOR_SPURIOUS:
		break;
	default:
		gsi_interrupt(vector);
		break;
	}
	(void)regs;
}
