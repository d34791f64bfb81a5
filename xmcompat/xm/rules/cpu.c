/* SPDX-License-Identifier: LGPL-2.1-only */
/* Rules: number of virtual CPUs, where they run, and how much. */
#include <ctype.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "xm/rules/rule.h"
#include "xm/value.h"

/* -- how many -------------------------------------------------------------- */

/* vcpus as a number, 1 if it is none (its own rule says so). */
static int64_t vcpus_given(const struct xm_options *o)
{
	int64_t n;

	return xm_get_int(o, "vcpus", &n) || n < 1 ? 1 : n;
}

int64_t vcpus_most(const struct xm_options *o)
{
	int64_t n;

	if (!xm_true(xm_get(o, "maxvcpus")) || xm_get_int(o, "maxvcpus", &n) ||
	    n < 1)
		n = vcpus_given(o);
	return n < INT32_MAX ? n : INT32_MAX;
}

/* The mask of vcpu_avail as a number of CPUs from the first; 0 if not so. */
static int64_t avail_count(const struct xm_options *o)
{
	int64_t given, n = 0;
	uint64_t mask;

	if (xm_get_int(o, "vcpu_avail", &given) || given <= 0)
		return 0;
	mask = (uint64_t)given;
	if (mask & (mask + 1))
		return 0;
	for (; mask; mask >>= 1)
		n++;
	return n;
}

/* Does vcpu_avail count: meant so, expressible, and less than all? */
static bool avail_is_meant(const struct xm_options *o)
{
	int64_t n = avail_count(o);

	return o->as_meant && n && n < vcpus_given(o) &&
	       !xm_true(xm_get(o, "maxvcpus"));
}

void rule_vcpus(struct xm_rule_context *ctx, const struct xm_variable *var)
{
	const struct value *old = rule_option(ctx, var)->value;
	int64_t most = vcpus_most(ctx->options);
	int64_t n = 0, given;

	if (rule_number(ctx, var, &n) < 0)
		return;
	if (n < 1) {
		rule_error(ctx, var, "give the domain at least one",
			   "a domain needs a virtual CPU");
		return;
	}
	given = n;
	if (n > most)
		n = most;
	if (avail_is_meant(ctx->options))
		n = avail_count(ctx->options);
	rule_set(ctx, var, "vcpus", rule_new_int(ctx, n),
		 old->type == VALUE_INT && n == given ? FATE_KEPT :
							FATE_REWRITTEN);
}

void rule_maxvcpus(struct xm_rule_context *ctx, const struct xm_variable *var)
{
	const struct value *old = rule_option(ctx, var)->value;
	int64_t n = 0;

	if (!rule_is_set(ctx, var) || rule_number(ctx, var, &n) < 0)
		return;
	if (!rule_value(ctx, var)) {
		rule_left_out(ctx, var, "nothing, so it is as vcpus");
		return;
	}
	if (n < 1) {
		rule_error(ctx, var, "give the domain at least one",
			   "a domain needs a virtual CPU");
		return;
	}
	rule_set(ctx, var, "maxvcpus", rule_new_int(ctx, n),
		 old->type == VALUE_INT ? FATE_KEPT : FATE_REWRITTEN);
}

void rule_vcpu_avail(struct xm_rule_context *ctx,
		     const struct xm_variable *var)
{
	int64_t vcpus = vcpus_given(ctx->options);
	int64_t n = avail_count(ctx->options);
	const char *advice;

	if (!rule_is_set(ctx, var))
		return;
	if (!rule_value(ctx, var) || n >= vcpus) {
		rule_left_out(ctx, var, "all virtual CPUs are online");
		return;
	}
	if (avail_is_meant(ctx->options)) {
		rule_put(ctx, var, "maxvcpus", rule_new_int(ctx, vcpus));
		rule_fate(ctx, var, DIAG_NAME_REWRITTEN, FATE_REWRITTEN,
			  "written as vcpus = %" PRId64 ", maxvcpus = %" PRId64,
			  n, vcpus);
		return;
	}
	advice = n ? arena_printf(ctx->arena, "write vcpus = %" PRId64
				  " and maxvcpus = %" PRId64 ", or convert "
				  "with --as-meant", n, vcpus) :
		"set the CPUs offline in the guest: xl cannot say which";
	rule_lost(ctx, var, DIAG_ONLY_OLD_XM,
		  "xm 4.0 and later does not read it: all virtual CPUs come "
		  "online", advice);
}

/* -- where ---------------------------------------------------------------- */

/* A number as int() reads it, blanks around it allowed; NULL if it is none. */
static const char *cpu_number(const char *p)
{
	while (isspace((unsigned char)*p))
		p++;
	if (!isdigit((unsigned char)*p))
		return NULL;
	while (isdigit((unsigned char)*p))
		p++;
	while (isspace((unsigned char)*p))
		p++;
	return p;
}

/* N, A-B or ^N at p; where it ends, or NULL. */
static const char *cpu_item(const char *p)
{
	while (isspace((unsigned char)*p))
		p++;
	if (*p == '^')
		return cpu_number(p + 1);
	p = cpu_number(p);
	return p && *p == '-' ? cpu_number(p + 1) : p;
}

static bool is_cpu_range(const char *text)
{
	for (;;) {
		text = cpu_item(text);
		if (!text || (*text && *text != ','))
			return false;
		if (!*text)
			return true;
		text++;
	}
}

/* Words that only xl knows, which its own configs may hold. */
static bool is_xl_range(const char *text)
{
	return !strncmp(text, "all", 3) || !strncmp(text, "node:", 5) ||
	       !strncmp(text, "nodes:", 6);
}

static const char *without_blanks(struct arena *a, const char *text)
{
	char *out = arena_strdup(a, text), *to = out;

	for (const char *p = text; *p; p++)
		if (!isspace((unsigned char)*p))
			*to++ = *p;
	*to = '\0';
	return out;
}

static const char cpus_advice[] =
	"write numbers, ranges A-B and exclusions ^N, separated by commas";

/* Text of one range, checked; NULL with an error added. */
static const char *range_text(struct xm_rule_context *ctx,
			      const struct xm_variable *var,
			      const struct value *v)
{
	const char *text = xm_value_text(ctx->arena, v);

	if (v->type == VALUE_INT && !ctx->options->as_meant) {
		rule_error(ctx, var, "write it in quotes",
			   "%s is a number, and xend takes CPUs as text only",
			   text);
		return NULL;
	}
	if (!text || !(is_cpu_range(text) || is_xl_range(text))) {
		rule_error(ctx, var, cpus_advice, "%s is no set of CPUs",
			   xm_value_spelled(ctx->arena, v));
		return NULL;
	}
	if (!is_cpu_range(text))
		diag_advise(ctx->diags,
			    diag_add(ctx->diags, DIAG_CPUS_XL_WORD, v->pos,
				     var->name, "%s is xl's word for CPUs, "
				     "which xend refused",
				     xm_value_spelled(ctx->arena, v)),
			    "leave cpus out for all CPUs, or check that the "
			    "guest shall run where xl puts it");
	return without_blanks(ctx->arena, text);
}

static void set_cpu_list(struct xm_rule_context *ctx,
			 const struct xm_variable *var, const struct value *v)
{
	int64_t vcpus = vcpus_most(ctx->options);
	struct value *list = value_list(ctx->arena, v->pos);

	if ((int64_t)v->items.n != vcpus) {
		rule_error(ctx, var, "list as many items as vcpus, or write "
			   "one text for all",
			   "vcpus and the item number of cpus are not same: "
			   "%" PRId64 " and %zu", vcpus, v->items.n);
		return;
	}
	for (size_t i = 0; i < v->items.n; i++) {
		const char *text = range_text(ctx, var, v->items.v[i]);

		if (!text)
			return;
		value_push(ctx->arena, list,
			   value_string(ctx->arena, text,
					v->items.v[i]->pos));
	}
	rule_set(ctx, var, "cpus", list,
		 value_equal(list, v) ? FATE_KEPT : FATE_REWRITTEN);
}

/* cpu as text that goes in front of cpus; NULL when it pins nothing. */
static const char *first_cpu(const struct xm_rule_context *ctx)
{
	int64_t n;

	if (xm_get_int(ctx->options, "cpu", &n) || n < 0)
		return NULL;
	return arena_printf(ctx->arena, "%" PRId64, n);
}

void rule_cpu(struct xm_rule_context *ctx, const struct xm_variable *var)
{
	const struct value *cpus = xm_get(ctx->options, "cpus");
	int64_t n = 0;
	int given = rule_number(ctx, var, &n);

	if (given < 0 || !rule_is_set(ctx, var))
		return;
	if (!given || n < 0)
		rule_left_out(ctx, var, "it pins to no CPU");
	else if (cpus && cpus->type == VALUE_LIST && cpus->items.n)
		rule_lost(ctx, var, DIAG_SETTING_LOST,
			  "cpus is a list, which says it for each virtual CPU",
			  "add the number to the items of cpus, or remove it");
	else if (xm_true(cpus))
		rule_fate(ctx, var, DIAG_NAME_REWRITTEN, FATE_REWRITTEN,
			  "folded into cpus");
	else
		rule_set(ctx, var, "cpus",
			 rule_new_text(ctx, first_cpu(ctx)), FATE_REWRITTEN);
}

void rule_cpus(struct xm_rule_context *ctx, const struct xm_variable *var)
{
	const struct value *v = rule_option(ctx, var)->value;
	const char *cpu = first_cpu(ctx), *text;

	if (!rule_is_set(ctx, var))
		return;
	if (!xm_true(v) && (!v || v->type != VALUE_INT)) {
		rule_left_out(ctx, var, "empty: the domain may run anywhere");
		return;
	}
	if (v->type == VALUE_LIST) {
		set_cpu_list(ctx, var, v);
		return;
	}
	text = range_text(ctx, var, v);
	if (!text)
		return;
	if (cpu)
		text = arena_printf(ctx->arena, "%s,%s", cpu, text);
	rule_set(ctx, var, "cpus", rule_new_text(ctx, text),
		 v->type == VALUE_STRING && !strcmp(text, v->str) ?
		 FATE_KEPT : FATE_REWRITTEN);
}

/* -- how much ------------------------------------------------------------- */

static void set_bounded(struct xm_rule_context *ctx,
			const struct xm_variable *var, int64_t least,
			int64_t most)
{
	const struct value *old = rule_option(ctx, var)->value;
	int64_t n = 0;
	int given = rule_number(ctx, var, &n);

	if (given < 0 || !rule_is_set(ctx, var))
		return;
	if (!given)
		rule_left_out(ctx, var, "empty is the same as not set");
	else if (n < least || n > most)
		rule_error(ctx, var, "give a number in that range",
			   "%" PRId64 " is outside %" PRId64 " to %" PRId64,
			   n, least, most);
	else
		rule_set(ctx, var, var->xl, rule_new_int(ctx, n),
			 old->type == VALUE_INT ? FATE_KEPT : FATE_REWRITTEN);
}

/* A weight of 0 asks for nothing that a scheduler could give. */
void rule_cpu_weight(struct xm_rule_context *ctx,
		     const struct xm_variable *var)
{
	int64_t n = 1;

	if (rule_is_set(ctx, var) &&
	    !xm_int(rule_option(ctx, var)->value, &n) && !n)
		rule_lost(ctx, var, DIAG_CPU_WEIGHT_ZERO,
			  "no domain can have a weight of 0: it gets the "
			  "default, 256", "give a weight from 1 to 65535, or "
			  "remove it");
	else
		set_bounded(ctx, var, 1, 65535);
}

void rule_cpu_cap(struct xm_rule_context *ctx, const struct xm_variable *var)
{
	set_bounded(ctx, var, 0, 100 * vcpus_most(ctx->options));
}
