/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a vCPU asked to find in its own memory: its run state and a second
 * time record (public vcpu.h, VCPUOP_register_*_memory_area). They lie at
 * addresses of its kernel, so they are written when its kernel's page tables
 * are loaded; until then they stay due.
 */
#include <hv/domain.h>
#include <hv/errno.h>
#include <hv/guest.h>
#include <hv/machine.h>
#include <x86/guest_areas.h>
#include <x86/time.h>

/* Odd versions tell readers that the record changes. */
static int time_area_write(struct vcpu_time_info *area,
			   const struct vcpu_time_info *now)
{
	struct vcpu_time_info t = *now;
	uint32_t done = now->version & ~1U;
	int err;

	t.version = done | 1;
	err = guest_write(&area->version, &t.version, sizeof(t.version));
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
	if (!err)
		err = guest_write(area, &t, sizeof(t));
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
	if (!err)
		err = guest_write(&area->version, &done, sizeof(done));
	return err;
}

void guest_areas_update(struct vcpu *v)
{
	if (!v->arch.kernel_mode)
		return;
	if (v->runstate_dirty)
		vcpu_runstate_update_guest(v);
	if (!v->arch.time_area_due)
		return;
	v->arch.time_area_due = false;
	/* Unmapped: it misses this update, and nothing else happens. */
	if (v->arch.time_area)
		(void)!time_area_write(v->arch.time_area,
				       &v->vcpu_info->time);
}

long time_area_register(struct vcpu *v, unsigned long arg)
{
	struct vcpu_register_time_memory_area a;

	if (guest_read(&a, (void *)arg, sizeof(a)))
		return -EFAULT;
	if (!guest_range_ok(a.addr.v, 1, sizeof(*a.addr.v)))
		return -EFAULT;
	v->arch.time_area = a.addr.v;
	v->arch.time_area_due = true;
	/* Another vCPU's is written when that one runs. */
	if (v == arch_current()) {
		arch_vcpu_update_time(v);
		guest_areas_update(v);
	}
	return 0;
}
