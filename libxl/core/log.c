/* SPDX-License-Identifier: LGPL-2.1-only */
/* Messages: one line each, after "libxl: LEVEL: ". */
#include "core/log.h"

#include <errno.h>

#include "core/ctx.h"

void lx_vlog(struct lx_scope *s, xentoollog_level level, int errnoval,
	     const char *fmt, va_list ap)
{
	int saved = errno;
	const char *text = arena_vprintf(s->mem, fmt, ap);

	if (s->domid == LX_NO_DOMID)
		xtl_log(s->ctx->logger, level, errnoval, "libxl", "%s", text);
	else
		xtl_log(s->ctx->logger, level, errnoval, "libxl",
			"Domain %u: %s", s->domid, text);
	errno = saved;
}

void lx_log(struct lx_scope *s, xentoollog_level level, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	lx_vlog(s, level, -1, fmt, ap);
	va_end(ap);
}

void lx_debug(struct lx_scope *s, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	lx_vlog(s, XTL_DEBUG, -1, fmt, ap);
	va_end(ap);
}

void lx_info(struct lx_scope *s, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	lx_vlog(s, XTL_INFO, -1, fmt, ap);
	va_end(ap);
}

void lx_warn(struct lx_scope *s, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	lx_vlog(s, XTL_WARN, -1, fmt, ap);
	va_end(ap);
}

void lx_error(struct lx_scope *s, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	lx_vlog(s, XTL_ERROR, -1, fmt, ap);
	va_end(ap);
}

int lx_fail(struct lx_scope *s, int rc, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	lx_vlog(s, XTL_ERROR, -1, fmt, ap);
	va_end(ap);
	return rc;
}

int lx_fail_errno(struct lx_scope *s, int rc, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	lx_vlog(s, XTL_ERROR, errno, fmt, ap);
	va_end(ap);
	return rc;
}
