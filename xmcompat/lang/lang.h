/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * Reading a config as data: the union of xl's grammar and Python's literals.
 *
 * What cannot be read as data is not guessed at: LANG_PROGRAM says that it
 * needs the evaluator, and where it first does.
 */
#ifndef XMCOMPAT_LANG_LANG_H
#define XMCOMPAT_LANG_LANG_H

#include "lang/tree.h"

enum dialect {
	DIALECT_AUTO,
	DIALECT_XM,	/* Python 2's reading */
	DIALECT_XL,	/* xl 4.17's reading */
};

enum lang_result {
	LANG_OK,
	LANG_PROGRAM,	/* well, but not data: .program says why and where */
	LANG_ERROR,	/* neither; a diagnostic was added */
};

struct lang_options {
	enum dialect dialect;	/* forced, or AUTO: mode line, then evidence */
	enum dialect ambiguous;	/* what a file both could have written is */
};

struct lang_parsed {
	struct tree *tree;	/* LANG_OK */
	enum dialect dialect;	/* XM or XL: how values were read */
	bool forced;		/* by option or mode line */
	bool evidence;		/* something only that dialect could mean */
	struct pos evidence_pos;
	const char *evidence_text;
	struct pos program_pos;	/* LANG_PROGRAM: first thing that is no data */
	const char *program_text;
};

/* Brackets may be nested this deep; Python 2's own limit is about as large. */
#define LANG_NESTING_MAX 100

/*
 * Reads len bytes (a NUL must follow them) that came from file. out->tree and
 * all it holds live in a. An indentation or syntax error that Python would
 * report too is LANG_ERROR when no Python construct precedes it; whatever could
 * be a program is LANG_PROGRAM.
 */
enum lang_result lang_parse(struct arena *a, const char *file,
			    const char *text, size_t len,
			    const struct lang_options *opt,
			    struct lang_parsed *out, struct diags *ds);

/* One value of the XL language (a KEY=VALUE word, a setting); 0 or -1. */
int lang_parse_value(struct arena *a, const char *file, const char *text,
		     enum dialect dialect, struct value **out,
		     struct diags *ds);

const char *dialect_name(enum dialect d);
/* "auto", "xm", "xl"; returns 0, or -1 for any other word. */
int dialect_parse(const char *word, enum dialect *d);

#endif
