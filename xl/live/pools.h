/* SPDX-License-Identifier: GPL-2.0-only */
/* CPU pools in a table. */
#ifndef XL_LIVE_POOLS_H
#define XL_LIVE_POOLS_H

#include "xl/live/session.h"

void pool_print_head(bool cpus);
void pool_print(const libxl_cpupoolinfo *p, bool cpus);

#endif
