/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * What the ends of a device say, for libxl_device_CLASS_getinfo(). What a struct
 * has of this follows from the names of its fields: libxl.idl is the list.
 */
#include <stdlib.h>

#include <libxl.h>

#include "core/log.h"
#include "device/class.h"

int lx_device_front_number(struct lx_scope *s, const struct lx_device *d,
			   const char *key)
{
	const char *value = lx_xs_getf(s, XBT_NULL, "%s/%s",
				       lx_device_front(s, d), key);

	return value && *value ? atoi(value) : -1;
}

enum source {
	BACK_PATH,
	BACK_DOMID,
	FRONT_PATH,
	FRONT_DOMID,
	DEVID,
	FRONT_NUMBER,
};

static const struct told {
	const char *field;
	enum source source;
	const char *key;		/* of a FRONT_NUMBER */
} all_told[] = {
	{ "backend", BACK_PATH, NULL },
	{ "backend_id", BACK_DOMID, NULL },
	{ "frontend", FRONT_PATH, NULL },
	{ "frontend_id", FRONT_DOMID, NULL },
	{ "devid", DEVID, NULL },
	{ "state", FRONT_NUMBER, "state" },
	{ "evtch", FRONT_NUMBER, "event-channel" },
	{ "rref", FRONT_NUMBER, "ring-ref" },
	{ "rref_tx", FRONT_NUMBER, "tx-ring-ref" },
	{ "rref_rx", FRONT_NUMBER, "rx-ring-ref" },
	{ "ref_urb", FRONT_NUMBER, "urb-ring-ref" },
	{ "ref_conn", FRONT_NUMBER, "conn-ring-ref" },
};

static const struct told *told_of(const char *field)
{
	for (size_t i = 0; i < sizeof(all_told) / sizeof(all_told[0]); i++)
		if (!strcmp(all_told[i].field, field))
			return &all_told[i];
	return NULL;
}

static void tell(struct lx_scope *s, const struct lx_device *d,
		 const struct told *told, void *at)
{
	switch (told->source) {
	case BACK_PATH:
		*(char **)at = lx_out_strdup(lx_device_back(s, d));
		break;
	case BACK_DOMID:
		*(uint32_t *)at = d->back_domid;
		break;
	case FRONT_PATH:
		*(char **)at = lx_out_strdup(lx_device_front(s, d));
		break;
	case FRONT_DOMID:
		*(uint32_t *)at = d->domid;
		break;
	case DEVID:
		*(libxl_devid *)at = d->devid;
		break;
	case FRONT_NUMBER:
		*(int *)at = lx_device_front_number(s, d, told->key);
		break;
	}
}

static int device_info(struct lx_scope *s, uint32_t domid,
		       const struct lx_device_class *class, const void *dev,
		       void *info)
{
	struct lx_device wanted, d;
	int rc = lx_device_locate(s, domid, class, dev, &wanted);

	if (rc)
		return rc;
	rc = lx_device_find(s, XBT_NULL, domid, wanted.kind, wanted.devid, &d);
	if (rc == ERROR_NOTFOUND)
		return lx_fail(s, ERROR_INVAL, "it has no %s",
			       lx_device_name(s, &wanted));
	if (rc)
		return rc;
	for (const struct lx_field *f = class->info->fields; f->what; f++) {
		const struct told *told = told_of(f->name);

		if (told)
			tell(s, &d, told, lx_field_at(info, f));
	}
	return class->tell ? class->tell(s, &d, dev, info) : 0;
}

int lx_device_info(libxl_ctx *ctx, uint32_t domid,
		   const struct lx_device_class *class, const void *dev,
		   void *info)
{
	struct lx_scope s;
	int rc;

	lx_scope_enter(&s, ctx, domid);
	lx_type_init(class->info, info);
	rc = device_info(&s, domid, class, dev, info);
	if (rc) {
		lx_type_dispose(class->info, info);
		lx_type_init(class->info, info);
	}
	lx_scope_leave(&s);
	return rc;
}
