/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * Configs that are not in the XM or XL language: S-expressions (xm -F,
 * `xm list -l`, managed config.sxp) and XenAPI XML. Both become the tree that
 * an xm config with the same meaning would have evaluated to.
 */
#ifndef XMCOMPAT_READ_READ_H
#define XMCOMPAT_READ_READ_H

#include "lang/tree.h"

enum input_kind {
	INPUT_CONFIG,	/* the XM or XL language */
	INPUT_SXP,
	INPUT_XENAPI,
	INPUT_OTHER,	/* no domain config; the text says why */
};

/*
 * What a text is, from its first bytes and shape. *why (static or in a) is set for OTHER:
 * "empty", "binary data", "a shell script", "xend's own settings", …
 */
enum input_kind input_recognise(struct arena *a, const char *path,
				const char *text, size_t len,
				const char **why);

/* A file may hold several domains, of which one is read. */
struct read_which {
	unsigned int index;	/* from 0, in the file's order; not Domain-0 */
	unsigned int found;	/* out: how many there are */
};

/*
 * One domain. which NULL: the first, and a warning when there are more.
 * Returns NULL with an ERROR diagnostic.
 */
struct tree *read_sxp(struct arena *a, const char *file, const char *text,
		      size_t len, struct read_which *which, struct diags *ds);
struct tree *read_xenapi(struct arena *a, const char *file, const char *text,
			 size_t len, struct read_which *which,
			 struct diags *ds);

#endif
