/* SPDX-License-Identifier: GPL-2.0-only */
/* LZMA2 streams, memory to memory. */
#ifndef X86_LZMA2_H
#define X86_LZMA2_H

#include <hv/types.h>

#define LZMA2_STATE_SIZE	(32U << 10)

/*
 * Unpacks up to the end mark. state: LZMA2_STATE_SIZE bytes of scratch.
 * 0, or -EINVAL for data that is damaged or does not fit.
 */
int lzma2_unpack(void *state, const uint8_t *in, size_t in_size, uint8_t *out,
		 size_t room, size_t *used, size_t *out_size);

#endif
