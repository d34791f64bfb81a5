/* SPDX-License-Identifier: LGPL-2.1-only */
/* libxenctrl's functions on a host made of two arrays. */
#include "fake_host.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fake_xs.h"

#define MAX_DOMAINS 3000

static xc_domaininfo_t domains[MAX_DOMAINS];
static unsigned int nr_domains;

int fake_host_scheduler;
struct xen_domctl_sched_credit fake_host_credit;
uint8_t fake_host_hard, fake_host_soft;
int fake_host_flask_calls;

/* -- the log ---------------------------------------------------------------- */

static char log_text[8192];
static size_t log_used;

static void keep(struct xentoollog_logger *logger, xentoollog_level level,
		 int errnoval, const char *context, const char *format,
		 va_list al)
{
	(void)logger;
	(void)errnoval;
	(void)context;
	if (log_used > sizeof(log_text) - 1000)
		return;			/* nobody asks */
	log_used += snprintf(log_text + log_used, sizeof(log_text) - log_used,
			     "%s: ", xtl_level_to_string(level));
	log_used += vsnprintf(log_text + log_used, sizeof(log_text) - log_used,
			      format, al);
	log_used += snprintf(log_text + log_used, sizeof(log_text) - log_used,
			     "\n");
}

static void no_progress(struct xentoollog_logger *logger, const char *context,
			const char *what, int percent, unsigned long done,
			unsigned long total)
{
	(void)logger;
	(void)context;
	(void)what;
	(void)percent;
	(void)done;
	(void)total;
}

static void no_destroy(struct xentoollog_logger *logger)
{
	(void)logger;
}

static xentoollog_logger logger = {
	.vmessage = keep, .progress = no_progress, .destroy = no_destroy,
};

const char *fake_host_log(void)
{
	static char last[sizeof(log_text)];

	memcpy(last, log_text, sizeof(last));
	log_text[0] = '\0';
	log_used = 0;
	return last;
}

/* -- domains ---------------------------------------------------------------- */

libxl_ctx *fake_host_open(void)
{
	libxl_ctx *ctx;

	nr_domains = 0;
	fake_host_scheduler = XEN_SCHEDULER_CREDIT2;
	fake_xs_reset();
	fake_host_log();
	return libxl_ctx_alloc(&ctx, LIBXL_VERSION, 0, &logger) ? NULL : ctx;
}

void fake_host_close(libxl_ctx *ctx)
{
	libxl_ctx_free(ctx);
	fake_xs_reset();
}

xc_domaininfo_t *fake_host_domain(uint32_t domid, uint32_t flags)
{
	xc_domaininfo_t *d = &domains[nr_domains++];

	memset(d, 0, sizeof(*d));
	d->domain = domid;
	d->flags = flags;
	memset(d->handle, domid, sizeof(d->handle));
	return d;
}

void fake_host_remove(uint32_t domid)
{
	unsigned int at = 0;

	for (unsigned int i = 0; i < nr_domains; i++)
		if (domains[i].domain != domid)
			domains[at++] = domains[i];
	nr_domains = at;
}

const xentoollog_logger *fake_host_forbidden_logger;

xc_interface *xc_interface_open(xentoollog_logger *log,
				xentoollog_logger *dombuild_logger,
				unsigned open_flags)
{
	(void)dombuild_logger;
	(void)open_flags;
	if (log && log == fake_host_forbidden_logger)
		return NULL;
	return (xc_interface *)domains;
}

int xc_interface_close(xc_interface *xch)
{
	(void)xch;
	return 0;
}

int xc_domain_getinfolist(xc_interface *xch, uint32_t first, unsigned int max,
			  xc_domaininfo_t *info)
{
	unsigned int n = 0;

	(void)xch;
	for (unsigned int i = 0; i < nr_domains && n < max; i++)
		if (domains[i].domain >= first)
			info[n++] = domains[i];
	return n;
}

int xc_flask_sid_to_context(xc_interface *xch, int sid, char *buf,
			    uint32_t size)
{
	(void)xch;
	(void)sid;
	(void)buf;
	(void)size;
	fake_host_flask_calls++;
	errno = ENOSYS;
	return -1;
}

/* -- pools and CPUs: one pool, eight CPUs ------------------------------------- */

xc_cpupoolinfo_t *xc_cpupool_getinfo(xc_interface *xch, uint32_t poolid)
{
	xc_cpupoolinfo_t *pool;

	(void)xch;
	if (poolid) {
		errno = ENOENT;
		return NULL;
	}
	pool = calloc(1, sizeof(*pool));
	pool->sched_id = fake_host_scheduler;
	pool->n_dom = nr_domains;
	pool->cpumap = malloc(1);
	pool->cpumap[0] = 0xff;
	return pool;
}

void xc_cpupool_infofree(xc_interface *xch, xc_cpupoolinfo_t *info)
{
	(void)xch;
	free(info->cpumap);
	free(info);
}

/* As the hypervisor: a number that is taken is refused, all ones mean any. */
int xc_cpupool_create(xc_interface *xch, uint32_t *poolid, uint32_t sched_id)
{
	(void)xch;
	(void)sched_id;
	if (!*poolid) {
		errno = EEXIST;
		return -1;
	}
	if (*poolid == XEN_SYSCTL_CPUPOOL_PAR_ANY)
		*poolid = 1;
	return 0;
}

int xc_get_cpumap_size(xc_interface *xch)
{
	(void)xch;
	return 1;
}

int xc_get_max_cpus(xc_interface *xch)
{
	(void)xch;
	return 8;
}

int xc_vcpu_setaffinity(xc_interface *xch, uint32_t domid, int vcpu,
			xc_cpumap_t hard, xc_cpumap_t soft, uint32_t flags)
{
	(void)xch;
	(void)domid;
	if (vcpu > 1 || (hard && !*hard)) {
		errno = EINVAL;
		return -1;
	}
	if (flags & XEN_VCPUAFFINITY_HARD)
		fake_host_hard = *hard;
	if (flags & XEN_VCPUAFFINITY_SOFT)
		fake_host_soft = *soft;
	return 0;
}

int xc_sched_credit_domain_get(xc_interface *xch, uint32_t domid,
			       struct xen_domctl_sched_credit *sdom)
{
	(void)xch;
	(void)domid;
	*sdom = fake_host_credit;
	return 0;
}

int xc_sched_credit_domain_set(xc_interface *xch, uint32_t domid,
			       struct xen_domctl_sched_credit *sdom)
{
	(void)xch;
	(void)domid;
	fake_host_credit = *sdom;
	return 0;
}

int xc_sched_credit2_domain_get(xc_interface *xch, uint32_t domid,
				struct xen_domctl_sched_credit2 *sdom)
{
	(void)xch;
	(void)domid;
	sdom->weight = fake_host_credit.weight;
	sdom->cap = fake_host_credit.cap;
	return 0;
}
