/* SPDX-License-Identifier: LGPL-2.1-only */
/* USB host controllers: vusb for the guest, served by QEMU or by usbback. */
#include "device/classes.h"

#include <stdlib.h>
#include <unistd.h>

#include <libxl_utils.h>

#include "core/ctx.h"
#include "core/log.h"
#include "device/usb.h"
#include "idl/types.h"

#define DEFAULT_VERSION 2
#define DEFAULT_PORTS 8
#define MAX_PORTS 31		/* bits of a word of the ring's protocol */

bool lx_usbback_there(struct lx_scope *s)
{
	return !access(lx_printf(s, "%s/bus/usb/drivers/usbback",
				 s->ctx->sys_dir), F_OK);
}

/* -- what the caller left open ------------------------------------------------ */
static int check_usbctrl(struct lx_scope *s, const libxl_device_usbctrl *u)
{
	if (u->type == LIBXL_USBCTRL_TYPE_DEVICEMODEL)
		return lx_fail(s, ERROR_INVAL,
			       "usbctrl %d: only HVM guests have emulated controllers (type=devicemodel)",
			       u->devid);
	if (u->version < 1 || u->version > 2)
		return lx_fail(s, ERROR_INVAL,
			       "usbctrl %d: version=%d: PV controllers are 1 or 2",
			       u->devid, u->version);
	if (u->ports < 1 || u->ports > MAX_PORTS)
		return lx_fail(s, ERROR_INVAL,
			       "usbctrl %d: ports=%d is outside 1-%d", u->devid,
			       u->ports, MAX_PORTS);
	return 0;
}

static int complete_usbctrl(struct lx_scope *s, uint32_t domid, void *dev,
			    const libxl_domain_config *c)
{
	libxl_device_usbctrl *u = dev;

	(void)domid;
	(void)c;
	if (u->type == LIBXL_USBCTRL_TYPE_AUTO)
		u->type = lx_usbback_there(s) ? LIBXL_USBCTRL_TYPE_PV
					      : LIBXL_USBCTRL_TYPE_QUSB;
	if (!u->version)
		u->version = DEFAULT_VERSION;
	if (!u->ports)
		u->ports = DEFAULT_PORTS;
	return check_usbctrl(s, u);
}

static int locate_usbctrl(struct lx_scope *s, const void *dev,
			  struct lx_device *d)
{
	const libxl_device_usbctrl *u = dev;
	struct lx_device found;

	/* One that is there knows best who serves it. */
	if (u->type == LIBXL_USBCTRL_TYPE_AUTO &&
	    !lx_device_find(s, XBT_NULL, d->domid, d->kind, d->devid, &found))
		d->back_kind = found.back_kind;
	else
		d->back_kind = u->type == LIBXL_USBCTRL_TYPE_PV ? "vusb"
								: "qusb";
	return 0;
}

/* -- xenstore --------------------------------------------------------------------- */
static int usbctrl_to_xs(struct lx_scope *s, const struct lx_device *d,
			 const void *dev, struct lx_device_keys *k)
{
	const libxl_device_usbctrl *u = dev;

	(void)d;
	lx_keys_add(&k->back, "type", libxl_usbctrl_type_to_string(u->type));
	lx_keys_addf(&k->back, "usb-ver", "%d", u->version);
	lx_keys_addf(&k->back, "num-ports", "%d", u->ports);
	for (int i = 1; i <= u->ports; i++)
		lx_keys_add(&k->back, lx_printf(s, "port/%d", i), "");
	return 0;
}

static int number(struct lx_scope *s, xs_transaction_t t,
		  const struct lx_device *d, const char *key)
{
	const char *text = lx_xs_getf(s, t, "%s/%s", lx_device_note(s, d),
				      key);

	return text ? atoi(text) : 0;
}

static int usbctrl_from_xs(struct lx_scope *s, xs_transaction_t t,
			   const struct lx_device *d, void *dev)
{
	libxl_device_usbctrl *u = dev;
	const char *type = lx_xs_getf(s, t, "%s/type", lx_device_note(s, d));

	if (!type || libxl_usbctrl_type_from_string(type, &u->type))
		return lx_fail(s, ERROR_FAIL,
			       "xenstore: the type of usbctrl %d is \"%s\"",
			       d->devid, type ? type : "");
	u->version = number(s, t, d, "usb-ver");
	u->ports = number(s, t, d, "num-ports");
	return 0;
}

static int tell_usbctrl(struct lx_scope *s, const struct lx_device *d,
			const void *dev, void *info)
{
	libxl_usbctrlinfo *usbctrlinfo = info;
	libxl_device_usbctrl found;
	int rc;

	(void)dev;
	libxl_device_usbctrl_init(&found);
	rc = usbctrl_from_xs(s, XBT_NULL, d, &found);
	usbctrlinfo->type = found.type;
	usbctrlinfo->version = found.version;
	usbctrlinfo->ports = found.ports;
	libxl_device_usbctrl_dispose(&found);
	return rc;
}

const struct lx_device_class lx_usbctrl_class = {
	.name = "usbctrl",
	.kind = "vusb",
	.type = &lx_type_device_usbctrl,
	.info = &lx_type_usbctrlinfo,
	.count_at = offsetof(libxl_domain_config, num_usbctrls),
	.list_at = offsetof(libxl_domain_config, usbctrls),
	.devid_at = offsetof(libxl_device_usbctrl, devid),
	.back_domid_at = offsetof(libxl_device_usbctrl, backend_domid),
	.back_domname_at = offsetof(libxl_device_usbctrl, backend_domname),
	.complete = complete_usbctrl,
	.locate = locate_usbctrl,
	.to_xs = usbctrl_to_xs,
	.from_xs = usbctrl_from_xs,
	.tell = tell_usbctrl,
};
