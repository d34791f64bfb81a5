/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * From xm's option table to canonical XL: the one place where xm's meaning
 * becomes xl's.
 *
 * The result is a tree in xl 4.17's syntax with every default made explicit
 * that xm and xl do not share, and a diagnostic with a fate for each name.
 */
#ifndef XMCOMPAT_XM_RULES_H
#define XMCOMPAT_XM_RULES_H

#include "xm/options.h"

/* What a rule works on. */
struct xm_rule_context {
	const struct xm_options *options;
	struct tree *xl;	/* the result, in the making */
	struct diags *diags;
	bool hvm;
	bool check_host;	/* paths and devices may be looked up */
};

/*
 * Translates. Returns the canonical tree, or NULL when the config is one that
 * xm or xend refuses (a diagnostic of level ERROR says what and where).
 */
struct tree *xm_to_xl(struct arena *a, const struct xm_options *o,
		      bool check_host, struct diags *ds);

/* -- for rules ----------------------------------------------------------- */

/*
 * Sets an XL key and records the fate of the variable it came from. The key's
 * binding gets .origin, its position is the origin's.
 */
void rule_set(struct xm_rule_context *ctx, const struct xm_variable *var,
	      const char *key, struct value *v, enum fate fate);
/* Sets an XL key that the file did not ask for (a default made explicit). */
void rule_explicit(struct xm_rule_context *ctx, const char *key,
		   struct value *v, const char *why);
/* Records that a variable is lost: why, and what to do about it. */
void rule_lost(struct xm_rule_context *ctx, const struct xm_variable *var,
	       enum diag_id id, const char *why, const char *advice);

#endif
