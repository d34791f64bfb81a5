/* SPDX-License-Identifier: LGPL-2.1-only */
/* Inside xl_canonical(): what its parts share. Not for others. */
#ifndef XMCOMPAT_XLCFG_CANONICAL_H
#define XMCOMPAT_XLCFG_CANONICAL_H

#include "xlcfg/domain.h"
#include "xlcfg/keys.h"

struct canonical {
	struct arena *arena;
	const struct tree *in;
	struct tree *out;
	struct diags *diags;
	enum xl_guest guest;
	bool failed;
};

/* canonical.c: binds key in the result and records what became of b. */
void canonical_put(struct canonical *c, const struct binding *b,
		   const char *key, struct value *v);
/* Records that b is left out: xl does so too, and says text. */
void canonical_drop(struct canonical *c, const struct binding *b,
		    enum diag_id id, const char *text, const char *advice);
/* Adds a default that is xl's own. */
void canonical_default(struct canonical *c, const char *key, struct value *v);
/* Adds an ERROR about b. */
void canonical_refuse(struct canonical *c, enum diag_id id,
		      const struct binding *b, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));
/*
 * The text or number of b; where it has none this says so, drops it and
 * returns NULL or false.
 */
const char *canonical_text(struct canonical *c, const struct binding *b);
bool canonical_number(struct canonical *c, const struct binding *b,
		      int64_t *n);
/* Reads a list as xl does; the result is bound. */
void canonical_list(struct canonical *c, const struct binding *b);

/* special.c: keys with a reading of their own; false: key is none of them. */
bool canonical_special(struct canonical *c, const struct binding *b);
/* The guest type; 0 and an ERROR if xl knows none. */
enum xl_guest canonical_guest(struct canonical *c);

/* unknown.c: a name xl never reads. */
void canonical_unknown(struct canonical *c, const struct binding *b);

/* defaults.c: what the file left to xl, made explicit. */
void canonical_defaults(struct canonical *c);

/* check.c: what xl refuses of the whole. */
void canonical_check(struct canonical *c);

#endif
