/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * Who serves a disk. The kernel's blkback serves block devices, and files
 * through loop devices that its script sets up; QEMU (qdisk) serves formats,
 * and empty drives.
 */
#include "device/disk_backend.h"

#include <errno.h>
#include <sys/stat.h>

#include "core/log.h"

static const struct {
	libxl_disk_format format;
	const char *prefix;
} formats[] = {
	{ LIBXL_DISK_FORMAT_RAW, "aio" },
	{ LIBXL_DISK_FORMAT_QCOW, "qcow" },
	{ LIBXL_DISK_FORMAT_QCOW2, "qcow2" },
	{ LIBXL_DISK_FORMAT_VHD, "vpc" },
	{ LIBXL_DISK_FORMAT_QED, "qed" },
};

#define NR_FORMATS (sizeof(formats) / sizeof(formats[0]))

const char *lx_disk_format_prefix(libxl_disk_format format)
{
	for (size_t i = 0; i < NR_FORMATS; i++)
		if (formats[i].format == format)
			return formats[i].prefix;
	return "";
}

libxl_disk_format lx_disk_format_of(const char *prefix, size_t len)
{
	for (size_t i = 0; i < NR_FORMATS; i++)
		if (strlen(formats[i].prefix) == len &&
		    !strncmp(formats[i].prefix, prefix, len))
			return formats[i].format;
	return LIBXL_DISK_FORMAT_UNKNOWN;
}

/* -- what each can do: NULL, or why it cannot --------------------------------- */
static const char *not_by_phy(const libxl_device_disk *disk,
			      const struct stat *st)
{
	if (disk->format != LIBXL_DISK_FORMAT_RAW)
		return "blkback knows raw images only";
	if (libxl_defbool_val(disk->colo_enable))
		return "COLO needs QEMU";
	/* What a driver domain or a script has cannot be looked at. */
	if (disk->backend_domid || disk->script)
		return NULL;
	if (!S_ISBLK(st->st_mode) && !S_ISREG(st->st_mode))
		return "it is neither a block device nor a file";
	return NULL;
}

static const char *not_by_qdisk(const libxl_device_disk *disk,
				const struct stat *st)
{
	(void)st;
	return disk->script ? "QEMU runs no block scripts" : NULL;
}

static const char *not_by_tap(const libxl_device_disk *disk,
			      const struct stat *st)
{
	(void)disk;
	(void)st;
	return "blktap2 is no part of Xen any more";
}

static const struct {
	libxl_disk_backend backend;
	const char *(*cannot)(const libxl_device_disk *disk,
			      const struct stat *st);
} backends[] = {
	{ LIBXL_DISK_BACKEND_PHY, not_by_phy },
	{ LIBXL_DISK_BACKEND_QDISK, not_by_qdisk },
	{ LIBXL_DISK_BACKEND_TAP, not_by_tap },
};

static int look_at(struct lx_scope *s, const libxl_device_disk *disk,
		   struct stat *st)
{
	*st = (struct stat){ 0 };
	if (disk->format == LIBXL_DISK_FORMAT_EMPTY) {
		if (!disk->is_cdrom)
			return lx_fail(s, ERROR_INVAL,
				       "disk %s: only a CD-ROM drive may be empty",
				       disk->vdev);
		return 0;
	}
	if (!disk->pdev_path || !*disk->pdev_path)
		return lx_fail(s, ERROR_INVAL,
			       "disk %s: it has no target, and is not empty",
			       disk->vdev);
	if (disk->backend_domid || disk->script)
		return 0;
	if (stat(disk->pdev_path, st))
		return lx_fail_errno(s, ERROR_INVAL, "disk %s: %s", disk->vdev,
				     disk->pdev_path);
	return 0;
}

int lx_disk_choose_backend(struct lx_scope *s, libxl_device_disk *disk)
{
	const char *why = "there is no such backend for PV disks";
	struct stat st;
	int rc = look_at(s, disk, &st);

	if (rc)
		return rc;
	for (size_t i = 0; i < sizeof(backends) / sizeof(backends[0]); i++) {
		if (disk->backend && disk->backend != backends[i].backend)
			continue;
		why = backends[i].cannot(disk, &st);
		if (!why) {
			disk->backend = backends[i].backend;
			return 0;
		}
		lx_debug(s, "disk %s: not by %s: %s", disk->vdev,
			 libxl_disk_backend_to_string(backends[i].backend),
			 why);
		if (disk->backend)
			break;
	}
	if (disk->backend)
		return lx_fail(s, ERROR_INVAL,
			       "disk %s: backend %s cannot serve %s: %s",
			       disk->vdev,
			       libxl_disk_backend_to_string(disk->backend),
			       disk->pdev_path ? disk->pdev_path : "an empty drive",
			       why);
	return lx_fail(s, ERROR_INVAL,
		       "disk %s: no backend can serve %s: %s", disk->vdev,
		       disk->pdev_path ? disk->pdev_path : "an empty drive",
		       why);
}
