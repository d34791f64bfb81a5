/* SPDX-License-Identifier: LGPL-2.1-only */
/* Where a device is in xenstore, and what is written there. */
#include "device/class.h"

#include <stdio.h>
#include <stdlib.h>

#include "core/log.h"

/* -- paths ------------------------------------------------------------------- */
const char *lx_device_front(struct lx_scope *s, const struct lx_device *d)
{
	/* The primary console is older than the rule. */
	if (!strcmp(d->kind, "console") && !d->devid)
		return lx_printf(s, "%s/console", lx_xs_dompath(s, d->domid));
	return lx_printf(s, "%s/device/%s/%d", lx_xs_dompath(s, d->domid),
			 d->kind, d->devid);
}

const char *lx_device_back(struct lx_scope *s, const struct lx_device *d)
{
	return lx_printf(s, "%s/backend/%s/%u/%d",
			 lx_xs_dompath(s, d->back_domid), d->back_kind,
			 d->domid, d->devid);
}

const char *lx_device_note(struct lx_scope *s, const struct lx_device *d)
{
	return lx_printf(s, "/libxl/%u/device/%s/%d", d->domid, d->kind,
			 d->devid);
}

const char *lx_device_name(struct lx_scope *s, const struct lx_device *d)
{
	return lx_printf(s, "%s %d", d->class ? d->class->name : d->kind,
			 d->devid);
}

/* -- from the note --------------------------------------------------------------- */
/* "/local/domain/B/backend/KIND/D/DEVID" */
static int read_back_path(struct lx_scope *s, const char *path,
			  struct lx_device *d)
{
	char kind[64];
	unsigned int domid, back_domid;
	int devid, end = 0;

	if (sscanf(path, "/local/domain/%u/backend/%63[^/]/%u/%d%n",
		   &back_domid, kind, &domid, &devid, &end) != 4 || path[end])
		return lx_fail(s, ERROR_FAIL,
			       "xenstore: \"%s\" is no path of a backend", path);
	d->back_domid = back_domid;
	d->back_kind = lx_strdup(s, kind);
	d->backend = lx_backend_find(d->back_kind);
	return 0;
}

int lx_device_find(struct lx_scope *s, xs_transaction_t t, uint32_t domid,
		   const char *kind, int devid, struct lx_device *d)
{
	const char *back;
	int rc;

	*d = (struct lx_device){
		.class = lx_device_class_find(kind), .kind = lx_strdup(s, kind),
		.domid = domid, .devid = devid,
	};
	rc = lx_xs_read(s, t, lx_printf(s, "%s/backend", lx_device_note(s, d)),
			&back);
	if (rc)
		return rc;
	return back ? read_back_path(s, back, d) : ERROR_NOTFOUND;
}

/* -- from the class ---------------------------------------------------------------- */
static const void *member(const void *dev, size_t offset)
{
	return (const char *)dev + offset;
}

int lx_device_locate(struct lx_scope *s, uint32_t domid,
		     const struct lx_device_class *class, const void *dev,
		     struct lx_device *d)
{
	int rc = 0;

	*d = (struct lx_device){
		.class = class, .kind = class->kind,
		.back_kind = class->back_kind, .domid = domid, .devid = -1,
	};
	if (class->devid_at != LX_NO_FIELD)
		d->devid = *(const libxl_devid *)member(dev, class->devid_at);
	if (class->back_domid_at != LX_NO_FIELD)
		d->back_domid = *(const libxl_domid *)member(dev,
						       class->back_domid_at);
	if (class->locate)
		rc = class->locate(s, dev, d);
	if (rc)
		return rc;
	if (d->back_kind)
		d->backend = lx_backend_find(d->back_kind);
	return 0;
}

/* -- keys -------------------------------------------------------------------------- */
void lx_keys_add(struct lx_keys *k, const char *key, const char *value)
{
	if (!value)
		return;
	if (k->nr + 3 > k->room) {
		const char **old = k->list;

		k->room = k->room ? 2 * k->room : 32;
		k->list = lx_calloc(k->s, k->room, sizeof(*k->list));
		if (k->nr)
			memcpy(k->list, old, k->nr * sizeof(*old));
	}
	k->list[k->nr++] = key;
	k->list[k->nr++] = value;
	k->list[k->nr] = NULL;
}

void lx_keys_addf(struct lx_keys *k, const char *key, const char *fmt, ...)
{
	const char *value;
	va_list ap;

	va_start(ap, fmt);
	value = arena_vprintf(k->s->mem, fmt, ap);
	va_end(ap);
	lx_keys_add(k, key, value);
}
