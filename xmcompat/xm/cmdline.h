/* SPDX-License-Identifier: LGPL-2.1-only */
/* xm's meaning of KEY=VALUE words, and its search for the config file. */
#ifndef XMCOMPAT_XM_CMDLINE_H
#define XMCOMPAT_XM_CMDLINE_H

#include "lang/value.h"

struct xm_word {
	const char *name;
	const char *text;	/* trimmed as xm trims it */
	struct value *value;	/* declared: converted; a LIST's one element */
};

struct xm_cmdline {
	struct xm_word *declared;	/* in order; list keys may recur */
	size_t ndeclared;
	struct xm_word *script;		/* undeclared: variables of the script */
	size_t nscript;
};

/*
 * Sorts KEY=VALUE words into declared options and script variables.
 * Words without '=' are not this function's. Returns 0, or -1 with a
 * diagnostic ("Invalid value: v" of xm) added.
 */
int xm_cmdline_parse(struct arena *a, char *const *words, size_t n,
		     struct xm_cmdline *out, struct diags *ds);

/*
 * Where xm would find the config called name: as given, then in each element
 * of search_path (colon separated; NULL: "." and /etc/xen).
 * NULL if there is none. The path is joined as xm shows it.
 */
const char *xm_config_find(struct arena *a, const char *name,
			   const char *search_path);

#endif
