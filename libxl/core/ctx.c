/* SPDX-License-Identifier: LGPL-2.1-only */
/* Opening and closing contexts. */
#include "core/ctx.h"

#include <stdlib.h>
#include <unistd.h>
#include <fcntl.h>

#include <xenctrl.h>
#include <xenstore.h>

#include "core/log.h"
#include "event/events.h"

void lx_lock(libxl_ctx *ctx)
{
	pthread_mutex_lock(&ctx->lock);
}

void lx_unlock(libxl_ctx *ctx)
{
	pthread_mutex_unlock(&ctx->lock);
}

static void init_lock(pthread_mutex_t *lock)
{
	pthread_mutexattr_t attr;

	pthread_mutexattr_init(&attr);
	pthread_mutexattr_settype(&attr, PTHREAD_MUTEX_RECURSIVE);
	pthread_mutex_init(lock, &attr);
	pthread_mutexattr_destroy(&attr);
}

static int open_handles(libxl_ctx *ctx)
{
	struct lx_scope s;
	int rc = 0;

	lx_scope_enter(&s, ctx, LX_NO_DOMID);
	ctx->xc = xc_interface_open(ctx->logger, ctx->logger, 0);
	if (!ctx->xc)
		rc = lx_fail_errno(&s, ERROR_FAIL,
				   "no access to the hypervisor; this needs root on a host running Xen");
	else if (!(ctx->xs = xs_open(0)))
		rc = lx_fail_errno(&s, ERROR_FAIL,
				   "no connection to xenstore; is xenstored running?");
	lx_scope_leave(&s);
	return rc;
}

int libxl_ctx_alloc(libxl_ctx **pctx, int version, unsigned flags,
		    xentoollog_logger *lg)
{
	libxl_ctx *ctx;
	int rc;

	*pctx = NULL;
	if (version != LIBXL_VERSION)
		return ERROR_VERSION;
	ctx = lx_out_alloc(sizeof(*ctx));
	ctx->logger = lg;
	ctx->lib_dir = "/var/lib/xen";
	ctx->run_dir = "/var/run/xen";
	ctx->log_dir = "/var/log/xen";
	ctx->sys_dir = "/sys";
	init_lock(&ctx->lock);
	rc = lx_events_init(ctx);
	if (!rc)
		rc = open_handles(ctx);
	if (rc) {
		libxl_ctx_free(ctx);
		return rc;
	}
	*pctx = ctx;
	return 0;
}

int libxl_ctx_free(libxl_ctx *ctx)
{
	if (!ctx)
		return 0;
	/* Events first: watches need the xenstore connection. */
	lx_events_exit(ctx);
	if (ctx->xs)
		xs_close(ctx->xs);
	if (ctx->xc)
		xc_interface_close(ctx->xc);
	libxl_version_info_dispose(&ctx->version);
	pthread_mutex_destroy(&ctx->lock);
	free(ctx);
	return 0;
}

/* Sets or clears one flag of an fd, read with get and written with set. */
static int change_flag(libxl_ctx *ctx, int fd, int get, int set, int flag,
		       int on, const char *what)
{
	struct lx_scope s;
	int flags = fcntl(fd, get);
	int rc = 0;

	if (flags >= 0)
		flags = fcntl(fd, set, on ? flags | flag : flags & ~flag);
	if (flags < 0) {
		lx_scope_enter(&s, ctx, LX_NO_DOMID);
		rc = lx_fail_errno(&s, ERROR_FAIL, "fd %d: %s cannot be changed",
				   fd, what);
		lx_scope_leave(&s);
	}
	return rc;
}

int libxl_fd_set_cloexec(libxl_ctx *ctx, int fd, int cloexec)
{
	return change_flag(ctx, fd, F_GETFD, F_SETFD, FD_CLOEXEC, cloexec,
			   "close-on-exec");
}

int libxl_fd_set_nonblock(libxl_ctx *ctx, int fd, int nonblock)
{
	return change_flag(ctx, fd, F_GETFL, F_SETFL, O_NONBLOCK, nonblock,
			   "non-blocking mode");
}
