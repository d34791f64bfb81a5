/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copies from and to the guest that is loaded. A guest address is any below
 * the canonical hole or above the hypervisor's own area.
 */
#include <hv/errno.h>
#include <hv/guest.h>
#include <x86/asm.h>
#include <x86/layout.h>
#include <x86/traps.h>

bool arch_guest_range_ok(const void *p, uint64_t bytes)
{
	uint64_t start = (uint64_t)p, end = start + bytes;

	if (end < start)
		return false;
	return end <= 0x0000800000000000UL || start >= HYPER_END;
}

int arch_copy_from_guest(void *dst, const void *src, size_t bytes)
{
	size_t left;

	if (!arch_guest_range_ok(src, bytes))
		return -EFAULT;
	guest_access_begin();
	left = copy_user(dst, src, bytes);
	guest_access_end();
	return left ? -EFAULT : 0;
}

int arch_copy_to_guest(void *dst, const void *src, size_t bytes)
{
	size_t left;

	if (!arch_guest_range_ok(dst, bytes))
		return -EFAULT;
	guest_access_begin();
	left = copy_user(dst, src, bytes);
	guest_access_end();
	return left ? -EFAULT : 0;
}

int arch_clear_guest(void *dst, size_t bytes)
{
	size_t left;

	if (!arch_guest_range_ok(dst, bytes))
		return -EFAULT;
	guest_access_begin();
	left = clear_user(dst, bytes);
	guest_access_end();
	return left ? -EFAULT : 0;
}
