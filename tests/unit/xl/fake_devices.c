/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Part of fake_host.so (fake_host.c says what that is): the devices of domain 1
 * that are neither disks nor network interfaces. No other domain has any.
 */
#include <libxl.h>
#include <stdlib.h>
#include <string.h>

/* Room for n devices of a domain that has them. */
static void *room(uint32_t domid, int n, size_t size, int *num)
{
	*num = domid == 1 ? n : 0;
	return *num ? calloc((size_t)n, size) : NULL;
}

/* -- PCI ------------------------------------------------------------------ */

libxl_device_pci *libxl_device_pci_list(libxl_ctx *ctx, uint32_t domid, int *n)
{
	libxl_device_pci *v = room(domid, 2, sizeof(*v), n);

	(void)ctx;
	if (!v)
		return NULL;
	libxl_device_pci_init(&v[0]);
	libxl_device_pci_init(&v[1]);
	v[0].vdevfn = 0x28;
	v[0].bus = 7;
	v[0].func = 1;
	v[1].vdevfn = 0xf1;
	v[1].domain = 0x12;
	v[1].bus = 0xff;
	v[1].dev = 0x1f;
	v[1].func = 7;
	return v;
}

void libxl_device_pci_list_free(libxl_device_pci *v, int n)
{
	for (int i = 0; i < n; i++)
		libxl_device_pci_dispose(&v[i]);
	free(v);
}

libxl_device_pci *libxl_device_pci_assignable_list(libxl_ctx *ctx, int *n)
{
	libxl_device_pci *v = libxl_device_pci_list(ctx, 1, n);

	v[1].name = strdup("nic");
	return v;
}

void libxl_device_pci_assignable_list_free(libxl_device_pci *v, int n)
{
	libxl_device_pci_list_free(v, n);
}

/* -- vTPM ----------------------------------------------------------------- */

libxl_device_vtpm *libxl_device_vtpm_list(libxl_ctx *ctx, uint32_t domid,
					  int *n)
{
	libxl_device_vtpm *v = room(domid, 2, sizeof(*v), n);

	(void)ctx;
	for (int i = 0; i < *n; i++) {
		libxl_device_vtpm_init(&v[i]);
		v[i].devid = i * 12;
		memset(&v[i].uuid, 0x40 + i, sizeof(v[i].uuid));
	}
	return v;
}

void libxl_device_vtpm_list_free(libxl_device_vtpm *v, int n)
{
	for (int i = 0; i < n; i++)
		libxl_device_vtpm_dispose(&v[i]);
	free(v);
}

int libxl_device_vtpm_getinfo(libxl_ctx *ctx, uint32_t domid,
			      const libxl_device_vtpm *d, libxl_vtpminfo *i)
{
	(void)ctx;
	libxl_vtpminfo_init(i);
	i->backend = strdup("/local/domain/3/backend/vtpm/1/0");
	i->backend_id = 3;
	i->frontend_id = domid;
	i->devid = d->devid;
	i->state = d->devid ? 1 : 4;
	i->evtch = 23;
	i->rref = d->devid ? -1 : 900;
	i->uuid = d->uuid;
	return 0;
}

/* -- channels ------------------------------------------------------------- */

libxl_device_channel *libxl_device_channel_list(libxl_ctx *ctx, uint32_t domid,
						int *n)
{
	libxl_device_channel *v = room(domid, 2, sizeof(*v), n);

	(void)ctx;
	for (int i = 0; i < *n; i++) {
		libxl_device_channel_init(&v[i]);
		libxl_device_channel_init_connection(&v[i], i ?
			LIBXL_CHANNEL_CONNECTION_SOCKET :
			LIBXL_CHANNEL_CONNECTION_PTY);
		v[i].devid = i + 1;
		v[i].name = strdup(i ? "second" : "first");
	}
	return v;
}

int libxl_device_channel_getinfo(libxl_ctx *ctx, uint32_t domid,
				 const libxl_device_channel *d,
				 libxl_channelinfo *i)
{
	(void)ctx;
	libxl_channelinfo_init(i);
	libxl_channelinfo_init_connection(i, d->connection);
	i->backend = strdup("/local/domain/0/backend/console/1/1");
	i->frontend_id = domid;
	i->devid = d->devid;
	i->state = 4;
	i->evtch = 31;
	i->rref = 77;
	if (d->devid == 1)
		i->u.pty.path = strdup("/dev/pts/5");
	return 0;
}

/* -- USB ------------------------------------------------------------------ */

libxl_device_usbctrl *libxl_device_usbctrl_list(libxl_ctx *ctx, uint32_t domid,
						int *n)
{
	libxl_device_usbctrl *v = room(domid, 2, sizeof(*v), n);

	(void)ctx;
	for (int i = 0; i < *n; i++) {
		libxl_device_usbctrl_init(&v[i]);
		v[i].devid = i;
		v[i].type = i ? LIBXL_USBCTRL_TYPE_DEVICEMODEL :
				LIBXL_USBCTRL_TYPE_PV;
	}
	return v;
}

void libxl_device_usbctrl_list_free(libxl_device_usbctrl *v, int n)
{
	for (int i = 0; i < n; i++)
		libxl_device_usbctrl_dispose(&v[i]);
	free(v);
}

int libxl_device_usbctrl_getinfo(libxl_ctx *ctx, uint32_t domid,
				 const libxl_device_usbctrl *d,
				 libxl_usbctrlinfo *i)
{
	(void)ctx;
	libxl_usbctrlinfo_init(i);
	i->backend = strdup("/local/domain/0/backend/qusb/1/0");
	i->frontend_id = domid;
	i->devid = d->devid;
	i->type = d->type;
	i->version = d->devid ? 1 : 2;
	i->ports = 3;
	i->state = 4;
	return 0;
}

int libxl_ctrlport_to_device_usbdev(libxl_ctx *ctx, uint32_t domid, int ctrl,
				    int port, libxl_device_usbdev *d)
{
	(void)ctx;
	if (domid != 1 || ctrl || port == 1)
		return ERROR_INVAL;
	libxl_device_usbdev_init(d);
	libxl_device_usbdev_init_type(d, LIBXL_USBDEV_TYPE_HOSTDEV);
	d->ctrl = ctrl;
	d->port = port;
	d->u.hostdev.hostbus = port == 2 ? 1 : 0x12;
	d->u.hostdev.hostaddr = port == 2 ? 3 : 0xab;
	return 0;
}

/* -- keyboards and pointers ----------------------------------------------- */

libxl_device_vkb *libxl_device_vkb_list(libxl_ctx *ctx, uint32_t domid, int *n)
{
	libxl_device_vkb *v = room(domid, 2, sizeof(*v), n);

	(void)ctx;
	for (int i = 0; i < *n; i++) {
		libxl_device_vkb_init(&v[i]);
		v[i].devid = i;
		v[i].backend_type = i ? LIBXL_VKB_BACKEND_LINUX :
					LIBXL_VKB_BACKEND_QEMU;
		v[i].unique_id = i ? strdup("left") : NULL;
	}
	return v;
}

void libxl_device_vkb_list_free(libxl_device_vkb *v, int n)
{
	for (int i = 0; i < n; i++)
		libxl_device_vkb_dispose(&v[i]);
	free(v);
}

int libxl_device_vkb_getinfo(libxl_ctx *ctx, uint32_t domid,
			     const libxl_device_vkb *d, libxl_vkbinfo *i)
{
	(void)ctx;
	libxl_vkbinfo_init(i);
	i->backend = strdup("/local/domain/0/backend/vkbd/1/0");
	i->frontend_id = domid;
	i->devid = d->devid;
	i->state = 4;
	i->evtch = 41;
	i->rref = 12;
	return 0;
}
