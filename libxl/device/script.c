/* SPDX-License-Identifier: LGPL-2.1-only */
/* Hotplug scripts: what they are told, and how they end. */
#include "device/script.h"

#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include "core/log.h"
#include "core/process.h"

#ifndef LX_SCRIPT_DIR
#define LX_SCRIPT_DIR "/etc/xen/scripts"
#endif

#define SCRIPT_MS 40000
#define LOOK_MS 100

struct run {
	struct lx_device d;
	bool removed;
	bool undone;		/* what is removed was never connected */
	struct lx_script script;
};

const char *lx_script_path(struct lx_scope *s, const char *name)
{
	return name[0] == '/' ? name : lx_printf(s, LX_SCRIPT_DIR "/%s", name);
}

/* -- what they are told ------------------------------------------------------- */
/* The script's name comes from the note, which no guest can write. */
static int begin_script(struct lx_scope *s, const struct lx_device *d,
			struct lx_script *script)
{
	const char *file;
	int rc = lx_xs_read(s, XBT_NULL,
			    lx_printf(s, "%s/script", lx_device_note(s, d)),
			    &file);

	if (rc || !file)
		return rc;
	script->argv[0] = file;
	script->env.s = s;
	lx_keys_add(&script->env, "script", file);
	lx_keys_add(&script->env, "XENBUS_TYPE", d->back_kind);
	lx_keys_addf(&script->env, "XENBUS_PATH", "backend/%s/%u/%d",
		     d->back_kind, d->domid, d->devid);
	lx_keys_add(&script->env, "XENBUS_BASE_PATH", "backend");
	return 0;
}

int lx_script_of_disk(struct lx_scope *s, const struct lx_device *d,
		      bool removed, struct lx_script *script)
{
	script->argv[1] = removed ? "remove" : "add";
	return begin_script(s, d, script);
}

int lx_script_of_nic(struct lx_scope *s, const struct lx_device *d,
		     bool removed, struct lx_script *script)
{
	const char *gateway;
	int rc = begin_script(s, d, script);

	if (rc || !script->argv[0])
		return rc;
	gateway = lx_xs_getf(s, XBT_NULL, "%s/gatewaydev",
			     lx_device_note(s, d));
	script->argv[1] = removed ? "offline" : "online";
	script->argv[2] = "type_if=vif";
	lx_keys_add(&script->env, "netdev", gateway ? gateway : "");
	lx_keys_addf(&script->env, "vif", "vif%u.%d", d->domid, d->devid);
	return 0;
}

/* -- which runs --------------------------------------------------------------- */
/*
 * Noted while it runs: a tool that is killed leaves its script running, and
 * whoever removes the device then must not do so under the script's hands.
 */
static const char *process_path(struct lx_scope *s, const struct lx_device *d)
{
	return lx_printf(s, "%s/script-process", lx_device_note(s, d));
}

struct noted {
	const struct lx_device *d;
	const char *process;
};

static int write_process(struct lx_scope *s, xs_transaction_t t, void *arg)
{
	const struct noted *n = arg;

	/* No node is to come back that another tool removed. */
	if (!lx_xs_exists(s, t, lx_device_note(s, n->d)))
		return lx_fail(s, ERROR_NOTFOUND, "%s: it was removed meanwhile",
			       lx_device_name(s, n->d));
	return lx_xs_write(s, t, process_path(s, n->d), n->process);
}

static int note_process(struct lx_scope *s, pid_t pid, void *arg)
{
	const struct run *r = arg;
	struct noted n = { &r->d, lx_process_name(s, pid) };

	return lx_xs_transaction(s, write_process, &n);
}

struct awaited {
	const char *path;
	int waited;		/* ms */
};

static void look(struct lx_op *op, int rc)
{
	struct awaited *a = op->data;
	pid_t pid = lx_process_named(op->s, lx_xs_get(op->s, XBT_NULL,
						       a->path));

	if (rc || !pid) {
		lx_op_end_step(op, rc);
		return;
	}
	if (a->waited >= SCRIPT_MS) {
		lx_warn(op->s, "process %d, a script of a tool that is gone, does not end within %d s and is killed",
			(int)pid, SCRIPT_MS / 1000);
		kill(pid, SIGKILL);
		lx_op_next(op);
		return;
	}
	a->waited += LOOK_MS;
	if (lx_op_wait_ms(op, LOOK_MS, look))
		lx_op_next(op);
}

static void await(struct lx_op *op)
{
	look(op, 0);
}

static const struct lx_step await_steps[] = {
	{ "wait for a script", await, NULL },
	{ NULL, NULL, NULL },
};

void lx_script_await(struct lx_op *op, const struct lx_device *d)
{
	struct lx_op *sub = lx_op_sub(op, await_steps, sizeof(struct awaited));
	struct awaited *a = sub->data;

	a->path = process_path(op->s, d);
	lx_op_sub_run(sub);
}

/* -- running one --------------------------------------------------------------------- */
static void end(struct lx_op *op, int rc)
{
	const struct run *r = op->data;

	lx_op_end_step(op, r->removed ? 0 : rc);
}

/* Scripts leave their reason in xenstore; what they print goes to our stderr. */
static int explain(struct lx_scope *s, const struct run *r, pid_t pid,
		   int status)
{
	const char *why = lx_xs_getf(s, XBT_NULL, "%s/hotplug-error",
				     lx_device_back(s, &r->d));
	const char *name = lx_device_name(s, &r->d);

	if (why && *why)
		return lx_fail(s, ERROR_FAIL, "%s: %s %s: %s", name,
			       r->script.argv[0], r->script.argv[1], why);
	return lx_child_report(s, lx_printf(s, "%s: %s %s", name,
					    r->script.argv[0],
					    r->script.argv[1]), pid,
			       status);
}

static void ended(struct lx_op *op, int rc, int status)
{
	const struct run *r = op->data;

	/* One that failed stays noted: its opposite may find nothing to undo. */
	if (r->removed || (!rc && !status))
		lx_xs_rm(op->s, XBT_NULL, process_path(op->s, &r->d));
	if (rc == ERROR_TIMEDOUT)
		lx_fail(op->s, rc, "%s: %s %s did not end within %d s and was killed",
			lx_device_name(op->s, &r->d), r->script.argv[0],
			r->script.argv[1], SCRIPT_MS / 1000);
	else if (!rc && status && r->undone)
		lx_debug(op->s, "%s: %s %s had nothing to undo",
			 lx_device_name(op->s, &r->d), r->script.argv[0],
			 r->script.argv[1]);
	else if (!rc && status)
		rc = explain(op->s, r, op->wait.child.pid, status);
	end(op, rc);
}

/* -- by udev instead ------------------------------------------------------------------ */
/* Did the domain's config leave its scripts to dom0's udev rules. */
static bool left_to_udev(struct lx_scope *s, const struct lx_device *d)
{
	return lx_xs_getf(s, XBT_NULL, "/libxl/%u/" LX_UDEV_KEY, d->domid);
}

static void saw_status(struct lx_op *op, int rc, const char *value)
{
	const struct run *r = op->data;
	const char *name = lx_device_name(op->s, &r->d);

	if (!rc && (!value || !*value))
		return;
	if (rc == ERROR_TIMEDOUT)
		lx_fail(op->s, rc,
			"%s: no script was run by udev within %d s (run_hotplug_scripts=0); does dom0 have rules for it?",
			name, SCRIPT_MS / 1000);
	else if (!rc && strcmp(value, "connected"))
		rc = lx_fail(op->s, ERROR_FAIL, "%s: its script says \"%s\"",
			     name, value);
	end(op, rc);
}

static void wait_for_udev(struct lx_op *op)
{
	const struct run *r = op->data;
	int rc;

	if (r->removed) {
		end(op, 0);
		return;
	}
	rc = lx_op_wait_path(op, lx_printf(op->s, "%s/hotplug-status",
					   lx_device_back(op->s, &r->d)),
			     SCRIPT_MS, saw_status);
	if (rc)
		end(op, rc);
}

static void start(struct lx_op *op)
{
	struct run *r = op->data;
	const struct lx_backend *b = r->d.backend;
	struct lx_exec e = {
		.argv = r->script.argv, .fds = { -1, STDERR_FILENO,
						 STDERR_FILENO },
	};
	int rc = 0;

	/* A driver domain runs its scripts itself. */
	if (b && b->script && !r->d.back_domid)
		rc = b->script(op->s, &r->d, r->removed, &r->script);
	if (rc || !r->script.argv[0]) {
		end(op, rc);
		return;
	}
	if (left_to_udev(op->s, &r->d)) {
		wait_for_udev(op);
		return;
	}
	r->undone = r->removed &&
		lx_xs_exists(op->s, XBT_NULL, process_path(op->s, &r->d));
	e.env = r->script.env.list;
	e.known = note_process;
	e.known_arg = r;
	rc = lx_op_wait_exec(op, &e, SCRIPT_MS, ended);
	if (rc)
		end(op, rc);
}

static const struct lx_step script_steps[] = {
	{ "run a script", start, NULL },
	{ NULL, NULL, NULL },
};

void lx_script_run(struct lx_op *op, const struct lx_device *d, bool removed)
{
	struct lx_op *sub = lx_op_sub(op, script_steps, sizeof(struct run));
	struct run *r = sub->data;

	r->d = *d;
	r->removed = removed;
	lx_op_sub_run(sub);
}
