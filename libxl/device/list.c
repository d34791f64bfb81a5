/* SPDX-License-Identifier: LGPL-2.1-only */
/* Which devices there are, and what their two ends say. */
#include "device/found.h"

#include <stdlib.h>

#include "core/log.h"

/* -- notes --------------------------------------------------------------------- */
struct notes {
	struct lx_device *list;
	int nr, room;
};

static struct lx_device *add_note(struct lx_scope *s, struct notes *n)
{
	if (n->nr == n->room) {
		struct lx_device *old = n->list;

		n->room = n->room ? 2 * n->room : 8;
		n->list = lx_calloc(s, n->room, sizeof(*n->list));
		if (n->nr)
			memcpy(n->list, old, n->nr * sizeof(*old));
	}
	return &n->list[n->nr++];
}

static int compare_ids(const void *a, const void *b)
{
	return atoi(*(char *const *)a) - atoi(*(char *const *)b);
}

static int notes_of_kind(struct lx_scope *s, xs_transaction_t t,
			 uint32_t domid, const char *kind, struct notes *n)
{
	unsigned int nr;
	char **ids = lx_xs_list(s, t, lx_printf(s, "/libxl/%u/device/%s", domid,
						kind), &nr);
	int first_rc = ids ? 0 : ERROR_FAIL;

	if (nr)
		qsort(ids, nr, sizeof(*ids), compare_ids);
	for (unsigned int i = 0; i < nr; i++) {
		struct lx_device *d = add_note(s, n);
		int rc = lx_device_find(s, t, domid, kind, atoi(ids[i]), d);

		if (rc)
			n->nr--;
		/* one that is not there is being removed just now */
		if (rc != ERROR_NOTFOUND && !first_rc)
			first_rc = rc;
	}
	return first_rc;
}

int lx_devices_noted(struct lx_scope *s, xs_transaction_t t, uint32_t domid,
		     const char *kind, struct lx_device **list, int *nr)
{
	struct notes n = { NULL, 0, 0 };
	unsigned int nr_kinds = 1;
	char *one[] = { (char *)kind };
	char **kinds = one;
	int rc = 0;

	if (!kind)
		kinds = lx_xs_list(s, t, lx_printf(s, "/libxl/%u/device", domid),
				   &nr_kinds);
	if (!kinds)
		rc = ERROR_FAIL;
	for (unsigned int i = 0; i < nr_kinds; i++) {
		int kind_rc = notes_of_kind(s, t, domid, kinds[i], &n);

		if (!rc)
			rc = kind_rc;
	}
	*list = n.list;
	*nr = n.nr;
	return rc;
}

/* -- devices ---------------------------------------------------------------------- */
int lx_device_read(struct lx_scope *s, const struct lx_device *d, void *dev)
{
	const struct lx_device_class *class = d->class;

	lx_type_init(class->type, dev);
	if (class->devid_at != LX_NO_FIELD)
		*(libxl_devid *)((char *)dev + class->devid_at) = d->devid;
	if (class->back_domid_at != LX_NO_FIELD)
		*(libxl_domid *)((char *)dev + class->back_domid_at) =
			d->back_domid;
	return class->from_xs(s, XBT_NULL, d, dev);
}

/* Not every note of its kind is one of the class's: the primary console's. */
static bool belongs(const struct lx_device_class *class,
		    const struct lx_device *d)
{
	return d->class == class &&
		(d->devid || strcmp(d->kind, "console"));
}

int lx_devices_found(struct lx_scope *s, const struct lx_device_class *class,
		     void **list, int *nr)
{
	struct lx_device *notes;
	int nr_notes;
	int rc = lx_devices_noted(s, XBT_NULL, s->domid, class->kind, &notes,
				  &nr_notes);
	char *at;

	*list = NULL;
	*nr = 0;
	if (rc || !nr_notes)
		return rc;
	at = lx_out_calloc(nr_notes, class->type->size);
	*list = at;
	for (int i = 0; i < nr_notes && !rc; i++) {
		if (!belongs(class, &notes[i]))
			continue;
		rc = lx_device_read(s, &notes[i], at);
		at += class->type->size;
		++*nr;
	}
	if (!rc && *nr)
		return 0;
	lx_device_list_free(class, *list, *nr);
	*list = NULL;
	*nr = 0;
	return rc;
}

void *lx_device_list(libxl_ctx *ctx, uint32_t domid,
		     const struct lx_device_class *class, int *nr)
{
	struct lx_scope s;
	void *list;

	lx_scope_enter(&s, ctx, domid);
	lx_devices_found(&s, class, &list, nr);
	lx_scope_leave(&s);
	return list;
}

void lx_device_list_free(const struct lx_device_class *class, void *list,
			 int nr)
{
	for (int i = 0; i < nr; i++)
		lx_type_dispose(class->type,
				(char *)list + i * class->type->size);
	free(list);
}

int lx_device_by_devid(libxl_ctx *ctx, uint32_t domid,
		       const struct lx_device_class *class, int devid,
		       void *dev)
{
	struct lx_device d;
	struct lx_scope s;
	int rc;

	lx_scope_enter(&s, ctx, domid);
	lx_type_init(class->type, dev);
	rc = lx_device_find(&s, XBT_NULL, domid, class->kind, devid, &d);
	if (!rc)
		rc = lx_device_read(&s, &d, dev);
	else if (rc == ERROR_NOTFOUND)
		rc = ERROR_INVAL;	/* callers try others: no message */
	lx_scope_leave(&s);
	return rc;
}
