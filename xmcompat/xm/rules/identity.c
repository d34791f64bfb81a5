/* SPDX-License-Identifier: LGPL-2.1-only */
/* Rules: name, uuid, kind of guest, and what the domain is to others. */
#include <ctype.h>
#include <string.h>

#include "base/arena.h"
#include "xm/rules/rule.h"
#include "xm/value.h"

static bool name_is_valid(const char *name)
{
	static const char others[] = "_-.:+";

	for (const char *p = name; *p; p++)
		if (!isalnum((unsigned char)*p) && !strchr(others, *p))
			return false;
	return *name;
}

void rule_name(struct xm_rule_context *ctx, const struct xm_variable *var)
{
	const char *name = xm_domain_name(ctx->options);
	const struct value *old = rule_value(ctx, var);

	if (old && !rule_text(ctx, var))
		return;
	if (strpbrk(name, "/\n\r")) {
		rule_error(ctx, var, "use letters, digits and _ - . : + only",
			   "\"%s\" is no valid name of a domain", name);
		return;
	}
	if (!name_is_valid(name))
		diag_advise(ctx->diags,
			    diag_add(ctx->diags, DIAG_NAME_ODD,
				     xm_option_pos(ctx->options,
						   rule_option(ctx, var)),
				     "name", "xend refuses \"%s\" as the name of "
				     "a domain; xl takes it", name),
			    "use letters, digits and _ - . : + only");
	if (!old && rule_is_set(ctx, var))
		rule_left_out(ctx, var, "empty, so the file's name counts");
	if (old)
		rule_set(ctx, var, "name", rule_new_text(ctx, name),
			 old->type == VALUE_STRING ? FATE_KEPT :
						     FATE_REWRITTEN);
	else
		rule_explicit(ctx, "name", rule_new_text(ctx, name),
			      "xm calls a domain without a name as its file");
}

/* 8-4-4-4-12 lower case digits; NULL if text has not 32 of them. */
static const char *uuid_canonical(struct arena *a, const char *text)
{
	char out[37];
	size_t n = 0;

	for (; *text; text++) {
		if (*text == '-')
			continue;
		if (!isxdigit((unsigned char)*text) || n == 36)
			return NULL;
		if (n == 8 || n == 13 || n == 18 || n == 23)
			out[n++] = '-';
		out[n++] = (char)tolower((unsigned char)*text);
	}
	out[n] = '\0';
	return n == 36 ? arena_strdup(a, out) : NULL;
}

void rule_uuid(struct xm_rule_context *ctx, const struct xm_variable *var)
{
	const char *text = rule_text(ctx, var);
	const char *uuid;

	if (!text) {
		if (rule_is_set(ctx, var) && !rule_value(ctx, var))
			rule_left_out(ctx, var, "empty, so each domain gets a "
				      "new one");
		return;
	}
	uuid = uuid_canonical(ctx->arena, text);
	if (!uuid) {
		rule_error(ctx, var, "write 32 hexadecimal digits, or remove "
			   "it for a new one", "\"%s\" is no UUID", text);
		return;
	}
	rule_set(ctx, var, "uuid", rule_new_text(ctx, uuid),
		 strcmp(uuid, text) ? FATE_REWRITTEN : FATE_KEPT);
}

/* xm's word, or xl's as far as xl's own meaning of it is the same. */
static const char *type_of_builder(const char *builder)
{
	if (!strcmp(builder, "linux") || !strcmp(builder, "generic"))
		return "pv";
	if (!strcmp(builder, "hvm") || !strcmp(builder, "vmx"))
		return "hvm";
	return NULL;
}

/*
 * Words for a PV guest that xend has not: xl before 4.10 took any word for
 * one, and Xen 2 had builders by operating system.
 */
static bool is_pv_word(const struct value *v)
{
	static const char *const words[] = { "pv", "netbsd", "plan9" };

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (v && v->type == VALUE_STRING && !strcmp(v->str, words[i]))
			return true;
	return false;
}

void rule_builder(struct xm_rule_context *ctx, const struct xm_variable *var)
{
	const struct value *v = rule_option(ctx, var)->value;
	const char *type = v && v->type == VALUE_STRING ?
		type_of_builder(v->str) : NULL;

	if (is_pv_word(v)) {
		rule_put(ctx, var, "type", rule_new_text(ctx, "pv"));
		diag_advise(ctx->diags,
			    rule_fate(ctx, var, DIAG_BUILDER_PV,
				      FATE_REWRITTEN, "written as type = "
				      "\"pv\"; xend had no builder \"%s\"",
				      v->str),
			    "write \"linux\" if xm shall take it too");
		return;
	}
	if (!type) {
		rule_error(ctx, var, "write \"linux\" for a PV guest or "
			   "\"hvm\"", "%s is no kind of guest",
			   v ? xm_value_spelled(ctx->arena, v) : "None");
		return;
	}
	if (rule_is_set(ctx, var))
		rule_set(ctx, var, "type", rule_new_text(ctx, type),
			 FATE_REWRITTEN);
	else
		rule_explicit(ctx, "type", rule_new_text(ctx, type),
			      "a PV guest is what xm makes by default");
}

void rule_backend_domain(struct xm_rule_context *ctx,
			 const struct xm_variable *var)
{
	if (rule_value(ctx, var))
		rule_set(ctx, var, "driver_domain", rule_new_int(ctx, 1),
			 FATE_REWRITTEN);
	else if (rule_is_set(ctx, var))
		rule_left_out(ctx, var, "it is off, as xl's driver_domain is "
			      "by default");
}

void rule_tpmif(struct xm_rule_context *ctx, const struct xm_variable *var)
{
	if (rule_value(ctx, var))
		rule_lost(ctx, var, DIAG_SETTING_LOST,
			  "xl knows no domains that serve vTPMs of this kind",
			  "run a vtpm stub domain and name it in vtpm");
	else if (rule_is_set(ctx, var))
		rule_left_out(ctx, var, "it is off");
}

void rule_target(struct xm_rule_context *ctx, const struct xm_variable *var)
{
	int64_t i = 0;

	if (!rule_is_set(ctx, var) || rule_number(ctx, var, &i) < 0)
		return;
	if (i)
		rule_lost(ctx, var, DIAG_STUBDOM_COMPANION,
			  "this config is of a stub domain, which xl makes by "
			  "itself",
			  "convert the config of the domain it serves instead");
	else
		rule_left_out(ctx, var, "no domain is served");
}
