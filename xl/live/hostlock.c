/* SPDX-License-Identifier: GPL-2.0-only */
/* The lock of creating, and memory for a new domain. */
#include "xl/live/hostlock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "xl/live/monitor.h"

int hostlock_take(const struct session *s)
{
	struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
	const char *path = s->conf.lockfile;
	int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, S_IWUSR);

	if (fd < 0) {
		refuse(s, "%s: the lock of domain creation cannot be opened: "
		       "%s", path, strerror(errno));
		return -1;
	}
	while (fcntl(fd, F_SETLKW, &lock)) {
		if (errno == EINTR && !interrupted())
			continue;
		refuse(s, "%s: waiting for another xl that creates a domain: "
		       "%s", path, strerror(errno));
		close(fd);
		return -1;
	}
	return fd;
}

void hostlock_give(int fd)
{
	close(fd);
}

/* -- memory --------------------------------------------------------------- */

/* Is dom0's size fixed on the hypervisor's command line? */
static bool dom0_is_fixed(const struct session *s)
{
	const libxl_version_info *v = libxl_get_version_info(s->ctx);
	const char *line = v && v->commandline ? v->commandline : "";
	const char *at = line;

	while ((at = strstr(at, "dom0_mem=")) != NULL) {
		if (at == line || at[-1] == ' ')
			return true;
		at++;
	}
	return false;
}

static bool may_balloon(const struct session *s)
{
	if (s->conf.autoballoon == AUTOBALLOON_AUTO)
		return !dom0_is_fixed(s);
	return s->conf.autoballoon == AUTOBALLOON_ON;
}

/* One round of asking dom0 for what is missing; 1: the domain fits. */
static int shrink_dom0(const struct session *s, uint64_t need)
{
	uint64_t have;

	if (libxl_get_free_memory(s->ctx, &have))
		return -1;
	if (have >= need)
		return 1;
	if (libxl_set_memory_target(s->ctx, 0, (int64_t)have - (int64_t)need,
				    1, 0))
		return -1;
	if (!libxl_wait_for_free_memory(s->ctx, 0, need, 10))
		return 1;
	/* dom0 may still be on its way */
	return libxl_wait_for_memory_target(s->ctx, 0, 1) ? -1 : 0;
}

int make_room(const struct session *s, libxl_domain_config *config)
{
	uint64_t need, have = 0;
	int done = 0;

	if (!may_balloon(s))
		return 0;
	if (libxl_domain_need_memory(s->ctx, config, INVALID_DOMID, &need)) {
		refuse(s, "libxl cannot say how much memory the domain needs");
		return -1;
	}
	for (int round = 0; round < 3 && !done; round++)
		done = shrink_dom0(s, need);
	if (done > 0)
		return 0;
	libxl_get_free_memory(s->ctx, &have);
	refuse(s, "the domain needs %llu MiB, %llu are free and domain 0 does "
	       "not give up more; make the domain smaller, or see autoballoon "
	       "in xl.conf(5)", (unsigned long long)need / 1024,
	       (unsigned long long)have / 1024);
	return -1;
}
