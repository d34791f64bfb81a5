/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Sets of unsigned longs kept as disjoint, non-adjacent ranges in order.
 * With a limit on the number of ranges, so that a guest cannot use up memory.
 */
#ifndef HV_RANGESET_H
#define HV_RANGESET_H

#include <hv/types.h>

struct rangeset;

struct rangeset *rangeset_new(const char *name, unsigned int max_ranges);
void rangeset_free(struct rangeset *r);
/* [first, last]; -ENOMEM, -EINVAL if first > last. */
int rangeset_add(struct rangeset *r, uint64_t first, uint64_t last);
int rangeset_remove(struct rangeset *r, uint64_t first, uint64_t last);
bool rangeset_contains(struct rangeset *r, uint64_t first, uint64_t last);
bool rangeset_overlaps(struct rangeset *r, uint64_t first, uint64_t last);
bool rangeset_empty(struct rangeset *r);
/* Calls fn for the parts of [first, last] in the set; stops on non-zero. */
int rangeset_report(struct rangeset *r, uint64_t first, uint64_t last,
		    int (*fn)(uint64_t first, uint64_t last, void *arg),
		    void *arg);

#endif
