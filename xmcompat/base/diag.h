/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * Diagnostics: what is said about a config, and what became of each name.
 *
 * A diagnostic has a stable identifier (diag_list.h, explained in the manual),
 * a position, a text that says what is wrong and an advice that says what to
 * do. The reports of `xl convert` are made of nothing else.
 */
#ifndef XMCOMPAT_BASE_DIAG_H
#define XMCOMPAT_BASE_DIAG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct arena;

/* A place in a file. line 0: the file as a whole; column counts from 1. */
struct pos {
	const char *file;
	unsigned int line;
	unsigned int column;
};

enum diag_level {
	DIAG_NOTE,	/* worth knowing, nothing to do: the result is exact */
	DIAG_WARNING,	/* needs a person's attention */
	DIAG_ERROR,	/* the config is refused */
};

/* What became of a name that the config set. */
enum fate {
	FATE_NONE,	/* the diagnostic is not about a name's fate */
	FATE_KEPT,	/* same name, same value */
	FATE_RENAMED,	/* same value under xl's name */
	FATE_REWRITTEN,	/* value spelled anew, same meaning */
	FATE_EXPLICIT,	/* was a default of xm that xl does not share */
	FATE_LOST,	/* cannot be kept; the diagnostic says why */
	FATE_HELPER,	/* a variable of the script, no option */
};

/* One identifier per thing that can be said; rows are in diag_list.h. */
enum diag_id {
#define DIAG(symbol, name, level, about) DIAG_##symbol,
#include "diag_list.h"
#undef DIAG
	DIAG_ID_COUNT
};

struct diag_info {
	const char *name;	/* "disk-mode-shared" */
	enum diag_level level;
	const char *about;	/* for the manual: cause and remedy */
};

extern const struct diag_info diag_infos[DIAG_ID_COUNT];

struct diag {
	enum diag_id id;
	enum diag_level level;
	enum fate fate;
	struct pos pos;
	const char *name;	/* the config's name it speaks of, or NULL */
	const char *text;	/* what is so; no capital, no full stop */
	const char *advice;	/* what to do, or NULL */
};

struct diags {
	struct arena *arena;
	struct diag *v;
	size_t n;
	size_t room;
};

/* An empty list whose strings and rows live in a. */
void diags_init(struct diags *ds, struct arena *a);

/*
 * Adds a diagnostic. name may be NULL; the text is formatted, passwords in it
 * are masked.
 * The row is returned so that the caller can set .fate or .advice; it stays
 * valid until the next diagnostic is added.
 */
struct diag *diag_add(struct diags *ds, enum diag_id id, struct pos pos,
		      const char *name, const char *fmt, ...)
	__attribute__((format(printf, 5, 6)));

/* Sets the advice of a row, formatted and copied; returns the row. */
struct diag *diag_advise(struct diags *ds, struct diag *d, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* Adds a diagnostic that records a fate (name must not be NULL). */
struct diag *diag_fate(struct diags *ds, enum diag_id id, enum fate fate,
		       struct pos pos, const char *name, const char *fmt, ...)
	__attribute__((format(printf, 6, 7)));

/* Adds the rows of more to ds, as they are; both must share an arena. */
void diags_append(struct diags *ds, const struct diags *more);

/* The highest level in the list, or -1 if it is empty. */
int diags_worst(const struct diags *ds);
bool diags_have_error(const struct diags *ds);

/* "FILE:LINE:COL: error: TEXT, ADVICE [id]" for one, or all from level up. */
void diag_print(FILE *out, const struct diag *d);
void diags_print(FILE *out, const struct diags *ds, enum diag_level from);

const char *fate_name(enum fate fate);
const char *diag_level_name(enum diag_level level);

#endif
