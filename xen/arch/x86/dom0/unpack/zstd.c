/* SPDX-License-Identifier: GPL-2.0-only */
/* Zstandard (RFC 8878), by libzstd. */
#include <errno.h>
#include <zstd.h>
#include <zstd_errors.h>

#include "unpack.h"

static int error_of(size_t code)
{
	switch (ZSTD_getErrorCode(code)) {
	case ZSTD_error_no_error:
		return 0;
	case ZSTD_error_dstSize_tooSmall:
		return -ENOSPC;
	case ZSTD_error_memory_allocation:
		return -ENOMEM;
	case ZSTD_error_version_unsupported:
	case ZSTD_error_frameParameter_unsupported:
	case ZSTD_error_dictionary_wrong:
		return -EOPNOTSUPP;
	default:
		return -EINVAL;
	}
}

int unpack_zstd(const uint8_t *in, size_t in_size, uint8_t *out, size_t room,
		size_t *out_size)
{
	/*
	 * Kernels are one frame. No more than that is shown to the library,
	 * which would read frames of its first versions too, with more stack
	 * than there is.
	 */
	size_t n = ZSTD_findFrameCompressedSize(in, in_size);

	if (ZSTD_isError(n))
		return error_of(n);
	n = ZSTD_decompress(out, room, in, n);
	if (ZSTD_isError(n))
		return error_of(n);
	*out_size = n;
	return 0;
}
