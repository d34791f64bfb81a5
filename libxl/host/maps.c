/* SPDX-License-Identifier: LGPL-2.1-only */
/* Maps of CPUs, NUMA nodes and sockets, and from one to another. */
#include <stdlib.h>

#include <xenctrl.h>

#include <libxl_utils.h>

#include "core/ctx.h"
#include "core/log.h"

/* Room for max entries; 0: for as many as the host can have. */
static int alloc_for(libxl_ctx *ctx, libxl_bitmap *map, int max,
		     int (*host)(libxl_ctx *ctx))
{
	if (max < 0)
		return ERROR_INVAL;
	if (!max)
		max = host(ctx);
	return max < 0 ? max : libxl_bitmap_alloc(ctx, map, max);
}

int libxl_cpu_bitmap_alloc(libxl_ctx *ctx, libxl_bitmap *cpumap, int max_cpus)
{
	return alloc_for(ctx, cpumap, max_cpus, libxl_get_max_cpus);
}

int libxl_node_bitmap_alloc(libxl_ctx *ctx, libxl_bitmap *nodemap,
			    int max_nodes)
{
	return alloc_for(ctx, nodemap, max_nodes, libxl_get_max_nodes);
}

/* Sockets as the hypervisor counts CPUs: what it does not know is none. */
static int count_sockets(libxl_ctx *ctx)
{
	libxl_physinfo info;
	int rc, sockets;

	libxl_physinfo_init(&info);
	rc = libxl_get_physinfo(ctx, &info);
	if (rc)
		return rc;
	sockets = info.cores_per_socket && info.threads_per_core ?
		(info.max_cpu_id + 1) /
		(info.cores_per_socket * info.threads_per_core) : 1;
	libxl_physinfo_dispose(&info);
	return sockets ? sockets : 1;
}

int libxl_socket_bitmap_alloc(libxl_ctx *ctx, libxl_bitmap *socketmap,
			      int max_sockets)
{
	return alloc_for(ctx, socketmap, max_sockets, count_sockets);
}

int libxl_get_online_socketmap(libxl_ctx *ctx, libxl_bitmap *socketmap)
{
	libxl_cputopology *cpus;
	int nr;

	cpus = libxl_get_cpu_topology(ctx, &nr);
	if (!cpus)
		return ERROR_FAIL;
	libxl_bitmap_set_none(socketmap);
	for (int i = 0; i < nr; i++)
		if (cpus[i].socket != LIBXL_CPUTOPOLOGY_INVALID_ENTRY)
			libxl_bitmap_set(socketmap, cpus[i].socket);
	libxl_cputopology_list_free(cpus, nr);
	return 0;
}

int libxl_nodemap_to_cpumap(libxl_ctx *ctx, const libxl_bitmap *nodemap,
			    libxl_bitmap *cpumap)
{
	libxl_cputopology *cpus;
	int nr;

	cpus = libxl_get_cpu_topology(ctx, &nr);
	if (!cpus)
		return ERROR_FAIL;
	libxl_bitmap_set_none(cpumap);
	for (int i = 0; i < nr; i++)
		if (libxl_bitmap_test(nodemap, cpus[i].node))
			libxl_bitmap_set(cpumap, i);
	libxl_cputopology_list_free(cpus, nr);
	return 0;
}

int libxl_node_to_cpumap(libxl_ctx *ctx, int node, libxl_bitmap *cpumap)
{
	libxl_bitmap nodemap;
	int rc;

	libxl_bitmap_init(&nodemap);
	rc = libxl_node_bitmap_alloc(ctx, &nodemap, 0);
	if (rc)
		return rc;
	libxl_bitmap_set(&nodemap, node);
	rc = libxl_nodemap_to_cpumap(ctx, &nodemap, cpumap);
	libxl_bitmap_dispose(&nodemap);
	return rc;
}

int libxl_cpumap_to_nodemap(libxl_ctx *ctx, const libxl_bitmap *cpumap,
			    libxl_bitmap *nodemap)
{
	libxl_cputopology *cpus;
	int nr;

	cpus = libxl_get_cpu_topology(ctx, &nr);
	if (!cpus)
		return ERROR_FAIL;
	libxl_bitmap_set_none(nodemap);
	for (int i = 0; i < nr; i++)
		if (libxl_bitmap_test(cpumap, i))
			libxl_bitmap_set(nodemap, cpus[i].node);
	libxl_cputopology_list_free(cpus, nr);
	return 0;
}

int libxl_get_freecpus(libxl_ctx *ctx, libxl_bitmap *cpumap)
{
	struct lx_scope s;
	uint8_t *free_map;
	int size, rc = 0;

	lx_scope_enter(&s, ctx, LX_NO_DOMID);
	size = xc_get_cpumap_size(ctx->xc);
	free_map = size > 0 ? xc_cpupool_freeinfo(ctx->xc) : NULL;
	if (!free_map) {
		rc = lx_fail_errno(&s, ERROR_FAIL,
				   "the CPUs of no pool cannot be told");
	} else {
		libxl_bitmap_alloc(ctx, cpumap, size * 8);
		memcpy(cpumap->map, free_map, size);
		free(free_map);
	}
	lx_scope_leave(&s);
	return rc;
}
