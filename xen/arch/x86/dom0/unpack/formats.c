/* SPDX-License-Identifier: GPL-2.0-only */
/* Which compressions there are, by their first bytes. */
#include "unpack.h"

static const struct packer packers[] = {
	{ "gzip",  "\x1f\x8b\x08",	   3, 0, unpack_gzip },
	{ "xz",    "\xfd" "7zXZ",	   5, 1, unpack_xz },
	{ "zstd",  "\x28\xb5\x2f\xfd",	   4, 1, unpack_zstd },
	{ "lz4",   "\x02\x21\x4c\x18",	   4, 1, unpack_lz4 },
	{ "bzip2", "BZh",		   3, 1, unpack_bzip2 },
	{ "lzma",  "\x5d\0\0",		   3, 1, unpack_lzma },
	{ "lzo",   "\x89LZO\0\r\n\x1a\n",  9, 1, unpack_lzo },
};

const struct packer *packer_of(const uint8_t *in, size_t in_size)
{
	for (size_t i = 0; i < sizeof(packers) / sizeof(packers[0]); i++) {
		const struct packer *p = &packers[i];

		if (in_size >= p->magic_len &&
		    !__builtin_memcmp(in, p->magic, p->magic_len))
			return p;
	}
	return NULL;
}
