/* SPDX-License-Identifier: LGPL-2.1-only */
/* Disks: vbd for the guest, served by blkback (vbd) or QEMU (qdisk). */
#include "device/classes.h"

#include <stdlib.h>

#include <xenctrl.h>

#include <libxl_utils.h>

#include "core/ctx.h"
#include "core/log.h"
#include "device/disk_backend.h"
#include "device/loop.h"
#include "device/script.h"
#include "device/vdev.h"
#include "idl/types.h"

/* -- what the caller left open ------------------------------------------------ */
static int complete_disk(struct lx_scope *s, uint32_t domid, void *dev,
			 const libxl_domain_config *c)
{
	libxl_device_disk *disk = dev;

	(void)domid;
	(void)c;
	if (!disk->vdev || lx_vdev_number(disk->vdev, NULL, NULL) < 0)
		return lx_fail(s, ERROR_INVAL,
			       "disk \"%s\": not a name of a virtual disk; it is xvda, hda, sda1, ... (xl-disk-configuration(5))",
			       disk->vdev ? disk->vdev : "");
	if (disk->specification == LIBXL_DISK_SPECIFICATION_VIRTIO)
		return lx_fail(s, ERROR_NI,
			       "disk %s: virtio disks cannot be made yet",
			       disk->vdev);
	disk->specification = LIBXL_DISK_SPECIFICATION_XEN;
	libxl_defbool_setdefault(&disk->discard_enable, disk->readwrite);
	libxl_defbool_setdefault(&disk->colo_enable, false);
	libxl_defbool_setdefault(&disk->colo_restore_enable, false);
	libxl_defbool_setdefault(&disk->trusted, true);
	return lx_disk_choose_backend(s, disk);
}

static int locate_disk(struct lx_scope *s, const void *dev,
		       struct lx_device *d)
{
	const libxl_device_disk *disk = dev;

	d->devid = disk->vdev ? lx_vdev_number(disk->vdev, NULL, NULL) : -1;
	if (d->devid < 0)
		return lx_fail(s, ERROR_INVAL,
			       "disk \"%s\": not a name of a virtual disk",
			       disk->vdev ? disk->vdev : "");
	d->back_kind = disk->backend == LIBXL_DISK_BACKEND_QDISK ? "qdisk"
								 : "vbd";
	return 0;
}

/* -- to xenstore ------------------------------------------------------------------- */
static const char *params(struct lx_scope *s, const libxl_device_disk *disk)
{
	if (!disk->pdev_path)
		return "";
	if (disk->backend == LIBXL_DISK_BACKEND_PHY)
		return disk->pdev_path;
	return lx_printf(s, "%s:%s", lx_disk_format_prefix(disk->format),
			 disk->pdev_path);
}

/* PV guests of 32 and 64 bits lay their requests out differently. */
static const char *protocol(struct lx_scope *s, const struct lx_device *d)
{
	unsigned int width = 0;

	if (d->domid == 0 ||
	    xc_domain_get_guest_width(s->ctx->xc, d->domid, &width))
		return NULL;
	return width == 4 ? "x86_32-abi" : "x86_64-abi";
}

static int disk_to_xs(struct lx_scope *s, const struct lx_device *d,
		      const void *dev, struct lx_device_keys *k)
{
	const libxl_device_disk *disk = dev;
	const char *what = disk->is_cdrom ? "cdrom" : "disk";
	bool phy = disk->backend == LIBXL_DISK_BACKEND_PHY;

	lx_keys_add(&k->back, "params", params(s, disk));
	if (phy)
		lx_keys_add(&k->back, "script",
			    lx_script_path(s, disk->script ? disk->script
							   : "block"));
	lx_keys_addf(&k->back, "removable", "%d", !!disk->removable);
	lx_keys_add(&k->back, "bootable", "1");
	lx_keys_add(&k->back, "dev", disk->vdev);
	lx_keys_add(&k->back, "type",
		    libxl_disk_backend_to_string(disk->backend));
	lx_keys_add(&k->back, "mode", disk->readwrite ? "w" : "r");
	lx_keys_add(&k->back, "device-type", what);
	lx_keys_add(&k->back, "direct-io-safe",
		    disk->direct_io_safe ? "1" : NULL);
	lx_keys_add(&k->back, "discard-enable",
		    libxl_defbool_val(disk->discard_enable) ? "1" : "0");
	lx_keys_add(&k->back, "specification", "xen");

	lx_keys_addf(&k->front, "virtual-device", "%d", d->devid);
	lx_keys_add(&k->front, "device-type", what);
	lx_keys_add(&k->front, "trusted",
		    libxl_defbool_val(disk->trusted) ? "1" : "0");
	lx_keys_add(&k->front, "protocol", protocol(s, d));
	return 0;
}

/* -- and back ----------------------------------------------------------------------- */
static void split_params(libxl_device_disk *disk, const char *text)
{
	const char *colon = strchr(text, ':');

	disk->format = LIBXL_DISK_FORMAT_RAW;
	if (disk->backend == LIBXL_DISK_BACKEND_QDISK && colon) {
		disk->format = lx_disk_format_of(text, colon - text);
		text = colon + 1;
	}
	if (!*text)
		disk->format = LIBXL_DISK_FORMAT_EMPTY;
	disk->pdev_path = lx_out_strdup(text);
}

static bool is(const char *value, const char *wanted)
{
	return value && !strcmp(value, wanted);
}

/* A script that is not the usual one was asked for. */
static void take_script(struct lx_scope *s, libxl_device_disk *disk,
			const char *script)
{
	if (script && strcmp(script, lx_script_path(s, "block")))
		disk->script = lx_out_strdup(script);
}

static int disk_from_xs(struct lx_scope *s, xs_transaction_t t,
			const struct lx_device *d, void *dev)
{
	libxl_device_disk *disk = dev;
	const char *note = lx_device_note(s, d);
	const char *text = lx_xs_getf(s, t, "%s/params", note);
	const char *vdev = lx_xs_getf(s, t, "%s/dev", note);
	const char *trusted = lx_xs_getf(s, t, "%s/trusted",
					 lx_device_front(s, d));

	disk->backend = is(d->back_kind, "qdisk") ? LIBXL_DISK_BACKEND_QDISK
						  : LIBXL_DISK_BACKEND_PHY;
	disk->specification = LIBXL_DISK_SPECIFICATION_XEN;
	disk->vdev = vdev ? lx_out_strdup(vdev)
			  : lx_out_printf("%d", d->devid);
	disk->removable = is(lx_xs_getf(s, t, "%s/removable", note), "1");
	disk->readwrite = is(lx_xs_getf(s, t, "%s/mode", note), "w");
	disk->is_cdrom = is(lx_xs_getf(s, t, "%s/device-type", note), "cdrom");
	disk->direct_io_safe = is(lx_xs_getf(s, t, "%s/direct-io-safe", note),
				  "1");
	libxl_defbool_set(&disk->discard_enable,
			  is(lx_xs_getf(s, t, "%s/discard-enable", note), "1"));
	libxl_defbool_set(&disk->trusted, !is(trusted, "0"));
	split_params(disk, text ? text : "");
	take_script(s, disk, lx_xs_getf(s, t, "%s/script", note));
	return 0;
}

/* -- gone ---------------------------------------------------------------------------- */
/* A file's loop device is its script's to remove, which knows it by its name. */
static int disk_gone(struct lx_op *op, struct lx_device *d)
{
	const char *node, *file;

	if (d->back_domid || strcmp(d->back_kind, "vbd"))
		return 0;
	node = lx_xs_getf(op->s, XBT_NULL, "%s/node",
			  lx_device_back(op->s, d));
	file = lx_xs_getf(op->s, XBT_NULL, "%s/params",
			  lx_device_note(op->s, d));
	return node && file ? lx_loop_release(op->s, node, file) : 0;
}

/* -- entries of configs --------------------------------------------------------------- */
static bool same_disk(const void *a, const void *b)
{
	const libxl_device_disk *x = a, *y = b;

	return x->vdev && y->vdev &&
		lx_vdev_number(x->vdev, NULL, NULL) ==
		lx_vdev_number(y->vdev, NULL, NULL);
}

/* The medium of a drive may have been changed. */
static void update_disk(void *stored, const void *now)
{
	const libxl_device_disk *from = now;
	libxl_device_disk *to = stored;

	if (!from->is_cdrom || (from->pdev_path && to->pdev_path &&
				!strcmp(from->pdev_path, to->pdev_path)))
		return;
	free(to->pdev_path);
	to->pdev_path = lx_out_strdup(from->pdev_path);
	to->format = from->format;
}

const struct lx_device_class lx_disk_class = {
	.name = "disk",
	.kind = "vbd",
	.type = &lx_type_device_disk,
	.info = &lx_type_diskinfo,
	.count_at = offsetof(libxl_domain_config, num_disks),
	.list_at = offsetof(libxl_domain_config, disks),
	.devid_at = LX_NO_FIELD,
	.back_domid_at = offsetof(libxl_device_disk, backend_domid),
	.back_domname_at = offsetof(libxl_device_disk, backend_domname),
	.complete = complete_disk,
	.locate = locate_disk,
	.to_xs = disk_to_xs,
	.from_xs = disk_from_xs,
	.same = same_disk,
	.update = update_disk,
	.gone = disk_gone,
};

/* -- public --------------------------------------------------------------------------- */
int libxl_vdev_to_device_disk(libxl_ctx *ctx, uint32_t domid, const char *vdev,
			      libxl_device_disk *disk)
{
	int devid = lx_vdev_number(vdev, NULL, NULL);

	libxl_device_disk_init(disk);
	if (devid < 0)
		return ERROR_INVAL;
	return lx_device_by_devid(ctx, domid, &lx_disk_class, devid, disk);
}

/*
 * Only an emulated drive has a way to tell its guest of another medium. PV
 * guests are told of another disk: detach it and attach the next.
 */
int libxl_cdrom_insert(libxl_ctx *ctx, uint32_t domid, libxl_device_disk *disk,
		       const libxl_asyncop_how *ao_how)
{
	libxl_dominfo info;
	struct lx_scope s;
	int rc;

	lx_scope_enter(&s, ctx, domid);
	libxl_dominfo_init(&info);
	rc = libxl_domain_info(ctx, &info, domid);
	if (rc)
		lx_fail(&s, rc, "there is no such domain");
	else if (info.domain_type != LIBXL_DOMAIN_TYPE_HVM)
		rc = lx_fail(&s, ERROR_INVAL,
			     "disk %s: only HVM guests can change a medium; detach the disk and attach another",
			     disk->vdev ? disk->vdev : "");
	else
		rc = lx_fail(&s, ERROR_NI,
			     "disk %s: media of HVM guests cannot be changed yet",
			     disk->vdev ? disk->vdev : "");
	libxl_dominfo_dispose(&info);
	lx_scope_leave(&s);
	return lx_op_instant(ctx, domid, ao_how, rc);
}
