/* SPDX-License-Identifier: LGPL-2.1-only */
/* Whether QEMU serves the disks that it is to serve, and what it says if not. */
#include "dm/dm.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include <xen/io/xenbus.h>

#include "core/log.h"
#include "device/found.h"

/* It takes up its disks right after it said that it runs. */
#define DISK_MS 10000

const char *lx_dm_last_words(struct lx_scope *s, const char *log)
{
	int fd = open(log, O_RDONLY | O_CLOEXEC);
	char text[512];
	off_t size = fd < 0 ? 0 : lseek(fd, 0, SEEK_END);
	off_t from = size > 511 ? size - 511 : 0;
	ssize_t n = fd < 0 ? 0 : pread(fd, text, 511, from);
	char *line;

	if (fd >= 0)
		close(fd);
	if (n <= 0)
		return "it said nothing";
	text[n] = '\0';
	while (n && strchr("\r\n", text[n - 1]))
		text[--n] = '\0';
	line = strrchr(text, '\n');
	return lx_strdup(s, line ? line + 1 : text);
}

struct seen_disk {
	const struct lx_device *disk;
	const char *log;
	const char *state;		/* a path */
};

/*
 * QEMU removes the backend of a disk that it cannot open, and goes on. The
 * guest, too, may do without.
 */
static void saw_disk(struct lx_op *op, int rc, const char *value)
{
	struct seen_disk *seen = op->data;
	const char *name = lx_device_name(op->s, seen->disk);

	if (!rc && value && atoi(value) == XenbusStateInitialising)
		return;
	if (rc == ERROR_TIMEDOUT) {
		lx_warn(op->s, "%s: QEMU has not taken it up after %d s; see %s",
			name, DISK_MS / 1000, seen->log);
		rc = 0;
	} else if (!rc && !value) {
		lx_warn(op->s, "%s: QEMU does not serve it, and the guest has to do without; in %s: \"%s\"",
			name, seen->log,
			lx_dm_last_words(op->s, seen->log));
	}
	lx_op_end_step(op, rc);
}

static void wait_for_disk(struct lx_op *op)
{
	struct seen_disk *seen = op->data;
	int rc = lx_op_wait_path(op, seen->state, DISK_MS, saw_disk);

	if (rc)
		lx_op_fail(op, rc);
}

static const struct lx_step disk_steps[] = {
	{ "wait for a disk",	wait_for_disk,	NULL },
	{ NULL, NULL, NULL },
};

static void see_disk(struct lx_op *op, const struct lx_device *disk,
		     const char *log)
{
	struct lx_op *sub = lx_op_sub(op, disk_steps, sizeof(struct seen_disk));
	struct seen_disk *seen = sub->data;

	seen->disk = disk;
	seen->log = log;
	seen->state = lx_printf(op->s, "%s/state", lx_device_back(op->s, disk));
	lx_op_sub_run(sub);
}

int lx_dm_disks_run(struct lx_op *op, const char *log)
{
	struct lx_device *list;
	int nr;
	int rc = lx_devices_noted(op->s, XBT_NULL, op->s->domid, "vbd", &list,
				  &nr);

	for (int i = 0; !rc && i < nr; i++)
		if (!list[i].back_domid && !strcmp(list[i].back_kind, "qdisk"))
			see_disk(op, &list[i], log);
	return rc;
}
