/* SPDX-License-Identifier: GPL-2.0-only */
/* Short forms for kernels that only ask: the answer goes to `run`. */
#ifndef TESTS_ASK_H
#define TESTS_ASK_H

#include "guest.h"

/* Where guests may not point. */
#define HV_ADDR		((void *)0xffff830000000000UL)
#define M2P_ADDR	((void *)0xffff800000000000UL)
#define HOLE		((void *)0x1000UL)
#define NON_CANONICAL	((void *)0x0000900000000000UL)
#define EDGE		((void *)0x00007ffffffffff8UL)

/* "a b" with the number in hex, in a buffer of its own. */
static inline const char *named(const char *a, const char *b, unsigned long n)
{
	static char lines[4][160];
	static unsigned int turn;
	char *line = lines[turn++ % 4];
	char digits[17], *p = line;
	int k = 0;

	while (*a)
		*p++ = *a++;
	if (*b)
		*p++ = ' ';
	while (*b)
		*p++ = *b++;
	if (n != ~0UL) {
		*p++ = ' ';
		do {
			digits[k++] = "0123456789abcdef"[n & 15];
		} while (n >>= 4);
		while (k)
			*p++ = digits[--k];
	}
	*p = 0;
	return line;
}

/* A call with its argument at each bad place. */
static inline void ask_pointers(const char *what, unsigned long nr,
				unsigned long cmd)
{
	char name[80];
	static const struct {
		const char *what;
		void *p;
	} places[] = {
		{ "null", NULL }, { "hole", HOLE }, { "hypervisor", HV_ADDR },
		{ "m2p", M2P_ADDR }, { "non-canonical", NON_CANONICAL },
		{ "edge", EDGE },
	};

	/* what may be one of named()'s own. */
	for (unsigned int i = 0; i < sizeof(name); i++) {
		name[i] = what[i];
		if (!what[i])
			break;
	}
	for (unsigned int i = 0; i < sizeof(places) / sizeof(*places); i++)
		answer(named(name, places[i].what, ~0UL),
		       hypercall(nr, cmd, places[i].p, 1UL));
}

#endif
