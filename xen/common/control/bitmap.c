/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The tools' bitmaps, a bounded piece at a time.
 */
#include <hv/bitmap.h>
#include <hv/control.h>
#include <hv/errno.h>
#include <hv/guest.h>

int bitmap_from_tools(unsigned long *map, unsigned int nbits,
		      const struct xenctl_bitmap *from)
{
	/* No bitmap at all is one of zeroes. */
	unsigned int have = from->bitmap.p ? min_u(from->nr_bits, nbits) : 0;
	unsigned int bytes = DIV_ROUND_UP(have, 8);

	bitmap_zero(map, nbits);
	if (bytes && guest_read(map, from->bitmap.p, bytes))
		return -EFAULT;
	bitmap_clear_range(map, have, BITS_TO_LONGS(nbits) * BITS_PER_LONG -
				      have);
	return 0;
}

int bitmap_to_tools(struct xenctl_bitmap *to, const unsigned long *map,
		    unsigned int nbits)
{
	unsigned int guest_bytes = DIV_ROUND_UP(to->nr_bits, 8);
	unsigned int bytes = min_u(guest_bytes, DIV_ROUND_UP(nbits, 8));

	if (bytes && guest_write(to->bitmap.p, map, bytes))
		return -EFAULT;
	/* Nobody needs more than CPUs or nodes exist; bound the clearing. */
	if (guest_bytes > bytes && guest_bytes <= 1U << 16 &&
	    guest_zero(to->bitmap.p + bytes, guest_bytes - bytes))
		return -EFAULT;
	return 0;
}
