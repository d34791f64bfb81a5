/* SPDX-License-Identifier: LGPL-2.1-only */
/* The one way through: a path becomes a domain's canonical XL. */
#include "config/config.h"

#include <string.h>

#include "base/arena.h"
#include "base/file.h"
#include "config/dialect.h"
#include "config/words.h"
#include "xlcfg/keys.h"
#include "xm/rules.h"

/* What one load works on: the config in the making and what was asked. */
struct load {
	struct config *c;
	const struct config_options *opt;
	const char *text;
	size_t len;
	struct xm_cmdline cmd;	/* words in xm's meaning */
	struct tree *lines;	/* words in xl's meaning, or NULL */
	size_t said;		/* diagnostics that any reading shares */
	struct tree *parsed;	/* the text as c->dialect has it, until used */
};

static enum config_result refused_dialect(struct load *l,
					  const struct lang_parsed *p)
{
	struct diags *ds = &l->c->diags;

	diag_advise(ds, diag_add(ds, DIAG_PROGRAM_IN_XL, p->program_pos, NULL,
				 "%s: Python code, but the dialect is set to xl",
				 p->program_text),
		    "leave the dialect to be detected, or set it to xm");
	return CONFIG_ERROR;
}

/* Script variables of both kinds of words, in the evaluator's form. */
static void set_script_vars(struct load *l, struct python_request *req)
{
	struct xm_word *taken = NULL;
	size_t n = l->lines ? words_take_script(l->lines, &taken) : 0;
	struct python_var *vars = arena_calloc(l->c->arena,
					       n + l->cmd.nscript,
					       sizeof(*vars));

	for (size_t i = 0; i < l->cmd.nscript; i++)
		vars[req->nvars++] = (struct python_var){
			l->cmd.script[i].name, l->cmd.script[i].text };
	for (size_t i = 0; i < n; i++)
		vars[req->nvars++] = (struct python_var){ taken[i].name,
							  taken[i].text };
	req->vars = vars;
}

/* A name that is not there: text without quotes, or a word not given. */
static void advise_name(struct diags *ds)
{
	struct diag *d = ds->n ? &ds->v[ds->n - 1] : NULL;

	if (d && d->id == DIAG_PYTHON_EXCEPTION && !d->advice &&
	    !strncmp(d->text, "NameError", strlen("NameError")))
		diag_advise(ds, d, "put text between quotes; a variable of the "
			    "command line is given as NAME=VALUE");
}

static enum config_result evaluate(struct load *l)
{
	struct config *c = l->c;
	struct python_request req = {
		.path = c->path,
		.text = l->text,
		.len = l->len,
		.policy = l->opt->python,
		.limits = l->opt->limits,
	};
	struct python_outcome out = { .output = "" };
	enum python_result res;

	c->program = true;
	set_script_vars(l, &req);
	res = python_evaluate(l->opt->pool, c->arena, &req, &out, &c->diags);
	c->output = out.output;
	c->output_len = out.output_len;
	if (res == PYTHON_EXIT) {
		c->exit_status = out.exit_status;
		return CONFIG_EXIT;
	}
	if (res != PYTHON_OK) {
		advise_name(&c->diags);
		return CONFIG_ERROR;
	}
	c->names = out.tree;
	c->dialect = DIALECT_XM;
	c->dialect_certain = true;
	return CONFIG_OK;
}

/* Programs are not run here: say where the file stops being data. */
static enum config_result refuse_program(struct load *l,
					 const struct lang_parsed *p)
{
	struct diags *ds = &l->c->diags;
	struct diag *d = diag_add(ds, DIAG_PROGRAM_REFUSED, p->program_pos,
				  NULL, "%s: this config is a program",
				  p->program_text);

	diag_advise(ds, d, "%s", python_available() ?
		    "allow it with --python=sandbox, or python = \"sandbox\" "
		    "in xmxl.conf" :
		    "this build runs none, it was configured "
		    "--without-python; build with Python 3 (Debian: "
		    "python3-dev, libseccomp-dev) or convert the file where "
		    "that is installed");
	return CONFIG_ERROR;
}

static enum config_result read_config(struct load *l)
{
	struct config *c = l->c;
	struct lang_options opt = {
		.dialect = l->opt->dialect,
		.ambiguous = l->opt->ambiguous,
	};
	struct lang_parsed p = { 0 };

	switch (lang_parse(c->arena, c->path, l->text, l->len, &opt, &p,
			   &c->diags)) {
	case LANG_ERROR:
		return CONFIG_ERROR;
	case LANG_PROGRAM:
		if (p.dialect == DIALECT_XL && p.forced)
			return refused_dialect(l, &p);
		if (l->opt->python == PYTHON_NEVER || !python_available())
			return refuse_program(l, &p);
		return evaluate(l);
	case LANG_OK:
		break;
	}
	c->names = l->parsed = p.tree;
	c->dialect = p.dialect;
	c->dialect_certain = p.forced || p.evidence;
	return CONFIG_OK;
}

static enum config_result read_other(struct load *l)
{
	struct read_which which = { .index = l->opt->domain_index };
	struct read_which *w = l->opt->each_domain ? &which : NULL;
	struct config *c = l->c;

	c->names = c->kind == INPUT_SXP ?
		read_sxp(c->arena, c->path, l->text, l->len, w, &c->diags) :
		read_xenapi(c->arena, c->path, l->text, l->len, w, &c->diags);
	c->domains = which.found;
	c->dialect = DIALECT_XM;
	c->dialect_certain = true;
	return c->names ? CONFIG_OK : CONFIG_ERROR;
}

static enum config_result read_names(struct load *l)
{
	struct config *c = l->c;

	c->kind = l->opt->force_sxp ? INPUT_SXP :
		input_recognise(c->arena, c->path, l->text, l->len, &c->why);
	switch (c->kind) {
	case INPUT_OTHER:
		return CONFIG_OTHER;
	case INPUT_CONFIG:
		return read_config(l);
	default:
		return read_other(l);
	}
}

static int parse_words(struct load *l)
{
	struct config *c = l->c;
	struct lang_options xl = { .dialect = DIALECT_XL };
	struct lang_parsed p = { 0 };
	const char *lines = l->opt->xl_lines;

	if (l->opt->words_to_script)
		words_as_script(c->arena, l->opt->words, l->opt->nwords,
				&l->cmd);
	else if (l->opt->nwords &&
		 xm_cmdline_parse(c->arena, l->opt->words, l->opt->nwords,
				  &l->cmd, &c->diags))
		return -1;
	if (!lines)
		return 0;
	lines = arena_strdup(c->arena, lines);
	switch (lang_parse(c->arena, "command line", lines, strlen(lines), &xl,
			   &p, &c->diags)) {
	case LANG_OK:
		l->lines = p.tree;
		return 0;
	case LANG_PROGRAM:
		diag_advise(&c->diags,
			    diag_add(&c->diags, DIAG_WORD_NOT_CONFIG,
				     p.program_pos, NULL,
				     "%s: not a config line", p.program_text),
			    "quote strings: 'name=\"guest\"'");
		return -1;
	default:
		return -1;
	}
}

static int apply_words(struct load *l)
{
	struct config *c = l->c;

	if (!c->program)
		words_add_script(c->names, &l->cmd);
	if (c->dialect == DIALECT_XL)
		words_add_declared(c->names, &l->cmd);
	if (l->lines)
		return words_overlay(c->names, l->lines, &c->diags);
	return 0;
}

static enum config_result canonicalise(struct load *l)
{
	struct config *c = l->c;

	if (c->dialect == DIALECT_XL && !l->opt->options_only) {
		c->xl = xl_canonical(c->arena, c->names, c->path, &c->diags);
		return c->xl ? CONFIG_OK : CONFIG_ERROR;
	}
	c->xm = xm_options_build(c->arena, c->names, &l->cmd, c->path,
				 l->opt->as_meant, &c->diags);
	if (!c->xm)
		return CONFIG_ERROR;
	if (l->opt->options_only)
		return CONFIG_OK;
	c->xl = xm_to_xl(c->arena, c->xm, l->opt->check_host, &c->diags);
	return c->xl ? CONFIG_OK : CONFIG_ERROR;
}

static enum config_result finish(struct load *l)
{
	return apply_words(l) ? CONFIG_ERROR : canonicalise(l);
}

/* -- files that both dialects could have written --------------------------- */

/* What one reading of the file made, so that another can be tried. */
struct reading {
	enum dialect dialect;
	enum config_result result;
	struct tree *names, *xl;
	struct xm_options *xm;
	struct diags diags;
};

static struct tree *parse_as(struct load *l, enum dialect d)
{
	struct lang_options opt = { .dialect = d };
	struct config *c = l->c;
	struct lang_parsed p = { 0 };
	struct tree *parsed = l->parsed;

	l->parsed = NULL;
	if (parsed && d == c->dialect)
		return parsed;
	c->diags.n = l->said;
	lang_parse(c->arena, c->path, l->text, l->len, &opt, &p, &c->diags);
	return p.tree;
}

/* Reads the literal text as d's; what is said is the reading's own. */
static struct reading read_as(struct load *l, enum dialect d)
{
	struct config *c = l->c;
	struct reading r = { .dialect = d, .result = CONFIG_ERROR };

	c->names = parse_as(l, d);
	c->dialect = d;
	c->xm = NULL;
	c->xl = NULL;
	if (c->names)
		r.result = finish(l);
	r.names = c->names;
	r.xl = c->xl;
	r.xm = c->xm;
	diags_init(&r.diags, c->arena);
	diags_append(&r.diags, &c->diags);
	return r;
}

static enum config_result take(struct config *c, const struct reading *r)
{
	c->dialect = r->dialect;
	c->names = r->names;
	c->xl = r->xl;
	c->xm = r->xm;
	c->diags = r->diags;
	return r->result;
}

static const struct diag *first_error(const struct diags *ds)
{
	for (size_t i = 0; i < ds->n; i++)
		if (ds->v[i].level == DIAG_ERROR)
			return &ds->v[i];
	return NULL;
}

/*
 * What one tool refuses, the other must have meant. xl takes nearly anything,
 * so its reading counts only when nothing about it is doubtful.
 */
static enum config_result other_reading(struct load *l,
					const struct reading *first)
{
	const struct diag *why = first_error(&first->diags);
	struct config *c = l->c;
	struct reading other = read_as(l, first->dialect == DIALECT_XM ?
				       DIALECT_XL : DIALECT_XM);
	bool xl = other.dialect == DIALECT_XL;

	if (other.result != CONFIG_OK || !why ||
	    (xl && diags_worst(&other.diags) >= DIAG_WARNING))
		return take(c, first);
	take(c, &other);
	c->dialect_certain = true;
	diag_advise(&c->diags,
		    diag_add(&c->diags, xl ? DIAG_READ_AS_XL_ONLY :
				       DIAG_READ_AS_XM_ONLY, why->pos,
			     why->name, "read as %s reads it, since %s refuses "
			     "it: %s", dialect_name(other.dialect),
			     dialect_name(first->dialect), why->text),
		    "set the dialect if that is not meant");
	return CONFIG_OK;
}

static enum config_result settle_dialect(struct load *l)
{
	struct config *c = l->c;
	const struct binding *xl = dialect_evidence_xl(c->arena, c->names);
	struct reading r = read_as(l, xl ? DIALECT_XL : c->dialect);

	if (r.result != CONFIG_OK)
		return other_reading(l, &r);
	take(c, &r);
	if (xl) {
		c->dialect_certain = true;
		diag_add(&c->diags, DIAG_READ_AS_XL, xl->pos, xl->name,
			 "read as xl reads it: only xl could mean this");
	}
	return CONFIG_OK;
}

static enum config_result load(struct load *l)
{
	struct config *c = l->c;
	enum config_result res;

	if (parse_words(l))
		return CONFIG_ERROR;
	l->said = c->diags.n;
	res = read_names(l);
	if (res != CONFIG_OK)
		return res;
	if (c->dialect_certain || l->opt->options_only)
		return finish(l);
	return settle_dialect(l);
}

static struct config *config_new(const char *path)
{
	struct arena *a = arena_new();
	struct config *c = arena_alloc(a, sizeof(*c));

	c->arena = a;
	c->path = arena_strdup(a, strcmp(path, "-") ? path : "standard input");
	c->output = "";
	diags_init(&c->diags, a);
	return c;
}

enum config_result config_load(const char *path,
			       const struct config_options *opt,
			       struct config **out)
{
	struct config *c = config_new(path);
	struct load l = { .c = c, .opt = opt };
	char *text;

	*out = c;
	if (file_read(c->arena, path, &text, &l.len, &c->diags))
		return CONFIG_ERROR;
	l.text = text;
	return load(&l);
}

enum config_result config_load_text(const char *path, const char *text,
				    size_t len,
				    const struct config_options *opt,
				    struct config **out)
{
	struct config *c = config_new(path);
	struct load l = { .c = c, .opt = opt, .len = len };

	*out = c;
	l.text = arena_memdup0(c->arena, text, len);
	return load(&l);
}

void config_free(struct config *c)
{
	if (c)
		arena_free(c->arena);
}

/* Adds name to a comma-separated list in a. */
static const char *listed(struct arena *a, const char *list, const char *name)
{
	return list ? arena_printf(a, "%s, %s", list, name) :
		      arena_strdup(a, name);
}

const char *config_would_differ(struct config *c,
				const struct config_options *opt)
{
	struct config_options as_xm = *opt;
	const char *list = NULL;
	struct config *other;

	if (c->dialect != DIALECT_XL || c->dialect_certain || !c->xl ||
	    !c->names->source)
		return NULL;
	as_xm.dialect = DIALECT_XM;
	if (config_load_text(c->path, c->names->source, c->names->source_len,
			     &as_xm, &other) != CONFIG_OK) {
		config_free(other);
		return "the whole file, which xm refuses";
	}
	for (size_t i = 0; i < c->xl->n; i++) {
		const struct binding *b = &c->xl->v[i];
		const struct value *v = tree_get(other->xl, b->name);

		if (!v || !value_equal(v, b->value))
			list = listed(c->arena, list, b->name);
	}
	for (size_t i = 0; i < other->xl->n; i++)
		if (!tree_find(c->xl, other->xl->v[i].name))
			list = listed(c->arena, list, other->xl->v[i].name);
	config_free(other);
	return list;
}
