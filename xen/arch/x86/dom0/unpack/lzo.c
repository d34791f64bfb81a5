/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The files lzop writes: a header, then blocks behind their two sizes and
 * checksums, all big-endian. LZO1X itself is liblzo2's.
 */
#include <errno.h>
#include <string.h>
#include <lzo/lzo1x.h>
#include <zlib.h>

#include "unpack.h"

#define MAGIC_LEN	9U
#define V_LEVELS	0x0940U		/* since then: level, version needed */

#define F_ADLER_OUT	0x001U
#define F_ADLER_IN	0x002U
#define F_EXTRA		0x040U
#define F_CRC_OUT	0x100U
#define F_CRC_IN	0x200U
#define F_MULTIPART	0x400U
#define F_FILTER	0x800U
#define F_HEADER_CRC	0x1000U		/* of the header, not an Adler sum */

struct reader {
	const uint8_t *p, *end;
	int bad;
};

static const uint8_t *take(struct reader *r, size_t n)
{
	const uint8_t *at = r->p;

	if (n > (size_t)(r->end - r->p)) {
		r->bad = 1;
		return NULL;
	}
	r->p += n;
	return at;
}

static uint32_t number(struct reader *r, unsigned int bytes)
{
	const uint8_t *p = take(r, bytes);
	uint32_t v = 0;

	for (unsigned int i = 0; p && i < bytes; i++)
		v = v << 8 | p[i];
	return v;
}

static int header(struct reader *r, uint32_t *flags)
{
	uint32_t version, method, check;
	const uint8_t *from;

	take(r, MAGIC_LEN);
	from = r->p;
	version = number(r, 2);
	number(r, version >= V_LEVELS ? 4 : 2);	/* library, version needed */
	method = number(r, 1);
	if (version >= V_LEVELS)
		number(r, 1);			/* level */
	*flags = number(r, 4);
	if (*flags & F_FILTER)
		number(r, 4);
	take(r, version >= V_LEVELS ? 12 : 8);	/* mode, time */
	take(r, number(r, 1));			/* file name */
	check = (uint32_t)adler32(1, from, (uInt)(r->p - from));
	if (number(r, 4) != check && !(*flags & F_HEADER_CRC))
		r->bad = 1;
	if (r->bad)
		return -EINVAL;
	if (method < 1 || method > 3 ||
	    (*flags & (F_FILTER | F_EXTRA | F_MULTIPART)))
		return -EOPNOTSUPP;
	return 0;
}

/* One block of `n` bytes that come out; those that go in follow. */
static int block(struct reader *r, uint32_t flags, uint8_t *out, uint32_t n)
{
	uint32_t packed = number(r, 4), check = 0;
	lzo_uint got = n;
	const uint8_t *in;

	if (flags & F_ADLER_OUT)
		check = number(r, 4);
	if (flags & F_CRC_OUT)
		number(r, 4);
	if (packed < n && (flags & F_ADLER_IN))
		number(r, 4);
	if (packed < n && (flags & F_CRC_IN))
		number(r, 4);
	in = take(r, packed);
	if (!in || packed > n)
		return -EINVAL;
	if (packed == n)
		memcpy(out, in, n);
	else if (lzo1x_decompress_safe(in, packed, out, &got, NULL) || got != n)
		return -EINVAL;
	if ((flags & F_ADLER_OUT) && adler32(1, out, n) != check)
		return -EINVAL;
	return 0;
}

int unpack_lzo(const uint8_t *in, size_t in_size, uint8_t *out, size_t room,
	       size_t *out_size)
{
	struct reader r = { in, in + in_size, 0 };
	uint32_t flags, n;
	size_t total = 0;
	int err = header(&r, &flags);

	while (!err && (n = number(&r, 4)) != 0) {
		if (n > room - total)
			return -ENOSPC;
		err = block(&r, flags, out + total, n);
		total += n;
	}
	*out_size = total;
	return r.bad ? -EINVAL : err;
}
