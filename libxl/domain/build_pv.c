/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * Building a PV guest: limits first, then memory and kernel with libxenguest,
 * then what others learn of it.
 */
#include <errno.h>
#include <sys/time.h>

#include <xenctrl.h>
#include <libxl_utils.h>
#include <xenguest.h>

#include "core/cpu_policy.h"
#include "core/ctx.h"
#include "core/log.h"
#include "core/xs.h"
#include "domain/create.h"

/* What the hypervisor's own pages for a domain come to, in KiB. */
#define EXTRA_KB 1024

/* Kernels without a directory are looked for here. */
#ifndef LX_FIRMWARE_DIR
#define LX_FIRMWARE_DIR "/usr/lib/xen-4.17/boot"
#endif

/* -- before there is memory ---------------------------------------------------- */
static int set_affinities(struct lx_scope *s, const libxl_domain_build_info *b)
{
	int rc = 0;

	if (b->cpumap.size && !libxl_bitmap_is_full(&b->cpumap))
		rc = libxl_set_vcpuaffinity_all(s->ctx, s->domid, b->max_vcpus,
						&b->cpumap, NULL);
	for (int i = 0; i < b->num_vcpu_hard_affinity && !rc; i++)
		if (b->vcpu_hard_affinity[i].size)
			rc = libxl_set_vcpuaffinity(s->ctx, s->domid, i,
						    &b->vcpu_hard_affinity[i],
						    NULL);
	for (int i = 0; i < b->num_vcpu_soft_affinity && !rc; i++)
		if (b->vcpu_soft_affinity[i].size)
			rc = libxl_set_vcpuaffinity(s->ctx, s->domid, i, NULL,
						    &b->vcpu_soft_affinity[i]);
	if (!rc && b->nodemap.size) {
		libxl_bitmap nodes = b->nodemap;

		rc = libxl_domain_set_nodeaffinity(s->ctx, s->domid, &nodes);
	}
	return rc;
}

static int set_limits(struct lx_scope *s, const libxl_domain_build_info *b)
{
	struct xc_interface_core *xc = s->ctx->xc;

	if (xc_domain_max_vcpus(xc, s->domid, b->max_vcpus))
		return lx_fail_errno(s, ERROR_FAIL,
				     "%d vCPUs cannot be had", b->max_vcpus);
	if (xc_domain_setmaxmem(xc, s->domid, b->target_memkb + EXTRA_KB))
		return lx_fail_errno(s, ERROR_FAIL,
				     "its memory cannot be limited to %llu KiB",
				     (unsigned long long)b->target_memkb);
	if (xc_domain_set_memmap_limit(xc, s->domid,
				       b->max_memkb + b->u.pv.slack_memkb))
		return lx_fail_errno(s, ERROR_FAIL,
				     "its memory map cannot be limited");
	return 0;
}

static int set_tsc(struct lx_scope *s, const libxl_domain_build_info *b)
{
	/* libxl's values are the hypervisor's. */
	if (xc_domain_set_tsc_info(s->ctx->xc, s->domid, b->tsc_mode, 0, 0, 0))
		return lx_fail_errno(s, ERROR_FAIL,
				     "tsc_mode \"%s\" cannot be had",
				     libxl_tsc_mode_to_string(b->tsc_mode));
	return 0;
}

static int set_cpu_policy(struct lx_scope *s, const libxl_domain_build_info *b)
{
	const struct libxl__cpu_policy *policy = b->cpuid;
	/* Without migration the TSC's rate never changes under the guest. */
	bool itsc = libxl_defbool_val(b->disable_migrate) ||
		    b->tsc_mode == LIBXL_TSC_MODE_ALWAYS_EMULATE;

	if (xc_cpuid_apply_policy(s->ctx->xc, s->domid, false, NULL, 0, true,
				  itsc, false, policy ? policy->cpuid : NULL,
				  policy ? policy->msr : NULL))
		return lx_fail_errno(s, ERROR_FAIL,
				     "its CPU features cannot be set");
	return 0;
}

static int allow_ports(struct lx_scope *s, const libxl_domain_build_info *b)
{
	for (int i = 0; i < b->num_ioports; i++) {
		const libxl_ioport_range *io = &b->ioports[i];

		if (xc_domain_ioport_permission(s->ctx->xc, s->domid,
						io->first, io->number, 1))
			return lx_fail_errno(s, ERROR_FAIL,
				"I/O ports 0x%x-0x%x cannot be given to it",
				io->first, io->first + io->number - 1);
	}
	return 0;
}

static int allow_irqs(struct lx_scope *s, const libxl_domain_build_info *b)
{
	for (int i = 0; i < b->num_irqs; i++) {
		int pirq = b->irqs[i];

		if (xc_physdev_map_pirq(s->ctx->xc, s->domid, b->irqs[i],
					&pirq) ||
		    xc_domain_irq_permission(s->ctx->xc, s->domid, pirq, 1))
			return lx_fail_errno(s, ERROR_FAIL,
					     "IRQ %u cannot be given to it",
					     b->irqs[i]);
	}
	return 0;
}

static int allow_iomem(struct lx_scope *s, const libxl_domain_build_info *b)
{
	for (int i = 0; i < b->num_iomem; i++) {
		const libxl_iomem_range *io = &b->iomem[i];

		if (xc_domain_iomem_permission(s->ctx->xc, s->domid, io->start,
					       io->number, 1))
			return lx_fail_errno(s, ERROR_FAIL,
				"I/O memory frames 0x%llx+0x%llx cannot be given to it",
				(unsigned long long)io->start,
				(unsigned long long)io->number);
	}
	return 0;
}

static int alloc_port(struct lx_scope *s, const char *what, uint32_t *port)
{
	int p = xc_evtchn_alloc_unbound(s->ctx->xc, s->domid, 0);

	if (p < 0)
		return lx_fail_errno(s, ERROR_FAIL,
				     "no event channel for its %s", what);
	*port = p;
	return 0;
}

int lx_domain_prepare(struct lx_scope *s, const libxl_domain_config *c,
		      struct lx_built *built)
{
	static int (*const parts[])(struct lx_scope *s,
				    const libxl_domain_build_info *b) = {
		set_limits, set_affinities, set_tsc, set_cpu_policy,
		allow_ports, allow_irqs, allow_iomem,
	};
	int rc;

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		rc = parts[i](s, &c->b_info);
		if (rc)
			return rc;
	}
	rc = alloc_port(s, "store", &built->store_port);
	return rc ? rc : alloc_port(s, "console", &built->console_port);
}

/* -- memory and kernel --------------------------------------------------------- */
static const char *full_path(struct lx_scope *s, const char *path)
{
	if (!path || path[0] == '/')
		return path;
	return lx_printf(s, LX_FIRMWARE_DIR "/%s", path);
}

/* libxenguest says itself, at length, what was wrong. */
static int guest_fail(struct lx_scope *s, const char *what, const char *about)
{
	return lx_fail_errno(s, ERROR_FAIL, "%s%s%s", about ? about : "",
			     about ? ": " : "", what);
}

static int load_files(struct lx_scope *s, struct xc_dom_image *dom,
		      const struct lx_built *built)
{
	if (xc_dom_kernel_file(dom, built->kernel))
		return guest_fail(s, "the kernel cannot be read",
				  built->kernel);
	if (built->ramdisk && xc_dom_module_file(dom, built->ramdisk, NULL))
		return guest_fail(s, "the ramdisk cannot be read",
				  built->ramdisk);
	return 0;
}

static int build(struct lx_scope *s, struct xc_dom_image *dom,
		 const libxl_domain_build_info *b,
		 const struct lx_built *built)
{
	int rc = load_files(s, dom, built);

	if (rc)
		return rc;
	if (xc_dom_boot_xen_init(dom, s->ctx->xc, s->domid))
		return guest_fail(s, "the hypervisor's features are not known",
				  NULL);
	if (xc_dom_parse_image(dom))
		return guest_fail(s, "this is no kernel for a PV guest",
				  built->kernel);
	if (xc_dom_mem_init(dom, b->target_memkb / 1024) ||
	    xc_dom_boot_mem_init(dom))
		return guest_fail(s, "its memory cannot be had", NULL);
	if (xc_dom_build_image(dom))
		return guest_fail(s, "the guest cannot be laid out in its memory",
				  NULL);
	if (xc_dom_boot_image(dom))
		return guest_fail(s, "its first vCPU cannot be set up", NULL);
	if (xc_dom_gnttab_init(dom))
		return guest_fail(s, "its grant table cannot be set up", NULL);
	return 0;
}

int lx_domain_build_pv(struct lx_scope *s, const libxl_domain_config *c,
		       struct lx_built *built)
{
	const libxl_domain_build_info *b = &c->b_info;
	struct xc_dom_image *dom;
	int rc;

	/* Unless a bootloader chose them. */
	if (!built->kernel) {
		built->kernel = full_path(s, b->kernel);
		built->ramdisk = full_path(s, b->ramdisk);
		built->cmdline = b->cmdline;
	}
	xc_dom_loginit(s->ctx->xc);
	dom = xc_dom_allocate(s->ctx->xc, built->cmdline, b->u.pv.features);
	if (!dom)
		return guest_fail(s, "the builder does not start", NULL);
	dom->container_type = XC_DOM_PV_CONTAINER;
	dom->console_evtchn = built->console_port;
	dom->xenstore_evtchn = built->store_port;
	dom->claim_enabled = libxl_defbool_val(b->claim_mode);
	dom->max_vcpus = b->max_vcpus;
	rc = build(s, dom, b, built);
	if (!rc) {
		built->console_mfn = xc_dom_p2m(dom, dom->console_pfn);
		built->store_mfn = xc_dom_p2m(dom, dom->xenstore_pfn);
	}
	xc_dom_release(dom);
	return rc;
}

/* -- what others learn ----------------------------------------------------------- */
struct publication {
	const libxl_domain_config *config;
	const struct lx_built *built;
	const char *start_time;
};

static int write_vcpus(struct lx_scope *s, xs_transaction_t t,
		       const libxl_domain_build_info *b, const char *dompath)
{
	int rc = 0;

	for (int i = 0; i < b->max_vcpus && !rc; i++)
		rc = lx_xs_write(s, t, lx_printf(s, "%s/cpu/%d/availability",
						 dompath, i),
				 libxl_bitmap_test(&b->avail_vcpus, i)
					? "online" : "offline");
	return rc;
}

static int write_numbers(struct lx_scope *s, xs_transaction_t t,
			 const struct publication *p, const char *dompath)
{
	const libxl_domain_build_info *b = &p->config->b_info;
	const struct {
		const char *key;
		unsigned long long value;
	} numbers[] = {
		{ "memory/static-max", b->max_memkb },
		{ "memory/target", b->target_memkb - b->video_memkb },
		{ "memory/videoram", b->video_memkb },
		{ "store/port", p->built->store_port },
		{ "store/ring-ref", p->built->store_mfn },
	};
	int rc = 0;

	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]) && !rc; i++)
		rc = lx_xs_writef(s, t, lx_printf(s, "%s/%s", dompath,
						  numbers[i].key),
				  "%llu", numbers[i].value);
	return rc;
}

static int write_publication(struct lx_scope *s, xs_transaction_t t, void *arg)
{
	const struct publication *p = arg;
	const char *dompath = lx_xs_dompath(s, s->domid);
	const char *vm = lx_printf(s, "/vm/" LIBXL_UUID_FMT,
				   LIBXL_UUID_BYTES(p->config->c_info.uuid));
	const char *const keys[] = {
		"image/ostype", "linux",
		"image/kernel", p->built->kernel,
		"image/ramdisk", p->built->ramdisk,
		"image/cmdline", p->built->cmdline,
		"start_time", p->start_time,
		NULL, NULL,
	};
	int rc = write_vcpus(s, t, &p->config->b_info, dompath);

	if (!rc)
		rc = write_numbers(s, t, p, dompath);
	/* A key without a value is left out, not the end of the list. */
	for (size_t i = 0; keys[i] && !rc; i += 2)
		if (keys[i + 1])
			rc = lx_xs_write(s, t, lx_printf(s, "%s/%s", vm,
							 keys[i]),
					 keys[i + 1]);
	return rc;
}

int lx_domain_publish(struct lx_scope *s, const libxl_domain_config *c,
		      const struct lx_built *built)
{
	struct publication p = { c, built, NULL };
	libxl_domain_sched_params sched = c->b_info.sched_params;
	struct timeval now;
	int rc;

	gettimeofday(&now, NULL);
	p.start_time = lx_printf(s, "%lld.%02d", (long long)now.tv_sec,
				 (int)now.tv_usec / 10000);
	rc = libxl_domain_sched_params_set(s->ctx, s->domid, &sched);
	if (!rc)
		rc = lx_xs_transaction(s, write_publication, &p);
	if (rc)
		return rc;
	if (!xs_introduce_domain(s->ctx->xs, s->domid, built->store_mfn,
				 built->store_port))
		return lx_fail_errno(s, ERROR_FAIL,
				     "xenstored does not accept it");
	return 0;
}
