/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * Children: starting them, and learning of their end in each of the four
 * ways that libxl_childproc_setmode() offers.
 */
#include "event/state.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/log.h"
#include "event/sigchld.h"

/* What an owner of SIGCHLD means for us. */
static const struct owner {
	bool handler;		/* we install a handler */
	bool always;		/* also when we have no children */
	bool reap_all;		/* not only our own */
} owners[] = {
	[libxl_sigchld_owner_libxl] = { true, false, true },
	[libxl_sigchld_owner_mainloop] = { false, false, false },
	[libxl_sigchld_owner_libxl_always] = { true, true, true },
	[libxl_sigchld_owner_libxl_always_selective_reap] =
		{ true, true, false },
};

static const struct owner *owner_of(const struct lx_events *ev)
{
	return &owners[ev->child_hooks ? ev->child_hooks->chldowner
				       : libxl_sigchld_owner_libxl];
}

static void end_child(struct lx_child *c, int status)
{
	XEN_TAILQ_REMOVE(&c->ctx->events->children, c, link);
	c->on = false;
	c->ended(c, status);
}

static struct lx_child *by_pid(struct lx_events *ev, pid_t pid)
{
	struct lx_child *c;

	XEN_TAILQ_FOREACH(c, &ev->children, link)
		if (c->pid == pid)
			return c;
	return NULL;
}

/* One of our children that can be reaped, and its status. */
static struct lx_child *reap_own(struct lx_events *ev, int *status)
{
	struct lx_child *c;

	XEN_TAILQ_FOREACH(c, &ev->children, link) {
		pid_t pid = waitpid(c->pid, status, WNOHANG);

		if (pid == c->pid)
			return c;
		/* Somebody reaped it behind our back: all we know. */
		if (pid < 0 && errno == ECHILD) {
			*status = -1;
			return c;
		}
	}
	return NULL;
}

static void tell_stranger(libxl_ctx *ctx, struct lx_letter *l)
{
	const libxl_childproc_hooks *hooks = ctx->events->child_hooks;
	struct lx_scope s;
	int rc = ERROR_UNKNOWN_CHILD;

	if (hooks && hooks->reaped_callback)
		rc = hooks->reaped_callback(l->pid, l->status,
					    ctx->events->child_user);
	if (rc == ERROR_UNKNOWN_CHILD) {
		lx_scope_enter(&s, ctx, LX_NO_DOMID);
		lx_child_report(&s, "a process that nobody knows", l->pid,
				l->status);
		lx_scope_leave(&s);
	} else if (rc) {
		lx_disaster(ctx, 0, 0, "the application's handling of a child");
	}
}

static void reap_all(libxl_ctx *ctx)
{
	struct lx_letter *l;
	struct lx_child *c;
	int status;
	pid_t pid;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
		c = by_pid(ctx->events, pid);
		if (c) {
			end_child(c, status);
			continue;
		}
		l = lx_letter_new();
		l->tell = tell_stranger;
		l->pid = pid;
		l->status = status;
		lx_letter_post(ctx, l);
	}
}

static void reap(libxl_ctx *ctx)
{
	struct lx_child *c;
	int status;

	if (owner_of(ctx->events)->reap_all)
		reap_all(ctx);
	while ((c = reap_own(ctx->events, &status)))
		end_child(c, status);
}

/* -- listening to SIGCHLD or not --------------------------------------------- */
static void stop_listening(struct lx_events *ev)
{
	lx_fd_stop(&ev->sigchld_fd);
	lx_sigchld_put(ev->sigchld);
	ev->sigchld = NULL;
}

static bool want_listening(struct lx_events *ev)
{
	const struct owner *owner = owner_of(ev);

	return owner->handler &&
	       (owner->always || !XEN_TAILQ_EMPTY(&ev->children));
}

static void sigchld_ready(struct lx_fd *f, short revents)
{
	struct lx_events *ev = f->ctx->events;

	(void)revents;
	lx_sigchld_clear(ev->sigchld);
	reap(f->ctx);
	if (ev->sigchld && !want_listening(ev))
		stop_listening(ev);
}

static int listen_if_wanted(libxl_ctx *ctx, bool wanted)
{
	struct lx_events *ev = ctx->events;
	int rc;

	if (!wanted || ev->sigchld)
		return 0;
	ev->sigchld = lx_sigchld_get();
	if (!ev->sigchld)
		return ERROR_FAIL;
	rc = lx_fd_start(ctx, &ev->sigchld_fd, lx_sigchld_fd(ev->sigchld),
			 POLLIN, sigchld_ready, NULL);
	if (rc)
		stop_listening(ev);
	return rc;
}

void libxl_childproc_setmode(libxl_ctx *ctx, const libxl_childproc_hooks *hooks,
			     void *user)
{
	struct lx_events *ev = ctx->events;

	lx_enter(ctx);
	ev->child_hooks = hooks;
	ev->child_user = user;
	if (ev->sigchld && !want_listening(ev))
		stop_listening(ev);
	if (listen_if_wanted(ctx, want_listening(ev)))
		lx_disaster(ctx, 0, errno, "installing a SIGCHLD handler");
	lx_leave(ctx);
}

int libxl_childproc_reaped(libxl_ctx *ctx, pid_t pid, int status)
{
	struct lx_child *c;

	lx_enter(ctx);
	c = by_pid(ctx->events, pid);
	if (c)
		end_child(c, status);
	lx_leave(ctx);
	return c ? 0 : ERROR_UNKNOWN_CHILD;
}

void libxl_childproc_sigchld_occurred(libxl_ctx *ctx)
{
	struct lx_child *c;
	int status;

	lx_enter(ctx);
	while ((c = reap_own(ctx->events, &status)))
		end_child(c, status);
	lx_leave(ctx);
}

void libxl_postfork_child_noexec(libxl_ctx *ctx)
{
	(void)ctx;
	lx_sigchld_postfork();
}

void lx_children_exit(libxl_ctx *ctx)
{
	struct lx_events *ev = ctx->events;
	struct lx_child *c;

	/* Whoever waited for them is gone; they become our parent's when we are. */
	while ((c = XEN_TAILQ_FIRST(&ev->children))) {
		XEN_TAILQ_REMOVE(&ev->children, c, link);
		c->on = false;
	}
	if (ev->sigchld)
		stop_listening(ev);
}

/* -- starting ------------------------------------------------------------------- */
static pid_t fork_as_asked(const struct lx_events *ev)
{
	if (ev->child_hooks && ev->child_hooks->fork_replacement)
		return ev->child_hooks->fork_replacement(ev->child_user);
	return fork();
}

static void in_child(void)
{
	sigset_t none;

	lx_sigchld_postfork();
	signal(SIGCHLD, SIG_DFL);
	signal(SIGPIPE, SIG_DFL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

pid_t lx_child_fork(struct lx_scope *s, struct lx_child *c,
		    void (*ended)(struct lx_child *c, int status), void *arg)
{
	struct lx_events *ev = s->ctx->events;
	pid_t pid;

	if (listen_if_wanted(s->ctx, owner_of(ev)->handler)) {
		lx_fail_errno(s, ERROR_FAIL, "no SIGCHLD handler");
		return -1;
	}
	pid = fork_as_asked(ev);
	if (pid < 0) {
		lx_fail_errno(s, ERROR_FAIL, "no new process");
		return -1;
	}
	if (!pid) {
		in_child();
		return 0;
	}
	c->ctx = s->ctx;
	c->pid = pid;
	c->ended = ended;
	c->arg = arg;
	c->on = true;
	XEN_TAILQ_INSERT_TAIL(&ev->children, c, link);
	return pid;
}

void lx_child_kill(struct lx_child *c, int sig)
{
	if (c->on)
		kill(c->pid, sig);
}
