/* SPDX-License-Identifier: LGPL-2.1-only */
/* Who serves a disk: the kernel or QEMU. */
#ifndef LIBXL_DEVICE_DISK_BACKEND_H
#define LIBXL_DEVICE_DISK_BACKEND_H

#include "core/scope.h"

/*
 * Sets disk->backend as xl-disk-configuration(5) describes: the one asked for
 * if it can, otherwise the first that can. ERROR_INVAL with a message: none.
 */
int lx_disk_choose_backend(struct lx_scope *s, libxl_device_disk *disk);

/* QEMU's name of a format, "" for none; and the way back. */
const char *lx_disk_format_prefix(libxl_disk_format format);
libxl_disk_format lx_disk_format_of(const char *prefix, size_t len);

#endif
