/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * Names of virtual disks: "xvda1", "hda", "sdb", "d5p2", or the number that
 * the guest's frontend knows the disk by (xen-vbd-interface(7)).
 */
#ifndef LIBXL_DEVICE_VDEV_H
#define LIBXL_DEVICE_VDEV_H

/*
 * The number for a name, -1 when it is none. disk and partition, unless NULL,
 * get the disk's index and its partition (0: all of the disk); both are set
 * only for names, not for numbers.
 */
int lx_vdev_number(const char *vdev, int *disk, int *partition);

#endif
