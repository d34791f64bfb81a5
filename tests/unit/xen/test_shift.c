/* SPDX-License-Identifier: GPL-2.0-only */
/* Shifts and rotates: values and flags are what this processor makes. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <x86/shift.h>

#define CF	0x001UL
#define OF	0x800UL
#define RESULT	0x0c4UL			/* SF, ZF, PF */

static uint64_t state = 88172645463325252ULL;

static uint64_t draw(void)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return state;
}

/* What is pushed must not land where a leaf keeps its variables. */
#define OVER_RED_ZONE	"lea -128(%%rsp), %%rsp;"
#define BACK		"lea 128(%%rsp), %%rsp"

#define REAL(name, insn, type)						\
static uint64_t name(uint64_t x, uint8_t n, uint64_t *flags)		\
{									\
	type v = (type)x;						\
									\
	__asm__ volatile(OVER_RED_ZONE "pushq %1; popfq;"		\
			 insn " %%cl, %0; pushfq; popq %1;" BACK	\
			 : "+r"(v), "+r"(*flags) : "c"(n) : "cc");	\
	return v;							\
}
#define ALL(insn)							\
	REAL(real_##insn##8, #insn "b", uint8_t)			\
	REAL(real_##insn##16, #insn "w", uint16_t)			\
	REAL(real_##insn##32, #insn "l", uint32_t)			\
	REAL(real_##insn##64, #insn "q", uint64_t)
ALL(rol) ALL(ror) ALL(rcl) ALL(rcr) ALL(shl) ALL(shr) ALL(sar)

#define ROW(insn) { real_##insn##8, real_##insn##16, real_##insn##32,	\
		    real_##insn##64 }

typedef uint64_t (*real_fn)(uint64_t x, uint8_t n, uint64_t *flags);
static const real_fn real[8][4] = {
	ROW(rol), ROW(ror), ROW(rcl), ROW(rcr), ROW(shl), ROW(shr), ROW(shl),
	ROW(sar),
};

/* What the manuals define: nothing about OF but for a count of 1. */
static uint64_t defined(unsigned int which, unsigned int size,
			unsigned int count)
{
	uint64_t d = CF;

	if (count == 1)
		d |= OF;
	if (which >= 4)
		d |= RESULT;
	/* The carry of what was shifted out altogether. */
	if (which >= 4 && which != 7 && count >= 8 * size)
		d &= ~CF;
	return d;
}

static void single(void **s)
{
	(void)s;
	for (unsigned int i = 0; i < 200000; i++) {
		unsigned int which = draw() & 7, log = draw() & 3;
		unsigned int size = 1U << log;
		uint64_t mask = size == 8 ? ~0UL : (1UL << 8 * size) - 1;
		uint64_t x = draw() & mask, before = 2 | (draw() & CF);
		uint64_t mine = before, theirs = before, d;
		uint8_t n = (uint8_t)(draw() >> 20);
		unsigned int count = n & (size == 8 ? 63 : 31);

		assert_true(shift_value(which, size, x, n, &mine) ==
			    real[which][log](x, n, &theirs));
		d = count ? defined(which, size, count) : ~0UL;
		if (count)
			assert_int_equal(mine & d, theirs & d);
		else
			assert_int_equal(mine, before);
	}
}

static void twice(void **s)
{
	(void)s;
	for (unsigned int i = 0; i < 100000; i++) {
		uint64_t x = draw(), fill = draw(), l = x, r = x;
		uint64_t fl = 2, fr = 2, ml = 2, mr = 2;
		uint8_t n = (uint8_t)(draw() >> 20 & 63);
		uint64_t d = CF | RESULT | (n == 1 ? OF : 0);

		__asm__ volatile("shld %%cl, %3, %0;" OVER_RED_ZONE
				 "pushfq; popq %1;" BACK
				 : "+r"(l), "=r"(fl) : "c"(n), "r"(fill)
				 : "cc");
		__asm__ volatile("shrd %%cl, %3, %0;" OVER_RED_ZONE
				 "pushfq; popq %1;" BACK
				 : "+r"(r), "=r"(fr) : "c"(n), "r"(fill)
				 : "cc");
		assert_true(shift_double(true, 8, x, fill, n, &ml) == l);
		assert_true(shift_double(false, 8, x, fill, n, &mr) == r);
		if (!n)
			continue;
		assert_int_equal(ml & d, fl & d);
		assert_int_equal(mr & d, fr & d);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(single), cmocka_unit_test(twice),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
