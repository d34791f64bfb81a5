/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Bit arrays of any length, in longs. Bits past the length are kept zero by
 * every function that takes a length.
 */
#ifndef HV_BITMAP_H
#define HV_BITMAP_H

#include <hv/types.h>

#define BITS_TO_LONGS(n)	DIV_ROUND_UP(n, BITS_PER_LONG)

static inline bool bit_test(const unsigned long *map, unsigned long nr)
{
	return (READ_ONCE(map[nr / BITS_PER_LONG]) >> (nr % BITS_PER_LONG)) & 1;
}

static inline void bit_set(unsigned long *map, unsigned long nr)
{
	map[nr / BITS_PER_LONG] |= 1UL << (nr % BITS_PER_LONG);
}

static inline void bit_clear(unsigned long *map, unsigned long nr)
{
	map[nr / BITS_PER_LONG] &= ~(1UL << (nr % BITS_PER_LONG));
}

/* Atomic, full barrier; the test forms return the bit's former value. */
static inline bool bit_test_and_set_atomic(unsigned long *map,
					   unsigned long nr)
{
	unsigned long m = 1UL << (nr % BITS_PER_LONG);

	return __atomic_fetch_or(&map[nr / BITS_PER_LONG], m,
				 __ATOMIC_SEQ_CST) & m;
}

static inline bool bit_test_and_clear_atomic(unsigned long *map,
					     unsigned long nr)
{
	unsigned long m = 1UL << (nr % BITS_PER_LONG);

	return __atomic_fetch_and(&map[nr / BITS_PER_LONG], ~m,
				  __ATOMIC_SEQ_CST) & m;
}

static inline void bit_set_atomic(unsigned long *map, unsigned long nr)
{
	__atomic_or_fetch(&map[nr / BITS_PER_LONG],
			  1UL << (nr % BITS_PER_LONG), __ATOMIC_SEQ_CST);
}

static inline void bit_clear_atomic(unsigned long *map, unsigned long nr)
{
	__atomic_and_fetch(&map[nr / BITS_PER_LONG],
			   ~(1UL << (nr % BITS_PER_LONG)), __ATOMIC_SEQ_CST);
}

/* First set (or clear) bit at or after `from`; `nbits` if there is none. */
unsigned long bitmap_find_next(const unsigned long *map, unsigned long nbits,
			       unsigned long from);
unsigned long bitmap_find_next_zero(const unsigned long *map,
				    unsigned long nbits, unsigned long from);

void bitmap_zero(unsigned long *map, unsigned long nbits);
void bitmap_fill(unsigned long *map, unsigned long nbits);
void bitmap_copy(unsigned long *dst, const unsigned long *src,
		 unsigned long nbits);
/* Sets or clears bits [from, from + count). */
void bitmap_set_range(unsigned long *map, unsigned long from,
		      unsigned long count);
void bitmap_clear_range(unsigned long *map, unsigned long from,
			unsigned long count);
bool bitmap_empty(const unsigned long *map, unsigned long nbits);
bool bitmap_equal(const unsigned long *a, const unsigned long *b,
		  unsigned long nbits);
bool bitmap_intersects(const unsigned long *a, const unsigned long *b,
		       unsigned long nbits);
bool bitmap_subset(const unsigned long *sub, const unsigned long *super,
		   unsigned long nbits);
/* dst = a op b; returns whether dst has any bit. */
bool bitmap_and(unsigned long *dst, const unsigned long *a,
		const unsigned long *b, unsigned long nbits);
bool bitmap_or(unsigned long *dst, const unsigned long *a,
	       const unsigned long *b, unsigned long nbits);
bool bitmap_andnot(unsigned long *dst, const unsigned long *a,
		   const unsigned long *b, unsigned long nbits);
unsigned long bitmap_weight(const unsigned long *map, unsigned long nbits);

#define bitmap_for_each(bit, map, nbits)				\
	for ((bit) = bitmap_find_next((map), (nbits), 0);		\
	     (bit) < (nbits);						\
	     (bit) = bitmap_find_next((map), (nbits), (bit) + 1))

#endif
