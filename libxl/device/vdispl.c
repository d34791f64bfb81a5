/* SPDX-License-Identifier: LGPL-2.1-only */
/* Displays with several connectors: vdispl, served by a program of a backend domain. */
#include "device/classes.h"

#include <stdlib.h>

#include <libxl_utils.h>

#include "core/log.h"
#include "idl/types.h"

static int vdispl_to_xs(struct lx_scope *s, const struct lx_device *d,
			const void *dev, struct lx_device_keys *k)
{
	const libxl_device_vdispl *vdispl = dev;

	(void)d;
	lx_keys_add(&k->front_fixed, "be-alloc", vdispl->be_alloc ? "1" : "0");
	for (int i = 0; i < vdispl->num_connectors; i++) {
		const libxl_connector_param *c = &vdispl->connectors[i];

		lx_keys_addf(&k->front_fixed, lx_printf(s, "%d/resolution", i),
			     "%ux%u", c->width, c->height);
		lx_keys_add(&k->front_fixed, lx_printf(s, "%d/unique-id", i),
			    c->unique_id);
	}
	return 0;
}

static const char *connector_key(struct lx_scope *s, xs_transaction_t t,
				 const struct lx_device *d, int i,
				 const char *key)
{
	return lx_xs_getf(s, t, "%s/%d/%s", lx_device_front(s, d), i, key);
}

/* They are numbered from 0, without a gap. */
static int count_connectors(struct lx_scope *s, xs_transaction_t t,
			    const struct lx_device *d)
{
	int n = 0;

	while (connector_key(s, t, d, n, "unique-id"))
		n++;
	return n;
}

static int vdispl_from_xs(struct lx_scope *s, xs_transaction_t t,
			  const struct lx_device *d, void *dev)
{
	libxl_device_vdispl *vdispl = dev;
	const char *be_alloc = lx_xs_getf(s, t, "%s/be-alloc",
					  lx_device_front(s, d));
	int n = count_connectors(s, t, d);

	vdispl->be_alloc = be_alloc && atoi(be_alloc);
	vdispl->num_connectors = n;
	vdispl->connectors = n ? lx_out_calloc(n, sizeof(*vdispl->connectors))
			       : NULL;
	for (int i = 0; i < n; i++) {
		libxl_connector_param *c = &vdispl->connectors[i];
		const char *size = connector_key(s, t, d, i, "resolution");

		c->unique_id = lx_out_strdup(connector_key(s, t, d, i,
							   "unique-id"));
		if (!size || sscanf(size, "%ux%u", &c->width, &c->height) != 2)
			return lx_fail(s, ERROR_FAIL,
				       "xenstore: the resolution of vdispl %d's connector %d is \"%s\"",
				       d->devid, i, size ? size : "");
	}
	return 0;
}

static void connector_info(struct lx_scope *s, const struct lx_device *d,
			   const libxl_connector_param *c, int i,
			   libxl_connectorinfo *info)
{
	const struct {
		const char *key;
		int *value;
	} numbers[] = {
		{ "req-event-channel", &info->req_evtch },
		{ "req-ring-ref", &info->req_rref },
		{ "evt-event-channel", &info->evt_evtch },
		{ "evt-ring-ref", &info->evt_rref },
	};

	info->unique_id = lx_out_strdup(c->unique_id);
	info->width = c->width;
	info->height = c->height;
	for (size_t n = 0; n < sizeof(numbers) / sizeof(numbers[0]); n++)
		*numbers[n].value = lx_device_front_number(s, d,
			lx_printf(s, "%d/%s", i, numbers[n].key));
}

static int all_connectors(struct lx_scope *s, const struct lx_device *d,
			  libxl_vdisplinfo *info)
{
	libxl_device_vdispl vdispl;
	int rc;

	libxl_device_vdispl_init(&vdispl);
	rc = vdispl_from_xs(s, XBT_NULL, d, &vdispl);
	info->be_alloc = vdispl.be_alloc;
	if (!rc && vdispl.num_connectors)
		info->connectors = lx_out_calloc(vdispl.num_connectors,
						 sizeof(*info->connectors));
	for (int i = 0; !rc && i < vdispl.num_connectors; i++)
		connector_info(s, d, &vdispl.connectors[i], i,
			       &info->connectors[info->num_connectors++]);
	libxl_device_vdispl_dispose(&vdispl);
	return rc;
}

static int tell_vdispl(struct lx_scope *s, const struct lx_device *d,
		       const void *dev, void *info)
{
	(void)dev;
	return all_connectors(s, d, info);
}

const struct lx_device_class lx_vdispl_class = {
	.name = "vdispl",
	.kind = "vdispl",
	.back_kind = "vdispl",
	.type = &lx_type_device_vdispl,
	.info = &lx_type_vdisplinfo,
	.count_at = offsetof(libxl_domain_config, num_vdispls),
	.list_at = offsetof(libxl_domain_config, vdispls),
	.devid_at = offsetof(libxl_device_vdispl, devid),
	.back_domid_at = offsetof(libxl_device_vdispl, backend_domid),
	.back_domname_at = offsetof(libxl_device_vdispl, backend_domname),
	.to_xs = vdispl_to_xs,
	.from_xs = vdispl_from_xs,
	.tell = tell_vdispl,
};
