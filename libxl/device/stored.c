/* SPDX-License-Identifier: LGPL-2.1-only */
/* Devices in a domain's config. */
#include "device/stored.h"

#include <stdlib.h>

#include "core/log.h"
#include "device/found.h"
#include "domain/config.h"

/* -- lists ---------------------------------------------------------------------- */
static int *count_of(const libxl_domain_config *c,
		     const struct lx_device_class *class)
{
	return (int *)((char *)c + class->count_at);
}

static void **list_of(const libxl_domain_config *c,
		      const struct lx_device_class *class)
{
	return (void **)((char *)c + class->list_at);
}

int lx_stored_count(const libxl_domain_config *c,
		    const struct lx_device_class *class)
{
	return *count_of(c, class);
}

void *lx_stored_at(const libxl_domain_config *c,
		   const struct lx_device_class *class, int i)
{
	return (char *)*list_of(c, class) + i * class->type->size;
}

void *lx_stored_append(libxl_domain_config *c,
		       const struct lx_device_class *class)
{
	int nr = ++*count_of(c, class);
	void **list = list_of(c, class);
	void *dev;

	*list = lx_out_realloc(*list, nr * class->type->size);
	dev = lx_stored_at(c, class, nr - 1);
	lx_type_init(class->type, dev);
	return dev;
}

static void drop(libxl_domain_config *c, const struct lx_device_class *class,
		 int i)
{
	int nr = --*count_of(c, class);
	char *dev = lx_stored_at(c, class, i);

	lx_type_dispose(class->type, dev);
	memmove(dev, dev + class->type->size, (nr - i) * class->type->size);
}

static int devid_of(const struct lx_device_class *class, const void *dev)
{
	return *(const libxl_devid *)((const char *)dev + class->devid_at);
}

static bool same(const struct lx_device_class *class, const void *a,
		 const void *b)
{
	if (class->same)
		return class->same(a, b);
	return devid_of(class, a) == devid_of(class, b);
}

/* Where in the list the device is, -1: it is not. */
static int index_of(const libxl_domain_config *c,
		    const struct lx_device_class *class, const void *dev)
{
	for (int i = 0; i < lx_stored_count(c, class); i++)
		if (same(class, lx_stored_at(c, class, i), dev))
			return i;
	return -1;
}

void lx_stored_keep(const struct lx_device_class *class, void *stored,
		    const void *dev)
{
	if (class->devid_at != LX_NO_FIELD)
		*(libxl_devid *)((char *)stored + class->devid_at) =
			devid_of(class, dev);
	if (class->keep)
		class->keep(stored, dev);
}

/* -- the stored config ------------------------------------------------------------- */
struct change {
	const struct lx_device_class *class;
	const void *dev;
};

static int put(struct lx_scope *s, libxl_domain_config *c, void *arg)
{
	const struct change *change = arg;
	int i = index_of(c, change->class, change->dev);

	if (i >= 0)
		drop(c, change->class, i);
	lx_type_copy(s->ctx, change->class->type,
		     lx_stored_append(c, change->class), change->dev);
	return 0;
}

static int take(struct lx_scope *s, libxl_domain_config *c, void *arg)
{
	const struct change *change = arg;
	int i = index_of(c, change->class, change->dev);

	(void)s;
	if (i >= 0)
		drop(c, change->class, i);
	return 0;
}

static int change_stored(struct lx_scope *s, lx_config_change_fn *fn,
			 const struct lx_device_class *class, const void *dev)
{
	struct change change = { class, dev };
	int rc = lx_config_change(s, fn, &change);

	return rc == ERROR_JSON_CONFIG_EMPTY ? 0 : rc;
}

int lx_stored_add(struct lx_scope *s, const struct lx_device_class *class,
		  const void *dev)
{
	return change_stored(s, put, class, dev);
}

int lx_stored_remove(struct lx_scope *s, const struct lx_device_class *class,
		     const void *dev)
{
	return change_stored(s, take, class, dev);
}

/* -- as it is now ---------------------------------------------------------------------- */
/* Entries whose device is gone go; those of the rest are brought up to date. */
static void sift(libxl_domain_config *c, const struct lx_device_class *class,
		 char *now, int nr)
{
	for (int i = lx_stored_count(c, class) - 1; i >= 0; i--) {
		void *stored = lx_stored_at(c, class, i);
		int at = 0;

		while (at < nr && !same(class, stored,
					now + at * class->type->size))
			at++;
		if (at == nr)
			drop(c, class, i);
		else if (class->update)
			class->update(stored, now + at * class->type->size);
	}
}

static int refresh(struct lx_scope *s, libxl_domain_config *c,
		   const struct lx_device_class *class)
{
	char *now;
	int nr, rc = lx_devices_found(s, class, (void **)&now, &nr);

	if (rc)
		return rc;
	sift(c, class, now, nr);
	for (int i = 0; i < nr; i++) {
		const void *dev = now + i * class->type->size;

		if (index_of(c, class, dev) < 0)
			lx_type_copy(s->ctx, class->type,
				     lx_stored_append(c, class), dev);
	}
	lx_device_list_free(class, now, nr);
	return 0;
}

int lx_stored_refresh(struct lx_scope *s, libxl_domain_config *c)
{
	int rc = 0;

	for (int i = 0; lx_device_classes[i] && !rc; i++)
		if (lx_device_classes[i]->from_xs)
			rc = refresh(s, c, lx_device_classes[i]);
	return rc;
}

/* -- a new domain's -------------------------------------------------------------------- */
static bool is_taken(const libxl_domain_config *c,
		     const struct lx_device_class *class, int devid)
{
	for (int i = 0; i < lx_stored_count(c, class); i++)
		if (devid_of(class, lx_stored_at(c, class, i)) == devid)
			return true;
	return false;
}

/* A device's place in the list is its number, unless that one was chosen. */
static void number(libxl_domain_config *c, const struct lx_device_class *class)
{
	if (class->devid_at == LX_NO_FIELD)
		return;
	for (int i = 0; i < lx_stored_count(c, class); i++) {
		void *dev = lx_stored_at(c, class, i);
		int devid = i + class->first_devid;

		if (devid_of(class, dev) >= class->first_devid)
			continue;
		while (is_taken(c, class, devid))
			devid++;
		*(libxl_devid *)((char *)dev + class->devid_at) = devid;
	}
}

static int complete(struct lx_scope *s, libxl_domain_config *c,
		    libxl_domain_config *stored,
		    const struct lx_device_class *class)
{
	int nr = lx_stored_count(c, class);

	number(c, class);
	for (int i = 0; i < nr; i++) {
		void *dev = lx_stored_at(c, class, i);
		int rc = lx_device_complete(s, LX_NO_DOMID, class, dev, c);

		if (rc)
			return rc;
		/* a class may have added entries for others */
		if (i < lx_stored_count(stored, class))
			lx_stored_keep(class, lx_stored_at(stored, class, i),
				       dev);
	}
	return 0;
}

int lx_stored_complete(struct lx_scope *s, libxl_domain_config *c,
		       libxl_domain_config *stored)
{
	int rc = 0;

	for (int i = 0; lx_device_classes[i] && !rc; i++)
		rc = complete(s, c, stored, lx_device_classes[i]);
	return rc;
}
