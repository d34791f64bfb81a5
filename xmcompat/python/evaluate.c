/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * Evaluating a program: the library's side.
 *
 * A pool owns one evaluator process, started on first use and replaced when
 * it dies. A pool that was inherited over fork() starts its own.
 */
#include "config.h"

#include "python/evaluate.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/arena.h"
#include "python/channel.h"
#include "python/launch.h"
#include "python/policy.h"
#include "python/pool.h"
#include "python/reply.h"
#include "python/request.h"
#include "python/say.h"
#include "python/wire.h"

/* How much longer than the program the evaluator itself may take. */
#define GRACE_MS 3000

struct python_pool {
	char *path;
	pid_t owner;		/* who started the evaluator */
	bool running;
	struct evaluator ev;
};

struct python_pool *python_pool_at(const char *path)
{
	struct python_pool *p = calloc(1, sizeof(*p));

	if (!p)
		abort();
	p->path = path ? strdup(path) : evaluator_path();
	if (!p->path)
		abort();
	return p;
}

struct python_pool *python_pool_new(void)
{
	return python_pool_at(NULL);
}

/* After fork() the evaluator is the parent's: only let go of it. */
static void disown(struct python_pool *p)
{
	if (!p->running || p->owner == getpid())
		return;
	close(p->ev.control);
	p->running = false;
}

void python_pool_free(struct python_pool *p)
{
	if (!p)
		return;
	disown(p);
	if (p->running)
		evaluator_stop(&p->ev);
	free(p->path);
	free(p);
}

pid_t python_pool_pid(const struct python_pool *p)
{
	return p->running ? p->ev.pid : 0;
}

bool python_available(void)
{
	return true;
}

/* -- one run -------------------------------------------------------------- */

static void close_fds(int *fds, int n)
{
	for (int i = 0; i < n; i++)
		if (fds[i] >= 0)
			close(fds[i]);
}

static int send_start(int control, const struct wire_start *start,
		      const int fds[WIRE_FDS])
{
	union {
		struct cmsghdr h;
		char room[CMSG_SPACE(WIRE_FDS * sizeof(int))];
	} ctl = { 0 };
	struct iovec iov = { (void *)start, sizeof(*start) };
	struct msghdr msg = {
		.msg_iov = &iov, .msg_iovlen = 1,
		.msg_control = ctl.room, .msg_controllen = sizeof(ctl.room),
	};
	struct cmsghdr *c = CMSG_FIRSTHDR(&msg);
	ssize_t n;

	c->cmsg_level = SOL_SOCKET;
	c->cmsg_type = SCM_RIGHTS;
	c->cmsg_len = CMSG_LEN(WIRE_FDS * sizeof(int));
	memcpy(CMSG_DATA(c), fds, WIRE_FDS * sizeof(int));
	do
		n = sendmsg(control, &msg, MSG_NOSIGNAL);
	while (n < 0 && errno == EINTR);
	return n < 0 ? errno : 0;
}

/* A pipe whose reading end, kept by us, does not block. */
static int open_stream(struct stream *s, int *write_end, size_t max)
{
	int p[2];

	*s = (struct stream){ .fd = -1, .max = max };
	if (pipe2(p, O_CLOEXEC))
		return errno;
	fcntl(p[0], F_SETFL, O_NONBLOCK);
	s->fd = p[0];
	*write_end = p[1];
	return 0;
}

static int open_run(struct channel *c, struct arena *a,
		    const struct python_request *req, int fds[WIRE_FDS])
{
	int rc;

	for (int i = 0; i < WIRE_FDS; i++)
		fds[i] = -1;
	*c = (struct channel){
		.result.fd = -1, .output.fd = -1, .errors.fd = -1,
	};
	rc = open_stream(&c->result, &fds[WIRE_FD_RESULT], WIRE_RESULT_MAX);
	if (!rc)
		rc = open_stream(&c->output, &fds[WIRE_FD_OUTPUT],
				 WIRE_OUTPUT_MAX);
	if (!rc)
		rc = open_stream(&c->errors, &fds[WIRE_FD_ERRORS],
				 WIRE_OUTPUT_MAX);
	if (rc)
		return rc;
	fds[WIRE_FD_REQUEST] = request_file(a, req);
	fds[WIRE_FD_INPUT] = req->policy == PYTHON_TRUSTED ?
		fcntl(0, F_DUPFD_CLOEXEC, 0) : -1;
	if (fds[WIRE_FD_INPUT] < 0)
		fds[WIRE_FD_INPUT] = open("/dev/null", O_RDWR | O_CLOEXEC);
	return fds[WIRE_FD_REQUEST] < 0 || fds[WIRE_FD_INPUT] < 0 ? errno : 0;
}

static int ensure_running(struct python_pool *p)
{
	int rc;

	disown(p);
	if (p->running)
		return 0;
	rc = evaluator_start(&p->ev, p->path);
	if (!rc) {
		p->running = true;
		p->owner = getpid();
	}
	return rc;
}

static void drop(struct python_pool *p)
{
	if (p->running)
		evaluator_kill(&p->ev);
	p->running = false;
}

static int send_request(struct python_pool *p, const struct wire_start *start,
			const int fds[WIRE_FDS])
{
	int rc = ensure_running(p);

	if (!rc)
		rc = send_start(p->ev.control, start, fds);
	if (rc)
		drop(p);
	return rc == ECONNRESET ? EPIPE : rc;
}

static int run(struct python_pool *p, struct arena *a, struct channel *c,
	       const struct python_request *req)
{
	struct python_limits l = python_limits_for(req);
	struct wire_start start = {
		.version = WIRE_VERSION,
		.sandbox = req->policy == PYTHON_SANDBOX,
		.cpu_seconds = l.cpu_seconds,
		.wall_seconds = l.wall_seconds,
		.memory_mib = l.memory_mib,
	};
	int fds[WIRE_FDS], rc;
	int wait_ms = -1;

	rc = open_run(c, a, req, fds);
	if (!rc)
		rc = send_request(p, &start, fds);
	close_fds(fds, WIRE_FDS);
	if (rc)
		return rc;
	if (l.wall_seconds && l.wall_seconds < INT_MAX / 1000 - GRACE_MS)
		wait_ms = l.wall_seconds * 1000 + GRACE_MS;
	c->control = p->ev.control;
	rc = channel_collect(c, wait_ms);
	if (rc)
		drop(p);	/* ends the program as well */
	return rc;
}

/* -- what came of it ------------------------------------------------------- */

static enum python_result judge_reply(struct arena *a, struct channel *c,
				      const struct python_request *req,
				      struct python_outcome *out,
				      struct diags *ds)
{
	struct reply r;

	reply_parse(&r, a, arena_strdup(a, req->path), c->result.data,
		    c->result.len, ds);
	if (c->end.how == WIRE_TIMEOUT) {
		say_timeout(req, ds);
	} else if (c->end.how == WIRE_KILLED) {
		say_killed(req, c->end.detail, ds);
	} else if (r.kind == REPLY_BAD || r.kind == REPLY_NONE) {
		say_nothing_came(req, ds);
	} else if (r.kind == REPLY_FAILED) {
		/* The failure may follow from what was refused before it. */
		if (!r.nrefused)
			say_failed(&r, req, ds);
	} else if (!r.nrefused && r.kind == REPLY_EXIT) {
		out->exit_status = (int)r.exit_status;
		return PYTHON_EXIT;
	} else if (!r.nrefused) {
		out->tree = r.tree;
		return PYTHON_OK;
	}
	return PYTHON_ERROR;
}

static void keep_output(struct arena *a, const struct channel *c,
			struct python_outcome *out)
{
	out->output = arena_memdup0(a, c->output.data, c->output.len);
	out->output_len = c->output.len;
	out->errors = arena_memdup0(a, c->errors.data, c->errors.len);
	out->errors_len = c->errors.len;
}

enum python_result python_evaluate(struct python_pool *p, struct arena *a,
				   const struct python_request *req,
				   struct python_outcome *out,
				   struct diags *ds)
{
	enum python_result res = PYTHON_ERROR;
	struct channel c;
	int rc;

	*out = (struct python_outcome){ .output = "", .errors = "" };
	if (req->policy == PYTHON_NEVER)
		return python_refuse(req, "and the policy for programs is "
				     "\"never\"", "allow it with "
				     "--python=sandbox, or python = "
				     "\"sandbox\" in xmxl.conf", ds);
	rc = run(p, a, &c, req);
	if (rc == EPIPE) {
		/* It died since it was last used: once more with a new one. */
		channel_close(&c);
		rc = run(p, a, &c, req);
	}
	keep_output(a, &c, out);
	if (rc == EMSGSIZE)
		say_too_much(&c, req, ds);
	else if (rc == ETIMEDOUT)
		say_timeout(req, ds);
	else if (rc || c.end.how == WIRE_NO_START)
		say_broken(p->path, req, rc ? rc : (int)c.end.detail, ds);
	else
		res = judge_reply(a, &c, req, out, ds);
	channel_close(&c);
	return res;
}
