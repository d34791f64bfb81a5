/* SPDX-License-Identifier: LGPL-2.1-only */
/* What /proc tells of a process. */
#include "core/process.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

size_t lx_process_read(struct lx_scope *s, pid_t pid, const char *name,
		       char *text, size_t room)
{
	int fd = open(lx_printf(s, "/proc/%d/%s", (int)pid, name),
		      O_RDONLY | O_CLOEXEC);
	ssize_t got = fd < 0 ? 0 : read(fd, text, room - 1);

	if (fd >= 0)
		close(fd);
	if (got <= 0)
		return 0;
	text[got] = '\0';
	return got;
}

unsigned long long lx_process_start(struct lx_scope *s, pid_t pid)
{
	enum { STATE = 3, START = 22 };	/* fields of proc(5), from 1 */
	char text[1024], *at;
	int field = STATE;

	if (!lx_process_read(s, pid, "stat", text, sizeof(text)))
		return 0;
	/* The second field, a name in brackets, may hold anything. */
	at = strrchr(text, ')');
	if (!at || strlen(at) < 3 || at[2] == 'Z')
		return 0;
	for (at += 2; at && field < START; field++)
		at = strchr(at + 1, ' ');
	return at ? strtoull(at, NULL, 10) : 0;
}

bool lx_process_exits(struct lx_scope *s, pid_t pid)
{
	char text[2];

	return !lx_process_read(s, pid, "cmdline", text, sizeof(text));
}

const char *lx_process_name(struct lx_scope *s, pid_t pid)
{
	return lx_printf(s, "%d %llu", (int)pid, lx_process_start(s, pid));
}

pid_t lx_process_named(struct lx_scope *s, const char *name)
{
	unsigned long long start, now;
	int pid;

	if (!name || sscanf(name, "%d %llu", &pid, &start) != 2 || pid <= 1)
		return 0;
	now = lx_process_start(s, pid);
	return now && now == start ? pid : 0;
}
