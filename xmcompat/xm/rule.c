/* SPDX-License-Identifier: LGPL-2.1-only */
/* What rules are made of: reading an option, setting a key, saying its fate. */
#include <ctype.h>
#include <inttypes.h>
#include <stdarg.h>
#include <string.h>

#include "base/arena.h"
#include "xlcfg/keys.h"
#include "xm/rules/rule.h"
#include "xm/value.h"

const struct xm_option *rule_option(const struct xm_rule_context *ctx,
				    const struct xm_variable *var)
{
	return xm_option_of(ctx->options, var);
}

bool rule_is_set(const struct xm_rule_context *ctx,
		 const struct xm_variable *var)
{
	return rule_option(ctx, var)->source != XM_FROM_DEFAULT;
}

const struct value *rule_value(const struct xm_rule_context *ctx,
			       const struct xm_variable *var)
{
	const struct xm_option *opt = rule_option(ctx, var);

	return xm_true(opt->value) ? opt->value : NULL;
}

static struct pos rule_pos(const struct xm_rule_context *ctx,
			   const struct xm_variable *var)
{
	return xm_option_pos(ctx->options, rule_option(ctx, var));
}

void rule_put(struct xm_rule_context *ctx, const struct xm_variable *var,
	      const char *key, struct value *v)
{
	const struct xm_option *opt = rule_option(ctx, var);
	struct binding *b = tree_set(ctx->xl, key, v, rule_pos(ctx, var));

	if (opt->source != XM_FROM_DEFAULT && !b->origin)
		b->origin = opt->binding;
}

struct diag *rule_fate(struct xm_rule_context *ctx,
		       const struct xm_variable *var, enum diag_id id,
		       enum fate fate, const char *fmt, ...)
{
	const char *text;
	va_list ap;

	va_start(ap, fmt);
	text = arena_vprintf(ctx->arena, fmt, ap);
	va_end(ap);
	return diag_fate(ctx->diags, id, fate, rule_pos(ctx, var), var->name,
			 "%s", text);
}

static void say_set(struct xm_rule_context *ctx, const struct xm_variable *var,
		    const char *key, const struct value *v, enum fate fate)
{
	const char *spelled = xm_value_shown(ctx->arena, key, v);

	if (xl_key_extended(key) && fate == FATE_KEPT) {
		rule_fate(ctx, var, DIAG_KEY_OF_OURS, fate, "kept: %s; no "
			  "other xl reads it", spelled);
		return;
	}
	switch (fate) {
	case FATE_KEPT:
		rule_fate(ctx, var, DIAG_NAME_KEPT, fate, "kept: %s", spelled);
		break;
	case FATE_RENAMED:
		rule_fate(ctx, var, DIAG_NAME_RENAMED, fate,
			  "is %s in xl: %s = %s", key, key, spelled);
		break;
	default:
		rule_fate(ctx, var, DIAG_NAME_REWRITTEN, fate,
			  "written as %s = %s", key, spelled);
	}
}

void rule_set(struct xm_rule_context *ctx, const struct xm_variable *var,
	      const char *key, struct value *v, enum fate fate)
{
	if (!rule_is_set(ctx, var)) {
		rule_explicit(ctx, key, v, "xm's default");
		return;
	}
	rule_put(ctx, var, key, v);
	if (fate == FATE_KEPT && strcmp(key, var->name))
		fate = FATE_RENAMED;
	say_set(ctx, var, key, v, fate);
}

void rule_explicit(struct xm_rule_context *ctx, const char *key,
		   struct value *v, const char *why)
{
	const struct xm_option *opt = xm_option(ctx->options, key);
	struct pos pos = { .file = ctx->options->file };
	struct diag *d;

	tree_set(ctx->xl, key, v, pos);
	d = diag_add(ctx->diags, DIAG_DEFAULT_EXPLICIT, pos, key,
		     "made explicit, %s = %s: %s", key,
		     xm_value_shown(ctx->arena, key, v), why);
	/* A name the file does set has its fate from elsewhere. */
	if (!opt || !opt->binding)
		d->fate = FATE_EXPLICIT;
}

void rule_left_out(struct xm_rule_context *ctx, const struct xm_variable *var,
		   const char *why)
{
	bool word = rule_option(ctx, var)->source == XM_FROM_CMDLINE;

	rule_fate(ctx, var, DIAG_NAME_LEFT_OUT, FATE_REWRITTEN,
		  "left out%s: %s", word ? " (as the command line sets it)" :
		  "", why);
}

void rule_lost(struct xm_rule_context *ctx, const struct xm_variable *var,
	       enum diag_id id, const char *why, const char *advice)
{
	struct diag *d = rule_fate(ctx, var, id, FATE_LOST, "%s", why);

	if (advice)
		diag_advise(ctx->diags, d, "%s", advice);
}

void rule_error(struct xm_rule_context *ctx, const struct xm_variable *var,
		const char *advice, const char *fmt, ...)
{
	const char *text;
	struct diag *d;
	va_list ap;

	va_start(ap, fmt);
	text = arena_vprintf(ctx->arena, fmt, ap);
	va_end(ap);
	d = diag_add(ctx->diags, DIAG_XEND_REFUSES, rule_pos(ctx, var),
		     var->name, "%s", text);
	diag_advise(ctx->diags, d, "%s", advice);
}

/* xend takes no text but that of a number; empty text it never sees. */
int rule_number(struct xm_rule_context *ctx, const struct xm_variable *var,
		int64_t *out)
{
	const struct value *v = rule_option(ctx, var)->value;

	if (!v || (v->type == VALUE_STRING && !v->len))
		return 0;
	if (!xm_int(v, out))
		return 1;
	rule_error(ctx, var, "write a plain number", "%s is no number",
		   xm_value_shown(ctx->arena, var->name, v));
	return -1;
}

const char *rule_text(struct xm_rule_context *ctx,
		      const struct xm_variable *var)
{
	const struct value *v = rule_option(ctx, var)->value;
	const char *text;

	if (!v)
		return NULL;
	text = xm_value_text(ctx->arena, v);
	if (text)
		return *text ? text : NULL;
	rule_error(ctx, var, "write a string", "%s is no text",
		   xm_value_shown(ctx->arena, var->name, v));
	return NULL;
}

struct value *rule_new_int(struct xm_rule_context *ctx, int64_t i)
{
	return value_int(ctx->arena, i,
			 (struct pos){ .file = ctx->options->file });
}

struct value *rule_new_text(struct xm_rule_context *ctx, const char *text)
{
	return value_string(ctx->arena, text,
			    (struct pos){ .file = ctx->options->file });
}

struct value *rule_new_line(struct xm_rule_context *ctx, const char *text)
{
	char *line = arena_strdup(ctx->arena, text);

	for (char *p = line; *p; p++)
		if (isspace((unsigned char)*p))
			*p = ' ';
	return rule_new_text(ctx, line);
}

struct value *rule_list(struct xm_rule_context *ctx,
			const struct xm_variable *var, const char *key)
{
	struct binding *b = tree_find(ctx->xl, key);
	const struct value *given = xm_get(ctx->options, key);
	struct value *list;

	if (b)
		return b->value;
	if (given && given->type == VALUE_LIST && !xm_variable_find(key))
		list = value_copy(ctx->arena, given);
	else
		list = value_list(ctx->arena, (struct pos){
			.file = ctx->options->file });
	rule_put(ctx, var, key, list);
	return list;
}

/* -- variables without a rule --------------------------------------------- */

/* An int, or a number below zero as the text that xl's grammar needs. */
static struct value *new_number(struct xm_rule_context *ctx, int64_t i)
{
	if (i >= 0)
		return rule_new_int(ctx, i);
	return rule_new_text(ctx, arena_printf(ctx->arena, "%" PRId64, i));
}

static bool is_prose(const char *name)
{
	return !strcmp(name, "extra") || !strcmp(name, "root") ||
	       !strcmp(name, "description");
}

static struct value *normalised(struct xm_rule_context *ctx,
				const struct xm_variable *var)
{
	const char *text;
	int64_t i;

	switch (var->kind) {
	case XM_KIND_INT:
		return rule_number(ctx, var, &i) == 1 ? new_number(ctx, i) :
							NULL;
	case XM_KIND_BOOL:
		return rule_number(ctx, var, &i) == 1 ?
			rule_new_int(ctx, i != 0) : NULL;
	default:
		text = rule_text(ctx, var);
		if (text && is_prose(var->name))
			return rule_new_line(ctx, text);
		return text ? rule_new_text(ctx, text) : NULL;
	}
}

void rule_keep(struct xm_rule_context *ctx, const struct xm_variable *var)
{
	const struct value *old = rule_option(ctx, var)->value;
	size_t said = ctx->diags->n;
	struct value *v;

	if (!rule_is_set(ctx, var))
		return;
	v = normalised(ctx, var);
	if (v)
		rule_set(ctx, var, var->xl, v, value_equal(v, old) ?
			 FATE_KEPT : FATE_REWRITTEN);
	else if (ctx->diags->n == said)
		rule_left_out(ctx, var, "empty is the same as not set");
}
