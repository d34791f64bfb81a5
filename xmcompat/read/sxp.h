/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * S-expressions as xend wrote and read them: atoms and lists, in an arena.
 *
 * The reader is made for any file of that kind (domains, xend's settings and
 * state), the builder and the printer for what we write ourselves.
 */
#ifndef XMCOMPAT_READ_SXP_H
#define XMCOMPAT_READ_SXP_H

#include <stdio.h>

#include "base/diag.h"

struct arena;

/* Lists deeper than this are refused. */
#define SXP_DEPTH_MAX 64

enum sxp_kind {
	SXP_ATOM,	/* text; written bare if it can be, else quoted */
	SXP_BARE,	/* a number: always written bare */
	SXP_QUOTED,	/* what Python's sxp module always quoted: None, long */
	SXP_LIST,
};

struct sxp {
	enum sxp_kind kind;
	struct pos pos;
	const char *text;	/* all but LIST; NUL behind it */
	size_t len;
	struct sxp *first, *last;	/* LIST: its elements */
	struct sxp *next;	/* in the list that holds this one */
};

/*
 * Reads every expression of a text (a NUL must follow it) into one list.
 * NULL with an ERROR diagnostic if it is malformed or nested too deep.
 */
struct sxp *sxp_parse(struct arena *a, const char *file, const char *text,
		      size_t len, struct diags *ds);

/* -- building ------------------------------------------------------------ */

struct sxp *sxp_list(struct arena *a);
struct sxp *sxp_atom(struct arena *a, enum sxp_kind kind, const char *text,
		     size_t len);
void sxp_push(struct sxp *list, struct sxp *item);
/* (key …), a new list with its head, pushed to parent unless that is NULL. */
struct sxp *sxp_sub(struct arena *a, struct sxp *parent, const char *key);
/* Pushes (key text) with text written as an atom. */
void sxp_pair(struct arena *a, struct sxp *parent, const char *key,
	      const char *text);

/* -- looking ------------------------------------------------------------- */

/* The head's text if e is a list that begins with an atom, else NULL. */
const char *sxp_head(const struct sxp *e);
/* The first sublist of list with that head, or NULL. */
const struct sxp *sxp_find(const struct sxp *list, const char *head);
/* The text of the second element of that sublist, or NULL. */
const char *sxp_text(const struct sxp *list, const char *head);

/* Same shape and texts; how atoms are quoted does not count. */
bool sxp_equal(const struct sxp *x, const struct sxp *y);

/* Pretty-prints e and a line end, breaking after 80 columns. */
void sxp_print(FILE *out, const struct sxp *e);

#endif
