/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Kernels come packed in many ways. The work is done by the distribution's
 * static libraries (zlib, zstd, lz4, bzip2, liblzma, lzo2); here is the little
 * that makes them alike, and the two containers that have no library of their
 * own (lz4's legacy frame, lzop).
 *
 * These files see the system's headers, as the libraries' own headers need
 * them, and nothing of the hypervisor's. The host tests link the same files.
 */
#ifndef DOM0_UNPACK_H
#define DOM0_UNPACK_H

#include <stddef.h>
#include <stdint.h>

/*
 * The whole of `in`, unpacked into `out`: 0 and *out_size, or
 * -EINVAL damaged or cut short, -ENOSPC more than `room` bytes,
 * -ENOMEM, -EOPNOTSUPP a variant nobody packs kernels with.
 */
typedef int unpack_fn(const uint8_t *in, size_t in_size, uint8_t *out,
		      size_t room, size_t *out_size);

unpack_fn unpack_gzip, unpack_zstd, unpack_lz4, unpack_bzip2, unpack_xz,
	  unpack_lzma, unpack_lzo;

struct packer {
	const char *name, *magic;
	uint8_t magic_len;
	/* The kernel's build puts the unpacked size behind the data. */
	uint8_t size_appended;
	unpack_fn *unpack;
};

/* The one whose magic `in` begins with, or NULL. */
const struct packer *packer_of(const uint8_t *in, size_t in_size);

#endif
