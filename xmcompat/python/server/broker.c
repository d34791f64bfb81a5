/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * Fetching for a program in the sandbox; see broker.h.
 *
 * A config that root runs becomes "nobody" and could not read an include
 * that only root may read. Such files are opened here, on its behalf, if
 * they are regular files, lie below one of the roots (no way out by ".." or
 * symbolic link) and nobody but their owner could have put them there. The
 * program gets a descriptor for reading.
 */
#include "config.h"

#include "python/server/broker.h"

#include <errno.h>
#include <fcntl.h>
#include <ifaddrs.h>
#include <limits.h>
#include <linux/openat2.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/file.h"

const char *broker_root_of(const char *config, const char *cwd, char *out,
			   size_t room)
{
	char joined[PATH_MAX], real[PATH_MAX], *slash;
	struct stat st;
	int n;

	*out = 0;
	n = snprintf(joined, sizeof(joined), "%s%s%s",
		     *config == '/' ? "" : cwd, *config == '/' ? "" : "/",
		     config);
	if (n < 0 || (size_t)n >= sizeof(joined))
		return out;
	slash = strrchr(joined, '/');
	if (!slash || slash == joined)
		return out;
	*slash = 0;
	/* In a folder that others write to, anybody lays out the bait. */
	if (!realpath(joined, real) || stat(real, &st) ||
	    (st.st_mode & (S_IWGRP | S_IWOTH)) ||
	    (st.st_uid && st.st_uid != geteuid()))
		return out;
	snprintf(out, room, "%s", real);
	return out;
}

/* path below root as a relative one, or NULL. */
static const char *below(const char *root, const char *path)
{
	size_t n = strlen(root);

	if (!n || strncmp(path, root, n) || path[n] != '/')
		return NULL;
	return path + n + 1;
}

static int check_file(int fd)
{
	struct stat st;

	if (fstat(fd, &st))
		return errno;
	if (!S_ISREG(st.st_mode) || st.st_size > CONFIG_FILE_MAX ||
	    (st.st_mode & S_IWOTH) || (st.st_uid && st.st_uid != geteuid()))
		return EACCES;
	return 0;
}

static int open_below(const char *root, const char *rest, int *fd)
{
	struct open_how how = {
		.flags = O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK,
		.resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS,
	};
	int dir = open(root, O_PATH | O_DIRECTORY | O_CLOEXEC);
	int rc;

	if (dir < 0)
		return errno;
	*fd = syscall(SYS_openat2, dir, rest, &how, sizeof(how));
	rc = *fd < 0 ? errno : 0;
	close(dir);
	if (rc)
		return rc;
	rc = check_file(*fd);
	if (rc) {
		close(*fd);
		*fd = -1;
	}
	return rc;
}

static int open_for(const struct broker *b, const char *path, int *fd)
{
	size_t n = sizeof(b->roots) / sizeof(b->roots[0]);

	for (size_t i = 0; i < n; i++) {
		const char *rest = below(b->roots[i], path);

		if (rest)
			return open_below(b->roots[i], rest, fd);
	}
	return EACCES;
}

static size_t list_addresses(char *out, size_t room)
{
	struct ifaddrs *all, *i;
	size_t len = 0;

	*out = 0;
	if (getifaddrs(&all))
		return 0;
	for (i = all; i; i = i->ifa_next) {
		char addr[NI_MAXHOST], mask[NI_MAXHOST];
		socklen_t n = sizeof(struct sockaddr_in);
		int w;

		if (!i->ifa_addr || i->ifa_addr->sa_family != AF_INET ||
		    !i->ifa_netmask ||
		    getnameinfo(i->ifa_addr, n, addr, sizeof(addr), NULL, 0,
				NI_NUMERICHOST) ||
		    getnameinfo(i->ifa_netmask, n, mask, sizeof(mask), NULL, 0,
				NI_NUMERICHOST))
			continue;
		w = snprintf(out + len, room - len, "%s %s %s\n", i->ifa_name,
			     addr, mask);
		if (w < 0 || (size_t)w >= room - len)
			break;
		len += w;
	}
	freeifaddrs(all);
	return len;
}

/* An answer that cannot be sent is the program's loss, not ours. */
static void answer(int to, int err, const char *text, size_t len, int fd)
{
	union {
		struct cmsghdr h;
		char room[CMSG_SPACE(sizeof(int))];
	} ctl = { 0 };
	struct iovec iov[] = {
		{ &err, sizeof(err) }, { (void *)text, len },
	};
	struct msghdr msg = { .msg_iov = iov, .msg_iovlen = 2 };

	if (fd >= 0) {
		struct cmsghdr *c;

		msg.msg_control = ctl.room;
		msg.msg_controllen = sizeof(ctl.room);
		c = CMSG_FIRSTHDR(&msg);
		c->cmsg_level = SOL_SOCKET;
		c->cmsg_type = SCM_RIGHTS;
		c->cmsg_len = CMSG_LEN(sizeof(int));
		memcpy(CMSG_DATA(c), &fd, sizeof(int));
	}
	sendmsg(to, &msg, MSG_DONTWAIT | MSG_NOSIGNAL);
}

int broker_serve(const struct broker *b)
{
	char msg[BROKER_MESSAGE_MAX + 1], text[BROKER_MESSAGE_MAX / 2];
	ssize_t n = recv(b->fd, msg, BROKER_MESSAGE_MAX, MSG_DONTWAIT);
	int fd = -1, err = EINVAL;
	size_t len = 0;

	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return 1;
	if (n <= 0)
		return 0;
	msg[n] = 0;
	*text = 0;
	if (*msg == BROKER_OPEN && strlen(msg) == (size_t)n) {
		err = open_for(b, msg + 1, &fd);
	} else if (*msg == BROKER_ADDRESSES) {
		len = list_addresses(text, sizeof(text));
		err = 0;
	}
	answer(b->fd, err, text, len, fd);
	if (fd >= 0)
		close(fd);
	return 1;
}
