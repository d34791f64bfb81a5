/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * Printing S-expressions with the quoting that xend's own writer had: an atom
 * is bare if it is a plain word, else it is a Python string literal.
 */
#include <string.h>

#include "read/sxp.h"

#define WIDTH 80
#define INDENT 4

static bool is_alnum(unsigned char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
	       (c >= 'A' && c <= 'Z');
}

/* Words that need no quotes: [A-Za-z0-9._:/~-]+, or "@" alone. */
static bool is_bare(const struct sxp *e)
{
	if (e->len == 1 && e->text[0] == '@')
		return true;
	for (size_t i = 0; i < e->len; i++)
		if (!is_alnum(e->text[i]) &&
		    (!e->text[i] || !strchr("._:/~-", e->text[i])))
			return false;
	return e->len > 0;
}

/* Python's repr picks the quote that needs no escape, single ones first. */
static char quote_for(const struct sxp *e)
{
	return memchr(e->text, '\'', e->len) && !memchr(e->text, '"', e->len) ?
		'"' : '\'';
}

/* How one byte stands in Python's repr of a string; returns its length. */
static size_t repr_byte(unsigned char c, char quote, char out[5])
{
	static const char named[] = "\tt\nn\rr";

	for (const char *p = named; *p; p += 2)
		if (c == (unsigned char)*p)
			return (size_t)snprintf(out, 5, "\\%c", p[1]);
	if (c == '\\' || c == (unsigned char)quote)
		return (size_t)snprintf(out, 5, "\\%c", c);
	if (c < 0x20 || c >= 0x7f)
		return (size_t)snprintf(out, 5, "\\x%02x", c);
	return (size_t)snprintf(out, 5, "%c", c);
}

static size_t put_atom(FILE *out, const struct sxp *e)
{
	char quote = quote_for(e);
	char piece[5];
	size_t n = 2;

	if (e->kind == SXP_BARE || (e->kind == SXP_ATOM && is_bare(e))) {
		if (out)
			fwrite(e->text, 1, e->len, out);
		return e->len;
	}
	if (out)
		fputc(quote, out);
	for (size_t i = 0; i < e->len; i++) {
		n += repr_byte(e->text[i], quote, piece);
		if (out)
			fputs(piece, out);
	}
	if (out)
		fputc(quote, out);
	return n;
}

/* Columns that e takes on one line; gives up beyond max. */
static size_t flat_width(const struct sxp *e, size_t max)
{
	size_t n = 2;

	if (e->kind != SXP_LIST)
		return put_atom(NULL, e);
	for (const struct sxp *s = e->first; s && n <= max; s = s->next)
		n += flat_width(s, max) + (s->next ? 1 : 0);
	return n;
}

static void put_flat(FILE *out, const struct sxp *e)
{
	if (e->kind != SXP_LIST) {
		put_atom(out, e);
		return;
	}
	fputc('(', out);
	for (const struct sxp *s = e->first; s; s = s->next) {
		put_flat(out, s);
		if (s->next)
			fputc(' ', out);
	}
	fputc(')', out);
}

static void put(FILE *out, const struct sxp *e, unsigned int indent)
{
	const struct sxp *s = e->first;

	if (e->kind != SXP_LIST || !s ||
	    indent + flat_width(e, WIDTH) < WIDTH) {
		put_flat(out, e);
		return;
	}
	fputc('(', out);
	put(out, s, indent + INDENT);
	for (s = s->next; s; s = s->next) {
		fprintf(out, "\n%*s", (int)indent + INDENT, "");
		put(out, s, indent + INDENT);
	}
	fprintf(out, "\n%*s)", (int)indent, "");
}

void sxp_print(FILE *out, const struct sxp *e)
{
	put(out, e, 0);
	fputc('\n', out);
}
