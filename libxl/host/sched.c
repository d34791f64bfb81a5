/* SPDX-License-Identifier: LGPL-2.1-only */
/* Scheduler parameters of a pool. */
#include <xenctrl.h>

#include "core/ctx.h"
#include "core/log.h"

int libxl_get_scheduler(libxl_ctx *ctx)
{
	struct lx_scope s;
	int id, rc;

	lx_scope_enter(&s, ctx, LX_NO_DOMID);
	rc = xc_sched_id(ctx->xc, &id);
	if (rc)
		rc = lx_fail_errno(&s, ERROR_FAIL,
				   "the scheduler cannot be told");
	lx_scope_leave(&s);
	return rc ? rc : id;
}

static int check_range(struct lx_scope *s, const char *what, int value, int min,
		       int max)
{
	if (value >= min && value <= max)
		return 0;
	return lx_fail(s, ERROR_INVAL, "%s: %d is outside %d-%d", what, value,
		       min, max);
}

/* A rate limit of 0 means none. */
static int check_ratelimit(struct lx_scope *s, int us)
{
	if (!us)
		return 0;
	return check_range(s, "ratelimit (us)", us,
			   XEN_SYSCTL_SCHED_RATELIMIT_MIN,
			   XEN_SYSCTL_SCHED_RATELIMIT_MAX);
}

static void credit_to_api(const struct xen_sysctl_credit_schedule *from,
			  libxl_sched_credit_params *to)
{
	to->tslice_ms = from->tslice_ms;
	to->ratelimit_us = from->ratelimit_us;
	to->vcpu_migr_delay_us = from->vcpu_migr_delay_us;
}

int libxl_sched_credit_params_get(libxl_ctx *ctx, uint32_t poolid,
				  libxl_sched_credit_params *scinfo)
{
	struct xen_sysctl_credit_schedule params;
	struct lx_scope s;
	int rc = 0;

	lx_scope_enter(&s, ctx, LX_NO_DOMID);
	if (xc_sched_credit_params_get(ctx->xc, poolid, &params))
		rc = lx_fail_errno(&s, ERROR_FAIL,
				   "pool %u: no credit parameters", poolid);
	else
		credit_to_api(&params, scinfo);
	lx_scope_leave(&s);
	return rc;
}

static int set_credit(struct lx_scope *s, uint32_t poolid,
		      libxl_sched_credit_params *p)
{
	struct xen_sysctl_credit_schedule params = {
		.tslice_ms = p->tslice_ms,
		.ratelimit_us = p->ratelimit_us,
		.vcpu_migr_delay_us = p->vcpu_migr_delay_us,
	};
	int rc = check_range(s, "time slice (ms)", p->tslice_ms,
			     XEN_SYSCTL_CSCHED_TSLICE_MIN,
			     XEN_SYSCTL_CSCHED_TSLICE_MAX);

	if (!rc)
		rc = check_ratelimit(s, p->ratelimit_us);
	if (!rc && p->ratelimit_us > p->tslice_ms * 1000)
		rc = lx_fail(s, ERROR_INVAL,
			     "the ratelimit (%d us) exceeds the time slice (%d ms)",
			     p->ratelimit_us, p->tslice_ms);
	if (!rc)
		rc = check_range(s, "migration delay (us)",
				 p->vcpu_migr_delay_us, 0,
				 XEN_SYSCTL_CSCHED_MGR_DLY_MAX_US);
	if (rc)
		return rc;
	if (xc_sched_credit_params_set(s->ctx->xc, poolid, &params))
		return lx_fail_errno(s, ERROR_FAIL,
				     "pool %u: credit parameters refused",
				     poolid);
	credit_to_api(&params, p);
	return 0;
}

int libxl_sched_credit_params_set(libxl_ctx *ctx, uint32_t poolid,
				  libxl_sched_credit_params *scinfo)
{
	struct lx_scope s;
	int rc;

	lx_scope_enter(&s, ctx, LX_NO_DOMID);
	rc = set_credit(&s, poolid, scinfo);
	lx_scope_leave(&s);
	return rc;
}

int libxl_sched_credit2_params_get(libxl_ctx *ctx, uint32_t poolid,
				   libxl_sched_credit2_params *scinfo)
{
	struct xen_sysctl_credit2_schedule params;
	struct lx_scope s;
	int rc = 0;

	lx_scope_enter(&s, ctx, LX_NO_DOMID);
	if (xc_sched_credit2_params_get(ctx->xc, poolid, &params))
		rc = lx_fail_errno(&s, ERROR_FAIL,
				   "pool %u: no credit2 parameters", poolid);
	else
		scinfo->ratelimit_us = params.ratelimit_us;
	lx_scope_leave(&s);
	return rc;
}

int libxl_sched_credit2_params_set(libxl_ctx *ctx, uint32_t poolid,
				   libxl_sched_credit2_params *scinfo)
{
	struct xen_sysctl_credit2_schedule params = {
		.ratelimit_us = scinfo->ratelimit_us,
	};
	struct lx_scope s;
	int rc;

	lx_scope_enter(&s, ctx, LX_NO_DOMID);
	rc = check_ratelimit(&s, scinfo->ratelimit_us);
	if (!rc && xc_sched_credit2_params_set(ctx->xc, poolid, &params))
		rc = lx_fail_errno(&s, ERROR_FAIL,
				   "pool %u: credit2 parameters refused",
				   poolid);
	if (!rc)
		scinfo->ratelimit_us = params.ratelimit_us;
	lx_scope_leave(&s);
	return rc;
}
