/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * Cache and memory bandwidth: monitoring (CMT, MBM) and allocation (CAT, CDP,
 * MBA), as far as the CPUs and the hypervisor have them (PSR).
 */
#include <errno.h>
#include <stdlib.h>

#include <xenctrl.h>

#include <libxl_utils.h>

#include "core/ctx.h"
#include "core/log.h"
#include "host/list.h"

#if defined(__i386__) || defined(__x86_64__)

static const char *reason(int err)
{
	switch (err) {
	case ENOSYS:
	case ENODEV:
		return "the hypervisor runs without it (psr=... on its command line)";
	case EOPNOTSUPP:
		return "the CPUs do not have it";
	case ENOENT:
		return "it is not attached";
	case EEXIST:
		return "it is attached already";
	case EUSERS:
		return "no RMID is free";
	case EOVERFLOW:
		return "no COS is free";
	case ESRCH:
		return "there is no such domain";
	case ENOTSOCK:
		return "there is no such socket";
	default:
		return strerror(err);
	}
}

/* Runs after a failed call: says why, for CALL. */
static int refused(libxl_ctx *ctx, uint32_t domid, const char *what)
{
	int err = errno;
	struct lx_scope s;
	int rc;

	lx_scope_enter(&s, ctx, domid);
	rc = lx_fail(&s, ERROR_FAIL, "%s: %s", what, reason(err));
	lx_scope_leave(&s);
	return rc;
}

/* -- monitoring --------------------------------------------------------------- */

int libxl_psr_cmt_attach(libxl_ctx *ctx, uint32_t domid)
{
	if (!xc_psr_cmt_attach(ctx->xc, domid))
		return 0;
	return refused(ctx, domid, "cache monitoring cannot be attached");
}

int libxl_psr_cmt_detach(libxl_ctx *ctx, uint32_t domid)
{
	if (!xc_psr_cmt_detach(ctx->xc, domid))
		return 0;
	return refused(ctx, domid, "cache monitoring cannot be detached");
}

int libxl_psr_cmt_domain_attached(libxl_ctx *ctx, uint32_t domid)
{
	uint32_t rmid;

	return !xc_psr_cmt_get_domain_rmid(ctx->xc, domid, &rmid);
}

int libxl_psr_cmt_enabled(libxl_ctx *ctx)
{
	return xc_psr_cmt_enabled(ctx->xc);
}

int libxl_psr_cmt_get_total_rmid(libxl_ctx *ctx, uint32_t *total_rmid)
{
	if (!xc_psr_cmt_get_total_rmid(ctx->xc, total_rmid))
		return 0;
	return refused(ctx, LX_NO_DOMID, "the number of RMIDs");
}

/* A CPU of a socket: the cache is asked there. */
static int cpu_of_socket(libxl_ctx *ctx, uint32_t socket)
{
	libxl_cputopology *cpus;
	int nr, found = -1;

	cpus = libxl_get_cpu_topology(ctx, &nr);
	for (int i = 0; cpus && i < nr && found < 0; i++)
		if (cpus[i].socket == socket)
			found = i;
	if (cpus)
		libxl_cputopology_list_free(cpus, nr);
	errno = ENOTSOCK;
	return found;
}

int libxl_psr_cmt_get_l3_cache_size(libxl_ctx *ctx, uint32_t socketid,
				    uint32_t *l3_cache_size)
{
	int cpu = cpu_of_socket(ctx, socketid);

	if (cpu >= 0 &&
	    !xc_psr_cmt_get_l3_cache_size(ctx->xc, cpu, l3_cache_size))
		return 0;
	return refused(ctx, LX_NO_DOMID, "the size of the L3 cache");
}

int libxl_psr_cmt_type_supported(libxl_ctx *ctx, libxl_psr_cmt_type type)
{
	uint32_t events;

	if (xc_psr_cmt_get_l3_event_mask(ctx->xc, &events) < 0)
		return 0;
	return !!(events & (1u << (type - 1)));
}

static xc_psr_cmt_type to_xc_type(libxl_psr_cmt_type type)
{
	switch (type) {
	case LIBXL_PSR_CMT_TYPE_TOTAL_MEM_COUNT:
		return XC_PSR_CMT_TOTAL_MEM_COUNT;
	case LIBXL_PSR_CMT_TYPE_LOCAL_MEM_COUNT:
		return XC_PSR_CMT_LOCAL_MEM_COUNT;
	default:
		return XC_PSR_CMT_L3_OCCUPANCY;
	}
}

int libxl_psr_cmt_get_sample(libxl_ctx *ctx, uint32_t domid,
			     libxl_psr_cmt_type type, uint64_t scope,
			     uint64_t *sample_r, uint64_t *tsc_r)
{
	uint32_t rmid, factor;
	uint64_t data;
	int cpu;

	if (xc_psr_cmt_get_domain_rmid(ctx->xc, domid, &rmid) < 0 || !rmid)
		return refused(ctx, domid, "cache monitoring");
	cpu = cpu_of_socket(ctx, scope);
	if (cpu < 0)
		return refused(ctx, domid, "cache monitoring");
	if (xc_psr_cmt_get_data(ctx->xc, rmid, cpu, to_xc_type(type), &data,
				tsc_r) < 0)
		return refused(ctx, domid, "a monitoring sample");
	if (xc_psr_cmt_get_l3_upscaling_factor(ctx->xc, &factor) < 0)
		return refused(ctx, domid, "the unit of monitoring samples");
	*sample_r = data * factor;
	return 0;
}

/* In KiB. */
int libxl_psr_cmt_get_cache_occupancy(libxl_ctx *ctx, uint32_t domid,
				      uint32_t socketid,
				      uint32_t *l3_cache_occupancy)
{
	uint64_t bytes;
	int rc = libxl_psr_cmt_get_sample(ctx, domid,
					  LIBXL_PSR_CMT_TYPE_CACHE_OCCUPANCY,
					  socketid, &bytes, NULL);

	if (!rc)
		*l3_cache_occupancy = bytes / 1024;
	return rc;
}

/* -- allocation --------------------------------------------------------------- */

int libxl_psr_set_val(libxl_ctx *ctx, uint32_t domid, libxl_psr_type type,
		      libxl_bitmap *target_map, uint64_t val)
{
	for (uint32_t socket = 0; socket < target_map->size * 8; socket++) {
		if (!libxl_bitmap_test(target_map, socket))
			continue;
		/* libxl's and libxenctrl's types have the same numbers. */
		if (xc_psr_set_domain_data(ctx->xc, domid, (xc_psr_type)type,
					   socket, val))
			return refused(ctx, domid, "allocation");
	}
	return 0;
}

int libxl_psr_get_val(libxl_ctx *ctx, uint32_t domid, libxl_psr_type type,
		      unsigned int target, uint64_t *val)
{
	if (!xc_psr_get_domain_data(ctx->xc, domid, (xc_psr_type)type, target,
				    val))
		return 0;
	return refused(ctx, domid, "allocation");
}

int libxl_psr_cat_set_cbm(libxl_ctx *ctx, uint32_t domid,
			  libxl_psr_cbm_type type, libxl_bitmap *target_map,
			  uint64_t cbm)
{
	return libxl_psr_set_val(ctx, domid, type, target_map, cbm);
}

int libxl_psr_cat_get_cbm(libxl_ctx *ctx, uint32_t domid,
			  libxl_psr_cbm_type type, uint32_t target,
			  uint64_t *cbm_r)
{
	return libxl_psr_get_val(ctx, domid, type, target, cbm_r);
}

static int xc_feature(libxl_psr_feat_type type, unsigned int lvl)
{
	if (type == LIBXL_PSR_FEAT_TYPE_MBA)
		return XC_PSR_MBA;
	if (type == LIBXL_PSR_FEAT_TYPE_CAT && (lvl == 2 || lvl == 3))
		return lvl == 3 ? XC_PSR_CAT_L3 : XC_PSR_CAT_L2;
	errno = EOPNOTSUPP;
	return -1;
}

static void to_api(libxl_psr_hw_info *to, libxl_psr_feat_type type,
		   uint32_t socket, const xc_psr_hw_info *from)
{
	libxl_psr_hw_info_init(to);
	libxl_psr_hw_info_init_type(to, type);
	to->id = socket;
	if (type == LIBXL_PSR_FEAT_TYPE_CAT) {
		to->u.cat.cos_max = from->cat.cos_max;
		to->u.cat.cbm_len = from->cat.cbm_len;
		to->u.cat.cdp_enabled = from->cat.cdp_enabled;
	} else {
		to->u.mba.cos_max = from->mba.cos_max;
		to->u.mba.thrtl_max = from->mba.thrtl_max;
		to->u.mba.linear = from->mba.linear;
	}
}

/* One entry for each socket of the map. */
static int ask_sockets(libxl_ctx *ctx, libxl_psr_feat_type type, int feature,
		       const libxl_bitmap *sockets, libxl_psr_hw_info *list)
{
	int n = 0;

	for (uint32_t socket = 0; socket < sockets->size * 8; socket++) {
		xc_psr_hw_info xc;

		if (!libxl_bitmap_test(sockets, socket))
			continue;
		if (xc_psr_get_hw_info(ctx->xc, socket,
				       (xc_psr_feat_type)feature, &xc))
			return refused(ctx, LX_NO_DOMID, "allocation");
		to_api(&list[n++], type, socket, &xc);
	}
	return n;
}

int libxl_psr_get_hw_info(libxl_ctx *ctx, libxl_psr_feat_type type,
			  unsigned int lvl, unsigned int *nr,
			  libxl_psr_hw_info **info)
{
	int rc, n, feature = xc_feature(type, lvl);
	libxl_bitmap sockets;

	if (feature < 0)
		return refused(ctx, LX_NO_DOMID, "allocation");
	libxl_bitmap_init(&sockets);
	rc = libxl_socket_bitmap_alloc(ctx, &sockets, 0);
	if (!rc)
		rc = libxl_get_online_socketmap(ctx, &sockets);
	if (rc) {
		libxl_bitmap_dispose(&sockets);
		return rc;
	}
	n = libxl_bitmap_count_set(&sockets);
	*info = lx_out_calloc(n, sizeof(**info));
	rc = ask_sockets(ctx, type, feature, &sockets, *info);
	libxl_bitmap_dispose(&sockets);
	if (rc < 0) {
		free(*info);
		*info = NULL;
		return rc;
	}
	*nr = rc;
	return 0;
}

void libxl_psr_hw_info_list_free(libxl_psr_hw_info *list, unsigned int nr)
{
	lx_list_free(&lx_type_psr_hw_info, list, nr);
}

int libxl_psr_cat_get_info(libxl_ctx *ctx, libxl_psr_cat_info **info,
			   unsigned int *nr, unsigned int lvl)
{
	libxl_psr_hw_info *list;
	unsigned int n;
	int rc = libxl_psr_get_hw_info(ctx, LIBXL_PSR_FEAT_TYPE_CAT, lvl, &n,
				       &list);

	if (rc)
		return rc;
	*info = lx_out_calloc(n, sizeof(**info));
	for (unsigned int i = 0; i < n; i++) {
		(*info)[i].id = list[i].id;
		(*info)[i].cos_max = list[i].u.cat.cos_max;
		(*info)[i].cbm_len = list[i].u.cat.cbm_len;
		(*info)[i].cdp_enabled = list[i].u.cat.cdp_enabled;
	}
	*nr = n;
	libxl_psr_hw_info_list_free(list, n);
	return 0;
}

int libxl_psr_cat_get_l3_info(libxl_ctx *ctx, libxl_psr_cat_info **info,
			      int *nr)
{
	unsigned int n;
	int rc = libxl_psr_cat_get_info(ctx, info, &n, 3);

	if (!rc)
		*nr = n;
	return rc;
}

void libxl_psr_cat_info_list_free(libxl_psr_cat_info *list, int nr)
{
	lx_list_free(&lx_type_psr_cat_info, list, nr);
}

#endif
