/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * From lexemes to tokens: line ends count outside brackets only, words may be
 * keywords, and what the layout needs (comments, empty lines) is recorded.
 */
#include <stdlib.h>
#include <string.h>

#include "lang/parse.h"
#include "lang/grammar.h"
#include "lang/lexer.h"
#include "lang/number.h"

/* Python 2.7's reserved words; as and with are reserved since 2.6. */
static const char *const keywords[] = {
	"and",	  "as",	    "assert", "break",	"class",  "continue", "def",
	"del",	  "elif",   "else",   "except", "exec",	  "finally",  "for",
	"from",	  "global", "if",     "import", "in",	  "is",	      "lambda",
	"not",	  "or",	    "pass",   "print",	"raise",  "return",   "try",
	"while",  "with",   "yield",
};

static const char *const constants[] = { "False", "None", "True" };

/* What xm puts into a script's names before it runs, dots may follow. */
static const char *const predefined[] = {
	"Vars", "errno", "os", "re", "socket", "struct", "sys", "xm_file",
	"xm_help", "xm_vars",
};

struct word {
	const char *s;
	size_t len;
};

static int word_compare(const void *key, const void *row)
{
	const struct word *w = key;
	const char *name = *(const char *const *)row;
	int diff = strncmp(w->s, name, w->len);

	return diff ? diff : -(name[w->len] != '\0');
}

#define IN_TABLE(table, s, len)						\
	(bsearch(&(struct word){ s, len }, table,			\
		 sizeof(table) / sizeof(*(table)), sizeof(*(table)),	\
		 word_compare) != NULL)

static bool token_predefined(const char *s, size_t len)
{
	return IN_TABLE(predefined, s, len);
}

bool token_is_keyword(const char *s, size_t len)
{
	return IN_TABLE(keywords, s, len);
}

static bool is_word_char(unsigned char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
	       (c >= '0' && c <= '9');
}

size_t token_number_length(const char *s, size_t len)
{
	size_t n;

	if (number_form(s, len).xl || number_form(s, len).xm)
		return len;
	/* Python reads 1if as 1, if */
	n = number_prefix(s, len);
	for (size_t i = n; n && i <= len; i++)
		if (i > n && IN_TABLE(keywords, s + n, i - n))
			return n;
	return len;
}

bool token_assigned(const struct parse *p, size_t at, bool over_lines)
{
	const char *s = p->text;

	for (; at < p->len; at++) {
		if (over_lines && s[at] == '#')
			at += strcspn(s + at, "\r\n");
		if (!strchr(over_lines ? " \t\f\r\n" : " \t", s[at]) || !s[at])
			break;
	}
	if (s[at] == '+')
		at++;
	return s[at] == '=' && s[at + 1] != '=';
}

/* The first token of a statement, so that a name here may be a target. */
static bool at_statement(const struct parse *p)
{
	return !p->depth && (p->line_empty || p->prev.kind == ';');
}

size_t token_dotted_length(struct parse *p, const char *s, size_t len)
{
	size_t first = strcspn(s, ".");

	if (p->depth || !(p->line_empty || p->tok.kind == ';') ||
	    !token_assigned(p, p->offset, false))
		return first;
	if (p->dialect != DIALECT_XL && token_predefined(s, first))
		return first;
	return len;
}

void token_restart(struct parse *p, size_t offset)
{
	if (p->scanner)
		lang_yylex_destroy(p->scanner);
	lang_yylex_init_extra(p, (yyscan_t *)&p->scanner);
	lang_yy_scan_bytes(p->text + offset, (int)(p->len - offset),
			   p->scanner);
	p->offset = offset;
	p->depth = 0;
	p->line_empty = true;
	p->comment = (struct place){ 0 };
}

static bool is_newline(const struct parse *p, size_t at)
{
	return p->text[at] == '\n' ||
	       (p->text[at] == '\r' && p->text[at + 1] != '\n');
}

/* Moves line and line_start over the bytes from one offset to another. */
static void count_lines(struct parse *p, size_t from, size_t to)
{
	for (size_t i = from; i < to; i++)
		if (is_newline(p, i)) {
			p->line++;
			p->line_start = i + 1;
		}
}

/* Does a line that starts here look like the beginning of a statement? */
static bool begins_statement(const struct parse *p, size_t at)
{
	size_t i = at;

	while (is_word_char((unsigned char)p->text[i]) || p->text[i] == '.')
		i++;
	return i > at && !(p->text[at] >= '0' && p->text[at] <= '9') &&
	       token_assigned(p, i, false);
}

/* The offset of the line after the one at; p->len: there is none. */
static size_t line_after(const struct parse *p, size_t at)
{
	while (at < p->len && !is_newline(p, at))
		at++;
	return at < p->len ? at + 1 : at;
}

/*
 * After an error: on to the next line, or out of brackets and strings to the
 * next one that looks like a statement's first.
 */
static int resume(struct parse *p)
{
	const struct place *bad = &p->tok.place;
	size_t at = bad->end;

	/* An unterminated """ swallowed the rest: only one line is bad. */
	if (p->tok.kind == T_BAD) {
		at = bad->start;
		p->line = bad->line;
		p->line_start = at - (bad->column - 1);
	}
	/* A bracket that is not closed before the next statement begins. */
	if (p->depth && p->tok.kind == T_NAME &&
	    p->line_start > p->brackets[0].place.start &&
	    begins_statement(p, p->line_start))
		at = p->line_start;
	else
		do {
			size_t from = at;

			at = line_after(p, at);
			count_lines(p, from, at);
		} while (at < p->len && p->depth && !begins_statement(p, at));
	p->resume = false;
	token_restart(p, at);
	return T_NEWLINE;
}

/* A statement that is not at the margin: xl does not mind, Python does. */
static void check_indent(struct parse *p)
{
	size_t at = p->tok.place.start - (p->tok.place.column - 1);
	size_t column = 0;

	for (; at < p->tok.place.start; at++) {
		if (p->text[at] == '\f')
			column = 0;
		else if (p->text[at] == ' ' || p->text[at] == '\t')
			column++;
	}
	if (column)
		dialect_strong(p, DIALECT_XL, &p->tok.place,
			       "an indented statement", NULL);
}

static int word_token(struct parse *p)
{
	const char *s = p->text + p->tok.place.start;
	size_t len = p->tok.place.end - p->tok.place.start;
	bool target = at_statement(p) &&
		      token_assigned(p, p->tok.place.end, false);

	if (IN_TABLE(constants, s, len))
		return T_CONSTANT;
	if (!IN_TABLE(keywords, s, len))
		return T_NAME;
	if (target)
		return T_NAME;
	if (len == 4 && !memcmp(s, "pass", 4) && at_statement(p))
		return T_PASS;
	return T_KEYWORD;
}

static int open_bracket(struct parse *p, int kind)
{
	if (p->depth == LANG_NESTING_MAX) {
		complain(p, DIAG_NESTING_TOO_DEEP, &p->tok.place,
			 "no setting needs that; is one never closed?",
			 "brackets are nested more than %d deep",
			 LANG_NESTING_MAX);
		p->stop = true;
		return T_BAD;
	}
	p->brackets[p->depth].open = (char)kind;
	p->brackets[p->depth++].place = p->tok.place;
	return kind;
}

static int newline(struct parse *p)
{
	size_t at = p->tok.place.start;

	p->line++;
	p->line_start = p->tok.place.end;
	/* To xl a comment runs to the line feed, whatever it holds. */
	if (p->text[at] == '\r' &&
	    (p->comment_last != at || p->text[at + 1] != '\n'))
		dialect_weak(p, DIALECT_XM, &p->tok.place,
			     "a line end with a carriage return");
	if (p->depth)
		return T_BLANK;
	if (p->line_empty) {
		layout_empty_line(p, p->tok.place.end);
		return T_BLANK;
	}
	return T_NEWLINE;
}

/* The text's end also ends a line that has no line end of its own. */
static int end_of_text(struct parse *p)
{
	p->tok.place.start = p->tok.place.end = p->len;
	if (p->comment.end && p->comment.end == p->len)
		dialect_weak(p, DIALECT_XM, &p->comment,
			     "a last line that is a comment without a line end");
	if (p->depth)
		return END;
	if (!p->line_empty)
		return T_NEWLINE;
	if (p->covered < p->len)
		layout_empty_line(p, p->len);
	return END;
}

static int comment(struct parse *p)
{
	p->comment_last = p->tok.place.end;
	if (p->depth)
		layout_inner_comment(p);
	else
		p->comment = p->tok.place;
	return T_BLANK;
}

static int semicolon(struct parse *p)
{
	if (!p->depth && (p->line_empty || p->prev.kind == ';'))
		dialect_strong(p, DIALECT_XL, &p->tok.place,
			       "an empty statement (; without one before it)",
			       NULL);
	return ';';
}

/* What a lexeme is where it stands; T_BLANK: nothing to the grammar. */
static int token_of(struct parse *p, int lexeme)
{
	switch (lexeme) {
	case END:
		return end_of_text(p);
	case T_NEWLINE:
		return newline(p);
	case T_COMMENT:
		return comment(p);
	case T_FORM_FEED:
		dialect_weak(p, DIALECT_XM, &p->tok.place, "a form feed");
		return T_BLANK;
	case T_JOIN:
		dialect_strong(p, DIALECT_XM, &p->tok.place,
			       "a line joined with a backslash", NULL);
		return T_BLANK;
	case T_NAME:
		return word_token(p);
	case '[':
	case '(':
	case '{':
		return open_bracket(p, lexeme);
	case ';':
		return semicolon(p);
	case T_OPEN_STRING:
	case T_OPEN_TRIPLE:
	case T_STRAY:
		complain_lexeme(p, lexeme);
		return T_BAD;
	default:
		return lexeme;
	}
}

/* Gives tok its line and column, and moves on over its line ends. */
static void locate(struct parse *p, int lexeme)
{
	struct place *at = &p->tok.place;

	at->line = p->line;
	at->column = (unsigned int)(at->start - p->line_start) + 1;
	if (lexeme == T_STRING || lexeme == T_OPEN_TRIPLE || lexeme == T_JOIN)
		count_lines(p, at->start, at->end);
}

static bool closes(int kind, char open)
{
	return (kind == ']' && open == '[') || (kind == ')' && open == '(') ||
	       (kind == '}' && open == '{');
}

static void give_out(struct parse *p, int kind)
{
	p->tok.kind = kind;
	p->tok.first = at_statement(p);
	p->matched = p->depth &&
		     closes(kind, p->brackets[p->depth - 1].open);
	p->depth -= p->matched;
	if (p->line_empty && kind != END && kind != T_NEWLINE)
		check_indent(p);
	p->line_empty = kind == T_NEWLINE;
}

int lang_next(union lang_symbol *sym, struct place *at, struct parse *p)
{
	int kind;

	if (p->start) {
		kind = p->start;
		p->start = 0;
		*at = (struct place){ 0 };
		return kind;
	}
	p->prev = p->tok;
	if (p->stop) {
		kind = p->line_empty ? END : T_NEWLINE;
	} else if (p->resume) {
		kind = resume(p);
		p->tok.place.start = p->tok.place.end = p->offset;
	} else {
		do {
			int lexeme = lang_yylex(p->scanner);

			locate(p, lexeme);
			kind = token_of(p, lexeme);
		} while (kind == T_BLANK);
	}
	give_out(p, kind);
	*at = p->tok.place;
	return kind;
}
