/* SPDX-License-Identifier: LGPL-2.1-only */
/* Disks that dom0 looks into for a time: for bootloaders. */
#ifndef LIBXL_DEVICE_LOCAL_H
#define LIBXL_DEVICE_LOCAL_H

#include "device/class.h"

struct lx_local_disk {
	const char *path;	/* where dom0 reads it, when op is joined */

	/* -- private -- */
	libxl_device_disk disk;	/* as dom0's; no memory of its own */
	struct lx_device d;	/* of domain 0 */
	bool attached;
};

/*
 * Begins, as a part of op, to make a completed disk of domain op->s->domid
 * readable in dom0. Block devices and raw files are so as they are; all else
 * becomes a disk of dom0's, with the first free name from first_vdev on. Until
 * it is detached, /libxl/DOMID/local-disk has its number, so that whoever
 * destroys the domain finds it.
 */
void lx_local_disk_attach(struct lx_op *op, struct lx_local_disk *l,
			  const libxl_device_disk *disk,
			  const char *first_vdev);
/* Ends that; nothing to do is fine. */
void lx_local_disk_detach(struct lx_op *op, struct lx_local_disk *l);
/*
 * Detaches what a tool that is dead attached for domid. Nothing stops it; the
 * first error is in *rc, which the caller has set to 0.
 */
void lx_local_disk_clear(struct lx_op *op, uint32_t domid, int *rc);

#endif
