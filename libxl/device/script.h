/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * Hotplug scripts: programs in dom0 that connect a backend with what it is to
 * serve. They are told by the environment which device it is
 * (xl-disk-configuration(5), xl-network-configuration(5)):
 *
 *	disk	SCRIPT add|remove
 *	nic	SCRIPT online|offline type_if=vif
 *	all	script=FILE XENBUS_TYPE=KIND XENBUS_BASE_PATH=backend
 *		XENBUS_PATH=backend/KIND/DOMID/DEVID
 *	nic	vif=vifDOMID.DEVID netdev=
 */
#ifndef LIBXL_DEVICE_SCRIPT_H
#define LIBXL_DEVICE_SCRIPT_H

#include "device/class.h"

/* Below /libxl/DOMID: scripts are run by udev, not by us. */
#define LX_UDEV_KEY "udev-scripts"

/* The absolute path of a script; without a folder it is one of Xen's. */
const char *lx_script_path(struct lx_scope *s, const char *name);

/* For the script column of struct lx_backend. */
int lx_script_of_disk(struct lx_scope *s, const struct lx_device *d,
		      bool removed, struct lx_script *script);
int lx_script_of_nic(struct lx_scope *s, const struct lx_device *d,
		     bool removed, struct lx_script *script);

/*
 * Runs the script of d, if it has one, as a part of op. For a removal what
 * does not work is only logged.
 */
void lx_script_run(struct lx_op *op, const struct lx_device *d, bool removed);
/*
 * Waits, as a part of op, until the script that another tool began for d, and
 * may not have lived to see the end of, has ended.
 */
void lx_script_await(struct lx_op *op, const struct lx_device *d);

#endif
