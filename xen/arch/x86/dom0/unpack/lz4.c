/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * lz4's legacy frame (lz4 -l), by liblz4: a magic number, then blocks of at
 * most 8 MiB, each behind its packed size.
 */
#include <errno.h>
#include <limits.h>
#include <lz4.h>

#include "unpack.h"

#define MAGIC		0x184c2102U
#define BLOCK_MAX	(8 << 20)

static uint32_t get_le32(const uint8_t *p)
{
	return p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 |
	       (uint32_t)p[3] << 24;
}

/* A full block that does not fit ran out of room; any other is damaged. */
static int block_unpack(const uint8_t *in, uint32_t n, uint8_t *out,
			size_t room)
{
	int limit = room < BLOCK_MAX ? (int)room : BLOCK_MAX;

	return LZ4_decompress_safe((const char *)in, (char *)out, (int)n,
				   limit);
}

int unpack_lz4(const uint8_t *in, size_t in_size, uint8_t *out, size_t room,
	       size_t *out_size)
{
	const uint8_t *end = in + in_size;
	size_t total = 0;

	if (in_size < 4 || get_le32(in) != MAGIC)
		return -EINVAL;
	for (in += 4; in < end;) {
		uint32_t n;
		int got;

		if (end - in < 4)
			return -EINVAL;
		n = get_le32(in);
		in += 4;
		if (n == MAGIC)		/* packed in several goes */
			continue;
		if (!n || n > INT_MAX || n > (size_t)(end - in))
			return -EINVAL;
		got = block_unpack(in, n, out + total, room - total);
		if (got < 0)
			return room - total < BLOCK_MAX ? -ENOSPC : -EINVAL;
		total += (size_t)got;
		in += n;
	}
	*out_size = total;
	return total ? 0 : -EINVAL;
}
