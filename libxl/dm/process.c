/* SPDX-License-Identifier: LGPL-2.1-only */
/* Which process is QEMU for a domain, and which domains need one. */
#include "dm/dm.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "core/ctx.h"
#include "core/log.h"
#include "core/xs.h"

static bool disks_need_it(const libxl_domain_config *c)
{
	for (int i = 0; i < c->num_disks; i++)
		if (c->disks[i].backend == LIBXL_DISK_BACKEND_QDISK &&
		    !c->disks[i].backend_domid)
			return true;
	return false;
}

static bool keyboards_need_it(const libxl_domain_config *c)
{
	for (int i = 0; i < c->num_vkbs; i++)
		if (c->vkbs[i].backend_type != LIBXL_VKB_BACKEND_LINUX &&
		    !c->vkbs[i].backend_domid)
			return true;
	return false;
}

bool lx_dm_needed(const libxl_domain_config *c)
{
	if (disks_need_it(c) || keyboards_need_it(c))
		return true;
	for (int i = 0; i < c->num_vfbs; i++)
		if (!c->vfbs[i].backend_domid)
			return true;
	for (int i = 0; i < c->num_channels; i++)
		if (!c->channels[i].backend_domid)
			return true;
	for (int i = 0; i < c->num_p9s; i++)
		if (!c->p9s[i].backend_domid)
			return true;
	for (int i = 0; i < c->num_usbctrls; i++)
		if (c->usbctrls[i].type == LIBXL_USBCTRL_TYPE_QUSB &&
		    !c->usbctrls[i].backend_domid)
			return true;
	return false;
}

const char *lx_dm_pid_path(struct lx_scope *s, uint32_t domid)
{
	return lx_printf(s, "/local/domain/%u/image/device-model-pid", domid);
}

const char *lx_dm_state_path(struct lx_scope *s, uint32_t domid)
{
	return lx_printf(s, "/local/domain/0/device-model/%u/state", domid);
}

const char *lx_dm_qmp_path(struct lx_scope *s, const char *who, uint32_t domid)
{
	return lx_printf(s, "%s/qmp-%s-%u", s->ctx->run_dir, who, domid);
}

/* argv of a process, one word after another; 0: there is no such process. */
static size_t read_cmdline(struct lx_scope *s, pid_t pid, char *text,
			   size_t room)
{
	int fd = open(lx_printf(s, "/proc/%d/cmdline", (int)pid),
		      O_RDONLY | O_CLOEXEC);
	ssize_t got = fd < 0 ? 0 : read(fd, text, room - 1);

	if (fd >= 0)
		close(fd);
	if (got <= 0)
		return 0;
	text[got] = '\0';
	return got;
}

/*
 * Is it that domain's QEMU: pids come back, and what xenstore notes may be a
 * process that has ended long ago. A zombie has no command line.
 */
static bool serves(struct lx_scope *s, pid_t pid, uint32_t domid)
{
	const char *wanted = lx_printf(s, "%u", domid);
	char text[4096];
	size_t len = read_cmdline(s, pid, text, sizeof(text));

	for (char *word = text; word < text + len; word += strlen(word) + 1) {
		char *next = word + strlen(word) + 1;

		if (!strcmp(word, "-xen-domid") && next < text + len)
			return !strcmp(next, wanted);
	}
	return false;
}

pid_t lx_dm_pid(struct lx_scope *s, uint32_t domid)
{
	const char *text = lx_xs_get(s, XBT_NULL, lx_dm_pid_path(s, domid));
	pid_t pid = text ? atoi(text) : 0;

	return pid > 1 && serves(s, pid, domid) ? pid : 0;
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
