/* SPDX-License-Identifier: LGPL-2.1-only */
/* Which names were seen before: open addressing over 64-bit hashes. */
#include "convert/nameset.h"

#include <stdlib.h>

static uint64_t hash_name(const char *s)
{
	uint64_t h = 0xcbf29ce484222325u;	/* FNV-1a */

	for (; *s; s++)
		h = (h ^ (unsigned char)*s) * 0x100000001b3u;
	return h ? h : 1;
}

static bool put(struct nameset *s, uint64_t h)
{
	size_t i = h & (s->room - 1);

	while (s->v[i] && s->v[i] != h)
		i = (i + 1) & (s->room - 1);
	if (s->v[i])
		return true;
	s->v[i] = h;
	s->n++;
	return false;
}

static void grow(struct nameset *s)
{
	struct nameset old = *s;

	s->room = old.room ? 2 * old.room : 1024;
	s->n = 0;
	s->v = calloc(s->room, sizeof(*s->v));
	if (!s->v)
		abort();
	for (size_t i = 0; i < old.room; i++)
		if (old.v[i])
			put(s, old.v[i]);
	free(old.v);
}

bool nameset_add(struct nameset *s, const char *name)
{
	if (s->n * 2 >= s->room)
		grow(s);
	return put(s, hash_name(name));
}

void nameset_free(struct nameset *s)
{
	free(s->v);
	*s = (struct nameset){ 0 };
}
