/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * Child processes, whoever owns SIGCHLD (libxl_childproc_setmode).
 *
 * Struct, lock and idle rules as in loop.h. A child that was started is always
 * waited for: there is no way to forget one, lx_child_kill() only hurries it.
 */
#ifndef LIBXL_EVENT_CHILD_H
#define LIBXL_EVENT_CHILD_H

#include <sys/types.h>

#include "core/scope.h"
#include "event/loop.h"

struct lx_child {
	XEN_TAILQ_ENTRY(struct lx_child) link;
	libxl_ctx *ctx;
	bool on;
	pid_t pid;
	void (*ended)(struct lx_child *c, int status);	/* as of waitpid(2) */
	void *arg;			/* the owner's */
};

/*
 * fork(2): the pid, 0 in the child, -1 with a message. The child has SIGCHLD
 * and SIGPIPE at their defaults, must not use the context, and must end with
 * _exit() or exec.
 */
pid_t lx_child_fork(struct lx_scope *s, struct lx_child *c,
		    void (*ended)(struct lx_child *c, int status), void *arg);
void lx_child_kill(struct lx_child *c, int sig);

/* A program to run. */
struct lx_exec {
	const char *const *argv;	/* argv[0] is the file, or found in PATH */
	const char *const *env;		/* name, value, ... NULL; or NULL */
	int fds[3];			/* 0, 1, 2 of the child; -1: /dev/null */
	bool session;			/* setsid() first */
	/*
	 * If given: the child waits with its exec until this has returned 0,
	 * so that it never runs without being known.
	 */
	int (*known)(struct lx_scope *s, pid_t pid, void *arg);
	void *known_arg;
};

/* 0 or ERROR_FAIL. That exec did not work shows in the status (255). */
int lx_child_exec(struct lx_scope *s, struct lx_child *c,
		  const struct lx_exec *what,
		  void (*ended)(struct lx_child *c, int status), void *arg);

/*
 * Logs how a child ended, at error level when it was not exit 0; what names
 * it. 0, or ERROR_FAIL when it was not exit 0.
 */
int lx_child_report(struct lx_scope *s, const char *what, pid_t pid,
		    int status);

/* The child's part of lx_child_exec(): does not return. */
void lx_exec_now(const struct lx_exec *what) __attribute__((noreturn));

#endif
