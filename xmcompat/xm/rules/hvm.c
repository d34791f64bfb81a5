/* SPDX-License-Identifier: LGPL-2.1-only */
/* Rules: the platform an HVM guest sees, and the clock of all guests. */
#include <inttypes.h>
#include <string.h>

#include "base/arena.h"
#include "xm/rules/rule.h"
#include "xm/value.h"

/* A number that xl has words for. */
static void set_word(struct xm_rule_context *ctx,
		     const struct xm_variable *var, const char *const *words,
		     size_t n)
{
	const struct value *v = rule_option(ctx, var)->value;
	int64_t i = 0;
	int given;

	if (!rule_is_set(ctx, var))
		return;
	for (size_t j = 0; v->type == VALUE_STRING && j < n; j++) {
		if (!strcmp(v->str, words[j])) {
			rule_keep(ctx, var);
			return;
		}
	}
	given = rule_number(ctx, var, &i);
	if (given < 0)
		return;
	if (!given)
		rule_left_out(ctx, var, "empty is the same as not set");
	else if (i < 0 || i >= (int64_t)n)
		rule_error(ctx, var, arena_printf(ctx->arena, "write a number "
						  "from 0 to %zu", n - 1),
			   "there is no mode %" PRId64, i);
	else
		rule_set(ctx, var, var->xl, rule_new_text(ctx, words[i]),
			 FATE_REWRITTEN);
}

void rule_tsc_mode(struct xm_rule_context *ctx, const struct xm_variable *var)
{
	static const char *const words[] = {
		"default", "always_emulate", "native", "native_paravirt",
	};

	set_word(ctx, var, words, sizeof(words) / sizeof(words[0]));
}

void rule_timer_mode(struct xm_rule_context *ctx,
		     const struct xm_variable *var)
{
	static const char *const words[] = {
		"delay_for_missed_ticks", "no_delay_for_missed_ticks",
		"no_missed_ticks_pending", "one_missed_tick_pending",
	};

	set_word(ctx, var, words, sizeof(words) / sizeof(words[0]));
}

void rule_hpet(struct xm_rule_context *ctx, const struct xm_variable *var)
{
	const struct value *v = rule_option(ctx, var)->value;

	if (rule_is_set(ctx, var))
		rule_keep(ctx, var);
	if (!rule_is_set(ctx, var) || (v->type == VALUE_STRING && !v->len))
		rule_explicit(ctx, "hpet", rule_new_int(ctx, 0),
			      "off in xm by default, on in xl");
}

/* xl has a list of enlightenments too. */
void rule_viridian(struct xm_rule_context *ctx, const struct xm_variable *var)
{
	const struct value *v = rule_option(ctx, var)->value;

	if (v && v->type == VALUE_LIST)
		rule_set(ctx, var, "viridian", value_copy(ctx->arena, v),
			 FATE_KEPT);
	else
		rule_keep(ctx, var);
}

void rule_pci_msitranslate(struct xm_rule_context *ctx,
			   const struct xm_variable *var)
{
	if (rule_is_set(ctx, var))
		rule_keep(ctx, var);
	else if (xm_true(xm_get(ctx->options, "pci")))
		rule_explicit(ctx, "pci_msitranslate", rule_new_int(ctx, 1),
			      "on in xm by default, off in xl");
}

void rule_gfx_passthru(struct xm_rule_context *ctx,
		       const struct xm_variable *var)
{
	const struct value *v = rule_option(ctx, var)->value;
	int64_t i = 0;
	int given;

	if (!rule_is_set(ctx, var))
		return;
	if (v->type == VALUE_STRING && !strcmp(v->str, "igd")) {
		rule_set(ctx, var, "gfx_passthru", value_copy(ctx->arena, v),
			 FATE_KEPT);
		return;
	}
	given = rule_number(ctx, var, &i);
	if (given == 1)
		rule_set(ctx, var, "gfx_passthru", rule_new_int(ctx, i != 0),
			 v->type == VALUE_INT && i == (i != 0) ?
			 FATE_KEPT : FATE_REWRITTEN);
	else if (!given)
		rule_left_out(ctx, var, "empty is the same as not set");
}

void rule_rtc_timeoffset(struct xm_rule_context *ctx,
			 const struct xm_variable *var)
{
	rule_keep(ctx, var);
}

void rule_boot(struct xm_rule_context *ctx, const struct xm_variable *var)
{
	const char *text = rule_text(ctx, var);

	if (text && strspn(text, "acdn") != strlen(text)) {
		rule_error(ctx, var, "write letters of a (floppy), c (disk), d "
			   "(CD-ROM), n (network)",
			   "\"%s\" is no order of devices to boot from", text);
		return;
	}
	rule_keep(ctx, var);
	if (!text || !rule_is_set(ctx, var))
		rule_explicit(ctx, "boot", rule_new_text(ctx, "c"),
			      "from disk in xm by default, cda in xl");
}

/* What xl 4.17 wants at least, with the device model of today. */
static int64_t videoram_least(const struct xm_rule_context *ctx)
{
	int64_t stdvga = 0;

	xm_get_int(ctx->options, "stdvga", &stdvga);
	return stdvga ? 16 : 8;
}

void rule_videoram(struct xm_rule_context *ctx, const struct xm_variable *var)
{
	int64_t n = 0;
	int given;

	if (!rule_is_set(ctx, var))
		return;
	given = rule_number(ctx, var, &n);
	if (given == 1 && n < videoram_least(ctx))
		rule_left_out(ctx, var, arena_printf(ctx->arena,
			      "xl wants %" PRId64 " MiB at least, and takes "
			      "that by itself", videoram_least(ctx)));
	else if (given >= 0)
		rule_keep(ctx, var);
}
