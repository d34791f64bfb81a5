/* SPDX-License-Identifier: LGPL-2.1-only */
/* Names of domains are unique; where that is made sure. */
#ifndef LIBXL_DOMAIN_RENAME_H
#define LIBXL_DOMAIN_RENAME_H

#include "core/xs.h"

/* ERROR_INVAL with a message: another domain than s->domid has the name. */
int lx_name_is_free(struct lx_scope *s, xs_transaction_t t, const char *name);

#endif
