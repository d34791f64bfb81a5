/* SPDX-License-Identifier: LGPL-2.1-only */
/* Output files: written aside, made durable, put in place in one step. */
#include "config.h"

#include "convert/output.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "convert/attributes.h"

/* More backups of one file than this are somebody's mistake. */
#define BACKUPS_MAX 1000
/* From so many files on, syncing the file system is cheaper than each alone. */
#define SYNC_TOGETHER 8

static enum output_result failed(const struct output *o, struct diags *ds,
				 const char *what)
{
	struct pos pos = { .file = o->req.source ? o->req.source : o->req.path };

	diag_add(ds, DIAG_OUTPUT_UNWRITABLE, pos, NULL, "%s: %s: %s",
		 o->req.path, what, strerror(errno));
	return OUTPUT_FAILED;
}

static enum output_result exists(const struct output *o, struct diags *ds)
{
	struct pos pos = { .file = o->req.source ? o->req.source : o->req.path };

	diag_advise(ds, diag_add(ds, DIAG_OUTPUT_EXISTS, pos, NULL,
				 "%s exists and differs", o->req.path),
		    "move it away, or overwrite it with --force");
	return OUTPUT_FAILED;
}

static enum output_result changed(const struct output *o, struct diags *ds)
{
	struct pos pos = { .file = o->req.source };

	diag_advise(ds, diag_add(ds, DIAG_INPUT_CHANGED, pos, NULL,
				 "the file changed while it was converted"),
		    "convert it again");
	return OUTPUT_FAILED;
}

static bool same_file(const struct stat *x, const struct stat *y)
{
	return x->st_dev == y->st_dev && x->st_ino == y->st_ino;
}

static bool same_state(const struct stat *x, const struct stat *y)
{
	return same_file(x, y) && x->st_size == y->st_size &&
	       x->st_mtim.tv_sec == y->st_mtim.tv_sec &&
	       x->st_mtim.tv_nsec == y->st_mtim.tv_nsec;
}

/* Does the file at path hold exactly this text? */
static bool holds(const char *path, const char *text, size_t len)
{
	char buf[8192];
	size_t at = 0;
	ssize_t n;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

	if (fd < 0)
		return false;
	while ((n = read(fd, buf, sizeof(buf))) > 0) {
		if ((size_t)n > len - at || memcmp(buf, text + at, (size_t)n))
			break;
		at += (size_t)n;
	}
	close(fd);
	return n == 0 && at == len;
}

/* May the file be put at path at all? OUTPUT_DONE: yes. */
static enum output_result look_at_place(const struct output *o,
					const char *text, size_t len,
					struct diags *ds)
{
	const struct output_request *req = &o->req;
	struct stat st;

	if (lstat(req->path, &st))
		return errno == ENOENT ? OUTPUT_DONE :
			failed(o, ds, "cannot be written");
	if (!req->in_place && req->source &&
	    same_file(&st, &req->source_stat)) {
		struct pos pos = { .file = req->source };

		diag_advise(ds, diag_add(ds, DIAG_OUTPUT_IS_INPUT, pos, NULL,
					 "the output would overwrite the input"),
			    "give another directory, or use --in-place, "
			    "which keeps a backup");
		return OUTPUT_FAILED;
	}
	if (S_ISREG(st.st_mode) && holds(req->path, text, len))
		return OUTPUT_SAME;
	if (req->in_place || (req->replace && !S_ISDIR(st.st_mode)))
		return OUTPUT_DONE;
	return exists(o, ds);
}

/* The directory part of path, in buf. */
static const char *dir_of(const char *path, char *buf, size_t room)
{
	const char *slash = strrchr(path, '/');
	size_t len = slash ? (size_t)(slash - path) : 0;

	if (!slash)
		return ".";
	if (!len)
		return "/";
	if (len >= room)
		return NULL;
	memcpy(buf, path, len);
	buf[len] = '\0';
	return buf;
}

static const char *base_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

/* A hidden name beside path; the caller frees it. */
static char *hidden_name(const char *path)
{
	char *name;

	if (asprintf(&name, "%.*s.%s.xmxl-%ld", (int)(base_of(path) - path),
		     path, base_of(path), (long)getpid()) < 0)
		abort();
	return name;
}

static int open_hidden(struct output *o)
{
	o->temp = hidden_name(o->req.path);
	o->fd = open(o->temp, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600);
	if (o->fd >= 0)
		return 0;
	free(o->temp);
	o->temp = NULL;
	return -1;
}

static int open_aside(struct output *o)
{
	char buf[PATH_MAX];
	const char *dir = dir_of(o->req.path, buf, sizeof(buf));

	if (!dir) {
		errno = ENAMETOOLONG;
		return -1;
	}
	o->fd = open(dir, O_TMPFILE | O_WRONLY | O_CLOEXEC, 0600);
	if (o->fd >= 0)
		return 0;
	if (errno != EOPNOTSUPP && errno != EISDIR && errno != EINVAL)
		return -1;
	return open_hidden(o);
}

static int write_all(int fd, const char *text, size_t len)
{
	while (len) {
		ssize_t n = write(fd, text, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -1;
		text += n;
		len -= (size_t)n;
	}
	return 0;
}

static int set_attributes(const struct output *o)
{
	if (o->req.source)
		return attributes_copy(o->req.source, &o->req.source_stat,
				       o->fd);
	return fchmod(o->fd, o->req.mode);
}

enum output_result output_open(struct output *o,
			       const struct output_request *req,
			       struct diags *ds)
{
	*o = (struct output){ .req = *req, .fd = -1 };
	return open_aside(o) ? failed(o, ds, "cannot be written") :
		OUTPUT_DONE;
}

enum output_result output_stage(struct output *o,
				const struct output_request *req,
				const char *text, size_t len,
				struct diags *ds)
{
	enum output_result res;

	*o = (struct output){ .req = *req, .fd = -1 };
	res = look_at_place(o, text, len, ds);
	if (res != OUTPUT_DONE)
		return res;
	if (open_aside(o))
		return failed(o, ds, "cannot be written");
	if (write_all(o->fd, text, len) || set_attributes(o)) {
		failed(o, ds, "cannot be written");
		output_abandon(o);
		return OUTPUT_FAILED;
	}
	return OUTPUT_DONE;
}

void outputs_sync(struct output *const *v, size_t n)
{
	struct stat st;
	dev_t synced = 0;
	bool any = false;

	if (n < SYNC_TOGETHER)
		return;
	for (size_t i = 0; i < n; i++) {
		if (fstat(v[i]->fd, &st))
			continue;
		if (any && st.st_dev == synced) {
			v[i]->durable = true;
			continue;
		}
		v[i]->durable = !syncfs(v[i]->fd);
		any = v[i]->durable;
		synced = st.st_dev;
	}
}

/* Gives the staged file a name that must not exist yet. */
static int give_name(const struct output *o, const char *path)
{
	char proc[64];

	if (o->temp)
		return link(o->temp, path);
	snprintf(proc, sizeof(proc), "/proc/self/fd/%d", o->fd);
	return linkat(AT_FDCWD, proc, AT_FDCWD, path, AT_SYMLINK_FOLLOW);
}

/* Replaces what stands at the path. */
static int replace(struct output *o)
{
	int err;

	if (!o->temp) {
		char *name = hidden_name(o->req.path);

		if (give_name(o, name)) {
			err = errno;
			free(name);
			errno = err;
			return -1;
		}
		o->temp = name;
	}
	if (rename(o->temp, o->req.path)) {
		err = errno;
		unlink(o->temp);
		errno = err;
		return -1;
	}
	free(o->temp);
	o->temp = NULL;
	return 0;
}

/* Keeps the file at path under a second name that is not taken. */
static int make_backup(struct output *o)
{
	for (int i = 0; i < BACKUPS_MAX; i++) {
		char suffix[16] = "";

		if (i)
			snprintf(suffix, sizeof(suffix), ".%d", i);
		if (asprintf(&o->backup, "%s.orig%s", o->req.path, suffix) < 0)
			abort();
		if (!link(o->req.path, o->backup))
			return 0;
		if (errno != EEXIST)
			break;
		free(o->backup);
		o->backup = NULL;
	}
	return -1;
}

static enum output_result commit_in_place(struct output *o, struct diags *ds)
{
	struct stat now;

	if (stat(o->req.path, &now) ||
	    !same_state(&now, &o->req.source_stat))
		return changed(o, ds);
	if (make_backup(o))
		return failed(o, ds, "its backup cannot be made");
	if (replace(o)) {
		failed(o, ds, "cannot be written");
		unlink(o->backup);
		return OUTPUT_FAILED;
	}
	return OUTPUT_DONE;
}

static enum output_result commit_new(struct output *o, struct diags *ds)
{
	if (!give_name(o, o->req.path)) {
		if (o->temp)
			unlink(o->temp);
		return OUTPUT_DONE;
	}
	if (errno != EEXIST)
		return failed(o, ds, "cannot be written");
	if (!o->req.replace)
		return exists(o, ds);
	return replace(o) ? failed(o, ds, "cannot be written") : OUTPUT_DONE;
}

enum output_result output_commit(struct output *o, struct diags *ds)
{
	enum output_result res;

	if (!o->durable && fsync(o->fd)) {
		failed(o, ds, "cannot be written");
		output_abandon(o);
		return OUTPUT_FAILED;
	}
	res = o->req.in_place ? commit_in_place(o, ds) : commit_new(o, ds);
	if (res == OUTPUT_FAILED) {
		output_abandon(o);
		return res;
	}
	close(o->fd);
	o->fd = -1;
	return res;
}

void output_abandon(struct output *o)
{
	if (o->temp)
		unlink(o->temp);
	if (o->fd >= 0)
		close(o->fd);
	o->fd = -1;
}

void output_free(struct output *o)
{
	free(o->temp);
	free(o->backup);
	o->temp = NULL;
	o->backup = NULL;
}

/* -- directories ---------------------------------------------------------- */

static mode_t mode_like(const char *dir)
{
	struct stat st;

	if (!dir || stat(dir, &st))
		return 0777;
	return (st.st_mode & 0777) | 0700;
}

static bool is_dir(const char *path)
{
	struct stat st;

	return !stat(path, &st) && S_ISDIR(st.st_mode);
}

static int make_dir(const char *path, const char *like, struct diags *ds)
{
	struct pos pos = { .file = path };

	/* Nearly always it is there: made for a file before. */
	if (is_dir(path) || !mkdir(path, mode_like(like)) ||
	    (errno == EEXIST && is_dir(path)))
		return 0;
	diag_add(ds, DIAG_OUTPUT_UNWRITABLE, pos, NULL,
		 "the directory cannot be made: %s", strerror(errno));
	return -1;
}

int output_make_dirs(const char *out_dir, const char *rel, const char *top,
		     struct diags *ds)
{
	struct arena *a = ds->arena;

	for (const char *at = strchr(out_dir, '/'); at;
	     at = strchr(at + 1, '/')) {
		size_t len = (size_t)(at - out_dir);

		if (len && make_dir(arena_memdup0(a, out_dir, len), NULL, ds))
			return -1;
	}
	if (make_dir(out_dir, top, ds))
		return -1;
	for (const char *at = strchr(rel, '/'); at; at = strchr(at + 1, '/')) {
		int len = (int)(at - rel);
		const char *like = top ?
			arena_printf(a, "%s/%.*s", top, len, rel) : NULL;

		if (make_dir(arena_printf(a, "%s/%.*s", out_dir, len, rel),
			     like, ds))
			return -1;
	}
	return 0;
}
