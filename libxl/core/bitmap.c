/* SPDX-License-Identifier: LGPL-2.1-only */
/* Bitmaps, as a bare array of bytes: no host is asked here. */
#include <stdlib.h>

#include <libxl_utils.h>

#include "core/scope.h"

static uint32_t bits_of(const libxl_bitmap *map)
{
	return map->size * 8;
}

static bool inside(const libxl_bitmap *map, int bit)
{
	return bit >= 0 && (uint32_t)bit < bits_of(map);
}

void libxl_bitmap_init(libxl_bitmap *map)
{
	map->size = 0;
	map->map = NULL;
}

void libxl_bitmap_dispose(libxl_bitmap *map)
{
	if (!map)
		return;
	free(map->map);
	libxl_bitmap_init(map);
}

int libxl_bitmap_alloc(libxl_ctx *ctx, libxl_bitmap *bitmap, int n_bits)
{
	bitmap->size = (n_bits + 7) / 8;
	bitmap->map = lx_out_alloc(bitmap->size);
	return 0;
}

void libxl_bitmap_copy(libxl_ctx *ctx, libxl_bitmap *dptr,
		       const libxl_bitmap *sptr)
{
	uint32_t size = dptr->size < sptr->size ? dptr->size : sptr->size;

	if (size)
		memcpy(dptr->map, sptr->map, size);
}

void libxl_bitmap_copy_alloc(libxl_ctx *ctx, libxl_bitmap *dptr,
			     const libxl_bitmap *sptr)
{
	libxl_bitmap_init(dptr);
	if (!sptr->map || !sptr->size)
		return;
	libxl_bitmap_alloc(ctx, dptr, bits_of(sptr));
	memcpy(dptr->map, sptr->map, sptr->size);
}

int libxl_bitmap_is_full(const libxl_bitmap *bitmap)
{
	for (uint32_t i = 0; i < bitmap->size; i++)
		if (bitmap->map[i] != 0xff)
			return 0;
	return 1;
}

int libxl_bitmap_is_empty(const libxl_bitmap *bitmap)
{
	for (uint32_t i = 0; i < bitmap->size; i++)
		if (bitmap->map[i])
			return 0;
	return 1;
}

int libxl_bitmap_test(const libxl_bitmap *bitmap, int bit)
{
	return inside(bitmap, bit) && (bitmap->map[bit / 8] & (1 << (bit & 7)));
}

void libxl_bitmap_set(libxl_bitmap *bitmap, int bit)
{
	if (inside(bitmap, bit))
		bitmap->map[bit / 8] |= 1 << (bit & 7);
}

void libxl_bitmap_reset(libxl_bitmap *bitmap, int bit)
{
	if (inside(bitmap, bit))
		bitmap->map[bit / 8] &= ~(1 << (bit & 7));
}

int libxl_bitmap_count_set(const libxl_bitmap *bitmap)
{
	int count = 0;

	for (uint32_t i = 0; i < bitmap->size; i++)
		count += __builtin_popcount(bitmap->map[i]);
	return count;
}

int libxl_bitmap_or(libxl_ctx *ctx, libxl_bitmap *or_map,
		    const libxl_bitmap *map1, const libxl_bitmap *map2)
{
	const libxl_bitmap *longer = map1->size > map2->size ? map1 : map2;
	const libxl_bitmap *other = longer == map1 ? map2 : map1;

	libxl_bitmap_alloc(ctx, or_map, bits_of(longer));
	for (uint32_t i = 0; i < longer->size; i++)
		or_map->map[i] = longer->map[i] |
			(i < other->size ? other->map[i] : 0);
	return 0;
}

int libxl_bitmap_and(libxl_ctx *ctx, libxl_bitmap *and_map,
		     const libxl_bitmap *map1, const libxl_bitmap *map2)
{
	uint32_t size = map1->size < map2->size ? map1->size : map2->size;

	libxl_bitmap_alloc(ctx, and_map, size * 8);
	for (uint32_t i = 0; i < size; i++)
		and_map->map[i] = map1->map[i] & map2->map[i];
	return 0;
}

char *libxl_bitmap_to_hex_string(libxl_ctx *ctx, const libxl_bitmap *bitmap)
{
	char *text = lx_out_alloc(2 + 2 * bitmap->size + 1);
	char *at = stpcpy(text, "0x");

	for (uint32_t i = bitmap->size; i > 0; i--, at += 2) {
		static const char digits[] = "0123456789abcdef";

		at[0] = digits[bitmap->map[i - 1] >> 4];
		at[1] = digits[bitmap->map[i - 1] & 15];
	}
	return text;
}
