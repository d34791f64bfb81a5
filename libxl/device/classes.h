/* SPDX-License-Identifier: LGPL-2.1-only */
/* The rows of all classes; each is in the file of its name. */
#ifndef LIBXL_DEVICE_CLASSES_H
#define LIBXL_DEVICE_CLASSES_H

#include "device/class.h"

extern const struct lx_device_class lx_disk_class;
extern const struct lx_device_class lx_console_class;	/* and channels */
extern const struct lx_device_class lx_nic_class;
extern const struct lx_device_class lx_p9_class;
extern const struct lx_device_class lx_pvcalls_class;
extern const struct lx_device_class lx_usbctrl_class;
extern const struct lx_device_class lx_vdispl_class;
extern const struct lx_device_class lx_vfb_class;
extern const struct lx_device_class lx_vkb_class;
extern const struct lx_device_class lx_vsnd_class;
extern const struct lx_device_class lx_vtpm_class;

#endif
