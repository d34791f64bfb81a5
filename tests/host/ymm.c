/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Holds a pattern in all YMM registers and looks whether it stays, without
 * system calls in between: whoever else runs on the CPU, in another guest,
 * must not change it and must not be seen.
 *
 *   ymm SEED SECONDS      exit 1 and a message when a register changed
 *
 * cc -O1 -mavx -static -o ymm ymm.c; needs CPUs with AVX.
 */
#include <immintrin.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static unsigned char want[16][32] __attribute__((aligned(32)));
static unsigned char got[16][32] __attribute__((aligned(32)));

/* Loads all, spins, stores all: no compiler comes between. */
static void hold(unsigned long spins)
{
	__asm__ volatile(
#define LOAD(i) "vmovaps " #i "*32(%1), %%ymm" #i "\n"
		LOAD(0) LOAD(1) LOAD(2) LOAD(3) LOAD(4) LOAD(5) LOAD(6)
		LOAD(7) LOAD(8) LOAD(9) LOAD(10) LOAD(11) LOAD(12) LOAD(13)
		LOAD(14) LOAD(15)
		"1: dec %0; jnz 1b\n"
#define STORE(i) "vmovaps %%ymm" #i ", " #i "*32(%2)\n"
		STORE(0) STORE(1) STORE(2) STORE(3) STORE(4) STORE(5) STORE(6)
		STORE(7) STORE(8) STORE(9) STORE(10) STORE(11) STORE(12)
		STORE(13) STORE(14) STORE(15)
		: "+r"(spins) : "r"(want), "r"(got)
		: "memory", "cc", "xmm0", "xmm1", "xmm2", "xmm3", "xmm4",
		  "xmm5", "xmm6", "xmm7", "xmm8", "xmm9", "xmm10", "xmm11",
		  "xmm12", "xmm13", "xmm14", "xmm15");
}

int main(int argc, char **argv)
{
	unsigned int seed = argc > 1 ? (unsigned int)atoi(argv[1]) : 1;
	int seconds = argc > 2 ? atoi(argv[2]) : 5;
	time_t end = time(NULL) + seconds;
	unsigned long rounds = 0;

	for (unsigned int r = 0; r < 16; r++)
		for (unsigned int i = 0; i < 32; i++)
			want[r][i] = (unsigned char)(seed * 37 + r * 32 + i);
	while (time(NULL) < end) {
		hold(2000000);
		rounds++;
		if (!memcmp(want, got, sizeof(want)))
			continue;
		printf("ymm %u: changed in round %lu\n", seed, rounds);
		return 1;
	}
	printf("ymm %u: kept in %lu rounds\n", seed, rounds);
	return 0;
}
