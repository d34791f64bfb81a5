/* SPDX-License-Identifier: LGPL-2.1-only */
/* What the device rules share. */
#ifndef XMCOMPAT_XM_DEVICE_RULE_H
#define XMCOMPAT_XM_DEVICE_RULE_H

#include "xm/device/device.h"
#include "xm/rules/rule.h"

/* A list of texts in the making. */
struct dev_output {
	struct value *list;
	bool changed;		/* some text is not the author's */
};

/* The context and elements of a variable; -1 with an ERROR. */
int dev_rule_items(struct xm_rule_context *ctx, const struct xm_variable *var,
		   struct dev_context *dev, struct dev_list *list);
struct dev_output dev_output(struct dev_context *dev);
/*
 * Both, for a variable that becomes one key; false: it is not set, or was
 * refused.
 */
bool dev_rule_start(struct xm_rule_context *ctx, const struct xm_variable *var,
		    struct dev_context *dev, struct dev_list *list,
		    struct dev_output *out);
/* Whether a config can hold the value of an element; an ERROR if not. */
bool dev_fits_config(struct dev_context *dev, const struct dev_item *item,
		     const struct value *v);
/* What an element became as a value; an ERROR if no config can hold it. */
struct value *dev_text(struct dev_context *dev, const struct dev_item *item,
		       const char *text);
/* Appends what an element became. */
void dev_output_add(struct dev_context *dev, struct dev_output *out,
		    const struct dev_item *item, const char *text);
/* Sets the XL key, or says that there is nothing to set. */
void dev_output_set(struct xm_rule_context *ctx, const struct xm_variable *var,
		    const char *key, const struct dev_output *out);

#endif
