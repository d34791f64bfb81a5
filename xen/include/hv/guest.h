/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Reading and writing the current guest's memory. Pointers come from the
 * guest: the machine checks that they lie in guest space, and a fault makes
 * the copy fail instead of the hypervisor. Copy once, then use the copy.
 */
#ifndef HV_GUEST_H
#define HV_GUEST_H

#include <hv/types.h>
#include <hv/machine.h>

/* 0, or -EFAULT with part of the bytes copied. No lock may be held. */
static inline __must_check int guest_read(void *dst, const void *src,
					  size_t bytes)
{
	return arch_copy_from_guest(dst, src, bytes);
}

static inline __must_check int guest_write(void *dst, const void *src,
					   size_t bytes)
{
	return arch_copy_to_guest(dst, src, bytes);
}

static inline __must_check int guest_zero(void *dst, size_t bytes)
{
	return arch_clear_guest(dst, bytes);
}

/* Element i of the array a handle points at. */
#define guest_read_elem(dst, handle, i) \
	guest_read((dst), (handle).p + (i), sizeof(*(dst)))
#define guest_write_elem(handle, i, src) \
	guest_write((void *)((handle).p + (i)), (src), sizeof(*(src)))

/* True if count elements of size bytes stay inside guest space. */
bool guest_range_ok(const void *p, uint64_t count, size_t size);

#endif
