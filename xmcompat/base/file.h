/* SPDX-License-Identifier: LGPL-2.1-only */
/* Reading a whole config file into memory. */
#ifndef XMCOMPAT_BASE_FILE_H
#define XMCOMPAT_BASE_FILE_H

#include <stddef.h>

struct arena;
struct diags;

/* The most a config may hold, in bytes. */
#define CONFIG_FILE_MAX (4u << 20)

/*
 * Reads a regular file of at most CONFIG_FILE_MAX bytes; "-" is standard
 * input. The text gets a NUL behind it that *len does not count.
 * Returns 0, or -1 with a diagnostic added.
 */
int file_read(struct arena *a, const char *path, char **text, size_t *len,
	      struct diags *ds);

#endif
