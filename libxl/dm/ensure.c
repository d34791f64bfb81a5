/* SPDX-License-Identifier: LGPL-2.1-only */
/* Starting QEMU for a domain that runs already, from its stored config. */
#include "core/log.h"
#include "device/classes.h"
#include "dm/dm.h"
#include "domain/config.h"
#include "domain/userdata.h"

struct late_start {
	libxl_domain_config config;
};

static void load_config(struct lx_op *op)
{
	struct late_start *l = op->data;
	struct lx_userdata_lock lock;
	int rc;

	libxl_domain_config_init(&l->config);
	rc = lx_userdata_lock(op->s, &lock);
	if (!rc) {
		rc = lx_config_load(op->s, &l->config);
		lx_userdata_unlock(op->s, &lock);
	}
	if (rc == ERROR_JSON_CONFIG_EMPTY)
		rc = lx_fail(op->s, rc, "QEMU cannot be started: nothing is stored of its config");
	/* What is stored is what was asked for, without defaults. */
	for (int i = 0; !rc && i < l->config.num_vfbs; i++)
		rc = lx_vfb_class.complete(op->s, op->s->domid,
					   &l->config.vfbs[i], NULL);
	lx_op_end_step(op, rc);
}

static void dispose_config(struct lx_op *op)
{
	struct late_start *l = op->data;

	libxl_domain_config_dispose(&l->config);
	lx_op_next(op);
}

static void start_late(struct lx_op *op)
{
	struct late_start *l = op->data;

	lx_dm_run(op, &l->config);
	lx_op_join(op);
}

static const struct lx_step late_steps[] = {
	{ "read its config",	load_config,	dispose_config },
	{ "start its QEMU",	start_late,	NULL },
	{ "finish",		dispose_config,	NULL },
	{ NULL, NULL, NULL },
};

int lx_dm_ensure_run(struct lx_op *op, uint32_t domid)
{
	struct lx_op *sub;
	struct lx_scope *s;

	if (lx_dm_alive(op->s, domid))
		return 0;
	sub = domid ? lx_op_sub(op, late_steps, sizeof(struct late_start))
		    : lx_dm_new_start(op, NULL);
	/* Of that domain, whoever op is about. */
	s = lx_alloc(op->s, sizeof(*s));
	*s = *op->s;
	s->domid = domid;
	sub->s = s;
	lx_op_sub_run(sub);
	return 0;
}
