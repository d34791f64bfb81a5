/* SPDX-License-Identifier: GPL-2.0-only */
/* Run state and time in a guest's own memory; see cpu/guest_areas.c. */
#ifndef X86_GUEST_AREAS_H
#define X86_GUEST_AREAS_H

#include <hv/domain.h>

/* VCPUOP_register_vcpu_time_memory_area: -EFAULT. */
long time_area_register(struct vcpu *v, unsigned long arg);
/* v is current: writes what is due, if its kernel's page tables are loaded. */
void guest_areas_update(struct vcpu *v);

static inline bool guest_areas_due(const struct vcpu *v)
{
	return v->runstate_dirty | v->arch.time_area_due;
}

#endif
