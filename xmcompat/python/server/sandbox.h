/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * The sandbox: what a config's process can no longer do.
 *
 * No network, no writing, no new programs or processes, no other identity,
 * no more than its share of time and memory. Reading stays possible with the
 * rights of "nobody" (or of the ordinary user who runs the tool).
 */
#ifndef XMXL_PYTHON_SANDBOX_H
#define XMXL_PYTHON_SANDBOX_H

#include <linux/filter.h>

#include "python/wire.h"

struct sandbox {
	struct sock_fprog filter;
	unsigned int uid, gid;	/* nobody's */
};

/* Prepares the system call filter, once. 0 or an errno value. */
int sandbox_prepare(struct sandbox *s);

/*
 * Locks this process down for good. 0 or an errno value, upon which nothing
 * of the config may run.
 */
int sandbox_enter(const struct sandbox *s, const struct wire_start *limits);

/* Limits without a sandbox, for trusted programs. */
int limits_enter(const struct wire_start *limits);

#endif
