/* SPDX-License-Identifier: LGPL-2.1-only */
/* Scopes, and memory for the library's callers. */
#include "core/scope.h"

#include <stdio.h>
#include <stdlib.h>

void lx_scope_enter(struct lx_scope *s, libxl_ctx *ctx, uint32_t domid)
{
	s->ctx = ctx;
	s->domid = domid;
	s->mem = arena_new();
}

void lx_scope_leave(struct lx_scope *s)
{
	arena_free(s->mem);
	s->mem = NULL;
}

void *lx_alloc(struct lx_scope *s, size_t size)
{
	return arena_alloc(s->mem, size);
}

void *lx_calloc(struct lx_scope *s, size_t nmemb, size_t size)
{
	return arena_calloc(s->mem, nmemb, size);
}

char *lx_strdup(struct lx_scope *s, const char *text)
{
	return arena_strdup(s->mem, text);
}

char *lx_printf(struct lx_scope *s, const char *fmt, ...)
{
	va_list ap;
	char *text;

	va_start(ap, fmt);
	text = arena_vprintf(s->mem, fmt, ap);
	va_end(ap);
	return text;
}

/* Callers of libxl have no way to go on without memory either. */
static void *or_end(void *p)
{
	if (p)
		return p;
	fputs("libxl: out of memory\n", stderr);
	abort();
}

void *lx_out_alloc(size_t size)
{
	return or_end(calloc(1, size ? size : 1));
}

void *lx_out_calloc(size_t nmemb, size_t size)
{
	if (!nmemb || !size)
		nmemb = size = 1;
	return or_end(calloc(nmemb, size));
}

void *lx_out_realloc(void *old, size_t size)
{
	return or_end(realloc(old, size ? size : 1));
}

char *lx_out_strdup(const char *text)
{
	return text ? or_end(strdup(text)) : NULL;
}

char *lx_out_strndup(const char *text, size_t len)
{
	return or_end(strndup(text, len));
}

char *lx_out_printf(const char *fmt, ...)
{
	va_list ap;
	char *text;
	int len;

	va_start(ap, fmt);
	len = vasprintf(&text, fmt, ap);
	va_end(ap);
	return or_end(len < 0 ? NULL : text);
}
