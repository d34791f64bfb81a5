/* SPDX-License-Identifier: LGPL-2.1-only */
/* Disks, interfaces, channels, USB and PCI as libvirt's XML. */
#include <string.h>

#include "base/arena.h"
#include "emit/libvirt.h"

/* -- disks ------------------------------------------------------------------ */

static const char *disk_bus(const char *vdev)
{
	if (!strncmp(vdev, "/dev/", 5))
		vdev += 5;
	if (!strncmp(vdev, "hd", 2))
		return "ide";
	return !strncmp(vdev, "sd", 2) ? "scsi" : "xen";
}

static bool is_block(const struct xl_disk *d)
{
	if (d->backendtype)
		return !strcmp(d->backendtype, "phy");
	return d->script || !d->target || !*d->target ||
	       !strncmp(d->target, "/dev/", 5);
}

/* The next ":key=value" of an RBD target; colons inside are escaped. */
static const char *rbd_part(struct libvirt *l, const char **s)
{
	char *out = arena_strdup(l->arena, *s);
	size_t n = 0;

	for (; **s && **s != ':'; (*s)++) {
		if (**s == '\\' && (*s)[1])
			(*s)++;
		out[n++] = **s;
	}
	out[n] = '\0';
	*s += **s == ':';
	return out;
}

/* "mon1:6321;mon2:6322" */
static void rbd_hosts(struct libvirt *l, xmlNodePtr source, const char *text)
{
	while (*text) {
		size_t len = strcspn(text, ";");
		char *host = arena_memdup0(l->arena, text, len);
		char *port = strrchr(host, ':');
		xmlNodePtr node = lv_add(source, "host", NULL);

		if (port)
			*port++ = '\0';
		lv_set(node, "name", host);
		lv_set(node, "port", port);
		text += len + (text[len] == ';');
	}
}

/* rbd:POOL/IMAGE[:KEY=VALUE…] */
static void rbd_source(struct libvirt *l, xmlNodePtr disk, const char *target)
{
	xmlNodePtr source = lv_add(disk, "source", NULL);
	const char *s = target + strlen("rbd:");

	lv_set(source, "protocol", "rbd");
	lv_set(source, "name", rbd_part(l, &s));
	while (*s) {
		const char *part = rbd_part(l, &s);

		if (!strncmp(part, "mon_host=", 9))
			rbd_hosts(l, source, part + 9);
	}
}

static void disk_source(struct libvirt *l, xmlNodePtr node,
			const struct xl_disk *d)
{
	xmlNodePtr source;

	if (!d->target || !*d->target)
		return;
	if (!strncmp(d->target, "rbd:", 4)) {
		rbd_source(l, node, d->target);
		return;
	}
	source = lv_add(node, "source", NULL);
	lv_set(source, is_block(d) ? "dev" : "file", d->target);
}

static void add_disk(struct libvirt *l, xmlNodePtr devices,
		     const struct xl_disk *d)
{
	bool network = d->target && !strncmp(d->target, "rbd:", 4);
	xmlNodePtr node = lv_add(devices, "disk", NULL), driver, target;

	lv_set(node, "type", network ? "network" : is_block(d) ? "block" :
	       "file");
	lv_set(node, "device", d->cdrom ? "cdrom" : "disk");
	driver = lv_add(node, "driver", NULL);
	lv_set(driver, "name", is_block(d) && !network ? "phy" : "qemu");
	if (d->format != XL_DISK_EMPTY)
		lv_set(driver, "type", xl_disk_format_name(d->format));
	disk_source(l, node, d);
	if (d->backend)
		lv_set(lv_add(node, "backenddomain", NULL), "name",
		       d->backend);
	target = lv_add(node, "target", NULL);
	lv_set(target, "dev", d->vdev);
	lv_set(target, "bus", disk_bus(d->vdev));
	if (!d->write)
		lv_add(node, "readonly", NULL);
	if (d->script)
		lv_set(lv_add(node, "script", NULL), "path", d->script);
}

/* -- interfaces ------------------------------------------------------------- */

static void add_rate(xmlNodePtr node, const struct xl_vif *v)
{
	uint64_t kib;
	xmlNodePtr bandwidth;

	if (!v->has_rate)
		return;
	kib = v->rate.bytes_per_interval * 1000 / v->rate.interval_usecs;
	bandwidth = lv_add(node, "bandwidth", NULL);
	lv_setf(lv_add(bandwidth, "outbound", NULL), "average", "%llu",
		(unsigned long long)kib);
}

static void add_ips(struct libvirt *l, xmlNodePtr node, const char *ips)
{
	while (ips && *ips) {
		size_t len = strcspn(ips, " ");

		lv_set(lv_add(node, "ip", NULL), "address",
		       arena_memdup0(l->arena, ips, len));
		ips += len + strspn(ips + len, " ");
	}
}

static void add_model(struct libvirt *l, xmlNodePtr node,
		      const struct xl_pairs *p)
{
	const char *model = xl_pairs_get(p, "model");
	const char *type = xl_pairs_get(p, "type");

	if (l->d->guest == XL_HVM && type && !strcmp(type, "vif"))
		model = "netfront";
	if (model)
		lv_set(lv_add(node, "model", NULL), "type", model);
}

static void add_vif(struct libvirt *l, xmlNodePtr devices,
		    const struct xl_vif *v)
{
	const struct xl_pairs *p = &v->pairs;
	const char *bridge = xl_pairs_get(p, "bridge");
	const char *script = xl_pairs_get(p, "script");
	const char *name = xl_pairs_get(p, "vifname");
	const char *backend = xl_pairs_get(p, "backend");
	xmlNodePtr node = lv_add(devices, "interface", NULL);

	lv_set(node, "type", bridge ? "bridge" : "ethernet");
	if (v->has_mac)
		lv_setf(lv_add(node, "mac", NULL), "address",
			"%02x:%02x:%02x:%02x:%02x:%02x", v->mac[0], v->mac[1],
			v->mac[2], v->mac[3], v->mac[4], v->mac[5]);
	if (bridge)
		lv_set(lv_add(node, "source", NULL), "bridge", bridge);
	add_rate(node, v);
	add_ips(l, node, xl_pairs_get(p, "ip"));
	if (script)
		lv_set(lv_add(node, "script", NULL), "path", script);
	if (backend)
		lv_set(lv_add(node, "backenddomain", NULL), "name", backend);
	if (name)
		lv_set(lv_add(node, "target", NULL), "dev", name);
	add_model(l, node, p);
	if (v->mtu)
		lv_setf(lv_add(node, "mtu", NULL), "size", "%d", v->mtu);
}

/* -- channels, USB, PCI ----------------------------------------------------- */

static void add_channel(xmlNodePtr devices, const struct xl_pairs *p)
{
	bool pty = *xl_pairs_get(p, "connection") == 'p';
	xmlNodePtr node = lv_add(devices, "channel", NULL), source, target;

	lv_set(node, "type", pty ? "pty" : "unix");
	if (!pty) {
		source = lv_add(node, "source", NULL);
		lv_set(source, "mode", "bind");
		lv_set(source, "path", xl_pairs_get(p, "path"));
	}
	target = lv_add(node, "target", NULL);
	lv_set(target, "type", "xen");
	lv_set(target, "name", xl_pairs_get(p, "name"));
}

static void add_usbctrl(xmlNodePtr devices, const struct xl_pairs *p, size_t i)
{
	const char *type = xl_pairs_get(p, "type");
	long version = xl_pairs_number(p, "version");
	xmlNodePtr node = lv_add(devices, "controller", NULL);

	lv_set(node, "type", "usb");
	lv_setf(node, "index", "%zu", i);
	if (type && !strcmp(type, "qusb"))
		lv_set(node, "model", version == 1 ? "qusb1" : "qusb2");
	lv_set(node, "ports", xl_pairs_get(p, "ports"));
}

static void add_usbdev(xmlNodePtr devices, const struct xl_pairs *p)
{
	xmlNodePtr node = lv_add(devices, "hostdev", NULL), address;

	lv_set(node, "mode", "subsystem");
	lv_set(node, "type", "usb");
	lv_set(node, "managed", "no");
	address = lv_add(lv_add(node, "source", NULL), "address", NULL);
	lv_set(address, "bus", xl_pairs_get(p, "hostbus"));
	lv_set(address, "device", xl_pairs_get(p, "hostaddr"));
}

static void add_pci(struct libvirt *l, xmlNodePtr devices,
		    const struct xl_pci *p)
{
	xmlNodePtr node, address;

	if (p->name || p->whole) {
		diag_add(l->diags, DIAG_LIBVIRT_NONE,
			 (struct pos){ .file = l->d->tree->file }, "pci",
			 "libvirt's XML names each function by its address");
		return;
	}
	node = lv_add(devices, "hostdev", NULL);
	lv_set(node, "mode", "subsystem");
	lv_set(node, "type", "pci");
	lv_set(node, "managed", p->seize == XL_YES ? "yes" : "no");
	address = lv_add(lv_add(node, "source", NULL), "address", NULL);
	lv_setf(address, "domain", "0x%04x", p->domain);
	lv_setf(address, "bus", "0x%02x", p->bus);
	lv_setf(address, "slot", "0x%02x", p->dev);
	lv_setf(address, "function", "0x%x", p->func);
}

void lv_devices(struct libvirt *l, xmlNodePtr devices)
{
	const struct xl_domain *d = l->d;
	const char *model = xl_domain_text(d, "device_model_override");

	if (model)
		lv_add(devices, "emulator", model);
	for (size_t i = 0; i < d->ndisks; i++)
		add_disk(l, devices, &d->disks[i]);
	for (size_t i = 0; i < d->usbctrl.n; i++)
		add_usbctrl(devices, &d->usbctrl.v[i], i);
	for (size_t i = 0; i < d->nvifs; i++)
		add_vif(l, devices, &d->vifs[i]);
	lv_serials(l, devices);
	for (size_t i = 0; i < d->channel.n; i++)
		add_channel(devices, &d->channel.v[i]);
	lv_display(l, devices);
	for (size_t i = 0; i < d->npcis; i++)
		add_pci(l, devices, &d->pcis[i]);
	for (size_t i = 0; i < d->usbdev.n; i++)
		add_usbdev(devices, &d->usbdev.v[i]);
}
