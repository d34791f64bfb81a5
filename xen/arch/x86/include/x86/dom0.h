/* SPDX-License-Identifier: GPL-2.0-only */
/* Building the first domain. */
#ifndef X86_DOM0_H
#define X86_DOM0_H

#include <hv/types.h>

struct domain;

/* Makes dom0 from the boot modules and lets it run; panics if it cannot. */
void dom0_create(void);

/* ---- kernel images ---- */

#define KERNEL_NO_VALUE	(~0ULL)

/* What the builder needs to know of an ELF kernel; from its Xen notes. */
struct kernel_image {
	const void *elf;
	size_t size;
	uint64_t virt_base, entry, hypercall_page, init_p2m, paddr_offset;
	uint64_t virt_start, virt_end;	/* virtual addresses it occupies */
	uint64_t paddr_start, paddr_end;
	bool mod_start_pfn;
	char os[32], guest_version[16];
	uint64_t features;
};

/*
 * Finds the ELF file in what the boot loader gave: itself, or packed in a
 * bzImage (then unpacked into memory of its own). -ENOEXEC, -EOPNOTSUPP.
 */
int kernel_unpack(const void *module, size_t size, const void **elf,
		  size_t *elf_size);
/* Reads headers and notes; prints why it is not a Xen kernel. -ENOEXEC. */
int elf_examine(const void *elf, size_t size, struct kernel_image *k);
/* Copies segments: to(virt) tells where a page of them goes. */
void elf_load(const struct kernel_image *k,
	      void *(*to)(void *ctx, uint64_t virt), void *ctx);

/* ---- decompression: whole buffer to whole buffer ---- */

/* 0 and *out_size set; -EINVAL damaged, -ENOSPC, -EOPNOTSUPP. */
int xz_unpack(const uint8_t *in, size_t in_size, uint8_t *out, size_t room,
	      size_t *out_size);

#endif
