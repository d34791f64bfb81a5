/* SPDX-License-Identifier: LGPL-2.1-only */
/* Which domains there are, and their state. */
#include <errno.h>
#include <stdlib.h>

#include <xenctrl.h>

#include <libxl_utils.h>

#include "core/ctx.h"
#include "core/log.h"
#include "core/xs.h"
#include "host/list.h"

/*
 * How many domains are asked for at once. A call touches room for all of them,
 * however few there are, so the first is for an ordinary host.
 */
#define FIRST_BATCH 128
#define BATCH 1024

static uint64_t kib(uint64_t pages)
{
	return pages * (XC_PAGE_SIZE / 1024);
}

/* PVH is HVM without emulated devices but the local APIC. */
static libxl_domain_type domain_type(const xc_domaininfo_t *d)
{
	if (!(d->flags & XEN_DOMINF_hvm_guest))
		return LIBXL_DOMAIN_TYPE_PV;
#if defined(__i386__) || defined(__x86_64__)
	if (!(d->arch_config.emulation_flags & ~XEN_X86_EMU_LAPIC))
		return LIBXL_DOMAIN_TYPE_PVH;
	return LIBXL_DOMAIN_TYPE_HVM;
#else
	return LIBXL_DOMAIN_TYPE_PVH;
#endif
}

/* Without Flask there are no labels, and no use in asking again. */
static char *label_of(libxl_ctx *ctx, uint32_t ssidref, bool *flask)
{
	char *label;
	size_t len;

	if (!*flask)
		return NULL;
	if (!libxl_flask_sid_to_context(ctx, ssidref, &label, &len))
		return label;
	*flask = errno != ENOSYS;
	return NULL;
}

static void take_state(const xc_domaininfo_t *from, libxl_dominfo *to)
{
	uint32_t flags = from->flags;

	to->dying = flags & XEN_DOMINF_dying;
	to->shutdown = flags & XEN_DOMINF_shutdown;
	to->paused = flags & XEN_DOMINF_paused;
	to->blocked = flags & XEN_DOMINF_blocked;
	to->running = flags & XEN_DOMINF_running;
	to->never_stop = flags & XEN_DOMINF_xs_domain;
	to->shutdown_reason = to->shutdown ?
		(int)(flags >> XEN_DOMINF_shutdownshift &
		      XEN_DOMINF_shutdownmask) :
		LIBXL_SHUTDOWN_REASON_UNKNOWN;
}

static void to_api(libxl_ctx *ctx, const xc_domaininfo_t *from,
		   libxl_dominfo *to, bool *flask)
{
	libxl_dominfo_init(to);
	memcpy(to->uuid.uuid, from->handle, sizeof(to->uuid.uuid));
	to->domid = from->domain;
	to->ssidref = from->ssidref;
	to->ssid_label = label_of(ctx, from->ssidref, flask);
	take_state(from, to);
	to->outstanding_memkb = kib(from->outstanding_pages);
	to->current_memkb = kib(from->tot_pages);
	to->shared_memkb = kib(from->shr_pages);
	to->paged_memkb = kib(from->paged_pages);
	to->max_memkb = kib(from->max_pages);
	to->cpu_time = from->cpu_time;
	to->vcpu_max_id = from->max_vcpu_id;
	to->vcpu_online = from->nr_online_vcpus;
	to->cpupool = from->cpupool;
	to->gpaddr_bits = from->gpaddr_bits;
	to->domain_type = domain_type(from);
}

static int domain_info(struct lx_scope *s, libxl_dominfo *info)
{
	xc_domaininfo_t xc;
	bool flask = true;
	int n = xc_domain_getinfolist(s->ctx->xc, s->domid, 1, &xc);

	if (n < 0)
		return lx_fail_errno(s, ERROR_FAIL,
				     "the hypervisor does not tell of domains");
	if (!n || xc.domain != s->domid)
		return ERROR_DOMAIN_NOTFOUND;
	if (info)
		to_api(s->ctx, &xc, info, &flask);
	return 0;
}

int libxl_domain_info(libxl_ctx *ctx, libxl_dominfo *info_r, uint32_t domid)
{
	struct lx_scope s;
	int rc;

	lx_scope_enter(&s, ctx, domid);
	rc = domain_info(&s, info_r);
	lx_scope_leave(&s);
	return rc;
}

/* All domains in the scope's memory, -1 with a message. */
static int ask_all(struct lx_scope *s, xc_domaininfo_t **all)
{
	uint32_t first = 0;
	int n = 0, got, room;

	*all = NULL;
	do {
		room = n ? BATCH : FIRST_BATCH;
		*all = arena_grow(s->mem, *all, n * sizeof(**all),
				  (n + room) * sizeof(**all));
		got = xc_domain_getinfolist(s->ctx->xc, first, room,
					    *all + n);
		if (got < 0) {
			lx_fail_errno(s, 0,
				      "the hypervisor does not tell of domains");
			return -1;
		}
		n += got;
		if (got)
			first = (*all)[n - 1].domain + 1;
	} while (got == room);
	return n;
}

libxl_dominfo *libxl_list_domain(libxl_ctx *ctx, int *nb_domain_out)
{
	libxl_dominfo *list = NULL;
	xc_domaininfo_t *all;
	struct lx_scope s;
	bool flask = true;
	int n;

	lx_scope_enter(&s, ctx, LX_NO_DOMID);
	n = ask_all(&s, &all);
	if (n >= 0)
		list = lx_out_calloc(n, sizeof(*list));
	for (int i = 0; i < n; i++)
		to_api(ctx, &all[i], &list[i], &flask);
	lx_scope_leave(&s);
	*nb_domain_out = n < 0 ? 0 : n;
	return list;
}

void libxl_dominfo_list_free(libxl_dominfo *list, int nb_domain)
{
	lx_list_free(&lx_type_dominfo, list, nb_domain);
}

/* Domains but those that serve another one as its stub domain. */
libxl_vminfo *libxl_list_vm(libxl_ctx *ctx, int *nb_vm_out)
{
	libxl_vminfo *list = NULL;
	xc_domaininfo_t *all;
	struct lx_scope s;
	int n, nr = 0;

	lx_scope_enter(&s, ctx, LX_NO_DOMID);
	n = ask_all(&s, &all);
	if (n >= 0)
		list = lx_out_calloc(n, sizeof(*list));
	for (int i = 0; i < n; i++) {
		if (libxl_is_stubdom(ctx, all[i].domain, NULL))
			continue;
		memcpy(list[nr].uuid.uuid, all[i].handle,
		       sizeof(list[nr].uuid.uuid));
		list[nr++].domid = all[i].domain;
	}
	lx_scope_leave(&s);
	*nb_vm_out = nr;
	return list;
}

void libxl_vminfo_list_free(libxl_vminfo *list, int nb_vm)
{
	lx_list_free(&lx_type_vminfo, list, nb_vm);
}

int libxl_domid_valid_guest(uint32_t domid)
{
	return domid > 0 && domid < DOMID_FIRST_RESERVED;
}

uint32_t libxl_vm_get_start_time(libxl_ctx *ctx, uint32_t domid)
{
	const char *vm, *text = NULL;
	struct lx_scope s;
	uint32_t seconds;

	lx_scope_enter(&s, ctx, domid);
	vm = lx_xs_vmpath(&s, domid);
	if (vm)
		text = lx_xs_getf(&s, XBT_NULL, "%s/start_time", vm);
	seconds = text ? strtoul(text, NULL, 10) : 0;
	lx_scope_leave(&s);
	return seconds;
}
