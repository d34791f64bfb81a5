/* SPDX-License-Identifier: LGPL-2.1-only */
/* Reading a text as data: the passes in their order. */
#include <string.h>

#include "base/arena.h"
#include "lang/parse.h"
#include "lang/grammar.h"
#include "lang/lexer.h"

static struct parse *parse_new(struct arena *a, const char *file,
			       const char *text, size_t len, struct diags *ds)
{
	struct parse *p = arena_alloc(a, sizeof(*p));

	p->arena = a;
	p->file = file;
	p->text = text;
	p->len = len;
	p->diags = ds;
	p->line = 1;
	p->comment_last = SIZE_MAX;
	p->pending_tail = &p->pending;
	p->tree = tree_new(a, file);
	p->tree->source = text;
	p->tree->source_len = len;
	return p;
}

static void read_tokens(struct parse *p, int start)
{
	token_restart(p, p->line_start);
	p->start = start;
	p->tok.kind = start;
	lang_parse_grammar(p);
	lang_yylex_destroy(p->scanner);
}

static enum lang_result verdict(struct parse *p, struct lang_parsed *out)
{
	if (p->errors)
		return LANG_ERROR;
	if (p->program) {
		out->dialect = p->dialect ? p->dialect : DIALECT_XM;
		out->forced = p->dialect != DIALECT_AUTO;
		out->program_pos = place_pos(p, &p->program_place);
		out->program_text = p->program_text;
		return LANG_PROGRAM;
	}
	return LANG_OK;
}

enum lang_result lang_parse(struct arena *a, const char *file,
			    const char *text, size_t len,
			    const struct lang_options *opt,
			    struct lang_parsed *out, struct diags *ds)
{
	struct parse *p = parse_new(a, file, text, len, ds);
	enum dialect ambiguous = opt->ambiguous ? opt->ambiguous : DIALECT_XM;

	*out = (struct lang_parsed){ 0 };
	dialect_prepare(p, opt);
	read_tokens(p, START_FILE);
	if (p->errors || p->program)
		return verdict(p, out);
	assign_examine(p);
	if (dialect_decide(p, ambiguous, out))
		return verdict(p, out);
	literal_settle(p);
	assign_bind(p);
	out->tree = p->tree;
	return verdict(p, out);
}

int lang_parse_value(struct arena *a, const char *file, const char *text,
		     enum dialect dialect, struct value **out,
		     struct diags *ds)
{
	struct parse *p = parse_new(a, file, text, strlen(text), ds);

	p->dialect = dialect ? dialect : DIALECT_XM;
	read_tokens(p, START_VALUE);
	if (p->program)
		diag_advise(ds, diag_add(ds, DIAG_NOT_A_VALUE,
					 place_pos(p, &p->program_place), NULL,
					 "%s: not a value", p->program_text),
			    "put text between quotes");
	if (p->errors || p->program)
		return -1;
	literal_settle(p);
	*out = p->value;
	return 0;
}
