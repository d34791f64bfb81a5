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

/* Mostly below n; now and then anything. */
uint64_t in_below_or_any(uint32_t n);

/* ---- world.c: domains, their memory, what is mapped where ---- */

#define NR_PLAYERS	4U	/* domain ids 1 to this; 1 is privileged */
#define NR_CPUS		4U
#define NR_PAGES	12U	/* ordinary pages each begins with */
#define MAX_PLAYER_FRAMES 256U
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
/* One of those the current domain began with, the first being its tables. */
uint64_t world_own_frame(uint32_t pick);
/* A guest writes into memory of its own. */
void world_guest_write(void);
/* A page becomes pinned as a table, or is unpinned. */
void world_pin(void);
/* A page of the guest's, or one it shares with us, is mapped or unmapped. */
void world_map(void);
/* Checks that hold between any two calls. */
void world_check(void);
/* Where a grant may be mapped. */
uint64_t world_pte(void);
/* An access or an exception of the guest's. */
void world_act(void);

/* ---- common.c: parts of every world ---- */

void arena_make(void);
void world_frame_add(uint64_t mfn);
void players_begin(void);
/* The arguments' lists of frames are filled from those that were added. */
void players_ready(void);
void players_check(void);
void guest_write_grant(struct domain *d);
void guest_write_shared_info(struct domain *d);

/* ---- the calls, described ---- */

enum style {
	CMD_PTR,		/* (cmd, ptr) */
	CMD_ARRAY,		/* (cmd, ptr, count) */
	CMD_VCPU,		/* (cmd, vcpu, ptr) */
	DOMCTL, SYSCTL,		/* (ptr), with the header in front */
	CONSOLE,		/* (cmd, count, ptr) */
	PLAIN,			/* (number, number, ptr) */
	ARRAY_DONE,		/* (ptr, count, done, domain) */
	EXT_ARRAY,		/* the same; elements begin with cmd */
	REGISTERS,		/* the fields are the arguments */
	PLATFORM,		/* (ptr), with cmd and version in front */
};

struct shape {
	uint8_t nr;
	uint8_t style;
	uint32_t cmd;
	const char *fields;
};

/* More of them, of a world that has page tables. */
extern const struct shape *const world_shapes;
extern const unsigned int world_nr_shapes;

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
