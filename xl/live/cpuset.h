/* SPDX-License-Identifier: GPL-2.0-only */
/* Sets of host CPUs, as users write them and as they are printed. */
#ifndef XL_LIVE_CPUSET_H
#define XL_LIVE_CPUSET_H

#include "xl/live/session.h"

/*
 * "all", "0-3,^1", "nodes:0,^node:1": into a set for the CPUs of this host,
 * which libxl_bitmap_dispose() gives back in any case. CPUs that the host does
 * not have are left out. Returns 0, or -1 after saying what is wrong.
 */
int cpuset_parse(const struct session *s, const char *text,
		 libxl_bitmap *set);

/* "all" (of n), "none", or ranges: "0-3,5". */
void cpuset_print(FILE *out, const libxl_bitmap *set, int n);

#endif
