/* SPDX-License-Identifier: LGPL-2.1-only */
/* CPUID policies: both of xl's forms. */
#ifndef XMCOMPAT_XLCFG_CPUID_H
#define XMCOMPAT_XLCFG_CPUID_H

#include <stddef.h>
#include <stdint.h>

enum xl_cpu_register { XL_EAX, XL_EBX, XL_ECX, XL_EDX, XL_MSR };

struct xl_cpu_feature {
	const char *name;
	uint32_t leaf;		/* the MSR's number for XL_MSR */
	int subleaf;		/* -1: the leaf has none */
	enum xl_cpu_register reg;
	unsigned int bit, width;	/* width 1: a flag, else a number */
};

extern const struct xl_cpu_feature xl_cpu_features[];
extern const size_t xl_cpu_feature_count;

const struct xl_cpu_feature *xl_cpu_feature_find(const char *name);

#endif
