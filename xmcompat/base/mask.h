/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * Passwords that configs hold stay in configs: what is printed about one is
 * read by more people than the file itself, so it shows *** in their place.
 */
#ifndef XMCOMPAT_BASE_MASK_H
#define XMCOMPAT_BASE_MASK_H

#include <stdbool.h>
#include <stddef.h>

struct arena;

#define MASKED "***"

/* Is what has this name a password? name may be NULL. */
bool mask_is_secret(const char *name);

/*
 * text with MASKED for each value behind a password's name, however it is
 * written: vncpasswd = "…", vncpasswd=… between commas, (vncpasswd …),
 * key="vncpasswd" value="…". text itself if there is none.
 */
const char *mask_passwords(struct arena *a, const char *text);

#endif
