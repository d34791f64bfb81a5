/* SPDX-License-Identifier: GPL-2.0-only */
/* Domains as JSON and as S-expressions, the way `list -l' prints them. */
#ifndef XL_LIVE_JSON_H
#define XL_LIVE_JSON_H

#include "xl/live/session.h"

struct described {
	uint32_t domid;
	libxl_domain_config config;
};

/* A list of {"domid": N, "config": {…}}; 0, or an exit status. */
int print_domains_json(const struct session *s, const struct described *v,
		       size_t n);
/* The config alone. */
int print_config_json(const struct session *s, libxl_domain_config *config);

#endif
