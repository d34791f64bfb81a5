/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * What is not there yet, and says so: nothing of it is begun.
 */
#include "core/log.h"

static int refuse(libxl_ctx *ctx, uint32_t domid, const char *what)
{
	struct lx_scope s;
	int rc;

	lx_scope_enter(&s, ctx, domid);
	rc = lx_fail(&s, ERROR_NI, "%s is not implemented yet", what);
	lx_scope_leave(&s);
	return rc;
}

int libxl_domain_create_restore(libxl_ctx *ctx, libxl_domain_config *d_config,
				uint32_t *domid, int restore_fd,
				int send_back_fd,
				const libxl_domain_restore_params *params,
				const libxl_asyncop_how *ao_how,
				const libxl_asyncprogress_how *aop_console_how)
{
	(void)d_config;
	(void)restore_fd;
	(void)send_back_fd;
	(void)params;
	(void)ao_how;
	(void)aop_console_how;
	*domid = INVALID_DOMID;
	return refuse(ctx, LX_NO_DOMID, "restoring a domain");
}

int libxl_domain_soft_reset(libxl_ctx *ctx, libxl_domain_config *d_config,
			    uint32_t domid, const libxl_asyncop_how *ao_how,
			    const libxl_asyncprogress_how *aop_console_how)
{
	(void)d_config;
	(void)ao_how;
	(void)aop_console_how;
	return refuse(ctx, domid, "soft reset (on_soft_reset)");
}

int libxl_domain_suspend(libxl_ctx *ctx, uint32_t domid, int fd, int flags,
			 const libxl_asyncop_how *ao_how)
{
	(void)fd;
	(void)flags;
	(void)ao_how;
	return refuse(ctx, domid, "saving or migrating a domain");
}

int libxl_domain_suspend_only(libxl_ctx *ctx, uint32_t domid,
			      const libxl_asyncop_how *ao_how)
{
	(void)ao_how;
	return refuse(ctx, domid, "suspending a domain");
}

int libxl_domain_remus_start(libxl_ctx *ctx, libxl_domain_remus_info *info,
			     uint32_t domid, int send_fd, int recv_fd,
			     const libxl_asyncop_how *ao_how)
{
	(void)info;
	(void)send_fd;
	(void)recv_fd;
	(void)ao_how;
	return refuse(ctx, domid, "Remus replication");
}
