/* SPDX-License-Identifier: LGPL-2.1-only */
/* Which domains need a QEMU. */
#include "dm/dm.h"

static bool disks_need_it(const libxl_domain_config *c)
{
	for (int i = 0; i < c->num_disks; i++)
		if (c->disks[i].backend == LIBXL_DISK_BACKEND_QDISK &&
		    !c->disks[i].backend_domid)
			return true;
	return false;
}

static bool keyboards_need_it(const libxl_domain_config *c)
{
	for (int i = 0; i < c->num_vkbs; i++)
		if (c->vkbs[i].backend_type != LIBXL_VKB_BACKEND_LINUX &&
		    !c->vkbs[i].backend_domid)
			return true;
	return false;
}

bool lx_dm_needed(const libxl_domain_config *c)
{
	if (disks_need_it(c) || keyboards_need_it(c))
		return true;
	for (int i = 0; i < c->num_vfbs; i++)
		if (!c->vfbs[i].backend_domid)
			return true;
	for (int i = 0; i < c->num_channels; i++)
		if (!c->channels[i].backend_domid)
			return true;
	for (int i = 0; i < c->num_p9s; i++)
		if (!c->p9s[i].backend_domid)
			return true;
	for (int i = 0; i < c->num_usbctrls; i++)
		if (c->usbctrls[i].type == LIBXL_USBCTRL_TYPE_QUSB &&
		    !c->usbctrls[i].backend_domid)
			return true;
	return false;
}
