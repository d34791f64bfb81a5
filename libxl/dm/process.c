/* SPDX-License-Identifier: LGPL-2.1-only */
/* Which process is QEMU for a domain. */
#include "dm/dm.h"

#include <stdlib.h>
#include <string.h>

#include "core/ctx.h"
#include "core/log.h"
#include "core/process.h"
#include "core/xs.h"

const char *lx_dm_pid_path(struct lx_scope *s, uint32_t domid)
{
	return lx_printf(s, "/local/domain/%u/image/device-model-pid", domid);
}

const char *lx_dm_start_path(struct lx_scope *s, uint32_t domid)
{
	return lx_printf(s, "/local/domain/%u/image/device-model-start", domid);
}

const char *lx_dm_state_path(struct lx_scope *s, uint32_t domid)
{
	return lx_printf(s, "/local/domain/0/device-model/%u/state", domid);
}

const char *lx_dm_qmp_path(struct lx_scope *s, const char *who, uint32_t domid)
{
	return lx_printf(s, "%s/qmp-%s-%u", s->ctx->run_dir, who, domid);
}

/* Does the process say so itself. A zombie has no command line. */
static bool serves(struct lx_scope *s, pid_t pid, uint32_t domid)
{
	const char *wanted = lx_printf(s, "%u", domid);
	char text[4096];
	size_t len = lx_process_read(s, pid, "cmdline", text, sizeof(text));

	for (char *word = text; word < text + len; word += strlen(word) + 1) {
		char *next = word + strlen(word) + 1;

		if (!strcmp(word, "-xen-domid") && next < text + len)
			return !strcmp(next, wanted);
	}
	return false;
}

/*
 * Pids come back, and what xenstore notes may be a process that has ended long
 * ago. One of ours is known by when it began, also before it is QEMU; another
 * tool notes the pid alone.
 */
pid_t lx_dm_pid(struct lx_scope *s, uint32_t domid)
{
	const char *text = lx_xs_get(s, XBT_NULL, lx_dm_pid_path(s, domid));
	const char *start = lx_xs_get(s, XBT_NULL, lx_dm_start_path(s, domid));
	pid_t pid = text ? atoi(text) : 0;
	unsigned long long began;

	if (pid <= 1)
		return 0;
	if (!start)
		return serves(s, pid, domid) ? pid : 0;
	began = lx_process_start(s, pid);
	return began && began == strtoull(start, NULL, 10) ? pid : 0;
}

/* dom0's may have been started by the system, which notes no pid. */
bool lx_dm_alive(struct lx_scope *s, uint32_t domid)
{
	const char *state;

	if (lx_dm_pid(s, domid))
		return true;
	if (domid || lx_xs_exists(s, XBT_NULL, lx_dm_pid_path(s, domid)))
		return false;
	state = lx_xs_get(s, XBT_NULL, lx_dm_state_path(s, domid));
	return state && !strcmp(state, "running");
}
