/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Bit arrays: searching, ranges and set algebra, a long at a time.
 */
#include <hv/bitmap.h>

/* The bits of the last long that belong to a map of nbits. */
static unsigned long tail_mask(unsigned long nbits)
{
	unsigned long rest = nbits % BITS_PER_LONG;

	return rest ? (1UL << rest) - 1 : ~0UL;
}

/* `invert` is ~0 to look for clear bits. */
static unsigned long find(const unsigned long *map, unsigned long nbits,
			  unsigned long from, unsigned long invert)
{
	unsigned long i = from / BITS_PER_LONG, word;

	if (from >= nbits)
		return nbits;
	word = (READ_ONCE(map[i]) ^ invert) & (~0UL << (from % BITS_PER_LONG));
	while (!word) {
		i++;
		if (i * BITS_PER_LONG >= nbits)
			return nbits;
		word = READ_ONCE(map[i]) ^ invert;
	}
	i = i * BITS_PER_LONG + (unsigned int)__builtin_ctzl(word);
	return i < nbits ? i : nbits;
}

unsigned long bitmap_find_next(const unsigned long *map, unsigned long nbits,
			       unsigned long from)
{
	return find(map, nbits, from, 0);
}

unsigned long bitmap_find_next_zero(const unsigned long *map,
				    unsigned long nbits, unsigned long from)
{
	return find(map, nbits, from, ~0UL);
}

void bitmap_zero(unsigned long *map, unsigned long nbits)
{
	for (unsigned long i = 0; i < BITS_TO_LONGS(nbits); i++)
		map[i] = 0;
}

void bitmap_fill(unsigned long *map, unsigned long nbits)
{
	unsigned long n = BITS_TO_LONGS(nbits);

	for (unsigned long i = 0; i < n; i++)
		map[i] = ~0UL;
	if (n)
		map[n - 1] = tail_mask(nbits);
}

void bitmap_copy(unsigned long *dst, const unsigned long *src,
		 unsigned long nbits)
{
	for (unsigned long i = 0; i < BITS_TO_LONGS(nbits); i++)
		dst[i] = src[i];
}

/* Bits of word number `i` that lie in [from, end). */
static unsigned long range_word(unsigned long i, unsigned long from,
				unsigned long end)
{
	unsigned long base = i * BITS_PER_LONG, m = ~0UL;

	if (from > base)
		m &= ~0UL << (from - base);
	if (end < base + BITS_PER_LONG)
		m &= tail_mask(end - base);
	return m;
}

void bitmap_set_range(unsigned long *map, unsigned long from,
		      unsigned long count)
{
	unsigned long end = from + count;

	for (unsigned long i = from / BITS_PER_LONG;
	     i < BITS_TO_LONGS(end) && count; i++)
		map[i] |= range_word(i, from, end);
}

void bitmap_clear_range(unsigned long *map, unsigned long from,
			unsigned long count)
{
	unsigned long end = from + count;

	for (unsigned long i = from / BITS_PER_LONG;
	     i < BITS_TO_LONGS(end) && count; i++)
		map[i] &= ~range_word(i, from, end);
}

bool bitmap_empty(const unsigned long *map, unsigned long nbits)
{
	return bitmap_find_next(map, nbits, 0) == nbits;
}

bool bitmap_equal(const unsigned long *a, const unsigned long *b,
		  unsigned long nbits)
{
	unsigned long n = BITS_TO_LONGS(nbits);

	for (unsigned long i = 0; i < n; i++) {
		unsigned long m = i + 1 == n ? tail_mask(nbits) : ~0UL;

		if ((a[i] ^ b[i]) & m)
			return false;
	}
	return true;
}

bool bitmap_intersects(const unsigned long *a, const unsigned long *b,
		       unsigned long nbits)
{
	unsigned long n = BITS_TO_LONGS(nbits);

	for (unsigned long i = 0; i < n; i++) {
		unsigned long m = i + 1 == n ? tail_mask(nbits) : ~0UL;

		if (a[i] & b[i] & m)
			return true;
	}
	return false;
}

bool bitmap_subset(const unsigned long *sub, const unsigned long *super,
		   unsigned long nbits)
{
	unsigned long n = BITS_TO_LONGS(nbits);

	for (unsigned long i = 0; i < n; i++) {
		unsigned long m = i + 1 == n ? tail_mask(nbits) : ~0UL;

		if (sub[i] & ~super[i] & m)
			return false;
	}
	return true;
}

bool bitmap_and(unsigned long *dst, const unsigned long *a,
		const unsigned long *b, unsigned long nbits)
{
	unsigned long n = BITS_TO_LONGS(nbits), any = 0;

	for (unsigned long i = 0; i < n; i++) {
		dst[i] = a[i] & b[i];
		any |= dst[i] & (i + 1 == n ? tail_mask(nbits) : ~0UL);
	}
	return any;
}

bool bitmap_or(unsigned long *dst, const unsigned long *a,
	       const unsigned long *b, unsigned long nbits)
{
	unsigned long n = BITS_TO_LONGS(nbits), any = 0;

	for (unsigned long i = 0; i < n; i++) {
		dst[i] = a[i] | b[i];
		any |= dst[i] & (i + 1 == n ? tail_mask(nbits) : ~0UL);
	}
	return any;
}

bool bitmap_andnot(unsigned long *dst, const unsigned long *a,
		   const unsigned long *b, unsigned long nbits)
{
	unsigned long n = BITS_TO_LONGS(nbits), any = 0;

	for (unsigned long i = 0; i < n; i++) {
		dst[i] = a[i] & ~b[i];
		any |= dst[i] & (i + 1 == n ? tail_mask(nbits) : ~0UL);
	}
	return any;
}

/* Without a popcount instruction the builtin would call libgcc. */
static unsigned int count_bits(unsigned long w)
{
	w -= (w >> 1) & 0x5555555555555555UL;
	w = (w & 0x3333333333333333UL) + ((w >> 2) & 0x3333333333333333UL);
	w = (w + (w >> 4)) & 0x0f0f0f0f0f0f0f0fUL;
	return (unsigned int)((w * 0x0101010101010101UL) >> 56);
}

unsigned long bitmap_weight(const unsigned long *map, unsigned long nbits)
{
	unsigned long n = BITS_TO_LONGS(nbits), sum = 0;

	for (unsigned long i = 0; i < n; i++)
		sum += count_bits(map[i] &
				  (i + 1 == n ? tail_mask(nbits) : ~0UL));
	return sum;
}
