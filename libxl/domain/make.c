/* SPDX-License-Identifier: LGPL-2.1-only */
/* An empty domain, and its place in xenstore. */
#include <errno.h>

#include <xenctrl.h>

#include "core/ctx.h"
#include "core/log.h"
#include "core/xs.h"
#include "device/script.h"
#include "domain/create.h"
#include "domain/domid.h"
#include "domain/rename.h"

/* -- the hypervisor's part --------------------------------------------------- */
static int32_t grant_limit(uint32_t wanted)
{
	return wanted == LIBXL_MAX_GRANT_DEFAULT ? -1 : (int32_t)wanted;
}

static void fill(struct xen_domctl_createdomain *d,
		 const libxl_domain_config *c)
{
	const libxl_domain_build_info *b = &c->b_info;

	d->ssidref = c->c_info.ssidref;
	memcpy(d->handle, libxl_uuid_bytearray_const(&c->c_info.uuid),
	       sizeof(d->handle));
	if (c->c_info.passthrough != LIBXL_PASSTHROUGH_DISABLED)
		d->flags |= XEN_DOMCTL_CDF_iommu;
	if (libxl_defbool_val(b->vpmu))
		d->flags |= XEN_DOMCTL_CDF_vpmu;
	d->max_vcpus = b->max_vcpus;
	d->max_evtchn_port = b->event_channels;
	d->max_grant_frames = grant_limit(b->max_grant_frames);
	d->max_maptrack_frames = grant_limit(b->max_maptrack_frames);
	d->grant_opts = XEN_DOMCTL_GRANT_version(b->max_grant_version);
	d->vmtrace_size = (uint32_t)b->vmtrace_buf_kb << 10;
	d->cpupool_id = c->c_info.poolid;
	if (libxl_defbool_val(b->arch_x86.msr_relaxed))
		d->arch.misc_flags |= XEN_X86_MSR_RELAXED;
}

int lx_domain_make(struct lx_scope *s, const libxl_domain_config *c,
		   uint32_t *domid)
{
	struct xen_domctl_createdomain d = { 0 };
	bool random = c->c_info.domid == (uint32_t)RANDOM_DOMID;
	uint32_t id = c->c_info.domid;
	int err;

	fill(&d, c);
	do {
		int rc = random ? lx_domid_random(s, &id) : 0;

		if (rc)
			return rc;
		/* 0 is dom0's: the hypervisor takes a free one. */
		if (!libxl_domid_valid_guest(id))
			id = 0;
		err = xc_domain_create(s->ctx->xc, &id, &d);
	} while (err && random && errno == EEXIST);
	if (err)
		return lx_fail_errno(s, ERROR_FAIL,
				     "the hypervisor makes no domain for \"%s\"",
				     c->c_info.name);
	*domid = id;
	return 0;
}

/* -- xenstore ------------------------------------------------------------------ */
enum owner {
	TOOLS,		/* nobody else */
	READ,		/* the guest may read */
	GUEST,		/* the guest's own */
};

struct place {
	const char *path;	/* below /local/domain/N */
	enum owner owner;
};

static const struct place places[] = {
	{ "cpu",			READ },
	{ "memory",			READ },
	{ "device",			READ },
	{ "device/suspend",		READ },
	{ "device/suspend/event-channel", GUEST },
	{ "control",			READ },
	{ "control/shutdown",		GUEST },
	{ "control/feature-poweroff",	GUEST },
	{ "control/feature-reboot",	GUEST },
	{ "control/feature-suspend",	GUEST },
	{ "control/sysrq",		GUEST },
	{ "data",			GUEST },
	{ "drivers",			GUEST },
	{ "feature",			GUEST },
	{ "attr",			GUEST },
	{ "error",			GUEST },
};

static const char *const facts[] = {
	"control/platform-feature-multiprocessor-suspend", "1",
	"control/platform-feature-xs_reset_watches", "1",
	NULL,
};

static int mkdir_for(struct lx_scope *s, xs_transaction_t t, const char *path,
		     enum owner owner)
{
	struct xs_permissions perms[2] = {
		{ .id = owner == GUEST ? s->domid : 0, .perms = XS_PERM_NONE },
		{ .id = s->domid, .perms = XS_PERM_READ },
	};

	return lx_xs_mkdir(s, t, path, perms, owner == READ ? 2 : 1);
}

/* A fresh directory in the place of whatever an older domain left there. */
static int replace_dir(struct lx_scope *s, xs_transaction_t t,
		       const char *path, enum owner owner)
{
	int rc = lx_xs_rm(s, t, path);

	return rc ? rc : mkdir_for(s, t, path, owner);
}

static int write_places(struct lx_scope *s, xs_transaction_t t,
			const char *dompath)
{
	int rc = 0;

	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]) && !rc; i++)
		rc = mkdir_for(s, t, lx_printf(s, "%s/%s", dompath,
					       places[i].path),
			       places[i].owner);
	return rc ? rc : lx_xs_write_all(s, t, dompath, facts);
}

static int write_lists(struct lx_scope *s, xs_transaction_t t,
		       const char *dompath,
		       const libxl_domain_create_info *info)
{
	int rc = 0;

	if (info->xsdata)
		rc = lx_xs_write_all(s, t, dompath,
				     (const char *const *)info->xsdata);
	if (!rc && info->platformdata)
		rc = lx_xs_write_all(s, t, lx_printf(s, "%s/platform", dompath),
				     (const char *const *)info->platformdata);
	return rc;
}

static int write_domain(struct lx_scope *s, xs_transaction_t t, void *arg)
{
	const libxl_domain_create_info *info = arg;
	const char *dompath = lx_xs_dompath(s, s->domid);
	const char *uuid = lx_printf(s, LIBXL_UUID_FMT,
				     LIBXL_UUID_BYTES(info->uuid));
	const char *vm = lx_printf(s, "/vm/%s", uuid);
	const char *own = lx_printf(s, "/libxl/%u", s->domid);
	const char *const dom_keys[] = { "vm", vm, "name", info->name, NULL };
	const char *const vm_keys[] = {
		"name", info->name, "uuid", uuid, NULL
	};
	const char *const own_keys[] = {
		"type", libxl_domain_type_to_string(info->type),
		"dm-version", "qemu_xen",
		LX_UDEV_KEY, libxl_defbool_val(info->run_hotplug_scripts)
			? NULL : "1",
		NULL
	};
	int rc = lx_name_is_free(s, t, info->name);

	if (!rc)
		rc = replace_dir(s, t, dompath, READ);
	if (!rc)
		rc = replace_dir(s, t, vm, READ);
	if (!rc)
		rc = replace_dir(s, t, own, TOOLS);
	if (!rc)
		rc = lx_xs_write_all(s, t, dompath, dom_keys);
	if (!rc)
		rc = lx_xs_write_all(s, t, vm, vm_keys);
	if (!rc)
		rc = lx_xs_write_all(s, t, own, own_keys);
	if (!rc)
		rc = write_places(s, t, dompath);
	if (!rc)
		rc = write_lists(s, t, dompath, info);
	if (!rc)
		rc = lx_xs_writef(s, t, lx_printf(s, "%s/domid", dompath), "%u",
				  s->domid);
	return rc;
}

int lx_domain_introduce(struct lx_scope *s, const libxl_domain_config *c)
{
	return lx_xs_transaction(s, write_domain, (void *)&c->c_info);
}
