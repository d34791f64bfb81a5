/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Arguments of calls by chance. A structure is a word with a letter for each
 * field, as C lays it out; each kind of field has values it is drawn from.
 *
 *   d domain (16 bits)          D domain (32 bits)
 *   p port      g grant         v vCPU        q PIRQ
 *   b, s, w, W  8, 16, 32 and 64 bits: small, a limit or junk
 *   n           a count (32 bits)
 *   a           an address: where there is memory, and where not
 *   m           a frame's number, of the scratch pages mostly
 *   f, F        flags (32 and 16 bits), few at a time
 *   o           what is only written to (32 bits)
 */
#ifndef TESTS_CHANCE_ARGS_H
#define TESTS_CHANCE_ARGS_H

#include "ask.h"
#include "chance.h"

void *memset(void *p, int c, size_t n);
void *memcpy(void *to, const void *from, size_t n);

#define SCRATCH		8U
#define ARGS_BYTES	256U

/* What calls may write to, and the structure itself. */
static uint64_t scratch[SCRATCH][512] __attribute__((aligned(4096)));
static uint8_t args[2 * 4096] __attribute__((aligned(4096)));

static struct chance chance;

static uint64_t draw(uint64_t n)
{
	return chance_of(&chance, n);
}

static uint64_t draw_domid(void)
{
	static const uint16_t some[] = {
		DOMID_SELF, DOMID_SELF, DOMID_SELF, 0, 0, 1, 7, 0x7fef,
		DOMID_IO, DOMID_XEN, DOMID_COW, DOMID_INVALID, DOMID_IDLE,
		0x8000, 0xffff,
	};

	return some[draw(sizeof(some) / sizeof(*some))];
}

static uint64_t draw_number(void)
{
	static const uint64_t limits[] = {
		0, 1, 2, 3, 4, 7, 8, 15, 16, 31, 32, 63, 64, 255, 256, 1023,
		1024, 4095, 4096, 0x7fff, 0x8000, 0xffff, 0x10000, 0x1ffff,
		0x7fffffff, 0x80000000, 0xffffffff, 0x100000000, ~0UL >> 1,
		~0UL << 63, ~0UL,
	};

	if (draw(2))
		return draw(8);
	return draw(5) ? limits[draw(sizeof(limits) / sizeof(*limits))] :
			 chance_bits(&chance);
}

static uint64_t draw_address(void)
{
	switch (draw(12)) {
	case 0:
		return 0;
	case 1:
		return (uint64_t)HOLE;
	case 2:
		return (uint64_t)HV_ADDR;
	case 3:
		return (uint64_t)NON_CANONICAL;
	case 4:
		return (uint64_t)EDGE;
	case 5:
		return (uint64_t)scratch[draw(SCRATCH)] + draw(4096);
	default:
		return (uint64_t)scratch[draw(SCRATCH)] + 8 * draw(64);
	}
}

static uint64_t draw_mfn(void)
{
	static const uint64_t odd[] = {
		0, 0xa0, 0xfee00, 0x7fffffff, 0xffffffffff, ~0UL,
	};

	if (draw(5))
		return va_to_mfn(scratch[draw(SCRATCH)]);
	return odd[draw(sizeof(odd) / sizeof(*odd))];
}

static uint64_t draw_field(char kind)
{
	switch (kind) {
	case 'd': case 'D':
		return draw_domid();
	case 'p':
		return draw(12) ? draw(24) : draw_number();
	case 'g':
		return draw(12) ? draw(24) : draw_number();
	case 'v':
		return draw(3) ? 0 : draw_number();
	case 'q':
		return draw(2) ? draw(24) : draw_number();
	case 'n':
		return draw(4) ? draw(4) : draw_number();
	case 'f': case 'F':
		return draw(8) ? 1UL << draw(7) | (draw(2) ? 1UL << draw(7) :
						  0) : draw_number();
	case 'a':
		return draw_address();
	case 'm':
		return draw_mfn();
	default:
		return draw_number();
	}
}

static unsigned int width_of(char kind)
{
	switch (kind) {
	case 'b':
		return 1;
	case 'd': case 's': case 'F':
		return 2;
	case 'W': case 'a': case 'm':
		return 8;
	default:
		return 4;
	}
}

/* Fills args by a word of kinds; what lies between is junk. */
static void args_fill(const char *kinds)
{
	unsigned int at = 0;

	memset(args, 0xa5, ARGS_BYTES);
	for (; *kinds; kinds++) {
		unsigned int width = width_of(*kinds);
		uint64_t v = draw_field(*kinds);

		at = (at + width - 1) & ~(width - 1);
		memcpy(args + at, &v, width);
		at += width;
	}
}

/* The numbers of our frames are not the same everywhere. */
static void args_neutral(const char *kinds)
{
	unsigned int at = 0;
	uint64_t v;

	for (; *kinds; kinds++) {
		unsigned int width = width_of(*kinds);

		at = (at + width - 1) & ~(width - 1);
		memcpy(&v, args + at, width);
		for (uint64_t k = 0; *kinds == 'm' && k < SCRATCH; k++)
			if (v == va_to_mfn(scratch[k]))
				memcpy(args + at, &k, sizeof(k));
		at += width;
	}
}

#endif
