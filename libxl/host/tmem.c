/* SPDX-License-Identifier: LGPL-2.1-only */
/* Transcendent memory: gone since 4.13, the functions remain. */
#include "core/ctx.h"
#include "core/log.h"

static int gone(libxl_ctx *ctx)
{
	struct lx_scope s;
	int rc;

	lx_scope_enter(&s, ctx, LX_NO_DOMID);
	rc = lx_fail(&s, ERROR_FAIL,
		     "the hypervisor has no transcendent memory any more");
	lx_scope_leave(&s);
	return rc;
}

char *libxl_tmem_list(libxl_ctx *ctx, uint32_t domid, int use_long)
{
	gone(ctx);
	return NULL;
}

int libxl_tmem_freeze(libxl_ctx *ctx, uint32_t domid)
{
	return gone(ctx);
}

int libxl_tmem_thaw(libxl_ctx *ctx, uint32_t domid)
{
	return gone(ctx);
}

int libxl_tmem_set(libxl_ctx *ctx, uint32_t domid, char *name, uint32_t set)
{
	return gone(ctx);
}

int libxl_tmem_shared_auth(libxl_ctx *ctx, uint32_t domid, char *uuid, int auth)
{
	return gone(ctx);
}

int libxl_tmem_freeable(libxl_ctx *ctx)
{
	return gone(ctx);
}
