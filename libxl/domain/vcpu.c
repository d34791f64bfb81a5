/* SPDX-License-Identifier: LGPL-2.1-only */
/* vCPUs: where they run, where they may run, which are online. */
#include <errno.h>
#include <stdlib.h>

#include <xenctrl.h>

#include <libxl_utils.h>

#include "core/ctx.h"
#include "core/log.h"
#include "core/xs.h"
#include "event/op.h"
#include "host/list.h"

/* -- list ------------------------------------------------------------------- */

static int read_vcpu(struct lx_scope *s, uint32_t vcpu, libxl_vcpuinfo *to)
{
	xc_vcpuinfo_t info;

	libxl_vcpuinfo_init(to);
	libxl_cpu_bitmap_alloc(s->ctx, &to->cpumap, 0);
	libxl_cpu_bitmap_alloc(s->ctx, &to->cpumap_soft, 0);
	if (xc_vcpu_getinfo(s->ctx->xc, s->domid, vcpu, &info))
		return lx_fail_errno(s, ERROR_FAIL, "vCPU %u: no information",
				     vcpu);
	if (xc_vcpu_getaffinity(s->ctx->xc, s->domid, vcpu, to->cpumap.map,
				to->cpumap_soft.map,
				XEN_VCPUAFFINITY_SOFT | XEN_VCPUAFFINITY_HARD))
		return lx_fail_errno(s, ERROR_FAIL, "vCPU %u: no affinity",
				     vcpu);
	to->vcpuid = vcpu;
	to->cpu = info.cpu;
	to->online = info.online;
	to->blocked = info.blocked;
	to->running = info.running;
	to->vcpu_time = info.cpu_time;
	return 0;
}

static libxl_vcpuinfo *list_vcpu(struct lx_scope *s, int *nr)
{
	libxl_vcpuinfo *list;
	libxl_dominfo info;
	int rc, n;

	libxl_dominfo_init(&info);
	rc = libxl_domain_info(s->ctx, &info, s->domid);
	if (rc) {
		lx_fail(s, rc, "there is no such domain");
		return NULL;
	}
	n = info.vcpu_max_id + 1;
	libxl_dominfo_dispose(&info);
	list = lx_out_calloc(n, sizeof(*list));
	for (*nr = 0; *nr < n; ++*nr) {
		if (!read_vcpu(s, *nr, &list[*nr]))
			continue;
		libxl_vcpuinfo_list_free(list, *nr + 1);
		return NULL;
	}
	return list;
}

libxl_vcpuinfo *libxl_list_vcpu(libxl_ctx *ctx, uint32_t domid, int *nb_vcpu,
				int *nr_cpus_out)
{
	libxl_vcpuinfo *list;
	struct lx_scope s;

	lx_scope_enter(&s, ctx, domid);
	*nr_cpus_out = libxl_get_online_cpus(ctx);
	list = list_vcpu(&s, nb_vcpu);
	lx_scope_leave(&s);
	return list;
}

void libxl_vcpuinfo_list_free(libxl_vcpuinfo *list, int nr_vcpus)
{
	lx_list_free(&lx_type_vcpuinfo, list, nr_vcpus);
}

/* -- affinity --------------------------------------------------------------- */

/* The hypervisor's maps are as long as it says: a copy of that length. */
static int to_host_map(struct lx_scope *s, const libxl_bitmap *from,
		       libxl_bitmap *to)
{
	int rc;

	libxl_bitmap_init(to);
	if (!from)
		return 0;
	rc = libxl_cpu_bitmap_alloc(s->ctx, to, 0);
	if (!rc)
		libxl_bitmap_copy(s->ctx, to, from);
	return rc;
}

/* The hypervisor leaves in both maps what will be in force. */
static void warn_of_effect(struct lx_scope *s, uint32_t vcpu,
			   const libxl_bitmap *hard, const libxl_bitmap *soft,
			   const libxl_bitmap *wanted_hard)
{
	if (wanted_hard && !libxl_bitmap_equal(wanted_hard, hard, 0))
		lx_debug(s, "vCPU %u: its hard affinity is narrower than asked for: CPUs outside the pool or offline",
			 vcpu);
	if (soft->map && libxl_bitmap_is_empty(soft))
		lx_warn(s, "vCPU %u: no CPU of its soft affinity can be used",
			vcpu);
}

static int set_affinity(struct lx_scope *s, uint32_t vcpu,
			const libxl_bitmap *hard, const libxl_bitmap *soft,
			uint32_t flags)
{
	libxl_bitmap h, f;
	int rc;

	if (!hard && !soft)
		return lx_fail(s, ERROR_INVAL, "vCPU %u: no affinity is given",
			       vcpu);
	rc = to_host_map(s, hard, &h);
	if (!rc)
		rc = to_host_map(s, soft, &f);
	else
		libxl_bitmap_init(&f);
	flags |= (hard ? XEN_VCPUAFFINITY_HARD : 0) |
		 (soft ? XEN_VCPUAFFINITY_SOFT : 0);
	if (!rc && xc_vcpu_setaffinity(s->ctx->xc, s->domid, vcpu, h.map,
				       f.map, flags))
		rc = lx_fail_errno(s, ERROR_FAIL,
				   "vCPU %u: its affinity cannot be set", vcpu);
	if (!rc)
		warn_of_effect(s, vcpu, &h, &f, hard);
	libxl_bitmap_dispose(&h);
	libxl_bitmap_dispose(&f);
	return rc;
}

int libxl_set_vcpuaffinity(libxl_ctx *ctx, uint32_t domid, uint32_t vcpuid,
			   const libxl_bitmap *cpumap_hard,
			   const libxl_bitmap *cpumap_soft)
{
	struct lx_scope s;
	int rc;

	lx_scope_enter(&s, ctx, domid);
	rc = set_affinity(&s, vcpuid, cpumap_hard, cpumap_soft, 0);
	lx_scope_leave(&s);
	return rc;
}

int libxl_set_vcpuaffinity_force(libxl_ctx *ctx, uint32_t domid,
				 uint32_t vcpuid,
				 const libxl_bitmap *cpumap_hard,
				 const libxl_bitmap *cpumap_soft)
{
	struct lx_scope s;
	int rc;

	lx_scope_enter(&s, ctx, domid);
	rc = set_affinity(&s, vcpuid, cpumap_hard, cpumap_soft,
			  XEN_VCPUAFFINITY_FORCE);
	lx_scope_leave(&s);
	return rc;
}

/* Goes on after a failure, so that as many as can be are set. */
int libxl_set_vcpuaffinity_all(libxl_ctx *ctx, uint32_t domid,
			       unsigned int max_vcpus,
			       const libxl_bitmap *cpumap_hard,
			       const libxl_bitmap *cpumap_soft)
{
	int rc = 0;

	for (unsigned int i = 0; i < max_vcpus; i++)
		if (libxl_set_vcpuaffinity(ctx, domid, i, cpumap_hard,
					   cpumap_soft))
			rc = ERROR_FAIL;
	return rc;
}

int libxl_domain_set_nodeaffinity(libxl_ctx *ctx, uint32_t domid,
				  libxl_bitmap *nodemap)
{
	struct lx_scope s;
	int rc = 0;

	lx_scope_enter(&s, ctx, domid);
	if (xc_domain_node_setaffinity(ctx->xc, domid, nodemap->map))
		rc = lx_fail_errno(&s, ERROR_FAIL,
				   "its node affinity cannot be set");
	lx_scope_leave(&s);
	return rc;
}

int libxl_domain_get_nodeaffinity(libxl_ctx *ctx, uint32_t domid,
				  libxl_bitmap *nodemap)
{
	struct lx_scope s;
	int rc = 0;

	lx_scope_enter(&s, ctx, domid);
	if (xc_domain_node_getaffinity(ctx->xc, domid, nodemap->map))
		rc = lx_fail_errno(&s, ERROR_FAIL,
				   "its node affinity cannot be read");
	lx_scope_leave(&s);
	return rc;
}

/* -- online ----------------------------------------------------------------- */

struct online {
	libxl_bitmap map;
	uint32_t max_id;
};

static int write_availability(struct lx_scope *s, xs_transaction_t t,
			      void *arg)
{
	const struct online *o = arg;

	for (uint32_t i = 0; i <= o->max_id; i++) {
		bool on = libxl_bitmap_test(&o->map, i);
		const char *path = lx_printf(s, "%s/cpu/%u/availability",
					     lx_xs_dompath(s, s->domid), i);
		int rc = lx_xs_write(s, t, path, on ? "online" : "offline");

		if (rc)
			return rc;
	}
	return 0;
}

static int set_online(struct lx_scope *s, struct online *o)
{
	int wanted = libxl_bitmap_count_set(&o->map);
	libxl_domain_type type;
	libxl_dominfo info;
	int rc;

	libxl_dominfo_init(&info);
	rc = libxl_domain_info(s->ctx, &info, s->domid);
	if (rc)
		return lx_fail(s, rc, "there is no such domain");
	o->max_id = info.vcpu_max_id;
	type = info.domain_type;
	libxl_dominfo_dispose(&info);
	if (wanted > (int)o->max_id + 1)
		return lx_fail(s, ERROR_FAIL,
			       "%d vCPUs are outside 1-%u, what it was created with",
			       wanted, o->max_id + 1);
	if (type == LIBXL_DOMAIN_TYPE_HVM)
		return lx_fail(s, ERROR_NI,
			       "vCPUs of an HVM domain cannot be plugged yet");
	return lx_xs_transaction(s, write_availability, o);
}

static void start_set_online(struct lx_op *op)
{
	lx_op_end_step(op, set_online(op->s, op->data));
}

static const struct lx_step online_steps[] = {
	{ .name = "set vCPUs online", .start = start_set_online },
	{ .name = NULL },
};

int libxl_set_vcpuonline(libxl_ctx *ctx, uint32_t domid, libxl_bitmap *cpumap,
			 const libxl_asyncop_how *ao_how)
{
	struct lx_op *op = lx_op_new(ctx, domid, ao_how, online_steps,
				     sizeof(struct online));
	struct online *o = op->data;

	o->map.size = cpumap->size;
	o->map.map = lx_alloc(op->s, cpumap->size);
	memcpy(o->map.map, cpumap->map, cpumap->size);
	return lx_op_run(op);
}
