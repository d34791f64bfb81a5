/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A canonical config as libxl's own structure. The way is the JSON that a dry
 * run prints, so what is shown is what runs; what only a host can say (its
 * CPUs, random numbers, xl.conf) is added here.
 */
#ifndef XL_LIVE_DOMCONF_H
#define XL_LIVE_DOMCONF_H

#include "config/config.h"
#include "xl/live/session.h"

/* Initialises and fills .out. Returns 0, or -1 after saying why. */
int domconf_make(const struct session *s, struct config *config,
		 bool ignore_masks, libxl_domain_config *out);

/*
 * One device from its text, as under the key in a config: a config of that single
 * device. Returns 0 with it in .out's list, or -1 after saying why.
 */
int domconf_device(const struct session *s, const char *key, const char *text,
		   libxl_domain_config *out);
/* The same for a key whose lists hold other values, such as "vsnd". */
int domconf_device_value(const struct session *s, const char *key,
			 struct value *item, libxl_domain_config *out);

#endif
