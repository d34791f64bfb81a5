/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The hypercall fuzzer's parts: the input, the world it acts on, the calls.
 */
#ifndef FUZZ_H
#define FUZZ_H

#include "machine.h"

/* ---- input.c: bytes to values; zeroes when they are used up ---- */

struct input {
	const uint8_t *p, *end;
};
extern struct input input;

bool input_left(void);
uint8_t in8(void);
uint16_t in16(void);
uint32_t in32(void);
uint64_t in64(void);
/* A value below n (n > 0), from as few bytes as do. */
uint32_t in_below(uint32_t n);
/* Mostly a small number, now and then a boundary or anything at all. */
uint64_t in_number(void);

/* ---- world.c: domains, their memory, what is mapped where ---- */

#define NR_PLAYERS	4U	/* domain ids 1 to this; 1 is privileged */
#define NR_CPUS		4U
#define NR_PAGES	12U	/* ordinary pages each begins with */
#define NR_PTES		24U	/* page-table entries for grants, each */
#define PTE_BASE	0x10000UL

/* What guests see as memory: arguments, then lists of frame numbers. */
#define ARENA_SIZE	65536U
#define ARENA_LISTS	32768U
extern char *arena;

/* Once: the machine. */
void world_init(void);
/* Domains for one input, and their end with all that must hold then. */
void world_begin(void);
void world_end(void);
/* A frame some domain has or had. */
uint64_t world_frame(uint32_t pick);
/* A guest writes into memory of its own. */
void world_guest_write(void);
/* A page becomes pinned as a table, or is unpinned. */
void world_pin(void);
/* A page of the guest's, or one it shares with us, is mapped or unmapped. */
void world_map(void);
/* Checks that hold between any two calls. */
void world_check(void);

/* ---- calls.c: hypercalls with plausible and mutated arguments ---- */

/* One call (or a continuation of an earlier one) by somebody who runs. */
void call_play(void);
/* Forgets calls to be continued. */
void calls_reset(void);
/* Another CPU may do something right now; for the machine's hooks. */
void call_interleave(void);

#define CHECK(cond)							\
	do {								\
		if (!(cond))						\
			fuzz_fail(__FILE__, __LINE__, #cond);		\
	} while (0)
void fuzz_fail(const char *file, int line, const char *what)
	__attribute__((noreturn));

#endif
