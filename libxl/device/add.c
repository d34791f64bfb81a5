/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * Adding a device: both ends and the note at once, then its backend and its
 * script.
 *
 * Two operations share the steps. A hot one, on a domain that runs, also keeps
 * the stored config and starts who serves the device; one that is part of
 * making a domain leaves both to that.
 */
#include "device/class.h"

#include <stdlib.h>

#include <libxl_utils.h>
#include <xen/io/xenbus.h>

#include "core/log.h"
#include "device/script.h"
#include "device/stored.h"

/* How long a backend may take to answer. */
#define BACKEND_MS 10000

struct add {
	const struct lx_device_class *class;
	void *dev;		/* the caller's, completed */
	uint32_t domid;
	struct lx_device d;
	void *stored;		/* hot: the device as the caller had it */
	bool numbered;		/* hot: its number is of our choice */
	bool written;
};

static void *member(void *dev, size_t offset)
{
	return (char *)dev + offset;
}

/* -- completing ------------------------------------------------------------------ */
static int find_backend_domain(struct lx_scope *s,
			       const struct lx_device_class *class, void *dev)
{
	const char *name;
	libxl_domid *domid;
	uint32_t found;

	if (class->back_domname_at == LX_NO_FIELD)
		return 0;
	name = *(char **)member(dev, class->back_domname_at);
	domid = member(dev, class->back_domid_at);
	if (!name)
		return 0;
	if (libxl_domain_qualifier_to_domid(s->ctx, name, &found))
		return lx_fail(s, ERROR_INVAL,
			       "%s: there is no backend domain \"%s\"",
			       class->name, name);
	*domid = found;
	return 0;
}

/* The number after the highest that there is. */
static int next_devid(struct lx_scope *s, xs_transaction_t t, uint32_t domid,
		      const char *kind, libxl_devid *next)
{
	unsigned int nr;
	char **ids = lx_xs_list(s, t,
				lx_printf(s, "/libxl/%u/device/%s", domid, kind),
				&nr);

	*next = 0;
	for (unsigned int i = 0; i < nr; i++)
		if (atoi(ids[i]) >= *next)
			*next = atoi(ids[i]) + 1;
	return ids ? 0 : ERROR_FAIL;
}

static bool has_no_number(const struct lx_device_class *class, void *dev)
{
	return class->devid_at != LX_NO_FIELD &&
		*(libxl_devid *)member(dev, class->devid_at) <
		class->first_devid;
}

int lx_device_complete(struct lx_scope *s, uint32_t domid,
		       const struct lx_device_class *class, void *dev,
		       const libxl_domain_config *c)
{
	int rc = find_backend_domain(s, class, dev);

	/* In a create the whole list was numbered before. */
	if (!rc && has_no_number(class, dev))
		rc = next_devid(s, XBT_NULL, domid, class->kind,
				member(dev, class->devid_at));
	if (!rc && class->complete)
		rc = class->complete(s, domid, dev, c);
	return rc;
}

/* -- both ends --------------------------------------------------------------------- */
static int mkdir_owned(struct lx_scope *s, xs_transaction_t t,
		       const char *path, uint32_t owner, uint32_t reader)
{
	struct xs_permissions perms[] = {
		{ .id = owner, .perms = XS_PERM_NONE },
		{ .id = reader, .perms = XS_PERM_READ },
	};

	return lx_xs_mkdir(s, t, path, perms, 2);
}

static int write_fixed(struct lx_scope *s, xs_transaction_t t,
		       const struct lx_device *d, const char *front,
		       const char *const *keys)
{
	int rc = 0;

	for (; keys && *keys && !rc; keys += 2) {
		const char *path = lx_printf(s, "%s/%s", front, keys[0]);

		rc = mkdir_owned(s, t, path, d->back_domid, d->domid);
		if (!rc)
			rc = lx_xs_write(s, t, path, keys[1]);
	}
	return rc;
}

static int write_front(struct lx_scope *s, xs_transaction_t t,
		       const struct lx_device *d,
		       const struct lx_device_keys *keys)
{
	const char *front = lx_device_front(s, d);
	const char *const common[] = {
		"backend", lx_device_back(s, d),
		"backend-id", lx_printf(s, "%u", d->back_domid),
		"state", "1",
		NULL,
	};
	/* What the guest may have put there is not the device's. */
	int rc = lx_xs_rm(s, t, front);

	if (!rc)
		rc = mkdir_owned(s, t, front, d->domid, d->back_domid);
	if (!rc)
		rc = lx_xs_write_all(s, t, front, common);
	if (!rc && keys->front.nr)
		rc = lx_xs_write_all(s, t, front, keys->front.list);
	return rc ? rc : write_fixed(s, t, d, front, keys->front_fixed.list);
}

static int write_back(struct lx_scope *s, xs_transaction_t t,
		      const struct lx_device *d,
		      const struct lx_device_keys *keys)
{
	const char *back = lx_device_back(s, d);
	const char *note = lx_device_note(s, d);
	const char *const where[] = {
		"frontend", lx_device_front(s, d), "backend", back, NULL
	};
	const char *const common[] = {
		"frontend-id", lx_printf(s, "%u", d->domid),
		"online", "1",
		"state", "1",
		NULL,
	};
	const char *const *list = keys->back.nr ? keys->back.list : common + 6;
	int rc = lx_xs_rm(s, t, back);

	if (!rc)
		rc = lx_xs_write_all(s, t, note, where);
	if (!rc)
		rc = mkdir_owned(s, t, back, d->back_domid, d->domid);
	if (!rc)
		rc = lx_xs_write(s, t, lx_printf(s, "%s/frontend", back),
				 where[1]);
	if (!rc)
		rc = lx_xs_write_all(s, t, back, common);
	if (!rc)
		rc = lx_xs_write_all(s, t, back, list);
	if (!rc)
		rc = lx_xs_write_all(s, t, note, common);
	return rc ? rc : lx_xs_write_all(s, t, note, list);
}

/* Another tool took the number meanwhile. */
static int choose_again(struct lx_scope *s, xs_transaction_t t, struct add *a)
{
	int rc = next_devid(s, t, a->domid, a->class->kind,
			    member(a->dev, a->class->devid_at));

	if (rc)
		return rc;
	lx_stored_keep(a->class, a->stored, a->dev);
	return lx_device_locate(s, a->domid, a->class, a->dev, &a->d);
}

static int write_ends(struct lx_scope *s, xs_transaction_t t, void *arg)
{
	struct add *a = arg;
	struct lx_device_keys keys = {
		.back.s = s, .front.s = s, .front_fixed.s = s,
	};
	const char *there;
	int rc = lx_xs_read(s, t, lx_device_note(s, &a->d), &there);

	if (there && !a->numbered)
		return lx_fail(s, ERROR_DEVICE_EXISTS,
			       "it has a %s already", lx_device_name(s, &a->d));
	if (there)
		rc = choose_again(s, t, a);
	if (!rc && a->class->to_xs)
		rc = a->class->to_xs(s, &a->d, a->dev, &keys);
	if (!rc)
		rc = write_back(s, t, &a->d, &keys);
	return rc ? rc : write_front(s, t, &a->d, &keys);
}

/* -- steps ---------------------------------------------------------------------------- */
static void complete(struct lx_op *op)
{
	struct add *a = op->data;
	int rc = libxl_domain_info(op->ctx, NULL, a->domid);

	/* What is kept is what was asked for: defaults may change later. */
	a->stored = lx_alloc(op->s, a->class->type->size);
	lx_type_init(a->class->type, a->stored);
	lx_type_copy(op->ctx, a->class->type, a->stored, a->dev);
	a->numbered = has_no_number(a->class, a->dev);
	if (rc)
		lx_fail(op->s, rc, "there is no such domain");
	else
		rc = lx_device_complete(op->s, a->domid, a->class, a->dev,
					NULL);
	if (!rc)
		lx_stored_keep(a->class, a->stored, a->dev);
	lx_op_end_step(op, rc);
}

static void forget(struct lx_op *op)
{
	struct add *a = op->data;

	lx_type_dispose(a->class->type, a->stored);
	lx_op_next(op);
}

static void before(struct lx_op *op)
{
	struct add *a = op->data;
	int rc = lx_device_locate(op->s, a->domid, a->class, a->dev, &a->d);

	if (!rc && a->class->before)
		rc = a->class->before(op, &a->d, a->dev);
	if (rc)
		lx_op_fail(op, rc);
	else
		lx_op_join(op);
}

static void start_backend(struct lx_op *op)
{
	struct add *a = op->data;
	const struct lx_backend *b = a->d.backend;
	int rc = b && b->start ? b->start(op, &a->d) : 0;

	if (rc)
		lx_op_fail(op, rc);
	else
		lx_op_join(op);
}

static void write_both(struct lx_op *op)
{
	struct add *a = op->data;
	int rc = lx_xs_transaction(op->s, write_ends, a);

	a->written = !rc;
	lx_op_end_step(op, rc);
}

static void take_away(struct lx_op *op)
{
	struct add *a = op->data;

	if (a->written)
		lx_device_remove_run(op, &a->d, LX_DESTROY, NULL);
	lx_op_join(op);
}

/* Its backend is there no more. */
static int vanished(struct lx_scope *s, const struct lx_device *d)
{
	if (d->backend && d->backend->gave_up)
		return lx_fail(s, ERROR_FAIL, "%s: %s", lx_device_name(s, d),
			       d->backend->gave_up(s, d));
	return lx_fail(s, ERROR_FAIL,
		       "%s: somebody else removed its backend %s",
		       lx_device_name(s, d), lx_device_back(s, d));
}

static void saw_state(struct lx_op *op, int rc, const char *value)
{
	struct add *a = op->data;
	int state = value ? atoi(value) : 0;
	const char *back = lx_device_back(op->s, &a->d);

	if (!rc && value && state < XenbusStateInitWait)
		return;
	if (rc == ERROR_TIMEDOUT)
		rc = lx_fail(op->s, rc,
			     "%s: no backend answered at %s within %d s; is its driver or program there?",
			     lx_device_name(op->s, &a->d), back,
			     BACKEND_MS / 1000);
	else if (!rc && !value)
		rc = vanished(op->s, &a->d);
	else if (!rc && state > XenbusStateConnected)
		rc = lx_fail(op->s, ERROR_FAIL,
			     "%s: its backend gave up (%s/state is %d)",
			     lx_device_name(op->s, &a->d), back, state);
	lx_op_end_step(op, rc);
}

static void wait_for_backend(struct lx_op *op)
{
	struct add *a = op->data;
	const struct lx_backend *b = a->d.backend;
	int rc;

	if (b && (b->late || (b->answers && !b->answers(op->s, &a->d)))) {
		lx_op_next(op);
		return;
	}
	rc = lx_op_wait_path(op, lx_printf(op->s, "%s/state",
					   lx_device_back(op->s, &a->d)),
			     BACKEND_MS, saw_state);
	if (rc)
		lx_op_fail(op, rc);
}

static void run_script(struct lx_op *op)
{
	struct add *a = op->data;

	lx_script_run(op, &a->d, false);
	lx_op_join(op);
}

static void after(struct lx_op *op)
{
	struct add *a = op->data;
	int rc = a->class->after ? a->class->after(op, &a->d, a->dev) : 0;

	if (rc)
		lx_op_fail(op, rc);
	else
		lx_op_join(op);
}

static void store(struct lx_op *op)
{
	struct add *a = op->data;

	lx_op_end_step(op, lx_stored_add(op->s, a->class, a->stored));
}

static const struct lx_step hot_steps[] = {
	{ "complete the device",	complete,	forget },
	{ "prepare for the device",	before,		NULL },
	{ "start who serves it",	start_backend,	NULL },
	{ "write both its ends",	write_both,	take_away },
	{ "wait for its backend",	wait_for_backend, NULL },
	{ "run its script",		run_script,	NULL },
	{ "follow it up",		after,		NULL },
	{ "store it in the config",	store,		NULL },
	{ "finish",			forget,		NULL },
	{ NULL, NULL, NULL },
};

static const struct lx_step cold_steps[] = {
	{ "prepare for a device",	before,		NULL },
	{ "write both its ends",	write_both,	take_away },
	{ "wait for its backend",	wait_for_backend, NULL },
	{ "run its script",		run_script,	NULL },
	{ "follow it up",		after,		NULL },
	{ NULL, NULL, NULL },
};

static void begin(struct lx_op *op, uint32_t domid,
		  const struct lx_device_class *class, void *dev)
{
	struct add *a = op->data;

	a->class = class;
	a->dev = dev;
	a->domid = domid;
}

int lx_device_add(libxl_ctx *ctx, uint32_t domid,
		  const struct lx_device_class *class, void *dev,
		  const libxl_asyncop_how *how)
{
	struct lx_op *op = lx_op_new(ctx, domid, how, hot_steps,
				     sizeof(struct add));

	begin(op, domid, class, dev);
	return lx_op_run(op);
}

void lx_device_add_run(struct lx_op *op, uint32_t domid,
		       const struct lx_device_class *class, void *dev)
{
	struct lx_op *sub = lx_op_sub(op, cold_steps, sizeof(struct add));

	begin(sub, domid, class, dev);
	lx_op_sub_run(sub);
}
