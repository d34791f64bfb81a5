/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * Complaints: what is no data is either something that only a program has
 * (then Python shall give the verdict) or something that neither Python nor
 * xl can mean (then it is an error here, with position and advice).
 *
 * The grammar stops at a token it cannot use. Whether Python could go on
 * from there depends on no more than that token, the one before it and the
 * innermost bracket, because everything before was literals.
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "lang/parse.h"
#include "lang/grammar.h"

#define ERRORS_MAX 20

struct pos place_pos(const struct parse *p, const struct place *at)
{
	return (struct pos){ p->file, at->line, at->column };
}

struct place place_within(const struct parse *p, const struct place *token,
			  size_t offset)
{
	struct place at = *token;

	for (size_t i = token->start; i < token->start + offset; i++) {
		at.column++;
		if (p->text[i] == '\n' ||
		    (p->text[i] == '\r' && p->text[i + 1] != '\n')) {
			at.line++;
			at.column = 1;
		}
	}
	at.start = at.end = token->start + offset;
	return at;
}

const char *place_quote(struct parse *p, const struct place *at)
{
	size_t len = at->end - at->start;
	char *s = arena_memdup0(p->arena, p->text + at->start,
				len > 40 ? 40 : len);

	for (char *c = s; *c; c++)
		if ((unsigned char)*c < ' ' || *c == '\x7f')
			*c = ' ';
	return len > 40 ? arena_printf(p->arena, "%s...", s) : s;
}

static void too_many(struct parse *p, const struct place *at)
{
	diag_add(p->diags, DIAG_TOO_MANY_ERRORS, place_pos(p, at), NULL,
		 "%d errors so far; the rest of the file is not read",
		 ERRORS_MAX);
	p->stop = true;
}

void complain(struct parse *p, enum diag_id id, const struct place *at,
	      const char *advice, const char *fmt, ...)
{
	struct diag *d;
	const char *text;
	va_list ap;

	if (p->stop)
		return;
	va_start(ap, fmt);
	text = arena_vprintf(p->arena, fmt, ap);
	va_end(ap);
	d = diag_add(p->diags, id, place_pos(p, at), NULL, "%s", text);
	if (advice)
		diag_advise(p->diags, d, "%s", advice);
	if (++p->errors == ERRORS_MAX)
		too_many(p, at);
}

void complain_program(struct parse *p, const struct place *at, const char *fmt,
		      ...)
{
	va_list ap;

	if (p->program)
		return;
	if (p->errors) {
		/* Its block makes sense to Python only. */
		p->stop |= p->tok.kind == T_KEYWORD && p->tok.first;
		return;
	}
	p->stop = true;
	va_start(ap, fmt);
	p->program_text = arena_vprintf(p->arena, fmt, ap);
	va_end(ap);
	p->program = true;
	p->program_place = *at;
}

/* -- lexemes --------------------------------------------------------------- */

/* Bytes that come from word processors and web pages, as UTF-8. */
static const struct {
	const char *bytes, *what, *advice;
} typographic[] = {
	{ "\xe2\x80\x9c", "a typographic quotation mark", "write \" instead" },
	{ "\xe2\x80\x9d", "a typographic quotation mark", "write \" instead" },
	{ "\xe2\x80\x9e", "a typographic quotation mark", "write \" instead" },
	{ "\xe2\x80\x98", "a typographic quotation mark", "write ' instead" },
	{ "\xe2\x80\x99", "a typographic quotation mark", "write ' instead" },
	{ "\xe2\x80\x93", "a typographic dash", "write - instead" },
	{ "\xe2\x80\x94", "a typographic dash", "write - instead" },
	{ "\xe2\x80\x8b", "an invisible character (zero width space)",
	  "delete it" },
	{ "\xef\xbb\xbf", "a byte-order mark inside the file", "delete it" },
	{ "\xc2\xa0", "a no-break space", "write an ordinary space instead" },
};

/* One is enough: the rest is no text either. */
static void nul(struct parse *p, const struct place *at)
{
	complain(p, DIAG_NUL_BYTE, at,
		 "this is no text file, or it was damaged", "a NUL byte");
	p->stop = true;
}

static void stray(struct parse *p)
{
	const struct place *at = &p->tok.place;
	const char *s = p->text + at->start;
	unsigned char c = (unsigned char)*s;

	if (!c) {
		nul(p, at);
		return;
	}
	for (size_t i = 0; i < sizeof(typographic) / sizeof(*typographic); i++)
		if (!strncmp(s, typographic[i].bytes,
			     strlen(typographic[i].bytes))) {
			complain(p, DIAG_STRAY_CHARACTER, at,
				 typographic[i].advice, "%s",
				 typographic[i].what);
			return;
		}
	if (c == '\\')
		complain(p, DIAG_STRAY_CHARACTER, at,
			 "to join lines it must be the last character of its "
			 "line, without blanks behind it",
			 "a backslash that does not end its line");
	else if (c < ' ' || c >= 0x7f)
		complain(p, DIAG_STRAY_CHARACTER, at,
			 "delete it, or put it between quotes",
			 "the byte 0x%02x outside of a string", c);
	else
		complain(p, DIAG_STRAY_CHARACTER, at,
			 "put text between quotes, a remark behind #",
			 "the character %c means nothing here", c);
}

static void open_string(struct parse *p, bool triple)
{
	const struct place *at = &p->tok.place;
	char quote = p->text[at->start + strcspn(p->text + at->start, "'\"")];

	if (at->end < p->len && !p->text[at->end]) {
		struct place end = place_within(p, at, at->end - at->start);

		nul(p, &end);
	} else if (triple) {
		complain(p, DIAG_STRING_UNTERMINATED, at,
			 arena_printf(p->arena, "close it with %c%c%c", quote,
				      quote, quote),
			 "this string is not closed before the file ends");
	} else {
		complain(p, DIAG_STRING_UNTERMINATED, at,
			 arena_printf(p->arena, "close it with %c", quote),
			 "this string is not closed on its line");
	}
}

void complain_lexeme(struct parse *p, int lexeme)
{
	if (lexeme == T_STRAY)
		stray(p);
	else
		open_string(p, lexeme == T_OPEN_TRIPLE);
}

/* -- tokens ---------------------------------------------------------------- */

static void syntax(struct parse *p, const struct place *at, const char *advice,
		   const char *text)
{
	complain(p, DIAG_SYNTAX, at, advice, "%s", text);
}

static bool is_word(const struct parse *p, const struct token *t,
		    const char *const *words)
{
	size_t len = t->place.end - t->place.start;

	for (; *words; words++)
		if (strlen(*words) == len &&
		    !memcmp(p->text + t->place.start, *words, len))
			return true;
	return false;
}

/* Words that go on after a value, and such that begin one. */
static const char *const infix_words[] = { "if", "and", "or", "in", "is",
					   "not", NULL };
static const char *const prefix_words[] = { "not", "lambda", "yield", NULL };

static bool ends_value(int kind)
{
	return kind == T_STRING || kind == T_NUMBER || kind == T_CONSTANT ||
	       kind == ']' || kind == ')' || kind == '}';
}

static bool in_bracket(const struct parse *p, char open)
{
	return p->depth && p->brackets[p->depth - 1].open == open;
}

static void unclosed(struct parse *p)
{
	const struct bracket *b = &p->brackets[p->depth - 1];
	char close = b->open == '[' ? ']' : b->open == '(' ? ')' : '}';

	complain(p, DIAG_BRACKET_UNBALANCED, &b->place,
		 arena_printf(p->arena, "close it with %c", close),
		 "this %c is never closed", b->open);
}

static void closer(struct parse *p)
{
	const struct token *t = &p->tok;

	if (p->matched && ends_value(p->prev.kind) && t->kind == '}')
		complain_program(p, &t->place, "a set");
	else if (p->matched)
		syntax(p, &t->place, "complete it, or delete what is too much",
		       arena_printf(p->arena, "a value is missing before %c",
				    t->kind));
	else if (p->depth)
		complain(p, DIAG_BRACKET_UNBALANCED, &t->place,
			 "brackets close in the reverse order they open",
			 "this %c does not close the %c of line %u", t->kind,
			 p->brackets[p->depth - 1].open,
			 p->brackets[p->depth - 1].place.line);
	else
		complain(p, DIAG_BRACKET_UNBALANCED, &t->place,
			 "delete it, or open its partner before it",
			 "this %c closes nothing", t->kind);
}

/* a-b = 1: xm saw an assignment to a difference, xl a bad character. */
static bool hyphened_name(struct parse *p)
{
	size_t at = p->tok.place.start;
	size_t n;

	if (p->tok.kind != '-')
		return false;
	n = strspn(p->text + at,
		   "-_.abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
		   "0123456789");
	if (!token_assigned(p, at + n, false) || p->text[at + n] == '+')
		return false;
	syntax(p, &p->tok.place, "write _ instead",
	       "a name cannot hold a -");
	return true;
}

/* A statement that begins with a name which nothing is assigned to. */
static void after_first_name(struct parse *p)
{
	const char *name = place_quote(p, &p->prev.place);
	const struct place *at = &p->prev.place;

	if (hyphened_name(p))
		return;
	switch (p->tok.kind) {
	case '(':
		complain_program(p, at, "a call of %s", name);
		break;
	case '[':
		complain_program(p, at, "an item of %s", name);
		break;
	case ']':
	case ')':
	case '}':
		closer(p);
		break;
	case ':':
		syntax(p, &p->tok.place, "write = instead",
		       "a : does not assign");
		break;
	case T_KEYWORD:
		if (is_word(p, &p->tok, infix_words)) {
			complain_program(p, at, "an expression with %s", name);
			break;
		}
		/* fall through */
	case T_NAME:
	case T_NUMBER:
	case T_STRING:
	case T_CONSTANT:
	case '{':
		syntax(p, &p->tok.place, "write NAME = VALUE",
		       arena_printf(p->arena, "no = after the name %s", name));
		break;
	default:
		complain_program(p, at, "an expression with %s", name);
	}
}

/* A name that stands for a value: a variable, or text without quotes. */
static void after_name(struct parse *p)
{
	const char *name = place_quote(p, &p->prev.place);

	switch (p->tok.kind) {
	case ']':
	case ')':
	case '}':
		closer(p);
		break;
	case T_KEYWORD:
		if (is_word(p, &p->tok, infix_words)) {
			complain_program(p, &p->prev.place, "the name %s as a "
					 "value", name);
			break;
		}
		/* fall through */
	case T_NAME:
	case T_NUMBER:
	case T_STRING:
	case T_CONSTANT:
	case '{':
	case ':':
	case T_APPEND:
		syntax(p, &p->prev.place, "put text between quotes",
		       arena_printf(p->arena, "%s is no value here", name));
		break;
	default:
		complain_program(p, &p->prev.place, "the name %s as a value",
				 name);
	}
}

static void missing_value(struct parse *p)
{
	struct place at = p->prev.place;

	at.column += (unsigned int)(at.end - at.start);
	if (p->prev.kind == T_NEWLINE || p->prev.kind == START_FILE)
		at = p->tok.place;
	syntax(p, &at, p->tok.kind == T_OPERATOR ? "put text between quotes" :
	       p->tok.kind == ',' ? "delete the comma, or write a value" :
				    "write one, or delete the line",
	       p->tok.kind == T_NEWLINE || p->tok.kind == END ?
		       "a value is missing at the end of the line" :
		       arena_printf(p->arena, "a value is missing before %s",
				    place_quote(p, &p->tok.place)));
}

/* Two values side by side, or a value and something that is none. */
static void surplus(struct parse *p)
{
	const char *what = place_quote(p, &p->tok.place);

	if (p->depth && (p->tok.kind == ';' || p->tok.kind == END ||
			 (p->tok.kind == T_NAME &&
			  token_assigned(p, p->tok.place.end, true)))) {
		unclosed(p);
		return;
	}
	syntax(p, &p->tok.place,
	       p->depth ? "separate items with a comma; close strings with "
			  "the quote that opened them" :
	       token_assigned(p, p->tok.place.end, false) ?
			  "begin a new line, or separate with ;" :
			  "write one value; put text between quotes",
	       arena_printf(p->arena, "%s cannot follow a value", what));
}

/* The token before it ended a value. */
static void after_value(struct parse *p)
{
	const struct token *t = &p->tok;
	char c = p->text[t->place.start];
	const char *what = place_quote(p, &t->place);

	switch (t->kind) {
	case T_OPERATOR:
		if (strchr("@~`", c) || (what[1] == '=' && strchr("-*/%&|^",
								   c)))
			surplus(p);
		else
			complain_program(p, &t->place, "the operator %s", what);
		break;
	case '-':
	case '+':
		complain_program(p, &t->place, "the operator %s", what);
		break;
	case '(':
		complain_program(p, &t->place, "a call");
		break;
	case '[':
		complain_program(p, &t->place, "an item of a value");
		break;
	case T_KEYWORD:
		if (is_word(p, t, infix_words) ||
		    (p->depth && !strcmp(what, "for")))
			complain_program(p, &t->place, "an expression with %s",
					 what);
		else
			surplus(p);
		break;
	case ',':
		if (in_bracket(p, '{'))
			complain_program(p, &t->place, "a set");
		else
			surplus(p);
		break;
	case ']':
	case ')':
	case '}':
		closer(p);
		break;
	case '=':
	case T_APPEND:
		if (p->prev.first && p->prev.kind == T_CONSTANT &&
		    p->text[p->prev.place.start] != 'N')
			complain_program(p, &p->prev.place, "an assignment to "
					 "%s", place_quote(p, &p->prev.place));
		else if (p->prev.kind == T_STRING && p->prev.first)
			syntax(p, &p->prev.place,
			       "write the name without quotes",
			       "a string cannot be assigned to");
		else
			surplus(p);
		break;
	case ':':
		if (!p->depth) {
			syntax(p, &t->place, "write NAME = VALUE",
			       "a : does not assign");
			break;
		}
		/* fall through */
	default:
		surplus(p);
	}
}

/* A value is to begin here. */
static void before_value(struct parse *p)
{
	const struct token *t = &p->tok;
	char c = p->text[t->place.start];
	bool sign = p->prev.kind == '-' || p->prev.kind == '+';
	const char *what = place_quote(p, &t->place);

	switch (t->kind) {
	case T_NAME:
		if (p->depth && token_assigned(p, t->place.end, true))
			unclosed(p);
		else
			complain_program(p, &t->place, "the name %s as a "
					 "value", what);
		break;
	case T_KEYWORD:
		if (t->first)
			complain_program(p, &t->place, "the statement %s",
					 what);
		else if (is_word(p, t, prefix_words))
			complain_program(p, &t->place, "an expression with %s",
					 what);
		else
			syntax(p, &t->place, "put text between quotes",
			       arena_printf(p->arena, "the word %s is no value",
					    what));
		break;
	case T_OPERATOR:
		if (c == '~' || c == '`' || (c == '@' && t->first))
			complain_program(p, &t->place, "the operator %s", what);
		else
			missing_value(p);
		break;
	case T_STRING:
	case T_CONSTANT:
	case '(':
	case '[':
	case '{':
		if (sign)
			complain_program(p, &p->prev.place, "the operator %s",
					 place_quote(p, &p->prev.place));
		else
			surplus(p);
		break;
	case ']':
	case ')':
	case '}':
		closer(p);
		break;
	case ';':
		if (p->depth) {
			unclosed(p);
			break;
		}
		/* fall through */
	default:
		missing_value(p);
	}
}

static void judge(struct parse *p)
{
	if (p->tok.kind == END && p->depth)
		unclosed(p);
	else if (p->prev.kind == T_NAME && p->prev.first)
		after_first_name(p);
	else if (p->prev.kind == T_NAME)
		after_name(p);
	else if (p->prev.kind == T_PASS)
		surplus(p);
	else if (ends_value(p->prev.kind))
		after_value(p);
	else
		before_value(p);
}

void complain_syntax(struct parse *p)
{
	int kind = p->tok.kind;

	if (kind != T_BAD && !p->stop)
		judge(p);
	if (kind != T_NEWLINE && kind != END)
		p->resume = true;
}
