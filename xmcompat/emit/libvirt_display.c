/* SPDX-License-Identifier: LGPL-2.1-only */
/* Serial ports, input, graphics, video and sound as libvirt's XML. */
#include <string.h>

#include "base/arena.h"
#include "emit/libvirt.h"
#include "xlcfg/scalar.h"

/* -- serial ports ----------------------------------------------------------- */

static void socket_source(struct libvirt *l, xmlNodePtr node, const char *text,
			  bool server)
{
	size_t len = strcspn(text, ",");
	char *address = arena_memdup0(l->arena, text, len);
	char *port = strrchr(address, ':');
	xmlNodePtr source = lv_add(node, "source", NULL);

	if (port)
		*port++ = '\0';
	lv_set(source, "mode", server ? "bind" : "connect");
	lv_set(source, "host", address);
	lv_set(source, "service", port);
}

static void path_source(struct libvirt *l, xmlNodePtr node, const char *text,
			const char *mode)
{
	xmlNodePtr source = lv_add(node, "source", NULL);

	lv_set(source, "mode", mode);
	lv_set(source, "path", arena_memdup0(l->arena, text,
					     strcspn(text, ",")));
}

/* QEMU's description of a character device as the content of node. */
static void character_device(struct libvirt *l, xmlNodePtr node,
			     const char *text)
{
	static const char *const plain[] = { "pty", "stdio", "null", "vc" };
	const char *colon = strchr(text, ':');
	const char *rest = colon ? colon + 1 : text;
	bool server = strstr(text, ",server") != NULL;
	const char *type = colon ? arena_memdup0(l->arena, text,
						 (size_t)(colon - text)) :
				   text;

	for (size_t i = 0; i < sizeof(plain) / sizeof(plain[0]); i++) {
		if (strcmp(plain[i], text))
			continue;
		lv_set(node, "type", text);
		return;
	}
	if (!strcmp(type, "tcp") || !strcmp(type, "telnet")) {
		lv_set(node, "type", "tcp");
		socket_source(l, node, rest, server);
		lv_set(lv_add(node, "protocol", NULL), "type",
		       type[1] == 'e' ? "telnet" : "raw");
	} else if (!strcmp(type, "udp")) {
		lv_set(node, "type", "udp");
		socket_source(l, node, rest, false);
	} else if (!strcmp(type, "unix")) {
		lv_set(node, "type", "unix");
		path_source(l, node, rest, server ? "bind" : "connect");
	} else {
		lv_set(node, "type", colon ? type : "dev");
		path_source(l, node, rest, NULL);
	}
}

static void add_serial(struct libvirt *l, xmlNodePtr devices, const char *text,
		       size_t port)
{
	xmlNodePtr node;

	if (!*text || !strcmp(text, "none"))
		return;
	node = lv_add(devices, "serial", NULL);
	character_device(l, node, text);
	lv_setf(lv_add(node, "target", NULL), "port", "%zu", port);
}

void lv_serials(struct libvirt *l, xmlNodePtr devices)
{
	const struct value *list = xl_domain_list(l->d, "serial");
	const char *text = xl_domain_text(l->d, "serial");
	xmlNodePtr console, target;

	if (l->d->guest != XL_HVM) {
		console = lv_add(devices, "console", NULL);
		lv_set(console, "type", "pty");
		target = lv_add(console, "target", NULL);
		lv_set(target, "type", "xen");
		lv_set(target, "port", "0");
		return;
	}
	if (text)
		add_serial(l, devices, text, 0);
	for (size_t i = 0; list && i < list->items.n; i++)
		add_serial(l, devices, list->items.v[i]->str, i);
}

/* -- input ------------------------------------------------------------------ */

static void add_input(xmlNodePtr devices, const char *device)
{
	xmlNodePtr node;

	if (strcmp(device, "tablet") && strcmp(device, "mouse") &&
	    strcmp(device, "keyboard"))
		return;
	node = lv_add(devices, "input", NULL);
	lv_set(node, "type", device);
	lv_set(node, "bus", "usb");
}

static void add_inputs(struct libvirt *l, xmlNodePtr devices)
{
	const struct value *list = xl_domain_list(l->d, "usbdevice");
	const char *text = xl_domain_text(l->d, "usbdevice");

	if (l->d->guest != XL_HVM)
		return;
	if (text)
		add_input(devices, text);
	for (size_t i = 0; list && i < list->items.n; i++)
		add_input(devices, list->items.v[i]->str);
}

/* -- graphics --------------------------------------------------------------- */

/* Where the settings of a display come from: top-level keys, or a vfb's. */
struct source {
	struct libvirt *l;
	const struct xl_pairs *pairs;	/* NULL: the keys */
};

static const char *get(const struct source *s, const char *key)
{
	return s->pairs ? xl_pairs_get(s->pairs, key) :
			  xl_domain_text(s->l->d, key);
}

static bool is_on(const struct source *s, const char *key, bool otherwise)
{
	const char *text = get(s, key);
	int64_t n;

	if (!text)
		return otherwise;
	return xl_scalar_number(text, &n) == XL_NUMBER && n;
}

static void set_listen(xmlNodePtr node, const char *address)
{
	xmlNodePtr listen;

	lv_set(node, "listen", address);
	listen = lv_add(node, "listen", NULL);
	lv_set(listen, "type", "address");
	lv_set(listen, "address", address);
}

#define VNC_PORT 5900

static void add_vnc(const struct source *s, xmlNodePtr devices)
{
	bool unused = is_on(s, "vncunused", true);
	const char *display = get(s, "vncdisplay");
	xmlNodePtr node = lv_add(devices, "graphics", NULL);
	int64_t n = 0;

	lv_set(node, "type", "vnc");
	if (display)
		xl_scalar_number(display, &n);
	if (unused)
		lv_set(node, "port", "-1");
	else
		lv_setf(node, "port", "%lld", (long long)n + VNC_PORT);
	lv_set(node, "autoport", unused ? "yes" : "no");
	lv_set(node, "keymap", get(s, "keymap"));
	lv_set(node, "passwd", get(s, "vncpasswd"));
	set_listen(node, get(s, "vnclisten"));
}

static void add_sdl(const struct source *s, xmlNodePtr devices)
{
	xmlNodePtr node = lv_add(devices, "graphics", NULL);

	lv_set(node, "type", "sdl");
	lv_set(node, "display", get(s, "display"));
	lv_set(node, "xauth", get(s, "xauthority"));
}

static void add_spice(const struct source *s, xmlNodePtr devices)
{
	const char *port = get(s, "spiceport");
	xmlNodePtr node = lv_add(devices, "graphics", NULL);

	lv_set(node, "type", "spice");
	lv_set(node, "port", port);
	lv_set(node, "tlsPort", get(s, "spicetls_port"));
	lv_set(node, "autoport", port ? "no" : "yes");
	if (!is_on(s, "spicedisable_ticketing", false))
		lv_set(node, "passwd", get(s, "spicepasswd"));
	set_listen(node, get(s, "spicehost"));
	if (get(s, "spiceagent_mouse"))
		lv_set(lv_add(node, "mouse", NULL), "mode",
		       is_on(s, "spiceagent_mouse", true) ? "client" :
							    "server");
	if (get(s, "spicevdagent") && is_on(s, "spicevdagent", false))
		lv_set(lv_add(node, "clipboard", NULL), "copypaste",
		       is_on(s, "spice_clipboard_sharing", false) ? "yes" :
								    "no");
}

static void add_video(struct libvirt *l, xmlNodePtr devices)
{
	const char *vga = xl_domain_text(l->d, "vga");
	bool std = lv_on(l, "stdvga", false);
	int64_t ram;
	xmlNodePtr model;

	model = lv_add(lv_add(devices, "video", NULL), "model", NULL);
	if (l->d->guest != XL_HVM)
		lv_set(model, "type", "xen");
	else if (vga)
		lv_set(model, "type", !strcmp(vga, "stdvga") ? "vga" : vga);
	else
		lv_set(model, "type", std ? "vga" : "cirrus");
	if (xl_domain_number(l->d, "videoram", &ram))
		lv_setf(model, "vram", "%lld", (long long)ram * 1024);
}

/* An HVM guest has one display; a PV guest one for each frame buffer. */
static bool add_graphics(struct libvirt *l, xmlNodePtr devices)
{
	bool hvm = l->d->guest == XL_HVM;
	struct source s = { .l = l };
	bool vnc = is_on(&s, "vnc", hvm), sdl = is_on(&s, "sdl", false);
	bool spice = hvm && is_on(&s, "spice", false);

	if (hvm || (l->d->guest == XL_PV && vnc && !l->d->vfb.n)) {
		if (vnc)
			add_vnc(&s, devices);
		if (sdl)
			add_sdl(&s, devices);
		if (spice)
			add_spice(&s, devices);
		return vnc || sdl || spice;
	}
	for (size_t i = 0; i < l->d->vfb.n; i++) {
		s.pairs = &l->d->vfb.v[i];
		if (is_on(&s, "sdl", false))
			add_sdl(&s, devices);
		else
			add_vnc(&s, devices);
	}
	return l->d->vfb.n;
}

/* "ac97,es1370" */
static void add_sounds(struct libvirt *l, xmlNodePtr devices)
{
	const char *text = xl_domain_text(l->d, "soundhw");

	while (l->d->guest == XL_HVM && text && *text) {
		size_t len = strcspn(text, ",");

		lv_set(lv_add(devices, "sound", NULL), "model",
		       arena_memdup0(l->arena, text, len));
		text += len + (text[len] == ',');
	}
}

void lv_display(struct libvirt *l, xmlNodePtr devices)
{
	add_inputs(l, devices);
	if (add_graphics(l, devices))
		add_video(l, devices);
	add_sounds(l, devices);
}
