/* SPDX-License-Identifier: LGPL-2.1-only */
/* Rules: what only Xen 3 read, and what has long been deprecated. */
#include <inttypes.h>
#include <string.h>

#include "base/arena.h"
#include "xm/rules/rule.h"
#include "xm/value.h"

/* Says that a variable counts though xm since 3.1 ignores it. */
static void taken_as_old(struct xm_rule_context *ctx,
			 const struct xm_variable *var, const char *key)
{
	diag_advise(ctx->diags,
		    rule_fate(ctx, var, DIAG_OLD_VARIABLE, FATE_REWRITTEN,
			      "written into %s, as Xen 3.0 meant it; later xm "
			      "ignored it", key),
		    "check that the guest shall have it");
}

#define NICS_MAX 128

/* vif is filled up with interfaces that have all defaults. */
void rule_nics(struct xm_rule_context *ctx, const struct xm_variable *var)
{
	const struct value *vif = tree_get(ctx->xl, "vif");
	int64_t n = 0, have = vif ? (int64_t)vif->items.n : 0;
	struct value *list;

	if (!rule_is_set(ctx, var) || rule_number(ctx, var, &n) < 0)
		return;
	if (n <= have) {
		rule_left_out(ctx, var, "vif has as many interfaces");
		return;
	}
	if (n > NICS_MAX) {
		rule_error(ctx, var, "give each interface its entry in vif",
			   "%" PRId64 " interfaces are more than %d", n,
			   NICS_MAX);
		return;
	}
	list = rule_list(ctx, var, "vif");
	for (; have < n; have++)
		value_push(ctx->arena, list,
			   rule_new_text(ctx, ctx->hvm ? "type=ioemu" : ""));
	rule_fate(ctx, var, DIAG_NAME_REWRITTEN, FATE_REWRITTEN,
		  "vif is filled up to %" PRId64 " interfaces", n);
}

void rule_lapic(struct xm_rule_context *ctx, const struct xm_variable *var)
{
	const struct xm_option *apic = xm_option(ctx->options, "apic");
	int64_t n = 0;
	int given;

	if (!rule_is_set(ctx, var))
		return;
	given = rule_number(ctx, var, &n);
	if (given < 0)
		return;
	if (apic->source != XM_FROM_DEFAULT) {
		rule_left_out(ctx, var, "apic says it");
		return;
	}
	if (!given || n) {
		rule_left_out(ctx, var, "an APIC is there by default");
		return;
	}
	rule_put(ctx, var, "apic", rule_new_int(ctx, 0));
	taken_as_old(ctx, var, "apic");
}

/* Is there a disk at that place already? */
static bool has_vdev(const struct value *disks, const char *vdev)
{
	const char *needle = vdev;

	for (size_t i = 0; disks && i < disks->items.n; i++)
		if (value_is_text(disks->items.v[i]) &&
		    strstr(disks->items.v[i]->str, needle))
			return true;
	return false;
}

void rule_cdrom(struct xm_rule_context *ctx, const struct xm_variable *var)
{
	const char *path = rule_text(ctx, var);
	struct value *list;

	if (!path) {
		if (rule_is_set(ctx, var) && !rule_value(ctx, var))
			rule_left_out(ctx, var, "empty is the same as not set");
		return;
	}
	if (has_vdev(tree_get(ctx->xl, "disk"), "vdev=hdc")) {
		rule_left_out(ctx, var, "disk has an hdc");
		return;
	}
	list = rule_list(ctx, var, "disk");
	value_push(ctx->arena, list, rule_new_text(ctx,
		   arena_printf(ctx->arena, "format=raw, vdev=hdc, access=r, "
				"devtype=cdrom, target=%s", path)));
	taken_as_old(ctx, var, "disk");
}

void rule_ne2000(struct xm_rule_context *ctx, const struct xm_variable *var)
{
	struct binding *vif = tree_find(ctx->xl, "vif");
	struct arena *a = ctx->arena;
	struct value *list;
	bool changed = false;

	if (!rule_is_set(ctx, var))
		return;
	list = vif ? value_copy(a, vif->value) : NULL;
	for (size_t i = 0; list && rule_value(ctx, var) && i < list->items.n;
	     i++) {
		const char *text = list->items.v[i]->str;

		if (!strstr(text, "type=ioemu") || strstr(text, "model="))
			continue;
		list->items.v[i] = rule_new_text(ctx,
			arena_printf(a, "%s,model=ne2k_pci", text));
		changed = true;
	}
	if (!changed) {
		rule_left_out(ctx, var, "no interface is changed by it");
		return;
	}
	vif->value = list;
	taken_as_old(ctx, var, "vif");
}

void rule_old_security(struct xm_rule_context *ctx,
		       const struct xm_variable *var)
{
	if (rule_value(ctx, var))
		rule_lost(ctx, var, DIAG_SETTING_LOST,
			  "a label of the ACM policy, which Xen has no more",
			  "use seclabel with a Flask policy");
	else if (rule_is_set(ctx, var))
		rule_left_out(ctx, var, "no label");
}

void rule_usbport(struct xm_rule_context *ctx, const struct xm_variable *var)
{
	if (rule_value(ctx, var))
		rule_lost(ctx, var, DIAG_SETTING_LOST,
			  "USB ports of Xen 3.1's first PV USB, which is gone",
			  "use usbctrl and usbdev");
	else if (rule_is_set(ctx, var))
		rule_left_out(ctx, var, "no port");
}
