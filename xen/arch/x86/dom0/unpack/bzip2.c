/* SPDX-License-Identifier: GPL-2.0-only */
/* bzip2, by libbz2. */
#include <errno.h>
#include <bzlib.h>

#include "unpack.h"

static int error_of(int bz, const bz_stream *s)
{
	switch (bz) {
	case BZ_STREAM_END:
		return 0;
	case BZ_MEM_ERROR:
		return -ENOMEM;
	case BZ_OK:
		return s->avail_in ? -ENOSPC : -EINVAL;
	}
	return -EINVAL;
}

int unpack_bzip2(const uint8_t *in, size_t in_size, uint8_t *out, size_t room,
		 size_t *out_size)
{
	bz_stream s = { 0 };
	int bz;

	if (in_size > UINT32_MAX || room > UINT32_MAX)
		return -EOPNOTSUPP;
	if (BZ2_bzDecompressInit(&s, 0, 0) != BZ_OK)
		return -ENOMEM;
	s.next_in = (char *)in;
	s.avail_in = (unsigned int)in_size;
	s.next_out = (char *)out;
	s.avail_out = (unsigned int)room;
	bz = BZ2_bzDecompress(&s);
	*out_size = room - s.avail_out;
	BZ2_bzDecompressEnd(&s);
	return error_of(bz, &s);
}
