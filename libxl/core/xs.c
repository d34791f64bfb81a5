/* SPDX-License-Identifier: LGPL-2.1-only */
/* Xenstore with results in a scope, and messages that name the path. */
#include "core/xs.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "core/ctx.h"
#include "core/log.h"

/* Somebody else's writes may make a transaction fail this often. */
#define TRANSACTION_TRIES 1000

int lx_xs_read(struct lx_scope *s, xs_transaction_t t, const char *path,
	       const char **value)
{
	unsigned int len;
	char *raw = xs_read(s->ctx->xs, t, path, &len);

	*value = NULL;
	if (!raw) {
		if (errno == ENOENT)
			return 0;
		return lx_fail_errno(s, ERROR_FAIL,
				     "xenstore: %s cannot be read", path);
	}
	*value = arena_memdup0(s->mem, raw, len);
	free(raw);
	return 0;
}

const char *lx_xs_get(struct lx_scope *s, xs_transaction_t t, const char *path)
{
	const char *value;

	lx_xs_read(s, t, path, &value);
	return value;
}

const char *lx_xs_getf(struct lx_scope *s, xs_transaction_t t,
		       const char *fmt, ...)
{
	const char *path;
	va_list ap;

	va_start(ap, fmt);
	path = arena_vprintf(s->mem, fmt, ap);
	va_end(ap);
	return lx_xs_get(s, t, path);
}

int lx_xs_read_u64(struct lx_scope *s, xs_transaction_t t, const char *path,
		   uint64_t *value)
{
	const char *text;
	char *end;
	int rc = lx_xs_read(s, t, path, &text);

	if (rc)
		return rc;
	if (!text)
		return ERROR_NOTFOUND;
	errno = 0;
	*value = strtoull(text, &end, 10);
	if (errno || !isdigit((unsigned char)text[0]) || *end)
		return lx_fail(s, ERROR_FAIL,
			       "xenstore: %s is \"%s\", which is no number",
			       path, text);
	return 0;
}

int lx_xs_write(struct lx_scope *s, xs_transaction_t t, const char *path,
		const char *value)
{
	if (xs_write(s->ctx->xs, t, path, value, strlen(value)))
		return 0;
	return lx_fail_errno(s, ERROR_FAIL, "xenstore: %s cannot be written",
			     path);
}

int lx_xs_writef(struct lx_scope *s, xs_transaction_t t, const char *path,
		 const char *fmt, ...)
{
	const char *value;
	va_list ap;

	va_start(ap, fmt);
	value = arena_vprintf(s->mem, fmt, ap);
	va_end(ap);
	return lx_xs_write(s, t, path, value);
}

int lx_xs_write_all(struct lx_scope *s, xs_transaction_t t, const char *dir,
		    const char *const *keys)
{
	for (; keys[0]; keys += 2) {
		int rc;

		if (!keys[1])
			continue;
		rc = lx_xs_write(s, t, lx_printf(s, "%s/%s", dir, keys[0]),
				 keys[1]);
		if (rc)
			return rc;
	}
	return 0;
}

int lx_xs_set_perms(struct lx_scope *s, xs_transaction_t t, const char *path,
		    struct xs_permissions *perms, unsigned int nr_perms)
{
	if (xs_set_permissions(s->ctx->xs, t, path, perms, nr_perms))
		return 0;
	return lx_fail_errno(s, ERROR_FAIL,
			     "xenstore: permissions of %s cannot be set", path);
}

int lx_xs_mkdir(struct lx_scope *s, xs_transaction_t t, const char *path,
		struct xs_permissions *perms, unsigned int nr_perms)
{
	int rc = lx_xs_write(s, t, path, "");

	return rc ? rc : lx_xs_set_perms(s, t, path, perms, nr_perms);
}

int lx_xs_rm(struct lx_scope *s, xs_transaction_t t, const char *path)
{
	if (xs_rm(s->ctx->xs, t, path) || errno == ENOENT)
		return 0;
	/*
	 * Where somebody else removed children meanwhile, xenstored says EIO
	 * here, and EAGAIN only to whom goes on to the end.
	 */
	if (t != XBT_NULL && errno == EIO)
		return LX_XS_AGAIN;
	return lx_fail_errno(s, ERROR_FAIL, "xenstore: %s cannot be removed",
			     path);
}

/* Not to be known is not the same as empty: what is there would go along. */
static int count(struct lx_scope *s, xs_transaction_t t, const char *path,
		 unsigned int *nr)
{
	char **names = xs_directory(s->ctx->xs, t, path, nr);

	if (!names) {
		*nr = 0;
		if (errno != ENOENT)
			return lx_fail_errno(s, ERROR_FAIL,
					     "xenstore: %s cannot be listed",
					     path);
	}
	free(names);
	return 0;
}

int lx_xs_prune(struct lx_scope *s, xs_transaction_t t, const char *path,
		const char *top)
{
	char *at = lx_strdup(s, path);
	size_t stop = strlen(top);
	unsigned int nr = 0;
	int rc = lx_xs_rm(s, t, at);

	while (!rc && !nr) {
		char *slash = strrchr(at, '/');

		if (!slash || (size_t)(slash - at) <= stop)
			return 0;
		*slash = '\0';
		rc = count(s, t, at, &nr);
		if (!rc && !nr)
			rc = lx_xs_rm(s, t, at);
	}
	return rc;
}

bool lx_xs_exists(struct lx_scope *s, xs_transaction_t t, const char *path)
{
	return lx_xs_get(s, t, path) != NULL;
}

char **lx_xs_list(struct lx_scope *s, xs_transaction_t t, const char *path,
		  unsigned int *nr)
{
	char **raw = xs_directory(s->ctx->xs, t, path, nr);
	char **names;

	if (!raw) {
		*nr = 0;
		if (errno == ENOENT)
			return lx_calloc(s, 1, sizeof(*names));
		lx_fail_errno(s, ERROR_FAIL, "xenstore: %s cannot be listed",
			      path);
		return NULL;
	}
	names = lx_calloc(s, *nr + 1, sizeof(*names));
	for (unsigned int i = 0; i < *nr; i++)
		names[i] = lx_strdup(s, raw[i]);
	free(raw);
	return names;
}

const char *lx_xs_dompath(struct lx_scope *s, uint32_t domid)
{
	return lx_printf(s, "/local/domain/%u", domid);
}

const char *lx_xs_vmpath(struct lx_scope *s, uint32_t domid)
{
	return lx_xs_getf(s, XBT_NULL, "/local/domain/%u/vm", domid);
}

/* 0: committed, 1: to be run again. */
static int commit(struct lx_scope *s, xs_transaction_t t)
{
	if (xs_transaction_end(s->ctx->xs, t, false))
		return 0;
	if (errno == EAGAIN)
		return 1;
	return lx_fail_errno(s, ERROR_FAIL,
			     "xenstore: a transaction cannot be committed");
}

/*
 * What a conflict looks like may also be the daemon's own trouble, which stays:
 * what the last attempt met tells which.
 */
static int give_up(struct lx_scope *s, bool refused)
{
	if (refused)
		return lx_fail(s, ERROR_FAIL,
			       "xenstore: a removal was refused (%s) in %d attempts at one transaction; is the daemon's storage full or broken?",
			       strerror(EIO), TRANSACTION_TRIES);
	return lx_fail(s, ERROR_FAIL,
		       "xenstore: %d attempts at one transaction met other writers",
		       TRANSACTION_TRIES);
}

int lx_xs_transaction(struct lx_scope *s, lx_xs_body *body, void *arg)
{
	bool refused = false;

	for (int i = 0; i < TRANSACTION_TRIES; i++) {
		xs_transaction_t t = xs_transaction_start(s->ctx->xs);
		int rc;

		if (t == XBT_NULL)
			return lx_fail_errno(s, ERROR_FAIL,
					     "xenstore: no transaction can be begun");
		rc = body(s, t, arg);
		if (rc) {
			xs_transaction_end(s->ctx->xs, t, true);
			refused = rc == LX_XS_AGAIN;
			if (refused)
				continue;
			return rc == LX_XS_ABANDON ? 0 : rc;
		}
		rc = commit(s, t);
		if (rc <= 0)
			return rc;
		refused = false;
	}
	return give_up(s, refused);
}
