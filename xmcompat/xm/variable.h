/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * The XM variables: one row each, and everything else about a variable
 * (command-line type, default, manual text, rule to XL) hangs on its row.
 */
#ifndef XMCOMPAT_XM_VARIABLE_H
#define XMCOMPAT_XM_VARIABLE_H

#include <stdbool.h>
#include <stddef.h>

/* How a KEY=VALUE word on xm's command line is read (not values in files). */
enum xm_cli {
	XM_CLI_NONE,	/* not declared: a word makes a script variable */
	XM_CLI_STRING,
	XM_CLI_INT,	/* decimal */
	XM_CLI_BOOL,	/* yes y no n */
	XM_CLI_FLOAT,
	XM_CLI_LIST,	/* appends one string element */
};

/* What a value means, whatever its spelling: '1', 1 and 1.0 are one number. */
enum xm_kind {
	XM_KIND_TEXT,
	XM_KIND_INT,
	XM_KIND_BOOL,	/* a number, zero or not */
	XM_KIND_LIST,
	XM_KIND_OTHER,	/* its rule knows */
};

/* Which guests a variable has an effect on in xm. */
enum xm_guests {
	XM_PV = 1,
	XM_HVM = 2,
	XM_ANY = XM_PV | XM_HVM,
};

struct xm_rule_context;
struct binding;

struct xm_variable {
	const char *name;
	enum xm_cli cli;
	enum xm_kind kind;
	/* xm's default as a literal ("1", "\"c\"", "[]"), NULL for None. */
	const char *def;
	enum xm_guests guests;
	const char *since;	/* release that brought it, "3.0" for the base */
	const char *until;	/* last release that read it, NULL if 4.2 did */
	/* The xl key with that meaning, or one of our own (keys.h), or NULL. */
	const char *xl;
	/*
	 * Turns the variable into XL; called once per variable, in table order,
	 * whether it is set or not (but not for guests it has no effect on).
	 * NULL: kept or renamed to .xl, its value normalised by .kind.
	 */
	void (*rule)(struct xm_rule_context *ctx,
		     const struct xm_variable *var);
	const char *about;	/* manual: meaning and units */
	const char *becomes;	/* manual: what conversion makes of it */
};

extern const struct xm_variable xm_variables[];
extern const size_t xm_variable_count;

/* The row of that name, or NULL. */
const struct xm_variable *xm_variable_find(const char *name);

#endif
