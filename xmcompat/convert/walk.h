/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * From the paths of the command line to files, one at a time.
 *
 * Directories are read in the order of their names. Symbolic links are
 * followed; a directory that was seen before is not entered again, so loops
 * end. In a recursion, hidden files, backups and what is no regular file are
 * passed over, with the reason; a file that is named itself never is.
 * Memory: the names of the directories that are open, and 16 bytes for each
 * directory seen.
 */
#ifndef XMCOMPAT_CONVERT_WALK_H
#define XMCOMPAT_CONVERT_WALK_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct walk;

struct walk_options {
	bool recurse;
	const char *except;	/* a directory not to enter (the output), or NULL */
};

/* What walk_next() found. Strings are valid until the next call. */
struct walk_item {
	const char *path;
	const char *rel;	/* its place below the path that was named */
	const char *top;	/* the named directory, or NULL */
	bool named;		/* stands on the command line itself */
	const char *skip;	/* not to be converted, for this reason */
	const char *error;	/* cannot be converted, for this reason */
	const char *advice;	/* with .error: what to do, or NULL */
};

/* paths must outlive the walk. */
struct walk *walk_new(char *const *paths, size_t n,
		      const struct walk_options *opt);
/* false: there is nothing more. */
bool walk_next(struct walk *w, struct walk_item *item);
void walk_free(struct walk *w);

/* Why a file of that name is passed over in a recursion, or NULL. */
const char *walk_skips_name(const char *name);

#endif
