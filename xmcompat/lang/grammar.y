/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * What is data in xl's language or Python's: assignments of literals. What
 * does not fit is judged by complaint.c from the two tokens around the
 * break, so the grammar holds no error cases but the end of a line.
 *
 * All lists are left-recursive and brackets are limited by the lexer, so the
 * parser's stack is bounded whatever the input.
 */
%define api.pure full
%define api.prefix {lang_yy}
%define api.location.type {struct place}
%define api.value.type {union lang_symbol}
%param { struct parse *p }

%code requires {
#include "lang/parse.h"
}

%code {
#include "base/arena.h"

static int lang_yylex(union lang_symbol *sym, struct place *at,
		      struct parse *p)
{
	return lang_next(sym, at, p);
}

/* Messages are made from the tokens; only bison's own limit is passed on. */
static void lang_yyerror(const struct place *at, struct parse *p,
			 const char *msg)
{
	complain_syntax(p);
}

#define YYLLOC_DEFAULT(whole, rhs, n)					\
	do {								\
		if (n) {						\
			(whole) = YYRHSLOC(rhs, 1);			\
			(whole).end = YYRHSLOC(rhs, n).end;		\
		} else {						\
			(whole) = YYRHSLOC(rhs, 0);			\
			(whole).start = (whole).end;			\
		}							\
	} while (0)

static struct value *spanned(struct value *v, struct parse *p,
			     const struct place *at)
{
	v->pos = place_pos(p, at);
	v->src_start = at->start;
	v->src_end = at->end;
	return v;
}

/* A new list, tuple or dict that holds what is not NULL. */
static struct value *sequence(struct parse *p, enum value_type type,
			      struct value *first, struct value *second)
{
	struct value *v = value_new(p->arena, type, (struct pos){ 0 });

	if (first)
		value_push(p->arena, v, first);
	if (second)
		value_push(p->arena, v, second);
	return v;
}
}

%token END 0
%token START_FILE START_VALUE
%token T_NAME T_NUMBER T_STRING T_CONSTANT T_PASS T_APPEND
%token T_NEWLINE
/* never in a correct text */
%token T_KEYWORD T_OPERATOR T_BAD
/* lexemes that token.c keeps to itself */
%token T_BLANK T_FORM_FEED T_JOIN T_COMMENT T_OPEN_STRING T_OPEN_TRIPLE T_STRAY

%type <value> rvalue value bare pair list_items dict_items sequence
%type <quoting> string
%type <signs> signs sign

%%

input:
	START_FILE lines
|	START_VALUE value T_NEWLINE	{ p->value = $2; }
;

lines:
	%empty
|	lines line
;

line:
	statements T_NEWLINE		{ layout_line_end(p, @2.end); }
|	error T_NEWLINE {
		yyerrok;
		layout_drop(p);
		if (p->stop)
			YYABORT;
	}
;

statements:
	statement
|	statements semicolon statement
;

semicolon:
	';'				{ layout_end(p, @1.end); }
;

statement:
	%empty
|	targets rvalue			{ assign_value(p, $2, false); }
|	target T_APPEND rvalue		{ assign_value(p, $3, true); }
|	rvalue {
		layout_statement(p, STMT_NOP, NULL, $1, false);
		dialect_strong(p, DIALECT_XM, &@1,
			       "a value that is assigned to nothing", NULL);
	}
|	T_PASS {
		layout_statement(p, STMT_NOP, NULL, NULL, false);
		dialect_strong(p, DIALECT_XM, &@1, "the statement pass", NULL);
	}
;

targets:
	target '='
|	targets target '=' {
		dialect_strong(p, DIALECT_XM, &@2,
			       "an assignment to several names", NULL);
	}
;

target:
	T_NAME				{ assign_target(p, &@1); }
;

rvalue:
	value
|	bare {
		dialect_strong(p, DIALECT_XM, &@1,
			       "a tuple (values with a comma, no [ ])", NULL);
		$$ = spanned($1, p, &@1);
	}
;

bare:
	value ','			{ $$ = sequence(p, VALUE_TUPLE, $1, NULL); }
|	pair
|	pair ','
;

pair:
	value ',' value			{ $$ = sequence(p, VALUE_TUPLE, $1, $3); }
|	pair ',' value			{ value_push(p->arena, $$ = $1, $3); }
;

value:
	string				{ $$ = literal_string(p, &$1); }
|	T_NUMBER			{ $$ = literal_number(p, &@1); }
|	signs T_NUMBER			{ $$ = literal_signed(p, &@$, &@2, $1); }
|	T_CONSTANT			{ $$ = literal_constant(p, &@1); }
|	sequence			{ $$ = spanned($1, p, &@1); }
|	'(' value ')' {
		dialect_strong(p, DIALECT_XM, &@1, "a value in parentheses", NULL);
		$$ = spanned($2, p, &@$);
	}
;

sequence:
	'[' ']'				{ $$ = sequence(p, VALUE_LIST, NULL, NULL); }
|	'[' list_items comma ']'	{ $$ = $2; }
|	'(' ')' {
		dialect_strong(p, DIALECT_XM, &@1, "a tuple", NULL);
		$$ = sequence(p, VALUE_TUPLE, NULL, NULL);
	}
|	'(' bare ')' {
		dialect_strong(p, DIALECT_XM, &@1, "a tuple", NULL);
		$$ = $2;
	}
|	'{' '}' {
		dialect_strong(p, DIALECT_XM, &@1, "a dictionary", NULL);
		$$ = sequence(p, VALUE_DICT, NULL, NULL);
	}
|	'{' dict_items comma '}' {
		dialect_strong(p, DIALECT_XM, &@1, "a dictionary", NULL);
		literal_dict(p, $2, &@1);
		$$ = $2;
	}
;

comma:
	%empty
|	','
;

list_items:
	value				{ $$ = sequence(p, VALUE_LIST, $1, NULL); }
|	list_items ',' value		{ value_push(p->arena, $$ = $1, $3); }
;

dict_items:
	value ':' value			{ $$ = sequence(p, VALUE_DICT, $1, $3); }
|	dict_items ',' value ':' value {
		value_push(p->arena, $1, $3);
		value_push(p->arena, $1, $5);
		$$ = $1;
	}
;

string:
	T_STRING {
		$$ = (struct quoting){ 0 };
		literal_quote(p, &$$, &@1);
	}
|	string T_STRING			{ literal_quote(p, &$1, &@2); $$ = $1; }
;

signs:
	sign
|	signs sign {
		$$.negative = $1.negative != $2.negative;
		$$.minus = $1.minus || $2.minus;
		$$.folds = $2.minus && !$1.minus;
	}
;

sign:
	'-'				{ $$ = (struct signs){ true, true, true }; }
|	'+'				{ $$ = (struct signs){ false, false, false }; }
;

%%

int lang_parse_grammar(struct parse *p)
{
	return lang_yyparse(p);
}
