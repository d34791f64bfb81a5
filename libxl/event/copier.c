/* SPDX-License-Identifier: LGPL-2.1-only */
/* Copying between fds. */
#include "event/copier.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#define READS_AT_END 1000

static void make_room(struct lx_copier *c)
{
	size_t half = sizeof(c->buf) / 2;

	if (c->used < sizeof(c->buf))
		return;
	memmove(c->buf, c->buf + half, c->used - half);
	c->used -= half;
}

/* false: nothing more is to come now, or ever. */
static bool read_some(struct lx_copier *c, bool *closed)
{
	ssize_t n;

	make_room(c);
	n = read(c->from.fd, c->buf + c->used, sizeof(c->buf) - c->used);
	if (n > 0) {
		/* The log is a service: trouble with it stops nothing. */
		if (c->log_fd >= 0 &&
		    write(c->log_fd, c->buf + c->used, n) != n)
			c->log_fd = -1;
		c->used += n;
		return true;
	}
	/* A terminal whose other side is closed says EIO. */
	*closed = !n || (errno != EAGAIN && errno != EINTR);
	return false;
}

static void from_ready(struct lx_fd *f, short revents)
{
	struct lx_copier *c = f->arg;
	bool closed = false;

	(void)revents;
	read_some(c, &closed);
	if (closed)
		lx_fd_stop(f);
	if (c->used && c->to.on && lx_fd_modify(&c->to, POLLOUT))
		lx_fd_stop(&c->to);
}

static void to_ready(struct lx_fd *f, short revents)
{
	struct lx_copier *c = f->arg;
	ssize_t n = -1;

	(void)revents;
	if (c->used) {
		n = write(f->fd, c->buf, c->used);
		if (n < 0 && (errno == EAGAIN || errno == EINTR))
			return;
	}
	if (n < 0) {
		lx_fd_stop(f);
		return;
	}
	memmove(c->buf, c->buf + n, c->used - n);
	c->used -= n;
	if (!c->used && lx_fd_modify(f, 0))
		lx_fd_stop(f);
}

int lx_copier_start(libxl_ctx *ctx, struct lx_copier *c, int from, int to,
		    int log_fd)
{
	int rc;

	c->used = 0;
	c->log_fd = log_fd;
	rc = lx_fd_start(ctx, &c->to, to, 0, to_ready, c);
	if (!rc)
		rc = lx_fd_start(ctx, &c->from, from, POLLIN, from_ready, c);
	if (rc)
		lx_copier_stop(c);
	return rc;
}

void lx_copier_stop(struct lx_copier *c)
{
	lx_fd_stop(&c->from);
	lx_fd_stop(&c->to);
}

void lx_copier_finish(struct lx_copier *c)
{
	bool closed = false;

	/* As much as a terminal holds; whoever goes on writing is not waited for. */
	for (int i = 0; i < READS_AT_END && c->from.on &&
	     read_some(c, &closed); i++)
		if (c->to.on && write(c->to.fd, c->buf, c->used) > 0)
			c->used = 0;
	lx_copier_stop(c);
}
