/* SPDX-License-Identifier: LGPL-2.1-only */
/* Unified diffs of two texts, line by line (Myers' O(ND) algorithm). */
#ifndef XMCOMPAT_CONVERT_LINEDIFF_H
#define XMCOMPAT_CONVERT_LINEDIFF_H

#include <stddef.h>
#include <stdio.h>

struct linediff_text {
	const char *name;	/* what stands behind --- or +++ */
	const char *text;
	size_t len;
};

struct linediff_counts {
	size_t added, removed;	/* lines */
};

/*
 * Writes the differences with three lines of context; nothing when the texts
 * are equal. The shortest edit is found unless it is longer than some
 * thousand lines: then the rest is shown as replaced. counts may be NULL.
 */
void linediff(FILE *out, const struct linediff_text *from,
	      const struct linediff_text *to, struct linediff_counts *counts);

#endif
