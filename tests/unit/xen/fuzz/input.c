/* SPDX-License-Identifier: GPL-2.0-only */
/* Values from the fuzzer's bytes. */
#include "fuzz.h"

struct input input;

bool input_left(void)
{
	return input.p < input.end;
}

uint8_t in8(void)
{
	return input_left() ? *input.p++ : 0;
}

uint16_t in16(void)
{
	uint16_t lo = in8();

	return (uint16_t)(lo | in8() << 8);
}

uint32_t in32(void)
{
	uint32_t lo = in16();

	return lo | (uint32_t)in16() << 16;
}

uint64_t in64(void)
{
	uint64_t lo = in32();

	return lo | (uint64_t)in32() << 32;
}

uint32_t in_below(uint32_t n)
{
	return (n > 256 ? in16() : in8()) % n;
}

uint64_t in_number(void)
{
	static const uint64_t edges[] = {
		~0ULL, 1ULL << 63, (1ULL << 63) - 1, 1ULL << 32,
		UINT32_MAX, 1U << 31, INT32_MAX, 1U << 30, 1U << 17, 65536,
		65535, 32768, 32767, 4096, 4095, 1024, 512, 511, 256, 255,
		128, 64, 63, 33, 32,
	};
	uint8_t b = in8();

	if (b < 192)
		return b & 15;
	if (b < 224)
		return edges[b % ARRAY_SIZE(edges)];
	return b & 1 ? in64() : b & 2 ? in32() : in16();
}

uint64_t in_below_or_any(uint32_t n)
{
	uint8_t b = in8();

	return b < 0xf0 ? b % n : in_number();
}
