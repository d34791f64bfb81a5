/* SPDX-License-Identifier: LGPL-2.1-only */
/* libxl_domain_core_dump(). */
#include <xenctrl.h>

#include "core/ctx.h"
#include "core/log.h"
#include "event/op.h"

int libxl_domain_core_dump(libxl_ctx *ctx, uint32_t domid, const char *filename,
			   const libxl_asyncop_how *ao_how)
{
	struct lx_scope s;
	int rc = 0;

	lx_scope_enter(&s, ctx, domid);
	if (xc_domain_dumpcore(ctx->xc, domid, filename))
		rc = lx_fail_errno(&s, ERROR_FAIL,
				   "its memory cannot be dumped into %s",
				   filename);
	lx_scope_leave(&s);
	return lx_op_instant(ctx, domid, ao_how, rc);
}
