/* SPDX-License-Identifier: GPL-2.0-only */
/* gzip files (RFC 1952), by zlib. */
#include <errno.h>
#include <zlib.h>

#include "unpack.h"

#define WINDOW_BITS_GZIP (MAX_WBITS + 16)	/* gzip header and trailer */

static int error_of(int z, const z_stream *s)
{
	switch (z) {
	case Z_STREAM_END:
		return 0;
	case Z_MEM_ERROR:
		return -ENOMEM;
	case Z_OK:
	case Z_BUF_ERROR:
		return s->avail_in ? -ENOSPC : -EINVAL;
	}
	return -EINVAL;
}

int unpack_gzip(const uint8_t *in, size_t in_size, uint8_t *out, size_t room,
		size_t *out_size)
{
	z_stream s = { 0 };
	int z;

	if (in_size > UINT32_MAX || room > UINT32_MAX)
		return -EOPNOTSUPP;
	s.next_in = (uint8_t *)in;
	s.avail_in = (uInt)in_size;
	s.next_out = out;
	s.avail_out = (uInt)room;
	if (inflateInit2(&s, WINDOW_BITS_GZIP) != Z_OK)
		return -ENOMEM;
	z = inflate(&s, Z_FINISH);
	*out_size = s.total_out;
	inflateEnd(&s);
	return error_of(z, &s);
}
