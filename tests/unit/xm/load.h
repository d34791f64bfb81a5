/* SPDX-License-Identifier: LGPL-2.1-only */
/* For the tests of xm/: a config out of a text, and what became of it. */
#ifndef TESTS_UNIT_XM_LOAD_H
#define TESTS_UNIT_XM_LOAD_H

#include "lang/lang.h"
#include "xm/rules.h"

struct loaded {
	struct arena *arena;
	struct diags diags;
	struct tree *names;
	struct xm_options *options;	/* NULL: xm refuses */
	struct tree *xl;		/* NULL: xend refuses */
};

/*
 * Reads text in xm's dialect (it must be data), with the words of a command
 * line (blank separated, or NULL).
 */
void load(struct loaded *l, const char *text, const char *words,
	  bool as_meant);
void unload(struct loaded *l);

/* A canonical value as text, NULL if the key is not there. */
const char *loaded_key(struct loaded *l, const char *key);
/* The effective option as text, NULL for None. */
const char *loaded_option(struct loaded *l, const char *name);
/* Is there a diagnostic of that id about name (NULL: any)? */
const struct diag *loaded_diag(const struct loaded *l, const char *id,
			       const char *name);

#endif
