/* SPDX-License-Identifier: GPL-2.0-only */
/* Small per-vCPU services of the machine that common code asks for. */
#include <hv/domain.h>
#include <hv/errno.h>
#include <hv/guest.h>
#include <hv/machine.h>
#include <x86/cpu_info.h>
#include <x86/guest_areas.h>
#include <x86/pv.h>
#include <x86/smp.h>
#include <x86/traps.h>

/* The processor of a vCPU of dom0 that never moves, for its power management. */
static long physid_get(const struct vcpu *v, unsigned long arg)
{
	struct vcpu_get_physid id = {
		.phys_id = cpu_apic_id(v->processor) |
			   (uint64_t)cpu_acpi_id(v->processor) << 32,
	};

	if (v->domain != dom0 || cpumask_weight(v->sched.hard) != 1)
		return -EINVAL;
	return guest_write((void *)arg, &id, sizeof(id));
}

long arch_vcpu_op(unsigned int cmd, struct vcpu *v, unsigned long arg)
{
	if (cmd == VCPUOP_get_physid)
		return physid_get(v, arg);
	if (cmd == VCPUOP_register_vcpu_time_memory_area)
		return time_area_register(v, arg);
	if (cmd == VCPUOP_send_nmi)
		return arg ? -EINVAL : arch_vcpu_send_nmi(v);
	return -ENOSYS;
}

void arch_vcpu_event(struct vcpu *v) { (void)v; }

int arch_vcpu_send_nmi(struct vcpu *v)
{
	if (!__atomic_exchange_n(&v->arch.nmi_pending, true, __ATOMIC_SEQ_CST))
		vcpu_kick(v);
	return 0;
}

void pv_deliver_nmi(struct vcpu *v)
{
	const struct trap_info *t = &v->arch.traps[TRAP_NMI];

	__atomic_store_n(&v->arch.nmi_pending, false, __ATOMIC_SEQ_CST);
	v->arch.nmi_masked = true;	/* to the next iret hypercall */
	guest_regs()->entry_vector = TRAP_NMI;
	pv_bounce(v, t->address, t->cs, t->flags & 4, NULL);
}
