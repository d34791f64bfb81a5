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

/* The first byte from start that is no blank, nor the mark of UTF-8. */
static size_t text_start(const struct tree *t, const struct stmt *s)
{
	static const char mark[] = "\xef\xbb\xbf";
	size_t at = s->start;

	if (!at && s->end >= strlen(mark) &&
	    !memcmp(t->source, mark, strlen(mark)))
		at = strlen(mark);
	while (at < s->end && strchr(" \t\f\r\n", t->source[at]))
		at++;
	return at;
}

/* Each line of the statement as a comment, below one that says why. */
static void comment_out(struct xl_text *t, const struct stmt *s,
			const char *why)
{
	const char *source = t->names->source;
	size_t at = text_start(t->names, s);
	size_t end = trimmed_end(t->names, at, s->end);

	xl_write_comment(t, arena_printf(t->arena, "%s:", why));
	while (at < end) {
		const char *nl = memchr(source + at, '\n', end - at);
		size_t line_end = nl ? (size_t)(nl - source) : end;

		fputs(trimmed_end(t->names, at, line_end) > at ? "#     " : "#",
		      t->out);
		copy(t, at, trimmed_end(t->names, at, line_end));
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

/* A comment behind the statement, with the blanks before it; NULL: none. */
static const char *trailing_comment(struct xl_text *t, const struct stmt *s)
{
	const struct tree *n = t->names;
	size_t at = s->comment_start;

	if (!s->comment_end)
		return NULL;
	while (at > s->start && strchr(" \t", n->source[at - 1]))
		at--;
	return arena_printf(t->arena, "%s%.*s",
			    at == s->comment_start ? " " : "",
			    (int)(trimmed_end(n, at, s->comment_end) - at),
			    n->source + at);
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
	const char *comment = trailing_comment(t, s);

	fprintf(t->out, "%s%s", s->name, between(t, s));
	copy(t, s->value->src_start, s->value->src_end);
	fprintf(t->out, "%s\n", comment ? comment : "");
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

/*
 * The comments before item i: those on lines of their own, or those beside
 * item i - 1, which go on lines of their own when that item is gone.
 */
static void list_comments(struct xl_text *t, const struct value *in, size_t i,
			  bool besides, bool own_lines)
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
		fputs(own_lines ? "    " : "  ", t->out);
		copy(t, c->start, trimmed_end(n, c->start, c->end));
		if (own_lines)
			fputc('\n', t->out);
	}
}

/* Which of in's items this one was made from; otherwise the one before it. */
static size_t source_item(const struct value *in, const struct value *item,
			  size_t before)
{
	for (size_t i = 0; i < in->items.n; i++) {
		const struct pos *pos = &in->items.v[i]->pos;

		if (pos->line && pos->line == item->pos.line &&
		    pos->column == item->pos.column)
			return i;
	}
	return before < in->items.n ? before : in->items.n;
}

/* Comments of positions from *next to last that are not written yet. */
static void catch_up(struct xl_text *t, const struct value *in, size_t *next,
		     size_t last)
{
	for (; *next <= last; ++*next) {
		list_comments(t, in, *next, true, true);
		list_comments(t, in, *next, false, true);
	}
}

/* One item a line, the comments of in's items kept with them. */
static void write_commented_list(struct xl_text *t, const struct binding *b,
				 const char *eq, const struct value *in)
{
	const struct value_items *items = &b->value->items;
	size_t next = 0;	/* comments before it are written */
	size_t from = 0;

	fprintf(t->out, "%s%s[\n", b->name, eq);
	for (size_t i = 0; i < items->n; i++) {
		from = source_item(in, items->v[i], i);
		catch_up(t, in, &next, from);
		fputs("    ", t->out);
		xl_print(t->out, items->v[i], NULL);
		fputc(',', t->out);
		if (from < in->items.n && next == from + 1) {
			list_comments(t, in, next, true, false);
			fputc('\n', t->out);
			list_comments(t, in, next++, false, true);
		} else {
			fputc('\n', t->out);
		}
	}
	catch_up(t, in, &next, in->items.n);
	fputs("]", t->out);
}

/* -- statements ------------------------------------------------------------- */

/* The last assignment of a name is the one that counts, += apart. */
static const bool *find_last(struct arena *a, const struct tree *t)
{
	bool *last = arena_calloc(a, t->nstmts + 1, sizeof(*last));
	struct tree *seen = tree_new(a, t->file);

	for (size_t i = t->nstmts; i-- > 0;) {
		const struct stmt *s = &t->stmts[i];

		if (s->kind != STMT_ASSIGN || tree_find(seen, s->name))
			continue;
		tree_set(seen, s->name, NULL, (struct pos){ 0 });
		last[i] = true;
	}
	return last;
}

static bool comes_from(const struct binding *b, const char *name)
{
	return b->origin && !strcmp(b->origin->name, name);
}

static void write_changed(struct xl_text *t, const struct stmt *s,
			  const struct binding *b, const char *comment)
{
	const struct value *in = s->value;

	if (b->value->type == VALUE_LIST && in->type == VALUE_LIST &&
	    has_comments(t->names, in)) {
		write_commented_list(t, b, between(t, s), in);
		fprintf(t->out, "%s\n", comment ? comment : "");
		return;
	}
	xl_write_assignment(t, b, between(t, s), comment);
}

/* Why a name has no place in the result. */
static const char *reason(struct xl_text *t, const char *name)
{
	const struct value *row = tree_get(t->fates, name);
	const struct diag *d = row ? &t->diags->v[row->i] : NULL;

	if (!d)
		return "left out";
	if (d->fate == FATE_HELPER)
		return "a variable of the file's own";
	if (d->fate == FATE_LOST)
		return "left out, see the top of the file";
	return arena_printf(t->arena, "%s: %s", name, xl_reason(d));
}

/* Whatever came of the name; its comment goes with the first. */
static void write_all(struct xl_text *t, const struct stmt *s)
{
	const char *comment = trailing_comment(t, s);

	for (size_t k = 0; k < t->xl->n; k++) {
		if (!comes_from(&t->xl->v[k], s->name))
			continue;
		write_changed(t, s, &t->xl->v[k], comment);
		comment = NULL;
	}
}

static void write_assign(struct xl_text *t, size_t i)
{
	const struct stmt *s = &t->names->stmts[i];
	const struct binding *only = NULL;
	size_t n = 0;

	if (!t->last[i]) {
		comment_out(t, s, "set again below");
		return;
	}
	for (size_t k = 0; k < t->xl->n; k++)
		if (comes_from(&t->xl->v[k], s->name)) {
			only = &t->xl->v[k];
			n++;
		}
	if (!n)
		comment_out(t, s, reason(t, s->name));
	else if (n == 1 && is_verbatim(t, s, only))
		write_verbatim(t, s);
	else
		write_all(t, s);
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
		for (size_t n = 0; n < s->lines; n++)
			fputc('\n', t->out);
		break;
	case STMT_NOP:
		comment_out(t, s, "no effect");
		break;
	}
}

/* -- the whole -------------------------------------------------------------- */

/* What was said last about the fate of each name. */
static const struct tree *find_fates(struct arena *a, const struct diags *ds)
{
	struct tree *t = tree_new(a, NULL);

	for (size_t i = 0; i < ds->n; i++)
		if (ds->v[i].name && ds->v[i].fate != FATE_NONE)
			tree_set(t, ds->v[i].name,
				 value_int(a, (int64_t)i, ds->v[i].pos),
				 ds->v[i].pos);
	return t;
}

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
		xl_write_assignment(t, b, " = ", NULL);
	}
}

/* Shebang, coding and mode lines count only near either end of the file. */
#define ANCHOR_LINES 5

static bool is_anchored(const struct tree *t, size_t i)
{
	const struct stmt *s = &t->stmts[i];
	size_t at = text_start(t, s);

	return s->kind == STMT_COMMENT &&
	       xl_is_anchored(t->source + at, s->end - at);
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

	t->fates = find_fates(t->arena, t->diags);
	t->last = find_last(t->arena, t->names);
	for (size_t i = 0; i < first; i++)
		write_stmt(t, i);
	xl_write_header(t);
	for (size_t i = first; i < last; i++)
		write_stmt(t, i);
	write_additions(t);
	for (size_t i = last; i < t->names->nstmts; i++)
		write_stmt(t, i);
}
