/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * Scheduler parameters of single vCPUs; of the schedulers only rtds has any.
 */
#include <stdlib.h>

#include <xenctrl.h>

#include "core/ctx.h"
#include "core/log.h"

typedef struct xen_domctl_schedparam_vcpu rtds_vcpu;

/* The domain's scheduler must be rtds; *nr is how many vCPUs it has. */
static int check_domain(struct lx_scope *s, int *nr)
{
	libxl_domain_sched_params params;
	libxl_dominfo info;
	int rc;

	libxl_domain_sched_params_init(&params);
	rc = libxl_domain_sched_params_get(s->ctx, s->domid, &params);
	if (!rc && params.sched != LIBXL_SCHEDULER_RTDS)
		rc = lx_fail(s, ERROR_INVAL,
			     "the %s scheduler has no parameters per vCPU",
			     libxl_scheduler_to_string(params.sched));
	libxl_domain_sched_params_dispose(&params);
	if (rc)
		return rc;
	libxl_dominfo_init(&info);
	rc = libxl_domain_info(s->ctx, &info, s->domid);
	*nr = info.vcpu_max_id + 1;
	libxl_dominfo_dispose(&info);
	return rc;
}

static int check_vcpu(struct lx_scope *s, int vcpu, int nr)
{
	if (vcpu >= 0 && vcpu < nr)
		return 0;
	return lx_fail(s, ERROR_INVAL, "vCPU %d is outside 0-%d", vcpu, nr - 1);
}

static int read_all(struct lx_scope *s, rtds_vcpu *list, int nr)
{
	if (xc_sched_rtds_vcpu_get(s->ctx->xc, s->domid, list, nr))
		return lx_fail_errno(s, ERROR_FAIL,
				     "rtds parameters of vCPUs cannot be read");
	return 0;
}

static void to_api(const rtds_vcpu *from, libxl_sched_params *to)
{
	to->vcpuid = from->vcpuid;
	to->period = from->u.rtds.period;
	to->budget = from->u.rtds.budget;
	to->extratime = !!(from->u.rtds.flags & XEN_DOMCTL_SCHEDRT_extra);
}

static int get_some(struct lx_scope *s, libxl_vcpu_sched_params *p)
{
	rtds_vcpu *list = lx_calloc(s, p->num_vcpus, sizeof(*list));
	int nr, rc = check_domain(s, &nr);

	for (int i = 0; !rc && i < p->num_vcpus; i++) {
		rc = check_vcpu(s, p->vcpus[i].vcpuid, nr);
		list[i].vcpuid = p->vcpus[i].vcpuid;
	}
	if (!rc)
		rc = read_all(s, list, p->num_vcpus);
	for (int i = 0; !rc && i < p->num_vcpus; i++)
		to_api(&list[i], &p->vcpus[i]);
	if (!rc)
		p->sched = LIBXL_SCHEDULER_RTDS;
	return rc;
}

static int get_all(struct lx_scope *s, libxl_vcpu_sched_params *p)
{
	int nr, rc = check_domain(s, &nr);
	rtds_vcpu *list;

	if (rc)
		return rc;
	list = lx_calloc(s, nr, sizeof(*list));
	for (int i = 0; i < nr; i++)
		list[i].vcpuid = i;
	rc = read_all(s, list, nr);
	if (rc)
		return rc;
	p->sched = LIBXL_SCHEDULER_RTDS;
	p->num_vcpus = nr;
	p->vcpus = lx_out_calloc(nr, sizeof(*p->vcpus));
	for (int i = 0; i < nr; i++) {
		libxl_sched_params_init(&p->vcpus[i]);
		to_api(&list[i], &p->vcpus[i]);
	}
	return 0;
}

/* What is not given stays as the hypervisor has it. */
static int from_api(struct lx_scope *s, const libxl_sched_params *from,
		    rtds_vcpu *to)
{
	if (from->period != LIBXL_DOMAIN_SCHED_PARAM_PERIOD_DEFAULT)
		to->u.rtds.period = from->period;
	if (from->budget != LIBXL_DOMAIN_SCHED_PARAM_BUDGET_DEFAULT)
		to->u.rtds.budget = from->budget;
	if (from->extratime == 0)
		to->u.rtds.flags &= ~XEN_DOMCTL_SCHEDRT_extra;
	else if (from->extratime != LIBXL_DOMAIN_SCHED_PARAM_EXTRATIME_DEFAULT)
		to->u.rtds.flags |= XEN_DOMCTL_SCHEDRT_extra;
	if (to->u.rtds.budget && to->u.rtds.budget <= to->u.rtds.period)
		return 0;
	return lx_fail(s, ERROR_INVAL,
		       "vCPU %u: budget: %u us is outside 1-%u, the period",
		       to->vcpuid, to->u.rtds.budget, to->u.rtds.period);
}

static int write_list(struct lx_scope *s, rtds_vcpu *list, int nr)
{
	if (xc_sched_rtds_vcpu_set(s->ctx->xc, s->domid, list, nr))
		return lx_fail_errno(s, ERROR_FAIL,
				     "rtds parameters of vCPUs are refused");
	return 0;
}

static int set_some(struct lx_scope *s, const libxl_vcpu_sched_params *p)
{
	rtds_vcpu *list = lx_calloc(s, p->num_vcpus, sizeof(*list));
	int nr, rc = check_domain(s, &nr);

	for (int i = 0; !rc && i < p->num_vcpus; i++) {
		rc = check_vcpu(s, p->vcpus[i].vcpuid, nr);
		list[i].vcpuid = p->vcpus[i].vcpuid;
	}
	if (!rc)
		rc = read_all(s, list, p->num_vcpus);
	for (int i = 0; !rc && i < p->num_vcpus; i++)
		rc = from_api(s, &p->vcpus[i], &list[i]);
	return rc ? rc : write_list(s, list, p->num_vcpus);
}

/* One entry, for every vCPU. */
static int set_all(struct lx_scope *s, const libxl_vcpu_sched_params *p)
{
	int nr, rc = check_domain(s, &nr);
	rtds_vcpu *list;

	if (rc)
		return rc;
	if (p->num_vcpus != 1)
		return lx_fail(s, ERROR_INVAL,
			       "%d sets of vCPU parameters for all vCPUs; one is needed",
			       p->num_vcpus);
	list = lx_calloc(s, nr, sizeof(*list));
	for (int i = 0; i < nr; i++)
		list[i].vcpuid = i;
	rc = read_all(s, list, nr);
	for (int i = 0; !rc && i < nr; i++)
		rc = from_api(s, &p->vcpus[0], &list[i]);
	return rc ? rc : write_list(s, list, nr);
}

int libxl_vcpu_sched_params_get(libxl_ctx *ctx, uint32_t domid,
				libxl_vcpu_sched_params *params)
{
	struct lx_scope s;
	int rc;

	lx_scope_enter(&s, ctx, domid);
	rc = get_some(&s, params);
	lx_scope_leave(&s);
	return rc;
}

int libxl_vcpu_sched_params_get_all(libxl_ctx *ctx, uint32_t domid,
				    libxl_vcpu_sched_params *params)
{
	struct lx_scope s;
	int rc;

	lx_scope_enter(&s, ctx, domid);
	rc = get_all(&s, params);
	lx_scope_leave(&s);
	return rc;
}

int libxl_vcpu_sched_params_set(libxl_ctx *ctx, uint32_t domid,
				const libxl_vcpu_sched_params *params)
{
	struct lx_scope s;
	int rc;

	lx_scope_enter(&s, ctx, domid);
	rc = set_some(&s, params);
	lx_scope_leave(&s);
	return rc;
}

int libxl_vcpu_sched_params_set_all(libxl_ctx *ctx, uint32_t domid,
				    const libxl_vcpu_sched_params *params)
{
	struct lx_scope s;
	int rc;

	lx_scope_enter(&s, ctx, domid);
	rc = set_all(&s, params);
	lx_scope_leave(&s);
	return rc;
}
