/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * Arena: memory that is given back all at once.
 *
 * Everything that belongs to one config (tree, options, diagnostics) lives in
 * that config's arena, so memory stays flat over any number of files and no
 * error path has to free anything. Running out of memory ends the program
 * with a message: there is nothing half done that could be saved.
 *
 * Not thread-safe: an arena has one owner.
 */
#ifndef XMCOMPAT_BASE_ARENA_H
#define XMCOMPAT_BASE_ARENA_H

#include <stdarg.h>
#include <stddef.h>

struct arena;

/* A new, empty arena; give it back with arena_free(). */
struct arena *arena_new(void);
/* Frees the arena and all that was allocated from it; NULL is allowed. */
void arena_free(struct arena *a);

/* size zeroed bytes, aligned for any type. */
void *arena_alloc(struct arena *a, size_t size);
/* nmemb * size zeroed bytes; ends the program on overflow. */
void *arena_calloc(struct arena *a, size_t nmemb, size_t size);
/* A block of new_size bytes that starts with the old_size bytes of old. */
void *arena_grow(struct arena *a, const void *old, size_t old_size,
		 size_t new_size);

char *arena_strdup(struct arena *a, const char *s);
/* Copies exactly len bytes (NUL bytes too) and adds a terminating NUL. */
char *arena_memdup0(struct arena *a, const char *s, size_t len);
char *arena_printf(struct arena *a, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
char *arena_vprintf(struct arena *a, const char *fmt, va_list ap)
	__attribute__((format(printf, 2, 0)));

#endif
