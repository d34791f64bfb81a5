/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * Starting QEMU: two processes, so that QEMU is nobody's child in the end.
 *
 *	we ──fork── keeper ──fork── QEMU
 *
 * The keeper tells QEMU's pid through a pipe and lives until QEMU serves, so
 * that an early death is told. QEMU's process reads a second pipe before it
 * becomes QEMU; a byte comes when its pid is noted in xenstore, an end of
 * file when the tool died before, or another tool was faster.
 */
#include "dm/dm.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <libxl_utils.h>

#include "core/ctx.h"
#include "core/log.h"
#include "core/process.h"
#include "core/xs.h"

/* A loaded host may take long to load QEMU's libraries. */
#define START_MS 60000

struct start {
	const libxl_domain_config *config;	/* NULL: dom0's */
	struct lx_exec exec;
	const char *log;
	int pid_pipe[2], go_pipe[2];	/* [0] is read; -1: closed */
	struct lx_fd pid_event;
	struct lx_watch state;
	pid_t pid;
	bool serves;
	bool beaten;			/* another tool's was noted first */
	int rc;				/* why it was given up */
};

static void close_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

static void close_pipes(struct start *st)
{
	for (int i = 0; i < 2; i++) {
		close_fd(&st->pid_pipe[i]);
		close_fd(&st->go_pipe[i]);
	}
}

/* -- preparing ---------------------------------------------------------------- */
static int open_log(struct lx_scope *s, struct start *st)
{
	const char *name = st->config ? st->config->c_info.name : "dom0";
	char *path = NULL;
	int fd, rc = libxl_create_logfile(s->ctx,
					  lx_printf(s, "qemu-dm-%s", name),
					  &path);

	st->log = lx_strdup(s, path);
	free(path);
	if (rc)
		return rc;
	fd = open(st->log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
	if (fd < 0)
		return lx_fail_errno(s, ERROR_FAIL, "%s cannot be written",
				     st->log);
	st->exec.fds[1] = st->exec.fds[2] = fd;
	return 0;
}

static int forget_old(struct lx_scope *s)
{
	const char *dir = lx_printf(s, "/local/domain/0/device-model/%u",
				    s->domid);

	unlink(lx_dm_qmp_path(s, "libxl", s->domid));
	unlink(lx_dm_qmp_path(s, "libxenstat", s->domid));
	return lx_xs_rm(s, XBT_NULL, dir);
}

static void log_line(struct lx_scope *s, const char *const *argv)
{
	const char *line = argv[0];

	for (argv++; *argv; argv++)
		line = lx_printf(s, "%s %s", line, *argv);
	lx_debug(s, "%s", line);
}

static void prepare(struct lx_op *op)
{
	struct start *st = op->data;
	const char *program = lx_dm_program(op->s, st->config);
	int rc;

	if (!program) {
		lx_op_fail(op, ERROR_NOT_READY);
		return;
	}
	st->exec = (struct lx_exec){
		.argv = lx_dm_argv(op->s, program, st->config),
		.env = lx_dm_env(op->s, st->config),
		.fds = { -1, -1, -1 }, .session = true,
	};
	rc = forget_old(op->s);
	if (!rc)
		rc = open_log(op->s, st);
	if (!rc && (pipe2(st->pid_pipe, O_CLOEXEC) ||
		    pipe2(st->go_pipe, O_CLOEXEC)))
		rc = lx_fail_errno(op->s, ERROR_FAIL, "no pipes for QEMU");
	if (!rc)
		log_line(op->s, st->exec.argv);
	lx_op_end_step(op, rc);
}

static void unprepare(struct lx_op *op)
{
	struct start *st = op->data;

	close_pipes(st);
	if (st->exec.fds[1] > 0)
		close_fd(&st->exec.fds[1]);
	lx_op_next(op);
}

/* -- in the children ------------------------------------------------------------ */
static void become_qemu(struct start *st)
{
	char go;
	ssize_t n;

	close_fd(&st->go_pipe[1]);
	do
		n = read(st->go_pipe[0], &go, 1);
	while (n < 0 && errno == EINTR);
	if (n != 1)
		_exit(0);	/* the tool died: nobody knows of us */
	lx_exec_now(&st->exec);
}

/* The keeper: its exit status is QEMU's, or 128 + the signal that killed it. */
static int keep(struct lx_op *op)
{
	struct start *st = op->data;
	int status;
	pid_t pid;

	setsid();		/* ^C is for the tool */
	close_fd(&st->go_pipe[1]);
	pid = fork();
	if (!pid)
		become_qemu(st);
	if (write(st->pid_pipe[1], &pid, sizeof(pid)) != sizeof(pid) ||
	    pid < 0)
		return 255;
	close_pipes(st);
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return 255;
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status)
				   : WEXITSTATUS(status);
}

/* -- waiting --------------------------------------------------------------------- */
static void dismiss_keeper(struct lx_op *op)
{
	struct start *st = op->data;

	lx_watch_stop(&st->state);
	lx_fd_stop(&st->pid_event);
	lx_child_kill(&op->wait.child, SIGKILL);
}

static void give_up(struct lx_op *op, int rc)
{
	struct start *st = op->data;

	st->rc = rc;
	dismiss_keeper(op);
}

static void state_changed(struct lx_watch *w, const char *path)
{
	struct lx_op *op = w->arg;
	struct start *st = op->data;
	const char *state = lx_xs_get(op->s, XBT_NULL,
				      lx_dm_state_path(op->s, op->s->domid));

	(void)path;
	if (!state || strcmp(state, "running"))
		return;
	st->serves = true;
	dismiss_keeper(op);
}

static int note_pid(struct lx_scope *s, xs_transaction_t t, void *arg)
{
	struct start *st = arg;
	const char *path = lx_dm_pid_path(s, s->domid);
	int rc;

	/* Read as a part of it: a note made meanwhile repeats all this. */
	st->beaten = lx_xs_get(s, t, path) && lx_dm_pid(s, s->domid);
	if (st->beaten)
		return LX_XS_ABANDON;
	rc = lx_xs_writef(s, t, lx_dm_start_path(s, s->domid), "%llu",
			  lx_process_start(s, st->pid));
	return rc ? rc : lx_xs_writef(s, t, path, "%d", (int)st->pid);
}

/* The pid has come: note it, then let QEMU begin. */
static void pid_came(struct lx_fd *f, short revents)
{
	struct lx_op *op = f->arg;
	struct start *st = op->data;
	int rc;

	(void)revents;
	lx_fd_stop(f);
	if (read(f->fd, &st->pid, sizeof(st->pid)) != sizeof(st->pid) ||
	    st->pid <= 0) {
		give_up(op, lx_fail(op->s, ERROR_FAIL,
				    "no process for QEMU; see limits of this host"));
		return;
	}
	rc = lx_xs_transaction(op->s, note_pid, st);
	if (!rc && !st->beaten && write(st->go_pipe[1], "", 1) != 1)
		rc = lx_fail_errno(op->s, ERROR_FAIL, "QEMU cannot begin");
	close_pipes(st);
	if (rc)
		give_up(op, rc);
}

static int why_it_ended(struct lx_op *op, int status)
{
	struct start *st = op->data;
	int code = WIFEXITED(status) ? WEXITSTATUS(status) : 255;

	if (code > 128 && code < 192)
		return lx_fail(op->s, ERROR_FAIL,
			       "QEMU was killed by signal %d while it started; see %s",
			       code - 128, st->log);
	return lx_fail(op->s, ERROR_FAIL,
		       "QEMU ended while it started, with status %d; in %s: \"%s\"",
		       code, st->log, lx_dm_last_words(op->s, st->log));
}

static void saw_others(struct lx_op *op, int rc, const char *value)
{
	if (!rc && (!value || strcmp(value, "running")))
		return;
	if (rc == ERROR_TIMEDOUT)
		lx_error(op->s, "the QEMU that another tool started does not serve after %d s",
			 START_MS / 1000);
	lx_op_end_step(op, rc);
}

/* Ours has ended without beginning: there is to be one QEMU only. */
static void wait_for_others(struct lx_op *op)
{
	int rc = lx_op_wait_path(op, lx_dm_state_path(op->s, op->s->domid),
				 START_MS, saw_others);

	if (rc)
		lx_op_fail(op, rc);
}

/* The keeper ended: dismissed, too late, aborted, or because QEMU did. */
static void keeper_ended(struct lx_op *op, int rc, int status)
{
	struct start *st = op->data;

	lx_watch_stop(&st->state);
	lx_fd_stop(&st->pid_event);
	close_pipes(st);
	close_fd(&st->exec.fds[1]);
	if (st->beaten && !rc) {
		wait_for_others(op);
		return;
	}
	/* Dismissed, and QEMU does not serve: it may not even be QEMU yet. */
	if (!st->serves && (rc || st->rc) && st->pid > 0)
		kill(st->pid, SIGKILL);
	if (st->serves || st->rc)
		rc = st->rc;
	else if (rc == ERROR_TIMEDOUT)
		lx_error(op->s, "QEMU does not serve after %d s; see %s",
			 START_MS / 1000, st->log);
	else if (!rc)
		rc = why_it_ended(op, status);
	lx_op_end_step(op, rc);
}

static void launch(struct lx_op *op)
{
	struct start *st = op->data;
	int rc = lx_watch_start(op->ctx, &st->state,
				lx_dm_state_path(op->s, op->s->domid),
				state_changed, op);

	if (!rc)
		rc = lx_fd_start(op->ctx, &st->pid_event, st->pid_pipe[0],
				 POLLIN, pid_came, op);
	if (!rc)
		rc = lx_op_wait_fork(op, keep, START_MS, keeper_ended);
	close_fd(&st->pid_pipe[1]);
	close_fd(&st->go_pipe[0]);
	if (!rc)
		return;
	lx_watch_stop(&st->state);
	lx_fd_stop(&st->pid_event);
	lx_op_fail(op, rc);
}

static void unlaunch(struct lx_op *op)
{
	const struct start *st = op->data;

	if (!st->beaten)
		lx_dm_stop_run(op, op->s->domid);
	lx_op_join(op);
}

static void tell_channels(struct lx_op *op)
{
	struct start *st = op->data;

	lx_dm_channels_run(op, st->config);
	lx_op_join(op);
}

static void tell_screen(struct lx_op *op)
{
	struct start *st = op->data;

	if (lx_dm_vnc(st->config))
		lx_dm_vnc_run(op, st->config);
	lx_op_join(op);
}

static void pass(struct lx_op *op)
{
	lx_op_next(op);
}

/* A QEMU that cannot open its screen says first that it runs. */
static void explain(struct lx_op *op)
{
	struct start *st = op->data;
	pid_t pid = lx_dm_pid(op->s, op->s->domid);

	if (!pid || lx_process_exits(op->s, pid))
		lx_error(op->s, "QEMU ended; in %s: \"%s\"", st->log,
			 lx_dm_last_words(op->s, st->log));
	lx_op_next(op);
}

static void see_disks(struct lx_op *op)
{
	const struct start *st = op->data;
	int rc = lx_dm_disks_run(op, st->log);

	if (rc)
		lx_op_fail(op, rc);
	else
		lx_op_join(op);
}

static const struct lx_step start_steps[] = {
	{ "prepare QEMU",		prepare,	unprepare },
	{ "start QEMU",			launch,		unlaunch },
	{ "see that it serves the disks", see_disks,	NULL },
	/* Only for its undo: it explains a failure of those below, once. */
	{ "hear of it",			pass,		explain },
	{ "publish its channels",	tell_channels,	NULL },
	{ "publish its screen",		tell_screen,	NULL },
	{ NULL, NULL, NULL },
};

struct lx_op *lx_dm_new_start(struct lx_op *op, const libxl_domain_config *c)
{
	struct lx_op *sub = lx_op_sub(op, start_steps, sizeof(struct start));
	struct start *st = sub->data;

	st->config = c;
	st->pid_pipe[0] = st->pid_pipe[1] = -1;
	st->go_pipe[0] = st->go_pipe[1] = -1;
	return sub;
}

void lx_dm_run(struct lx_op *op, const libxl_domain_config *c)
{
	lx_op_sub_run(lx_dm_new_start(op, c));
}
