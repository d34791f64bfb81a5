/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * SIGCHLD: a handler that writes a byte into a pipe per listener.
 *
 * The handler may run in any thread at any time, also while another thread
 * adds or drops a listener. So listeners form a list that only grows, with
 * pipes that are never closed: a dropped one is kept for the next to ask. A
 * late byte then goes to a pipe that is idle or somebody else's, who will look
 * for dead children once too often.
 *
 * After a fork the parent polls the same pipes, so the child has no use for
 * them. It closes them when their holder, a context it inherited, drops them.
 *
 * Locking: users_lock guards everything but what the handler reads.
 */
#include "event/sigchld.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <unistd.h>

struct lx_sigchld {
	struct lx_sigchld *next;	/* constant once it is in the list */
	atomic_bool live;		/* the handler writes to it */
	bool held;
	unsigned int generation;	/* of the process that asked for it */
	int pipe[2];			/* -1: none any more */
};

static pthread_mutex_t users_lock = PTHREAD_MUTEX_INITIALIZER;
static unsigned int users;			/* [users_lock] */
static unsigned int generation;			/* forks since; [users_lock] */
static struct sigaction before;			/* [users_lock] */
static struct lx_sigchld *_Atomic listeners;	/* grown with [users_lock] */

static void on_sigchld(int sig)
{
	int saved = errno;
	struct lx_sigchld *c;

	(void)sig;
	for (c = atomic_load(&listeners); c; c = c->next) {
		/* A full pipe is as good as one more byte in it. */
		if (atomic_load(&c->live) && write(c->pipe[1], "", 1) < 0)
			continue;
	}
	errno = saved;
}

static bool inherited(const struct lx_sigchld *c)
{
	return c->generation != generation;
}

static int open_pipe(struct lx_sigchld *c)
{
	return c->pipe[0] >= 0 ? 0 : pipe2(c->pipe, O_CLOEXEC | O_NONBLOCK);
}

static void close_pipe(struct lx_sigchld *c)
{
	if (c->pipe[0] < 0)
		return;
	close(c->pipe[0]);
	close(c->pipe[1]);
	c->pipe[0] = c->pipe[1] = -1;
}

/* Caller holds users_lock. */
static struct lx_sigchld *new_listener(void)
{
	struct lx_sigchld *c = calloc(1, sizeof(*c));

	if (!c)
		return NULL;
	c->generation = generation;
	c->pipe[0] = c->pipe[1] = -1;
	c->next = atomic_load(&listeners);
	atomic_store(&listeners, c);
	return c;
}

/* Caller holds users_lock. */
static struct lx_sigchld *unused_listener(void)
{
	struct lx_sigchld *c;

	for (c = atomic_load(&listeners); c; c = c->next)
		if (!c->held)
			return c;
	return new_listener();
}

static int install(void)
{
	struct sigaction action = { .sa_handler = on_sigchld,
				    .sa_flags = SA_NOCLDSTOP | SA_RESTART };

	sigemptyset(&action.sa_mask);
	return sigaction(SIGCHLD, &action, &before);
}

/* Caller holds users_lock. */
static int listen_on(struct lx_sigchld *c)
{
	if (open_pipe(c) || (!users && install()))
		return -1;
	lx_sigchld_clear(c);
	c->held = true;
	atomic_store(&c->live, true);
	users++;
	return 0;
}

struct lx_sigchld *lx_sigchld_get(void)
{
	struct lx_sigchld *c;

	pthread_mutex_lock(&users_lock);
	c = unused_listener();
	if (c && listen_on(c))
		c = NULL;
	pthread_mutex_unlock(&users_lock);
	return c;
}

void lx_sigchld_put(struct lx_sigchld *c)
{
	if (!c)
		return;
	pthread_mutex_lock(&users_lock);
	atomic_store(&c->live, false);
	c->held = false;
	if (inherited(c)) {
		close_pipe(c);
		c->generation = generation;
	} else if (!--users) {
		sigaction(SIGCHLD, &before, NULL);
	}
	pthread_mutex_unlock(&users_lock);
}

int lx_sigchld_fd(const struct lx_sigchld *c)
{
	return c->pipe[0];
}

void lx_sigchld_clear(struct lx_sigchld *c)
{
	char bytes[64];

	while (read(c->pipe[0], bytes, sizeof(bytes)) > 0)
		;
}

void lx_sigchld_postfork(void)
{
	struct lx_sigchld *c;

	/* Another thread of the parent may have held the lock: a new one. */
	pthread_mutex_init(&users_lock, NULL);
	if (users)
		signal(SIGCHLD, SIG_DFL);
	users = 0;
	generation++;
	for (c = atomic_load(&listeners); c; c = c->next) {
		atomic_store(&c->live, false);
		if (c->held)
			continue;
		close_pipe(c);
		c->generation = generation;
	}
}
