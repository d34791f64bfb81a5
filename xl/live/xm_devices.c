/* SPDX-License-Identifier: GPL-2.0-only */
/* xm block-attach, block-list, network-list. */
#include <string.h>

#include "base/arena.h"
#include "xl/live/commands.h"
#include "xl/live/devices.h"

/* -- block-attach --------------------------------------------------------- */

/* "phy:vg/x": a path without a slash is below /dev. */
static const char *target_of(const struct session *s, const char *uname)
{
	const char *path = strncmp(uname, "phy:", 4) ? uname : uname + 4;

	if (path == uname || *path == '/')
		return path;
	return arena_printf(s->arena, "/dev/%s", path);
}

static const struct {
	const char *prefix, *format, *backend;
} sources[] = {
	{ "file:", "raw", NULL },
	{ "tap:aio:", "raw", NULL },
	{ "tap2:aio:", "raw", NULL },
	{ "tap:qcow2:", "qcow2", "qdisk" },
	{ "tap:qcow:", "qcow", "qdisk" },
	{ "tap:vhd:", "vhd", NULL },
	{ "tap2:vhd:", "vhd", NULL },
};

/* BACKDEV FRONTDEV MODE [BACKDOM] as one specification of xl's. */
static char *disk_spec(const struct session *s)
{
	const char *target = target_of(s, s->words[1]), *format = "raw";
	const char *dev = s->words[2], *mode = s->words[3];
	bool cdrom = strlen(dev) > 6 && !strcmp(dev + strlen(dev) - 6, ":cdrom");
	size_t len = strcspn(dev, ":");

	for (size_t i = 0; i < sizeof(sources) / sizeof(sources[0]); i++) {
		size_t n = strlen(sources[i].prefix);

		if (strncmp(target, sources[i].prefix, n))
			continue;
		target += n;
		format = sources[i].format;
		break;
	}
	return arena_printf(s->arena, "format=%s,vdev=%.*s,access=%s%s%s%s,"
			    "target=%s", format, (int)len, dev,
			    *mode == 'r' ? "ro" : "rw",
			    cdrom ? ",devtype=cdrom" : "",
			    s->nwords > 4 ? ",backend=" : "",
			    s->nwords > 4 ? s->words[4] : "", target);
}

int live_xm_block_attach(struct session *s)
{
	const char *mode = s->words[3];
	uint32_t domid;
	int status = find_domain(s, s->words[0], &domid);

	if (status)
		return status;
	if (strcmp(mode, "r") && strcmp(mode, "w") && strcmp(mode, "w!"))
		return usage_error(s->inv, "mode \"%s\" is not one of r, w, w!",
				   mode);
	return attach_disk(s, domid, disk_spec(s));
}

/* -- lists ---------------------------------------------------------------- */

/* (DEVID ((key value) …)), one line for each device */
static void print_device(const char *kind, int devid, uint32_t backend,
			 uint32_t frontend, int state, const char *path)
{
	printf("(%d\n    ((backend-id %u)\n        (%s %d)\n"
	       "        (state %d)\n        (frontend-id %u)\n"
	       "        (backend %s)\n    )\n)\n", devid, backend, kind,
	       devid, state, frontend, path ? path : "");
}

static void disk_long(const libxl_diskinfo *i)
{
	print_device("virtual-device", i->devid, i->backend_id,
		     i->frontend_id, i->state, i->backend);
}

static void nic_long(const libxl_device_nic *nic, const libxl_nicinfo *i)
{
	print_device("handle", i->devid, i->backend_id, i->frontend_id,
		     i->state, i->backend);
}

int live_xm_block_list(struct session *s)
{
	uint32_t domid;
	int status = find_domain(s, s->words[0], &domid);

	if (status)
		return status;
	if (given(s, 'l'))
		return each_disk(s, domid, disk_long);
	puts("Vdev  BE handle state evt-ch ring-ref BE-path");
	return each_disk(s, domid, disk_print);
}

int live_xm_network_list(struct session *s)
{
	uint32_t domid;
	int status = find_domain(s, s->words[0], &domid);

	if (status)
		return status;
	if (given(s, 'l'))
		return each_nic(s, domid, nic_long);
	puts("Idx BE     MAC Addr.     handle state evt-ch tx-/rx-ring-ref "
	     "BE-path");
	return each_nic(s, domid, nic_print);
}
