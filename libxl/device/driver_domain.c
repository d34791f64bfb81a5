/* SPDX-License-Identifier: LGPL-2.1-only */
/* Serving devices of others from a driver domain: not there yet, and says so. */
#include "core/log.h"
#include "event/op.h"

int libxl_device_events_handler(libxl_ctx *ctx, const libxl_asyncop_how *ao_how)
{
	struct lx_scope s;
	int rc;

	lx_scope_enter(&s, ctx, LX_NO_DOMID);
	rc = lx_fail(&s, ERROR_NI,
		     "serving devices from a driver domain (xl devd) is not there yet");
	lx_scope_leave(&s);
	return lx_op_instant(ctx, LX_NO_DOMID, ao_how, rc);
}
