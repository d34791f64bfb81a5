/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * The dialect: forced by an option or a mode line, else by what only one of
 * the two could mean, else what the caller says an ambiguous file is.
 *
 * Evidence is strong (values, names, statements) or weak (line ends and other
 * traces of editors). Strong evidence for both is an error; weak evidence
 * counts only where there is no strong.
 */
#include "config.h"

#include <ctype.h>
#include <stdarg.h>
#include <string.h>

#include "base/arena.h"
#include "lang/parse.h"

#define MODE_LINES 5	/* at either end of the file */
#define MODE_MARK "xmxl:"

static const char *const dialect_names_known[] = {
	[DIALECT_AUTO] = "auto",
	[DIALECT_XM] = "xm",
	[DIALECT_XL] = "xl",
};

const char *dialect_name(enum dialect d)
{
	return dialect_names_known[d];
}

int dialect_parse(const char *word, enum dialect *d)
{
	for (int i = DIALECT_AUTO; i <= DIALECT_XL; i++) {
		if (!strcmp(word, dialect_names_known[i])) {
			*d = i;
			return 0;
		}
	}
	return -1;
}

static void only(struct parse *p, enum dialect d, const struct place *at,
		 const char *text)
{
	if (d == DIALECT_XM)
		complain(p, DIAG_ONLY_XM, at,
			 "write it as xl reads it, or leave the dialect to be "
			 "detected",
			 "%s: xm reads that, xl does not, and the dialect is "
			 "set to xl", text);
	else
		complain(p, DIAG_ONLY_XL, at,
			 "write it as Python reads it, or leave the dialect to "
			 "be detected",
			 "%s: xl reads that, xm (Python) does not, and the "
			 "dialect is set to xm", text);
}

bool dialect_wanted(const struct parse *p, enum dialect d)
{
	bool refused = p->dialect && p->dialect != d;

	return !p->stop && (refused || !p->strong[d].text);
}

void dialect_strong(struct parse *p, enum dialect d, const struct place *at,
		    const char *what, const struct place *quoted)
{
	struct evidence *e = &p->strong[d];

	if (!dialect_wanted(p, d))
		return;
	if (quoted)
		what = arena_printf(p->arena, "%s %s", what,
				    place_quote(p, quoted));
	if (!e->text)
		*e = (struct evidence){ *at, what };
	if (p->dialect && p->dialect != d)
		only(p, d, at, what);
}

void dialect_weak(struct parse *p, enum dialect d, const struct place *at,
		  const char *text)
{
	if (!p->weak[d].text)
		p->weak[d] = (struct evidence){ *at, text };
}

void dialect_names(struct parse *p, const struct place *at, const char *fmt,
		   ...)
{
	va_list ap;

	if (p->names.text)
		return;
	va_start(ap, fmt);
	p->names = (struct evidence){ *at, arena_vprintf(p->arena, fmt, ap) };
	va_end(ap);
}

/* -- before the text is read ----------------------------------------------- */

/* The offset of the line after the one at i. */
static size_t next_line(const struct parse *p, size_t i)
{
	while (i < p->len && p->text[i] != '\n' && p->text[i] != '\r')
		i++;
	if (i < p->len && p->text[i] == '\r' && p->text[i + 1] == '\n')
		i++;
	return i < p->len ? i + 1 : i;
}

static void bad_mode(struct parse *p, const struct place *at, const char *word)
{
	complain(p, DIAG_MODE_LINE_INVALID, at,
		 "write # xmxl: dialect=xm, dialect=xl or dialect=auto",
		 "the mode line says \"%s\"", word);
}

static void mode_word(struct parse *p, const struct place *at,
		      const char *word)
{
	if (!strcmp(word, "dialect=xm"))
		p->dialect = DIALECT_XM;
	else if (!strcmp(word, "dialect=xl"))
		p->dialect = DIALECT_XL;
	else if (strcmp(word, "dialect=auto"))
		bad_mode(p, at, word);
}

/* One line: # xmxl: dialect=xl */
static void mode_line(struct parse *p, size_t start, size_t end,
		      unsigned int line)
{
	struct place at = { start, end, line, 1 };
	char *s = arena_memdup0(p->arena, p->text + start, end - start);
	char *rest = NULL, *word;

	s += strspn(s, " \t#");
	if (strncmp(s, MODE_MARK, strlen(MODE_MARK)))
		return;
	s += strlen(MODE_MARK);
	word = strtok_r(s, " \t\r\n", &rest);
	if (!word)
		bad_mode(p, &at, "");
	for (; word; word = strtok_r(NULL, " \t\r\n", &rest))
		mode_word(p, &at, word);
}

static bool is_comment(const struct parse *p, size_t i)
{
	while (p->text[i] == ' ' || p->text[i] == '\t')
		i++;
	return p->text[i] == '#';
}

static void find_mode_lines(struct parse *p, size_t start)
{
	unsigned int lines = 0, line = 0;
	size_t next;

	for (size_t i = start; i < p->len; i = next_line(p, i))
		lines++;
	for (size_t i = start; i < p->len; i = next) {
		next = next_line(p, i);
		line++;
		if ((line <= MODE_LINES || line + MODE_LINES > lines) &&
		    is_comment(p, i))
			mode_line(p, i, next, line);
	}
}

/* PEP 263: a comment in line 1 or 2 that names the encoding. */
static void coding_line(struct parse *p, size_t start, size_t end)
{
	const char *s = p->text + start, *stop = p->text + end;

	while ((s = memmem(s, (size_t)(stop - s), "coding", 6))) {
		size_t n = 0;

		s += 6;
		if (*s != ':' && *s != '=')
			continue;
		s += 1 + strspn(s + 1, " \t");
		while (isalnum((unsigned char)s[n]) || (s[n] &&
							strchr("-_.", s[n])))
			n++;
		if (n) {
			char *name = arena_memdup0(p->arena, s, n);

			for (char *c = name; *c; c++)
				*c = *c == '_' ? '-' :
					(char)tolower((unsigned char)*c);
			/* ASCII declares nothing beyond itself. */
			if (!strcmp(name, "ascii") || !strcmp(name, "us-ascii"))
				return;
			p->encoding = name;
			return;
		}
	}
}

static void find_coding(struct parse *p, size_t start)
{
	for (int line = 0; line < 2 && !p->encoding; line++) {
		size_t end = next_line(p, start);

		if (is_comment(p, start))
			coding_line(p, start, end);
		start = end;
	}
}

static void find_non_ascii(struct parse *p, size_t start)
{
	struct place whole = { start, p->len, 1, 1 };
	size_t i = start;

	while (i < p->len && (unsigned char)p->text[i] < 0x80)
		i++;
	if (i == p->len)
		return;
	p->non_ascii = place_within(p, &whole, i - start);
	if (!p->encoding)
		dialect_weak(p, DIALECT_XL, &p->non_ascii,
			     "a character beyond ASCII in a file without a "
			     "coding line");
}

void dialect_prepare(struct parse *p, const struct lang_options *opt)
{
	bool bom = p->len >= 3 && !memcmp(p->text, "\xef\xbb\xbf", 3);
	struct place start = { 0, 3, 1, 1 };

	if (bom) {
		p->encoding = "utf-8";
		p->line_start = 3;
		dialect_weak(p, DIALECT_XM, &start, "a byte-order mark");
	}
	find_mode_lines(p, p->line_start);
	if (opt->dialect)
		p->dialect = opt->dialect;
	find_coding(p, p->line_start);
	find_non_ascii(p, p->line_start);
}

/* -- after it was read ----------------------------------------------------- */

static int conflict(struct parse *p)
{
	const struct evidence *xm = &p->strong[DIALECT_XM];
	const struct evidence *xl = &p->strong[DIALECT_XL];

	complain(p, DIAG_DIALECT_CONFLICT, &xm->place,
		 "correct one, or set the dialect (--dialect, or a line "
		 "\"# xmxl: dialect=xm\")",
		 "only xm reads this (%s), but only xl reads line %u column "
		 "%u (%s)", xm->text, xl->place.line, xl->place.column,
		 xl->text);
	return -1;
}

/* The evidence for a dialect that counts most, or NULL. */
static const struct evidence *best(const struct parse *p, enum dialect d)
{
	if (p->strong[d].text)
		return &p->strong[d];
	if (d == DIALECT_XL && p->names.text)
		return &p->names;
	return p->weak[d].text ? &p->weak[d] : NULL;
}

static bool is_weak(const struct parse *p, enum dialect d)
{
	return best(p, d) == &p->weak[d];
}

static enum dialect detect(const struct parse *p, enum dialect ambiguous)
{
	const struct evidence *xm = best(p, DIALECT_XM);
	const struct evidence *xl = best(p, DIALECT_XL);

	if (xm && (!xl || (is_weak(p, DIALECT_XL) && !is_weak(p, DIALECT_XM))))
		return DIALECT_XM;
	if (xl && (!xm || (is_weak(p, DIALECT_XM) && !is_weak(p, DIALECT_XL))))
		return DIALECT_XL;
	return ambiguous;
}

/* Text beyond ASCII: say how it was taken when a tool would not have it. */
static void note_non_ascii(struct parse *p, enum dialect ambiguous, bool forced)
{
	struct pos pos = place_pos(p, &p->non_ascii);
	struct diags *ds = p->diags;

	if (!p->non_ascii.line || p->encoding)
		return;
	if (p->dialect == DIALECT_XM)
		diag_add(ds, DIAG_CODING_MISSING, pos, NULL,
			 "text beyond ASCII without a coding line: xm under "
			 "Python 2.5 and later refused such a file; its bytes "
			 "are kept as they are");
	else if (!forced && ambiguous == DIALECT_XM && is_weak(p, DIALECT_XL))
		diag_advise(ds, diag_add(ds, DIAG_CODING_MISSING, pos, NULL,
					 "text beyond ASCII without a coding "
					 "line: the file is taken for xl's, as "
					 "xm under Python 2.5 and later "
					 "refused such a file"),
			    "if it is xm's, say so with --dialect=xm or a line "
			    "\"# xmxl: dialect=xm\"");
}

int dialect_decide(struct parse *p, enum dialect ambiguous,
		   struct lang_parsed *out)
{
	const struct evidence *e;

	out->forced = p->dialect != DIALECT_AUTO;
	if (p->names.text && (p->dialect == DIALECT_XM ||
			      (!out->forced && p->strong[DIALECT_XM].text))) {
		complain_program(p, &p->names.place, "%s", p->names.text);
		return -1;
	}
	if (!out->forced && p->strong[DIALECT_XM].text &&
	    p->strong[DIALECT_XL].text)
		return conflict(p);
	if (!out->forced)
		p->dialect = detect(p, ambiguous);
	out->dialect = p->dialect;
	e = best(p, p->dialect);
	if (e) {
		out->evidence = true;
		out->evidence_pos = place_pos(p, &e->place);
		out->evidence_text = e->text;
	}
	note_non_ascii(p, ambiguous, out->forced);
	return 0;
}
