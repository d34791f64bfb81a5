/* SPDX-License-Identifier: LGPL-2.1-only */
/* Owner, mode and extended attributes of a file, carried over. */
#include "config.h"

#include "convert/attributes.h"

#include <string.h>
#include <sys/xattr.h>
#include <unistd.h>

#define NAMES_MAX 4096
#define VALUE_MAX 65536

/*
 * Copies what can be copied: a file system without attributes, or one whose
 * labels only the system sets, is no reason to refuse the file.
 */
static void copy_xattrs(const char *source, int fd)
{
	static char value[VALUE_MAX];
	char names[NAMES_MAX];
	ssize_t len = listxattr(source, names, sizeof(names));

	for (const char *name = names; len > 0 && name < names + len;
	     name += strlen(name) + 1) {
		ssize_t n = getxattr(source, name, value, sizeof(value));

		if (n >= 0)
			fsetxattr(fd, name, value, (size_t)n, 0);
	}
}

int attributes_copy(const char *source, const struct stat *st, int fd)
{
	mode_t mode = st->st_mode & 07777;
	struct stat now;

	if (fstat(fd, &now))
		return -1;
	if ((now.st_uid != st->st_uid || now.st_gid != st->st_gid) &&
	    fchown(fd, st->st_uid, st->st_gid)) {
		mode &= ~(mode_t)06000;
		if (fchown(fd, (uid_t)-1, st->st_gid))
			mode &= ~(mode_t)0070;
	}
	if (fchmod(fd, mode))
		return -1;
	copy_xattrs(source, fd);
	return 0;
}
