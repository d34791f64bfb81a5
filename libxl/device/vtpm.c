/* SPDX-License-Identifier: LGPL-2.1-only */
/* TPMs: vtpm for the guest, each served by a domain of its own. */
#include "device/classes.h"

#include <libxl_utils.h>

#include "core/log.h"
#include "idl/types.h"

static int complete_vtpm(struct lx_scope *s, uint32_t domid, void *dev,
			 const libxl_domain_config *c)
{
	libxl_device_vtpm *vtpm = dev;

	(void)s;
	(void)domid;
	(void)c;
	if (libxl_uuid_is_nil(&vtpm->uuid))
		libxl_uuid_generate(&vtpm->uuid);
	return 0;
}

static int vtpm_to_xs(struct lx_scope *s, const struct lx_device *d,
		      const void *dev, struct lx_device_keys *k)
{
	const libxl_device_vtpm *vtpm = dev;

	(void)s;
	lx_keys_addf(&k->back, "handle", "%d", d->devid);
	lx_keys_addf(&k->back, "uuid", LIBXL_UUID_FMT,
		     LIBXL_UUID_BYTES(vtpm->uuid));
	lx_keys_add(&k->back, "resume", "False");
	lx_keys_addf(&k->front, "handle", "%d", d->devid);
	return 0;
}

static int vtpm_from_xs(struct lx_scope *s, xs_transaction_t t,
			const struct lx_device *d, void *dev)
{
	libxl_device_vtpm *vtpm = dev;
	const char *uuid = lx_xs_getf(s, t, "%s/uuid", lx_device_note(s, d));

	if (!uuid || libxl_uuid_from_string(&vtpm->uuid, uuid))
		return lx_fail(s, ERROR_FAIL,
			       "xenstore: the uuid of vtpm %d is \"%s\"",
			       d->devid, uuid ? uuid : "");
	return 0;
}

/* One at random must stay what it is. */
static void keep_vtpm(void *stored, const void *dev)
{
	libxl_device_vtpm *to = stored;
	const libxl_device_vtpm *from = dev;

	to->uuid = from->uuid;
}

static int tell_vtpm(struct lx_scope *s, const struct lx_device *d,
		     const void *dev, void *info)
{
	libxl_vtpminfo *vtpminfo = info;
	libxl_device_vtpm found;
	int rc;

	(void)dev;
	libxl_device_vtpm_init(&found);
	rc = vtpm_from_xs(s, XBT_NULL, d, &found);
	vtpminfo->uuid = found.uuid;
	libxl_device_vtpm_dispose(&found);
	return rc;
}

const struct lx_device_class lx_vtpm_class = {
	.name = "vtpm",
	.kind = "vtpm",
	.back_kind = "vtpm",
	.type = &lx_type_device_vtpm,
	.info = &lx_type_vtpminfo,
	.count_at = offsetof(libxl_domain_config, num_vtpms),
	.list_at = offsetof(libxl_domain_config, vtpms),
	.devid_at = offsetof(libxl_device_vtpm, devid),
	.back_domid_at = offsetof(libxl_device_vtpm, backend_domid),
	.back_domname_at = offsetof(libxl_device_vtpm, backend_domname),
	.complete = complete_vtpm,
	.to_xs = vtpm_to_xs,
	.from_xs = vtpm_from_xs,
	.keep = keep_vtpm,
	.tell = tell_vtpm,
};

/* -- public --------------------------------------------------------------------------- */
int libxl_uuid_to_device_vtpm(libxl_ctx *ctx, uint32_t domid,
			      libxl_uuid *uuid, libxl_device_vtpm *vtpm)
{
	libxl_device_vtpm *list;
	int nr, rc = ERROR_INVAL;

	libxl_device_vtpm_init(vtpm);
	list = libxl_device_vtpm_list(ctx, domid, &nr);
	for (int i = 0; i < nr && rc; i++) {
		if (libxl_uuid_compare(&list[i].uuid, uuid))
			continue;
		libxl_device_vtpm_copy(ctx, vtpm, &list[i]);
		rc = 0;
	}
	libxl_device_vtpm_list_free(list, nr);
	return rc;
}
