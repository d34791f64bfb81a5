/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * xm's option table for one domain: built-in default, then what the file left,
 * then declared keys of the command line, with xm's rule of which types count.
 */
#ifndef XMCOMPAT_XM_OPTIONS_H
#define XMCOMPAT_XM_OPTIONS_H

#include "lang/tree.h"
#include "xm/cmdline.h"
#include "xm/variable.h"

enum xm_source {
	XM_FROM_DEFAULT,
	XM_FROM_FILE,
	XM_FROM_CMDLINE,
};

struct xm_option {
	const struct xm_variable *var;	/* NULL: a name xm does not declare */
	enum xm_source source;
	const struct value *value;	/* effective; NULL is None */
	const struct binding *binding;	/* the file's, even if it was dropped */
	bool dropped;			/* set in the file with a type xm drops */
};

struct xm_options {
	struct arena *arena;
	const struct tree *names;	/* what the file evaluated to */
	struct xm_option *v;		/* every declared variable, then others */
	size_t n;
	bool as_meant;			/* bool, None, long count as meant */
	const char *file;		/* path of the config, for the name */
};

/*
 * Builds the table. as_meant: values of types that xm dropped count for what
 * their author meant. Adds a diagnostic for each value that xm dropped.
 * NULL, with an ERROR diagnostic, when xm itself (not xend) refuses the
 * values of scalar variables.
 */
struct xm_options *xm_options_build(struct arena *a, const struct tree *names,
				    const struct xm_cmdline *cmd,
				    const char *path, bool as_meant,
				    struct diags *ds);

const struct xm_option *xm_option(const struct xm_options *o, const char *name);
/* The option of a declared variable. */
const struct xm_option *xm_option_of(const struct xm_options *o,
				     const struct xm_variable *var);
/* Where the effective value was written; the file as a whole for defaults. */
struct pos xm_option_pos(const struct xm_options *o,
			 const struct xm_option *opt);
/* The effective value, NULL for None. */
const struct value *xm_get(const struct xm_options *o, const char *name);
/* As Python's truth: NULL, 0, "", [] are false. */
bool xm_true(const struct value *v);
/* The text of a string value, else NULL. */
const char *xm_text(const struct xm_options *o, const char *name);
/* Python's int(): ints, floats truncated, decimal text; 0 or -1. */
int xm_int(const struct value *v, int64_t *out);
/* The same, of an option; 0 or -1 (not set, or no number). */
int xm_get_int(const struct xm_options *o, const char *name, int64_t *out);
/* builder is "hvm", or "vmx" as 3.0 called it. */
bool xm_is_hvm(const struct xm_options *o);
/* The domain's name: the option's, or the config file's base name. */
const char *xm_domain_name(const struct xm_options *o);

#endif
