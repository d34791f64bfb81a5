/* SPDX-License-Identifier: LGPL-2.1-only */
/* Disks of guests that dom0 looks into. */
#include "device/local.h"

#include <stdlib.h>

#include <xen/io/xenbus.h>

#include "core/log.h"
#include "device/classes.h"
#include "device/vdev.h"

/* dom0's kernel connects at once when it has the driver. */
#define CONNECT_MS 10000
#define LAST_DISK 700		/* "xvdzz" */

struct local {
	struct lx_local_disk *l;
	const libxl_device_disk *guests;	/* the disk as the guest's */
	const char *first_vdev;
};

static const char *note_path(struct lx_scope *s, uint32_t domid)
{
	return lx_printf(s, "/libxl/%u/local-disk", domid);
}

/* -- a name in dom0 --------------------------------------------------------------- */
static const char *xvd_name(struct lx_scope *s, int disk)
{
	if (disk < 26)
		return lx_printf(s, "xvd%c", 'a' + disk);
	return lx_printf(s, "xvd%c%c", 'a' + disk / 26 - 1, 'a' + disk % 26);
}

static int choose_name(struct lx_scope *s, const char *first,
		       libxl_device_disk *disk)
{
	int at = 0, part;

	if (lx_vdev_number(first, &at, &part) < 0)
		return lx_fail(s, ERROR_INVAL,
			       "blkdev_start: \"%s\" is no name of a virtual disk",
			       first);
	for (; at <= LAST_DISK; at++) {
		const char *name = xvd_name(s, at);
		int devid = lx_vdev_number(name, NULL, NULL);

		if (lx_xs_exists(s, XBT_NULL,
				 lx_printf(s, "/libxl/0/device/vbd/%d", devid)))
			continue;
		disk->vdev = (char *)name;
		return 0;
	}
	return lx_fail(s, ERROR_FAIL,
		       "dom0 has no free disk name from %s on", first);
}

/* -- attaching -------------------------------------------------------------------------- */
static bool is_readable(const libxl_device_disk *disk)
{
	return disk->format == LIBXL_DISK_FORMAT_RAW && !disk->script &&
		!disk->backend_domid;
}

static void choose(struct lx_op *op)
{
	const struct local *at = op->data;
	struct lx_local_disk *l = at->l;
	int rc;

	l->disk = *at->guests;
	rc = choose_name(op->s, at->first_vdev, &l->disk);
	if (!rc)
		rc = lx_device_locate(op->s, 0, &lx_disk_class, &l->disk,
				      &l->d);
	if (!rc)
		rc = lx_xs_writef(op->s, XBT_NULL,
				  note_path(op->s, op->s->domid), "%d",
				  l->d.devid);
	if (!rc && l->d.backend && l->d.backend->start)
		rc = l->d.backend->start(op, &l->d);
	if (rc)
		lx_op_fail(op, rc);
	else
		lx_op_join(op);
}

static void attach(struct lx_op *op)
{
	struct local *at = op->data;

	lx_device_add_run(op, 0, &lx_disk_class, &at->l->disk);
	lx_op_join(op);
}

static void take_away(struct lx_op *op)
{
	struct local *at = op->data;

	lx_local_disk_detach(op, at->l);
	lx_op_join(op);
}

static void saw_state(struct lx_op *op, int rc, const char *value)
{
	struct local *at = op->data;
	int state = value ? atoi(value) : 0;

	if (!rc && value && state < XenbusStateConnected)
		return;
	if (rc == ERROR_TIMEDOUT || state > XenbusStateConnected)
		rc = lx_fail(op->s, ERROR_FAIL,
			     "disk %s: dom0 does not connect to it as %s; is its module xen-blkfront loaded?",
			     at->guests->vdev, at->l->disk.vdev);
	else if (!rc && !value)
		rc = lx_fail(op->s, ERROR_FAIL,
			     "disk %s: somebody else took dom0's %s away",
			     at->guests->vdev, at->l->disk.vdev);
	if (!rc)
		at->l->path = lx_printf(op->s, "/dev/%s", at->l->disk.vdev);
	lx_op_end_step(op, rc);
}

static void wait_for_dom0(struct lx_op *op)
{
	struct local *at = op->data;
	const char *back = lx_device_back(op->s, &at->l->d);
	int rc;

	at->l->attached = true;
	rc = lx_op_wait_path(op, lx_printf(op->s, "%s/state", back), CONNECT_MS,
			     saw_state);
	if (rc)
		lx_op_fail(op, rc);
}

static const struct lx_step attach_steps[] = {
	{ "find a name for the disk in dom0", choose, NULL },
	{ "attach the disk to dom0",	attach,		take_away },
	{ "wait for dom0's driver",	wait_for_dom0,	NULL },
	{ NULL, NULL, NULL },
};

void lx_local_disk_attach(struct lx_op *op, struct lx_local_disk *l,
			  const libxl_device_disk *disk,
			  const char *first_vdev)
{
	struct lx_op *sub;
	struct local *at;

	if (is_readable(disk)) {
		l->path = disk->pdev_path;
		return;
	}
	sub = lx_op_sub(op, attach_steps, sizeof(*at));
	at = sub->data;
	at->l = l;
	at->guests = disk;
	at->first_vdev = first_vdev;
	lx_op_sub_run(sub);
}

/* -- detaching -------------------------------------------------------------------------- */
void lx_local_disk_detach(struct lx_op *op, struct lx_local_disk *l)
{
	if (l->attached)
		lx_device_remove_run(op, &l->d, LX_REMOVE, NULL);
	if (l->disk.vdev)
		lx_xs_rm(op->s, XBT_NULL, note_path(op->s, op->s->domid));
	l->attached = false;
	l->disk.vdev = NULL;
}

void lx_local_disk_clear(struct lx_op *op, uint32_t domid, int *rc)
{
	const char *number = lx_xs_get(op->s, XBT_NULL,
				       note_path(op->s, domid));
	struct lx_local_disk *l;

	if (!number)
		return;
	l = lx_alloc(op->s, sizeof(*l));
	if (!lx_device_find(op->s, XBT_NULL, 0, lx_disk_class.kind,
			    atoi(number), &l->d))
		lx_device_remove_run(op, &l->d, LX_REMOVE, rc);
}
