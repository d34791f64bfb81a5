/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * libxl API: devices.
 *
 * Of every class: add plugs a device in and fills in what was left to
 * choose; remove asks the guest and waits, safe_remove fails when the guest
 * keeps the device; destroy does not ask. list gives a malloc'ed array and its
 * length, freed by list_free; devid_to_device finds one. Included by libxl.h.
 */
#ifndef LIBXL_DEVICE_H
#define LIBXL_DEVICE_H

#include <_libxl_devices.h>

/* -- disk --------------------------------------------------------------- */
/* Changes the medium of an emulated or PV CD-ROM drive. */
int libxl_cdrom_insert(libxl_ctx *ctx, uint32_t domid, libxl_device_disk *disk,
	const libxl_asyncop_how *ao_how);

/* -- USB device ----------------------------------------------------------- */
int libxl_device_usbdev_add(libxl_ctx *ctx, uint32_t domid,
	libxl_device_usbdev *usbdev, const libxl_asyncop_how *ao_how);
int libxl_device_usbdev_remove(libxl_ctx *ctx, uint32_t domid,
	libxl_device_usbdev *usbdev, const libxl_asyncop_how *ao_how);
libxl_device_usbdev *libxl_device_usbdev_list(libxl_ctx *ctx, uint32_t domid,
	int *num);
void libxl_device_usbdev_list_free(libxl_device_usbdev *list, int nr);

/* -- PCI passthrough ------------------------------------------------------ */
int libxl_device_pci_add(libxl_ctx *ctx, uint32_t domid, libxl_device_pci *pci,
	const libxl_asyncop_how *ao_how);
int libxl_device_pci_remove(libxl_ctx *ctx, uint32_t domid,
	libxl_device_pci *pci, const libxl_asyncop_how *ao_how);
int libxl_device_pci_destroy(libxl_ctx *ctx, uint32_t domid,
	libxl_device_pci *pci, const libxl_asyncop_how *ao_how);
libxl_device_pci *libxl_device_pci_list(libxl_ctx *ctx, uint32_t domid,
	int *num);
void libxl_device_pci_list_free(libxl_device_pci *list, int num);
/* Devices bound to pciback. rebind: remember and restore dom0's driver. */
int libxl_device_pci_assignable_add(libxl_ctx *ctx, libxl_device_pci *pci,
	int rebind);
int libxl_device_pci_assignable_remove(libxl_ctx *ctx, libxl_device_pci *pci,
	int rebind);
libxl_device_pci *libxl_device_pci_assignable_list(libxl_ctx *ctx, int *num);
void libxl_device_pci_assignable_list_free(libxl_device_pci *list, int num);

/* Serves the backends of a driver domain until it is aborted. */
int libxl_device_events_handler(libxl_ctx *ctx,
	const libxl_asyncop_how *ao_how);

#endif
