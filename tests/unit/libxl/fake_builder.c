/* SPDX-License-Identifier: LGPL-2.1-only */
/* libxenctrl's and libxenguest's part in building a domain, in memory. */
#include "fake_builder.h"

#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <xenctrl.h>
#include <xenguest.h>
#include <xenstore.h>

#include "fake_host.h"

uint64_t fake_builder_maxmem;

static char calls[2000];
static int fail_at, count;
static void (*before_call)(void);

void fake_builder_reset(int at)
{
	calls[0] = '\0';
	count = 0;
	fail_at = at;
	before_call = NULL;
	fake_builder_maxmem = 0;
}

void fake_builder_before_call(void (*fn)(void))
{
	before_call = fn;
}

const char *fake_builder_calls(void)
{
	return calls;
}

int fake_builder_count(void)
{
	return count;
}

/* -1 when this call is the one to fail. */
static int call(const char *fmt, ...)
{
	size_t used = strlen(calls);
	va_list ap;

	if (before_call)
		before_call();
	if (used) {
		strcpy(calls + used, " ");
		used++;
	}
	va_start(ap, fmt);
	vsnprintf(calls + used, sizeof(calls) - used, fmt, ap);
	va_end(ap);
	if (++count != fail_at)
		return 0;
	errno = EINVAL;
	return -1;
}

/* -- hypercalls ------------------------------------------------------------- */
int xc_domain_create(xc_interface *xch, uint32_t *pdomid,
		     struct xen_domctl_createdomain *config)
{
	xc_domaininfo_t *d;

	(void)xch;
	if (call("create(max_vcpus=%u,evtchn=%u,grant=%u,ssid=%u)",
		 config->max_vcpus, config->max_evtchn_port,
		 config->grant_opts, config->ssidref))
		return -1;
	*pdomid = 7;
	d = fake_host_domain(7, XEN_DOMINF_paused);
	memcpy(d->handle, config->handle, sizeof(d->handle));
	return 0;
}

int xc_domain_pause(xc_interface *xch, uint32_t domid)
{
	(void)xch;
	(void)domid;
	return 0;
}

int fake_builder_destroy_errno;

int xc_domain_destroy(xc_interface *xch, uint32_t domid)
{
	(void)xch;
	(void)domid;
	errno = fake_builder_destroy_errno;
	return errno ? -1 : 0;
}

int xc_domain_max_vcpus(xc_interface *xch, uint32_t domid, unsigned int max)
{
	(void)xch;
	(void)domid;
	return call("max_vcpus(%u)", max);
}

int xc_domain_setmaxmem(xc_interface *xch, uint32_t domid, uint64_t kb)
{
	(void)xch;
	(void)domid;
	if (call("maxmem(%llu)", (unsigned long long)kb))
		return -1;
	fake_builder_maxmem = kb;
	return 0;
}

int xc_domain_set_memmap_limit(xc_interface *xch, uint32_t domid,
			       unsigned long kb)
{
	(void)xch;
	(void)domid;
	return call("memmap(%lu)", kb);
}

int xc_domain_set_tsc_info(xc_interface *xch, uint32_t domid,
			   uint32_t tsc_mode, uint64_t elapsed_nsec,
			   uint32_t gtsc_khz, uint32_t incarnation)
{
	(void)xch;
	(void)domid;
	(void)elapsed_nsec;
	(void)gtsc_khz;
	(void)incarnation;
	return call("tsc(%u)", tsc_mode);
}

int xc_cpuid_apply_policy(xc_interface *xch, uint32_t domid, bool restore,
			  const uint32_t *featureset, unsigned int nr_features,
			  bool pae, bool itsc, bool nested_virt,
			  const struct xc_xend_cpuid *xend,
			  const struct xc_msr *msr)
{
	(void)xch;
	(void)domid;
	(void)featureset;
	(void)nr_features;
	(void)nested_virt;
	(void)xend;
	(void)msr;
	return call("cpuid(restore=%d,pae=%d,itsc=%d)", restore, pae, itsc);
}

xc_evtchn_port_or_error_t xc_evtchn_alloc_unbound(xc_interface *xch,
						  uint32_t dom,
						  uint32_t remote_dom)
{
	static int port;

	(void)xch;
	(void)dom;
	(void)remote_dom;
	if (call("evtchn"))
		return -1;
	port = port % 2 + 1;
	return port;
}

int xc_physinfo(xc_interface *xch, xc_physinfo_t *info)
{
	(void)xch;
	memset(info, 0, sizeof(*info));
	info->total_pages = 1 << 20;
	info->max_cpu_id = 7;
	info->nr_cpus = 8;
	info->capabilities = XEN_SYSCTL_PHYSCAP_gnttab_v1 |
			     XEN_SYSCTL_PHYSCAP_gnttab_v2;
	return 0;
}

long xc_sharing_freed_pages(xc_interface *xch)
{
	(void)xch;
	return 0;
}

long xc_sharing_used_frames(xc_interface *xch)
{
	(void)xch;
	return 0;
}

int xc_sched_credit2_domain_set(xc_interface *xch, uint32_t domid,
				struct xen_domctl_sched_credit2 *sdom)
{
	(void)xch;
	(void)domid;
	return call("credit2(%u)", sdom->weight);
}

bool xs_introduce_domain(struct xs_handle *h, unsigned int domid,
			 unsigned long mfn, unsigned int eventchn)
{
	(void)h;
	return !call("introduce(%u,%lu,%u)", domid, mfn, eventchn);
}

/* -- libxenguest --------------------------------------------------------------- */
static xen_pfn_t p2m[] = { 456700, 456705, 456706 };

int xc_dom_loginit(xc_interface *xch)
{
	(void)xch;
	return 0;
}

struct xc_dom_image *xc_dom_allocate(xc_interface *xch, const char *cmdline,
				     const char *features)
{
	struct xc_dom_image *dom;

	(void)xch;
	(void)features;
	if (call("allocate(%s)", cmdline ? cmdline : "-"))
		return NULL;
	dom = calloc(1, sizeof(*dom));
	dom->pv_p2m = p2m;
	dom->total_pages = 3;
	dom->xenstore_pfn = 1;
	dom->console_pfn = 2;
	return dom;
}

void xc_dom_release(struct xc_dom_image *dom)
{
	free(dom);
}

bool xc_dom_translated(const struct xc_dom_image *dom)
{
	(void)dom;
	return false;
}

int xc_dom_kernel_file(struct xc_dom_image *dom, const char *filename)
{
	(void)dom;
	return call("kernel(%s)", filename);
}

int xc_dom_module_file(struct xc_dom_image *dom, const char *filename,
		       const char *cmdline)
{
	(void)dom;
	(void)cmdline;
	return call("ramdisk(%s)", filename);
}

int xc_dom_boot_xen_init(struct xc_dom_image *dom, xc_interface *xch,
			 uint32_t domid)
{
	(void)dom;
	(void)xch;
	return call("xen_init(%u)", domid);
}

int xc_dom_parse_image(struct xc_dom_image *dom)
{
	(void)dom;
	return call("parse");
}

int xc_dom_mem_init(struct xc_dom_image *dom, unsigned int mem_mb)
{
	(void)dom;
	return call("mem_init(%u)", mem_mb);
}

int xc_dom_boot_mem_init(struct xc_dom_image *dom)
{
	(void)dom;
	return call("boot_mem_init");
}

int xc_dom_build_image(struct xc_dom_image *dom)
{
	(void)dom;
	return call("build_image");
}

int xc_dom_boot_image(struct xc_dom_image *dom)
{
	(void)dom;
	return call("boot_image");
}

int xc_dom_gnttab_init(struct xc_dom_image *dom)
{
	(void)dom;
	return call("gnttab");
}

/* A kernel of 64 bits; no part of building, so it never fails. */
int xc_domain_get_guest_width(xc_interface *xch, uint32_t domid,
			      unsigned int *guest_width)
{
	(void)xch;
	(void)domid;
	*guest_width = 8;
	return 0;
}
