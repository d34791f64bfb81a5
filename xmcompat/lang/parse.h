/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * What the lexer, the grammar and the passes behind them share while one text
 * is read. Nothing outside lang/ includes this.
 *
 * The passes: lexer.l cuts the text into lexemes, token.c makes tokens of
 * them (and keeps the layout), grammar.y builds values, complaint.c judges
 * what is no data, dialect.c decides whose meaning applies, literal.c gives
 * values that meaning, assign.c binds names.
 */
#ifndef XMCOMPAT_LANG_PARSE_H
#define XMCOMPAT_LANG_PARSE_H

#include "lang/lang.h"

/* Where a token, or a run of them, stands in the text. */
struct place {
	size_t start, end;
	unsigned int line, column;	/* of start */
};

/* One quoted piece of a string; adjacent pieces make one string. */
struct piece {
	struct place place;
	struct piece *next;
};

/* The signs before a number. */
struct signs {
	bool negative;
	bool minus;	/* there was one */
	bool folds;	/* the one minus is the last sign */
};

/*
 * A literal whose meaning depends on the dialect: it gets its value when the
 * dialect is known.
 */
struct pending {
	struct value *value;
	struct piece *pieces;		/* string; NULL: a number */
	struct place place;		/* number: without its signs */
	struct signs signs;
	struct pending *next;
};

/* A string while its pieces are collected. */
struct quoting {
	struct piece *first, *last;
};

struct assignment {
	const char *name;
	struct place place;	/* of the name */
	struct value *value;
	bool append;
};

struct evidence {
	struct place place;
	const char *text;	/* "the value True"; NULL: none */
};

struct bracket {
	char open;
	struct place place;
};

struct token {
	int kind;
	struct place place;
	bool first;		/* of its statement */
};

struct parse {
	struct arena *arena;
	const char *file;
	const char *text;
	size_t len;
	struct diags *diags;
	struct tree *tree;
	struct value *value;	/* lang_parse_value's result */

	/* lexer.l and token.c */
	void *scanner;
	int start;		/* token that selects the grammar's entry */
	size_t base;		/* bytes before what the scanner was given */
	size_t offset;		/* bytes the scanner has consumed */
	unsigned int line;
	size_t line_start;	/* offset of the current line's first byte */
	struct token prev, tok;	/* the last two tokens given out */
	size_t comment_last;	/* end of the last comment */
	bool line_empty;	/* no token yet on this logical line */
	bool resume;		/* an error: go on at the next statement */
	bool matched;		/* tok closed the bracket brackets[depth] */
	struct bracket brackets[LANG_NESTING_MAX];
	unsigned int depth;

	/* layout.c */
	size_t covered;		/* end of the last statement */
	struct place comment;	/* of the current line; end 0: none */
	size_t stmt_first;	/* current statement's first row */
	bool stmt_open;

	/* grammar.y */
	struct assignment *assigns;
	size_t nassigns, assigns_room;
	bool lists_shared;	/* a = b = [...] */
	struct pending *pending, **pending_tail;
	struct pending *dicts;
	unsigned int octals;	/* strings that lose octal escapes in xl */
	struct place *targets;	/* names of an assignment in the making */
	size_t ntargets, targets_room;

	/* complaint.c */
	unsigned int errors;
	bool stop;		/* too many errors, or one beyond repair */
	bool program;
	struct place program_place;
	const char *program_text;

	/* dialect.c: [DIALECT_XM], [DIALECT_XL] */
	enum dialect dialect;	/* forced, or AUTO until decided */
	bool mode_line;
	const char *encoding;	/* of a coding line or BOM, or NULL */
	struct place non_ascii;	/* first such byte; line 0: none */
	struct evidence strong[3], weak[3];
	struct evidence names;	/* for xl, unless the script knows the name */
};

/* What bison keeps for each symbol. */
union lang_symbol {
	struct value *value;
	struct quoting quoting;
	struct signs signs;
};

struct pos place_pos(const struct parse *p, const struct place *at);
/* The place of one byte inside a token that may span lines. */
struct place place_within(const struct parse *p, const struct place *token,
			  size_t offset);
/* A printable copy of the text at a place, shortened if it is long. */
const char *place_quote(struct parse *p, const struct place *at);

/* token.c: the next token for the grammar. */
int lang_next(union lang_symbol *sym, struct place *at, struct parse *p);
/* Bytes of a number-like lexeme that belong to the number (1if: 1). */
size_t token_number_length(const char *s, size_t len);
/* Bytes of a dotted name to take as one key; the rest is an attribute. */
size_t token_dotted_length(struct parse *p, const char *s, size_t len);
bool token_is_keyword(const char *s, size_t len);
/* Is text[at] (blanks skipped) = or +=, and not ==? */
bool token_assigned(const struct parse *p, size_t at, bool over_lines);
/* Starts reading at the given byte, which begins a line. */
void token_restart(struct parse *p, size_t offset);

/* layout.c: statements and comments, so that they cover the text. */
void layout_statement(struct parse *p, enum stmt_kind kind, const char *name,
		      const struct value *value, bool append);
void layout_end(struct parse *p, size_t end);
void layout_line_end(struct parse *p, size_t end);
void layout_empty_line(struct parse *p, size_t end);
void layout_inner_comment(struct parse *p);
/* An error: what was begun is no statement. */
void layout_drop(struct parse *p);

/* literal.c */
struct value *literal_string(struct parse *p, const struct quoting *q);
void literal_quote(struct parse *p, struct quoting *q, const struct place *at);
struct value *literal_number(struct parse *p, const struct place *at);
struct value *literal_signed(struct parse *p, const struct place *whole,
			     const struct place *number, struct signs signs);
struct value *literal_constant(struct parse *p, const struct place *at);
/* Gives all pending literals their meaning in p->dialect. */
void literal_settle(struct parse *p);
/* A dictionary was read: its keys are examined when they have values. */
void literal_dict(struct parse *p, struct value *v, const struct place *at);

/* assign.c */
void assign_target(struct parse *p, const struct place *name);
void assign_value(struct parse *p, struct value *v, bool append);
/* Evidence from names: += of what was never set. */
void assign_examine(struct parse *p);
void assign_bind(struct parse *p);

/* dialect.c */
/* what (and the text at quoted, unless NULL) belongs to one dialect only. */
void dialect_strong(struct parse *p, enum dialect d, const struct place *at,
		    const char *what, const struct place *quoted);
/* Would dialect_strong() do anything? */
bool dialect_wanted(const struct parse *p, enum dialect d);
void dialect_weak(struct parse *p, enum dialect d, const struct place *at,
		  const char *text);
/* Reads mode and coding lines; may force p->dialect. */
void dialect_prepare(struct parse *p, const struct lang_options *opt);
/* Settles p->dialect; -1 on conflicting evidence. */
int dialect_decide(struct parse *p, enum dialect ambiguous,
		   struct lang_parsed *out);

/* Evidence for xl unless a variable from outside has that name. */
void dialect_names(struct parse *p, const struct place *at, const char *fmt,
		   ...) __attribute__((format(printf, 3, 4)));

/* complaint.c: advice may be NULL. */
void complain(struct parse *p, enum diag_id id, const struct place *at,
	      const char *advice, const char *fmt, ...)
	__attribute__((format(printf, 5, 6)));
/* This is no data but may be a program; the first such place counts. */
void complain_program(struct parse *p, const struct place *at, const char *fmt,
		      ...) __attribute__((format(printf, 3, 4)));
/* The lexeme at p->tok can begin nothing: stray bytes, unterminated strings. */
void complain_lexeme(struct parse *p, int lexeme);
/* The grammar does not accept p->tok after p->prev. */
void complain_syntax(struct parse *p);

int lang_parse_grammar(struct parse *p);

#endif
