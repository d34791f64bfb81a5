/* SPDX-License-Identifier: LGPL-2.1-only */
/* Screens: vfb for the guest, shown by QEMU through VNC or SDL (dm/). */
#include "device/classes.h"

#include "core/log.h"
#include "idl/types.h"

static int check_display(struct lx_scope *s, const libxl_device_vfb *vfb)
{
	const libxl_vnc_info *vnc = &vfb->vnc;

	if (vnc->display && vnc->listen && *vnc->listen != '[' &&
	    strchr(vnc->listen, ':'))
		return lx_fail(s, ERROR_INVAL,
			       "vfb %d: vnclisten=%s names a display, and so does vncdisplay=%d; leave one out",
			       vfb->devid, vnc->listen, vnc->display);
	if (vnc->display < 0 || vnc->display > 65535 - 5900)
		return lx_fail(s, ERROR_INVAL,
			       "vfb %d: vncdisplay=%d is outside 0-%d",
			       vfb->devid, vnc->display, 65535 - 5900);
	return 0;
}

static int complete_vfb(struct lx_scope *s, uint32_t domid, void *dev,
			const libxl_domain_config *c)
{
	libxl_device_vfb *vfb = dev;

	(void)domid;
	(void)c;
	libxl_defbool_setdefault(&vfb->vnc.enable, true);
	if (libxl_defbool_val(vfb->vnc.enable) && !vfb->vnc.listen)
		vfb->vnc.listen = lx_out_strdup("127.0.0.1");
	libxl_defbool_setdefault(&vfb->vnc.findunused,
				 libxl_defbool_val(vfb->vnc.enable));
	libxl_defbool_setdefault(&vfb->sdl.enable, false);
	libxl_defbool_setdefault(&vfb->sdl.opengl, false);
	return check_display(s, vfb);
}

static const char *yes_no(libxl_defbool b)
{
	return libxl_defbool_val(b) ? "1" : "0";
}

static int vfb_to_xs(struct lx_scope *s, const struct lx_device *d,
		     const void *dev, struct lx_device_keys *k)
{
	const libxl_device_vfb *vfb = dev;

	(void)s;
	(void)d;
	lx_keys_add(&k->back, "vnc", yes_no(vfb->vnc.enable));
	lx_keys_add(&k->back, "vnclisten", vfb->vnc.listen);
	lx_keys_add(&k->back, "vncpasswd", vfb->vnc.passwd);
	lx_keys_addf(&k->back, "vncdisplay", "%d", vfb->vnc.display);
	lx_keys_add(&k->back, "vncunused", yes_no(vfb->vnc.findunused));
	lx_keys_add(&k->back, "sdl", yes_no(vfb->sdl.enable));
	lx_keys_add(&k->back, "opengl", yes_no(vfb->sdl.opengl));
	lx_keys_add(&k->back, "xauthority", vfb->sdl.xauthority);
	lx_keys_add(&k->back, "display", vfb->sdl.display);
	return 0;
}

/* Without from_xs: nothing lists screens, and the keymap is not noted. */
const struct lx_device_class lx_vfb_class = {
	.name = "vfb",
	.kind = "vfb",
	.back_kind = "vfb",
	.type = &lx_type_device_vfb,
	.count_at = offsetof(libxl_domain_config, num_vfbs),
	.list_at = offsetof(libxl_domain_config, vfbs),
	.devid_at = offsetof(libxl_device_vfb, devid),
	.back_domid_at = offsetof(libxl_device_vfb, backend_domid),
	.back_domname_at = offsetof(libxl_device_vfb, backend_domname),
	.complete = complete_vfb,
	.to_xs = vfb_to_xs,
};
