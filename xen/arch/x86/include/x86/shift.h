/* SPDX-License-Identifier: GPL-2.0-only */
/* Shifts and rotates with their flags. */
#ifndef X86_SHIFT_H
#define X86_SHIFT_H

#include <hv/types.h>

/*
 * which: the number in ModRM of opcodes c0, c1, d0 to d3 (rol ror rcl rcr shl
 * shr sal sar). x has size bytes; count is masked as the processor does.
 * flags: EFLAGS before, and after; none change for a count of 0.
 */
uint64_t shift_value(unsigned int which, unsigned int size, uint64_t x,
		     unsigned int count, uint64_t *flags);
/* shld, shrd: what comes in are the bits of fill. */
uint64_t shift_double(bool left, unsigned int size, uint64_t x, uint64_t fill,
		      unsigned int count, uint64_t *flags);

#endif
