/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * Rules: how an HVM guest's screen is shown.
 *
 * An entry of vfb takes the place of all of these (its rule is a device's);
 * nographic puts out both.
 */
#include <string.h>

#include "base/arena.h"
#include "xm/rules/rule.h"

bool screen_is_vfb(const struct xm_rule_context *ctx)
{
	return xm_true(xm_get(ctx->options, "vfb"));
}

static bool no_screen(const struct xm_rule_context *ctx)
{
	int64_t n;

	return !xm_get_int(ctx->options, "nographic", &n) && n;
}

static const char vfb_counts[] = "vfb is used instead";
static const char nographic_counts[] = "nographic puts it out";

void rule_vnc(struct xm_rule_context *ctx, const struct xm_variable *var)
{
	int64_t on = 0;
	bool set = rule_is_set(ctx, var);

	if (rule_number(ctx, var, &on) < 0)
		return;
	if (screen_is_vfb(ctx)) {
		if (set)
			rule_left_out(ctx, var, vfb_counts);
		return;
	}
	if (no_screen(ctx) && on) {
		rule_left_out(ctx, var, nographic_counts);
		set = false;
	}
	if (set && rule_value(ctx, var))
		rule_keep(ctx, var);
	else if (set)
		rule_set(ctx, var, "vnc", rule_new_int(ctx, 0), FATE_KEPT);
	else
		rule_explicit(ctx, "vnc", rule_new_int(ctx, 0),
			      "off in xm unless asked for, on in xl");
}

void rule_display(struct xm_rule_context *ctx, const struct xm_variable *var)
{
	const struct value *v = rule_option(ctx, var)->value;

	if (!rule_is_set(ctx, var))
		return;
	if (screen_is_vfb(ctx))
		rule_left_out(ctx, var, vfb_counts);
	else if (no_screen(ctx) && !strcmp(var->name, "sdl"))
		rule_left_out(ctx, var, nographic_counts);
	else if (!strcmp(var->name, "vncpasswd") &&
		 v->type == VALUE_STRING && !v->len)
		rule_set(ctx, var, "vncpasswd", rule_new_text(ctx, ""),
			 FATE_KEPT);	/* says that there shall be none */
	else
		rule_keep(ctx, var);
}

void rule_opengl(struct xm_rule_context *ctx, const struct xm_variable *var)
{
	int64_t sdl = 0;

	xm_get_int(ctx->options, "sdl", &sdl);
	if (rule_is_set(ctx, var))
		rule_display(ctx, var);
	else if (sdl && !screen_is_vfb(ctx) && !no_screen(ctx))
		rule_explicit(ctx, "opengl", rule_new_int(ctx, 1),
			      "on in xm with sdl, off in xl");
}

void rule_keymap(struct xm_rule_context *ctx, const struct xm_variable *var)
{
	if (!rule_is_set(ctx, var))
		return;
	if (screen_is_vfb(ctx))
		rule_fate(ctx, var, DIAG_NAME_REWRITTEN, FATE_REWRITTEN,
			  "each frame buffer of vfb gets it");
	else if (ctx->hvm)
		rule_keep(ctx, var);
	else
		rule_left_out(ctx, var, "it has no effect on a PV guest "
			      "without vfb");
}
