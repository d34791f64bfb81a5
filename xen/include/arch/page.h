/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Pages and where memory is seen. All RAM is in the direct map, so a frame's
 * contents are one addition away.
 */
#ifndef ARCH_PAGE_H
#define ARCH_PAGE_H

#include <hv/types.h>

#define PAGE_SHIFT	12
#define PAGE_SIZE	(1UL << PAGE_SHIFT)
#define PAGE_MASK	(~(PAGE_SIZE - 1))

#define DIRECTMAP_START	0xffff830000000000UL
#define DIRECTMAP_END	0xffff880000000000UL

static inline void *arch_paddr_to_virt(paddr_t pa)
{
	return (void *)(DIRECTMAP_START + pa);
}

static inline void *arch_mfn_to_virt(mfn_t mfn)
{
	return arch_paddr_to_virt(mfn.n << PAGE_SHIFT);
}

/* Direct-map addresses only. */
static inline mfn_t arch_virt_to_mfn(const void *va)
{
	return MFN(((unsigned long)va - DIRECTMAP_START) >> PAGE_SHIFT);
}

/* A bit for each 2 MiB of the frame table that is there: 65536 frames. */
#define FT_CHUNK_SHIFT	16
extern unsigned long ft_present[];

/* Has the frame, one below max_frame, a place in the frame table? */
static inline bool arch_frame_listed(mfn_t m)
{
	uint64_t chunk = m.n >> FT_CHUNK_SHIFT;

	return ft_present[chunk / 64] >> chunk % 64 & 1;
}

#endif
