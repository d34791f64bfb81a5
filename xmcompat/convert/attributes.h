/* SPDX-License-Identifier: LGPL-2.1-only */
/* Owner, mode and extended attributes (ACLs, labels) of a file, carried over. */
#ifndef XMCOMPAT_CONVERT_ATTRIBUTES_H
#define XMCOMPAT_CONVERT_ATTRIBUTES_H

#include <sys/stat.h>

/*
 * Gives the open file fd what source has. An owner that cannot be set (we are
 * not root) costs the set-id bits and the group's access if the group differs,
 * so that nobody gains access. Returns 0, or -1 with errno.
 */
int attributes_copy(const char *source, const struct stat *st, int fd);

#endif
