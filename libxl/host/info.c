/* SPDX-License-Identifier: LGPL-2.1-only */
/* What the host is: version, size, free memory. */
#include <errno.h>
#include <stdio.h>

#include <xenctrl.h>
#include <xen/version.h>

#include "core/ctx.h"
#include "core/log.h"

/* SHA-1 has 20; linkers offer longer ones. */
#define BUILD_ID_BYTES 64

#define KIB_PER_PAGE (XC_PAGE_SIZE / 1024)

/* -- version ---------------------------------------------------------------- */

/* The hypervisor's texts; each call fills one buffer of its own type. */
union answer {
	xen_extraversion_t extra;
	xen_compile_info_t compile;
	xen_capabilities_info_t capabilities;
	xen_changeset_info_t changeset;
	xen_platform_parameters_t platform;
	xen_commandline_t commandline;
	uint32_t build_id[1 + BUILD_ID_BYTES / 4];	/* xen_build_id_t */
};

static void ask_texts(xc_interface *xc, libxl_version_info *v)
{
	union answer a = { 0 };

	if (xc_version(xc, XENVER_extraversion, &a.extra) >= 0)
		v->xen_version_extra = lx_out_strdup(a.extra);
	if (xc_version(xc, XENVER_compile_info, &a.compile) >= 0) {
		v->compiler = lx_out_strdup(a.compile.compiler);
		v->compile_by = lx_out_strdup(a.compile.compile_by);
		v->compile_domain = lx_out_strdup(a.compile.compile_domain);
		v->compile_date = lx_out_strdup(a.compile.compile_date);
	}
	if (xc_version(xc, XENVER_capabilities, &a.capabilities) >= 0)
		v->capabilities = lx_out_strdup(a.capabilities);
	if (xc_version(xc, XENVER_changeset, &a.changeset) >= 0)
		v->changeset = lx_out_strdup(a.changeset);
	if (xc_version(xc, XENVER_platform_parameters, &a.platform) >= 0)
		v->virt_start = a.platform.virt_start;
	if (xc_version(xc, XENVER_commandline, &a.commandline) >= 0)
		v->commandline = lx_out_strdup(a.commandline);
}

/* In hexadecimal; empty when the hypervisor was linked without one. */
static char *ask_build_id(xc_interface *xc)
{
	union answer a = { .build_id[0] = BUILD_ID_BYTES };
	int len = xc_version(xc, XENVER_build_id, &a.build_id);
	const xen_build_id_t *id = (void *)a.build_id;
	char *text, *at;

	if (len < 0)
		len = 0;
	text = at = lx_out_alloc(2 * len + 1);
	for (int i = 0; i < len; i++)
		at += sprintf(at, "%02x", id->buf[i]);
	return text;
}

const libxl_version_info *libxl_get_version_info(libxl_ctx *ctx)
{
	libxl_version_info *v = &ctx->version;
	long version;

	lx_lock(ctx);
	if (!ctx->version_known) {
		version = xc_version(ctx->xc, XENVER_version, NULL);
		if (version < 0) {
			lx_unlock(ctx);
			return NULL;
		}
		v->xen_version_major = version >> 16;
		v->xen_version_minor = version & 0xffff;
		v->pagesize = xc_version(ctx->xc, XENVER_pagesize, NULL);
		ask_texts(ctx->xc, v);
		v->build_id = ask_build_id(ctx->xc);
		ctx->version_known = true;
	}
	lx_unlock(ctx);
	return v;
}

/* -- size ------------------------------------------------------------------- */

static void take_capabilities(const xc_physinfo_t *xc, libxl_physinfo *p)
{
	uint32_t caps = xc->capabilities;

	p->cap_hvm = caps & XEN_SYSCTL_PHYSCAP_hvm;
	p->cap_pv = caps & XEN_SYSCTL_PHYSCAP_pv;
	p->cap_hvm_directio = caps & XEN_SYSCTL_PHYSCAP_directio;
	p->cap_hap = caps & XEN_SYSCTL_PHYSCAP_hap;
	p->cap_shadow = caps & XEN_SYSCTL_PHYSCAP_shadow;
	p->cap_iommu_hap_pt_share =
		caps & XEN_SYSCTL_PHYSCAP_iommu_hap_pt_share;
	p->cap_vmtrace = caps & XEN_SYSCTL_PHYSCAP_vmtrace;
	p->cap_vpmu = caps & XEN_SYSCTL_PHYSCAP_vpmu;
	p->cap_gnttab_v1 = caps & XEN_SYSCTL_PHYSCAP_gnttab_v1;
	p->cap_gnttab_v2 = caps & XEN_SYSCTL_PHYSCAP_gnttab_v2;
}

/* Pages shared between guests; a hypervisor without sharing has none. */
static int take_sharing(struct lx_scope *s, libxl_physinfo *p)
{
	long freed = xc_sharing_freed_pages(s->ctx->xc);
	long used;

	if (freed < 0 && errno == ENOSYS)
		freed = 0;
	used = freed < 0 ? -1 : xc_sharing_used_frames(s->ctx->xc);
	if (used < 0 && errno == ENOSYS)
		used = 0;
	if (freed < 0 || used < 0)
		return lx_fail_errno(s, ERROR_FAIL,
				     "the number of shared pages cannot be told");
	p->sharing_freed_pages = freed;
	p->sharing_used_frames = used;
	return 0;
}

static int get_physinfo(struct lx_scope *s, libxl_physinfo *p)
{
	xc_physinfo_t xc = { 0 };

	if (xc_physinfo(s->ctx->xc, &xc))
		return lx_fail_errno(s, ERROR_FAIL,
				     "the hypervisor does not describe the host");
	p->threads_per_core = xc.threads_per_core;
	p->cores_per_socket = xc.cores_per_socket;
	p->max_cpu_id = xc.max_cpu_id;
	p->nr_cpus = xc.nr_cpus;
	p->cpu_khz = xc.cpu_khz;
	p->total_pages = xc.total_pages;
	p->free_pages = xc.free_pages;
	p->scrub_pages = xc.scrub_pages;
	p->outstanding_pages = xc.outstanding_pages;
	p->max_possible_mfn = xc.max_mfn;
	p->nr_nodes = xc.nr_nodes;
	memcpy(p->hw_cap, xc.hw_cap, sizeof(p->hw_cap));
	take_capabilities(&xc, p);
	return take_sharing(s, p);
}

int libxl_get_physinfo(libxl_ctx *ctx, libxl_physinfo *physinfo)
{
	struct lx_scope s;
	int rc;

	lx_scope_enter(&s, ctx, LX_NO_DOMID);
	rc = get_physinfo(&s, physinfo);
	lx_scope_leave(&s);
	return rc;
}

int libxl_get_free_memory(libxl_ctx *ctx, uint64_t *memkb)
{
	libxl_physinfo info;
	int rc;

	libxl_physinfo_init(&info);
	rc = libxl_get_physinfo(ctx, &info);
	if (!rc)
		*memkb = (info.free_pages + info.scrub_pages) * KIB_PER_PAGE;
	libxl_physinfo_dispose(&info);
	return rc;
}

int libxl_get_free_memory_0x040700(libxl_ctx *ctx, uint32_t *memkb)
{
	uint64_t wide;
	int rc = libxl_get_free_memory(ctx, &wide);

	if (!rc)
		*memkb = wide < UINT32_MAX ? wide : UINT32_MAX;
	return rc;
}

/* -- counts ----------------------------------------------------------------- */

static int count(libxl_ctx *ctx, int (*ask)(xc_interface *xc))
{
	int n = ask(ctx->xc);

	return n < 0 ? ERROR_FAIL : n;
}

int libxl_get_max_cpus(libxl_ctx *ctx)
{
	return count(ctx, xc_get_max_cpus);
}

int libxl_get_online_cpus(libxl_ctx *ctx)
{
	return count(ctx, xc_get_online_cpus);
}

int libxl_get_max_nodes(libxl_ctx *ctx)
{
	return count(ctx, xc_get_max_nodes);
}
