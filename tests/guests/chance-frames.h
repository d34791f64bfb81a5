/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A pool of frames, known by their place in it, and page-table entries for
 * them by chance. Words are compared by those places: the machine's numbers
 * differ from hypervisor to hypervisor.
 */
#ifndef TESTS_CHANCE_FRAMES_H
#define TESTS_CHANCE_FRAMES_H

#include "chance.h"

#define POOL		8U
#define WINDOWS		6U
#define ADDRESS		0x000ffffffffff000UL

static uint64_t pool[POOL][512] __attribute__((aligned(4096)));
static char window[WINDOWS][4096] __attribute__((aligned(4096)));

static struct chance chance;
static uint64_t frames[POOL];	/* machine frames of the pool, now */

static uint64_t draw(uint64_t n)
{
	return chance_of(&chance, n);
}

/* ---- frames by name ---- */

enum { OWN_L4 = POOL, OWN_L3, OWN_L2, OWN_L1, OWN_TEXT, OWN_INFO, SHARED,
       FIRST_FOREIGN };

static const uint64_t foreign[] = {
	0, 0xa0, 0xb8, 0xf0, 0xfec00, 0xfee00, 0xfed00, 0xe0000, 0x40000,
	0x7fffffff, 0xffffffffff, 0xfd00000000,
};

#define NAMES	(FIRST_FOREIGN + (unsigned int)(sizeof(foreign) / sizeof(*foreign)))

static uint64_t own[FIRST_FOREIGN];

static void frames_init(void)
{
	uint64_t a = (uint64_t)pool, *t = l4_table();

	own[OWN_L4] = va_to_mfn(t);
	for (unsigned int k = OWN_L3, shift = 39; k <= OWN_L1;
	     k++, shift -= 9) {
		own[k] = (t[a >> shift & 511] & ADDRESS) >> 12;
		t = (uint64_t *)((uint64_t)virt_base +
			(((uint64_t *)MACH2PHYS_VIRT_START)[own[k]] << 12));
	}
	own[OWN_TEXT] = va_to_mfn((void *)test_main);
	own[OWN_INFO] = va_to_mfn(start_info);
	own[SHARED] = start_info->shared_info >> 12;
	for (unsigned int k = 0; k < POOL; k++)
		frames[k] = va_to_mfn(pool[k]);
}

static uint64_t frame(unsigned int name)
{
	if (name < POOL)
		return frames[name];
	if (name < FIRST_FOREIGN)
		return own[name];
	return foreign[name - FIRST_FOREIGN];
}

static unsigned int draw_frame(void)
{
	if (draw(8))
		return (unsigned int)draw(POOL);
	return (unsigned int)draw(NAMES);
}

static uint64_t name_of(uint64_t mfn)
{
	for (unsigned int k = 0; k < NAMES; k++)
		if (frame(k) == mfn)
			return k + 1;
	return mfn < 0x1000 ? mfn + 0x1000 : ~0UL;
}

/* A word as it is on every hypervisor: its frame by name, odd bits kept. */
static uint64_t neutral(uint64_t word)
{
	uint64_t mfn = (word & ADDRESS) >> 12, name = name_of(mfn);

	if (name != ~0UL)
		return (word & ~ADDRESS) | name << 12;
	return (word & ~0xfffffff000UL) | name_of(mfn & 0xfffffff) << 12;
}

/* ---- entries by chance ---- */

static uint64_t draw_flags(void)
{
	static const uint64_t usual[] = {
		0x67, 0x67, 0x67, 0x65, 0x65, 0x63, 0x61, 0x27, 0x7, 0x1, 0,
	};
	uint64_t f = usual[draw(sizeof(usual) / sizeof(*usual))];

	if (!draw(4))
		f ^= 1UL << draw(12);
	if (!draw(8))
		f ^= 1UL << (52 + draw(12));
	return f;
}

static uint64_t draw_entry(void)
{
	uint64_t e = frame(draw_frame()) << 12 | draw_flags();

	if (!draw(24))
		e ^= 1UL << (40 + draw(12));
	return draw(6) ? e : 0;
}

static unsigned int draw_slot(void)
{
	static const unsigned int slots[] = {
		0, 0, 1, 2, 255, 256, 257, 258, 271, 272, 300, 510, 511,
	};

	return draw(16) ? slots[draw(sizeof(slots) / sizeof(*slots))] :
			  (unsigned int)draw(512);
}

static unsigned int draw_domain(void)
{
	static const unsigned int odd[] = {
		0, 1, 0x7ff0, DOMID_IO, DOMID_XEN, 0x7ff3, DOMID_INVALID,
		DOMID_SELF, 0xffff, 0x8000,
	};
	unsigned int d = DOMID_SELF;

	if (!draw(8))
		d = odd[draw(sizeof(odd) / sizeof(*odd))];
	if (!draw(16))
		d |= (odd[draw(sizeof(odd) / sizeof(*odd))] + 1) << 16;
	return d;
}

#endif
