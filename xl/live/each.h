/* SPDX-License-Identifier: GPL-2.0-only */
/* One thing for each domain that is named, or for all of them. */
#ifndef XL_LIVE_EACH_H
#define XL_LIVE_EACH_H

#include "xl/live/session.h"

typedef int domain_function(const struct session *s, uint32_t domid);

/*
 * Calls f for the domains that the words from .from on name, or for all when
 * there are none. Stops at a word that names none; the exit status.
 */
int each_domain(const struct session *s, size_t from, domain_function *f);

typedef void vcpu_function(uint32_t domid, const char *name,
			   const libxl_vcpuinfo *vcpu, int host_cpus);

/* Calls f for the vCPUs of a domain; none when it has gone meanwhile. */
void each_vcpu(const struct session *s, uint32_t domid, vcpu_function *f);

#endif
