/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * Xenstore, as seen from a scope: results live in the scope's memory.
 *
 * t is the transaction, XBT_NULL for none. In a transaction an EAGAIN shows
 * when it is ended; lx_xs_transaction() runs it again. Functions return 0 or
 * ERROR_FAIL with a message, unless they say otherwise.
 */
#ifndef LIBXL_CORE_XS_H
#define LIBXL_CORE_XS_H

#include <stdbool.h>

#include <xenstore.h>

#include "core/scope.h"

/* The value at path, NULL when there is none; other troubles are logged. */
const char *lx_xs_get(struct lx_scope *s, xs_transaction_t t, const char *path);
/* The same with the path made by printf. */
const char *lx_xs_getf(struct lx_scope *s, xs_transaction_t t,
		       const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
/* For callers that must tell "absent" (0, *value NULL) from "broken". */
int lx_xs_read(struct lx_scope *s, xs_transaction_t t, const char *path,
	       const char **value);
/* A decimal number at path; ERROR_NOTFOUND (silent) when it is absent. */
int lx_xs_read_u64(struct lx_scope *s, xs_transaction_t t, const char *path,
		   uint64_t *value);

int lx_xs_write(struct lx_scope *s, xs_transaction_t t, const char *path,
		const char *value);
int lx_xs_writef(struct lx_scope *s, xs_transaction_t t, const char *path,
		 const char *fmt, ...) __attribute__((format(printf, 4, 5)));
/* keys: key, value, key, value, ... NULL below dir; a NULL value is left out. */
int lx_xs_write_all(struct lx_scope *s, xs_transaction_t t, const char *dir,
		    const char *const *keys);

/* An empty node with these permissions (perms[0] is the owner). */
int lx_xs_mkdir(struct lx_scope *s, xs_transaction_t t, const char *path,
		struct xs_permissions *perms, unsigned int nr_perms);
int lx_xs_set_perms(struct lx_scope *s, xs_transaction_t t, const char *path,
		    struct xs_permissions *perms, unsigned int nr_perms);
/* Removes path and all below it; absent is fine. */
/* LX_XS_AGAIN in a transaction that cannot be committed any more. */
int lx_xs_rm(struct lx_scope *s, xs_transaction_t t, const char *path);
/* Removes path, then its parents as long as they are empty and below top. */
int lx_xs_prune(struct lx_scope *s, xs_transaction_t t, const char *path,
		const char *top);
/* Is there a node at path. */
bool lx_xs_exists(struct lx_scope *s, xs_transaction_t t, const char *path);
/*
 * Names of the children, none when path is absent; NULL, and *nr 0, after
 * saying why they cannot be read.
 */
char **lx_xs_list(struct lx_scope *s, xs_transaction_t t, const char *path,
		  unsigned int *nr);

/* "/local/domain/N", and the domain's VM path ("/vm/UUID") or NULL. */
const char *lx_xs_dompath(struct lx_scope *s, uint32_t domid);
const char *lx_xs_vmpath(struct lx_scope *s, uint32_t domid);

/*
 * Runs body in a transaction, again when somebody else interfered. body
 * returns 0 (commit), LX_XS_ABANDON (nothing to write, no error), LX_XS_AGAIN
 * (from a function above: abort and begin anew) or an ERROR_* (abort, passed
 * on); it must not have other side effects.
 */
#define LX_XS_ABANDON 1
#define LX_XS_AGAIN 2
typedef int lx_xs_body(struct lx_scope *s, xs_transaction_t t, void *arg);
int lx_xs_transaction(struct lx_scope *s, lx_xs_body *body, void *arg);

#endif
