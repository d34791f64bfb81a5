/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * The config of a domain as it is stored with it: JSON, as the userdata of
 * "libxl-json", which the distribution's libxl reads and writes too.
 *
 * Whatever changes a domain for good (devices, memory limits) changes this
 * as well. All of it is about s->domid.
 */
#ifndef LIBXL_DOMAIN_CONFIG_H
#define LIBXL_DOMAIN_CONFIG_H

#include "core/scope.h"

/*
 * c is initialised by the caller, who holds the userdata lock.
 * ERROR_JSON_CONFIG_EMPTY (silent): there is no stored config.
 */
int lx_config_load(struct lx_scope *s, libxl_domain_config *c);
/* The caller holds the userdata lock. */
int lx_config_store(struct lx_scope *s, const libxl_domain_config *c);

/*
 * Changes the stored config under the lock: change(s, c, arg) returns 0 to
 * have c stored, or an error, which is passed on.
 */
typedef int lx_config_change_fn(struct lx_scope *s, libxl_domain_config *c,
				void *arg);
int lx_config_change(struct lx_scope *s, lx_config_change_fn *change,
		     void *arg);

#endif
