/* SPDX-License-Identifier: LGPL-2.1-only */
/* Names that xm does not declare. */
#include "xm/others.h"

#include <string.h>

#include "base/arena.h"
#include "xlcfg/keys.h"
#include "xm/value.h"

/* Names that were written about as if xm read them. */
static const struct {
	const char *name;
	const char *advice;
} never_read[] = {
	{ "on_shutdown", "use on_poweroff" },
	{ "snapshot", "remove it" },
	{ "enable_audio", "use soundhw" },
};

static const char *never_read_advice(const char *name)
{
	for (size_t i = 0; i < sizeof(never_read) / sizeof(never_read[0]); i++)
		if (!strcmp(never_read[i].name, name))
			return never_read[i].advice;
	return NULL;
}

/* Keys that were written for xm as well, at what xm and xl do by default. */
static bool is_xl_default(const struct binding *b)
{
	static const char *const on[] = { "nx", "acpi_s3", "acpi_s4" };
	int64_t n;

	for (size_t i = 0; i < sizeof(on) / sizeof(on[0]); i++)
		if (!strcmp(on[i], b->name))
			return !xm_int(b->value, &n) && n == 1;
	return false;
}

/* What rule_vusb() writes beside vusb. */
static bool is_own_usbctrl(const struct xm_rule_context *ctx,
			   const struct binding *b)
{
	return !strcmp(b->name, "usbctrl") &&
	       xm_true(xm_get(ctx->options, "vusb"));
}

/*
 * xl's key: kept, as the author had a reason to write it; but it makes another
 * guest than xm did.
 */
static void keep_key(struct xm_rule_context *ctx, const struct xm_option *opt,
		     bool same)
{
	const struct binding *b = opt->binding;
	struct value *v = value_copy(ctx->arena, opt->value);
	struct binding *made;
	struct diag *d;

	made = tree_set(ctx->xl, b->name, v, b->pos);
	made->origin = b;
	if (same || is_xl_default(b)) {
		diag_fate(ctx->diags, DIAG_NAME_KEPT, FATE_KEPT, b->pos,
			  b->name, "kept: %s",
			  xm_value_shown(ctx->arena, b->name, v));
		return;
	}
	d = diag_fate(ctx->diags, DIAG_XL_KEY_KEPT, FATE_KEPT, b->pos, b->name,
		      "kept: %s; xl reads it, xm did not",
		      xm_value_shown(ctx->arena, b->name, v));
	diag_advise(ctx->diags, d, "remove it if the guest shall be what xm "
		    "made of it");
}

/* xl's key beside the xm variable of that meaning: xm read only its own. */
static void drop_key(struct xm_rule_context *ctx, const struct xm_option *opt)
{
	const struct binding *b = opt->binding;
	struct diag *d;

	d = diag_fate(ctx->diags, DIAG_XL_KEY_OVERRULED, FATE_LOST, b->pos,
		      b->name, "%s is xl's name of a setting that this file "
		      "also makes in xm's; xm read only that",
		      xm_value_shown(ctx->arena, b->name, opt->value));
	diag_advise(ctx->diags, d, "remove one of the two");
}

static bool names_agree(const struct value *x, const struct value *y)
{
	return value_equal(x, y);
}

static void xl_key(struct xm_rule_context *ctx, const struct xm_option *opt)
{
	const struct binding *there = tree_find(ctx->xl, opt->binding->name);
	bool same = (there && names_agree(there->value, opt->value)) ||
		    is_own_usbctrl(ctx, opt->binding);

	if (!there || there->origin == opt->binding || same)
		keep_key(ctx, opt, same);
	else
		drop_key(ctx, opt);
}

static void unknown(struct xm_rule_context *ctx, const struct xm_option *opt)
{
	const struct binding *b = opt->binding;
	bool program = !ctx->options->names->nstmts;
	const char *advice = never_read_advice(b->name);
	const char *near;
	struct diag *d;

	if (advice) {
		d = diag_fate(ctx->diags, DIAG_NAME_NEVER_READ, FATE_LOST,
			      b->pos, b->name, "xm never read this name");
		diag_advise(ctx->diags, d, "%s", advice);
		return;
	}
	near = opt->dropped ? NULL : xm_spelling_near(b->name, program);
	if (near && !(program && tree_find(ctx->options->names, near))) {
		d = diag_fate(ctx->diags, DIAG_NAME_MISSPELT, FATE_HELPER,
			      b->pos, b->name, "no setting of xm or xl has "
			      "this name; it had no effect");
		diag_advise(ctx->diags, d, "write %s if that is meant", near);
		return;
	}
	diag_fate(ctx->diags, DIAG_HELPER_VARIABLE, FATE_HELPER, b->pos,
		  b->name, "no setting of xm or xl; it has no effect by "
		  "itself");
}

void xm_others(struct xm_rule_context *ctx)
{
	const struct xm_options *o = ctx->options;

	for (size_t i = xm_variable_count; i < o->n; i++) {
		const struct xm_option *opt = &o->v[i];

		if (!xl_key_find(opt->binding->name))
			unknown(ctx, opt);
		else if (!opt->dropped)
			xl_key(ctx, opt);
	}
}
