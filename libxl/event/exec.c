/* SPDX-License-Identifier: LGPL-2.1-only */
/* Programs: running them as children, and saying how they ended. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "core/log.h"
#include "event/child.h"

#define EXEC_FAILED 255

static void say_and_exit(const char *what, const char *about)
{
	fprintf(stderr, "libxl: %s: %s: %s\n", about, what, strerror(errno));
	_exit(EXEC_FAILED);
}

/* Moves the child's fds to 0, 1, 2; none of them is overwritten before. */
static void place_fds(const struct lx_exec *what)
{
	int from[3];

	for (int i = 0; i < 3; i++) {
		int fd = what->fds[i];

		if (fd < 0)
			fd = open("/dev/null", O_RDWR);
		from[i] = fcntl(fd, F_DUPFD, 3);
		if (from[i] < 0)
			say_and_exit("its input or output", what->argv[0]);
	}
	for (int i = 0; i < 3; i++) {
		dup2(from[i], i);
		close(from[i]);
	}
}

/* Is what at ("name=value") sets one of the pairs' names. */
static bool is_set(const char *const *pairs, const char *at)
{
	size_t len = strcspn(at, "=");

	for (; pairs && pairs[0]; pairs += 2)
		if (!strncmp(pairs[0], at, len) && !pairs[0][len])
			return true;
	return false;
}

/*
 * This process's environment and the pairs. Not with setenv(): another thread
 * of the parent may have been in it, and what it held stays held here.
 */
static char **environment(const char *const *pairs)
{
	size_t n = 1;
	char **all;

	for (char **e = environ; e && *e; e++)
		n++;
	for (const char *const *e = pairs; e && e[0]; e += 2)
		n++;
	all = lx_out_alloc(n * sizeof(*all));
	n = 0;
	for (char **e = environ; e && *e; e++)
		if (!is_set(pairs, *e))
			all[n++] = *e;
	for (; pairs && pairs[0]; pairs += 2)
		if (asprintf(&all[n++], "%s=%s", pairs[0], pairs[1]) < 0)
			say_and_exit("its environment", pairs[0]);
	return all;
}

void lx_exec_now(const struct lx_exec *what)
{
	char **env = environment(what->env);

	if (what->session)
		setsid();
	place_fds(what);
	/* On a terminal, if it has one: ^C there is meant for it. */
	if (what->session)
		ioctl(STDIN_FILENO, TIOCSCTTY, 0);
	/* Descriptors of the application that it did not mark itself. */
	closefrom(3);
	execvpe(what->argv[0], (char *const *)what->argv, env);
	say_and_exit("cannot be run", what->argv[0]);
	_exit(EXEC_FAILED);
}

/* In the child: the parent knows of it, or it ends. */
static void wait_to_be_known(int gate[2])
{
	char go;
	ssize_t n;

	close(gate[1]);
	do
		n = read(gate[0], &go, 1);
	while (n < 0 && errno == EINTR);
	if (n != 1)
		_exit(EXEC_FAILED);
}

static int open_gate(struct lx_scope *s, const struct lx_exec *what,
		     int gate[2])
{
	gate[0] = gate[1] = -1;
	if (!what->known || !pipe2(gate, O_CLOEXEC))
		return 0;
	return lx_fail_errno(s, ERROR_FAIL, "no pipe for %s", what->argv[0]);
}

/* Where it did not come to be known, its status will tell (255). */
static void pass_gate(struct lx_scope *s, const struct lx_exec *what,
		      int gate[2], pid_t pid)
{
	if (!what->known)
		return;
	close(gate[0]);
	if (pid > 0 && !what->known(s, pid, what->known_arg) &&
	    write(gate[1], "", 1) != 1)
		lx_fail_errno(s, ERROR_FAIL, "%s cannot begin", what->argv[0]);
	close(gate[1]);
}

int lx_child_exec(struct lx_scope *s, struct lx_child *c,
		  const struct lx_exec *what,
		  void (*ended)(struct lx_child *c, int status), void *arg)
{
	int gate[2];
	int rc = open_gate(s, what, gate);
	pid_t pid;

	if (rc)
		return rc;
	pid = lx_child_fork(s, c, ended, arg);
	if (!pid) {
		if (what->known)
			wait_to_be_known(gate);
		lx_exec_now(what);
	}
	pass_gate(s, what, gate, pid);
	if (pid < 0)
		return ERROR_FAIL;
	lx_debug(s, "process %d runs %s", (int)pid, what->argv[0]);
	return 0;
}

int lx_child_report(struct lx_scope *s, const char *what, pid_t pid,
		    int status)
{
	if (WIFEXITED(status) && !WEXITSTATUS(status))
		return 0;
	if (WIFEXITED(status))
		return lx_fail(s, ERROR_FAIL, "%s [%d] ended with status %d",
			       what, (int)pid, WEXITSTATUS(status));
	if (status != -1 && WIFSIGNALED(status))
		return lx_fail(s, ERROR_FAIL, "%s [%d] was ended by %s%s",
			       what, (int)pid, strsignal(WTERMSIG(status)),
			       WCOREDUMP(status) ? " (core dumped)" : "");
	return lx_fail(s, ERROR_FAIL, "%s [%d] ended, its status is not known",
		       what, (int)pid);
}
