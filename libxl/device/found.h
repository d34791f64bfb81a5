/* SPDX-License-Identifier: LGPL-2.1-only */
/* The devices that a domain has, from their notes. */
#ifndef LIBXL_DEVICE_FOUND_H
#define LIBXL_DEVICE_FOUND_H

#include "device/class.h"

/*
 * All of a kind, or of any (kind NULL), in scope memory; no class is needed.
 * After an error the list has all those that could be read.
 */
int lx_devices_noted(struct lx_scope *s, xs_transaction_t t, uint32_t domid,
		     const char *kind, struct lx_device **list, int *nr);

/*
 * A class's devices of s->domid as a malloc'ed array of its type, ordered by
 * devid; lx_device_list_free() frees it. The class has a from_xs.
 */
int lx_devices_found(struct lx_scope *s, const struct lx_device_class *class,
		     void **list, int *nr);

/* The device described by d, into dev, which this initialises. */
int lx_device_read(struct lx_scope *s, const struct lx_device *d, void *dev);

#endif
