/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * From xm's option table to canonical XL: runs each variable's rule in table
 * order, then looks at the names that xm does not declare.
 */
#include "xm/rules.h"

#include <string.h>

#include "base/arena.h"
#include "xlcfg/keys.h"
#include "xm/others.h"
#include "xm/rules/rule.h"

/* -- all of it ------------------------------------------------------------ */

static void run_rule(struct xm_rule_context *ctx,
		     const struct xm_variable *var)
{
	if (!(var->guests & (ctx->hvm ? XM_HVM : XM_PV))) {
		if (rule_is_set(ctx, var))
			rule_left_out(ctx, var, ctx->hvm ?
				      "it has no effect on an HVM guest" :
				      "it has no effect on a PV guest");
		return;
	}
	if (var->rule)
		var->rule(ctx, var);
	else
		rule_keep(ctx, var);
}

static bool has_error_since(const struct diags *ds, size_t first)
{
	for (size_t i = first; i < ds->n; i++)
		if (ds->v[i].level == DIAG_ERROR)
			return true;
	return false;
}

/* -- canonical form ------------------------------------------------------- */

/* What xl would say of the result: only what stops it, or needs a look. */
static void take_complaints(struct diags *to, const struct diags *from)
{
	for (size_t i = 0; i < from->n; i++) {
		const struct diag *d = &from->v[i];
		struct diag *copy;

		if (d->level < DIAG_WARNING)
			continue;
		copy = diag_add(to, d->id, d->pos, d->name, "%s", d->text);
		copy->level = d->level;
		copy->advice = d->advice;
	}
}

/* A binding made from one of t is made from what that was made from. */
static void skip_origins(struct tree *xl, const struct tree *t)
{
	for (size_t i = 0; i < xl->n; i++) {
		const struct binding *b = xl->v[i].origin;

		if (b >= t->v && b < t->v + t->n)
			xl->v[i].origin = b->origin;
	}
}

/*
 * The last word on how a canonical tree is spelled is xl's own reading, so
 * that a converted file read in either dialect gives the same.
 */
static struct tree *in_xl_spelling(struct xm_rule_context *ctx)
{
	const char *file = ctx->options->file;
	struct diags said;
	struct tree *xl;

	diags_init(&said, ctx->arena);
	xl = xl_canonical(ctx->arena, ctx->xl, file, &said);
	take_complaints(ctx->diags, &said);
	if (xl)
		skip_origins(xl, ctx->xl);
	return xl;
}

/* A literal file that names its guest's type as only xl does: xl's own. */
static bool is_xl_text(const struct xm_options *o)
{
	const struct xm_option *builder = xm_option(o, "builder");
	const char *type = xm_text(o, "type");

	return type && o->names->nstmts && !builder->binding &&
	       builder->source == XM_FROM_DEFAULT &&
	       (!strcmp(type, "pv") || !strcmp(type, "pvh") ||
		!strcmp(type, "hvm"));
}

static struct tree *read_as_xl(struct xm_rule_context *ctx)
{
	const struct xm_options *o = ctx->options;
	struct tree *xl;

	for (size_t i = 0; i < o->n; i++) {
		const struct xm_option *opt = &o->v[i];
		const char *name = opt->var ? opt->var->name :
					      opt->binding->name;

		if (opt->source == XM_FROM_DEFAULT)
			continue;
		tree_set(ctx->xl, name, value_copy(ctx->arena, opt->value),
			 xm_option_pos(o, opt))->origin = opt->binding;
	}
	diag_add(ctx->diags, DIAG_READ_AS_XL, tree_find(ctx->xl, "type")->pos,
		 "type", "only xl knows type, so the file is read as xl reads "
		 "it");
	xl = xl_canonical(ctx->arena, ctx->xl, o->file, ctx->diags);
	if (xl)
		skip_origins(xl, ctx->xl);
	return xl;
}

struct tree *xm_to_xl(struct arena *a, const struct xm_options *o,
		      bool check_host, struct diags *ds)
{
	struct xm_rule_context ctx = {
		.options = o,
		.xl = tree_new(a, o->file),
		.diags = ds,
		.hvm = xm_is_hvm(o),
		.check_host = check_host,
		.arena = a,
	};
	size_t first = ds->n;

	if (is_xl_text(o))
		return read_as_xl(&ctx);
	for (size_t i = 0; i < xm_variable_count; i++)
		run_rule(&ctx, &xm_variables[i]);
	xm_others(&ctx);
	return has_error_since(ds, first) ? NULL : in_xl_spelling(&ctx);
}
