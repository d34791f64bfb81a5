/* SPDX-License-Identifier: LGPL-2.1-only */
/* Flask, the hypervisor's mandatory access control. */
#include <errno.h>

#include <xenctrl.h>

#include "core/ctx.h"
#include "core/log.h"

/* What Flask's longest label may need. */
#define LABEL_BYTES 4096

static int refused(libxl_ctx *ctx, const char *what)
{
	struct lx_scope s;
	int rc;

	lx_scope_enter(&s, ctx, LX_NO_DOMID);
	if (errno == ENOSYS)
		rc = lx_fail(&s, ERROR_NOPARAVIRT,
			     "%s: the hypervisor runs without Flask", what);
	else
		rc = lx_fail_errno(&s, ERROR_FAIL, "Flask: %s", what);
	lx_scope_leave(&s);
	return rc;
}

int libxl_flask_context_to_sid(libxl_ctx *ctx, char *buf, size_t len,
			       uint32_t *ssidref)
{
	return xc_flask_context_to_sid(ctx->xc, buf, len, ssidref) ?
		ERROR_INVAL : 0;
}

int libxl_flask_sid_to_context(libxl_ctx *ctx, uint32_t ssidref, char **buf,
			       size_t *len)
{
	char label[LABEL_BYTES] = "";

	if (xc_flask_sid_to_context(ctx->xc, ssidref, label, sizeof(label)))
		return ERROR_INVAL;
	*buf = lx_out_strdup(label);
	*len = strlen(label);
	return 0;
}

int libxl_flask_getenforce(libxl_ctx *ctx)
{
	int mode = xc_flask_getenforce(ctx->xc);

	return mode < 0 ? refused(ctx, "the mode cannot be read") : mode;
}

int libxl_flask_setenforce(libxl_ctx *ctx, int mode)
{
	if (xc_flask_setenforce(ctx->xc, mode) < 0)
		return refused(ctx, "the mode cannot be set");
	return 0;
}

int libxl_flask_loadpolicy(libxl_ctx *ctx, void *policy, uint32_t size)
{
	if (xc_flask_load(ctx->xc, policy, size) < 0)
		return refused(ctx, "the policy cannot be loaded");
	return 0;
}
