/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * The end of a domain, of a whole one or of what a dead tool left of one.
 *
 * Every step takes what it finds and goes on when there is nothing, so that
 * destroying can be begun again after any interruption. The hypervisor's
 * domain goes last: as long as it is there, it can be listed.
 */
#include "domain/destroy.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/wait.h>

#include <xenctrl.h>

#include "core/ctx.h"
#include "core/log.h"
#include "core/xs.h"
#include "device/local.h"
#include "dm/dm.h"
#include "domain/domid.h"
#include "domain/userdata.h"

struct destroy {
	uint32_t domid;
	struct lx_scope scope;		/* of messages: about this domain */
	libxl_uuid uuid;
	int rc, device_rc;		/* what did not work on the way */
};

static void note(struct destroy *d, int rc)
{
	if (!d->rc)
		d->rc = rc;
}

/* -- steps ---------------------------------------------------------------------------- */
static void look(struct lx_op *op)
{
	struct destroy *d = op->data;
	libxl_dominfo info;
	int rc;

	libxl_dominfo_init(&info);
	rc = libxl_domain_info(op->ctx, &info, d->domid);
	d->uuid = info.uuid;
	libxl_dominfo_dispose(&info);
	if (rc == ERROR_DOMAIN_NOTFOUND)
		rc = lx_fail(&d->scope, rc, "there is no such domain");
	lx_op_end_step(op, rc);
}

static void pause_it(struct lx_op *op)
{
	struct destroy *d = op->data;

	if (xc_domain_pause(op->ctx->xc, d->domid))
		lx_warn(&d->scope, "it cannot be paused (%s), and is destroyed as it runs",
			strerror(errno));
	lx_op_next(op);
}

static void remove_devices(struct lx_op *op)
{
	struct destroy *d = op->data;

	lx_devices_remove_run(op, d->domid, &d->device_rc);
	lx_local_disk_clear(op, d->domid, &d->device_rc);
	lx_op_join(op);
}

/* A part that may fail: its rc is noted, and the destruction goes on. */
struct stop_dm {
	struct destroy *d;
};

static void begin_stop_dm(struct lx_op *op)
{
	const struct stop_dm *stop = op->data;

	lx_dm_stop_run(op, stop->d->domid);
	lx_op_join(op);
}

static void forgive(struct lx_op *op)
{
	const struct stop_dm *stop = op->data;

	note(stop->d, op->rc);
	op->rc = 0;
	lx_op_next(op);
}

static const struct lx_step stop_dm_steps[] = {
	{ "end its device model",	begin_stop_dm,	forgive },
	{ NULL, NULL, NULL },
};

/*
 * Before the devices: it writes out what it holds of its disks when it is asked
 * to end, and its screens and keyboards never close.
 */
static void stop_dm(struct lx_op *op)
{
	struct lx_op *sub = lx_op_sub(op, stop_dm_steps,
				      sizeof(struct stop_dm));
	struct stop_dm *stop = sub->data;

	stop->d = op->data;
	lx_op_sub_run(sub);
	lx_op_join(op);
}

static int remove_paths(struct lx_scope *s, xs_transaction_t t, void *arg)
{
	const struct destroy *d = arg;
	const char *dompath = lx_xs_dompath(s, d->domid);
	/* Not by its uuid: a preserved domain's may be its successor's. */
	const char *vm = lx_xs_getf(s, t, "%s/vm", dompath);
	int rc = vm && *vm ? lx_xs_rm(s, t, vm) : 0;

	if (!rc)
		rc = lx_xs_rm(s, t, dompath);
	return rc ? rc : lx_xs_rm(s, t, lx_printf(s, "/libxl/%u", d->domid));
}

static void leave_xenstore(struct lx_op *op)
{
	struct destroy *d = op->data;

	note(d, lx_xs_transaction(&d->scope, remove_paths, d));
	lx_op_next(op);
}

static void remove_userdata(struct lx_op *op)
{
	struct destroy *d = op->data;

	note(d, lx_userdata_remove_all(&d->scope, &d->uuid));
	lx_op_next(op);
}

static void say_nothing(xentoollog_logger *logger, xentoollog_level level,
			int errnoval, const char *context, const char *format,
			va_list al)
{
	(void)logger, (void)level, (void)errnoval, (void)context;
	(void)format, (void)al;
}

static void show_nothing(xentoollog_logger *logger, const char *context,
			 const char *doing, int percent, unsigned long done,
			 unsigned long total)
{
	(void)logger, (void)context, (void)doing, (void)percent;
	(void)done, (void)total;
}

static void stay(xentoollog_logger *logger)
{
	(void)logger;
}

/*
 * In a process of its own: giving back the memory of a large guest takes long,
 * and other threads have other things to do with this context meanwhile. The
 * application's logger stays out of it: one of those threads may have been in
 * it, and what it held stays held here.
 */
static int destroy_body(struct lx_op *op)
{
	xentoollog_logger silent = { say_nothing, show_nothing, stay };
	struct destroy *d = op->data;
	struct xc_interface_core *xc = xc_interface_open(&silent, &silent, 0);
	int err;

	if (!xc)
		return 255;
	err = xc_domain_destroy(xc, d->domid) ? errno : 0;
	/* Another tool was faster: it is gone, as was asked for. */
	if (err == ESRCH)
		return 0;
	return err > 254 ? 254 : err;
}

static void destroyed(struct lx_op *op, int rc, int status)
{
	struct destroy *d = op->data;

	if (!rc)
		lx_domid_retire(&d->scope);
	if (!rc && WIFEXITED(status) && WEXITSTATUS(status)) {
		errno = WEXITSTATUS(status);
		rc = lx_fail_errno(&d->scope, ERROR_FAIL,
				   "the hypervisor does not destroy it");
	} else if (!rc) {
		rc = lx_child_report(&d->scope, "the process destroying it",
				     0, status);
	}
	lx_op_end_step(op, rc);
}

static void destroy_domain(struct lx_op *op)
{
	if (lx_op_wait_fork(op, destroy_body, -1, destroyed))
		lx_op_fail(op, ERROR_FAIL);
}

static void sum_up(struct lx_op *op)
{
	struct destroy *d = op->data;

	note(d, d->device_rc);
	lx_op_end_step(op, d->rc);
}

static const struct lx_step destroy_steps[] = {
	{ "look at the domain",		look,			NULL },
	{ "pause it",			pause_it,		NULL },
	{ "end its device model",	stop_dm,		NULL },
	{ "remove its devices",		remove_devices,		NULL },
	{ "remove it from xenstore",	leave_xenstore,		NULL },
	{ "remove its files",		remove_userdata,	NULL },
	{ "destroy it",			destroy_domain,		NULL },
	/* Another tool may have written to them as long as it was there. */
	{ "remove what came since",	remove_userdata,	NULL },
	{ "sum up",			sum_up,			NULL },
	{ NULL, NULL, NULL },
};

static void begin(struct lx_op *op, uint32_t domid)
{
	struct destroy *d = op->data;

	d->domid = domid;
	d->scope = *op->s;
	d->scope.domid = domid;
}

void lx_destroy_run(struct lx_op *op, uint32_t domid)
{
	struct lx_op *sub = lx_op_sub(op, destroy_steps,
				      sizeof(struct destroy));

	begin(sub, domid);
	lx_op_sub_run(sub);
}

int libxl_domain_destroy(libxl_ctx *ctx, uint32_t domid,
			 const libxl_asyncop_how *ao_how)
{
	struct lx_op *op = lx_op_new(ctx, domid, ao_how, destroy_steps,
				     sizeof(struct destroy));

	if (!domid)
		return lx_op_drop(op, lx_fail(op->s, ERROR_INVAL,
					      "dom0 is not destroyed: it is this system"));
	begin(op, domid);
	return lx_op_run(op);
}
