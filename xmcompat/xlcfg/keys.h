/* SPDX-License-Identifier: LGPL-2.1-only */
/* Every key a domain config can set in xl, by release, with its type. */
#ifndef XMCOMPAT_XLCFG_KEYS_H
#define XMCOMPAT_XLCFG_KEYS_H

#include <stddef.h>

#include "lang/tree.h"

enum xl_type {
	XL_STRING,
	XL_INT,
	XL_BOOL,	/* number, zero or not ("defbool" in libxl) */
	XL_LIST,	/* of strings */
	XL_STRING_OR_LIST,
	XL_INT_OR_STRING,
	XL_NESTED,	/* lists of lists of strings */
};

/* An xl release, 402 for 4.2 up to 417 for 4.17. */
#define XL_OLDEST 402
#define XL_NEWEST 417

struct xl_key {
	const char *name;
	enum xl_type type;
	unsigned int since;	/* first release that reads it */
	const char *about;
};

extern const struct xl_key xl_keys[];
extern const size_t xl_key_count;

const struct xl_key *xl_key_find(const char *name);
/* A key of our own that xl's files may hold: xl ignores it without a word. */
bool xl_key_extended(const char *name);
/* "4.2" … "4.17" -> 402 … 417; 0 if it is none. */
unsigned int xl_version_parse(const char *text);
/* 402 … 417 -> "4.2" … "4.17". */
const char *xl_version_name(unsigned int version);

/*
 * Reads a tree that is in xl's dialect as xl 4.17 does and writes it as the
 * canonical one: each default that xm does not share made explicit, numbers
 * and device strings as they will be read. NULL with an ERROR diagnostic when
 * xl would refuse the file.
 */
struct tree *xl_canonical(struct arena *a, const struct tree *names,
			  const char *path, struct diags *ds);

#endif
