/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Shifts and rotates as the processor does them, bit by bit (AMD APM volume
 * 3): for the instructions on page tables that are carried out for a guest.
 */
#include <x86/shift.h>

#define CF	0x001UL
#define PF	0x004UL
#define AF	0x010UL		/* undefined after shifts: clear */
#define ZF	0x040UL
#define SF	0x080UL
#define OF	0x800UL

enum { ROL, ROR, RCL, RCR, SHL, SHR, SAL, SAR };

static uint64_t step(unsigned int which, unsigned int bits, uint64_t x,
		     bool *cf)
{
	uint64_t top = 1ULL << (bits - 1), in = 0;
	bool left = !(which & 1), out = left ? x & top : x & 1;

	switch (which) {
	case ROL: case ROR:
		in = out;
		break;
	case RCL: case RCR:
		in = *cf;
		break;
	case SAR:
		in = !!(x & top);
		break;
	}
	*cf = out;
	return left ? x << 1 | in : x >> 1 | in << (bits - 1);
}

static uint64_t overflow(unsigned int which, uint64_t before, uint64_t after,
			 uint64_t top, bool cf)
{
	switch (which) {
	case ROL: case RCL: case SHL: case SAL:
		return !!(after & top) != cf ? OF : 0;
	case ROR: case RCR:
		return !!(after & top) != !!(after & top >> 1) ? OF : 0;
	case SHR:
		return before & top ? OF : 0;
	}
	return 0;
}

static uint64_t result_flags(uint64_t x, uint64_t top)
{
	return (x ? 0 : ZF) | (x & top ? SF : 0) |
	       (__builtin_popcount((unsigned int)x & 0xff) & 1 ? 0 : PF);
}

uint64_t shift_value(unsigned int which, unsigned int size, uint64_t x,
		     unsigned int count, uint64_t *flags)
{
	unsigned int bits = 8 * size;
	uint64_t mask = bits == 64 ? ~0ULL : (1ULL << bits) - 1;
	uint64_t top = 1ULL << (bits - 1), before;
	bool cf = *flags & CF;

	which &= 7;
	count &= bits == 64 ? 63 : 31;
	/* Through the carry and round: nothing changes. */
	if (!count || ((which == RCL || which == RCR) &&
		       !(count % (bits + 1))))
		return x;
	before = x;
	for (unsigned int i = 0; i < count; i++) {
		before = x;
		x = step(which, bits, x, &cf) & mask;
	}
	*flags = (*flags & ~(CF | OF)) | (cf ? CF : 0) |
		 overflow(which, before, x, top, cf);
	if (which >= SHL)
		*flags = (*flags & ~(ZF | SF | PF | AF)) |
			 result_flags(x, top);
	return x;
}

uint64_t shift_double(bool left, unsigned int size, uint64_t x, uint64_t fill,
		      unsigned int count, uint64_t *flags)
{
	unsigned int bits = 8 * size;
	uint64_t mask = bits == 64 ? ~0ULL : (1ULL << bits) - 1;
	uint64_t top = 1ULL << (bits - 1), before = x;
	bool cf = false;

	count &= bits == 64 ? 63 : 31;
	if (!count)
		return x;
	for (unsigned int i = 0; i < count; i++) {
		bool f = left ? fill & top : fill & 1;

		cf = left ? x & top : x & 1;
		x = left ? x << 1 | f : x >> 1 | (f ? top : 0);
		fill = left ? fill << 1 : fill >> 1;
		x &= mask;
	}
	*flags = (*flags & ~(CF | OF | ZF | SF | PF | AF)) |
		 (cf ? CF : 0) | ((before ^ x) & top ? OF : 0) | result_flags(x, top);
	return x;
}
