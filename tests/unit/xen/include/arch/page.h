/* SPDX-License-Identifier: GPL-2.0-only */
/* The machine contract on the host: "RAM" is a window of reserved memory. */
#ifndef ARCH_PAGE_H
#define ARCH_PAGE_H

#include <hv/types.h>

#define PAGE_SHIFT	12

/* Virtual address of machine frame 0. */
extern char *host_ram;

static inline void *arch_mfn_to_virt(mfn_t m)
{
	return host_ram + (m.n << PAGE_SHIFT);
}
static inline mfn_t arch_virt_to_mfn(const void *p)
{
	return MFN((uint64_t)((const char *)p - host_ram) >> PAGE_SHIFT);
}

/* In one of the machine's ranges. */
bool arch_frame_listed(mfn_t m);

#endif
