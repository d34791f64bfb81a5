/* SPDX-License-Identifier: LGPL-2.1-only */
/* Channels that QEMU connects to terminals: which terminals these are. */
#include "core/log.h"
#include "core/xs.h"
#include "dm/dm.h"
#include "dm/qmp.h"

struct channels {
	const libxl_domain_config *config;
	struct lx_qmp qmp;
};

static bool is_pty(const libxl_device_channel *channel)
{
	return !channel->backend_domid &&
	       channel->connection == LIBXL_CHANNEL_CONNECTION_PTY;
}

/* "pty:/dev/pts/3", from the list of QEMU's character devices; NULL: not there. */
static const char *terminal_of(const struct lx_json *list, const char *label)
{
	for (const struct lx_json *j = list->children; j; j = j->next) {
		const struct lx_json *name = lx_json_get(j, "label",
							 LX_JSON_STRING);
		const struct lx_json *file = lx_json_get(j, "filename",
							 LX_JSON_STRING);

		if (name && file && !strcmp(name->text, label))
			return strncmp(file->text, "pty:", 4) ? NULL
							      : file->text + 4;
	}
	return NULL;
}

static int publish(struct lx_op *op, const struct lx_json *list)
{
	const struct channels *ch = op->data;
	const libxl_domain_config *c = ch->config;
	int rc = 0;

	for (int i = 0; i < c->num_channels && !rc; i++) {
		int devid = c->channels[i].devid;
		const char *tty;

		if (!is_pty(&c->channels[i]))
			continue;
		tty = terminal_of(list, lx_printf(op->s, LX_DM_CHANNEL, devid));
		if (!tty)
			return lx_fail(op->s, ERROR_QEMU_API,
				       "channel %d: QEMU gave it no terminal",
				       devid);
		rc = lx_xs_write(op->s, XBT_NULL,
				 lx_printf(op->s, "%s/device/console/%d/tty",
					   lx_xs_dompath(op->s, op->s->domid),
					   devid), tty);
	}
	return rc;
}

static void told(struct lx_op *op, int rc, const struct lx_json *list)
{
	lx_op_end_step(op, rc ? rc : publish(op, list));
}

static void ask(struct lx_op *op)
{
	struct channels *ch = op->data;
	int rc = lx_qmp_command(op, &ch->qmp, "query-chardev", NULL, told);

	if (rc)
		lx_op_fail(op, rc);
}

static void disconnect(struct lx_op *op)
{
	struct channels *ch = op->data;

	lx_qmp_close(&ch->qmp);
	lx_op_next(op);
}

static const struct lx_step channel_steps[] = {
	{ "ask for the channels' terminals", ask,	disconnect },
	{ "leave QEMU",			disconnect,	NULL },
	{ NULL, NULL, NULL },
};

void lx_dm_channels_run(struct lx_op *op, const libxl_domain_config *c)
{
	struct lx_op *sub;
	struct channels *ch;
	int wanted = 0;

	for (int i = 0; c && i < c->num_channels; i++)
		wanted += is_pty(&c->channels[i]);
	if (!wanted)
		return;
	sub = lx_op_sub(op, channel_steps, sizeof(*ch));
	ch = sub->data;
	ch->config = c;
	lx_op_sub_run(sub);
}
