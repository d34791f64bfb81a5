/* SPDX-License-Identifier: LGPL-2.1-only */
/* A VNC screen, once QEMU runs: its password, and where it is found. */
#include "core/log.h"
#include "core/xs.h"
#include "dm/dm.h"
#include "dm/qmp.h"

struct screen {
	const libxl_vnc_info *vnc;
	struct lx_qmp qmp;
};

static bool has_password(const libxl_vnc_info *vnc)
{
	return vnc->passwd && *vnc->passwd;
}

static const char *key(struct lx_op *op, const char *name)
{
	return lx_printf(op->s, "%s/console/%s",
			 lx_xs_dompath(op->s, op->s->domid), name);
}

/* -- the password ---------------------------------------------------------------- */
/* Only dom0 may read it, not the guest. */
static int note_password(struct lx_op *op, const char *password)
{
	struct xs_permissions perms[] = { { .id = 0, .perms = XS_PERM_NONE } };
	const char *path = key(op, "vnc-pass");
	int rc = lx_xs_mkdir(op->s, XBT_NULL, path, perms, 1);

	return rc ? rc : lx_xs_write(op->s, XBT_NULL, path, password);
}

static void password_set(struct lx_op *op, int rc,
			 const struct lx_json *answer)
{
	struct screen *sc = op->data;

	(void)answer;
	if (!rc)
		rc = note_password(op, sc->vnc->passwd);
	lx_op_end_step(op, rc);
}

static void set_password(struct lx_op *op)
{
	struct screen *sc = op->data;
	int rc;

	if (!has_password(sc->vnc)) {
		lx_op_next(op);
		return;
	}
	rc = lx_qmp_command(op, &sc->qmp, "change-vnc-password",
			    lx_qmp_args(op->s, "password", sc->vnc->passwd),
			    password_set);
	if (rc)
		lx_op_fail(op, rc);
}

static void disconnect(struct lx_op *op)
{
	struct screen *sc = op->data;

	lx_qmp_close(&sc->qmp);
	lx_op_next(op);
}

/* -- where it is --------------------------------------------------------------------- */
static int publish(struct lx_op *op, const struct lx_json *answer)
{
	const struct lx_json *on = lx_json_get(answer, "enabled", LX_JSON_BOOL);
	const struct lx_json *host = lx_json_get(answer, "host",
						 LX_JSON_STRING);
	const struct lx_json *port = lx_json_get(answer, "service",
						 LX_JSON_STRING);
	int rc;

	if (!on || !on->yes || !host || !port)
		return lx_fail(op->s, ERROR_QEMU_API,
			       "QEMU says that it offers no VNC, although it was told to");
	rc = lx_xs_write(op->s, XBT_NULL, key(op, "vnc-listen"), host->text);
	return rc ? rc : lx_xs_write(op->s, XBT_NULL, key(op, "vnc-port"),
				     port->text);
}

static void where_it_is(struct lx_op *op, int rc, const struct lx_json *answer)
{
	lx_op_end_step(op, rc ? rc : publish(op, answer));
}

static void ask_where(struct lx_op *op)
{
	struct screen *sc = op->data;
	int rc = lx_qmp_command(op, &sc->qmp, "query-vnc", NULL, where_it_is);

	if (rc)
		lx_op_fail(op, rc);
}

static const struct lx_step screen_steps[] = {
	{ "set the screen's password",	set_password,	disconnect },
	{ "ask where the screen is",	ask_where,	NULL },
	{ "leave QEMU",			disconnect,	NULL },
	{ NULL, NULL, NULL },
};

void lx_dm_vnc_run(struct lx_op *op, const libxl_domain_config *c)
{
	struct lx_op *sub = lx_op_sub(op, screen_steps, sizeof(struct screen));
	struct screen *sc = sub->data;

	sc->vnc = lx_dm_vnc(c);
	lx_op_sub_run(sub);
}
