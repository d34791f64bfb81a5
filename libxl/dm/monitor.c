/* SPDX-License-Identifier: LGPL-2.1-only */
/* libxl_qemu_monitor_command(): a line of QEMU's human monitor. */
#include "core/log.h"
#include "dm/dm.h"
#include "dm/qmp.h"

struct monitor {
	const char *line;
	char **output;
	struct lx_qmp qmp;
};

static void answered(struct lx_op *op, int rc, const struct lx_json *answer)
{
	struct monitor *m = op->data;

	lx_qmp_close(&m->qmp);
	if (!rc && answer->kind != LX_JSON_STRING)
		rc = lx_fail(op->s, ERROR_QEMU_API,
			     "QEMU answers to \"%s\" with %s, not with a text",
			     m->line, lx_json_kind_name(answer->kind));
	if (!rc)
		*m->output = lx_out_strdup(answer->text);
	lx_op_end_step(op, rc);
}

static void ask(struct lx_op *op)
{
	struct monitor *m = op->data;
	int rc = lx_qmp_command(op, &m->qmp, "human-monitor-command",
				lx_qmp_args(op->s, "command-line", m->line),
				answered);

	if (rc)
		lx_op_fail(op, rc);
}

static const struct lx_step monitor_steps[] = {
	{ "ask QEMU's monitor",	ask,	NULL },
	{ NULL, NULL, NULL },
};

int libxl_qemu_monitor_command(libxl_ctx *ctx, uint32_t domid,
			       const char *command_line, char **output,
			       const libxl_asyncop_how *ao_how)
{
	struct lx_op *op = lx_op_new(ctx, domid, ao_how, monitor_steps,
				     sizeof(struct monitor));
	struct monitor *m = op->data;

	m->line = lx_strdup(op->s, command_line);
	m->output = output;
	return lx_op_run(op);
}
