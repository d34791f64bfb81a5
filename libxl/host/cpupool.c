/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * CPU pools. The hypervisor knows numbers; names and UUIDs are xenstore's,
 * under /local/pool/ID.
 */
#include <errno.h>
#include <stdlib.h>

#include <xenctrl.h>

#include <libxl_utils.h>

#include "core/ctx.h"
#include "core/log.h"
#include "core/xs.h"
#include "host/list.h"

static const char *pool_path(struct lx_scope *s, uint32_t poolid)
{
	return lx_printf(s, "/local/pool/%u", poolid);
}

/* Pool 0 has a name even when nobody wrote one. */
static char *pool_name(struct lx_scope *s, uint32_t poolid)
{
	const char *name = lx_xs_getf(s, XBT_NULL, "%s/name",
				      pool_path(s, poolid));

	if (!name && !poolid)
		name = "Pool-0";
	return lx_out_strdup(name);
}

char *libxl_cpupoolid_to_name(libxl_ctx *ctx, uint32_t poolid)
{
	struct lx_scope s;
	char *name;

	lx_scope_enter(&s, ctx, LX_NO_DOMID);
	name = pool_name(&s, poolid);
	lx_scope_leave(&s);
	return name;
}

/* -- reading ---------------------------------------------------------------- */

/* Pool poolid, or the next above it; NULL: there is none. */
static xc_cpupoolinfo_t *ask(struct lx_scope *s, uint32_t poolid)
{
	return xc_cpupool_getinfo(s->ctx->xc, poolid);
}

static void to_api(struct lx_scope *s, const xc_cpupoolinfo_t *from,
		   libxl_cpupoolinfo *to)
{
	int size = xc_get_cpumap_size(s->ctx->xc);

	to->poolid = from->cpupool_id;
	to->pool_name = pool_name(s, from->cpupool_id);
	to->sched = from->sched_id;
	to->n_dom = from->n_dom;
	if (size <= 0)
		return;
	libxl_bitmap_alloc(s->ctx, &to->cpumap, size * 8);
	memcpy(to->cpumap.map, from->cpumap, size);
}

static int pool_info(struct lx_scope *s, libxl_cpupoolinfo *info,
		     uint32_t poolid)
{
	xc_cpupoolinfo_t *pool = ask(s, poolid);
	int rc = 0;

	if (!pool || pool->cpupool_id != poolid)
		rc = lx_fail(s, ERROR_FAIL, "there is no pool %u", poolid);
	else
		to_api(s, pool, info);
	if (pool)
		xc_cpupool_infofree(s->ctx->xc, pool);
	return rc;
}

int libxl_cpupool_info(libxl_ctx *ctx, libxl_cpupoolinfo *info,
		       uint32_t poolid)
{
	struct lx_scope s;
	int rc;

	lx_scope_enter(&s, ctx, LX_NO_DOMID);
	rc = pool_info(&s, info, poolid);
	lx_scope_leave(&s);
	return rc;
}

int libxl_cpupoolid_is_valid(libxl_ctx *ctx, uint32_t poolid)
{
	xc_cpupoolinfo_t *pool = xc_cpupool_getinfo(ctx->xc, poolid);
	int valid = pool && pool->cpupool_id == poolid;

	if (pool)
		xc_cpupool_infofree(ctx->xc, pool);
	return valid;
}

libxl_cpupoolinfo *libxl_list_cpupool(libxl_ctx *ctx, int *nb_pool_out)
{
	libxl_cpupoolinfo *list = NULL;
	xc_cpupoolinfo_t *pool;
	struct lx_scope s;
	uint32_t id = 0;
	int n = 0;

	lx_scope_enter(&s, ctx, LX_NO_DOMID);
	while ((pool = ask(&s, id))) {
		list = lx_out_realloc(list, (n + 1) * sizeof(*list));
		libxl_cpupoolinfo_init(&list[n]);
		to_api(&s, pool, &list[n++]);
		id = pool->cpupool_id + 1;
		xc_cpupool_infofree(ctx->xc, pool);
	}
	lx_scope_leave(&s);
	*nb_pool_out = n;
	return list;
}

void libxl_cpupoolinfo_list_free(libxl_cpupoolinfo *list, int nb_pool)
{
	lx_list_free(&lx_type_cpupoolinfo, list, nb_pool);
}

int libxl_name_to_cpupoolid(libxl_ctx *ctx, const char *name, uint32_t *poolid)
{
	libxl_cpupoolinfo *list;
	int nr, rc = ERROR_INVAL;

	list = libxl_list_cpupool(ctx, &nr);
	if (!list)
		return ERROR_NOMEM;
	for (int i = 0; rc && i < nr; i++) {
		if (!list[i].pool_name || strcmp(list[i].pool_name, name))
			continue;
		*poolid = list[i].poolid;
		rc = 0;
	}
	libxl_cpupoolinfo_list_free(list, nr);
	return rc;
}

int libxl_cpupool_qualifier_to_cpupoolid(libxl_ctx *ctx, const char *p,
					 uint32_t *poolid_r, int *was_name_r)
{
	char *end;
	unsigned long id = strtoul(p, &end, 10);
	int was_name = end == p || *end;

	if (was_name_r)
		*was_name_r = was_name;
	if (was_name)
		return libxl_name_to_cpupoolid(ctx, p, poolid_r);
	*poolid_r = id;
	return 0;
}

/* -- changing --------------------------------------------------------------- */

struct new_pool {
	uint32_t id;
	const char *name;
	const libxl_uuid *uuid;
};

static int write_pool(struct lx_scope *s, xs_transaction_t t, void *arg)
{
	const struct new_pool *pool = arg;
	const char *path = pool_path(s, pool->id);
	int rc = lx_xs_rm(s, t, path);

	if (!rc)
		rc = lx_xs_writef(s, t, lx_printf(s, "%s/uuid", path),
				  LIBXL_UUID_FMT,
				  LIBXL_UUID_BYTES(*pool->uuid));
	if (!rc)
		rc = lx_xs_write(s, t, lx_printf(s, "%s/name", path),
				 pool->name);
	return rc;
}

static int add_cpu(struct lx_scope *s, uint32_t poolid, int cpu)
{
	if (xc_cpupool_addcpu(s->ctx->xc, poolid, cpu))
		return lx_fail_errno(s, ERROR_FAIL,
				     "pool %u: CPU %d cannot be added", poolid,
				     cpu);
	return 0;
}

static int remove_cpu(struct lx_scope *s, uint32_t poolid, int cpu)
{
	if (xc_cpupool_removecpu(s->ctx->xc, poolid, cpu))
		return lx_fail_errno(s, ERROR_FAIL,
				     "pool %u: CPU %d cannot be removed",
				     poolid, cpu);
	return 0;
}

/* add_cpu or remove_cpu for each CPU of a map. */
static int each_cpu(struct lx_scope *s, uint32_t poolid,
		    const libxl_bitmap *cpumap,
		    int (*change)(struct lx_scope *s, uint32_t poolid, int cpu))
{
	for (uint32_t cpu = 0; cpu < cpumap->size * 8; cpu++) {
		int rc;

		if (!libxl_bitmap_test(cpumap, cpu))
			continue;
		rc = change(s, poolid, cpu);
		if (rc)
			return rc;
	}
	return 0;
}

static void destroy_pool(struct lx_scope *s, uint32_t poolid)
{
	if (xc_cpupool_destroy(s->ctx->xc, poolid))
		lx_fail_errno(s, 0, "pool %u cannot be destroyed", poolid);
}

static int create(struct lx_scope *s, const char *name, libxl_scheduler sched,
		  const libxl_bitmap *cpumap, const libxl_uuid *uuid,
		  uint32_t *poolid)
{
	struct new_pool pool = { .name = name, .uuid = uuid };
	int rc;

	/* Callers that never heard of "any" pass 0, which is always there. */
	pool.id = *poolid ? *poolid : LIBXL_CPUPOOL_POOLID_ANY;
	if (xc_cpupool_create(s->ctx->xc, &pool.id, sched))
		return lx_fail_errno(s, ERROR_FAIL,
				     "pool %s cannot be created", name);
	rc = each_cpu(s, pool.id, cpumap, add_cpu);
	if (!rc)
		rc = lx_xs_transaction(s, write_pool, &pool);
	if (rc) {
		each_cpu(s, pool.id, cpumap, remove_cpu);
		destroy_pool(s, pool.id);
		return rc;
	}
	*poolid = pool.id;
	return 0;
}

int libxl_cpupool_create(libxl_ctx *ctx, const char *name,
			 libxl_scheduler sched, libxl_bitmap cpumap,
			 libxl_uuid *uuid, uint32_t *poolid)
{
	struct lx_scope s;
	int rc;

	lx_scope_enter(&s, ctx, LX_NO_DOMID);
	rc = create(&s, name, sched, &cpumap, uuid, poolid);
	lx_scope_leave(&s);
	return rc;
}

static int destroy(struct lx_scope *s, uint32_t poolid)
{
	libxl_cpupoolinfo info;
	int rc;

	libxl_cpupoolinfo_init(&info);
	rc = pool_info(s, &info, poolid) ? ERROR_NOMEM : 0;
	if (!rc && info.n_dom)
		rc = lx_fail(s, ERROR_INVAL,
			     "pool %u holds %u domains; move them first",
			     poolid, info.n_dom);
	if (!rc)
		rc = each_cpu(s, poolid, &info.cpumap, remove_cpu);
	if (!rc && xc_cpupool_destroy(s->ctx->xc, poolid))
		rc = lx_fail_errno(s, ERROR_FAIL, "pool %u cannot be destroyed",
				   poolid);
	if (!rc)
		rc = lx_xs_rm(s, XBT_NULL, pool_path(s, poolid));
	libxl_cpupoolinfo_dispose(&info);
	return rc;
}

int libxl_cpupool_destroy(libxl_ctx *ctx, uint32_t poolid)
{
	struct lx_scope s;
	int rc;

	lx_scope_enter(&s, ctx, LX_NO_DOMID);
	rc = destroy(&s, poolid);
	lx_scope_leave(&s);
	return rc;
}

int libxl_cpupool_rename(libxl_ctx *ctx, const char *name, uint32_t poolid)
{
	struct lx_scope s;
	int rc;

	lx_scope_enter(&s, ctx, LX_NO_DOMID);
	if (!libxl_cpupoolid_is_valid(ctx, poolid))
		rc = lx_fail(&s, ERROR_NOMEM, "there is no pool %u", poolid);
	else
		rc = lx_xs_write(&s, XBT_NULL,
				 lx_printf(&s, "%s/name",
					   pool_path(&s, poolid)), name);
	lx_scope_leave(&s);
	return rc;
}

int libxl_cpupool_cpuadd(libxl_ctx *ctx, uint32_t poolid, int cpu)
{
	struct lx_scope s;
	int rc;

	lx_scope_enter(&s, ctx, LX_NO_DOMID);
	rc = add_cpu(&s, poolid, cpu);
	lx_scope_leave(&s);
	return rc;
}

int libxl_cpupool_cpuremove(libxl_ctx *ctx, uint32_t poolid, int cpu)
{
	struct lx_scope s;
	int rc;

	lx_scope_enter(&s, ctx, LX_NO_DOMID);
	rc = remove_cpu(&s, poolid, cpu);
	lx_scope_leave(&s);
	return rc;
}

int libxl_cpupool_cpuadd_cpumap(libxl_ctx *ctx, uint32_t poolid,
				const libxl_bitmap *cpumap)
{
	struct lx_scope s;
	int rc;

	lx_scope_enter(&s, ctx, LX_NO_DOMID);
	rc = each_cpu(&s, poolid, cpumap, add_cpu);
	lx_scope_leave(&s);
	return rc;
}

int libxl_cpupool_cpuremove_cpumap(libxl_ctx *ctx, uint32_t poolid,
				   const libxl_bitmap *cpumap)
{
	struct lx_scope s;
	int rc;

	lx_scope_enter(&s, ctx, LX_NO_DOMID);
	rc = each_cpu(&s, poolid, cpumap, remove_cpu);
	lx_scope_leave(&s);
	return rc;
}

/* The CPUs of a node that pass, one by one; *cpus counts those that did. */
static int node_cpus(libxl_ctx *ctx, uint32_t poolid, int node, bool add,
		     int *cpus)
{
	libxl_bitmap of_node, of_pool;
	libxl_cpupoolinfo pool;
	int rc;

	*cpus = 0;
	libxl_bitmap_init(&of_node);
	libxl_bitmap_init(&of_pool);
	libxl_cpupoolinfo_init(&pool);
	rc = libxl_cpu_bitmap_alloc(ctx, &of_node, 0);
	if (!rc)
		rc = libxl_node_to_cpumap(ctx, node, &of_node);
	if (!rc && add)
		rc = libxl_get_freecpus(ctx, &of_pool);
	else if (!rc)
		rc = libxl_cpupool_info(ctx, &pool, poolid);
	for (uint32_t cpu = 0; !rc && cpu < of_node.size * 8; cpu++) {
		if (!libxl_bitmap_test(&of_node, cpu) ||
		    !libxl_bitmap_test(add ? &of_pool : &pool.cpumap, cpu))
			continue;
		if (!(add ? libxl_cpupool_cpuadd(ctx, poolid, cpu) :
			    libxl_cpupool_cpuremove(ctx, poolid, cpu)))
			++*cpus;
	}
	libxl_bitmap_dispose(&of_node);
	libxl_bitmap_dispose(&of_pool);
	libxl_cpupoolinfo_dispose(&pool);
	return rc;
}

int libxl_cpupool_cpuadd_node(libxl_ctx *ctx, uint32_t poolid, int node,
			      int *cpus)
{
	return node_cpus(ctx, poolid, node, true, cpus);
}

int libxl_cpupool_cpuremove_node(libxl_ctx *ctx, uint32_t poolid, int node,
				 int *cpus)
{
	return node_cpus(ctx, poolid, node, false, cpus);
}

int libxl_cpupool_movedomain(libxl_ctx *ctx, uint32_t poolid, uint32_t domid)
{
	struct lx_scope s;
	int rc = 0;

	lx_scope_enter(&s, ctx, domid);
	if (xc_cpupool_movedomain(ctx->xc, poolid, domid))
		rc = lx_fail_errno(&s, ERROR_FAIL,
				   "it cannot be moved to pool %u", poolid);
	lx_scope_leave(&s);
	return rc;
}
