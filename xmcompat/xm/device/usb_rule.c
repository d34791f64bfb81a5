/* SPDX-License-Identifier: LGPL-2.1-only */
/* USB in xl: PV controllers, and what the device model plugs in. */
#include <string.h>

#include "base/arena.h"
#include "xm/device/rule.h"

/* "usbver=2,numports=8,port_1=1-1.2": all that counts, in one order. */
static const char *vusb_text(struct arena *a, const struct vusb_spec *s)
{
	char *text = arena_printf(a, "usbver=%u,numports=%u", s->version,
				  s->ports);

	for (unsigned int i = 1; i <= s->ports; i++)
		if (*s->busid[i])
			text = arena_printf(a, "%s,port_%u=%s", text, i,
					    s->busid[i]);
	return text;
}

static bool has_devices(const struct vusb_spec *s)
{
	for (unsigned int i = 1; i <= s->ports; i++)
		if (*s->busid[i])
			return true;
	return false;
}

/*
 * The controllers become usbctrl, unless the file has one: then it was
 * converted before. The devices are named by where they are plugged in, which
 * xl cannot say, so vusb stays as a key of our own.
 */
void rule_vusb(struct xm_rule_context *ctx, const struct xm_variable *var)
{
	struct dev_context dev;
	struct dev_list list;
	struct dev_output vusb, ctrl;
	bool devices = false;

	if (!rule_is_set(ctx, var) || dev_rule_items(ctx, var, &dev, &list))
		return;
	vusb = dev_output(&dev);
	ctrl = dev_output(&dev);
	for (size_t i = 0; i < list.n; i++) {
		struct vusb_spec s;

		if (vusb_parse(&dev, &list.v[i], &s))
			return;
		devices |= has_devices(&s);
		dev_output_add(&dev, &vusb, &list.v[i],
			       vusb_text(ctx->arena, &s));
		dev_output_add(&dev, &ctrl, &list.v[i],
			       arena_printf(ctx->arena, "type=pv,version=%u,"
					    "ports=%u", s.version, s.ports));
	}
	if (list.n && !xm_true(xm_get(ctx->options, "usbctrl")))
		rule_put(ctx, var, "usbctrl", ctrl.list);
	if (devices)
		dev_warn(&dev, DIAG_VUSB_DEVICES, &list.v[0],
			 "this xl plugs them in; for another one write usbdev "
			 "with the numbers that lsusb shows",
			 "xl names USB devices by numbers that change when they "
			 "are plugged in anew: vusb is kept beside usbctrl");
	dev_output_set(ctx, var, "vusb", &vusb);
}

void rule_usb(struct xm_rule_context *ctx, const struct xm_variable *var)
{
	const struct value *v = rule_value(ctx, var);

	if (v && v->type == VALUE_LIST)
		rule_lost(ctx, var, DIAG_USB_PORTS,
			  "a list of ports, as Xen 3.0 passed USB devices to "
			  "PV guests", "write vusb");
	else if (rule_is_set(ctx, var) && !ctx->hvm)
		rule_left_out(ctx, var, "it has no effect on a PV guest");
	else if (rule_is_set(ctx, var))
		rule_keep(ctx, var);
}

void rule_usbdevice(struct xm_rule_context *ctx, const struct xm_variable *var)
{
	const struct value *v = rule_value(ctx, var);

	if (!v || v->type != VALUE_LIST) {
		if (rule_is_set(ctx, var))
			rule_keep(ctx, var);
		return;
	}
	for (size_t i = 0; i < v->items.n; i++)
		if (v->items.v[i]->type != VALUE_STRING) {
			rule_error(ctx, var, "write a list of strings",
				   "an element is of type %s, not a string",
				   value_type_name(v->items.v[i]->type));
			return;
		}
	diag_add(ctx->diags, DIAG_USBDEVICE_LIST, v->pos, var->name,
		 "a list, which xl takes and xm did not");
	rule_set(ctx, var, "usbdevice", value_copy(ctx->arena, v), FATE_KEPT);
}
