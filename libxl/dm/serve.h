/* SPDX-License-Identifier: LGPL-2.1-only */
/* QEMU as a backend: functions for struct lx_backend (device/class.h). */
#ifndef LIBXL_DM_SERVE_H
#define LIBXL_DM_SERVE_H

#include "device/class.h"

bool lx_dm_answers(struct lx_scope *s, const struct lx_device *d);
int lx_dm_start(struct lx_op *op, const struct lx_device *d);
/* It removes the end of a disk that it cannot open: what its log says last. */
const char *lx_dm_gave_up(struct lx_scope *s, const struct lx_device *d);

#endif
