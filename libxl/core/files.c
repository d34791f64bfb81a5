/* SPDX-License-Identifier: LGPL-2.1-only */
/* Files, pipes and log files. What fails is an errno value here. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <libxl_utils.h>

#include "core/ctx.h"
#include "core/log.h"

/* How many older logs of one name are kept. */
#define LOGS_KEPT 10

/* Logs at the given level with errno, and returns errno. */
static int failed(libxl_ctx *ctx, int err, const char *what, const char *name)
{
	struct lx_scope s;

	lx_scope_enter(&s, ctx, LX_NO_DOMID);
	errno = err;
	lx_fail_errno(&s, 0, "%s: %s", name, what);
	lx_scope_leave(&s);
	return err;
}

char *libxl_basename(const char *name)
{
	const char *slash;

	if (!name || !*name)
		return lx_out_strdup(".");
	slash = strrchr(name, '/');
	return lx_out_strdup(slash ? slash + 1 : name);
}

/* -- whole files -------------------------------------------------------------- */

static int read_open_file(libxl_ctx *ctx, int fd, const char *name, off_t size,
			  void **data_r, int *datalen_r)
{
	char *data;
	int err;

	if (size >= INT32_MAX)
		return failed(ctx, EFBIG, "it is too long", name);
	data = lx_out_alloc(size + 1);
	err = libxl_read_exactly(ctx, fd, data, size, name, "file");
	if (err || !data_r)
		free(data);
	else
		*data_r = size ? data : (free(data), NULL);
	if (!err && datalen_r)
		*datalen_r = size;
	return err;
}

int libxl_read_file_contents(libxl_ctx *ctx, const char *filename,
			     void **data_r, int *datalen_r)
{
	struct stat st;
	int fd, err;

	if (data_r)
		*data_r = NULL;
	if (datalen_r)
		*datalen_r = 0;
	fd = open(filename, O_RDONLY | O_CLOEXEC);
	/* Callers look at a missing file themselves. */
	if (fd < 0)
		return errno == ENOENT ? ENOENT :
			failed(ctx, errno, "it cannot be opened", filename);
	if (fstat(fd, &st))
		err = failed(ctx, errno, "it cannot be looked at", filename);
	else if (!S_ISREG(st.st_mode))
		err = failed(ctx, ENOTTY, "it is no regular file", filename);
	else
		err = read_open_file(ctx, fd, filename, st.st_size, data_r,
				     datalen_r);
	close(fd);
	return err;
}

/* -- exactly so many bytes ------------------------------------------------------ */

int libxl_read_exactly(libxl_ctx *ctx, int fd, void *data, ssize_t sz,
		       const char *filename, const char *what)
{
	char *at = data;

	while (sz > 0) {
		ssize_t n = read(fd, at, sz);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return failed(ctx, errno, what ? what : "read",
				      filename ? filename : "a descriptor");
		if (!n)
			return failed(ctx, EPROTO, "it ends too early",
				      filename ? filename : "a descriptor");
		at += n;
		sz -= n;
	}
	return 0;
}

int libxl_write_exactly(libxl_ctx *ctx, int fd, const void *data, ssize_t sz,
			const char *filename, const char *what)
{
	const char *at = data;

	while (sz > 0) {
		ssize_t n = write(fd, at, sz);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return failed(ctx, errno, what ? what : "write",
				      filename ? filename : "a descriptor");
		at += n;
		sz -= n;
	}
	return 0;
}

int libxl_pipe(libxl_ctx *ctx, int pipes[2])
{
	if (!pipe(pipes))
		return 0;
	failed(ctx, errno, "it cannot be made", "a pipe");
	return ERROR_FAIL;
}

/* -- log files -------------------------------------------------------------- */

static const char *log_name(struct lx_scope *s, const char *name, int age)
{
	if (!age)
		return lx_printf(s, "%s/%s.log", s->ctx->log_dir, name);
	return lx_printf(s, "%s/%s.log.%d", s->ctx->log_dir, name,
			 age);
}

/* NAME.log becomes NAME.log.1, that NAME.log.2, and so on. */
static int rotate(struct lx_scope *s, const char *name)
{
	struct stat st;

	if (stat(log_name(s, name, 0), &st))
		return errno == ENOENT ? 0 :
			lx_fail_errno(s, ERROR_FAIL,
				      "%s cannot be looked at",
				      log_name(s, name, 0));
	/* An empty one is used again. */
	if (!st.st_size)
		return 0;
	for (int age = LOGS_KEPT - 1; age >= 0; age--) {
		const char *from = log_name(s, name, age);

		if (rename(from, log_name(s, name, age + 1)) &&
		    errno != ENOENT)
			return lx_fail_errno(s, ERROR_FAIL,
					     "%s cannot be renamed", from);
	}
	return 0;
}

/* Names of domains are part of it, and may hold any character. */
static const char *without_slashes(struct lx_scope *s, const char *name)
{
	char *text = lx_strdup(s, name);

	for (char *p = text; *p; p++)
		if (*p == '/')
			*p = '_';
	return text;
}

int libxl_create_logfile(libxl_ctx *ctx, const char *name, char **full_name)
{
	struct lx_scope s;
	int rc;

	lx_scope_enter(&s, ctx, LX_NO_DOMID);
	name = without_slashes(&s, name);
	rc = rotate(&s, name);
	*full_name = lx_out_strdup(log_name(&s, name, 0));
	lx_scope_leave(&s);
	return rc;
}
