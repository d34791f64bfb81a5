/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * Ids that domains had lately: who watches a domain from afar must not take a
 * new one for it. Kept in /var/run/xen/domid-history, a line "SECONDS DOMID"
 * for each, as the distribution's libxl does.
 */
#ifndef LIBXL_DOMAIN_DOMID_H
#define LIBXL_DOMAIN_DOMID_H

#include <stdbool.h>

#include "core/scope.h"

/* Notes that s->domid ends now. Trouble is logged, nothing depends on it. */
void lx_domid_retire(struct lx_scope *s);
/* Did a domain with this id end within the last minute. */
bool lx_domid_is_recent(struct lx_scope *s, uint32_t domid);
/* An id at random that is not recent; whether it is free shows in create. */
int lx_domid_random(struct lx_scope *s, uint32_t *domid);

#endif
