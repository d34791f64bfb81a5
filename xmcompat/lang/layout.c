/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * Layout: statements, empty lines and comments in order, so that together
 * they cover the text byte for byte and it can be written again.
 */
#include "base/arena.h"
#include "lang/parse.h"

static struct stmt *add(struct parse *p, enum stmt_kind kind, size_t end)
{
	struct tree *t = p->tree;
	struct stmt *s;

	if (t->nstmts == t->stmts_room) {
		size_t room = t->stmts_room ? 2 * t->stmts_room : 64;

		t->stmts = arena_grow(p->arena, t->stmts,
				      t->nstmts * sizeof(*t->stmts),
				      room * sizeof(*t->stmts));
		t->stmts_room = room;
	}
	s = &t->stmts[t->nstmts++];
	*s = (struct stmt){ .kind = kind, .start = p->covered, .end = end };
	return s;
}

void layout_statement(struct parse *p, enum stmt_kind kind, const char *name,
		      const struct value *value, bool append)
{
	struct stmt *s = add(p, kind, p->covered);

	if (!p->stmt_open)
		p->stmt_first = p->tree->nstmts - 1;
	p->stmt_open = true;
	s->name = name;
	s->value = value;
	s->append = append;
}

/* The current statement reaches to end; a chain's further names are empty. */
static void stretch(struct parse *p, size_t end)
{
	struct tree *t = p->tree;

	t->stmts[p->stmt_first].end = end;
	for (size_t i = p->stmt_first + 1; i < t->nstmts; i++)
		t->stmts[i].start = t->stmts[i].end = end;
	p->covered = end;
}

void layout_end(struct parse *p, size_t end)
{
	if (!p->stmt_open)
		layout_statement(p, STMT_NOP, NULL, NULL, false);
	stretch(p, end);
	p->stmt_open = false;
}

void layout_line_end(struct parse *p, size_t end)
{
	stretch(p, end);
	p->stmt_open = false;
	if (p->comment.end) {
		struct stmt *s = &p->tree->stmts[p->stmt_first];

		s->comment_start = p->comment.start;
		s->comment_end = p->comment.end;
		p->comment = (struct place){ 0 };
	}
}

void layout_drop(struct parse *p)
{
	p->stmt_open = false;
	p->ntargets = 0;
	p->comment = (struct place){ 0 };
}

/* So many empty lines in a row have a statement each, more share the last. */
#define BLANK_MAX 8

static struct stmt *many_blanks(const struct tree *t)
{
	if (t->nstmts < BLANK_MAX)
		return NULL;
	for (size_t i = t->nstmts - BLANK_MAX; i < t->nstmts; i++)
		if (t->stmts[i].kind != STMT_BLANK)
			return NULL;
	return &t->stmts[t->nstmts - 1];
}

void layout_empty_line(struct parse *p, size_t end)
{
	struct stmt *s = p->comment.end ? NULL : many_blanks(p->tree);

	if (s)
		s->end = end;
	else
		s = add(p, p->comment.end ? STMT_COMMENT : STMT_BLANK, end);
	s->lines++;
	p->covered = end;
	p->comment = (struct place){ 0 };
}

void layout_inner_comment(struct parse *p)
{
	struct tree *t = p->tree;

	if (t->ncomments == t->comments_room) {
		size_t room = t->comments_room ? 2 * t->comments_room : 16;

		t->comments = arena_grow(p->arena, t->comments,
					 t->ncomments * sizeof(*t->comments),
					 room * sizeof(*t->comments));
		t->comments_room = room;
	}
	t->comments[t->ncomments++] = (struct comment){
		p->tok.place.start, p->tok.place.end };
}
