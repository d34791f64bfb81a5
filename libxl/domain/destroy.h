/* SPDX-License-Identifier: LGPL-2.1-only */
/* Destroying a domain, also as a part of other operations. */
#ifndef LIBXL_DOMAIN_DESTROY_H
#define LIBXL_DOMAIN_DESTROY_H

#include "event/op.h"

/* Begins, as a part of op, the end of domid, however little there is of it. */
void lx_destroy_run(struct lx_op *op, uint32_t domid);

#endif
