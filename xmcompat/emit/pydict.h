/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * In which order Python 2 walked over a dictionary of short strings.
 *
 * xm wrote some device options in that order, so equal output needs it: open
 * addressing over the 64-bit string hash (without randomisation, the default
 * then), eight slots at first, grown fourfold when two thirds are taken.
 */
#ifndef XMCOMPAT_EMIT_PYDICT_H
#define XMCOMPAT_EMIT_PYDICT_H

#include <stddef.h>

struct arena;

struct pydict {
	struct arena *arena;
	const char **slots;	/* NULL: never used */
	size_t size;		/* a power of two */
	size_t fill;		/* slots that are or were in use */
	size_t used;
};

void pydict_init(struct pydict *d, struct arena *a);
/* Keys must stay valid; one that is there already changes nothing. */
void pydict_insert(struct pydict *d, const char *key);
void pydict_remove(struct pydict *d, const char *key);
/* The next key from slot *at on, which is moved behind it; NULL at the end. */
const char *pydict_next(const struct pydict *d, size_t *at);

#endif
