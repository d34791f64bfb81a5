/* SPDX-License-Identifier: LGPL-2.1-only */
/* Which names were seen before, at eight bytes each. */
#ifndef XMCOMPAT_CONVERT_NAMESET_H
#define XMCOMPAT_CONVERT_NAMESET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct nameset {
	uint64_t *v;	/* hashes; 0 is an empty place */
	size_t n, room;
};

/* Adds a name; true if it was there. (Names with equal hashes count as one.) */
bool nameset_add(struct nameset *s, const char *name);
void nameset_free(struct nameset *s);

#endif
