/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * Ending QEMU: it is asked, so that it writes out what it holds of its disks,
 * and killed when it does not hear.
 */
#include "dm/dm.h"

#include <errno.h>
#include <signal.h>
#include <unistd.h>

#include "core/ctx.h"
#include "core/log.h"
#include "core/xs.h"

#define LOOK_MS 20
#define ASKED_MS 5000
#define KILLED_MS 5000

struct stop {
	uint32_t domid;
	struct lx_scope scope;		/* of messages: about this domain */
	int waited;			/* ms, since the last signal */
	bool killed;
};

static int send_signal(struct stop *st, int sig)
{
	pid_t pid = lx_dm_pid(&st->scope, st->domid);

	st->waited = 0;
	if (!pid || !kill(pid, sig) || errno == ESRCH)
		return 0;
	return lx_fail_errno(&st->scope, ERROR_FAIL,
			     "QEMU, process %d, cannot be ended", (int)pid);
}

static void look(struct lx_op *op, int rc)
{
	struct stop *st = op->data;

	if (!rc && !lx_dm_pid(&st->scope, st->domid)) {
		lx_op_next(op);
		return;
	}
	st->waited += LOOK_MS;
	if (!rc && !st->killed && st->waited > ASKED_MS) {
		lx_warn(&st->scope, "QEMU does not end after %d s and is killed",
			ASKED_MS / 1000);
		st->killed = true;
		rc = send_signal(st, SIGKILL);
	} else if (!rc && st->killed && st->waited > KILLED_MS) {
		rc = lx_fail(&st->scope, ERROR_FAIL,
			     "QEMU, process %d, does not even end when killed; is its storage gone?",
			     (int)lx_dm_pid(&st->scope, st->domid));
	}
	if (!rc)
		rc = lx_op_wait_ms(op, LOOK_MS, look);
	if (rc)
		lx_op_fail(op, rc);
}

static void ask(struct lx_op *op)
{
	struct stop *st = op->data;
	int rc = send_signal(st, SIGHUP);

	if (rc)
		lx_op_fail(op, rc);
	else
		look(op, 0);
}

/* The node above goes with the last of them. */
static int clean_store(struct lx_scope *s, xs_transaction_t t, void *arg)
{
	const struct stop *st = arg;
	const char *dir = lx_printf(s, "/local/domain/0/device-model/%u",
				    st->domid);
	int rc = lx_xs_rm(s, t, lx_dm_pid_path(s, st->domid));

	if (!rc)
		rc = lx_xs_rm(s, t, lx_dm_start_path(s, st->domid));
	return rc ? rc : lx_xs_prune(s, t, dir, "/local/domain/0");
}

static void clean(struct lx_op *op)
{
	struct stop *st = op->data;
	struct lx_scope *s = &st->scope;
	int rc = lx_xs_transaction(s, clean_store, st);

	unlink(lx_dm_qmp_path(s, "libxl", st->domid));
	unlink(lx_dm_qmp_path(s, "libxenstat", st->domid));
	lx_op_end_step(op, rc);
}

static const struct lx_step stop_steps[] = {
	{ "end its QEMU",	ask,	NULL },
	{ "remove its traces",	clean,	NULL },
	{ NULL, NULL, NULL },
};

void lx_dm_stop_run(struct lx_op *op, uint32_t domid)
{
	struct lx_op *sub = lx_op_sub(op, stop_steps, sizeof(struct stop));
	struct stop *st = sub->data;

	st->domid = domid;
	st->scope = *op->s;
	st->scope.domid = domid;
	lx_op_sub_run(sub);
}
