/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * Rules: serial and parallel ports, floppies and the device model's monitor.
 * What xl has no key for is an argument of the device model.
 */
#include <string.h>

#include "base/arena.h"
#include "xm/rules/rule.h"
#include "xm/value.h"

static void add_argument(struct xm_rule_context *ctx,
			 const struct xm_variable *var, const char *option,
			 const char *value)
{
	struct value *list = rule_list(ctx, var, "device_model_args_hvm");

	value_push(ctx->arena, list, rule_new_text(ctx, option));
	value_push(ctx->arena, list, rule_new_text(ctx, value));
	rule_fate(ctx, var, DIAG_NAME_REWRITTEN, FATE_REWRITTEN,
		  "written into device_model_args_hvm: %s %s", option, value);
}

/* The text of a variable that is one, or a word on why it has no effect. */
static const char *argument(struct xm_rule_context *ctx,
			    const struct xm_variable *var)
{
	const char *text = rule_text(ctx, var);

	if (!text && rule_is_set(ctx, var) && !rule_value(ctx, var))
		rule_left_out(ctx, var, "empty is the same as not set");
	return text;
}

void rule_floppy(struct xm_rule_context *ctx, const struct xm_variable *var)
{
	const char *path = argument(ctx, var);

	if (path)
		add_argument(ctx, var, arena_printf(ctx->arena, "-%s",
						    var->name), path);
}

void rule_parallel(struct xm_rule_context *ctx, const struct xm_variable *var)
{
	const char *text = argument(ctx, var);

	if (text)
		add_argument(ctx, var, "-parallel", text);
}

void rule_monitor(struct xm_rule_context *ctx, const struct xm_variable *var)
{
	int64_t on = 0;

	if (!rule_is_set(ctx, var) || rule_number(ctx, var, &on) < 0)
		return;
	if (xm_true(xm_get(ctx->options, "monitor_path")))
		rule_left_out(ctx, var, "monitor_path switches it on");
	else if (on)
		add_argument(ctx, var, "-monitor", "vc");
	else
		rule_left_out(ctx, var, "it is off, as always in xl");
}

void rule_monitor_path(struct xm_rule_context *ctx,
		       const struct xm_variable *var)
{
	const char *path = argument(ctx, var);

	if (path)
		add_argument(ctx, var, "-monitor", path);
}

static bool is_texts(const struct value *list)
{
	for (size_t i = 0; i < list->items.n; i++)
		if (list->items.v[i]->type != VALUE_STRING)
			return false;
	return true;
}

void rule_serial(struct xm_rule_context *ctx, const struct xm_variable *var)
{
	const struct value *v = rule_option(ctx, var)->value;

	if (v->type != VALUE_LIST)
		rule_keep(ctx, var);
	else if (!v->items.n)
		rule_left_out(ctx, var, "empty is the same as not set");
	else if (is_texts(v))
		rule_set(ctx, var, "serial", value_copy(ctx->arena, v),
			 FATE_KEPT);
	else
		rule_error(ctx, var, "write a list of strings",
			   "%s is no list of ports",
			   xm_value_spelled(ctx->arena, v));
}
