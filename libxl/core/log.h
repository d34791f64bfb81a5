/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * Messages, to the logger the caller gave us.
 *
 * Say what happened, to what, and what was expected; once, where it is known.
 * Errors are born in lx_fail(): it logs and returns rc, so that
 *
 *	return lx_fail(s, ERROR_INVAL, "vcpus: %d is outside 1-%d", n, max);
 *
 * is one line. Whoever passes an rc on logs nothing.
 */
#ifndef LIBXL_CORE_LOG_H
#define LIBXL_CORE_LOG_H

#include <stdarg.h>

#include "core/scope.h"

void lx_log(struct lx_scope *s, xentoollog_level level, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
void lx_vlog(struct lx_scope *s, xentoollog_level level, int errnoval,
	     const char *fmt, va_list ap) __attribute__((format(printf, 4, 0)));

void lx_debug(struct lx_scope *s, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
void lx_info(struct lx_scope *s, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
void lx_warn(struct lx_scope *s, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
void lx_error(struct lx_scope *s, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* Logs an error and returns rc. */
int lx_fail(struct lx_scope *s, int rc, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
/* The same with the meaning of errno added to the message. */
int lx_fail_errno(struct lx_scope *s, int rc, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

#endif
