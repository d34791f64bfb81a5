/* SPDX-License-Identifier: GPL-2.0-only */
/* .xz and the older .lzma, by liblzma. */
#include <errno.h>
#include <lzma.h>

#include "unpack.h"

#define MEMORY_MAX	(512ULL << 20)	/* a dictionary is all it needs */

static int error_of(lzma_ret r, const lzma_stream *s)
{
	switch (r) {
	case LZMA_STREAM_END:
		return 0;
	case LZMA_MEM_ERROR:
	case LZMA_MEMLIMIT_ERROR:
		return -ENOMEM;
	case LZMA_OPTIONS_ERROR:
	case LZMA_UNSUPPORTED_CHECK:
		return -EOPNOTSUPP;
	case LZMA_OK:
	case LZMA_BUF_ERROR:
		return s->avail_in ? -ENOSPC : -EINVAL;
	default:
		return -EINVAL;
	}
}

static int run(lzma_stream *s, const uint8_t *in, size_t in_size, uint8_t *out,
	       size_t room, size_t *out_size)
{
	lzma_ret r;

	s->next_in = in;
	s->avail_in = in_size;
	s->next_out = out;
	s->avail_out = room;
	r = lzma_code(s, LZMA_FINISH);
	*out_size = room - s->avail_out;
	lzma_end(s);
	return error_of(r, s);
}

int unpack_xz(const uint8_t *in, size_t in_size, uint8_t *out, size_t room,
	      size_t *out_size)
{
	lzma_stream s = LZMA_STREAM_INIT;
	lzma_ret r = lzma_stream_decoder(&s, MEMORY_MAX, 0);

	return r == LZMA_OK ? run(&s, in, in_size, out, room, out_size) :
			      error_of(r, &s);
}

int unpack_lzma(const uint8_t *in, size_t in_size, uint8_t *out, size_t room,
		size_t *out_size)
{
	lzma_stream s = LZMA_STREAM_INIT;
	lzma_ret r = lzma_alone_decoder(&s, MEMORY_MAX);

	return r == LZMA_OK ? run(&s, in, in_size, out, room, out_size) :
			      error_of(r, &s);
}
