/* SPDX-License-Identifier: LGPL-2.1-only */
/* Reading a whole config file. */
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/diag.h"

static const char *kind_of(mode_t mode)
{
	switch (mode & S_IFMT) {
	case S_IFDIR:
		return "a directory";
	case S_IFCHR:
	case S_IFBLK:
		return "a device";
	case S_IFIFO:
		return "a pipe";
	case S_IFSOCK:
		return "a socket";
	default:
		return "no regular file";
	}
}

static int unreadable(struct diags *ds, struct pos pos)
{
	diag_add(ds, DIAG_FILE_UNREADABLE, pos, NULL, "cannot be read: %s",
		 strerror(errno));
	return -1;
}

static int too_large(struct diags *ds, struct pos pos)
{
	struct diag *d = diag_add(ds, DIAG_FILE_TOO_LARGE, pos, NULL,
				  "larger than %u MiB", CONFIG_FILE_MAX >> 20);

	diag_advise(ds, d, "no domain config is; give the config's own path");
	return -1;
}

/* Reads to the end, whatever the size said: files may grow or lie. */
static int read_all(int fd, struct arena *a, size_t guess, char **text,
		    size_t *len, struct diags *ds, struct pos pos)
{
	size_t room = guess + 1, used = 0;
	char *buf = arena_alloc(a, room + 1);

	for (;;) {
		ssize_t got = read(fd, buf + used, room - used);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return unreadable(ds, pos);
		if (!got)
			break;
		used += (size_t)got;
		if (used > CONFIG_FILE_MAX)
			return too_large(ds, pos);
		if (used == room) {
			buf = arena_grow(a, buf, used, 2 * room + 1);
			room *= 2;
		}
	}
	buf[used] = '\0';
	*text = buf;
	*len = used;
	return 0;
}

int file_read(struct arena *a, const char *path, char **text, size_t *len,
	      struct diags *ds)
{
	struct pos pos = { .file = path };
	struct stat st;
	int fd, err;

	if (!strcmp(path, "-")) {
		pos.file = "standard input";
		return read_all(STDIN_FILENO, a, 8192, text, len, ds, pos);
	}
	/* O_NONBLOCK: opening a pipe must not wait for a writer. */
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	if (fd < 0)
		return unreadable(ds, pos);
	if (fstat(fd, &st)) {
		err = unreadable(ds, pos);
	} else if (!S_ISREG(st.st_mode)) {
		diag_add(ds, DIAG_FILE_NOT_REGULAR, pos, NULL,
			 "is %s, not a config file", kind_of(st.st_mode));
		err = -1;
	} else if (st.st_size > (off_t)CONFIG_FILE_MAX) {
		err = too_large(ds, pos);
	} else {
		err = read_all(fd, a, (size_t)st.st_size, text, len, ds, pos);
	}
	close(fd);
	return err;
}
