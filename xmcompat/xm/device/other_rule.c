/* SPDX-License-Identifier: LGPL-2.1-only */
/* vscsi, vtpm, irq, ioports, cpuid and access_control in xl's syntax. */
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "xm/device/rule.h"

/* -- vscsi ------------------------------------------------------------------ */

static const char *vscsi_text(struct arena *a, const struct vscsi_spec *s)
{
	return s->backend ?
		arena_printf(a, "%s,%s,%s", s->pdev, s->vdev, s->backend) :
		arena_printf(a, "%s,%s", s->pdev, s->vdev);
}

void rule_vscsi(struct xm_rule_context *ctx, const struct xm_variable *var)
{
	struct dev_context dev;
	struct dev_list list;
	struct dev_output out;
	struct vscsi_spec *s;

	if (!rule_is_set(ctx, var) || dev_rule_items(ctx, var, &dev, &list) ||
	    vscsi_items(&dev, &list, &s))
		return;
	out = dev_output(&dev);
	for (size_t i = 0; i < list.n; i++)
		dev_output_add(&dev, &out, &list.v[i],
			       vscsi_text(ctx->arena, &s[i]));
	if (list.n)
		dev_warn(&dev, DIAG_VSCSI_KEPT, &list.v[0],
			 "start the guest with this xl",
			 "no other xl passes SCSI devices: it ignores vscsi");
	dev_output_set(ctx, var, "vscsi", &out);
}

/* -- vtpm ------------------------------------------------------------------- */

void rule_vtpm(struct xm_rule_context *ctx, const struct xm_variable *var)
{
	struct dev_context dev;
	struct dev_list list;
	struct dev_output out;
	struct vtpm_spec s;
	const char *text;

	if (!dev_rule_start(ctx, var, &dev, &list, &out))
		return;
	for (size_t i = list.n; i > 0; i--)
		if (vtpm_parse(&dev, &list.v[i - 1], &s))
			return;
	if (list.n > 1)
		dev_warn(&dev, DIAG_VTPM_SECOND, &list.v[1], "remove the others",
			 "only the first vtpm counts");
	if (list.n && !s.backend) {
		rule_lost(ctx, var, DIAG_VTPM_INSTANCE_LOST,
			  "xl has no vtpm in dom0, it needs the domain that "
			  "runs it", "set up a vtpm domain and name it: "
			  "vtpm = [ 'backend=DOMAIN' ]");
		return;
	}
	if (list.n) {
		if (s.instance)
			dev_warn(&dev, DIAG_VTPM_INSTANCE_LOST, &list.v[0],
				 "check that the vtpm domain has the guest's "
				 "state", "instance=%s is lost: xl finds the "
				 "state by uuid", s.instance);
		text = s.uuid ? arena_printf(ctx->arena, "backend=%s,uuid=%s",
					     s.backend, s.uuid) :
			arena_printf(ctx->arena, "backend=%s", s.backend);
		dev_output_add(&dev, &out, &list.v[0], text);
	}
	dev_output_set(ctx, var, "vtpm", &out);
}

/* -- irq, ioports ------------------------------------------------------------ */

void rule_irq(struct xm_rule_context *ctx, const struct xm_variable *var)
{
	struct dev_context dev = dev_context(ctx->options, var->name,
					     ctx->diags);
	struct dev_list list;
	struct dev_output out;

	if (!rule_is_set(ctx, var) || dev_int_items(&dev, ctx->options, &list))
		return;
	out = dev_output(&dev);
	for (size_t i = 0; i < list.n; i++) {
		const struct dev_item *item = &list.v[i];
		const char *text = item->text;

		if (text && (!*text || text[strspn(text, "0123456789")] ||
			     strlen(text) > 9)) {
			dev_refuse(&dev, DIAG_DEVICE_VALUE, item,
				   "write a number",
				   "\"%s\" is no interrupt", text);
			return;
		}
		if (!text && item->number < 0) {
			dev_refuse(&dev, DIAG_DEVICE_VALUE, item,
				   "write a number",
				   "%lld is no interrupt",
				   (long long)item->number);
			return;
		}
		if (text)
			dev_warn(&dev, DIAG_IRQ_TEXT, item, NULL,
				 "\"%s\" is in quotes: xend failed at them, it "
				 "is taken as the number", text);
		dev_output_add(&dev, &out, item, text ? text :
			       arena_printf(ctx->arena, "%lld",
					    (long long)item->number));
	}
	dev_output_set(ctx, var, "irqs", &out);
}

static bool is_port(const char *text)
{
	size_t n = strspn(text, "0123456789abcdefABCDEF");

	return n && !text[n] && strtoul(text, NULL, 16) <= 0xffff;
}

static const char *without_0x(const char *text)
{
	return strncmp(text, "0x", 2) ? text : text + 2;
}

void rule_ioports(struct xm_rule_context *ctx, const struct xm_variable *var)
{
	struct dev_context dev;
	struct dev_list list;
	struct dev_output out;

	if (!dev_rule_start(ctx, var, &dev, &list, &out))
		return;
	for (size_t i = 0; i < list.n; i++) {
		struct ioports_spec s;

		if (ioports_parse(&dev, &list.v[i], &s))
			return;
		s.from = without_0x(s.from);
		s.to = without_0x(s.to);
		if (!is_port(s.from) || !is_port(s.to)) {
			dev_refuse(&dev, DIAG_IOPORTS_RANGE, &list.v[i],
				   "write A or A-B, hexadecimal, up to ffff",
				   "\"%s\" is no range of I/O ports",
				   list.v[i].text);
			return;
		}
		dev_output_add(&dev, &out, &list.v[i],
			       strchr(list.v[i].text, '-') ?
			       arena_printf(ctx->arena, "%s-%s", s.from,
					    s.to) : s.from);
	}
	dev_output_set(ctx, var, "ioports", &out);
}

/* -- cpuid ------------------------------------------------------------------- */

static const char *leaf_text(struct arena *a, const struct cpuid_leaf *leaf)
{
	char *text = arena_printf(a, "%s:", leaf->leaf);

	for (size_t i = 0; i < leaf->regs.n; i++)
		text = arena_printf(a, "%s%s%s=%s", text, i ? "," : "",
				    leaf->regs.v[i].key,
				    leaf->regs.v[i].value);
	return text;
}

/* xl's other form, one string of named features. */
static bool is_feature_string(const struct value *v)
{
	return v->type == VALUE_STRING && !strncmp(v->str, "host", 4);
}

static void keep_features(struct xm_rule_context *ctx,
			  const struct xm_variable *var, const struct value *v)
{
	struct dev_context dev =
		dev_context(ctx->options, var->name, ctx->diags);
	struct dev_item item = { .text = v->str, .pos = v->pos };

	if (dev_fits_config(&dev, &item, v))
		rule_set(ctx, var, "cpuid", value_copy(ctx->arena, v),
			 FATE_KEPT);
}

void rule_cpuid(struct xm_rule_context *ctx, const struct xm_variable *var)
{
	const struct value *v = rule_value(ctx, var);
	struct cpuid_spec table = { 0 };
	struct dev_context dev;
	struct dev_list list;
	struct dev_output out;

	if (!rule_is_set(ctx, var))
		return;
	if (v && is_feature_string(v)) {
		keep_features(ctx, var, v);
		return;
	}
	if (dev_rule_items(ctx, var, &dev, &list))
		return;
	out = dev_output(&dev);
	for (size_t i = 0; i < list.n; i++)
		if (cpuid_parse(&dev, &list.v[i], &table))
			return;
	if (table.n < list.n)
		dev_warn(&dev, DIAG_CPUID_TWICE, &list.v[0],
			 "write all registers of a leaf in one text",
			 "a leaf is there twice: the last text counts");
	for (size_t i = 0; i < table.n; i++)
		dev_output_add(&dev, &out, &list.v[i],
			       leaf_text(ctx->arena, &table.v[i]));
	dev_output_set(ctx, var, "cpuid", &out);
}

void rule_cpuid_check(struct xm_rule_context *ctx,
		      const struct xm_variable *var)
{
	if (!rule_is_set(ctx, var))
		return;
	if (!rule_value(ctx, var))
		rule_left_out(ctx, var, "empty is the same as not set");
	else if (!xm_true(xm_get(ctx->options, "cpuid")))
		rule_left_out(ctx, var, "xm ignores it without cpuid");
	else
		rule_lost(ctx, var, DIAG_CPUID_CHECK_LOST,
			  "xl does not check the host's CPUID before it starts "
			  "a guest", "start the guest only on hosts that have "
			  "what it needs");
}

/* -- access_control ---------------------------------------------------------- */

void rule_access_control(struct xm_rule_context *ctx,
			 const struct xm_variable *var)
{
	struct dev_context dev;
	struct dev_list list;
	struct acm_spec acm;

	if (!rule_is_set(ctx, var) || dev_rule_items(ctx, var, &dev, &list) ||
	    acm_parse(&dev, &list, &acm))
		return;
	if (!list.n)
		rule_left_out(ctx, var, "empty is the same as not set");
	else
		rule_lost(ctx, var, DIAG_ACM_LOST,
			  "a label of the ACM policy, which Xen has no more",
			  "use seclabel with a Flask policy");
}
