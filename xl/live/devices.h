/* SPDX-License-Identifier: GPL-2.0-only */
/* Disks and network interfaces, for the commands of both programs. */
#ifndef XL_LIVE_DEVICES_H
#define XL_LIVE_DEVICES_H

#include "xl/live/session.h"

/* From a specification in xl's syntax; the exit status. */
int attach_disk(const struct session *s, uint32_t domid, const char *text);
int attach_nic(const struct session *s, uint32_t domid, const char *text);

/* The tables of block-list and network-list. */
void disk_print_head(void);
void disk_print(const libxl_diskinfo *i);
int each_disk(const struct session *s, uint32_t domid,
	      void (*f)(const libxl_diskinfo *i));
void nic_print_head(void);
void nic_print(const libxl_device_nic *nic, const libxl_nicinfo *i);
int each_nic(const struct session *s, uint32_t domid,
	     void (*f)(const libxl_device_nic *nic, const libxl_nicinfo *i));

#endif
