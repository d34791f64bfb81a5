/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * Operations: running steps forwards, undoing them backwards, telling the end.
 *
 * lx_op_drive() is the only place that begins a step. A step that ends within
 * its own start() only says so (op->go), so chains of quick steps do not
 * recurse.
 */
#include "event/state.h"

#include <stdlib.h>

#include "core/log.h"

/* What only a root operation has. */
struct lx_op_root {
	struct lx_scope scope;
	libxl_asyncop_how how;
	bool sync;
	bool posted;			/* its end is in the outbox, or told */
	unsigned int reports;		/* progress not yet told */
};

static void op_wait_stop(struct lx_op *op)
{
	lx_watch_stop(&op->wait.watch);
	lx_timer_stop(&op->wait.timer);
}

static void op_free(struct lx_op *op)
{
	struct lx_op_root *root = op->root;

	XEN_TAILQ_REMOVE(&op->ctx->events->ops, op, link);
	lx_scope_leave(&root->scope);
	free(root);
	free(op);
}

struct lx_op *lx_op_new(libxl_ctx *ctx, uint32_t domid,
			const libxl_asyncop_how *how,
			const struct lx_step *steps, size_t size)
{
	struct lx_op *op = lx_out_alloc(sizeof(*op));
	struct lx_op_root *root = lx_out_alloc(sizeof(*root));

	lx_enter(ctx);
	lx_scope_enter(&root->scope, ctx, domid);
	root->sync = !how;
	if (how)
		root->how = *how;
	op->root = root;
	op->ctx = ctx;
	op->s = &root->scope;
	op->domid = domid;
	op->steps = steps;
	op->data = lx_alloc(op->s, size ? size : 1);
	XEN_TAILQ_INSERT_TAIL(&ctx->events->ops, op, link);
	return op;
}

int lx_op_drop(struct lx_op *op, int rc)
{
	libxl_ctx *ctx = op->ctx;

	op_free(op);
	lx_leave(ctx);
	return rc;
}

/* -- the end --------------------------------------------------------------------- */
static void tell_end(libxl_ctx *ctx, struct lx_letter *l)
{
	l->op_how.callback(ctx, l->rc, l->op_how.u.for_callback);
}

static void end_told(libxl_ctx *ctx, struct lx_letter *l)
{
	(void)ctx;
	op_free(l->arg);
}

static void queue_end(struct lx_op *op)
{
	libxl_event *event = lx_event_new(LIBXL_EVENT_TYPE_OPERATION_COMPLETE,
					  op->domid,
					  op->root->how.u.for_event);

	event->u.operation_complete.rc = op->rc;
	lx_event_occurred(op->ctx, event);
}

/* Callers up the stack may still use op: it goes with the letter. */
static void post_end(struct lx_op *op)
{
	struct lx_op_root *root = op->root;
	struct lx_letter *l;

	/* Reports of progress are to have been made before. */
	if (root->reports || root->posted)
		return;
	root->posted = true;
	if (root->sync) {
		lx_wake_pollers(op->ctx);
		return;
	}
	l = lx_letter_new();
	l->tell = root->how.callback ? tell_end : NULL;
	l->told = end_told;
	l->op_how = root->how;
	l->rc = op->rc;
	l->arg = op;
	if (!root->how.callback)
		queue_end(op);
	lx_letter_post(op->ctx, l);
}

static void lx_op_drive(struct lx_op *op);

static void sub_ended(struct lx_op *parent, struct lx_op *sub)
{
	struct lx_op **at = &parent->first_sub;

	while (*at != sub)
		at = &(*at)->next_sub;
	*at = sub->next_sub;
	if (!parent->sub_rc)
		parent->sub_rc = sub->rc;
	if (--parent->subs_running || !parent->joining)
		return;
	parent->joining = false;
	lx_op_end_step(parent, parent->sub_rc);
}

static void op_ended(struct lx_op *op)
{
	op->state = LX_OP_ENDED;
	if (op->parent)
		sub_ended(op->parent, op);
	else
		post_end(op);
}

/* -- steps ----------------------------------------------------------------------- */
static bool abort_now(struct lx_op *op)
{
	if (op->state == LX_OP_STEP && op->aborted && !op->rc)
		op->rc = lx_fail(op->s, ERROR_ABORTED,
				 "stopped before \"%s\", as asked",
				 op->steps[op->at].name);
	return op->rc;
}

/* Goes to the next step, or the one before; false: there is none. */
static bool advance(struct lx_op *op)
{
	if (op->state == LX_OP_NEW) {
		op->state = LX_OP_STEP;
		op->at = 0;
	} else if (op->state == LX_OP_STEP && op->rc) {
		op->state = LX_OP_UNDO;	/* begins with this very step */
		return true;
	} else if (op->state == LX_OP_STEP) {
		op->at++;
	} else {
		if (!op->at)
			return false;
		op->at--;
		return true;
	}
	if (!op->steps[op->at].name)
		return false;
	if (!abort_now(op))
		return true;
	op->state = LX_OP_UNDO;
	if (!op->at)
		return false;
	op->at--;			/* this one did not begin */
	return true;
}

static void run_step(struct lx_op *op)
{
	const struct lx_step *step = &op->steps[op->at];

	op->sub_rc = 0;
	if (op->state == LX_OP_STEP) {
		lx_debug(op->s, "%s", step->name);
		step->start(op);
	} else if (step->undo) {
		lx_debug(op->s, "undo: %s", step->name);
		step->undo(op);
	} else {
		op->go = true;
	}
}

static void lx_op_drive(struct lx_op *op)
{
	if (op->stepping)
		return;
	op->stepping = true;
	while (op->go) {
		op->go = false;
		op_wait_stop(op);
		if (!advance(op)) {
			op_ended(op);
			return;
		}
		run_step(op);
	}
	op->stepping = false;
}

void lx_op_end_step(struct lx_op *op, int rc)
{
	if (!op->rc)
		op->rc = rc;
	op->go = true;
	lx_op_drive(op);
}

void lx_op_next(struct lx_op *op)
{
	lx_op_end_step(op, 0);
}

void lx_op_fail(struct lx_op *op, int rc)
{
	lx_op_end_step(op, rc);
}

static bool sync_over(void *arg)
{
	const struct lx_op *op = arg;

	return op->root->posted;
}

int lx_op_run(struct lx_op *op)
{
	libxl_ctx *ctx = op->ctx;
	bool sync = op->root->sync;
	int rc = 0;

	lx_op_next(op);
	if (sync) {
		rc = lx_wait_until(ctx, sync_over, op);
		if (!rc)
			rc = op->rc;
		if (op->state == LX_OP_ENDED)
			op_free(op);
	}
	lx_leave(ctx);
	return rc;
}

int lx_op_instant(libxl_ctx *ctx, uint32_t domid,
		  const libxl_asyncop_how *how, int rc)
{
	static const struct lx_step nothing[] = { { NULL, NULL, NULL } };
	struct lx_op *op;

	if (!how)
		return rc;
	op = lx_op_new(ctx, domid, how, nothing, 0);
	op->rc = rc;
	return lx_op_run(op);
}

/* -- suboperations ----------------------------------------------------------------- */
struct lx_op *lx_op_sub(struct lx_op *op, const struct lx_step *steps,
			size_t size)
{
	struct lx_op *sub = lx_alloc(op->s, sizeof(*sub));

	sub->ctx = op->ctx;
	sub->s = op->s;
	sub->domid = op->domid;
	sub->steps = steps;
	sub->data = lx_alloc(op->s, size ? size : 1);
	sub->parent = op;
	return sub;
}

void lx_op_sub_run(struct lx_op *sub)
{
	struct lx_op *op = sub->parent;

	/* What undoes something is not to be stopped. */
	sub->aborted = op->aborted && op->state == LX_OP_STEP;
	sub->next_sub = op->first_sub;
	op->first_sub = sub;
	op->subs_running++;
	lx_op_next(sub);
}

void lx_op_join(struct lx_op *op)
{
	if (op->subs_running) {
		op->joining = true;
		return;
	}
	lx_op_end_step(op, op->sub_rc);
}

/* -- progress ---------------------------------------------------------------------- */
static void tell_progress(libxl_ctx *ctx, struct lx_letter *l)
{
	l->progress_how.callback(ctx, l->event, l->progress_how.for_callback);
}

static void progress_told(libxl_ctx *ctx, struct lx_letter *l)
{
	struct lx_op *op = l->arg;

	(void)ctx;
	if (!--op->root->reports && op->state == LX_OP_ENDED)
		post_end(op);
}

void lx_op_progress(struct lx_op *op, const libxl_asyncprogress_how *how,
		    libxl_event *event)
{
	struct lx_letter *l;

	if (!how) {
		libxl_event_free(op->ctx, event);
		return;
	}
	event->for_user = how->for_event;
	if (!how->callback) {
		lx_event_occurred(op->ctx, event);
		return;
	}
	while (op->parent)
		op = op->parent;
	op->root->reports++;
	l = lx_letter_new();
	l->tell = tell_progress;
	l->told = progress_told;
	l->arg = op;
	l->event = event;
	l->progress_how = *how;
	lx_letter_post(op->ctx, l);
}

/* -- aborting ---------------------------------------------------------------------- */
static void abort_op(struct lx_op *op);

static void abort_subs(struct lx_op *op)
{
	struct lx_op *sub = op->first_sub;

	/* An end changes the list: from the beginning, until all know. */
	while (sub) {
		if (sub->aborted) {
			sub = sub->next_sub;
			continue;
		}
		abort_op(sub);
		sub = op->first_sub;
	}
}

static void abort_op(struct lx_op *op)
{
	op->aborted = true;
	if (op->state != LX_OP_STEP)
		return;
	if (op->subs_running)
		abort_subs(op);
	else
		lx_op_wait_abort(op);
}

static bool same_how(const struct lx_op *op, const libxl_asyncop_how *how)
{
	const struct lx_op_root *root = op->root;

	if (!how || root->sync)
		return !how && root->sync;
	if (how->callback != root->how.callback)
		return false;
	return how->callback
		? how->u.for_callback == root->how.u.for_callback
		: how->u.for_event == root->how.u.for_event;
}

int libxl_ao_abort(libxl_ctx *ctx, const libxl_asyncop_how *how)
{
	struct lx_op *op;
	int rc = ERROR_NOTFOUND;

	lx_enter(ctx);
	XEN_TAILQ_FOREACH(op, &ctx->events->ops, link)
		if (op->state != LX_OP_ENDED && same_how(op, how))
			break;
	if (op) {
		rc = op->aborted ? ERROR_ABORTED : 0;
		if (!rc)
			abort_op(op);
	}
	lx_leave(ctx);
	return rc;
}

/* Their context goes: they stop where they are, and nobody is told. */
void lx_ops_exit(libxl_ctx *ctx)
{
	struct lx_op *op;

	while ((op = XEN_TAILQ_FIRST(&ctx->events->ops)))
		op_free(op);
}
