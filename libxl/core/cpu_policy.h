/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * What a libxl_cpuid_policy_list is inside: the two arrays that
 * xc_cpuid_apply_policy() takes, each with an end mark.
 */
#ifndef LIBXL_CORE_CPU_POLICY_H
#define LIBXL_CORE_CPU_POLICY_H

#include <xenctrl.h>

#include <libxl.h>

/* leaf: the end of the array; subleaf: the leaf has none. */
#define LX_CPUID_UNUSED 0xffffffffu

struct libxl__cpu_policy {
	struct xc_xend_cpuid *cpuid;	/* NULL: none */
	struct xc_msr *msr;		/* NULL: none */
};

/* The entry for a leaf or an MSR, made when there is none. */
struct xc_xend_cpuid *lx_cpu_policy_leaf(libxl_cpuid_policy_list *list,
					 uint32_t leaf, uint32_t subleaf);
struct xc_msr *lx_cpu_policy_msr(libxl_cpuid_policy_list *list,
				 uint32_t index);

#endif
