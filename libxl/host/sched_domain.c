/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * Scheduler parameters of a domain and its vCPUs.
 *
 * One row per scheduler says how its parameters are read and written; the
 * domain's own scheduler is its pool's.
 */
#include <xenctrl.h>

#include "core/ctx.h"
#include "core/log.h"
#include "idl/types.h"

#define WEIGHT_MAX 65535

/* -- which scheduler -------------------------------------------------------- */

static libxl_scheduler pool_scheduler(struct lx_scope *s, uint32_t poolid)
{
	xc_cpupoolinfo_t *pool = xc_cpupool_getinfo(s->ctx->xc, poolid);
	libxl_scheduler sched = LIBXL_SCHEDULER_UNKNOWN;

	if (pool && pool->cpupool_id == poolid)
		sched = pool->sched_id;
	if (pool)
		xc_cpupool_infofree(s->ctx->xc, pool);
	return sched;
}

static int domain_scheduler(struct lx_scope *s, libxl_scheduler *sched)
{
	libxl_dominfo info;
	int rc;

	libxl_dominfo_init(&info);
	rc = libxl_domain_info(s->ctx, &info, s->domid);
	if (rc)
		rc = lx_fail(s, ERROR_INVAL, "there is no such domain");
	else
		*sched = pool_scheduler(s, info.cpupool);
	libxl_dominfo_dispose(&info);
	return rc;
}

static int check(struct lx_scope *s, const char *what, int value, int min,
		 int max)
{
	if (value >= min && value <= max)
		return 0;
	return lx_fail(s, ERROR_INVAL, "%s: %d is outside %d-%d", what, value,
		       min, max);
}

static int no_access(struct lx_scope *s, const char *what)
{
	return lx_fail_errno(s, ERROR_FAIL, "%s scheduler parameters", what);
}

/* -- credit ------------------------------------------------------------------- */

static int credit_get(struct lx_scope *s, libxl_domain_sched_params *p)
{
	struct xen_domctl_sched_credit xc;

	if (xc_sched_credit_domain_get(s->ctx->xc, s->domid, &xc))
		return no_access(s, "credit");
	p->weight = xc.weight;
	p->cap = xc.cap;
	return 0;
}

/* A cap is in percent of one CPU. */
static int take_weight_and_cap(struct lx_scope *s, uint32_t max_vcpu,
			       const libxl_domain_sched_params *p,
			       uint16_t *weight, uint16_t *cap)
{
	int rc = 0;

	if (p->weight != LIBXL_DOMAIN_SCHED_PARAM_WEIGHT_DEFAULT) {
		rc = check(s, "weight", p->weight, 1, WEIGHT_MAX);
		*weight = p->weight;
	}
	if (!rc && p->cap != LIBXL_DOMAIN_SCHED_PARAM_CAP_DEFAULT) {
		rc = check(s, "cap", p->cap, 0, (max_vcpu + 1) * 100);
		*cap = p->cap;
	}
	return rc;
}

static int max_vcpu_id(struct lx_scope *s, uint32_t *id)
{
	libxl_dominfo info;
	int rc;

	libxl_dominfo_init(&info);
	rc = libxl_domain_info(s->ctx, &info, s->domid);
	*id = info.vcpu_max_id;
	libxl_dominfo_dispose(&info);
	return rc;
}

static int credit_set(struct lx_scope *s, const libxl_domain_sched_params *p)
{
	struct xen_domctl_sched_credit xc;
	uint32_t last;
	int rc = max_vcpu_id(s, &last);

	if (rc)
		return rc;
	if (xc_sched_credit_domain_get(s->ctx->xc, s->domid, &xc))
		return no_access(s, "credit");
	rc = take_weight_and_cap(s, last, p, &xc.weight, &xc.cap);
	if (!rc && xc_sched_credit_domain_set(s->ctx->xc, s->domid, &xc))
		rc = no_access(s, "credit");
	return rc;
}

/* -- credit2 ------------------------------------------------------------------ */

static int credit2_get(struct lx_scope *s, libxl_domain_sched_params *p)
{
	struct xen_domctl_sched_credit2 xc;

	if (xc_sched_credit2_domain_get(s->ctx->xc, s->domid, &xc))
		return no_access(s, "credit2");
	p->weight = xc.weight;
	p->cap = xc.cap;
	return 0;
}

static int credit2_set(struct lx_scope *s, const libxl_domain_sched_params *p)
{
	struct xen_domctl_sched_credit2 xc;
	uint32_t last;
	int rc = max_vcpu_id(s, &last);

	if (rc)
		return rc;
	if (xc_sched_credit2_domain_get(s->ctx->xc, s->domid, &xc))
		return no_access(s, "credit2");
	rc = take_weight_and_cap(s, last, p, &xc.weight, &xc.cap);
	if (!rc && xc_sched_credit2_domain_set(s->ctx->xc, s->domid, &xc))
		rc = no_access(s, "credit2");
	return rc;
}

/* -- rtds --------------------------------------------------------------------- */

static int rtds_get(struct lx_scope *s, libxl_domain_sched_params *p)
{
	struct xen_domctl_sched_rtds xc;

	if (xc_sched_rtds_domain_get(s->ctx->xc, s->domid, &xc))
		return no_access(s, "rtds");
	p->period = xc.period;
	p->budget = xc.budget;
	return 0;
}

static int rtds_set(struct lx_scope *s, const libxl_domain_sched_params *p)
{
	struct xen_domctl_sched_rtds xc;

	if (xc_sched_rtds_domain_get(s->ctx->xc, s->domid, &xc))
		return no_access(s, "rtds");
	if (p->period != LIBXL_DOMAIN_SCHED_PARAM_PERIOD_DEFAULT)
		xc.period = p->period;
	if (p->budget != LIBXL_DOMAIN_SCHED_PARAM_BUDGET_DEFAULT)
		xc.budget = p->budget;
	if (!xc.budget || xc.budget > xc.period)
		return lx_fail(s, ERROR_INVAL,
			       "budget: %u us is outside 1-%u, the period",
			       xc.budget, xc.period);
	if (xc_sched_rtds_domain_set(s->ctx->xc, s->domid, &xc))
		return no_access(s, "rtds");
	return 0;
}

/* -- arinc653, null: no parameters ------------------------------------------------ */

static int none_get(struct lx_scope *s, libxl_domain_sched_params *p)
{
	return 0;
}

static int none_set(struct lx_scope *s, const libxl_domain_sched_params *p)
{
	return lx_fail(s, ERROR_INVAL,
		       "the domain's scheduler has no parameters per domain");
}

/* null takes parameters and does nothing with them, as domains are moved. */
static int null_set(struct lx_scope *s, const libxl_domain_sched_params *p)
{
	return 0;
}

static const struct scheduler {
	libxl_scheduler id;
	int (*get)(struct lx_scope *s, libxl_domain_sched_params *p);
	int (*set)(struct lx_scope *s, const libxl_domain_sched_params *p);
} schedulers[] = {
	{ LIBXL_SCHEDULER_CREDIT, credit_get, credit_set },
	{ LIBXL_SCHEDULER_CREDIT2, credit2_get, credit2_set },
	{ LIBXL_SCHEDULER_RTDS, rtds_get, rtds_set },
	{ LIBXL_SCHEDULER_ARINC653, none_get, none_set },
	{ LIBXL_SCHEDULER_NULL, none_get, null_set },
};

static const struct scheduler *find(struct lx_scope *s, libxl_scheduler id)
{
	for (size_t i = 0; i < sizeof(schedulers) / sizeof(schedulers[0]); i++)
		if (schedulers[i].id == id)
			return &schedulers[i];
	lx_error(s, "scheduler %d is not known", id);
	return NULL;
}

static int params_get(struct lx_scope *s, libxl_domain_sched_params *p)
{
	const struct scheduler *sched;
	libxl_scheduler id;
	int rc = domain_scheduler(s, &id);

	if (rc)
		return rc;
	sched = find(s, id);
	if (!sched)
		return ERROR_INVAL;
	libxl_domain_sched_params_init(p);
	p->sched = id;
	return sched->get(s, p);
}

int libxl_domain_sched_params_get(libxl_ctx *ctx, uint32_t domid,
				  libxl_domain_sched_params *params)
{
	struct lx_scope s;
	int rc;

	lx_scope_enter(&s, ctx, domid);
	rc = params_get(&s, params);
	lx_scope_leave(&s);
	return rc;
}

static int params_set(struct lx_scope *s, const libxl_domain_sched_params *p)
{
	const struct scheduler *sched;
	libxl_scheduler id = p->sched;
	int rc = 0;

	if (id == LIBXL_SCHEDULER_UNKNOWN)
		rc = domain_scheduler(s, &id);
	if (rc)
		return rc;
	sched = find(s, id);
	return sched ? sched->set(s, p) : ERROR_INVAL;
}

int libxl_domain_sched_params_set(libxl_ctx *ctx, uint32_t domid,
				  const libxl_domain_sched_params *params)
{
	struct lx_scope s;
	int rc;

	lx_scope_enter(&s, ctx, domid);
	rc = params_set(&s, params);
	lx_scope_leave(&s);
	return rc;
}
