/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * The event state of a context: made with it, ended with it.
 */
#ifndef LIBXL_EVENT_EVENTS_H
#define LIBXL_EVENT_EVENTS_H

#include <libxl.h>

/* Sets ctx->events. 0 or ERROR_*. */
int lx_events_init(libxl_ctx *ctx);
/* Deregisters everything and frees ctx->events; NULL is allowed. */
void lx_events_exit(libxl_ctx *ctx);

#endif
