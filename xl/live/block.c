/* SPDX-License-Identifier: GPL-2.0-only */
/* block-attach, block-detach, block-list. */
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "xl/live/commands.h"
#include "xl/live/devices.h"
#include "xl/live/domconf.h"

/* -- attach --------------------------------------------------------------- */

int attach_disk(const struct session *s, uint32_t domid, const char *text)
{
	libxl_domain_config config;
	char *json;
	int status = 1;

	if (domconf_device(s, "disk", text, &config))
		goto out;
	if (s->inv->globals.dry_run) {
		json = libxl_device_disk_to_json(s->ctx, &config.disks[0]);
		printf("disk: %s\n", json ? json : "");
		free(json);
		status = 0;
		goto out;
	}
	status = finish(s, libxl_device_disk_add(s->ctx, domid,
						 &config.disks[0], NULL),
			"domain %u does not get the disk \"%s\"", domid, text);
out:
	libxl_domain_config_dispose(&config);
	return status;
}

/* Words are parts of one specification. */
int live_block_attach(struct session *s)
{
	char *text = NULL;
	uint32_t domid;
	int status = find_domain(s, s->words[0], &domid);

	if (status)
		return status;
	for (size_t i = 1; i < s->nwords; i++)
		text = arena_printf(s->arena, "%s%s%s", text ? text : "",
				    text ? "," : "", s->words[i]);
	return attach_disk(s, domid, text);
}

/* -- detach --------------------------------------------------------------- */

int live_block_detach(struct session *s)
{
	libxl_device_disk disk;
	uint32_t domid;
	int rc, status = find_domain(s, s->words[0], &domid);

	if (status)
		return status;
	libxl_device_disk_init(&disk);
	if (libxl_vdev_to_device_disk(s->ctx, domid, s->words[1], &disk)) {
		fprintf(stderr, "Error: Device %s not connected.\n`%s block-list %s' shows the disks that it has\n",
			s->words[1], session_is_xm(s) ? "xm" : "xl",
			s->words[0]);
		libxl_device_disk_dispose(&disk);
		return 1;
	}
	rc = given(s, 'f') ?
		libxl_device_disk_destroy(s->ctx, domid, &disk, NULL) :
		libxl_device_disk_safe_remove(s->ctx, domid, &disk, NULL);
	libxl_device_disk_dispose(&disk);
	return finish(s, rc, "domain %u keeps the disk %s", domid,
		      s->words[1]);
}

/* -- list ----------------------------------------------------------------- */

void disk_print_head(void)
{
	printf("%-5s %-3s %-6s %-5s %-6s %-8s %-30s\n", "Vdev", "BE",
	       "handle", "state", "evt-ch", "ring-ref", "BE-path");
}

void disk_print(const libxl_diskinfo *i)
{
	printf("%-5d %-3d %-6d %-5d %-6d %-8d %-30s\n", i->devid,
	       (int)i->backend_id, (int)i->frontend_id, i->state, i->evtch,
	       i->rref, i->backend);
}

int each_disk(const struct session *s, uint32_t domid,
	      void (*f)(const libxl_diskinfo *i))
{
	int n;
	libxl_device_disk *v = libxl_device_disk_list(s->ctx, domid, &n);

	for (int i = 0; v && i < n; i++) {
		libxl_diskinfo info;

		libxl_diskinfo_init(&info);
		if (!libxl_device_disk_getinfo(s->ctx, domid, &v[i], &info))
			f(&info);
		libxl_diskinfo_dispose(&info);
	}
	if (v)
		libxl_device_disk_list_free(v, n);
	return 0;
}

/* As with the distribution's xl, what is unknown is said and passed over. */
int live_block_list(struct session *s)
{
	disk_print_head();
	for (size_t i = 0; i < s->nwords; i++) {
		uint32_t domid;

		if (libxl_domain_qualifier_to_domid(s->ctx, s->words[i],
						    &domid))
			fprintf(stderr, "%s is an invalid domain identifier\n",
				s->words[i]);
		else
			each_disk(s, domid, disk_print);
	}
	return 0;
}
