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
	struct arena *arena;	/* for all that the result holds */
};

/*
 * Translates. Returns the canonical tree, or NULL when the config is one that
 * xm or xend refuses (a diagnostic of level ERROR says what and where).
 */
struct tree *xm_to_xl(struct arena *a, const struct xm_options *o,
		      bool check_host, struct diags *ds);

/* -- for rules ----------------------------------------------------------- */

/* The option of a variable. */
const struct xm_option *rule_option(const struct xm_rule_context *ctx,
				    const struct xm_variable *var);
/* Did the file or the command line set it, to a value that counts? */
bool rule_is_set(const struct xm_rule_context *ctx,
		 const struct xm_variable *var);
/*
 * Sets an XL key and records the fate of the variable it came from. The key's
 * binding gets .origin, its position is the origin's. For a variable that is
 * not set this is rule_explicit(). KEPT becomes RENAMED when key is not the
 * variable's name.
 */
void rule_set(struct xm_rule_context *ctx, const struct xm_variable *var,
	      const char *key, struct value *v, enum fate fate);
/* The same without a word about the fate: for all but one key of several. */
void rule_put(struct xm_rule_context *ctx, const struct xm_variable *var,
	      const char *key, struct value *v);
/* Sets an XL key that the file did not ask for (a default made explicit). */
void rule_explicit(struct xm_rule_context *ctx, const char *key,
		   struct value *v, const char *why);
/* Records a fate that rule_set() does not fit; the text says what happened. */
struct diag *rule_fate(struct xm_rule_context *ctx,
		       const struct xm_variable *var, enum diag_id id,
		       enum fate fate, const char *fmt, ...)
	__attribute__((format(printf, 5, 6)));
/* Records that the config means the same without the variable, and why. */
void rule_left_out(struct xm_rule_context *ctx, const struct xm_variable *var,
		   const char *why);
/* Records that a variable is lost: why, and what to do about it. */
void rule_lost(struct xm_rule_context *ctx, const struct xm_variable *var,
	       enum diag_id id, const char *why, const char *advice);
/* xm or xend refuses the config for this variable's value. */
void rule_error(struct xm_rule_context *ctx, const struct xm_variable *var,
		const char *advice, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));

/*
 * The number a variable is set to: 1; 0 if it is unset or empty; -1 with an
 * error added if it is no number.
 */
int rule_number(struct xm_rule_context *ctx, const struct xm_variable *var,
		int64_t *out);
/*
 * The text a variable is set to, numbers as text; NULL if it is unset, empty,
 * or (with an error added) a list.
 */
const char *rule_text(struct xm_rule_context *ctx,
		      const struct xm_variable *var);
/* What a variable without a rule gets: its value, normalised by .kind. */
void rule_keep(struct xm_rule_context *ctx, const struct xm_variable *var);

#endif
