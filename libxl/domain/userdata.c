/* SPDX-License-Identifier: LGPL-2.1-only */
/* Files kept for a domain. */
#include "domain/userdata.h"

#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <libxl_utils.h>

#include "core/ctx.h"
#include "core/log.h"

#define LOCK_OWNER "domain-userdata-lock"

static const char *path_of(struct lx_scope *s, const libxl_uuid *uuid,
			   char class, const char *owner)
{
	return lx_printf(s, "%s/userdata-%c.%u." LIBXL_UUID_FMT ".%s",
			 s->ctx->lib_dir, class, s->domid,
			 LIBXL_UUID_BYTES(*uuid), owner);
}

static int domain_uuid(struct lx_scope *s, libxl_uuid *uuid)
{
	libxl_dominfo info;
	int rc;

	libxl_dominfo_init(&info);
	rc = libxl_domain_info(s->ctx, &info, s->domid);
	if (!rc)
		*uuid = info.uuid;
	libxl_dominfo_dispose(&info);
	return rc;
}

/* NULL with a message: there is no such domain. */
static const char *data_path(struct lx_scope *s, const char *owner)
{
	libxl_uuid uuid;
	int rc = domain_uuid(s, &uuid);

	if (!rc)
		return path_of(s, &uuid, 'd', owner);
	lx_fail(s, rc, "there is no such domain: it has no \"%s\" data", owner);
	return NULL;
}

/* -- the lock --------------------------------------------------------------- */

/* Is the file we locked still the one that the path leads to. */
static bool still_there(const struct lx_userdata_lock *lock)
{
	struct stat opened, named;

	return !fstat(lock->fd, &opened) && !stat(lock->path, &named) &&
		opened.st_dev == named.st_dev && opened.st_ino == named.st_ino;
}

static int lock_file(struct lx_scope *s, struct lx_userdata_lock *lock)
{
	for (;;) {
		lock->fd = open(lock->path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
		if (lock->fd < 0)
			return lx_fail_errno(s, ERROR_LOCK_FAIL,
					     "%s cannot be opened", lock->path);
		while (flock(lock->fd, LOCK_EX)) {
			if (errno == EINTR)
				continue;
			lx_fail_errno(s, ERROR_LOCK_FAIL,
				      "%s cannot be locked", lock->path);
			close(lock->fd);
			lock->fd = -1;
			return ERROR_LOCK_FAIL;
		}
		/* Its last holder may have removed it while we waited. */
		if (still_there(lock))
			return 0;
		close(lock->fd);
	}
}

static int no_domain(struct lx_scope *s)
{
	return lx_fail(s, ERROR_LOCK_FAIL,
		       "there is no such domain; its files cannot be locked");
}

int lx_userdata_lock(struct lx_scope *s, struct lx_userdata_lock *lock)
{
	libxl_uuid uuid;
	int rc = domain_uuid(s, &uuid);

	lock->fd = -1;
	if (rc)
		return no_domain(s);
	lock->path = path_of(s, &uuid, 'l', LOCK_OWNER);
	rc = lock_file(s, lock);
	if (rc)
		return rc;
	/* The domain may have died meanwhile, and its files with it. */
	rc = domain_uuid(s, &uuid);
	if (!rc)
		return 0;
	lx_userdata_unlock(s, lock);
	return no_domain(s);
}

void lx_userdata_unlock(struct lx_scope *s, struct lx_userdata_lock *lock)
{
	if (lock->fd < 0)
		return;
	/* First the file, then the lock: a new holder makes a new file. */
	unlink(lock->path);
	close(lock->fd);
	lock->fd = -1;
}

/* -- data ------------------------------------------------------------------- */

int lx_userdata_read(struct lx_scope *s, const char *owner, char **data,
		     size_t *len)
{
	const char *path = data_path(s, owner);
	void *raw;
	int n, err;

	*data = NULL;
	*len = 0;
	if (!path)
		return ERROR_INVAL;
	err = libxl_read_file_contents(s->ctx, path, &raw, &n);
	if (err == ENOENT)
		return 0;
	if (err)
		return ERROR_FAIL;
	if (!n)
		lx_warn(s, "%s is empty", path);
	else
		*data = arena_memdup0(s->mem, raw, n);
	*len = n;
	free(raw);
	return 0;
}

static int write_and_sync(struct lx_scope *s, const char *path,
			  const void *data, size_t len)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	int err;

	if (fd < 0)
		return lx_fail_errno(s, ERROR_FAIL, "%s cannot be created",
				     path);
	err = libxl_write_exactly(s->ctx, fd, data, len, path,
				  "it cannot be written");
	if (!err && fsync(fd))
		err = lx_fail_errno(s, ERROR_FAIL, "%s cannot be synced", path);
	if (close(fd) && !err)
		err = lx_fail_errno(s, ERROR_FAIL, "%s cannot be closed", path);
	return err ? ERROR_FAIL : 0;
}

static int remove_file(struct lx_scope *s, const char *path)
{
	if (!unlink(path) || errno == ENOENT)
		return 0;
	return lx_fail_errno(s, ERROR_FAIL, "%s cannot be removed", path);
}

int lx_userdata_write(struct lx_scope *s, const char *owner, const void *data,
		      size_t len)
{
	const char *path = data_path(s, owner);
	const char *new_path;
	int rc;

	if (!path)
		return ERROR_INVAL;
	if (!len)
		return remove_file(s, path);
	new_path = lx_printf(s, "%s.new", path);
	rc = write_and_sync(s, new_path, data, len);
	if (!rc && rename(new_path, path))
		rc = lx_fail_errno(s, ERROR_FAIL, "%s cannot be replaced",
				   path);
	if (rc)
		unlink(new_path);
	return rc;
}

static int remove_matching(struct lx_scope *s, const char *pattern)
{
	glob_t found;
	int rc = 0;

	if (glob(pattern, GLOB_NOSORT, NULL, &found))
		return 0;
	for (size_t i = 0; i < found.gl_pathc; i++)
		if (remove_file(s, found.gl_pathv[i]))
			rc = ERROR_FAIL;
	globfree(&found);
	return rc;
}

int lx_userdata_remove_all(struct lx_scope *s, const libxl_uuid *uuid)
{
	struct lx_userdata_lock lock = {
		.path = path_of(s, uuid, 'l', LOCK_OWNER),
	};
	int rc = lock_file(s, &lock);

	if (rc)
		return rc;
	/* But the lock's: without it another would make, and hold, its own. */
	rc = remove_matching(s, lx_printf(s, "%s/userdata-[!l].%u."
					  LIBXL_UUID_FMT ".*", s->ctx->lib_dir,
					  s->domid, LIBXL_UUID_BYTES(*uuid)));
	lx_userdata_unlock(s, &lock);
	return rc;
}

/* -- API ------------------------------------------------------------------- */

static int store(struct lx_scope *s, const char *owner, const void *data,
		 size_t len)
{
	struct lx_userdata_lock lock;
	int rc = lx_userdata_lock(s, &lock);

	if (rc)
		return rc;
	rc = lx_userdata_write(s, owner, data, len);
	lx_userdata_unlock(s, &lock);
	return rc;
}

int libxl_userdata_store(libxl_ctx *ctx, uint32_t domid,
			 const char *userdata_userid, const uint8_t *data,
			 int datalen)
{
	struct lx_scope s;
	int rc;

	lx_scope_enter(&s, ctx, domid);
	rc = store(&s, userdata_userid, data, datalen);
	lx_scope_leave(&s);
	return rc;
}

static int retrieve(struct lx_scope *s, const char *owner, uint8_t **data_r,
		    int *datalen_r)
{
	struct lx_userdata_lock lock;
	size_t len = 0;
	char *data = NULL;
	int rc = lx_userdata_lock(s, &lock);

	if (rc)
		return rc;
	rc = lx_userdata_read(s, owner, &data, &len);
	lx_userdata_unlock(s, &lock);
	if (rc)
		return rc;
	if (data_r) {
		*data_r = data ? lx_out_alloc(len + 1) : NULL;
		if (data)
			memcpy(*data_r, data, len);
	}
	if (datalen_r)
		*datalen_r = len;
	return 0;
}

int libxl_userdata_retrieve(libxl_ctx *ctx, uint32_t domid,
			    const char *userdata_userid, uint8_t **data_r,
			    int *datalen_r)
{
	struct lx_scope s;
	int rc;

	lx_scope_enter(&s, ctx, domid);
	rc = retrieve(&s, userdata_userid, data_r, datalen_r);
	lx_scope_leave(&s);
	return rc;
}

static int unlink_data(struct lx_scope *s, const char *owner)
{
	struct lx_userdata_lock lock;
	int rc = lx_userdata_lock(s, &lock);
	const char *path;

	if (rc)
		return rc;
	path = data_path(s, owner);
	if (!path)
		rc = ERROR_FAIL;
	else if (unlink(path))
		rc = lx_fail_errno(s, ERROR_FAIL, "%s cannot be removed", path);
	lx_userdata_unlock(s, &lock);
	return rc;
}

/* Unlike storing nothing, this fails when there is nothing. */
int libxl_userdata_unlink(libxl_ctx *ctx, uint32_t domid,
			  const char *userdata_userid)
{
	struct lx_scope s;
	int rc;

	lx_scope_enter(&s, ctx, domid);
	rc = unlink_data(&s, userdata_userid);
	lx_scope_leave(&s);
	return rc;
}
