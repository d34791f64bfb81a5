/* SPDX-License-Identifier: LGPL-2.1-only */
/* Starting the evaluator process. */
#include "config.h"

#include "python/launch.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "python/wire.h"

#define EVALUATOR_NAME "xmxl-python"
#define EVALUATOR_BUILD_DIR "xmcompat/python"

/* Cuts the last part of a path off; false when none is left. */
static bool parent_dir(char *path)
{
	char *slash = strrchr(path, '/');

	if (!slash || slash == path)
		return false;
	*slash = 0;
	return true;
}

/*
 * A program run from the build tree has xmcompat/python/xmxl-python in a
 * folder above it (three levels for tests/unit/MODULE, one more for
 * libtool's .libs). Only what belongs to the owner of the running program
 * and stands beside a config.status, as a build tree does, is taken.
 */
static char *in_build_tree(void)
{
	char exe[PATH_MAX], *path;
	ssize_t n = readlink("/proc/self/exe", exe, sizeof(exe) - 1);

	if (n < 0)
		return NULL;
	exe[n] = 0;
	for (int level = 0; level < 5 && parent_dir(exe); level++) {
		if (asprintf(&path, "%s/config.status", exe) < 0)
			return NULL;
		n = access(path, R_OK);
		free(path);
		if (n)
			continue;
		if (asprintf(&path, "%s/" EVALUATOR_BUILD_DIR "/"
			     EVALUATOR_NAME, exe) < 0)
			return NULL;
		if (!access(path, X_OK))
			return path;
		free(path);
	}
	return NULL;
}

char *evaluator_path(void)
{
	char *path = in_build_tree();

	return path ? path : strdup(XMXL_LIBEXECDIR "/" EVALUATOR_NAME);
}

/* All signals at their default and none blocked, whatever the caller did. */
static int set_signals(posix_spawnattr_t *attr)
{
	sigset_t all, none;

	sigfillset(&all);
	sigemptyset(&none);
	return posix_spawnattr_setsigdefault(attr, &all) ||
	       posix_spawnattr_setsigmask(attr, &none) ||
	       posix_spawnattr_setflags(attr, POSIX_SPAWN_SETSIGDEF |
					      POSIX_SPAWN_SETSIGMASK);
}

static int spawn(struct evaluator *e, const char *path, int control)
{
	posix_spawn_file_actions_t fa;
	posix_spawnattr_t attr;
	char *argv[] = { (char *)EVALUATOR_NAME, NULL };
	/* Nothing of our environment: it could bend loader or interpreter. */
	char *envp[] = { NULL };
	int rc = ENOMEM;

	if (posix_spawn_file_actions_init(&fa))
		return ENOMEM;
	if (posix_spawnattr_init(&attr))
		goto out_actions;
	if (set_signals(&attr) ||
	    posix_spawn_file_actions_addopen(&fa, 0, "/dev/null", O_RDWR, 0) ||
	    posix_spawn_file_actions_adddup2(&fa, 0, 1) ||
	    posix_spawn_file_actions_adddup2(&fa, control, WIRE_CONTROL_FD))
		goto out_attr;
	rc = posix_spawn(&e->pid, path, &fa, &attr, argv, envp);
out_attr:
	posix_spawnattr_destroy(&attr);
out_actions:
	posix_spawn_file_actions_destroy(&fa);
	return rc;
}

/* A descriptor that is not one of the four the evaluator starts with. */
static int move_up(int fd)
{
	int up = fcntl(fd, F_DUPFD_CLOEXEC, WIRE_CONTROL_FD + 1);

	close(fd);
	return up;
}

int evaluator_start(struct evaluator *e, const char *path)
{
	int sv[2], rc;

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, sv))
		return errno;
	sv[0] = move_up(sv[0]);
	sv[1] = move_up(sv[1]);
	if (sv[0] < 0 || sv[1] < 0)
		rc = EMFILE;
	else
		rc = spawn(e, path, sv[1]);
	close(sv[1]);
	e->control = sv[0];
	if (rc)
		close(sv[0]);
	return rc;
}

static void reap(pid_t pid)
{
	while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
		;
}

void evaluator_stop(struct evaluator *e)
{
	close(e->control);
	reap(e->pid);
}

void evaluator_kill(struct evaluator *e)
{
	kill(e->pid, SIGKILL);
	evaluator_stop(e);
}
