/* SPDX-License-Identifier: LGPL-2.1-only */
/* Running and stopping: pause, unpause, resume, and what the guest is asked. */
#include <errno.h>

#include <xenctrl.h>
#include <xenguest.h>

#include "core/ctx.h"
#include "core/log.h"
#include "core/xs.h"
#include "event/op.h"

/* How long a guest may take to notice a request. */
#define ACK_MS 60000

/* -- at once ------------------------------------------------------------------ */
static int at_once(libxl_ctx *ctx, uint32_t domid,
		   const libxl_asyncop_how *ao_how,
		   int (*call)(struct lx_scope *s))
{
	struct lx_scope s;
	int rc;

	lx_scope_enter(&s, ctx, domid);
	rc = call(&s);
	lx_scope_leave(&s);
	return lx_op_instant(ctx, domid, ao_how, rc);
}

static int do_pause(struct lx_scope *s)
{
	if (xc_domain_pause(s->ctx->xc, s->domid))
		return lx_fail_errno(s, ERROR_FAIL, "it cannot be paused");
	return 0;
}

static int do_unpause(struct lx_scope *s)
{
	if (xc_domain_unpause(s->ctx->xc, s->domid))
		return lx_fail_errno(s, ERROR_FAIL, "it cannot be unpaused");
	return 0;
}

static int do_resume(struct lx_scope *s, bool cancelled)
{
	if (xc_domain_resume(s->ctx->xc, s->domid, cancelled))
		return lx_fail_errno(s, ERROR_FAIL, "it cannot be resumed");
	if (!xs_resume_domain(s->ctx->xs, s->domid))
		return lx_fail_errno(s, ERROR_FAIL,
				     "xenstored does not take note of its resuming");
	return 0;
}

static int resume_new(struct lx_scope *s)
{
	return do_resume(s, false);
}

static int resume_cancelled(struct lx_scope *s)
{
	return do_resume(s, true);
}

int libxl_domain_pause(libxl_ctx *ctx, uint32_t domid,
		       const libxl_asyncop_how *ao_how)
{
	return at_once(ctx, domid, ao_how, do_pause);
}

int libxl_domain_unpause(libxl_ctx *ctx, uint32_t domid,
			 const libxl_asyncop_how *ao_how)
{
	return at_once(ctx, domid, ao_how, do_unpause);
}

int libxl_domain_resume(libxl_ctx *ctx, uint32_t domid, int suspend_cancel,
			const libxl_asyncop_how *ao_how)
{
	return at_once(ctx, domid, ao_how,
		       suspend_cancel ? resume_cancelled : resume_new);
}

/* -- asking the guest through control/shutdown ---------------------------------- */
struct request {
	const char *word;
	const char *path;
};

/* A guest without PV drivers does not hear us. */
static int check_listens(struct lx_scope *s)
{
	libxl_dominfo info;
	const char *feature;
	int rc;

	libxl_dominfo_init(&info);
	rc = libxl_domain_info(s->ctx, &info, s->domid);
	if (rc) {
		lx_fail(s, rc, "there is no such domain");
	} else if (info.domain_type == LIBXL_DOMAIN_TYPE_HVM) {
		feature = lx_xs_getf(s, XBT_NULL,
			"%s/control/feature-poweroff",
			lx_xs_dompath(s, s->domid));
		if (!feature || strcmp(feature, "1"))
			rc = lx_fail(s, ERROR_NOPARAVIRT,
				     "it runs no PV drivers that would hear of it; try the ACPI trigger");
	}
	libxl_dominfo_dispose(&info);
	return rc;
}

static void ask(struct lx_op *op)
{
	struct request *r = op->data;
	int rc = check_listens(op->s);

	r->path = lx_printf(op->s, "%s/control/shutdown",
			    lx_xs_dompath(op->s, op->s->domid));
	if (!rc)
		rc = lx_xs_write(op->s, XBT_NULL, r->path, r->word);
	lx_op_end_step(op, rc);
}

/* Too late; unless it noticed just now, it shall not notice any more. */
static int withdraw(struct lx_scope *s, xs_transaction_t t, void *arg)
{
	const struct request *r = arg;
	const char *value = lx_xs_get(s, t, r->path);

	if (!value || strcmp(value, r->word))
		return LX_XS_ABANDON;
	return lx_xs_write(s, t, r->path, "");
}

static void answered(struct lx_op *op, int rc, const char *value)
{
	struct request *r = op->data;

	if (!rc && value && !strcmp(value, r->word))
		return;
	if (rc == ERROR_TIMEDOUT) {
		lx_xs_transaction(op->s, withdraw, r);
		rc = lx_fail(op->s, ERROR_GUEST_TIMEDOUT,
			     "it did not take the request \"%s\" within %d s",
			     r->word, ACK_MS / 1000);
	}
	lx_op_end_step(op, rc);
}

static void wait_for_answer(struct lx_op *op)
{
	struct request *r = op->data;
	int rc = lx_op_wait_path(op, r->path, ACK_MS, answered);

	if (rc)
		lx_op_fail(op, rc);
}

static const struct lx_step request_steps[] = {
	{ "ask the guest",		ask,		 NULL },
	{ "wait for its answer",	wait_for_answer, NULL },
	{ NULL, NULL, NULL },
};

static int request(libxl_ctx *ctx, uint32_t domid,
		   const libxl_asyncop_how *ao_how, const char *word)
{
	struct lx_op *op = lx_op_new(ctx, domid, ao_how, request_steps,
				     sizeof(struct request));
	struct request *r = op->data;

	r->word = word;
	return lx_op_run(op);
}

int libxl_domain_shutdown(libxl_ctx *ctx, uint32_t domid,
			  const libxl_asyncop_how *ao_how)
{
	return request(ctx, domid, ao_how, "poweroff");
}

int libxl_domain_reboot(libxl_ctx *ctx, uint32_t domid,
			const libxl_asyncop_how *ao_how)
{
	return request(ctx, domid, ao_how, "reboot");
}
