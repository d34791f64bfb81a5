/* SPDX-License-Identifier: GPL-2.0-only */
/* Small per-vCPU services of the machine that common code asks for. */
#include <hv/domain.h>
#include <hv/errno.h>
#include <hv/machine.h>
#include <x86/guest_areas.h>

long arch_vcpu_op(unsigned int cmd, struct vcpu *v, unsigned long arg)
{
	if (cmd == VCPUOP_register_vcpu_time_memory_area)
		return time_area_register(v, arg);
	return -ENOSYS;
}

void arch_vcpu_event(struct vcpu *v) { (void)v; }

int arch_vcpu_send_nmi(struct vcpu *v)
{
	(void)v;
	return -EINVAL;
}
