/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * Removing a device: its backend closes, its script runs, its nodes go.
 *
 * The same steps serve three callers: a public removal, the undoing of an
 * addition, and the end of a domain. For the last two nothing may stop it, so
 * the steps go on after a failure and sum up at their end.
 */
#include "device/found.h"

#include <stdlib.h>

#include <xen/io/xenbus.h>

#include "core/log.h"
#include "device/script.h"
#include "device/stored.h"

/* How long a guest may take to let go of a device, and a backend to close. */
#define CLOSE_MS 10000

struct removal {
	struct lx_device d;
	enum lx_removal how_hard;
	bool forced;		/* the guest is not asked, or no longer */
	const void *dev;	/* public removals: the caller's */
	int rc;			/* what did not work on the way */
	int *rc_out;		/* who is to know, instead of failing; or NULL */
};

static void note(struct removal *r, int rc)
{
	if (!r->rc)
		r->rc = rc;
}

/* -- closing ------------------------------------------------------------------------ */
static int write_closing(struct lx_scope *s, xs_transaction_t t, void *arg)
{
	const struct removal *r = arg;
	const char *back = lx_device_back(s, &r->d);
	static const char *const closing[] = {
		"online", "0", "state", "5", NULL
	};
	const char *state = lx_xs_getf(s, t, "%s/state", back);
	int rc = 0;

	if (r->forced)
		rc = lx_xs_rm(s, t, lx_device_front(s, &r->d));
	/* Nobody would make the 5 a 6 again. */
	if (rc || !state || atoi(state) == XenbusStateClosed)
		return rc;
	return lx_xs_write_all(s, t, back, closing);
}

/* A guest that never looked at the device has nothing to let go of. */
static bool is_unused(struct lx_scope *s, const struct lx_device *d)
{
	const char *state = lx_xs_getf(s, XBT_NULL, "%s/state",
				       lx_device_front(s, d));

	return state && atoi(state) == XenbusStateInitialising;
}

static void wait_until_closed(struct lx_op *op);

/* The time is over: what now depends on how hard it was meant. */
static void not_closed(struct lx_op *op)
{
	struct removal *r = op->data;
	const char *name = lx_device_name(op->s, &r->d);

	if (r->how_hard == LX_REMOVE_SAFELY) {
		lx_op_fail(op, lx_fail(op->s, ERROR_TIMEDOUT,
				       "%s: the guest did not let go of it within %d s; is it in use there?",
				       name, CLOSE_MS / 1000));
		return;
	}
	if (r->forced) {
		lx_warn(op->s, "%s: its backend did not close within %d s, and is removed as it is",
			name, CLOSE_MS / 1000);
		lx_op_next(op);
		return;
	}
	lx_warn(op->s, "%s: the guest did not let go of it within %d s, and loses it",
		name, CLOSE_MS / 1000);
	r->forced = true;
	note(r, lx_xs_transaction(op->s, write_closing, r));
	wait_until_closed(op);
}

static void saw_state(struct lx_op *op, int rc, const char *value)
{
	if (!rc && value && atoi(value) != XenbusStateClosed)
		return;
	if (rc == ERROR_TIMEDOUT) {
		not_closed(op);
	} else if (rc == ERROR_ABORTED) {
		lx_op_fail(op, rc);
	} else {
		note(op->data, rc);
		lx_op_next(op);
	}
}

static void wait_until_closed(struct lx_op *op)
{
	struct removal *r = op->data;
	int rc;

	if (r->forced && r->d.backend->follows) {
		lx_op_next(op);
		return;
	}
	rc = lx_op_wait_path(op, lx_printf(op->s, "%s/state",
					       lx_device_back(op->s, &r->d)),
				 CLOSE_MS, saw_state);

	if (!rc)
		return;
	note(r, rc);
	lx_op_next(op);
}

/* -- steps ----------------------------------------------------------------------------- */
static void find(struct lx_op *op)
{
	struct removal *r = op->data;
	struct lx_device wanted;
	int rc = lx_device_locate(op->s, op->s->domid, r->d.class, r->dev,
				  &wanted);

	if (!rc)
		rc = lx_device_find(op->s, XBT_NULL, op->s->domid, wanted.kind,
				    wanted.devid, &r->d);
	if (rc == ERROR_NOTFOUND)
		rc = lx_fail(op->s, ERROR_NOTFOUND, "it has no %s",
			     lx_device_name(op->s, &wanted));
	lx_op_end_step(op, rc);
}

/* Is there nobody who would close it? */
static bool is_alone(struct lx_scope *s, const struct lx_device *d)
{
	const struct lx_backend *b = d->backend;
	const char *state;

	if (!b || (b->answers && !b->answers(s, d)))
		return true;
	if (!b->program)
		return false;
	state = lx_xs_getf(s, XBT_NULL, "%s/state", lx_device_back(s, d));
	return !state || atoi(state) <= XenbusStateInitialising;
}

static void close_it(struct lx_op *op)
{
	struct removal *r = op->data;

	if (is_alone(op->s, &r->d)) {
		lx_op_next(op);
		return;
	}
	if (is_unused(op->s, &r->d))
		r->forced = true;
	note(r, lx_xs_transaction(op->s, write_closing, r));
	wait_until_closed(op);
}

static void await_script(struct lx_op *op)
{
	struct removal *r = op->data;

	if (r->d.backend && r->d.backend->script)
		lx_script_await(op, &r->d);
	lx_op_join(op);
}

static void run_script(struct lx_op *op)
{
	struct removal *r = op->data;

	lx_script_run(op, &r->d, true);
	lx_op_join(op);
}

static void follow_up(struct lx_op *op)
{
	struct removal *r = op->data;

	if (r->d.class && r->d.class->gone)
		note(r, r->d.class->gone(op, &r->d));
	lx_op_join(op);
}

static int remove_nodes(struct lx_scope *s, xs_transaction_t t, void *arg)
{
	const struct lx_device *d = arg;
	/* dom0's folder is there for its devices only. */
	const char *top = d->domid ? lx_printf(s, "/libxl/%u", d->domid)
				   : "/libxl";
	int rc = lx_xs_prune(s, t, lx_device_note(s, d), top);

	if (!rc)
		rc = lx_xs_prune(s, t, lx_device_back(s, d),
				 lx_xs_dompath(s, d->back_domid));
	return rc ? rc : lx_xs_prune(s, t, lx_device_front(s, d),
				     lx_xs_dompath(s, d->domid));
}

static void remove_both(struct lx_op *op)
{
	struct removal *r = op->data;

	note(r, lx_xs_transaction(op->s, remove_nodes, &r->d));
	lx_op_next(op);
}

static void unstore(struct lx_op *op)
{
	struct removal *r = op->data;

	note(r, lx_stored_remove(op->s, r->d.class, r->dev));
	lx_op_end_step(op, r->rc);
}

static void sum_up(struct lx_op *op)
{
	struct removal *r = op->data;

	if (!r->rc_out) {
		lx_op_end_step(op, r->rc);
		return;
	}
	if (!*r->rc_out)
		*r->rc_out = r->rc;
	lx_op_next(op);
}

static const struct lx_step public_steps[] = {
	{ "find the device",		find,		NULL },
	{ "wait for its script",	await_script,	NULL },
	{ "close it",			close_it,	NULL },
	{ "run its script",		run_script,	NULL },
	{ "follow it up",		follow_up,	NULL },
	{ "remove both its ends",	remove_both,	NULL },
	{ "remove it from the config",	unstore,	NULL },
	{ NULL, NULL, NULL },
};

static const struct lx_step inner_steps[] = {
	{ "wait for its script",	await_script,	NULL },
	{ "close a device",		close_it,	NULL },
	{ "run its script",		run_script,	NULL },
	{ "follow it up",		follow_up,	NULL },
	{ "remove both its ends",	remove_both,	NULL },
	{ "sum up",			sum_up,		NULL },
	{ NULL, NULL, NULL },
};

/* -- callers -------------------------------------------------------------------------- */
int lx_device_remove(libxl_ctx *ctx, uint32_t domid,
		     const struct lx_device_class *class, const void *dev,
		     enum lx_removal how_hard, const libxl_asyncop_how *how)
{
	struct lx_op *op = lx_op_new(ctx, domid, how, public_steps,
				     sizeof(struct removal));
	struct removal *r = op->data;

	r->d.class = class;
	r->dev = dev;
	r->how_hard = how_hard;
	r->forced = how_hard == LX_DESTROY;
	return lx_op_run(op);
}

void lx_device_remove_run(struct lx_op *op, const struct lx_device *d,
			  enum lx_removal how_hard, int *rc)
{
	struct lx_op *sub = lx_op_sub(op, inner_steps, sizeof(struct removal));
	struct removal *r = sub->data;

	r->d = *d;
	r->how_hard = how_hard;
	r->forced = how_hard == LX_DESTROY;
	r->rc_out = rc;
	lx_op_sub_run(sub);
}

void lx_devices_remove_run(struct lx_op *op, uint32_t domid, int *rc)
{
	struct lx_device *list;
	int nr;

	*rc = lx_devices_noted(op->s, XBT_NULL, domid, NULL, &list, &nr);
	for (int i = 0; i < nr; i++)
		lx_device_remove_run(op, &list[i], LX_DESTROY, rc);
}
