/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * Reading S-expressions: lists in parentheses, atoms, strings in either kind
 * of quotes with C's escapes, # comments.
 *
 * Python's own reader lost the letter of an escape it did not know; this one
 * keeps both bytes, which is what the writer meant.
 */
#include <string.h>

#include "base/arena.h"
#include "read/sxp.h"

/* More than any domain or settings file has, by far. */
#define NODES_MAX 200000

struct sxp_reader {
	struct arena *arena;
	struct diags *ds;
	const char *p, *end;
	struct pos pos;		/* of p */
	unsigned int nodes;
};

static bool is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static void step(struct sxp_reader *r)
{
	if (*r->p++ == '\n') {
		r->pos.line++;
		r->pos.column = 1;
	} else {
		r->pos.column++;
	}
}

/* A backslash at the end of a line joins it to the next. */
static bool at_join(const struct sxp_reader *r)
{
	const char *p = r->p;

	if (*p++ != '\\' || p >= r->end)
		return false;
	return *p == '\n' || (*p == '\r' && p + 1 < r->end && p[1] == '\n');
}

static void skip_blank(struct sxp_reader *r)
{
	while (r->p < r->end) {
		if (*r->p == '#')
			while (r->p < r->end && *r->p != '\n')
				step(r);
		else if (is_space(*r->p) || at_join(r))
			step(r);
		else
			return;
	}
}

static struct sxp *refuse(struct sxp_reader *r, struct pos pos,
			  const char *text, const char *advice)
{
	diag_add(r->ds, DIAG_SXP_SYNTAX, pos, NULL, "%s", text)->advice =
		advice;
	return NULL;
}

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Up to three octal digits at p. */
static size_t take_octal(const struct sxp_reader *r, char *out)
{
	unsigned int v = 0;
	size_t n = 0;

	while (n < 3 && r->p + n < r->end && r->p[n] >= '0' && r->p[n] <= '7')
		v = v * 8 + (unsigned int)(r->p[n++] - '0');
	*out = (char)v;
	return n;
}

/* An escape behind its backslash: writes 1 or 2 bytes, returns how many. */
static size_t take_escape(struct sxp_reader *r, char *out)
{
	static const char named[] = "a\ab\bt\tn\nv\vf\fr\r\\\\''\"\"";
	size_t n = take_octal(r, out);

	if (n) {
		while (n--)
			step(r);
		return 1;
	}
	if (*r->p == 'x' && r->end - r->p > 2 && hex_digit(r->p[1]) >= 0 &&
	    hex_digit(r->p[2]) >= 0) {
		*out = (char)(hex_digit(r->p[1]) * 16 + hex_digit(r->p[2]));
		for (int i = 0; i < 3; i++)
			step(r);
		return 1;
	}
	for (const char *s = named; *s; s += 2)
		if (*s == *r->p) {
			*out = s[1];
			step(r);
			return 1;
		}
	out[0] = '\\';
	out[1] = *r->p;
	step(r);
	return 2;
}

static struct sxp *new_atom(struct sxp_reader *r, const char *text, size_t len,
			    struct pos pos)
{
	struct sxp *e = sxp_atom(r->arena, SXP_ATOM, text, len);

	e->pos = pos;
	return e;
}

static struct sxp *read_string(struct sxp_reader *r)
{
	struct pos start = r->pos;
	char quote = *r->p;
	const char *close = r->p + 1;
	size_t n = 0;
	char *out;

	while (close < r->end && *close != quote)
		close += *close == '\\' && close + 1 < r->end ? 2 : 1;
	if (close >= r->end)
		return refuse(r, start, "a string is not closed",
			      "the file may be cut off: get it again");
	out = arena_alloc(r->arena, (size_t)(close - r->p) + 1);
	for (step(r); r->p < close;) {
		if (at_join(r)) {
			while (*r->p != '\n')
				step(r);
			step(r);
		} else if (*r->p == '\\' && r->p + 1 < r->end) {
			step(r);
			n += take_escape(r, out + n);
		} else {
			out[n++] = *r->p;
			step(r);
		}
	}
	step(r);
	return new_atom(r, out, n, start);
}

static struct sxp *read_word(struct sxp_reader *r)
{
	struct pos start = r->pos;
	const char *text = r->p;

	while (r->p < r->end && !is_space(*r->p) && !strchr("()#", *r->p) && !at_join(r))
		step(r);
	if (r->p < r->end && !*r->p)
		return refuse(r, r->pos, "a NUL byte",
			      "this is no S-expression");
	return new_atom(r, text, (size_t)(r->p - text), start);
}

static struct sxp *read_any(struct sxp_reader *r, unsigned int depth);

static struct sxp *read_list(struct sxp_reader *r, unsigned int depth)
{
	struct sxp *list = sxp_list(r->arena), *e;

	list->pos = r->pos;
	if (depth >= SXP_DEPTH_MAX)
		return refuse(r, r->pos, "lists are nested too deep",
			      "this is no domain config");
	step(r);
	for (;;) {
		skip_blank(r);
		if (r->p >= r->end)
			return refuse(r, list->pos, "a list is not closed",
				      "the file may be cut off: get it again");
		if (*r->p == ')') {
			step(r);
			return list;
		}
		e = read_any(r, depth + 1);
		if (!e)
			return NULL;
		sxp_push(list, e);
	}
}

/* Not called at the end of the text or at a closing parenthesis. */
static struct sxp *read_any(struct sxp_reader *r, unsigned int depth)
{
	if (++r->nodes > NODES_MAX)
		return refuse(r, r->pos, "too many elements",
			      "this is no domain config");
	if (*r->p == '(')
		return read_list(r, depth);
	if (*r->p == '\'' || *r->p == '"')
		return read_string(r);
	return read_word(r);
}

struct sxp *sxp_parse(struct arena *a, const char *file, const char *text,
		      size_t len, struct diags *ds)
{
	struct sxp_reader r = {
		.arena = a, .ds = ds, .p = text, .end = text + len,
		.pos = { file, 1, 1 },
	};
	struct sxp *all = sxp_list(a), *e;

	all->pos = r.pos;
	if (len >= 3 && !memcmp(text, "\xef\xbb\xbf", 3))
		r.p += 3;
	for (skip_blank(&r); r.p < r.end; skip_blank(&r)) {
		if (*r.p == ')' && all->first) {
			/* xend stopped reading at the end of the list. */
			diag_add(ds, DIAG_SXP_TRAILING, r.pos, NULL,
				 "a parenthesis too many")->advice =
				"remove it";
			step(&r);
			continue;
		}
		if (*r.p == ')')
			return refuse(&r, r.pos, "a parenthesis too many",
				      "remove it");
		e = read_any(&r, 0);
		if (!e)
			return NULL;
		sxp_push(all, e);
	}
	return all;
}
