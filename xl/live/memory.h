/* SPDX-License-Identifier: GPL-2.0-only */
/* Sizes of memory as users write them. */
#ifndef XL_LIVE_MEMORY_H
#define XL_LIVE_MEMORY_H

#include <stdint.h>

/* "512" (MiB) or a number with b, k, m, g or t, into KiB; 0, or -1. */
int memory_parse(const char *text, uint64_t *kb);
/*
 * The same in xm's way: whole MiB; it knew g, m and k, and took any other
 * letter for bytes, with a word about it.
 */
int memory_parse_xm(const char *text, uint64_t *kb);

#endif
