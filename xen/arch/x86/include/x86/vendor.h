/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Who made the processor: EBX of CPUID's leaf 0, the first four letters of
 * twelve; and which it is: EAX of leaf 1.
 */
#ifndef X86_VENDOR_H
#define X86_VENDOR_H

#include <hv/types.h>

#define VENDOR_AMD	0x68747541U	/* "Auth" */
#define VENDOR_HYGON	0x6f677948U	/* "Hygo" */
#define VENDOR_INTEL	0x756e6547U	/* "Genu" */

/* Hygon's are AMD's design: their leaves, MSRs and faults are AMD's. */
static inline bool vendor_is_amd(uint32_t ebx)
{
	return ebx == VENDOR_AMD || ebx == VENDOR_HYGON;
}

static inline unsigned int cpu_family(uint32_t eax)
{
	unsigned int f = eax >> 8 & 0xf;

	return f == 0xf ? f + (eax >> 20 & 0xff) : f;
}

static inline unsigned int cpu_model(uint32_t eax)
{
	return (eax >> 4 & 0xf) | (eax >> 12 & 0xf0);
}

#endif
