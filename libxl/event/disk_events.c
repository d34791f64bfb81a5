/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * DISK_EJECT: a guest writes "eject" into its frontend's eject node, and gets
 * it emptied as the answer.
 */
#include "event/state.h"

#include <stdio.h>
#include <stdlib.h>

#include "core/log.h"
#include "core/xs.h"
#include "device/vdev.h"

struct libxl__evgen_disk_eject {
	XEN_TAILQ_ENTRY(struct libxl__evgen_disk_eject) link;
	struct lx_watch watch;
	uint32_t domid;
	char *vdev;
	char *frontend;
	libxl_ev_user user;
};

static uint32_t backend_domain(const char *backend)
{
	unsigned int domid;

	if (!backend || sscanf(backend, "/local/domain/%u/", &domid) != 1)
		return 0;
	return domid;
}

static void tell_eject(struct lx_scope *s, libxl_evgen_disk_eject *gen)
{
	const char *backend = lx_xs_getf(s, XBT_NULL, "%s/backend",
					 gen->frontend);
	libxl_event *event = lx_event_new(LIBXL_EVENT_TYPE_DISK_EJECT,
					  gen->domid, gen->user);
	libxl_device_disk *disk = &event->u.disk_eject.disk;

	event->u.disk_eject.vdev = lx_out_strdup(gen->vdev);
	disk->backend_domid = backend_domain(backend);
	disk->pdev_path = lx_out_strdup("");
	disk->format = LIBXL_DISK_FORMAT_EMPTY;
	disk->vdev = lx_out_strdup(gen->vdev);
	disk->removable = 1;
	disk->is_cdrom = 1;
	lx_event_occurred(s->ctx, event);
}

static void eject_written(struct lx_watch *w, const char *path)
{
	libxl_evgen_disk_eject *gen = w->arg;
	struct lx_scope s;
	const char *value;

	(void)path;
	lx_scope_enter(&s, w->ctx, gen->domid);
	value = lx_xs_getf(&s, XBT_NULL, "%s/eject", gen->frontend);
	if (value && !strcmp(value, "eject") &&
	    !lx_xs_write(&s, XBT_NULL, lx_printf(&s, "%s/eject", gen->frontend),
			 ""))
		tell_eject(&s, gen);
	lx_scope_leave(&s);
}

static void drop(libxl_ctx *ctx, libxl_evgen_disk_eject *gen)
{
	lx_watch_stop(&gen->watch);
	XEN_TAILQ_REMOVE(&ctx->events->ejects, gen, link);
	free(gen->vdev);
	free(gen->frontend);
	free(gen);
}

int libxl_evenable_disk_eject(libxl_ctx *ctx, uint32_t domid, const char *vdev,
			      libxl_ev_user user,
			      libxl_evgen_disk_eject **evgen_out)
{
	libxl_evgen_disk_eject *gen;
	struct lx_scope s;
	int devid = lx_vdev_number(vdev, NULL, NULL);
	int rc;

	lx_enter(ctx);
	lx_scope_enter(&s, ctx, domid);
	if (devid < 0) {
		rc = lx_fail(&s, ERROR_INVAL, "\"%s\" is no virtual disk", vdev);
		goto out;
	}
	gen = lx_out_alloc(sizeof(*gen));
	gen->domid = domid;
	gen->user = user;
	gen->vdev = lx_out_strdup(vdev);
	gen->frontend = lx_out_printf("/local/domain/%u/device/vbd/%d", domid,
				      devid);
	XEN_TAILQ_INSERT_TAIL(&ctx->events->ejects, gen, link);
	rc = lx_watch_start(ctx, &gen->watch,
			    lx_printf(&s, "%s/eject", gen->frontend),
			    eject_written, gen);
	if (rc)
		drop(ctx, gen);
	else
		*evgen_out = gen;
out:
	lx_scope_leave(&s);
	lx_leave(ctx);
	return rc;
}

void libxl_evdisable_disk_eject(libxl_ctx *ctx, libxl_evgen_disk_eject *gen)
{
	lx_enter(ctx);
	drop(ctx, gen);
	lx_leave(ctx);
}

void lx_ejects_exit(libxl_ctx *ctx)
{
	while (!XEN_TAILQ_EMPTY(&ctx->events->ejects))
		drop(ctx, XEN_TAILQ_FIRST(&ctx->events->ejects));
}
