/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * A scope: the memory and the name of one call into the library.
 *
 * Everything a function needs only until it returns comes from its scope and
 * is given back with it, so no error path frees anything. What goes to the
 * caller of the library is malloc'ed: lx_out_*() below.
 *
 *	struct lx_scope s;
 *	int rc;
 *
 *	lx_scope_enter(&s, ctx, domid);
 *	rc = work(&s, ...);
 *	lx_scope_leave(&s);
 *	return rc;
 *
 * An asynchronous operation has a scope of its own that lives as long as it.
 * Memory: running out of it ends the program with a message.
 */
#ifndef LIBXL_CORE_SCOPE_H
#define LIBXL_CORE_SCOPE_H

#include <stdarg.h>
#include <stdint.h>

#include <libxl.h>

#include "base/arena.h"

/* No domain: messages carry no "Domain N". */
#define LX_NO_DOMID ((uint32_t)~0)

struct lx_scope {
	libxl_ctx *ctx;
	struct arena *mem;
	uint32_t domid;		/* whom messages are about, or LX_NO_DOMID */
};

void lx_scope_enter(struct lx_scope *s, libxl_ctx *ctx, uint32_t domid);
void lx_scope_leave(struct lx_scope *s);

/* Scope memory, zeroed. */
void *lx_alloc(struct lx_scope *s, size_t size);
void *lx_calloc(struct lx_scope *s, size_t nmemb, size_t size);
char *lx_strdup(struct lx_scope *s, const char *text);
char *lx_printf(struct lx_scope *s, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* malloc'ed memory, zeroed: for what the library's caller will free. */
void *lx_out_alloc(size_t size);
void *lx_out_calloc(size_t nmemb, size_t size);
void *lx_out_realloc(void *old, size_t size);
/* NULL stays NULL. */
char *lx_out_strdup(const char *text);
char *lx_out_strndup(const char *text, size_t len);
char *lx_out_printf(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

#endif
