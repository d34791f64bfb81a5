/* SPDX-License-Identifier: LGPL-2.1-only */
/* In which order Python 2 walked over a dictionary of short strings. */
#include "emit/pydict.h"

#include <stdint.h>
#include <string.h>

#include "base/arena.h"

#define FIRST_SIZE 8

/* What a removed key leaves behind: its slot is not free for searches. */
static const char removed[] = "";

static uint64_t hash(const char *s)
{
	uint64_t x = (uint64_t)(unsigned char)*s << 7;
	size_t len = strlen(s);

	if (!len)
		return 0;
	for (; *s; s++)
		x = (x * 1000003u) ^ (unsigned char)*s;
	x ^= len;
	return x == UINT64_MAX ? x - 1 : x;	/* -1 means an error there */
}

/* The slot that holds key, or the first free one on its path. */
static size_t find(const struct pydict *d, const char *key)
{
	uint64_t perturb = hash(key), i = perturb;

	for (;; perturb >>= 5) {
		const char *k = d->slots[i & (d->size - 1)];

		if (!k || (k != removed && !strcmp(k, key)))
			return i & (d->size - 1);
		i = 5 * i + perturb + 1;
	}
}

void pydict_init(struct pydict *d, struct arena *a)
{
	*d = (struct pydict){
		.arena = a,
		.slots = arena_calloc(a, FIRST_SIZE, sizeof(*d->slots)),
		.size = FIRST_SIZE,
	};
}

static void resize(struct pydict *d, size_t above)
{
	const char **old = d->slots;
	size_t old_size = d->size;

	for (d->size = FIRST_SIZE; d->size <= above;)
		d->size *= 2;
	d->slots = arena_calloc(d->arena, d->size, sizeof(*d->slots));
	for (size_t i = 0; i < old_size; i++)
		if (old[i] && old[i] != removed)
			d->slots[find(d, old[i])] = old[i];
	d->fill = d->used;
}

void pydict_insert(struct pydict *d, const char *key)
{
	size_t slot = find(d, key);

	if (d->slots[slot])
		return;
	d->slots[slot] = key;
	d->fill++;
	d->used++;
	if (d->fill * 3 >= d->size * 2)
		resize(d, d->used * 4);
}

void pydict_remove(struct pydict *d, const char *key)
{
	size_t slot = find(d, key);

	if (!d->slots[slot])
		return;
	d->slots[slot] = removed;
	d->used--;
}

const char *pydict_next(const struct pydict *d, size_t *at)
{
	while (*at < d->size) {
		const char *k = d->slots[(*at)++];

		if (k && k != removed)
			return k;
	}
	return NULL;
}
