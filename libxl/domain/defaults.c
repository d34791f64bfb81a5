/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * Completing a config: what is left open gets the values that libxl 4.17
 * gives it, what cannot be made is refused before anything is.
 */
#include <stdlib.h>

#include <libxl_utils.h>

#include "core/ctx.h"
#include "core/log.h"
#include "domain/create.h"
#include "idl/types.h"

/* Flask's label of guests that none is asked for, by number. */
#define SID_DOMU 12
#define DEFAULT_MEMKB (32 * 1024)
#define DEFAULT_EVENT_CHANNELS 1023

/* -- which domain ------------------------------------------------------------- */
static int resolve_label(struct lx_scope *s, libxl_domain_create_info *info)
{
	char *label = info->ssid_label;
	int rc;

	if (!label) {
		if (!info->ssidref)
			info->ssidref = SID_DOMU;
		return 0;
	}
	rc = libxl_flask_context_to_sid(s->ctx, label, strlen(label),
					&info->ssidref);
	if (rc)
		return lx_fail(s, ERROR_INVAL,
			       "seclabel: the hypervisor knows no label \"%s\"",
			       label);
	return 0;
}

static int resolve_pool(struct lx_scope *s, libxl_domain_create_info *info)
{
	if (!info->pool_name)
		return 0;
	if (libxl_cpupool_qualifier_to_cpupoolid(s->ctx, info->pool_name,
						 &info->poolid, NULL))
		return lx_fail(s, ERROR_INVAL,
			       "pool: there is no CPU pool \"%s\"; xl cpupool-list shows them",
			       info->pool_name);
	return 0;
}

static int complete_create_info(struct lx_scope *s,
				libxl_domain_create_info *info)
{
	int rc;

	if (info->type == LIBXL_DOMAIN_TYPE_HVM ||
	    info->type == LIBXL_DOMAIN_TYPE_PVH)
		return lx_fail(s, ERROR_NI,
			       "type: \"%s\" guests cannot be made yet, only \"pv\"",
			       libxl_domain_type_to_string(info->type));
	if (info->type != LIBXL_DOMAIN_TYPE_PV)
		return lx_fail(s, ERROR_INVAL, "type: no guest type is given");
	if (!info->name || !*info->name)
		return lx_fail(s, ERROR_INVAL, "name: the domain has none");
	if (libxl_uuid_is_nil(&info->uuid))
		libxl_uuid_generate(&info->uuid);
	libxl_defbool_setdefault(&info->run_hotplug_scripts, true);
	libxl_defbool_setdefault(&info->driver_domain, false);
	libxl_defbool_setdefault(&info->xend_suspend_evtchn_compat, false);
	if (info->passthrough == LIBXL_PASSTHROUGH_DEFAULT)
		info->passthrough = LIBXL_PASSTHROUGH_DISABLED;
	rc = resolve_label(s, info);
	return rc ? rc : resolve_pool(s, info);
}

/* -- how it is built ------------------------------------------------------------ */
static void default_u64(uint64_t *value, uint64_t wanted)
{
	if (*value == LIBXL_MEMKB_DEFAULT)
		*value = wanted;
}

static int complete_memory(struct lx_scope *s, libxl_domain_build_info *b)
{
	default_u64(&b->max_memkb, DEFAULT_MEMKB);
	default_u64(&b->target_memkb, b->max_memkb);
	if (b->target_memkb > b->max_memkb)
		return lx_fail(s, ERROR_INVAL,
			       "memory: %llu KiB is more than maxmem, %llu KiB",
			       (unsigned long long)b->target_memkb,
			       (unsigned long long)b->max_memkb);
	default_u64(&b->video_memkb, 0);
	/* 256 pages a vCPU and one for each MiB, be it used or not. */
	default_u64(&b->shadow_memkb,
		    4 * (256 * b->max_vcpus + b->max_memkb / 1024));
	default_u64(&b->iommu_memkb, 0);
	default_u64(&b->stubdomain_memkb, 0);
	return 0;
}

static int complete_vcpus(struct lx_scope *s, libxl_domain_build_info *b)
{
	if (!b->max_vcpus)
		b->max_vcpus = 1;
	if (b->max_vcpus < 0)
		return lx_fail(s, ERROR_INVAL, "maxvcpus: %d is less than 1",
			       b->max_vcpus);
	if (b->avail_vcpus.size)
		return 0;
	if (libxl_cpu_bitmap_alloc(s->ctx, &b->avail_vcpus, 1))
		return ERROR_FAIL;
	libxl_bitmap_set(&b->avail_vcpus, 0);
	return 0;
}

/* The best that the hypervisor offers, when the caller does not say. */
static int complete_grant_version(struct lx_scope *s,
				  libxl_domain_build_info *b)
{
	libxl_physinfo info;
	int rc;

	if (b->max_grant_version != -1)
		return 0;
	libxl_physinfo_init(&info);
	rc = libxl_get_physinfo(s->ctx, &info);
	if (!rc)
		b->max_grant_version = info.cap_gnttab_v2 ? 2 :
				       info.cap_gnttab_v1 ? 1 : 0;
	libxl_physinfo_dispose(&info);
	return rc;
}

static void complete_switches(libxl_domain_build_info *b)
{
	libxl_defbool *off[] = {
		&b->localtime, &b->disable_migrate, &b->claim_mode,
		&b->device_model_stubdomain, &b->dm_restrict, &b->vpmu,
		&b->arch_x86.msr_relaxed,
	};

	for (size_t i = 0; i < sizeof(off) / sizeof(off[0]); i++)
		libxl_defbool_setdefault(off[i], false);
	libxl_defbool_setdefault(&b->numa_placement, true);
	libxl_defbool_setdefault(&b->acpi, true);
	if (!b->event_channels)
		b->event_channels = DEFAULT_EVENT_CHANNELS;
	if (!b->blkdev_start)
		b->blkdev_start = lx_out_strdup("xvda");
	if (!b->device_model_version)
		b->device_model_version = LIBXL_DEVICE_MODEL_VERSION_QEMU_XEN;
}

static int complete_pv(struct lx_scope *s, libxl_domain_build_info *b)
{
	if (b->timer_mode != LIBXL_TIMER_MODE_UNKNOWN)
		return lx_fail(s, ERROR_INVAL,
			       "timer_mode: PV guests have none; remove it");
	if (!libxl_defbool_is_default(b->nested_hvm) ||
	    !libxl_defbool_is_default(b->apic))
		return lx_fail(s, ERROR_INVAL,
			       "nestedhvm, apic: PV guests have neither; remove them");
	default_u64(&b->u.pv.slack_memkb, 0);
	libxl_defbool_setdefault(&b->u.pv.e820_host, false);
	if (b->bootloader && !*b->bootloader) {
		free(b->bootloader);
		b->bootloader = NULL;
	}
	return 0;
}

int lx_build_info_complete(struct lx_scope *s, libxl_domain_build_info *b)
{
	int rc = lx_move_fields(s, lx_domain_build_info_moves, b->type, b);

	if (!rc)
		rc = complete_vcpus(s, b);
	if (!rc)
		rc = complete_memory(s, b);
	if (rc)
		return rc;
	complete_switches(b);
	return b->type == LIBXL_DOMAIN_TYPE_PV ? complete_pv(s, b) : 0;
}

static int refuse_unbuildable(struct lx_scope *s,
			      const libxl_domain_build_info *b)
{
	if (!b->kernel && !b->bootloader)
		return lx_fail(s, ERROR_INVAL,
			       "kernel: a PV guest needs a kernel or a bootloader");
	if (b->num_vnuma_nodes)
		return lx_fail(s, ERROR_NI,
			       "vnuma: virtual NUMA nodes cannot be made yet");
	if (libxl_defbool_val(b->u.pv.e820_host))
		return lx_fail(s, ERROR_NI,
			       "e820_host: the host's memory map cannot be passed on yet");
	if (b->tsc_mode == LIBXL_TSC_MODE_NATIVE_PARAVIRT)
		return lx_fail(s, ERROR_INVAL,
			       "tsc_mode: \"native_paravirt\" is gone from Xen; use \"default\"");
	return 0;
}

int lx_config_complete(struct lx_scope *s, libxl_domain_config *c)
{
	int rc = complete_create_info(s, &c->c_info);

	if (!rc && c->b_info.type != c->c_info.type)
		rc = lx_fail(s, ERROR_INVAL,
			     "the build info is of type \"%s\", the domain of type \"%s\"",
			     libxl_domain_type_to_string(c->b_info.type),
			     libxl_domain_type_to_string(c->c_info.type));
	if (!rc)
		rc = lx_build_info_complete(s, &c->b_info);
	if (!rc)
		rc = complete_grant_version(s, &c->b_info);
	return rc ? rc : refuse_unbuildable(s, &c->b_info);
}
