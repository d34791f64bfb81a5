/* SPDX-License-Identifier: LGPL-2.1-only */
/* The tables of classes and of those who serve devices. */
#include "device/classes.h"

#include "device/script.h"
#include "dm/serve.h"

/* xenconsoled and QEMU's console know no states. */
static bool answers_never(struct lx_scope *s, const struct lx_device *d)
{
	(void)s;
	(void)d;
	return false;
}

static const struct lx_backend backends[] = {
	{ .kind = "vbd", .script = lx_script_of_disk },
	{ .kind = "vif", .script = lx_script_of_nic },
	{ .kind = "console", .answers = answers_never },
	/* programs */
	{ .kind = "vinput", .program = true, .late = true },
	{ .kind = "pvcalls", .program = true, .late = true },
	{ .kind = "vsnd", .program = true },
	{ .kind = "vdispl", .program = true },
	{ .kind = "vtpm", .program = true },
	/* QEMU's */
	{ .kind = "qdisk", .answers = lx_dm_answers, .start = lx_dm_start,
	  .gave_up = lx_dm_gave_up },
	{ .kind = "vfb", .follows = true, .answers = lx_dm_answers, .start = lx_dm_start,
	  .gave_up = lx_dm_gave_up },
	{ .kind = "vkbd", .follows = true, .answers = lx_dm_answers, .start = lx_dm_start,
	  .gave_up = lx_dm_gave_up },
	{ .kind = "9pfs", .follows = true, .answers = lx_dm_answers, .start = lx_dm_start,
	  .gave_up = lx_dm_gave_up },
	{ .kind = "qusb", .follows = true, .answers = lx_dm_answers, .start = lx_dm_start,
	  .gave_up = lx_dm_gave_up },
};

/* Disks come first, as the bootloader and QEMU need them. */
const struct lx_device_class *const lx_device_classes[] = {
	&lx_disk_class,
	&lx_console_class,
	&lx_nic_class,
	&lx_vfb_class,
	&lx_vkb_class,
	&lx_vtpm_class,
	&lx_p9_class,
	&lx_pvcalls_class,
	&lx_vdispl_class,
	&lx_vsnd_class,
	&lx_usbctrl_class,
	NULL,
};

const struct lx_backend *lx_backend_find(const char *kind)
{
	for (size_t i = 0; i < sizeof(backends) / sizeof(backends[0]); i++)
		if (!strcmp(backends[i].kind, kind))
			return &backends[i];
	return NULL;
}

const struct lx_device_class *lx_device_class_find(const char *kind)
{
	for (size_t i = 0; lx_device_classes[i]; i++)
		if (!strcmp(lx_device_classes[i]->kind, kind))
			return lx_device_classes[i];
	return NULL;
}
