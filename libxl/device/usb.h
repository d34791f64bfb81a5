/* SPDX-License-Identifier: LGPL-2.1-only */
/* What USB controllers and the devices behind them share. */
#ifndef LIBXL_DEVICE_USB_H
#define LIBXL_DEVICE_USB_H

#include "device/class.h"

/* Has dom0's kernel the backend for controllers of type pv. */
bool lx_usbback_there(struct lx_scope *s);

#endif
