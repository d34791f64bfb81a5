/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef HV_SORT_H
#define HV_SORT_H

#include <hv/types.h>

/* Heap sort in place: no recursion, no allocation, n log n at worst. */
void hv_sort(void *base, size_t nr, size_t size,
	     int (*cmp)(const void *a, const void *b));

#endif
