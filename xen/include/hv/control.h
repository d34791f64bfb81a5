/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Shared by domctl, sysctl and what the machine adds to them.
 */
#ifndef HV_CONTROL_H
#define HV_CONTROL_H

#include <hv/types.h>
#include <hv/abi.h>

#include <xen/domctl.h>
#include <xen/sysctl.h>

/*
 * The tools' bitmaps have any number of bits: missing ones are zero, excess
 * ones are cut off here and cleared there. -EFAULT.
 */
int bitmap_from_tools(unsigned long *map, unsigned int nbits,
		      const struct xenctl_bitmap *from);
int bitmap_to_tools(struct xenctl_bitmap *to, const unsigned long *map,
		    unsigned int nbits);

#endif
