/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * xmxl-python: the evaluator process.
 *
 * It starts the interpreter once and then forks a process per program. This
 * process itself never runs config code: it waits for its child, ends it when
 * its time is over, fetches what it may have (broker.h), and tells the
 * library how it ended. When the library goes away, both end.
 */
#include "config.h"

#define PY_SSIZE_T_CLEAN
#include <Python.h>

#include <endian.h>
#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "python/server/broker.h"
#include "python/server/child.h"
#include "python/server/interp.h"
#include "python/server/sandbox.h"
#include "python/wire.h"

static long long now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000LL + t.tv_nsec / 1000000;
}

/* -- the request ---------------------------------------------------------- */

static char *next_string(const char **p, const char *end)
{
	uint32_t n;
	char *s;

	if (end - *p < 4)
		return NULL;
	memcpy(&n, *p, 4);
	n = le32toh(n);
	if ((size_t)(end - *p - 4) < n)
		return NULL;
	s = strndup(*p + 4, n);
	*p += 4 + n;
	return s;
}

static int map_request(struct request *r, int fd)
{
	struct stat st;
	const char *p;
	char *text;

	if (fstat(fd, &st))
		return errno;
	r->len = st.st_size;
	r->data = mmap(NULL, r->len, PROT_READ, MAP_PRIVATE, fd, 0);
	if (r->data == MAP_FAILED)
		return errno;
	p = r->data;
	r->path = next_string(&p, r->data + r->len);
	r->config_dir = next_string(&p, r->data + r->len);
	text = next_string(&p, r->data + r->len);
	r->cwd = next_string(&p, r->data + r->len);
	free(text);
	return r->cwd ? 0 : EINVAL;
}

static void unmap_request(struct request *r)
{
	if (r->data && r->data != MAP_FAILED)
		munmap((void *)r->data, r->len);
	free(r->path);
	free(r->config_dir);
	free(r->cwd);
	memset(r, 0, sizeof(*r));
}

/* -- waiting for the program ---------------------------------------------- */

struct watch {
	pid_t pid;
	int pidfd;
	struct broker broker;
	long long deadline;	/* 0: none */
	bool sandbox;
	bool timed_out;
};

/* Everything the program may have started goes with it. */
static void end_program(const struct watch *w)
{
	kill(w->sandbox ? w->pid : -w->pid, SIGKILL);
	kill(w->pid, SIGKILL);
}

/* One round; true while the program lives. */
static bool watch_once(struct watch *w)
{
	struct pollfd fds[] = {
		{ .fd = w->pidfd, .events = POLLIN },
		{ .fd = WIRE_CONTROL_FD, .events = 0 },
		{ .fd = w->broker.fd, .events = POLLIN },
	};
	long long left = w->deadline ? w->deadline - now_ms() : -1;

	if (w->deadline && left <= 0 && !w->timed_out) {
		w->timed_out = true;
		end_program(w);
	}
	if (poll(fds, 3, w->timed_out ? -1 : (int)left) < 0)
		return errno == EINTR;
	if (fds[0].revents)
		return false;
	if (fds[1].revents) {
		end_program(w);
		_exit(0);	/* the library is gone */
	}
	if (fds[2].revents && !broker_serve(&w->broker))
		w->broker.fd = -1;	/* closed by the caller */
	return true;
}

static struct wire_end how_it_ended(const struct watch *w)
{
	int status = 0;

	while (waitpid(w->pid, &status, 0) < 0 && errno == EINTR)
		;
	if (w->timed_out)
		return (struct wire_end){ WIRE_TIMEOUT, 0 };
	if (WIFSIGNALED(status))
		return (struct wire_end){ WIRE_KILLED, WTERMSIG(status) };
	if (WEXITSTATUS(status) == CHILD_NO_SANDBOX)
		return (struct wire_end){ WIRE_NO_START, EPERM };
	return (struct wire_end){ WIRE_EXITED, WEXITSTATUS(status) };
}

static struct wire_end no_start(int err)
{
	return (struct wire_end){ WIRE_NO_START, err };
}

static struct wire_end watch_program(struct run *r, pid_t pid, int broker_fd)
{
	char root[PATH_MAX];
	struct watch w = {
		.pid = pid,
		.pidfd = syscall(SYS_pidfd_open, pid, 0),
		.sandbox = r->start.sandbox,
		.broker = {
			.fd = broker_fd,
			.roots = {
				broker_root_of(r->request.path,
					       r->request.cwd, root,
					       sizeof(root)),
				r->request.config_dir,
			},
		},
	};
	int err = errno;

	if (r->start.wall_seconds)
		w.deadline = now_ms() + r->start.wall_seconds * 1000LL;
	if (w.pidfd < 0) {
		end_program(&w);
		how_it_ended(&w);
		return no_start(err);
	}
	while (watch_once(&w))
		;
	close(w.pidfd);
	return how_it_ended(&w);
}

static struct wire_end run_program(struct run *r)
{
	int pair[2] = { -1, -1 }, rc = map_request(&r->request,
						   r->fds[WIRE_FD_REQUEST]);
	struct wire_end end;
	pid_t pid;

	if (rc)
		return no_start(rc);
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair))
		return no_start(errno);
	PyOS_BeforeFork();
	pid = fork();
	if (!pid)
		child_run(r, pair[1]);
	rc = errno;
	PyOS_AfterFork_Parent();
	if (pair[1] >= 0)
		close(pair[1]);
	/* The program's ends must be the only ones: their closing is its end. */
	for (int i = 0; i < WIRE_FDS; i++) {
		close(r->fds[i]);
		r->fds[i] = -1;
	}
	end = pid < 0 ? no_start(rc) : watch_program(r, pid, pair[0]);
	if (pair[0] >= 0)
		close(pair[0]);
	return end;
}

/* -- serving -------------------------------------------------------------- */

static bool take_fds(struct msghdr *msg, int fds[WIRE_FDS])
{
	struct cmsghdr *c = CMSG_FIRSTHDR(msg);

	if (!c || c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_RIGHTS ||
	    c->cmsg_len != CMSG_LEN(WIRE_FDS * sizeof(int)))
		return false;
	memcpy(fds, CMSG_DATA(c), WIRE_FDS * sizeof(int));
	return true;
}

/* false when there is nothing more to serve. */
static bool receive(struct run *r)
{
	char ctl[CMSG_SPACE(WIRE_FDS * sizeof(int))];
	struct iovec iov = { &r->start, sizeof(r->start) };
	struct msghdr msg = {
		.msg_iov = &iov, .msg_iovlen = 1,
		.msg_control = ctl, .msg_controllen = sizeof(ctl),
	};
	ssize_t n;

	do
		n = recvmsg(WIRE_CONTROL_FD, &msg, MSG_CMSG_CLOEXEC);
	while (n < 0 && errno == EINTR);
	return n == sizeof(r->start) && take_fds(&msg, r->fds) &&
	       r->start.version == WIRE_VERSION;
}

static int serve(const struct sandbox *sandbox)
{
	for (int served = 0;; served++) {
		struct run r = { .sandbox = sandbox };
		struct wire_end end;

		if (!receive(&r) || (served == 1 && interp_rehearse()))
			return 0;
		end = run_program(&r);
		unmap_request(&r.request);
		for (int i = 0; i < WIRE_FDS; i++)
			if (r.fds[i] >= 0)
				close(r.fds[i]);
		if (send(WIRE_CONTROL_FD, &end, sizeof(end), MSG_NOSIGNAL) < 0)
			return 0;
	}
}

int main(void)
{
	struct sandbox sandbox;
	int rc;

	if (syscall(SYS_close_range, WIRE_CONTROL_FD + 1, ~0u, 0) &&
	    errno != ENOSYS)
		return 1;
	/* Nobody with the same identity may look into this process. */
	prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
	prctl(PR_SET_NAME, "xmxl-python", 0, 0, 0);
	signal(SIGINT, SIG_IGN);	/* the library decides when we end */
	rc = sandbox_prepare(&sandbox);
	if (rc) {
		fprintf(stderr, "xmxl-python: no system call filter: %s\n",
			strerror(rc));
		return 1;
	}
	if (interp_start())
		return 1;
	return serve(&sandbox);
}
