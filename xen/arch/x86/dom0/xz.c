/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The .xz container as kernels use it: one stream, blocks of LZMA2 with an
 * x86 branch filter in front, checked by CRC32 (specification 1.0.4).
 */
#include <hv/errno.h>
#include <hv/mm.h>
#include <hv/string.h>
#include <x86/dom0.h>
#include <x86/lzma2.h>

#define FILTER_X86	0x04
#define FILTER_LZMA2	0x21
#define CHECK_CRC32	1

static uint32_t get32(const uint8_t *p)
{
	uint32_t v;

	memcpy(&v, p, 4);
	return v;
}

static uint32_t crc32(const uint8_t *p, size_t n)
{
	static uint32_t table[256];
	uint32_t c;

	for (unsigned int i = 0; !table[1] && i < 256; i++) {
		c = i;
		for (unsigned int k = 0; k < 8; k++)
			c = c & 1 ? c >> 1 ^ 0xedb88320U : c >> 1;
		/* Entry 1 last: it says that the table is there. */
		if (i != 1)
			table[i] = c;
	}
	table[1] = 0x77073096U;
	c = ~0U;
	while (n--)
		c = table[(c ^ *p++) & 0xff] ^ c >> 8;
	return ~c;
}

/* ---- x86 branch filter ---- */

static bool sign_byte(uint8_t b)
{
	return b == 0x00 || b == 0xff;
}

/*
 * Calls and jumps were given absolute targets to make them alike; back to
 * relative. `mask` remembers which of the last bytes looked like an opcode.
 */
static void x86_filter_undo(uint8_t *buf, size_t size)
{
	static const bool allowed[8] = { true, true, true, false, true };
	static const uint8_t bit_of[8] = { 0, 1, 2, 2, 3, 3, 3, 3 };
	size_t prev = (size_t)-1, i;
	uint32_t mask = 0;

	if (size <= 4)
		return;
	for (i = 0; i < size - 4; i++) {
		if ((buf[i] & 0xfe) != 0xe8)
			continue;
		prev = i - prev;
		if (prev > 3) {
			mask = 0;
		} else {
			mask = (mask << (prev - 1)) & 7;
			if (mask) {
				uint8_t b = buf[i + 4 - bit_of[mask]];

				if (!allowed[mask] || sign_byte(b)) {
					prev = i;
					mask = mask << 1 | 1;
					continue;
				}
			}
		}
		prev = i;
		if (sign_byte(buf[i + 4])) {
			uint32_t src = get32(buf + i + 1), dest;

			for (;;) {
				uint32_t j;

				dest = src - ((uint32_t)i + 5);
				if (!mask)
					break;
				j = bit_of[mask] * 8U;
				if (!sign_byte((uint8_t)(dest >> (24 - j))))
					break;
				src = dest ^ ((1U << (32 - j)) - 1);
			}
			dest &= 0x01ffffffU;
			dest |= 0U - (dest & 0x01000000U);
			memcpy(buf + i + 1, &dest, 4);
			i += 4;
		} else {
			mask = mask << 1 | 1;
		}
	}
}

/* ---- container ---- */

struct block { bool x86; };

static uint64_t vli(const uint8_t **p, const uint8_t *end)
{
	uint64_t v = 0;

	for (unsigned int shift = 0; *p < end && shift < 63; shift += 7) {
		uint8_t b = *(*p)++;

		v |= (uint64_t)(b & 0x7f) << shift;
		if (!(b & 0x80))
			return v;
	}
	return ~0ULL;
}

static int block_header(const uint8_t *p, size_t size, struct block *b)
{
	const uint8_t *end = p + size - 4, *q = p + 2;
	unsigned int nr = (p[1] & 3U) + 1;
	bool lzma2 = false;

	if (crc32(p, size - 4) != get32(end))
		return -EINVAL;
	if (p[1] & 0x40)
		vli(&q, end);
	if (p[1] & 0x80)
		vli(&q, end);
	b->x86 = false;
	for (unsigned int i = 0; i < nr; i++) {
		uint64_t id = vli(&q, end), n = vli(&q, end);

		if (n > (uint64_t)(end - q))
			return -EINVAL;
		if (id == FILTER_X86 && n == 0 && i + 1 < nr)
			b->x86 = true;
		else if (id == FILTER_LZMA2 && i + 1 == nr)
			lzma2 = true;
		else
			return -EOPNOTSUPP;
		q += n;
	}
	return lzma2 ? 0 : -EOPNOTSUPP;
}

static size_t check_size(uint8_t kind)
{
	static const uint8_t size[16] = {
		0, 4, 4, 4, 8, 8, 8, 16, 16, 16, 32, 32, 32, 64, 64, 64,
	};

	return size[kind & 15];
}

static int blocks_unpack(void *state, const uint8_t *in, const uint8_t *end,
			 uint8_t *out, size_t room, size_t *out_size)
{
	uint8_t kind = in[7];
	size_t total = 0;

	for (in += 12; in < end && *in; ) {
		size_t header = (*in + 1U) * 4, used, n;
		struct block b;
		int err;

		if (header > (size_t)(end - in) || header < 8)
			return -EINVAL;
		err = block_header(in, header, &b);
		if (err)
			return err;
		in += header;
		err = lzma2_unpack(state, in, (size_t)(end - in), out + total,
				   room - total, &used, &n);
		if (err)
			return err;
		if (b.x86)
			x86_filter_undo(out + total, n);
		in += (used + 3) & ~3UL;
		if (check_size(kind) > (size_t)(end - in))
			return -EINVAL;
		if (kind == CHECK_CRC32 && crc32(out + total, n) != get32(in))
			return -EINVAL;
		in += check_size(kind);
		total += n;
	}
	*out_size = total;
	return total ? 0 : -EINVAL;
}

int xz_unpack(const uint8_t *in, size_t in_size, uint8_t *out, size_t room,
	      size_t *out_size)
{
	static const uint8_t magic[6] = { 0xfd, '7', 'z', 'X', 'Z', 0 };
	void *state;
	int err;

	if (in_size < 32 || memcmp(in, magic, 6) ||
	    crc32(in + 6, 2) != get32(in + 8))
		return -EINVAL;
	state = hv_zalloc(LZMA2_STATE_SIZE);
	if (!state)
		return -ENOMEM;
	err = blocks_unpack(state, in, in + in_size, out, room, out_size);
	hv_free(state);
	return err;
}
