/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * A worker: a child process that converts the files it is told to.
 *
 * Tasks go to it and results come back over a socket each, in the same order.
 * It has a Python interpreter of its own. Whatever happens to it, only the
 * file it was working on is lost: the tasks it had not reached are still here.
 */
#ifndef XMCOMPAT_CONVERT_WORKER_H
#define XMCOMPAT_CONVERT_WORKER_H

#include <sys/types.h>

#include "convert/one.h"

/* Tasks that a worker has at once: what one wait for the disk covers. */
#define WORKER_DEPTH 192

/* A task under way; the strings are one block, owned by it. */
struct pending {
	struct task task;
	char *block;
	unsigned long seq;
};

struct worker {
	pid_t pid;		/* 0: not running */
	int fd;
	struct pending queue[WORKER_DEPTH];	/* oldest first */
	size_t n;
	volatile unsigned long *at;	/* shared: tasks begun so far */
	unsigned long done;	/* results received so far */
};

struct worker_job {
	const struct convert_options *opt;
	bool print;		/* results carry the text */
	bool diff;		/* results carry the diff */
};

/*
 * Starts the child; others are the workers whose sockets it must not keep.
 * Returns 0, or -1 with errno.
 */
int worker_start(struct worker *w, const struct worker_job *job,
		 const struct worker *others, size_t nothers);
bool worker_has_room(const struct worker *w);
/*
 * Copies and sends a task; never waits, or the worker and we could wait for
 * each other. false: its socket is full. A dead worker is noticed by
 * worker_receive().
 */
bool worker_send(struct worker *w, const struct task *task, unsigned long seq);

enum worker_news {
	WORKER_RESULT,	/* *bytes (malloc'd) belongs to queue[0] */
	WORKER_DIED,	/* its queue is still there */
};

/* Waits for the next result of a worker whose queue is not empty. */
enum worker_news worker_receive(struct worker *w, char **bytes, size_t *len);
/* Takes the oldest task off the queue. */
void worker_done(struct worker *w);
/*
 * After WORKER_DIED: reaps it. Returns the index of the task in the queue that it
 * was working on, and the wait status.
 */
size_t worker_bury(struct worker *w, int *status);
/* Lets the child end (its input is closed), and waits for it. */
void worker_stop(struct worker *w);
/* Ends the child at once. */
void worker_kill(struct worker *w);
void pending_free(struct pending *p);

#endif
