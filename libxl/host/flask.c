/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * Flask, the hypervisor's mandatory access control.
 *
 * These return what libxenctrl does: -1 with errno (ENOSYS: it is not there),
 * which callers look at to word their message.
 */
#include <xenctrl.h>

#include "core/ctx.h"
#include "core/scope.h"

/* What Flask's longest label may need. */
#define LABEL_BYTES 4096

int libxl_flask_context_to_sid(libxl_ctx *ctx, char *buf, size_t len,
			       uint32_t *ssidref)
{
	return xc_flask_context_to_sid(ctx->xc, buf, len, ssidref);
}

int libxl_flask_sid_to_context(libxl_ctx *ctx, uint32_t ssidref, char **buf,
			       size_t *len)
{
	char label[LABEL_BYTES] = "";

	int rc = xc_flask_sid_to_context(ctx->xc, ssidref, label,
					 sizeof(label));

	if (rc)
		return rc;
	*buf = lx_out_strdup(label);
	*len = strlen(label);
	return 0;
}

int libxl_flask_getenforce(libxl_ctx *ctx)
{
	return xc_flask_getenforce(ctx->xc);
}

int libxl_flask_setenforce(libxl_ctx *ctx, int mode)
{
	return xc_flask_setenforce(ctx->xc, mode);
}

int libxl_flask_loadpolicy(libxl_ctx *ctx, void *policy, uint32_t size)
{
	return xc_flask_load(ctx->xc, policy, size);
}
