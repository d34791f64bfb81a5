/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * The author's own layout: statement by statement, what is unchanged word for
 * word, what is changed in its place, with its comments.
 */
#include <string.h>

#include "base/arena.h"
#include "emit/xl.h"

/* -- pieces of the source --------------------------------------------------- */

/* Bytes of the source without carriage returns, which xl does not read. */
static void copy(struct xl_text *t, size_t start, size_t end)
{
	for (; start < end; start++)
		if (t->names->source[start] != '\r')
			fputc(t->names->source[start], t->out);
}

/* The end of the source's bytes from start to end without blanks there. */
static size_t trimmed_end(const struct tree *t, size_t start, size_t end)
{
	while (end > start && strchr(" \t\r\n", t->source[end - 1]))
		end--;
	return end;
}

/* The first byte from start that is no blank. */
static size_t text_start(const struct tree *t, const struct stmt *s)
{
	size_t at = s->start;

	while (at < s->end && strchr(" \t\f\r\n", t->source[at]))
		at++;
	return at;
}

/* Each line of the statement as a comment of ours. */
static void comment_out(struct xl_text *t, const struct stmt *s,
			const char *why)
{
	const char *source = t->names->source;
	size_t at = text_start(t->names, s);
	size_t end = trimmed_end(t->names, at, s->end);

	while (at < end) {
		const char *nl = memchr(source + at, '\n', end - at);
		size_t line_end = nl ? (size_t)(nl - source) : end;

		fprintf(t->out, XL_MARK "%s: ", why);
		copy(t, at, line_end);
		fputc('\n', t->out);
		at = line_end + 1;
	}
}

/* What stands between name and value: "=" with the author's blanks. */
static const char *between(struct xl_text *t, const struct stmt *s)
{
	const char *source = t->names->source;
	size_t start = text_start(t->names, s) + strlen(s->name);
	size_t end = s->value ? s->value->src_start : 0;
	size_t equals = 0;

	if (end <= start || end > s->end || s->append)
		return " = ";
	for (size_t i = start; i < end; i++) {
		if (source[i] != '=' && source[i] != ' ' && source[i] != '\t')
			return " = ";
		equals += source[i] == '=';
	}
	if (equals != 1)
		return " = ";
	return arena_memdup0(t->arena, source + start, end - start);
}

/* A comment behind the statement, with the blanks before it. */
static void trailing_comment(struct xl_text *t, const struct stmt *s)
{
	const struct tree *n = t->names;
	size_t at = s->comment_start;

	if (!s->comment_end)
		return;
	while (at > s->start && strchr(" \t", n->source[at - 1]))
		at--;
	if (at == s->comment_start)
		fputc(' ', t->out);
	copy(t, at, trimmed_end(n, at, s->comment_end));
}

/* -- assignments that are unchanged ----------------------------------------- */

static bool is_verbatim(struct xl_text *t, const struct stmt *s,
			const struct binding *b)
{
	const struct value *v = s->value;
	const struct tree *n = t->names;

	if (s->append || strcmp(b->name, s->name) || !v->src_end ||
	    v->src_start < s->start || v->src_end > s->end ||
	    !value_equal(v, b->value))
		return false;
	return xl_spelling_plain(n->source + v->src_start,
				 v->src_end - v->src_start);
}

static void write_verbatim(struct xl_text *t, const struct stmt *s)
{
	fprintf(t->out, "%s%s", s->name, between(t, s));
	copy(t, s->value->src_start, s->value->src_end);
	trailing_comment(t, s);
	fputc('\n', t->out);
}

/* -- lists with comments inside --------------------------------------------- */

/* How many of the list's items begin before a place. */
static size_t items_before(const struct value *list, size_t at)
{
	size_t n = 0;

	for (size_t i = 0; i < list->items.n; i++)
		n += list->items.v[i]->src_start < at;
	return n;
}

/* Does the comment stand on the line of item i's end? */
static bool beside(const struct tree *t, const struct value *item,
		   const struct comment *c)
{
	if (c->start < item->src_end)
		return false;
	return !memchr(t->source + item->src_end, '\n',
		       c->start - item->src_end);
}

static bool has_comments(const struct tree *t, const struct value *v)
{
	for (size_t i = 0; i < t->ncomments; i++)
		if (t->comments[i].start >= v->src_start &&
		    t->comments[i].end <= v->src_end)
			return true;
	return false;
}

/* The comments that belong before item i (or, besides, behind item i - 1). */
static void list_comments(struct xl_text *t, const struct value *in, size_t i,
			  bool besides)
{
	const struct tree *n = t->names;

	for (size_t k = 0; k < n->ncomments; k++) {
		const struct comment *c = &n->comments[k];
		bool is_beside;

		if (c->start < in->src_start || c->end > in->src_end ||
		    items_before(in, c->start) != i)
			continue;
		is_beside = i && beside(n, in->items.v[i - 1], c);
		if (is_beside != besides)
			continue;
		fputs(besides ? "  " : "    ", t->out);
		copy(t, c->start, trimmed_end(n, c->start, c->end));
		if (!besides)
			fputc('\n', t->out);
	}
}

/* One item a line, the comments of in's items kept with them. */
static void write_commented_list(struct xl_text *t, const struct binding *b,
				 const char *eq, const struct value *in)
{
	const struct value_items *items = &b->value->items;

	fprintf(t->out, "%s%s[\n", b->name, eq);
	for (size_t i = 0; i < items->n; i++) {
		list_comments(t, in, i, false);
		fputs("    ", t->out);
		xl_print(t->out, items->v[i], NULL);
		fputc(',', t->out);
		list_comments(t, in, i + 1, true);
		fputc('\n', t->out);
	}
	for (size_t i = items->n; i <= in->items.n; i++) {
		list_comments(t, in, i, false);
		if (i > items->n)
			list_comments(t, in, i, true);
	}
	fputs("]", t->out);
}

/* -- statements ------------------------------------------------------------- */

/* The last assignment of a name is the one that counts, += apart. */
static bool is_last(const struct tree *t, size_t i)
{
	for (size_t k = i + 1; k < t->nstmts; k++)
		if (t->stmts[k].kind == STMT_ASSIGN &&
		    !strcmp(t->stmts[k].name, t->stmts[i].name))
			return false;
	return true;
}

static bool comes_from(const struct binding *b, const char *name)
{
	return b->origin && !strcmp(b->origin->name, name);
}

static void write_changed(struct xl_text *t, const struct stmt *s,
			  const struct binding *b)
{
	const struct value *in = s->value;

	if (b->value->type == VALUE_LIST && in->type == VALUE_LIST &&
	    has_comments(t->names, in)) {
		write_commented_list(t, b, between(t, s), in);
		trailing_comment(t, s);
		fputc('\n', t->out);
		return;
	}
	if (s->comment_end) {
		copy(t, s->comment_start,
		     trimmed_end(t->names, s->comment_start, s->comment_end));
		fputc('\n', t->out);
	}
	xl_write_assignment(t, b, between(t, s));
}

/* Was the name only ever a variable of the file's own? */
static bool is_helper(const struct diags *ds, const char *name)
{
	for (size_t i = 0; i < ds->n; i++)
		if (ds->v[i].fate == FATE_HELPER && ds->v[i].name &&
		    !strcmp(ds->v[i].name, name))
			return true;
	return false;
}

static void write_assign(struct xl_text *t, size_t i)
{
	const struct stmt *s = &t->names->stmts[i];
	const struct binding *only = NULL;
	size_t n = 0;

	if (!is_last(t->names, i)) {
		comment_out(t, s, "set again below");
		return;
	}
	for (size_t k = 0; k < t->xl->n; k++)
		if (comes_from(&t->xl->v[k], s->name)) {
			only = &t->xl->v[k];
			n++;
		}
	if (!n)
		comment_out(t, s, is_helper(t->diags, s->name) ? "helper" :
			    "not kept");
	else if (n == 1 && is_verbatim(t, s, only))
		write_verbatim(t, s);
	else
		for (size_t k = 0; k < t->xl->n; k++)
			if (comes_from(&t->xl->v[k], s->name))
				write_changed(t, s, &t->xl->v[k]);
}

static void write_stmt(struct xl_text *t, size_t i)
{
	const struct stmt *s = &t->names->stmts[i];
	size_t at = text_start(t->names, s);

	switch (s->kind) {
	case STMT_ASSIGN:
		write_assign(t, i);
		break;
	case STMT_COMMENT:
		copy(t, at, trimmed_end(t->names, at, s->end));
		fputc('\n', t->out);
		break;
	case STMT_BLANK:
		fputc('\n', t->out);
		break;
	case STMT_NOP:
		comment_out(t, s, "no effect");
		break;
	}
}

/* -- the whole -------------------------------------------------------------- */

static bool is_assigned(const struct tree *t, const char *name)
{
	for (size_t i = 0; i < t->nstmts; i++)
		if (t->stmts[i].kind == STMT_ASSIGN &&
		    !strcmp(t->stmts[i].name, name))
			return true;
	return false;
}

/* What no statement of the file stands for. */
static void write_additions(struct xl_text *t)
{
	bool any = false;

	for (size_t i = 0; i < t->xl->n; i++) {
		const struct binding *b = &t->xl->v[i];

		if (b->origin && is_assigned(t->names, b->origin->name))
			continue;
		if (!any)
			fputs("\n" XL_MARK "written out, so that xl and xm "
			      "read the file alike\n", t->out);
		any = true;
		xl_write_assignment(t, b, " = ");
	}
}

/* Shebang, coding and mode lines count only near either end of the file. */
#define ANCHOR_LINES 5

static bool is_anchored(const struct tree *t, size_t i)
{
	const struct stmt *s = &t->stmts[i];

	return s->kind == STMT_COMMENT &&
	       xl_is_anchored(t->source + s->start, s->end - s->start);
}

/* The statements that stay before the header. */
static size_t first_lines(const struct tree *t)
{
	size_t n = 0;

	for (size_t i = 0; i < t->nstmts && i < ANCHOR_LINES; i++) {
		if (t->stmts[i].kind != STMT_COMMENT &&
		    t->stmts[i].kind != STMT_BLANK)
			break;
		if (is_anchored(t, i))
			n = i + 1;
	}
	return n;
}

/* Where the statements begin that stay behind the additions. */
static size_t last_lines(const struct tree *t, size_t first)
{
	size_t at = t->nstmts;

	for (size_t i = t->nstmts; i-- > first;) {
		if (t->nstmts - i > ANCHOR_LINES ||
		    (t->stmts[i].kind != STMT_COMMENT &&
		     t->stmts[i].kind != STMT_BLANK))
			break;
		if (is_anchored(t, i))
			at = i;
	}
	return at;
}

void xl_write_literal(struct xl_text *t)
{
	size_t first = first_lines(t->names);
	size_t last = last_lines(t->names, first);

	for (size_t i = 0; i < first; i++)
		write_stmt(t, i);
	xl_write_header(t);
	for (size_t i = first; i < last; i++)
		write_stmt(t, i);
	write_additions(t);
	for (size_t i = last; i < t->names->nstmts; i++)
		write_stmt(t, i);
}
