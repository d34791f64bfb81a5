/* SPDX-License-Identifier: GPL-2.0-only */
/* Every MSR of the interesting ranges: who may read and write it. */
#include "guest.h"

struct msr_access { uint32_t msr; uint64_t val; };

static void rdmsr(void *p)
{
	struct msr_access *a = p;
	uint32_t lo, hi;

	__asm__ volatile("rdmsr" : "=a"(lo), "=d"(hi) : "c"(a->msr));
	a->val = lo | (uint64_t)hi << 32;
}

static void wrmsr(void *p)
{
	struct msr_access *a = p;

	__asm__ volatile("wrmsr" : : "c"(a->msr), "a"((uint32_t)a->val),
			 "d"((uint32_t)(a->val >> 32)));
}

static char line[64];

static const char *named(const char *what, uint32_t msr, const char *more)
{
	static const char digits[] = "0123456789abcdef";
	char *p = line;

	while (*what)
		*p++ = *what++;
	*p++ = ' ';
	for (int i = 28; i >= 0; i -= 4)
		*p++ = digits[msr >> i & 15];
	while (*more)
		*p++ = *more++;
	*p = 0;
	return line;
}

/* Only what differs from "reads fault" is printed, to keep it short. */
static void scan(uint32_t first, uint32_t last)
{
	static const uint64_t try[] = { 0, 1, ~0UL, 0x1ff, 1UL << 62 };
	static const char *const name[] = {
		"=0", "=1", "=~0", "=1ff", "=1<<62",
	};
	unsigned int faults = 0;

	for (uint32_t msr = first; msr <= last; msr++) {
		struct msr_access a = { msr, 0 }, w;
		long r = probe(rdmsr, &a);
		bool bases = msr - 0xc0000100 < 3;

		if (r == -1)
			answer(named("rd", msr, ""), (long)(msr == 0x10 ? 1 :
							     a.val));
		else
			faults++;
		if (bases)
			continue;
		w = a;
		if (r == -1 && msr != 0x10)
			answer(named("wr", msr, " same"), probe(wrmsr, &w));
		for (unsigned int i = 0; i < sizeof(try) / sizeof(try[0]);
		     i++) {
			w = (struct msr_access){ msr, try[i] };
			if (probe(wrmsr, &w) == -1)
				answer(named("wr", msr, name[i]), -1);
		}
		w = a;
		if (r == -1)
			probe(wrmsr, &w);
	}
	answer(named("faults from", first, ""), (long)faults);
}

static void bases(void)
{
	static const uint64_t try[] = {
		0, 0x5000, 0x00007fffffffffff, 0x0000800000000000,
		0xffff7fffffffffff, 0xffff800000000000, 0xffff830000000000,
		~0UL,
	};
	static const char *const text[] = {
		"=0", "=5000", "=low end", "=past", "=before", "=high",
		"=hypervisor", "=~0",
	};

	for (uint32_t msr = 0xc0000100; msr < 0xc0000103; msr++)
		for (unsigned int i = 0; i < 8; i++) {
			struct msr_access a = { msr, try[i] };

			answer(named("wr", msr, text[i]), probe(wrmsr, &a));
			a.val = 0;
			answer(named("rd after", msr, text[i]),
			       probe(rdmsr, &a) == -1 ? (long)a.val : -2);
		}
}

void test_main(void)
{
	static const struct { uint32_t first, last; } ranges[] = {
		{ 0x0, 0x3ff }, { 0x400, 0x4ff }, { 0x560, 0x5ff },
		{ 0x600, 0x700 }, { 0x800, 0x840 }, { 0xc80, 0xda0 },
		{ 0x40000000, 0x400000ff }, { 0x40000200, 0x40000210 },
		{ 0xc0000080, 0xc0000110 }, { 0xc0010000, 0xc0010080 },
		{ 0xc0010100, 0xc0010120 }, { 0xc0010140, 0xc0010150 },
		{ 0xc0010200, 0xc0010210 },
		{ 0xc0011000, 0xc0011040 },
	};

	bases();
	for (unsigned int i = 0; i < sizeof(ranges) / sizeof(ranges[0]); i++)
		scan(ranges[i].first, ranges[i].last);
}
