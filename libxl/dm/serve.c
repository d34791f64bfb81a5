/* SPDX-License-Identifier: LGPL-2.1-only */
/* QEMU as a backend, for the table of those who serve devices. */
#include "dm/serve.h"

#include "core/ctx.h"
#include "core/xs.h"
#include "dm/dm.h"

/* What runs in another domain is not ours to know. */
bool lx_dm_answers(struct lx_scope *s, const struct lx_device *d)
{
	return d->back_domid || lx_dm_alive(s, d->domid);
}

int lx_dm_start(struct lx_op *op, const struct lx_device *d)
{
	return d->back_domid ? 0 : lx_dm_ensure_run(op, d->domid);
}

static const char *log_of(struct lx_scope *s, uint32_t domid)
{
	const char *name = lx_xs_getf(s, XBT_NULL, "/local/domain/%u/name",
				      domid);
	char *log = lx_strdup(s, domid && name ? name : "dom0");

	for (char *p = log; *p; p++)
		if (*p == '/')
			*p = '_';
	return lx_printf(s, "%s/qemu-dm-%s.log", s->ctx->log_dir, log);
}

const char *lx_dm_gave_up(struct lx_scope *s, const struct lx_device *d)
{
	const char *log = log_of(s, d->domid);

	if (d->back_domid)
		return lx_printf(s, "domain %u does not serve it",
				 d->back_domid);
	return lx_printf(s, "QEMU does not serve it; in %s: \"%s\"", log,
			 lx_dm_last_words(s, log));
}
