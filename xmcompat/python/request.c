/* SPDX-License-Identifier: LGPL-2.1-only */
/* Writing a request down for the evaluator (wire.h). */
#include "config.h"

#include "python/request.h"

#include <errno.h>
#include <limits.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/arena.h"

extern char **environ;

struct buffer {
	struct arena *arena;
	char *data;
	size_t len, room;
};

static void put(struct buffer *b, const void *data, size_t len)
{
	if (b->room - b->len < len) {
		size_t room = 2 * b->room + len + 1024;

		b->data = arena_grow(b->arena, b->data, b->len, room);
		b->room = room;
	}
	memcpy(b->data + b->len, data, len);
	b->len += len;
}

static void put_u32(struct buffer *b, uint32_t n)
{
	unsigned char le[4] = { n, n >> 8, n >> 16, n >> 24 };

	put(b, le, sizeof(le));
}

static void put_string(struct buffer *b, const char *s, size_t len)
{
	put_u32(b, len);
	put(b, s, len);
}

static void put_text(struct buffer *b, const char *s)
{
	put_string(b, s, strlen(s));
}

static void put_environment(struct buffer *b)
{
	size_t len = 0;

	for (size_t i = 0; environ && environ[i]; i++)
		len += strlen(environ[i]) + 1;
	put_u32(b, len);
	for (size_t i = 0; environ && environ[i]; i++)
		put(b, environ[i], strlen(environ[i]) + 1);
}

static void put_request(struct buffer *b, const struct python_request *req)
{
	char cwd[PATH_MAX];

	put_text(b, req->path);
	put_text(b, XMXL_XENCONFDIR);
	put_string(b, req->text, req->len);
	put_text(b, getcwd(cwd, sizeof(cwd)) ? cwd : "/");
	put_u32(b, req->nvars);
	for (size_t i = 0; i < req->nvars; i++) {
		put_text(b, req->vars[i].name);
		put_text(b, req->vars[i].value);
	}
	put_environment(b);
}

static int write_all(int fd, const char *data, size_t len)
{
	while (len) {
		ssize_t n = write(fd, data, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return errno;
		data += n;
		len -= n;
	}
	return 0;
}

int request_file(struct arena *a, const struct python_request *req)
{
	struct buffer b = { .arena = a };
	int fd = memfd_create("xmxl-request", MFD_CLOEXEC);
	int rc;

	if (fd < 0)
		return -1;
	put_request(&b, req);
	rc = write_all(fd, b.data, b.len);
	if (!rc)
		return fd;
	close(fd);
	errno = rc;
	return -1;
}
