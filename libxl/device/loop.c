/* SPDX-License-Identifier: LGPL-2.1-only */
#include "device/loop.h"

#include <fcntl.h>
#include <linux/loop.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "core/ctx.h"
#include "core/log.h"

#define DELETED " (deleted)"

static const char *last_part(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

/* What the kernel says that it serves, in sysfs; NULL: nothing. */
static const char *backing_file(struct lx_scope *s, const char *node)
{
	char *text = lx_alloc(s, 4200);
	int fd = open(lx_printf(s, "%s/block/%s/loop/backing_file",
				s->ctx->sys_dir, last_part(node)),
		      O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? 0 : read(fd, text, 4199);

	if (fd >= 0)
		close(fd);
	if (n <= 0)
		return NULL;
	text[n - (text[n - 1] == '\n')] = '\0';
	return text;
}

/* By the last part: a folder on the way may be a link. */
static bool serves_deleted(struct lx_scope *s, const char *node,
			   const char *file)
{
	const char *now = backing_file(s, node);

	return now && !strcmp(last_part(now),
			      lx_printf(s, "%s" DELETED, last_part(file)));
}

int lx_loop_release(struct lx_scope *s, const char *node, const char *file)
{
	int fd, rc = 0;

	if (!serves_deleted(s, node, file))
		return 0;
	fd = open(node, O_RDONLY | O_CLOEXEC);
	if (fd < 0 || ioctl(fd, LOOP_CLR_FD, 0))
		rc = lx_fail_errno(s, ERROR_FAIL,
				   "%s was deleted and cannot be let go of; losetup -d %s frees its room",
				   file, node);
	if (fd >= 0)
		close(fd);
	return rc;
}
