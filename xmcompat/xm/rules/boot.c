/* SPDX-License-Identifier: LGPL-2.1-only */
/* Rules: kernel, firmware, boot loader and device model. */
#include <ctype.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "xm/rules/rule.h"
#include "xm/value.h"

static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

/* Firmware that comes with Xen, and that xl finds by itself. */
static bool is_stock_firmware(const char *path)
{
	const char *base = base_name(path);

	return !strcmp(base, "hvmloader") || !strcmp(base, "vmxloader");
}

static bool is_vmx(const struct xm_options *o)
{
	const char *builder = xm_text(o, "builder");

	return builder && !strcmp(builder, "vmx");
}

/*
 * With a loader the kernel is one for direct boot. Xen 3.0's vmx guests booted
 * any kernel but its own loader that way.
 */
bool kernel_is_direct(const struct xm_options *o)
{
	const char *kernel = xm_text(o, "kernel");

	if (!kernel || !*kernel)
		return false;
	if (xm_true(xm_get(o, "loader")))
		return true;
	return is_vmx(o) && !is_stock_firmware(kernel);
}

bool kernel_has_line(const struct xm_rule_context *ctx)
{
	return !ctx->hvm || kernel_is_direct(ctx->options);
}

/* A path that depends on where xm was started, or (asked to look) is absent. */
static void check_path(struct xm_rule_context *ctx,
		       const struct xm_variable *var, const char *path)
{
	struct diag *d;

	if (*path != '/') {
		d = diag_add(ctx->diags, DIAG_PATH_RELATIVE,
			     xm_option_pos(ctx->options,
					   rule_option(ctx, var)), var->name,
			     "\"%s\" is looked for where the tool is started",
			     path);
		diag_advise(ctx->diags, d, "write the absolute path");
	}
	if (ctx->check_host && access(path, F_OK)) {
		d = diag_add(ctx->diags, DIAG_PATH_MISSING,
			     xm_option_pos(ctx->options,
					   rule_option(ctx, var)), var->name,
			     "there is no file \"%s\" on this host", path);
		diag_advise(ctx->diags, d, "install it or correct the path");
	}
}

static void set_firmware(struct xm_rule_context *ctx,
			 const struct xm_variable *var, const char *path)
{
	if (is_stock_firmware(path)) {
		rule_left_out(ctx, var, "xl finds its own firmware");
		return;
	}
	check_path(ctx, var, path);
	rule_set(ctx, var, "firmware_override", rule_new_text(ctx, path),
		 FATE_RENAMED);
}

void rule_loader(struct xm_rule_context *ctx, const struct xm_variable *var)
{
	const char *path = rule_text(ctx, var);

	if (path)
		set_firmware(ctx, var, path);
	else if (rule_is_set(ctx, var))
		rule_left_out(ctx, var, "empty is the same as not set");
}

void rule_kernel(struct xm_rule_context *ctx, const struct xm_variable *var)
{
	const char *path = rule_text(ctx, var);

	if (!path) {
		if (rule_is_set(ctx, var) && !rule_value(ctx, var))
			rule_left_out(ctx, var, "empty is the same as not set");
		return;
	}
	if (ctx->hvm && !kernel_is_direct(ctx->options)) {
		set_firmware(ctx, var, path);
		return;
	}
	/* With a boot loader the path is one inside the guest. */
	if (ctx->hvm || !xm_true(xm_get(ctx->options, "bootloader")))
		check_path(ctx, var, path);
	rule_keep(ctx, var);
}

void rule_ramdisk(struct xm_rule_context *ctx, const struct xm_variable *var)
{
	const char *path = rule_text(ctx, var);

	if (!path || kernel_has_line(ctx)) {
		if (path && !xm_true(xm_get(ctx->options, "bootloader")))
			check_path(ctx, var, path);
		rule_keep(ctx, var);
		return;
	}
	rule_left_out(ctx, var, "no kernel is booted that could use it");
}

/*
 * Where the tools of an old installation kept pygrub; it is gone with them,
 * and xl finds its own by the bare name.
 */
static bool is_installed_pygrub(const char *path)
{
	return *path == '/' && !strcmp(base_name(path), "pygrub") &&
	       (strstr(path, "/xen") || !strcmp(path, "/usr/bin/pygrub") ||
		!strcmp(path, "/usr/local/bin/pygrub"));
}

void rule_bootloader(struct xm_rule_context *ctx,
		     const struct xm_variable *var)
{
	const char *path = rule_text(ctx, var);

	if (path && is_installed_pygrub(path)) {
		rule_set(ctx, var, "bootloader", rule_new_text(ctx, "pygrub"),
			 FATE_REWRITTEN);
		return;
	}
	if (path) {
		rule_keep(ctx, var);
		return;
	}
	if (rule_is_set(ctx, var) && !rule_value(ctx, var))
		rule_left_out(ctx, var, "empty is the same as not set");
	if (!xm_true(xm_get(ctx->options, "kernel")))
		rule_explicit(ctx, "bootloader", rule_new_text(ctx, "pygrub"),
			      "xend boots a PV guest without kernel and boot "
			      "loader by pygrub");
}

/* -- boot loader arguments ------------------------------------------------- */

/* One word of a command line, as a shell splits it; NULL: a quote is open. */
static const char *shell_word(char *out, const char *p)
{
	char quote = 0;

	for (; *p && (quote || !isspace((unsigned char)*p)); p++) {
		if (quote ? *p == quote : *p == '\'' || *p == '"') {
			quote = quote ? 0 : *p;
		} else if (*p == '\\' && quote != '\'' && p[1] &&
			   (!quote || p[1] == '"' || p[1] == '\\')) {
			*out++ = *++p;
		} else {
			*out++ = *p;
		}
	}
	*out = '\0';
	return quote ? NULL : p;
}

/* Adds the words of text to list; -1 if a quote is not closed. */
static int shell_split(struct arena *a, struct value *list, const char *text,
		       struct pos pos)
{
	char *word = arena_alloc(a, strlen(text) + 1);

	for (;;) {
		while (isspace((unsigned char)*text))
			text++;
		if (!*text)
			return 0;
		text = shell_word(word, text);
		if (!text)
			return -1;
		value_push(a, list, value_string(a, word, pos));
	}
}

static bool has_bootloader(struct xm_rule_context *ctx)
{
	return tree_find(ctx->xl, "bootloader");
}

static void default_bootargs(struct xm_rule_context *ctx)
{
	struct value *list;

	/* The author who writes xl's key means that. */
	if (!has_bootloader(ctx) || xm_get(ctx->options, "bootloader_args"))
		return;
	list = value_list(ctx->arena, (struct pos){
		.file = ctx->options->file });
	value_push(ctx->arena, list, rule_new_text(ctx, "-q"));
	rule_explicit(ctx, "bootloader_args", list,
		      "what xm passes to a boot loader");
}

void rule_bootargs(struct xm_rule_context *ctx, const struct xm_variable *var)
{
	const struct xm_option *opt = rule_option(ctx, var);
	struct pos pos = xm_option_pos(ctx->options, opt);
	const char *text = rule_text(ctx, var);
	struct value *list;

	if (!rule_is_set(ctx, var)) {
		default_bootargs(ctx);
		return;
	}
	if (!has_bootloader(ctx)) {
		rule_left_out(ctx, var, "there is no boot loader to get it");
		return;
	}
	if (!text) {
		if (!rule_value(ctx, var))
			rule_left_out(ctx, var, "empty is the same as not set");
		default_bootargs(ctx);
		return;
	}
	if (!xm_true(xm_get(ctx->options, "bootloader")) &&
	    !ctx->options->as_meant) {
		rule_lost(ctx, var, DIAG_BOOTARGS_UNHEARD,
			  "xm hands them only to a boot loader that the file "
			  "names, and it names none",
			  "if they are meant, set bootloader = 'pygrub' in the "
			  "file, or convert with --as-meant");
		default_bootargs(ctx);
		return;
	}
	list = value_list(ctx->arena, pos);
	if (shell_split(ctx->arena, list, text, pos))
		rule_error(ctx, var, "close the quote",
			   "a quote is open at the end of %s",
			   xm_value_spelled(ctx->arena, opt->value));
	else
		rule_set(ctx, var, "bootloader_args", list, FATE_REWRITTEN);
}

/* -- the rest ------------------------------------------------------------- */

void rule_features(struct xm_rule_context *ctx, const struct xm_variable *var)
{
	if (rule_value(ctx, var))
		rule_lost(ctx, var, DIAG_SETTING_LOST,
			  "xl cannot override the features of a PV kernel",
			  "check that the guest runs with those it names");
	else if (rule_is_set(ctx, var))
		rule_left_out(ctx, var, "empty is the same as not set");
}

static void custom_device_model(struct xm_rule_context *ctx,
				const struct xm_variable *var,
				const char *path)
{
	bool upstream = !strncmp(base_name(path), "qemu-system", 11);

	rule_put(ctx, var, "device_model_override", rule_new_text(ctx, path));
	if (!xm_get(ctx->options, "device_model_version"))
		rule_put(ctx, var, "device_model_version",
			 rule_new_text(ctx, upstream ? "qemu-xen" :
				       "qemu-xen-traditional"));
	diag_advise(ctx->diags,
		    rule_fate(ctx, var, DIAG_DEVICE_MODEL_CUSTOM,
			      FATE_RENAMED, "a device model of its own: "
			      "device_model_override = \"%s\"", path),
		    "check that this program still fits, or remove it");
}

void rule_device_model(struct xm_rule_context *ctx,
		       const struct xm_variable *var)
{
	const char *path = rule_text(ctx, var);

	if (!path) {
		if (rule_is_set(ctx, var) && !rule_value(ctx, var))
			rule_left_out(ctx, var, "empty is the same as not set");
		return;
	}
	if (!strcmp(base_name(path), "qemu-dm"))
		rule_left_out(ctx, var, "xl finds its own device model");
	else if (!strcmp(base_name(path), "stubdom-dm"))
		rule_set(ctx, var, "device_model_stubdomain_override",
			 rule_new_int(ctx, 1), FATE_REWRITTEN);
	else if (xm_get(ctx->options, "device_model_override"))
		rule_left_out(ctx, var, "device_model_override says it for xl");
	else
		custom_device_model(ctx, var, path);
}
