/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * A worker: a child process that converts the files it is told to.
 *
 * It converts as long as tasks are waiting, and then puts all outputs in place
 * together: so the disk is waited for once per batch. Results are sent only
 * after that, when they are true.
 */
#include "config.h"

#include "convert/worker.h"

#include <errno.h>
#include <malloc.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/arena.h"

/* -- bytes over a socket ---------------------------------------------------- */

static int send_all(int fd, const void *bytes, size_t len)
{
	const char *p = bytes;

	while (len) {
		ssize_t n = send(fd, p, len, MSG_NOSIGNAL);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -1;
		p += n;
		len -= (size_t)n;
	}
	return 0;
}

static int receive_all(int fd, void *bytes, size_t len)
{
	char *p = bytes;

	while (len) {
		ssize_t n = recv(fd, p, len, 0);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return -1;
		p += n;
		len -= (size_t)n;
	}
	return 0;
}

static int send_block(int fd, const char *bytes, size_t len)
{
	uint64_t n = len;

	return send_all(fd, &n, sizeof(n)) || send_all(fd, bytes, len) ? -1 : 0;
}

static int receive_block(int fd, char **bytes, size_t *len)
{
	uint64_t n;

	if (receive_all(fd, &n, sizeof(n)))
		return -1;
	*bytes = malloc(n + 1);
	if (!*bytes)
		abort();
	*len = n;
	if (!receive_all(fd, *bytes, n))
		return 0;
	free(*bytes);
	return -1;
}

/* -- tasks ----------------------------------------------------------------- */

/* What goes over the socket: rel is the path's tail; top follows it. */
struct packed_task {
	uint32_t rel;		/* where in the path it begins */
	uint32_t top;		/* length of what follows the path, or 0 */
	uint32_t named;
	uint32_t index;
	char path[];
};

static size_t task_size(const struct task *t)
{
	return sizeof(struct packed_task) + strlen(t->path) + 1 +
	       (t->top ? strlen(t->top) + 1 : 0);
}

static void task_pack(const struct task *t, char *block)
{
	struct packed_task *p = (struct packed_task *)block;

	p->rel = (uint32_t)(strlen(t->path) - strlen(t->rel));
	p->top = t->top ? (uint32_t)strlen(t->top) : 0;
	p->named = t->named;
	p->index = t->index;
	if (t->top)
		strcpy(stpcpy(p->path, t->path) + 1, t->top);
	else
		strcpy(p->path, t->path);
}

static struct task task_unpack(const char *block)
{
	const struct packed_task *p = (const struct packed_task *)block;

	return (struct task){
		.path = p->path,
		.rel = p->path + p->rel,
		.top = p->top ? p->path + strlen(p->path) + 1 : NULL,
		.named = p->named,
		.index = p->index,
	};
}

void pending_free(struct pending *p)
{
	free(p->block);
	p->block = NULL;
}

/* -- the child --------------------------------------------------------------- */

struct child {
	const struct worker_job *job;
	int fd;
	volatile unsigned long *at;
	struct convert_options opt;
	struct conversion batch[WORKER_DEPTH];
	char *blocks[WORKER_DEPTH];
	size_t n;
};

static int send_result(struct child *c, const struct conversion *conv)
{
	struct arena *a = arena_new();
	char *bytes;
	size_t len = result_pack(a, &conv->result, &bytes);
	int err = send_block(c->fd, bytes, len);

	arena_free(a);
	return err;
}

/* One wait for the disk, for all outputs of the batch. */
static void make_durable(struct child *c)
{
	struct output *staged[WORKER_DEPTH];
	size_t n = 0;

	for (size_t i = 0; i < c->n; i++)
		if (c->batch[i].staged)
			staged[n++] = &c->batch[i].output;
	outputs_sync(staged, n);
}

/* Puts the outputs of the batch in place, which no signal interrupts. */
static int finish_batch(struct child *c)
{
	sigset_t all, old;
	int err = 0;

	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, &old);
	make_durable(c);
	for (size_t i = 0; i < c->n; i++)
		convert_one_commit(&c->batch[i]);
	sigprocmask(SIG_SETMASK, &old, NULL);
	for (size_t i = 0; i < c->n; i++) {
		err |= send_result(c, &c->batch[i]);
		convert_one_end(&c->batch[i]);
		free(c->blocks[i]);
	}
	c->n = 0;
	return err;
}

static bool input_waits(int fd)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };

	return poll(&p, 1, 0) > 0;
}

/*
 * A file with a name, on file systems that have no nameless ones, would stay
 * behind if we were ended: it does not wait for the batch.
 */
static bool must_finish(const struct child *c)
{
	return c->n == WORKER_DEPTH || !input_waits(c->fd) ||
	       c->batch[c->n - 1].output.temp;
}

static void serve(struct child *c)
{
	char *block;
	size_t len;

	while (!receive_block(c->fd, &block, &len)) {
		struct task task = task_unpack(block);

		++*c->at;
		c->blocks[c->n] = block;
		convert_one(&task, &c->opt, c->job->print, c->job->diff,
			    &c->batch[c->n]);
		c->n++;
		if (must_finish(c) && finish_batch(c))
			return;
	}
}

static void child_main(const struct worker_job *job, int fd,
		       volatile unsigned long *at)
{
	struct child *c = calloc(1, sizeof(*c));

	if (!c)
		abort();
	signal(SIGINT, SIG_DFL);
	signal(SIGTERM, SIG_DFL);
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	/* Each file takes and gives back about the same: keep it mapped. */
	mallopt(M_MMAP_THRESHOLD, 4 << 20);
	mallopt(M_TRIM_THRESHOLD, 32 << 20);
	c->job = job;
	c->fd = fd;
	c->at = at;
	c->opt = *job->opt;
	c->opt.config.pool = python_pool_new();
	serve(c);
	python_pool_free(c->opt.config.pool);
	close(fd);
	free(c);
}

/* -- the parent's side -------------------------------------------------------- */

int worker_start(struct worker *w, const struct worker_job *job,
		 const struct worker *others, size_t nothers)
{
	int fds[2], err;

	*w = (struct worker){ .fd = -1 };
	w->at = mmap(NULL, sizeof(*w->at), PROT_READ | PROT_WRITE,
		     MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (w->at == MAP_FAILED)
		return -1;
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds))
		return -1;
	fflush(NULL);	/* the child must not write it a second time */
	w->pid = fork();
	if (w->pid == 0) {
		for (size_t i = 0; i < nothers; i++)
			if (others[i].pid > 0)
				close(others[i].fd);
		close(fds[0]);
		child_main(job, fds[1], w->at);
		_exit(0);
	}
	err = errno;
	close(fds[1]);
	w->fd = fds[0];
	if (w->pid > 0)
		return 0;
	close(fds[0]);
	w->pid = 0;
	errno = err;
	return -1;
}

bool worker_has_room(const struct worker *w)
{
	return w->pid && w->n < WORKER_DEPTH;
}

/* One message with its length before it, as receive_block() wants it. */
static ssize_t send_now(int fd, char *block, size_t size)
{
	uint64_t len = size;
	struct iovec iov[2] = {
		{ .iov_base = &len, .iov_len = sizeof(len) },
		{ .iov_base = block, .iov_len = size },
	};
	struct msghdr msg = { .msg_iov = iov, .msg_iovlen = 2 };

	return sendmsg(fd, &msg, MSG_NOSIGNAL | MSG_DONTWAIT);
}

bool worker_send(struct worker *w, const struct task *task, unsigned long seq)
{
	struct pending *p = &w->queue[w->n];
	size_t size = task_size(task);

	p->block = malloc(size);
	if (!p->block)
		abort();
	task_pack(task, p->block);
	if (send_now(w->fd, p->block, size) < 0 && errno == EAGAIN) {
		pending_free(p);
		return false;
	}
	p->task = task_unpack(p->block);
	p->seq = seq;
	w->n++;
	return true;
}

enum worker_news worker_receive(struct worker *w, char **bytes, size_t *len)
{
	return receive_block(w->fd, bytes, len) ? WORKER_DIED : WORKER_RESULT;
}

void worker_done(struct worker *w)
{
	pending_free(&w->queue[0]);
	w->n--;
	w->done++;
	memmove(w->queue, w->queue + 1, w->n * sizeof(w->queue[0]));
}

static void forget(struct worker *w)
{
	munmap((void *)w->at, sizeof(*w->at));
	close(w->fd);
	w->pid = 0;
	w->fd = -1;
	w->at = NULL;
}

size_t worker_bury(struct worker *w, int *status)
{
	unsigned long begun = *w->at - w->done;

	while (waitpid(w->pid, status, 0) < 0 && errno == EINTR)
		;
	forget(w);
	if (!begun)
		return 0;
	return begun <= w->n ? begun - 1 : w->n - 1;
}

void worker_stop(struct worker *w)
{
	int status;

	if (!w->pid)
		return;
	shutdown(w->fd, SHUT_WR);
	while (waitpid(w->pid, &status, 0) < 0 && errno == EINTR)
		;
	forget(w);
}

void worker_kill(struct worker *w)
{
	if (!w->pid)
		return;
	kill(w->pid, SIGTERM);
	worker_stop(w);
	while (w->n)
		worker_done(w);
}
