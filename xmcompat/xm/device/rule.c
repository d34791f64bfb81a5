/* SPDX-License-Identifier: LGPL-2.1-only */
/* What the device rules share: from elements to a list of texts. */
#include "xm/device/rule.h"

#include <string.h>

#include "base/arena.h"
#include "lang/print.h"

int dev_rule_items(struct xm_rule_context *ctx, const struct xm_variable *var,
		   struct dev_context *dev, struct dev_list *list)
{
	*dev = dev_context(ctx->options, var->name, ctx->diags);
	dev->arena = ctx->arena;
	return dev_items(dev, ctx->options, list);
}

struct dev_output dev_output(struct dev_context *dev)
{
	struct pos nowhere = { 0 };

	return (struct dev_output){ value_list(dev->arena, nowhere), false };
}

bool dev_rule_start(struct xm_rule_context *ctx, const struct xm_variable *var,
		    struct dev_context *dev, struct dev_list *list,
		    struct dev_output *out)
{
	if (!rule_is_set(ctx, var) || dev_rule_items(ctx, var, dev, list))
		return false;
	*out = dev_output(dev);
	return true;
}

bool dev_fits_config(struct dev_context *dev, const struct dev_item *item,
		     const struct value *v)
{
	if (value_printable(v))
		return true;
	dev_refuse(dev, DIAG_DEVICE_VALUE, item, "remove it",
		   "a line break or control character inside");
	return false;
}

struct value *dev_text(struct dev_context *dev, const struct dev_item *item,
		       const char *text)
{
	struct value *v = value_string(dev->arena, text, item->pos);

	dev_fits_config(dev, item, v);
	return v;
}

void dev_output_add(struct dev_context *dev, struct dev_output *out,
		    const struct dev_item *item, const char *text)
{
	value_push(dev->arena, out->list, dev_text(dev, item, text));
	if (!item->text || strcmp(item->text, text))
		out->changed = true;
}

void dev_output_set(struct xm_rule_context *ctx, const struct xm_variable *var,
		    const char *key, const struct dev_output *out)
{
	const struct value *old = rule_value(ctx, var);

	if (!out->list->items.n) {
		rule_left_out(ctx, var, old ? "nothing of it is left" :
					      "empty is the same as not set");
		return;
	}
	if (old)
		out->list->pos = old->pos;
	rule_set(ctx, var, key, out->list,
		 out->changed ? FATE_REWRITTEN : FATE_KEPT);
}
