/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * Rules: the kernel's command line. xm and xend make it of ten variables, xl
 * of two, as "root=ROOT EXTRA"; so ip= and nfsroot= go in front of extra.
 */
#include <string.h>

#include "base/arena.h"
#include "xm/rules/rule.h"
#include "xm/value.h"

/* The kernel takes no more; xend only logs it. */
#define LINE_MAX_BYTES 1024

/* Text of an option as str() gives it; "" for None and lists. */
static const char *text_of(const struct xm_rule_context *ctx, const char *name)
{
	const struct value *v = xm_get(ctx->options, name);
	const char *text = v ? xm_value_text(ctx->arena, v) : NULL;

	return text ? text : "";
}

static bool asks_for_ip(const struct xm_rule_context *ctx)
{
	const struct value *dhcp = xm_get(ctx->options, "dhcp");

	return xm_true(xm_get(ctx->options, "ip")) ||
	       (dhcp && strcmp(text_of(ctx, "dhcp"), "off"));
}

static bool asks_for_nfs(const struct xm_rule_context *ctx)
{
	return xm_true(xm_get(ctx->options, "nfs_root"));
}

/* "ip=" counts only with something behind it. */
static bool has_ip(const char *line)
{
	const char *p = strstr(line, "ip=");

	while (p && (!p[3] || p[3] == ' '))
		p = strstr(p + 1, "ip=");
	return p;
}

/* What xm puts between the server's address and the kernel when it has none. */
#define NO_SERVER "127.0.255.255"

static const char *ip_part(const struct xm_rule_context *ctx)
{
	const char *server = text_of(ctx, "nfs_server");

	return arena_printf(ctx->arena, "ip=%s:%s:%s:%s:%s:%s:%s ",
			    text_of(ctx, "ip"), *server ? server : NO_SERVER,
			    text_of(ctx, "gateway"), text_of(ctx, "netmask"),
			    text_of(ctx, "hostname"),
			    text_of(ctx, "interface"), text_of(ctx, "dhcp"));
}

/* extra with nfsroot= and ip= in front, where they are asked for. */
static const char *full_extra(const struct xm_rule_context *ctx)
{
	const char *extra = text_of(ctx, "extra");

	if (ctx->hvm)
		return extra;
	if (asks_for_nfs(ctx))
		extra = arena_printf(ctx->arena, "nfsroot=%s:%s %s",
				     text_of(ctx, "nfs_server"),
				     text_of(ctx, "nfs_root"), extra);
	if (asks_for_ip(ctx) && !has_ip(extra))
		extra = arena_printf(ctx->arena, "%s%s", ip_part(ctx), extra);
	return extra;
}

/* A parameter of its own: nfsroot= names the export, not the root device. */
static bool has_root(const char *line)
{
	const char *p = strstr(line, "root=");

	while (p && p > line && !strchr(" \t\r\n", p[-1]))
		p = strstr(p + 1, "root=");
	return p;
}

void rule_root(struct xm_rule_context *ctx, const struct xm_variable *var)
{
	const char *root = rule_text(ctx, var);

	if (!root || !kernel_has_line(ctx)) {
		if (root)
			rule_left_out(ctx, var, "no kernel is booted that "
				      "could read it");
		else
			rule_keep(ctx, var);
		return;
	}
	if (has_root(text_of(ctx, "extra"))) {
		rule_left_out(ctx, var, "extra has a root= of its own, which "
			      "counts");
		return;
	}
	if (!strncmp(root, "root=", 5))
		rule_set(ctx, var, "root", rule_new_line(ctx, root + 5),
			 FATE_REWRITTEN);
	else
		rule_keep(ctx, var);
}

static void check_length(struct xm_rule_context *ctx,
			 const struct xm_variable *var, const char *extra)
{
	struct diag *d;

	if (strlen(extra) <= LINE_MAX_BYTES)
		return;
	d = diag_add(ctx->diags, DIAG_KERNEL_LINE_LONG,
		     xm_option_pos(ctx->options, rule_option(ctx, var)),
		     var->name, "the kernel's command line has more than %d "
		     "bytes", LINE_MAX_BYTES);
	diag_advise(ctx->diags, d, "shorten it: the kernel may cut it off");
}

/* An extra that the file has not stands where it asks for ip= or nfsroot=. */
static void put_made_extra(struct xm_rule_context *ctx, const char *extra)
{
	const char *name = xm_true(xm_get(ctx->options, "ip")) ? "ip" :
			   asks_for_nfs(ctx) ? "nfs_root" : "dhcp";

	rule_put(ctx, xm_variable_find(name), "extra",
		 rule_new_line(ctx, extra));
}

void rule_extra(struct xm_rule_context *ctx, const struct xm_variable *var)
{
	const char *own = rule_text(ctx, var);
	const char *extra = full_extra(ctx);

	if (own && !kernel_has_line(ctx)) {
		rule_left_out(ctx, var, "no kernel is booted that could read "
			      "it");
		return;
	}
	check_length(ctx, var, extra);
	if (!*extra || !strcmp(extra, text_of(ctx, "extra")))
		rule_keep(ctx, var);
	else if (rule_is_set(ctx, var))
		rule_set(ctx, var, "extra", rule_new_line(ctx, extra),
			 FATE_REWRITTEN);
	else
		put_made_extra(ctx, extra);
}

static void folded(struct xm_rule_context *ctx, const struct xm_variable *var)
{
	rule_fate(ctx, var, DIAG_NAME_REWRITTEN, FATE_REWRITTEN,
		  "folded into the kernel's command line, extra");
}

void rule_kernel_ip(struct xm_rule_context *ctx, const struct xm_variable *var)
{
	if (!rule_is_set(ctx, var))
		return;
	if (!asks_for_ip(ctx))
		rule_left_out(ctx, var, "neither ip nor dhcp asks for an ip= "
			      "parameter");
	else if (has_ip(text_of(ctx, "extra")))
		rule_left_out(ctx, var, "extra has an ip= of its own, which "
			      "counts");
	else
		folded(ctx, var);
}

void rule_kernel_nfs(struct xm_rule_context *ctx, const struct xm_variable *var)
{
	bool server = !strcmp(var->name, "nfs_server");

	if (!rule_is_set(ctx, var))
		return;
	if (rule_value(ctx, var) && (asks_for_nfs(ctx) ||
				     (server && asks_for_ip(ctx))))
		folded(ctx, var);
	else
		rule_left_out(ctx, var, "nothing asks for it");
}
