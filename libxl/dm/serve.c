/* SPDX-License-Identifier: LGPL-2.1-only */
/* QEMU as a backend, for the table of those who serve devices. */
#include "dm/serve.h"

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
