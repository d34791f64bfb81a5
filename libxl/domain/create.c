/* SPDX-License-Identifier: LGPL-2.1-only */
/* libxl_domain_create_new(): the steps from a config to a paused domain. */
#include "domain/create.h"

#include "core/ctx.h"
#include "core/log.h"
#include "core/xs.h"
#include "device/class.h"
#include "device/stored.h"
#include "dm/dm.h"
#include "domain/config.h"
#include "domain/destroy.h"
#include "domain/userdata.h"
#include "event/events.h"

/* xenconsoled answers at once, unless it is not running. */
#define CONSOLE_MS 10000

/* -- devices --------------------------------------------------------------------------- */
static bool has_class(size_t count_at)
{
	for (int i = 0; lx_device_classes[i]; i++)
		if (lx_device_classes[i]->count_at == count_at)
			return true;
	return false;
}

/* Those for which there is no class yet. */
static int refuse_devices(struct lx_scope *s, const libxl_domain_config *c)
{
	static const struct {
		const char *key;
		size_t count_at;
	} devices[] = {
		{ "pci", offsetof(libxl_domain_config, num_pcidevs) },
		{ "dtdev", offsetof(libxl_domain_config, num_dtdevs) },
		{ "vfb", offsetof(libxl_domain_config, num_vfbs) },
		{ "vkb", offsetof(libxl_domain_config, num_vkbs) },
		{ "vtpm", offsetof(libxl_domain_config, num_vtpms) },
		{ "p9", offsetof(libxl_domain_config, num_p9s) },
		{ "pvcalls", offsetof(libxl_domain_config, num_pvcallsifs) },
		{ "vdispl", offsetof(libxl_domain_config, num_vdispls) },
		{ "vsnd", offsetof(libxl_domain_config, num_vsnds) },
		{ "usbctrl", offsetof(libxl_domain_config, num_usbctrls) },
		{ "usbdev", offsetof(libxl_domain_config, num_usbdevs) },
	};

	for (size_t i = 0; i < sizeof(devices) / sizeof(devices[0]); i++) {
		size_t at = devices[i].count_at;

		if (*(const int *)((const char *)c + at) && !has_class(at))
			return lx_fail(s, ERROR_NI,
				       "%s: devices of this kind cannot be made yet",
				       devices[i].key);
	}
	return 0;
}

static void add_class(struct lx_op *op, const struct lx_device_class *class)
{
	struct lx_create *c = op->data;

	for (int i = 0; i < lx_stored_count(c->config, class); i++)
		lx_device_add_run(op, c->domid, class,
				  lx_stored_at(c->config, class, i));
}

static void add_disks(struct lx_op *op)
{
	add_class(op, lx_device_classes[0]);
	lx_op_join(op);
}

static void add_others(struct lx_op *op)
{
	for (int i = 1; lx_device_classes[i]; i++)
		add_class(op, lx_device_classes[i]);
	lx_op_join(op);
}

/* -- steps ---------------------------------------------------------------------------- */
static void check_config(struct lx_op *op)
{
	struct lx_create *c = op->data;
	int rc;

	/* What is kept is what was asked for: defaults may change later. */
	libxl_domain_config_init(c->stored);
	libxl_domain_config_copy(op->ctx, c->stored, c->config);
	rc = lx_config_complete(op->s, c->config);
	if (!rc)
		rc = refuse_devices(op->s, c->config);
	if (!rc)
		rc = lx_stored_complete(op->s, c->config, c->stored);
	c->stored->c_info.uuid = c->config->c_info.uuid;
	lx_op_end_step(op, rc);
}

static void dispose_config(struct lx_op *op)
{
	struct lx_create *c = op->data;

	libxl_domain_config_dispose(c->stored);
	lx_op_next(op);
}

static void pass(struct lx_op *op)
{
	lx_op_next(op);
}

static void make(struct lx_op *op)
{
	struct lx_create *c = op->data;
	int rc = lx_domain_make(op->s, c->config, &c->domid);

	if (!rc) {
		op->s->domid = c->domid;
		op->domid = c->domid;
		*c->domid_out = c->domid;
	}
	lx_op_end_step(op, rc);
}

static void unmake(struct lx_op *op)
{
	struct lx_create *c = op->data;

	if (c->domid != (uint32_t)INVALID_DOMID)
		lx_destroy_run(op, c->domid);
	lx_op_join(op);
}

static bool is_gone(libxl_ctx *ctx, uint32_t domid)
{
	libxl_dominfo info;
	bool gone;

	libxl_dominfo_init(&info);
	gone = libxl_domain_info(ctx, &info, domid) == ERROR_DOMAIN_NOTFOUND ||
	       info.dying;
	libxl_dominfo_dispose(&info);
	return gone;
}

/* What cannot be undone is there, and the caller is told of it. */
static void forget_domain(struct lx_op *op)
{
	struct lx_create *c = op->data;

	if (is_gone(op->ctx, c->domid))
		*c->domid_out = INVALID_DOMID;
	lx_op_next(op);
}

static void introduce(struct lx_op *op)
{
	struct lx_create *c = op->data;

	lx_op_end_step(op, lx_domain_introduce(op->s, c->config));
}

static void store_config(struct lx_op *op)
{
	struct lx_create *c = op->data;
	struct lx_userdata_lock lock;
	int rc = lx_userdata_lock(op->s, &lock);

	if (!rc) {
		rc = lx_config_store(op->s, c->stored);
		lx_userdata_unlock(op->s, &lock);
	}
	lx_op_end_step(op, rc);
}

/* -- the bootloader ------------------------------------------------------------------ */
/* The first disk that is none for CDs. */
static const libxl_device_disk *boot_disk(const libxl_domain_config *c)
{
	for (int i = 0; i < c->num_disks; i++)
		if (!c->disks[i].is_cdrom)
			return &c->disks[i];
	return NULL;
}

static void attach_boot_disk(struct lx_op *op)
{
	struct lx_create *c = op->data;
	const libxl_domain_build_info *info = &c->config->b_info;
	const libxl_device_disk *disk = boot_disk(c->config);

	if (!info->bootloader) {
		lx_op_next(op);
		return;
	}
	if (!disk) {
		lx_op_fail(op, lx_fail(op->s, ERROR_INVAL,
				       "bootloader: there is no disk that it could look into"));
		return;
	}
	lx_local_disk_attach(op, &c->boot_disk, disk, info->blkdev_start);
	lx_op_join(op);
}

static void detach_boot_disk(struct lx_op *op)
{
	struct lx_create *c = op->data;

	lx_local_disk_detach(op, &c->boot_disk);
	lx_op_join(op);
}

static void report_console(struct lx_op *op)
{
	struct lx_create *c = op->data;

	lx_op_progress(op, c->has_console_how ? &c->console_how : NULL,
		lx_event_new(LIBXL_EVENT_TYPE_DOMAIN_CREATE_CONSOLE_AVAILABLE,
			     c->domid, 0));
}

static void bootloader_console(struct lx_op *op, struct lx_bootloader *b)
{
	(void)b;
	report_console(op);
}

static void run_bootloader(struct lx_op *op)
{
	struct lx_create *c = op->data;
	const libxl_domain_build_info *info = &c->config->b_info;
	struct lx_bootloader *b = &c->bootloader;

	if (!info->bootloader) {
		lx_op_next(op);
		return;
	}
	b->run_dir = op->ctx->run_dir;
	b->log_dir = op->ctx->log_dir;
	b->disk = c->boot_disk.path;
	b->program = info->bootloader;
	b->args = info->bootloader_args;
	b->kernel = info->kernel;
	b->ramdisk = info->ramdisk;
	b->cmdline = info->cmdline;
	b->console = bootloader_console;
	lx_bootloader_run(op, b);
	lx_op_join(op);
}

static void clean_bootloader(struct lx_op *op)
{
	struct lx_create *c = op->data;

	lx_bootloader_clean(op->s, &c->bootloader);
	lx_op_next(op);
}

static void prepare(struct lx_op *op)
{
	struct lx_create *c = op->data;

	lx_op_end_step(op, lx_domain_prepare(op->s, c->config, &c->built));
}

static void build(struct lx_op *op)
{
	struct lx_create *c = op->data;
	const struct lx_bootloader *b = &c->bootloader;

	if (b->new_kernel) {
		c->built.kernel = b->new_kernel;
		c->built.ramdisk = b->new_ramdisk;
		c->built.cmdline = b->new_cmdline ? b->new_cmdline
						  : c->config->b_info.cmdline;
	}
	lx_op_end_step(op, lx_domain_build_pv(op->s, c->config, &c->built));
}

static void publish(struct lx_op *op)
{
	struct lx_create *c = op->data;

	lx_op_end_step(op, lx_domain_publish(op->s, c->config, &c->built));
}

static void add_console(struct lx_op *op)
{
	struct lx_create *c = op->data;

	lx_op_end_step(op, lx_console_add_primary(op->s, &c->built));
}

static void start_dm(struct lx_op *op)
{
	struct lx_create *c = op->data;

	if (lx_dm_needed(c->config))
		lx_dm_run(op, c->config);
	lx_op_join(op);
}

static void saw_tty(struct lx_op *op, int rc, const char *value)
{
	if (!rc && (!value || !*value))
		return;
	if (rc == ERROR_TIMEDOUT) {
		/* It runs as well without one. */
		lx_warn(op->s, "its console has no terminal after %d s; is xenconsoled running?",
			CONSOLE_MS / 1000);
		rc = 0;
	} else if (!rc) {
		report_console(op);
	}
	lx_op_end_step(op, rc);
}

static void wait_for_console(struct lx_op *op)
{
	const char *path = lx_printf(op->s, "%s/console/tty",
				     lx_xs_dompath(op->s, op->s->domid));
	int rc = lx_op_wait_path(op, path, CONSOLE_MS, saw_tty);

	if (rc)
		lx_op_fail(op, rc);
}

static void finish(struct lx_op *op)
{
	dispose_config(op);
}

static const struct lx_step create_steps[] = {
	{ "check the config",		check_config,	dispose_config },
	/* Only for its undo, which runs after the next one's. */
	{ "see to the domain's id",	pass,		forget_domain },
	{ "make the domain",		make,		unmake },
	{ "make its place in xenstore",	introduce,	NULL },
	{ "store its config",		store_config,	NULL },
	{ "make its boot disk readable", attach_boot_disk, detach_boot_disk },
	{ "let its bootloader choose",	run_bootloader,	clean_bootloader },
	{ "let go of its boot disk",	detach_boot_disk, NULL },
	{ "set its limits",		prepare,	NULL },
	{ "build its memory",		build,		NULL },
	{ "remove the bootloader's files", clean_bootloader, NULL },
	{ "publish it in xenstore",	publish,	NULL },
	{ "add its disks",		add_disks,	NULL },
	{ "add its console",		add_console,	NULL },
	{ "add its other devices",	add_others,	NULL },
	{ "start its device model",	start_dm,	NULL },
	{ "wait for its console",	wait_for_console, NULL },
	{ "finish",			finish,		NULL },
	{ NULL, NULL, NULL },
};

int libxl_domain_create_new(libxl_ctx *ctx, libxl_domain_config *d_config,
			    uint32_t *domid, const libxl_asyncop_how *ao_how,
			    const libxl_asyncprogress_how *aop_console_how)
{
	struct lx_op *op = lx_op_new(ctx, LX_NO_DOMID, ao_how, create_steps,
				     sizeof(struct lx_create));
	struct lx_create *c = op->data;

	c->config = d_config;
	c->stored = lx_alloc(op->s, sizeof(*c->stored));
	c->domid_out = domid;
	c->domid = INVALID_DOMID;
	*domid = INVALID_DOMID;
	if (aop_console_how) {
		c->console_how = *aop_console_how;
		c->has_console_how = true;
	}
	return lx_op_run(op);
}
