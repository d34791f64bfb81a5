/* SPDX-License-Identifier: LGPL-2.1-only */
/* Devices in a domain's config: the stored one, and lists of them. */
#ifndef LIBXL_DEVICE_STORED_H
#define LIBXL_DEVICE_STORED_H

#include "device/class.h"

/* The class's list in a config: entry i of it, how many there are. */
void *lx_stored_at(const libxl_domain_config *c,
		   const struct lx_device_class *class, int i);
int lx_stored_count(const libxl_domain_config *c,
		    const struct lx_device_class *class);
/* A new, initialised entry at the end. */
void *lx_stored_append(libxl_domain_config *c,
		       const struct lx_device_class *class);

/*
 * Puts a device into the stored config of s->domid, or takes one out of it;
 * a domain without a stored config stays without.
 */
int lx_stored_add(struct lx_scope *s, const struct lx_device_class *class,
		  const void *dev);
int lx_stored_remove(struct lx_scope *s, const struct lx_device_class *class,
		     const void *dev);
/* What a stored device takes over of the completed one. */
void lx_stored_keep(const struct lx_device_class *class, void *stored,
		    const void *dev);

/* Makes the lists of devices in c those that s->domid has now. */
int lx_stored_refresh(struct lx_scope *s, libxl_domain_config *c);

/*
 * Numbers and completes the devices of a config that is to be made into a
 * domain; stored is what will be kept of it.
 */
int lx_stored_complete(struct lx_scope *s, libxl_domain_config *c,
		       libxl_domain_config *stored);

#endif
