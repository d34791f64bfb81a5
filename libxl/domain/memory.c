/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * Memory of domains: how much one needs, its target, its limit. In KiB.
 *
 * The target is a wish: the guest's balloon driver reads it from xenstore and
 * follows. The limit is the hypervisor's and binds.
 */
#include <errno.h>
#include <unistd.h>

#include <xenctrl.h>

#include "core/ctx.h"
#include "core/log.h"
#include "core/xs.h"
#include "domain/create.h"

/* What the hypervisor's own pages for a domain come to. */
#define EXTRA_KB 1024
#define MIN_DOM0_KB (128 * 1024)

/* -- how much a new domain takes of the host ---------------------------------- */
static int need(libxl_ctx *ctx, libxl_domain_build_info *b, uint32_t domid,
		uint64_t *need_memkb)
{
	uint64_t step = 2 * 1024;
	struct lx_scope s;
	uint64_t kb;
	int rc;

	lx_scope_enter(&s, ctx, domid);
	rc = lx_build_info_complete(&s, b);
	lx_scope_leave(&s);
	if (rc)
		return rc;
	kb = b->target_memkb + b->shadow_memkb + b->iommu_memkb +
	     (b->type == LIBXL_DOMAIN_TYPE_PV ? 1024 : 2048);
	*need_memkb = (kb + step - 1) / step * step;
	return 0;
}

int libxl_domain_need_memory(libxl_ctx *ctx, libxl_domain_config *config,
			     uint32_t domid_for_logging, uint64_t *need_memkb)
{
	return need(ctx, &config->b_info, domid_for_logging, need_memkb);
}

int libxl_domain_need_memory_0x041200(libxl_ctx *ctx,
				      const libxl_domain_build_info *b_info_in,
				      uint64_t *need_memkb)
{
	libxl_domain_build_info b;
	int rc;

	libxl_domain_build_info_init(&b);
	libxl_domain_build_info_copy(ctx, &b, b_info_in);
	rc = need(ctx, &b, LX_NO_DOMID, need_memkb);
	libxl_domain_build_info_dispose(&b);
	return rc;
}

/* What fits into 32 bits; more is an error, not a smaller number. */
static int narrow(int rc, uint64_t value, uint32_t *out)
{
	if (rc)
		return rc;
	*out = value;
	return *out == value ? 0 : ERROR_FAIL;
}

int libxl_domain_need_memory_0x040700(libxl_ctx *ctx,
				      const libxl_domain_build_info *b_info_in,
				      uint32_t *need_memkb)
{
	uint64_t kb = 0;
	int rc = libxl_domain_need_memory_0x041200(ctx, b_info_in, &kb);

	return narrow(rc, kb, need_memkb);
}

/* -- xenstore's figures ------------------------------------------------------------ */
struct figures {
	uint64_t target, max, video;
};

static int figure(struct lx_scope *s, xs_transaction_t t, const char *name,
		  uint64_t *value)
{
	return lx_xs_read_u64(s, t, lx_printf(s, "%s/memory/%s",
					      lx_xs_dompath(s, s->domid),
					      name), value);
}

static int set_figure(struct lx_scope *s, xs_transaction_t t, const char *name,
		      uint64_t value)
{
	return lx_xs_writef(s, t, lx_printf(s, "%s/memory/%s",
					    lx_xs_dompath(s, s->domid), name),
			    "%llu", (unsigned long long)value);
}

/* dom0 was made by the hypervisor: what it has now becomes its target. */
static int figures_of_dom0(struct lx_scope *s, xs_transaction_t t,
			   struct figures *f)
{
	libxl_physinfo host;
	libxl_dominfo info;
	int rc;

	libxl_dominfo_init(&info);
	libxl_physinfo_init(&host);
	rc = libxl_domain_info(s->ctx, &info, 0);
	if (!rc)
		rc = libxl_get_physinfo(s->ctx, &host);
	if (!rc) {
		uint64_t all = host.total_pages * (XC_PAGE_SIZE / 1024);

		f->target = info.current_memkb;
		/* Without dom0_mem there is no limit but the host's. */
		f->max = info.max_memkb < all ? info.max_memkb : all;
		f->video = 0;
		rc = set_figure(s, t, "target", f->target);
	}
	if (!rc)
		rc = set_figure(s, t, "static-max", f->max);
	libxl_physinfo_dispose(&host);
	libxl_dominfo_dispose(&info);
	return rc;
}

static int read_figures(struct lx_scope *s, xs_transaction_t t,
			struct figures *f)
{
	int rc = figure(s, t, "target", &f->target);

	if (rc == ERROR_NOTFOUND && !s->domid)
		return figures_of_dom0(s, t, f);
	if (rc == ERROR_NOTFOUND)
		return lx_fail(s, ERROR_FAIL,
			       "it has no memory target: there is no such domain, or it is being made");
	if (!rc)
		rc = figure(s, t, "static-max", &f->max);
	if (rc == ERROR_NOTFOUND)
		return lx_fail(s, ERROR_FAIL, "it has no memory limit");
	if (!rc)
		rc = figure(s, t, "videoram", &f->video);
	if (rc == ERROR_NOTFOUND) {
		f->video = 0;
		rc = 0;
	}
	return rc;
}

/* -- target ------------------------------------------------------------------------ */
struct retarget {
	int64_t kb;
	bool relative, enforce;
};

static int check_target(struct lx_scope *s, const struct figures *f,
			int64_t wanted)
{
	if (wanted < 0)
		return lx_fail(s, ERROR_INVAL,
			       "its target is %llu KiB: no room for taking away more",
			       (unsigned long long)f->target);
	if ((uint64_t)wanted > f->max)
		return lx_fail(s, ERROR_INVAL,
			       "memory: %lld KiB is more than its limit (maxmem), %llu KiB",
			       (long long)wanted, (unsigned long long)f->max);
	if (!s->domid && wanted < MIN_DOM0_KB)
		return lx_fail(s, ERROR_INVAL,
			       "memory: %lld KiB is less than dom0 needs, %d KiB",
			       (long long)wanted, MIN_DOM0_KB);
	return 0;
}

static int write_target(struct lx_scope *s, xs_transaction_t t, uint64_t kb)
{
	const char *vm = lx_xs_getf(s, t, "%s/vm", lx_xs_dompath(s, s->domid));
	int rc = set_figure(s, t, "target", kb);

	if (!rc && vm && *vm)
		rc = lx_xs_writef(s, t, lx_printf(s, "%s/memory", vm), "%llu",
				  (unsigned long long)kb / 1024);
	return rc;
}

/* The limit is set within: it may be set twice, and to the same value. */
static int retarget(struct lx_scope *s, xs_transaction_t t, void *arg)
{
	const struct retarget *r = arg;
	struct figures f;
	int64_t kb;
	int rc = read_figures(s, t, &f);

	if (rc)
		return rc;
	/* Callers count the video memory, the balloon driver does not. */
	kb = r->relative ? (int64_t)f.target + r->kb
			 : r->kb - (int64_t)f.video;
	rc = check_target(s, &f, kb);
	if (rc)
		return rc;
	if (r->enforce &&
	    xc_domain_setmaxmem(s->ctx->xc, s->domid, kb + f.video + EXTRA_KB))
		return lx_fail_errno(s, ERROR_FAIL,
				     "its memory cannot be limited to %lld KiB",
				     (long long)kb);
	return write_target(s, t, kb);
}

int libxl_set_memory_target(libxl_ctx *ctx, uint32_t domid,
			    int64_t target_memkb, int relative, int enforce)
{
	struct retarget r = { target_memkb, relative, enforce };
	struct lx_scope s;
	int rc;

	lx_scope_enter(&s, ctx, domid);
	rc = lx_xs_transaction(&s, retarget, &r);
	lx_scope_leave(&s);
	return rc;
}

static int get_figures(struct lx_scope *s, xs_transaction_t t, void *arg)
{
	return read_figures(s, t, arg);
}

int libxl_get_memory_target(libxl_ctx *ctx, uint32_t domid,
			    uint64_t *out_target)
{
	struct figures f;
	struct lx_scope s;
	int rc;

	lx_scope_enter(&s, ctx, domid);
	rc = lx_xs_transaction(&s, get_figures, &f);
	if (!rc)
		*out_target = f.target;
	lx_scope_leave(&s);
	return rc;
}

int libxl_get_memory_target_0x040700(libxl_ctx *ctx, uint32_t domid,
				     uint32_t *out_target)
{
	uint64_t kb = 0;
	int rc = libxl_get_memory_target(ctx, domid, &kb);

	return narrow(rc, kb, out_target);
}

/* -- limit ------------------------------------------------------------------------- */
static int set_limit(struct lx_scope *s, xs_transaction_t t, void *arg)
{
	uint64_t kb = *(const uint64_t *)arg;
	struct figures f;
	int rc = read_figures(s, t, &f);

	if (rc)
		return rc;
	if (kb < f.target)
		return lx_fail(s, ERROR_INVAL,
			       "maxmem: %llu KiB is less than its target (memory), %llu KiB",
			       (unsigned long long)kb,
			       (unsigned long long)f.target);
	if (xc_domain_setmaxmem(s->ctx->xc, s->domid, kb + EXTRA_KB))
		return lx_fail_errno(s, ERROR_FAIL,
				     "its memory cannot be limited to %llu KiB",
				     (unsigned long long)kb);
	return set_figure(s, t, "static-max", kb);
}

int libxl_domain_setmaxmem(libxl_ctx *ctx, uint32_t domid,
			   uint64_t target_memkb)
{
	struct lx_scope s;
	int rc;

	lx_scope_enter(&s, ctx, domid);
	rc = lx_xs_transaction(&s, set_limit, &target_memkb);
	lx_scope_leave(&s);
	return rc;
}

/* -- waiting ----------------------------------------------------------------------- */
int libxl_wait_for_free_memory(libxl_ctx *ctx, uint32_t domid,
			       uint64_t memory_kb, int wait_secs)
{
	uint64_t free_kb;
	int rc;

	(void)domid;
	for (;;) {
		rc = libxl_get_free_memory(ctx, &free_kb);
		if (rc || free_kb >= memory_kb)
			return rc;
		if (wait_secs-- <= 0)
			return ERROR_NOMEM;
		sleep(1);
	}
}

static int above_target(libxl_ctx *ctx, uint32_t domid, uint64_t target,
			bool *above)
{
	libxl_dominfo info;
	int rc;

	libxl_dominfo_init(&info);
	rc = libxl_domain_info(ctx, &info, domid);
	if (!rc)
		*above = info.current_memkb + info.outstanding_memkb > target;
	libxl_dominfo_dispose(&info);
	return rc;
}

int libxl_wait_for_memory_target(libxl_ctx *ctx, uint32_t domid, int wait_secs)
{
	uint64_t target;
	bool above;
	int rc = libxl_get_memory_target(ctx, domid, &target);

	while (!rc) {
		rc = above_target(ctx, domid, target, &above);
		if (rc || !above)
			break;
		if (wait_secs-- <= 0)
			return ERROR_FAIL;
		sleep(1);
	}
	return rc;
}
