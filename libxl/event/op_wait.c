/* SPDX-License-Identifier: LGPL-2.1-only */
/* What a step of an operation waits for. */
#include "event/state.h"

#include <signal.h>
#include <unistd.h>

#include "core/xs.h"

void lx_op_wait_done(struct lx_op *op)
{
	lx_watch_stop(&op->wait.watch);
	lx_timer_stop(&op->wait.timer);
}

bool lx_op_aborted(const struct lx_op *op)
{
	return op->aborted && op->state == LX_OP_STEP;
}

/* -- a path ---------------------------------------------------------------------- */
static void path_over(struct lx_op *op, int rc)
{
	lx_op_wait_done(op);
	op->wait.on_path(op, rc, NULL);
}

static void path_fired(struct lx_watch *w, const char *path)
{
	struct lx_op *op = w->arg;
	const char *value;
	int rc;

	(void)path;
	rc = lx_xs_read(op->s, XBT_NULL, op->wait.path, &value);
	if (rc)
		path_over(op, rc);
	else
		op->wait.on_path(op, 0, value);
}

static void path_late(struct lx_timer *t)
{
	path_over(t->arg, ERROR_TIMEDOUT);
}

int lx_op_wait_path(struct lx_op *op, const char *path, int ms,
		    void (*fn)(struct lx_op *op, int rc, const char *value))
{
	struct lx_op_wait *w = &op->wait;
	int rc;

	lx_op_wait_done(op);
	w->path = path;
	w->on_path = fn;
	rc = lx_watch_start(op->ctx, &w->watch, path, path_fired, op);
	if (!rc && ms >= 0)
		rc = lx_timer_start(op->ctx, &w->timer, ms, path_late, op);
	if (rc)
		lx_op_wait_done(op);
	return rc;
}

/* -- time ------------------------------------------------------------------------ */
static void time_over(struct lx_timer *t)
{
	struct lx_op *op = t->arg;

	op->wait.on_time(op, 0);
}

int lx_op_wait_ms(struct lx_op *op, int ms, void (*fn)(struct lx_op *op, int rc))
{
	lx_op_wait_done(op);
	op->wait.on_time = fn;
	return lx_timer_start(op->ctx, &op->wait.timer, ms, time_over, op);
}

/* -- a child ----------------------------------------------------------------------- */
static void child_ended(struct lx_child *c, int status)
{
	struct lx_op *op = c->arg;

	lx_timer_stop(&op->wait.timer);
	op->wait.on_child(op, op->wait.child_rc, status);
}

static void child_hurry(struct lx_op *op, int rc)
{
	op->wait.child_rc = rc;
	lx_child_kill(&op->wait.child, SIGKILL);
}

static void child_late(struct lx_timer *t)
{
	child_hurry(t->arg, ERROR_TIMEDOUT);
}

static int limit_child(struct lx_op *op, int ms,
		       void (*fn)(struct lx_op *op, int rc, int status))
{
	op->wait.child_rc = 0;
	op->wait.on_child = fn;
	if (ms < 0)
		return 0;
	return lx_timer_start(op->ctx, &op->wait.timer, ms, child_late, op);
}

int lx_op_wait_exec(struct lx_op *op, const struct lx_exec *what, int ms,
		    void (*fn)(struct lx_op *op, int rc, int status))
{
	int rc = limit_child(op, ms, fn);

	if (!rc)
		rc = lx_child_exec(op->s, &op->wait.child, what, child_ended,
				   op);
	if (rc)
		lx_timer_stop(&op->wait.timer);
	return rc;
}

int lx_op_wait_fork(struct lx_op *op, int (*body)(struct lx_op *op), int ms,
		    void (*fn)(struct lx_op *op, int rc, int status))
{
	int rc = limit_child(op, ms, fn);
	pid_t pid;

	if (rc)
		return rc;
	pid = lx_child_fork(op->s, &op->wait.child, child_ended, op);
	if (!pid)
		_exit(body(op));
	if (pid < 0) {
		lx_timer_stop(&op->wait.timer);
		return ERROR_FAIL;
	}
	return 0;
}

/* -- stopping ---------------------------------------------------------------------- */
void lx_op_wait_abort(struct lx_op *op)
{
	struct lx_op_wait *w = &op->wait;

	if (w->child.on) {
		child_hurry(op, ERROR_ABORTED);
	} else if (w->watch.on) {
		path_over(op, ERROR_ABORTED);
	} else if (w->timer.on) {
		lx_timer_stop(&w->timer);
		w->on_time(op, ERROR_ABORTED);
	}
}
