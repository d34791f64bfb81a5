/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * vkb-, vsnd-, vdispl-, vtpm-, usbctrl- and usbdev-attach and -detach. The words
 * after the domain are what stands in a config, one part in each.
 */
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "xl/live/commands.h"
#include "xl/live/domconf.h"

/* -- what differs between the classes ------------------------------------- */

struct device_kind {
	const char *key;	/* in a config */
	const char *what;	/* in messages */
	int (*add)(const struct session *s, uint32_t domid,
		   libxl_domain_config *c);
	/* of the device just read */
	char *(*json)(const struct session *s, libxl_domain_config *c);
	/* ERROR_NOTFOUND: there is no device of that number */
	int (*remove)(const struct session *s, uint32_t domid, int devid);
};

/*
 * The API has the same functions for each class, with a type of its own. The
 * number of a new one is the next that is free.
 */
#define DEVICE_FUNCTIONS(kind)						\
static int add_##kind(const struct session *s, uint32_t domid,		\
		      libxl_domain_config *c)				\
{									\
	c->kind##s[0].devid = -1;					\
	return libxl_device_##kind##_add(s->ctx, domid, &c->kind##s[0], NULL); \
}									\
									\
static char *json_##kind(const struct session *s, libxl_domain_config *c) \
{									\
	c->kind##s[0].devid = -1;					\
	return libxl_device_##kind##_to_json(s->ctx, &c->kind##s[0]);	\
}									\
									\
static int remove_##kind(const struct session *s, uint32_t domid, int devid) \
{									\
	libxl_device_##kind d;						\
	int rc = ERROR_NOTFOUND;					\
									\
	libxl_device_##kind##_init(&d);					\
	if (!libxl_devid_to_device_##kind(s->ctx, domid, devid, &d))	\
		rc = libxl_device_##kind##_remove(s->ctx, domid, &d, NULL); \
	libxl_device_##kind##_dispose(&d);				\
	return rc;							\
}

DEVICE_FUNCTIONS(vkb)
DEVICE_FUNCTIONS(vsnd)
DEVICE_FUNCTIONS(vdispl)
DEVICE_FUNCTIONS(vtpm)
DEVICE_FUNCTIONS(usbctrl)

static int add_usbdev(const struct session *s, uint32_t domid,
		      libxl_domain_config *c)
{
	return libxl_device_usbdev_add(s->ctx, domid, &c->usbdevs[0], NULL);
}

static char *json_usbdev(const struct session *s, libxl_domain_config *c)
{
	return libxl_device_usbdev_to_json(s->ctx, &c->usbdevs[0]);
}

static const struct device_kind vkb = {
	"vkb", "keyboard", add_vkb, json_vkb, remove_vkb
};
static const struct device_kind vsnd = {
	"vsnd", "sound card", add_vsnd, json_vsnd, remove_vsnd
};
static const struct device_kind vdispl = {
	"vdispl", "display", add_vdispl, json_vdispl, remove_vdispl
};
static const struct device_kind vtpm = {
	"vtpm", "TPM", add_vtpm, json_vtpm, remove_vtpm
};
static const struct device_kind usbctrl = {
	"usbctrl", "USB controller", add_usbctrl, json_usbctrl, remove_usbctrl
};
static const struct device_kind usbdev = {
	"usbdev", "USB device", add_usbdev, json_usbdev, NULL
};

/* -- attach --------------------------------------------------------------- */

/* One device of a config: a list of parts for a sound card, else a text. */
static struct value *device_value(const struct session *s,
				  const struct device_kind *kind)
{
	struct pos pos = { .file = kind->key, .line = 1 };
	struct value *list = value_list(s->arena, pos);
	const char *text = "";

	for (size_t i = 1; i < s->nwords; i++) {
		value_push(s->arena, list,
			   value_string(s->arena, s->words[i], pos));
		text = arena_printf(s->arena, "%s%s%s", text, *text ? "," : "",
				    s->words[i]);
	}
	if (kind == &vsnd)
		return list;
	/* a TPM is domain 0's where nothing is said */
	if (kind == &vtpm && !strstr(text, "backend="))
		text = arena_printf(s->arena, "backend=0%s%s",
				    *text ? "," : "", text);
	return value_string(s->arena, text, pos);
}

static int attach(struct session *s, const struct device_kind *kind)
{
	libxl_domain_config c;
	uint32_t domid;
	char *json;
	int status = find_domain(s, s->words[0], &domid);

	if (status)
		return status;
	status = 1;
	if (domconf_device_value(s, kind->key, device_value(s, kind), &c))
		goto out;
	if (!s->inv->globals.dry_run) {
		status = finish(s, kind->add(s, domid, &c),
				"domain %u does not get the %s", domid,
				kind->what);
		goto out;
	}
	json = kind->json(s, &c);
	printf("%s: %s\n", kind->key, json ? json : "");
	free(json);
	status = 0;
out:
	libxl_domain_config_dispose(&c);
	return status;
}

int live_vkb_attach(struct session *s) { return attach(s, &vkb); }
int live_vsnd_attach(struct session *s) { return attach(s, &vsnd); }
int live_vdispl_attach(struct session *s) { return attach(s, &vdispl); }
int live_vtpm_attach(struct session *s) { return attach(s, &vtpm); }
int live_usbctrl_attach(struct session *s) { return attach(s, &usbctrl); }
int live_usbdev_attach(struct session *s) { return attach(s, &usbdev); }

/* -- detach --------------------------------------------------------------- */

static int unknown(const struct session *s, const char *list)
{
	fprintf(stderr, "Unknown device %s.\n`xl %s %s' shows those that it has\n",
		s->words[1], list, s->words[0]);
	return 1;
}

static int detach(struct session *s, const struct device_kind *kind,
		  const char *list)
{
	uint32_t domid;
	long devid;
	int rc, status = find_domain(s, s->words[0], &domid);

	if (status)
		return status;
	if (read_number(s->words[1], 0, 1 << 20, &devid))
		return unknown(s, list);
	rc = kind->remove(s, domid, (int)devid);
	if (rc == ERROR_NOTFOUND)
		return unknown(s, list);
	return finish(s, rc, "domain %u does not let go of the %s %ld", domid,
		      kind->what, devid);
}

int live_vkb_detach(struct session *s) { return detach(s, &vkb, "vkb-list"); }

int live_vsnd_detach(struct session *s)
{
	return detach(s, &vsnd, "vsnd-list");
}

int live_vdispl_detach(struct session *s)
{
	return detach(s, &vdispl, "vdispl-list");
}

int live_usbctrl_detach(struct session *s)
{
	return detach(s, &usbctrl, "usb-list");
}

/* By number or UUID. */
int live_vtpm_detach(struct session *s)
{
	libxl_device_vtpm d;
	libxl_uuid uuid;
	uint32_t domid;
	int rc = ERROR_NOTFOUND, status;

	if (libxl_uuid_from_string(&uuid, s->words[1]))
		return detach(s, &vtpm, "vtpm-list");
	status = find_domain(s, s->words[0], &domid);
	if (status)
		return status;
	libxl_device_vtpm_init(&d);
	if (!libxl_uuid_to_device_vtpm(s->ctx, domid, &uuid, &d))
		rc = libxl_device_vtpm_remove(s->ctx, domid, &d, NULL);
	libxl_device_vtpm_dispose(&d);
	if (rc == ERROR_NOTFOUND)
		return unknown(s, "vtpm-list");
	return finish(s, rc, "domain %u does not let go of the TPM %s", domid,
		      s->words[1]);
}

/* The number of "KEY=NUMBER" among the words; -1 after saying what is missing. */
static int number_of(const struct session *s, const char *key)
{
	size_t len = strlen(key);
	long n;

	for (size_t i = 1; i < s->nwords; i++)
		if (!strncmp(s->words[i], key, len) &&
		    s->words[i][len] == '=' &&
		    !read_number(s->words[i] + len + 1, 0, 1 << 20, &n))
			return (int)n;
	refuse(s, "%s=NUMBER is missing", key);
	return -1;
}

int live_usbdev_detach(struct session *s)
{
	libxl_device_usbdev d;
	uint32_t domid;
	int rc, port, controller, status = find_domain(s, s->words[0], &domid);

	if (status)
		return status;
	controller = number_of(s, "controller");
	port = controller < 0 ? -1 : number_of(s, "port");
	if (port < 0)
		return 1;
	libxl_device_usbdev_init(&d);
	if (libxl_ctrlport_to_device_usbdev(s->ctx, domid, controller, port,
					    &d)) {
		libxl_device_usbdev_dispose(&d);
		fprintf(stderr, "Unknown device at controller %d port %d.\n"
			"`xl usb-list %s' shows those that it has\n",
			controller, port, s->words[0]);
		return 1;
	}
	rc = libxl_device_usbdev_remove(s->ctx, domid, &d, NULL);
	libxl_device_usbdev_dispose(&d);
	return finish(s, rc, "domain %u does not let go of the USB device",
		      domid);
}
