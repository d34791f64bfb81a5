/* SPDX-License-Identifier: LGPL-2.1-only */
/* The devices of an S-expression as the texts an xm config has for them. */
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "read/scalar.h"
#include "read/sxp_domain.h"

static bool is_word(const char *text, const char *const *words)
{
	for (; *words; words++)
		if (!strcmp(*words, text))
			return true;
	return false;
}

/* A text that an xm config could not hold between its commas. */
static int refuse_comma(struct sxp_domain *d, const struct sxp *e,
			const char *name, const char *text)
{
	diag_add(d->ds, DIAG_SXP_COMMA, e->pos, name,
		 "\"%s\" holds a comma, which xm's text of a device cannot",
		 text)->advice = "rename the file or device";
	return -1;
}

/* -- disks ------------------------------------------------------------------ */

/* The domain that serves a device, NULL if it is dom0. */
static const char *backend_of(const struct sxp *dev)
{
	const char *dom = sxp_text(dev, "backend");

	return dom && *dom && strcmp(dom, "0") && strcmp(dom, "Domain-0") ?
		dom : NULL;
}

/* In xend's files, hda:disk says no more than hda. */
static const char *disk_vdev(struct sxp_domain *d, const struct sxp *dev)
{
	const char *text = sxp_text(dev, "dev");
	size_t n = text ? strlen(text) : 0;

	if (!text)
		return "";
	if (d->state && n > 5 && !strcmp(text + n - 5, ":disk"))
		return arena_memdup0(d->arena, text, n - 5);
	return text;
}

static int read_disk(struct sxp_domain *d, const struct sxp *dev)
{
	const char *uname = sxp_text(dev, "uname");
	const char *mode = sxp_text(dev, "mode");
	const char *dom = d->state ? backend_of(dev) :
		sxp_text(dev, "backend");
	const char *protocol = d->state ? NULL : sxp_text(dev, "protocol");
	const char *vdev = disk_vdev(d, dev);
	char *text;

	if (!uname)
		uname = "";
	if (strchr(uname, ',') || strchr(vdev, ','))
		return refuse_comma(d, dev, "disk", uname);
	text = arena_printf(d->arena, "%s,%s,%s", uname, vdev,
			    mode ? mode : "w");
	if (dom || protocol)
		text = arena_printf(d->arena, "%s,%s", text, dom ? dom : "");
	if (protocol)
		text = arena_printf(d->arena, "%s,%s", text, protocol);
	sxp_bind_item(d, "disk", text, dev->pos);
	return 0;
}

/* xend sorted disks by class; the one that boots is marked. */
static void boot_disk_first(struct sxp_domain *d, const char *vdev)
{
	const struct value *disks = tree_get(d->tree, "disk");
	char *mark = vdev ? arena_printf(d->arena, ",%s,", vdev) : NULL;

	for (size_t i = 1; mark && disks && i < disks->items.n; i++) {
		struct value *v = disks->items.v[i];

		if (!strstr(v->str, mark))
			continue;
		memmove(disks->items.v + 1, disks->items.v,
			i * sizeof(disks->items.v[0]));
		disks->items.v[0] = v;
		return;
	}
}

/* -- key=value devices ------------------------------------------------------ */

static const char *const state_only[] = {
	"uuid", "location", "handle", "devid", NULL
};

/* Pairs of a device, without what xend added; NULL if one holds a comma. */
static char *pairs_text(struct sxp_domain *d, const struct sxp *dev,
			const char *name, const char *const *skip)
{
	char *text = arena_strdup(d->arena, "");

	for (const struct sxp *e = dev->first->next; e; e = e->next) {
		const char *key = sxp_head(e), *value = sxp_value(e);

		if (!key || !value || is_word(key, skip) ||
		    (d->state && (!*value || is_word(key, state_only))))
			continue;
		if (!strcmp(key, "backend") && d->state && !backend_of(dev))
			continue;
		if (strchr(value, ',')) {
			refuse_comma(d, e, name, value);
			return NULL;
		}
		text = arena_printf(d->arena, "%s%s%s=%s", text,
				    *text ? "," : "", key, value);
	}
	return text;
}

static int read_pairs(struct sxp_domain *d, const struct sxp *dev,
		      const char *name, const char *const *skip)
{
	char *text = pairs_text(d, dev, name, skip);

	if (!text)
		return -1;
	sxp_bind_item(d, name, text, dev->pos);
	return 0;
}

static const char *const no_skip[] = { NULL };

static int read_vif(struct sxp_domain *d, const struct sxp *dev)
{
	return read_pairs(d, dev, "vif", no_skip);
}

static int read_vif2(struct sxp_domain *d, const struct sxp *dev)
{
	return read_pairs(d, dev, "vif2", no_skip);
}

static bool is_on(const struct sxp_domain *d, const char *name)
{
	const struct value *v = tree_get(d->tree, name);

	return v && v->type == VALUE_INT && v->i;
}

/* DISPLAY and its key belong to whoever ran xm, not to the domain. */
static int read_vfb(struct sxp_domain *d, const struct sxp *dev)
{
	static const char *const skip[] = {
		"xauthority", "display", "protocol", "other_config", "backend",
		NULL
	};

	/* xend made a vfb of its own from the screen of an HVM guest. */
	if (d->state && d->hvm && (is_on(d, "vnc") || is_on(d, "sdl")))
		return 0;
	return read_pairs(d, dev, "vfb", skip);
}

static int read_vtpm(struct sxp_domain *d, const struct sxp *dev)
{
	const char *instance = sxp_text(dev, "instance");
	const char *backend = sxp_text(dev, "backend");
	const char *uuid = d->state ? NULL : sxp_text(dev, "uuid");
	char *text = arena_strdup(d->arena, "");

	if (!instance)
		instance = sxp_text(dev, "pref_instance");
	if (instance && strspn(instance, "0") == strlen(instance))
		instance = "VTPMD";
	if (instance)
		text = arena_printf(d->arena, "instance=%s", instance);
	if (backend)
		text = arena_printf(d->arena, "%s%sbackend=%s", text,
				    *text ? "," : "", backend);
	if (uuid)
		text = arena_printf(d->arena, "%s%suuid=%s", text,
				    *text ? "," : "", uuid);
	sxp_bind_item(d, "vtpm", text, dev->pos);
	return 0;
}

/* -- pci -------------------------------------------------------------------- */

static unsigned int number(const struct sxp *e, const char *key)
{
	const char *text = sxp_text(e, key);

	return text ? (unsigned int)strtoul(text, NULL, 16) : 0;
}

/* (opts ((msitranslate 1))) or (opts (msitranslate 1)) -> ",msitranslate=1" */
static char *pci_options(struct arena *a, const struct sxp *fn)
{
	const struct sxp *opts = sxp_find(fn, "opts");
	const struct sxp *e = opts ? opts->first->next : NULL;
	char *text = arena_strdup(a, "");

	if (e && e->kind == SXP_LIST && !sxp_head(e))
		e = e->first;
	for (; e; e = e->next)
		if (sxp_head(e) && sxp_value(e))
			text = arena_printf(a, "%s,%s=%s", text, sxp_head(e),
					    sxp_value(e));
	return text;
}

/* A function whose own text is not kept: from its numbers. */
static char *pci_text(struct sxp_domain *d, const struct sxp *fn)
{
	unsigned int vdevfn = sxp_text(fn, "vdevfn") ?
		number(fn, "vdevfn") : 0x100;
	const char *slot = sxp_text(fn, "slot") ? "slot" : "dev";

	return arena_printf(d->arena, "%04x:%02x:%02x.%x%s%s",
			    number(fn, "domain") & 0xffff,
			    number(fn, "bus") & 0xff, number(fn, slot) & 0x1f,
			    number(fn, "func") & 7,
			    vdevfn & 0x100 ? "" :
			    arena_printf(d->arena, "@%02x", vdevfn >> 3 & 0x1f),
			    pci_options(d->arena, fn));
}

static void read_function(struct sxp_domain *d, const struct sxp *fn,
			  const char **last)
{
	const char *key = sxp_text(fn, "key");
	const char *text = key;

	/* One text may stand for several functions, which have it as key. */
	if (key && *last && !strcmp(key, *last))
		return;
	*last = key;
	if (!key || !*key)
		text = pci_text(d, fn);
	else if (!strchr(key, '='))
		text = arena_printf(d->arena, "%s%s", key,
				    pci_options(d->arena, fn));
	sxp_bind_item(d, "pci", text, fn->pos);
}

static int read_pci(struct sxp_domain *d, const struct sxp *dev)
{
	const char *last = NULL;
	bool any = false;

	for (const struct sxp *e = dev->first->next; e; e = e->next) {
		if (!sxp_head(e) || strcmp(sxp_head(e), "dev") ||
		    (e->first->next && e->first->next->kind != SXP_LIST))
			continue;
		read_function(d, e, &last);
		any = true;
	}
	if (!any)		/* Xen 2.0: the numbers stand in pci itself */
		read_function(d, dev, &last);
	return 0;
}

/* -- the others ------------------------------------------------------------- */

static int read_vscsi(struct sxp_domain *d, const struct sxp *dev)
{
	const char *feature = sxp_text(dev, "feature-host");
	bool host = feature && (!strcmp(feature, "1") ||
				!strcmp(feature, "True"));
	const char *dom = backend_of(dev);

	for (const struct sxp *e = dev->first->next; e; e = e->next) {
		const char *pdev, *vdev;

		if (!sxp_head(e) || strcmp(sxp_head(e), "dev"))
			continue;
		pdev = sxp_text(e, "p-dev");
		if (!pdev || !*pdev)
			pdev = sxp_text(e, "p-devname");
		vdev = host ? "host" : sxp_text(e, "v-dev");
		sxp_bind_item(d, "vscsi",
			      arena_printf(d->arena, dom ? "%s,%s,%s" :
					   "%s,%s", pdev ? pdev : "",
					   vdev ? vdev : "", dom), e->pos);
		if (host)
			break;
	}
	return 0;
}

static int read_vusb(struct sxp_domain *d, const struct sxp *dev)
{
	const char *version = sxp_text(dev, "usb-ver");
	const char *ports = sxp_text(dev, "num-ports");
	const struct sxp *list = sxp_find(dev, "port");
	char *text = arena_printf(d->arena, "usbver=%s,numports=%s",
				  version ? version : "2",
				  ports ? ports : "8");

	for (const struct sxp *e = list ? list->first->next : NULL; e;
	     e = e->next)
		if (sxp_head(e) && sxp_value(e) && *sxp_value(e))
			text = arena_printf(d->arena, "%s,port_%s=%s", text,
					    sxp_head(e), sxp_value(e));
	sxp_bind_item(d, "vusb", text, dev->pos);
	return 0;
}

static const char *without_0x(const char *text)
{
	return text && !strncmp(text, "0x", 2) ? text + 2 : text;
}

static int read_ioports(struct sxp_domain *d, const struct sxp *dev)
{
	const char *from = without_0x(sxp_text(dev, "from"));
	const char *to = without_0x(sxp_text(dev, "to"));

	if (from)
		sxp_bind_item(d, "ioports", !to || !strcmp(from, to) ? from :
			      arena_printf(d->arena, "%s-%s", from, to),
			      dev->pos);
	return 0;
}

static int read_irq(struct sxp_domain *d, const struct sxp *dev)
{
	const char *text = sxp_text(dev, "irq");

	if (!text)
		return 0;
	if (*text == '\'')	/* xm put the quotes of a string inside */
		text = arena_memdup0(d->arena, text + 1,
				     strcspn(text + 1, "'"));
	value_push(d->arena, bound_list(d->tree, "irq", dev->pos),
		   *sxp_text(dev, "irq") == '\'' ?
		   value_string(d->arena, text, dev->pos) :
		   value_int(d->arena, strtoll(text, NULL, 10), dev->pos));
	return 0;
}

static int nothing(struct sxp_domain *d, const struct sxp *dev)
{
	return 0;
}

/* What a disk may hold: xm's part of it, then xend's own. */
static const char *const disk_keys[] = {
	"uname", "dev", "mode", "backend", "protocol",
	"bootable", "driver", "VDI", "uuid", "devid", "location", NULL
};

static const char *const vtpm_keys[] = {
	"instance", "pref_instance", "backend", "uuid", "devid", "type",
	"location", NULL
};

static const char *const vusb_keys[] = {
	"usb-ver", "num-ports", "port", "backend", "uuid", "devid", "location",
	NULL
};

static const char *const ioports_keys[] = { "from", "to", "uuid", NULL };
static const char *const irq_keys[] = { "irq", "uuid", NULL };

static const struct class {
	const char *name;
	int (*read)(struct sxp_domain *d, const struct sxp *dev);
	const char *const *keys;	/* NULL: all are read, or none matters */
} classes[] = {
	{ "vbd", read_disk, disk_keys },
	{ "tap", read_disk, disk_keys },
	{ "tap2", read_disk, disk_keys },
	{ "vif", read_vif, NULL },
	{ "vif2", read_vif2, NULL },
	{ "vfb", read_vfb, NULL },
	{ "pci", read_pci, NULL },
	{ "vscsi", read_vscsi, NULL },
	{ "vusb", read_vusb, vusb_keys },
	{ "vtpm", read_vtpm, vtpm_keys },
	{ "ioports", read_ioports, ioports_keys },
	{ "irq", read_irq, irq_keys },
	{ "vkbd", nothing, NULL },
	{ "console", nothing, NULL },
};

/* Nothing is left out without a word. */
static void report_unknown_keys(struct sxp_domain *d, const struct sxp *dev,
				const char *const *keys)
{
	for (const struct sxp *e = dev->first->next; e; e = e->next) {
		const char *key = sxp_head(e);

		if (!key || is_word(key, keys))
			continue;
		diag_add(d->ds, DIAG_SXP_DEVICE_KEY, e->pos, NULL,
			 "\"%s\" of a %s device is left out", key,
			 sxp_head(dev))->advice =
			"look up what xl's syntax of the device has for it";
	}
}

static int read_device(struct sxp_domain *d, const struct sxp *dev)
{
	const char *class = sxp_head(dev);

	for (size_t i = 0; i < sizeof(classes) / sizeof(classes[0]); i++)
		if (class && !strcmp(classes[i].name, class)) {
			if (classes[i].keys)
				report_unknown_keys(d, dev, classes[i].keys);
			return classes[i].read(d, dev);
		}
	diag_add(d->ds, DIAG_SXP_DEVICE_UNKNOWN, dev->pos, NULL,
		 "a device of unknown class \"%s\" is left out",
		 class ? class : "")->advice = "add it by hand";
	return 0;
}

int sxp_read_devices(struct sxp_domain *d)
{
	const char *boot = NULL;

	for (const struct sxp *e = d->root->first; e; e = e->next) {
		const struct sxp *dev;
		const char *bootable;

		if (!sxp_head(e) || strcmp(sxp_head(e), "device"))
			continue;
		dev = e->first->next;
		if (!dev || dev->kind != SXP_LIST || !dev->first)
			continue;
		if (read_device(d, dev))
			return -1;
		bootable = sxp_text(dev, "bootable");
		if (!boot && bootable && !strcmp(bootable, "1"))
			boot = disk_vdev(d, dev);
	}
	if (d->state)
		boot_disk_first(d, boot);
	return 0;
}
