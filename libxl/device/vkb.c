/* SPDX-License-Identifier: LGPL-2.1-only */
/* Keyboards, pointers, touch: vkbd for the guest, from QEMU or a program of dom0. */
#include "device/classes.h"

#include <stdlib.h>

#include <libxl_utils.h>

#include "core/log.h"
#include "idl/types.h"

#define NUMBER(key, field) { key, offsetof(libxl_device_vkb, field), false }
#define FLAG(key, field) { key, offsetof(libxl_device_vkb, field), true }

/* What is written when it is not 0, in this order. */
static const struct {
	const char *key;
	size_t at;
	bool flag;		/* a bool, else a uint32_t */
} settings[] = {
	FLAG("feature-disable-keyboard", feature_disable_keyboard),
	FLAG("feature-disable-pointer", feature_disable_pointer),
	FLAG("feature-abs-pointer", feature_abs_pointer),
	FLAG("feature-raw-pointer", feature_raw_pointer),
	FLAG("feature-multi-touch", feature_multi_touch),
	NUMBER("multi-touch-width", multi_touch_width),
	NUMBER("multi-touch-height", multi_touch_height),
	NUMBER("multi-touch-num-contacts", multi_touch_num_contacts),
	NUMBER("width", width),
	NUMBER("height", height),
};

#define NR_SETTINGS (sizeof(settings) / sizeof(settings[0]))

static int complete_vkb(struct lx_scope *s, uint32_t domid, void *dev,
			const libxl_domain_config *c)
{
	libxl_device_vkb *vkb = dev;

	(void)s;
	(void)domid;
	(void)c;
	if (vkb->backend_type == LIBXL_VKB_BACKEND_UNKNOWN)
		vkb->backend_type = LIBXL_VKB_BACKEND_QEMU;
	return 0;
}

static int locate_vkb(struct lx_scope *s, const void *dev, struct lx_device *d)
{
	const libxl_device_vkb *vkb = dev;

	(void)s;
	d->back_kind = vkb->backend_type == LIBXL_VKB_BACKEND_LINUX ? "vinput"
								   : "vkbd";
	return 0;
}

static int vkb_to_xs(struct lx_scope *s, const struct lx_device *d,
		     const void *dev, struct lx_device_keys *k)
{
	const libxl_device_vkb *vkb = dev;

	(void)s;
	(void)d;
	lx_keys_add(&k->back, "unique-id", vkb->unique_id);
	for (size_t i = 0; i < NR_SETTINGS; i++) {
		const char *at = (const char *)vkb + settings[i].at;
		uint32_t value = settings[i].flag ? *(const bool *)at
						  : *(const uint32_t *)at;

		if (value)
			lx_keys_addf(&k->back, settings[i].key, "%u", value);
	}
	return 0;
}

static int vkb_from_xs(struct lx_scope *s, xs_transaction_t t,
		       const struct lx_device *d, void *dev)
{
	libxl_device_vkb *vkb = dev;
	const char *note = lx_device_note(s, d);

	vkb->backend_type = strcmp(d->back_kind, "vinput")
		? LIBXL_VKB_BACKEND_QEMU : LIBXL_VKB_BACKEND_LINUX;
	vkb->unique_id = lx_out_strdup(lx_xs_getf(s, t, "%s/unique-id", note));
	for (size_t i = 0; i < NR_SETTINGS; i++) {
		const char *text = lx_xs_getf(s, t, "%s/%s", note,
					      settings[i].key);
		uint32_t value = text ? strtoul(text, NULL, 10) : 0;
		char *at = (char *)vkb + settings[i].at;

		if (settings[i].flag)
			*(bool *)at = value;
		else
			*(uint32_t *)at = value;
	}
	return 0;
}

const struct lx_device_class lx_vkb_class = {
	.name = "vkb",
	.kind = "vkbd",
	.type = &lx_type_device_vkb,
	.info = &lx_type_vkbinfo,
	.count_at = offsetof(libxl_domain_config, num_vkbs),
	.list_at = offsetof(libxl_domain_config, vkbs),
	.devid_at = offsetof(libxl_device_vkb, devid),
	.back_domid_at = offsetof(libxl_device_vkb, backend_domid),
	.back_domname_at = offsetof(libxl_device_vkb, backend_domname),
	.complete = complete_vkb,
	.locate = locate_vkb,
	.to_xs = vkb_to_xs,
	.from_xs = vkb_from_xs,
};
