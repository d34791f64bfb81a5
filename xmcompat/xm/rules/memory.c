/* SPDX-License-Identifier: LGPL-2.1-only */
/* Rules: memory. All in MiB. */
#include <ctype.h>
#include <inttypes.h>
#include <stdlib.h>
#include <strings.h>

#include "base/arena.h"
#include "xm/rules/rule.h"
#include "xm/value.h"

/* "512MB" as its author meant it; 0 if it is no such text. */
static int64_t with_unit(const struct value *v)
{
	static const struct {
		const char *unit;
		int64_t mib;
	} units[] = {
		{ "m", 1 }, { "mb", 1 }, { "mib", 1 },
		{ "g", 1024 }, { "gb", 1024 }, { "gib", 1024 },
	};
	char *end;
	int64_t n;

	if (v->type != VALUE_STRING || !isdigit((unsigned char)*v->str))
		return 0;
	n = strtoll(v->str, &end, 10);
	while (*end == ' ')
		end++;
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++)
		if (!strcasecmp(end, units[i].unit) && n < INT64_MAX / 1024)
			return n * units[i].mib;
	return 0;
}

/* As rule_number(); a unit, which xend refuses, counts when meant. */
static int mib(struct xm_rule_context *ctx, const struct xm_variable *var,
	       int64_t *out)
{
	const struct value *v = rule_option(ctx, var)->value;
	int64_t meant = v ? with_unit(v) : 0;

	if (!meant)
		return rule_number(ctx, var, out);
	if (!ctx->options->as_meant) {
		rule_error(ctx, var, arena_printf(ctx->arena, "write %s = %"
						  PRId64, var->name, meant),
			   "%s has a unit, where xm counts in MiB without one",
			   xm_value_spelled(ctx->arena, v));
		return -1;
	}
	*out = meant;
	return 1;
}

static void set_mib(struct xm_rule_context *ctx, const struct xm_variable *var,
		    int64_t n)
{
	const struct value *old = rule_option(ctx, var)->value;

	rule_set(ctx, var, var->xl, rule_new_int(ctx, n),
		 old->type == VALUE_INT ? FATE_KEPT : FATE_REWRITTEN);
}

void rule_memory(struct xm_rule_context *ctx, const struct xm_variable *var)
{
	int64_t n = 0;

	if (mib(ctx, var, &n) < 0)
		return;
	if (n <= 0)
		rule_error(ctx, var, "give the domain memory, in MiB",
			   "memory must be greater than zero");
	else
		set_mib(ctx, var, n);
}

void rule_maxmem(struct xm_rule_context *ctx, const struct xm_variable *var)
{
	int64_t n = 0, memory;

	if (!rule_is_set(ctx, var) || mib(ctx, var, &n) < 0)
		return;
	if (!rule_value(ctx, var)) {
		rule_left_out(ctx, var, "nothing, so it is as memory");
		return;
	}
	if (n <= 0 ||
	    (!xm_get_int(ctx->options, "memory", &memory) && n < memory))
		rule_error(ctx, var, "make it at least as much as memory",
			   "%" PRId64 " MiB is less than memory", n);
	else
		set_mib(ctx, var, n);
}

/* KiB of page tables that xend gives an HVM guest at least, in MiB. */
static int64_t shadow_least(const struct xm_rule_context *ctx)
{
	int64_t most = 0, kib;

	if (xm_get_int(ctx->options, "maxmem", &most) || most <= 0)
		xm_get_int(ctx->options, "memory", &most);
	if (!ctx->hvm || most > INT64_MAX / 1024)
		return 0;
	kib = 4 * (256 * vcpus_most(ctx->options) + 2 * most);
	return (kib + 1023) / 1024;
}

void rule_shadow_memory(struct xm_rule_context *ctx,
			const struct xm_variable *var)
{
	int64_t n = 0;

	if (!rule_is_set(ctx, var) || mib(ctx, var, &n) < 0)
		return;
	if (n <= 0)
		rule_left_out(ctx, var, "nothing, so xl computes it, as xend "
			      "did");
	else if (n <= shadow_least(ctx))
		rule_left_out(ctx, var, arena_printf(ctx->arena,
			      "xend made it %" PRId64 ", as xl does by itself",
			      shadow_least(ctx)));
	else
		set_mib(ctx, var, n);
}
