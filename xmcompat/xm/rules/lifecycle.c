/* SPDX-License-Identifier: LGPL-2.1-only */
/* Rules: what happens when a domain ends. */
#include <string.h>

#include "base/arena.h"
#include "xm/rules/rule.h"
#include "xm/value.h"

/* What an event does by default, and under each word of the old restart. */
static const struct event {
	const char *name, *def, *onreboot, *always, *never;
} events[] = {
	{ "on_poweroff", "destroy", "destroy", "restart", "destroy" },
	{ "on_reboot", "restart", "restart", "restart", "destroy" },
	{ "on_crash", "restart", "destroy", "restart", "destroy" },
};

static const struct event *event_find(const char *name)
{
	const struct event *e = events;

	while (strcmp(e->name, name))
		e++;
	return e;
}

/* The actions of xm and of its Xen-API mode, in xl's spelling; or NULL. */
static const char *action_of(const char *word)
{
	static const struct {
		const char *word, *action;
	} actions[] = {
		{ "destroy", "destroy" },
		{ "restart", "restart" },
		{ "preserve", "preserve" },
		{ "rename-restart", "rename-restart" },
		{ "rename_restart", "rename-restart" },
		{ "coredump-destroy", "coredump-destroy" },
		{ "coredump_and_destroy", "coredump-destroy" },
		{ "coredump-restart", "coredump-restart" },
		{ "coredump_and_restart", "coredump-restart" },
		{ "soft-reset", "soft-reset" },	/* xl's own */
	};

	for (size_t i = 0; i < sizeof(actions) / sizeof(actions[0]); i++)
		if (!strcmp(actions[i].word, word))
			return actions[i].action;
	return NULL;
}

/* What an event does when nothing names it. */
static const char *unnamed_action(const struct xm_rule_context *ctx,
				  const struct event *e)
{
	const char *restart = xm_text(ctx->options, "restart");

	if (!restart || !*restart)
		return e->def;
	if (!strcmp(restart, "always"))
		return e->always;
	return strcmp(restart, "never") ? e->onreboot : e->never;
}

void rule_on_event(struct xm_rule_context *ctx, const struct xm_variable *var)
{
	const struct value *v = rule_value(ctx, var);
	const struct event *e = event_find(var->name);
	const char *action;

	if (!v) {
		action = unnamed_action(ctx, e);
		if (rule_is_set(ctx, var))
			rule_left_out(ctx, var, "empty is the same as not "
				      "set");
		rule_explicit(ctx, var->name, rule_new_text(ctx, action),
			      xm_true(xm_get(ctx->options, "restart")) ?
			      "what restart means" : "xm's default");
		return;
	}
	action = v->type == VALUE_STRING ? action_of(v->str) : NULL;
	if (!action)
		rule_error(ctx, var, "write destroy, restart, preserve, "
			   "rename-restart, coredump-destroy or "
			   "coredump-restart", "%s is no action",
			   xm_value_spelled(ctx->arena, v));
	else
		rule_set(ctx, var, var->name, rule_new_text(ctx, action),
			 strcmp(action, v->str) ? FATE_REWRITTEN : FATE_KEPT);
}

void rule_restart(struct xm_rule_context *ctx, const struct xm_variable *var)
{
	const struct value *v = rule_value(ctx, var);
	const char *word = v && v->type == VALUE_STRING ? v->str : "";

	if (!v) {
		if (rule_is_set(ctx, var))
			rule_left_out(ctx, var, "empty is the same as not "
				      "set");
		return;
	}
	if (!strcmp(word, "onreboot") || !strcmp(word, "always"))
		rule_fate(ctx, var, DIAG_NAME_REWRITTEN, FATE_REWRITTEN,
			  "written as on_poweroff, on_reboot and on_crash");
	else if (!strcmp(word, "never"))
		diag_advise(ctx->diags,
			    rule_fate(ctx, var, DIAG_RESTART_NEVER,
				      FATE_REWRITTEN,
				      "taken for destroy on each event, as the "
				      "manual said; xend 3.1 and later refused "
				      "it"),
			    "check on_poweroff, on_reboot and on_crash");
	else
		rule_error(ctx, var, "write onreboot, always or never, or "
			   "better the on_ variables", "%s is no policy",
			   xm_value_spelled(ctx->arena, v));
}

void rule_on_xend(struct xm_rule_context *ctx, const struct xm_variable *var)
{
	static const char start[] = "ignore start";
	static const char stop[] = "ignore shutdown suspend";
	const char *words = !strcmp(var->name, "on_xend_start") ? start : stop;
	const char *text = rule_text(ctx, var);

	if (!rule_is_set(ctx, var) || (!text && rule_value(ctx, var)))
		return;
	if (!text || (strstr(words, text) && !strchr(text, ' ') &&
		      strlen(text) > 4))
		rule_keep(ctx, var);
	else
		rule_lost(ctx, var, DIAG_SETTING_LOST,
			  "not a word xend knew, so it did nothing",
			  arena_printf(ctx->arena, "write one of: %s", words));
}
