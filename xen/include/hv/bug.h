/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Assertions. They state what the hypervisor itself guarantees; nothing a
 * guest can cause may reach one.
 */
#ifndef HV_BUG_H
#define HV_BUG_H

#include <hv/types.h>

/* Prints the message with registers and stack, then stops the machine. */
void panic(const char *fmt, ...) __printf(1, 2) __noreturn;

#define BUG_ON(cond)							\
	do {								\
		if (unlikely(cond))					\
			panic("%s:%d: %s", __FILE__, __LINE__, #cond);	\
	} while (0)

#define BUG()	panic("%s:%d: unreachable", __FILE__, __LINE__)

#ifndef NDEBUG
#define ASSERT(cond)	BUG_ON(!(cond))
#else
#define ASSERT(cond)	((void)sizeof(!(cond)))
#endif

#endif
