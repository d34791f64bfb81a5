/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * Reading a text in a test, and what came of it as one line that a table can
 * hold:
 *
 *   a=1 b='x\n' c=1L d=1.5 e=u'x' f=<08> g=[1, 'x'] h=(1,) i={1: 2} j=None
 *   PROGRAM 1:5 the name b as a value
 *   ERROR 1:5 unterminated..., one per line if there are several
 */
#ifndef TESTS_LANG_READING_H
#define TESTS_LANG_READING_H

#include "lang/lang.h"

struct reading {
	struct arena *arena;
	struct diags diags;
	struct lang_parsed parsed;
	enum lang_result result;
	const char *text;	/* as above */
};

/* Reads len bytes; ambiguous files are xm's. */
struct reading *reading_of(const char *text, size_t len, enum dialect dialect);
struct reading *reading_of_string(const char *text, enum dialect dialect);
void reading_free(struct reading *r);
/* One value as above; the result lives in a. */
const char *value_shown(struct arena *a, const struct value *v);
/* "E", "P", or the bindings: what the tables of differences hold. */
const char *reading_short(const struct reading *r);
/* Do the statements cover the source byte for byte? */
bool reading_covered(const struct reading *r);

#endif
