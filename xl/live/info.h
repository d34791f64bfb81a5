/* SPDX-License-Identifier: GPL-2.0-only */
/* The host's topology, as `info -n' prints it in both programs. */
#ifndef XL_LIVE_INFO_H
#define XL_LIVE_INFO_H

#include "xl/live/session.h"

void topology_print_cpus(const struct session *s);
void topology_print_devices(const struct session *s);
void topology_print_nodes(const struct session *s);

#endif
