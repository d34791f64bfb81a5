/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * A tree: named values in file order, with the source they came from.
 *
 * The same structure carries a config at every stage (as read, as evaluated,
 * as canonical XL). Statements keep comments, blank lines and order so that
 * a literal file can be written again as its author laid it out.
 *
 * Names are added and removed through the functions only (they keep an index
 * in large trees); values may be replaced in place.
 */
#ifndef XMCOMPAT_LANG_TREE_H
#define XMCOMPAT_LANG_TREE_H

#include "lang/value.h"

struct binding {
	const char *name;
	struct pos pos;		/* of the name; line 0 if added by us */
	struct value *value;
	/*
	 * The binding of the tree before (as read -> canonical) this one was
	 * made from, or NULL: then it was added, a default made explicit.
	 */
	const struct binding *origin;
	/* Added, and what xl takes by itself where nothing is said. */
	bool implied;
};

/*
 * A piece of the source, in order; they cover the whole file. Of an assignment
 * to several names (a = b = 1) the first name has the text, the others an
 * empty range at its end. ; belongs to the statement before it.
 */
enum stmt_kind {
	STMT_ASSIGN,	/* name = value, or +=; .binding is its name */
	STMT_COMMENT,	/* one # line (shebang, mode line too) */
	STMT_BLANK,	/* an empty line, or .lines of them */
	STMT_NOP,	/* what has no effect on names (a lone string, pass) */
};

struct stmt {
	enum stmt_kind kind;
	size_t start, end;		/* bytes in source, line end included */
	size_t comment_start, comment_end;	/* trailing comment, or 0, 0 */
	const char *name;		/* ASSIGN: the name */
	const struct value *value;	/* ASSIGN: the value this one assigned */
	bool append;			/* ASSIGN: += */
	size_t lines;			/* BLANK: how many */
};

/* A comment inside a multi-line value, so that lists keep theirs. */
struct comment {
	size_t start, end;	/* from '#', line end excluded */
};

struct tree {
	struct arena *arena;
	const char *file;
	const char *source;	/* the text as read (BOM and CRs included), or NULL */
	size_t source_len;
	struct binding *v;	/* one per name, in order of first assignment; */
	size_t n, room;		/* the value is the last one's */
	unsigned int *index;	/* hash of names to 1 + row; NULL while small */
	size_t index_room;	/* a power of two */
	struct stmt *stmts;	/* empty for programs and converted inputs */
	size_t nstmts, stmts_room;
	struct comment *comments;	/* comments within values, in order */
	size_t ncomments, comments_room;
};

struct tree *tree_new(struct arena *a, const char *file);
/* The binding of that name, or NULL. */
struct binding *tree_find(const struct tree *t, const char *name);
/* The value of that name, or NULL. */
const struct value *tree_get(const struct tree *t, const char *name);
/* Binds name to v: the old binding is kept in its place, or a new one added. */
struct binding *tree_set(struct tree *t, const char *name, struct value *v,
			 struct pos pos);
/* Removes the binding if it is there. */
void tree_del(struct tree *t, const char *name);
/* The text v was written as (parentheses and signs included), or NULL. */
const char *tree_spelling(const struct tree *t, const struct value *v,
			  size_t *len);
/* Same names with equal values, in any order. */
bool tree_equal(const struct tree *x, const struct tree *y);

#endif
