/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * The device syntaxes of xm: one file each parses the text that stands in a
 * config, says what xm would refuse, and writes it in xl's syntax.
 *
 * The parsed form is shared by the two readers of it: rules to XL (here) and
 * the S-expression and XenAPI writers (emit/).
 */
#ifndef XMCOMPAT_XM_DEVICE_DEVICE_H
#define XMCOMPAT_XM_DEVICE_DEVICE_H

#include "xm/rules.h"

/* A key and its text, in the order written; keys may recur. */
struct dev_pair {
	const char *key;
	const char *value;
};

struct dev_pairs {
	struct dev_pair *v;
	size_t n;
};

/* The rules that the variable table names, one per device variable. */
void rule_disk(struct xm_rule_context *ctx, const struct xm_variable *var);
void rule_vif(struct xm_rule_context *ctx, const struct xm_variable *var);
void rule_vif2(struct xm_rule_context *ctx, const struct xm_variable *var);
void rule_vfb(struct xm_rule_context *ctx, const struct xm_variable *var);
void rule_pci(struct xm_rule_context *ctx, const struct xm_variable *var);
void rule_vscsi(struct xm_rule_context *ctx, const struct xm_variable *var);
void rule_vusb(struct xm_rule_context *ctx, const struct xm_variable *var);
void rule_usb(struct xm_rule_context *ctx, const struct xm_variable *var);
void rule_usbdevice(struct xm_rule_context *ctx, const struct xm_variable *var);
void rule_vtpm(struct xm_rule_context *ctx, const struct xm_variable *var);
void rule_irq(struct xm_rule_context *ctx, const struct xm_variable *var);
void rule_ioports(struct xm_rule_context *ctx, const struct xm_variable *var);
void rule_cpuid(struct xm_rule_context *ctx, const struct xm_variable *var);
void rule_cpuid_check(struct xm_rule_context *ctx,
		      const struct xm_variable *var);
void rule_access_control(struct xm_rule_context *ctx,
			 const struct xm_variable *var);

#endif
