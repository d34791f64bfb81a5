/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * Operations: named steps, one after the other, that may wait.
 *
 *	static const struct lx_step destroy_steps[] = {
 *		{ "stop the domain",	stop_domain,	NULL },
 *		{ "remove devices",	remove_devices,	NULL },
 *		{ NULL }
 *	};
 *
 *	int libxl_domain_destroy(libxl_ctx *ctx, uint32_t domid,
 *				 const libxl_asyncop_how *ao_how)
 *	{
 *		struct lx_op *op = lx_op_new(ctx, domid, ao_how, destroy_steps,
 *					     sizeof(struct destroy));
 *		struct destroy *d = op->data;
 *
 *		d->domid = domid;
 *		return lx_op_run(op);
 *	}
 *
 * A step's start() does its work and ends, at once or in a function that was
 * called back, with exactly one of lx_op_next(), lx_op_fail(), lx_op_join().
 * After a failure the undo() of this step and of those before it runs, last
 * first; each ends in the same way, and must cope with its step half done.
 * The operation's result is the first failure.
 *
 * Memory: op->s is the operation's own scope, which ends with it; data is in
 * there. A suboperation shares it.
 *
 * Aborting: a wait ends early with ERROR_ABORTED, and the next step does not
 * begin. Undoing is not aborted.
 *
 * Locking: everything here is called, and calls back, with ctx->lock held.
 */
#ifndef LIBXL_EVENT_OP_H
#define LIBXL_EVENT_OP_H

#include "core/scope.h"
#include "event/child.h"
#include "event/watch.h"

struct lx_op;

struct lx_step {
	const char *name;			/* NULL ends the table */
	void (*start)(struct lx_op *op);
	void (*undo)(struct lx_op *op);		/* NULL: nothing to undo */
};

/* What a step waits for: any of a watch, a timer, a child. */
struct lx_op_wait {
	struct lx_watch watch;
	struct lx_timer timer;
	struct lx_child child;
	const char *path;			/* of the watch */
	int child_rc;				/* why the child was killed */
	void *arg;				/* of who waits by on_time */
	void (*on_path)(struct lx_op *op, int rc, const char *value);
	void (*on_time)(struct lx_op *op, int rc);
	void (*on_child)(struct lx_op *op, int rc, int status);
};

enum lx_op_state { LX_OP_NEW, LX_OP_STEP, LX_OP_UNDO, LX_OP_ENDED };

struct lx_op {
	XEN_TAILQ_ENTRY(struct lx_op) link;	/* of roots: in the context */
	libxl_ctx *ctx;
	struct lx_scope *s;
	void *data;
	uint32_t domid;
	int rc;					/* first failure */

	/* -- private -- */
	const struct lx_step *steps;
	unsigned int at;
	enum lx_op_state state;
	bool stepping;				/* lx_op_drive() is at work */
	bool go;				/* the step in hand is over */
	bool aborted;
	struct lx_op_wait wait;
	struct lx_op *parent;			/* NULL: a root */
	struct lx_op *first_sub, *next_sub;
	unsigned int subs_running;
	bool joining;
	int sub_rc;				/* first failure of the subs */
	struct lx_op_root *root;		/* NULL in subs; see op.c */
};

/*
 * A new operation with size zeroed bytes of data. Enters the library; only
 * lx_op_run() or lx_op_drop() leaves it.
 */
struct lx_op *lx_op_new(libxl_ctx *ctx, uint32_t domid,
			const libxl_asyncop_how *how,
			const struct lx_step *steps, size_t size);
/*
 * Begins. With a how: 0, and the end is told as the how says; without: waits
 * and returns the result. op is gone afterwards unless it runs.
 */
int lx_op_run(struct lx_op *op);
/* It will not run after all; returns rc. */
int lx_op_drop(struct lx_op *op, int rc);

/*
 * For functions that take a how but are over at once: tells of rc as the how
 * says and returns 0; without a how returns rc.
 */
int lx_op_instant(libxl_ctx *ctx, uint32_t domid,
		  const libxl_asyncop_how *how, int rc);

/* The step in hand is over. */
void lx_op_next(struct lx_op *op);
/* It is over and did not work. rc was logged (lx_fail()). */
void lx_op_fail(struct lx_op *op, int rc);
/* lx_op_next() when rc is 0, else lx_op_fail(). */
void lx_op_end_step(struct lx_op *op, int rc);

/* -- suboperations ------------------------------------------------------- */
/* A part of op, from within a step, with data of its own. */
struct lx_op *lx_op_sub(struct lx_op *op, const struct lx_step *steps,
			size_t size);
/* Begins a suboperation; any number may run at once. */
void lx_op_sub_run(struct lx_op *sub);
/*
 * The step is over when all suboperations are; it failed when one did, with
 * the rc of the first that did.
 */
void lx_op_join(struct lx_op *op);

/* -- waiting, one of each kind at a time ------------------------------------ */
/*
 * Calls fn(op, 0, value) now and at each change of path (value NULL: there is
 * no such node) until lx_op_wait_done(), and once with ERROR_TIMEDOUT or
 * ERROR_ABORTED instead. ms < 0: no limit. path lives as long as the wait.
 * ERROR_*: there is no wait.
 */
int lx_op_wait_path(struct lx_op *op, const char *path, int ms,
		    void (*fn)(struct lx_op *op, int rc, const char *value));
/* Calls fn(op, 0) once, in ms milliseconds, or with ERROR_ABORTED. */
int lx_op_wait_ms(struct lx_op *op, int ms, void (*fn)(struct lx_op *op, int rc));
/*
 * Runs a program, or body() in a process of its own (its value is the exit
 * status). Calls fn(op, rc, status) when it has ended: rc is 0, ERROR_TIMEDOUT
 * or ERROR_ABORTED (then it was killed). ms < 0: no limit.
 */
int lx_op_wait_exec(struct lx_op *op, const struct lx_exec *what, int ms,
		    void (*fn)(struct lx_op *op, int rc, int status));
int lx_op_wait_fork(struct lx_op *op, int (*body)(struct lx_op *op), int ms,
		    void (*fn)(struct lx_op *op, int rc, int status));
/* Ends the waits for path and time; idle ones stay idle. */
void lx_op_wait_done(struct lx_op *op);
/* Has an abort been asked for: for long loops that wait for nothing. */
bool lx_op_aborted(const struct lx_op *op);

/* -- progress ---------------------------------------------------------------- */
/* Tells the application of event, which it takes over; how NULL: drops it. */
void lx_op_progress(struct lx_op *op, const libxl_asyncprogress_how *how,
		    libxl_event *event);

#endif
