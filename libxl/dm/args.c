/* SPDX-License-Identifier: LGPL-2.1-only */
/* QEMU's command line and environment for a PV domain. */
#include "dm/dm.h"

#include <unistd.h>

#include "core/ctx.h"
#include "core/log.h"

/* Where distributions put the QEMU that was built for Xen. */
#ifndef LX_QEMU
#define LX_QEMU "/usr/libexec/xen-qemu-system-i386"
#endif
static const char *const places[] = {
	LX_QEMU,
	"/usr/lib/xen-4.17/bin/qemu-system-i386",
	"/usr/lib/xen/bin/qemu-system-i386",
	"/usr/local/lib/xen/bin/qemu-system-i386",
};

/* How much output of a console QEMU keeps, in bytes. */
#define CONSOLE_LIMIT "1048576"

const char *lx_dm_program(struct lx_scope *s, const libxl_domain_config *c)
{
	const char *asked = c ? c->b_info.device_model : NULL;

	if (asked) {
		if (!access(asked, X_OK))
			return asked;
		lx_fail_errno(s, 0, "device_model_override: %s cannot be run",
			      asked);
		return NULL;
	}
	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++)
		if (!access(places[i], X_OK))
			return places[i];
	lx_error(s, "it needs QEMU for its disks, screen or channels, and there is no %s; install qemu-system-xen, or name one with device_model_override",
		 places[0]);
	return NULL;
}

/* In values of options a comma is written twice. */
static const char *value(struct lx_scope *s, const char *text)
{
	const char *comma = strchr(text, ',');

	if (!comma)
		return text;
	return lx_printf(s, "%.*s,,%s", (int)(comma - text), text,
			 value(s, comma + 1));
}

/* -- screens --------------------------------------------------------------------- */
const libxl_vnc_info *lx_dm_vnc(const libxl_domain_config *c)
{
	for (int i = 0; c && i < c->num_vfbs; i++)
		if (libxl_defbool_val(c->vfbs[i].vnc.enable))
			return &c->vfbs[i].vnc;
	return NULL;
}

static const libxl_sdl_info *sdl_of(const libxl_domain_config *c)
{
	for (int i = 0; c && i < c->num_vfbs; i++)
		if (libxl_defbool_val(c->vfbs[i].sdl.enable))
			return &c->vfbs[i].sdl;
	return NULL;
}

/* A listen address may hold the display already: "0.0.0.0:3". */
static const char *vnc_arg(struct lx_scope *s, const libxl_vnc_info *vnc)
{
	const char *listen = vnc->listen ? vnc->listen : "";
	bool password = vnc->passwd && *vnc->passwd;
	bool search = libxl_defbool_val(vnc->findunused);

	if (!strchr(listen, ':') || *listen == '[')
		listen = lx_printf(s, "%s:%d", listen, vnc->display);
	return lx_printf(s, "%s%s%s", value(s, listen),
			 password ? ",password=on" : "",
			 search ? ",to=99" : "");
}

/* -- the line --------------------------------------------------------------------- */
struct line {
	struct lx_scope *s;
	const char **argv;
	unsigned int nr, room;
};

static void add(struct line *l, const char *arg)
{
	if (l->nr + 2 > l->room) {
		const char **more = lx_calloc(l->s, 2 * l->room + 32,
					      sizeof(*more));

		if (l->nr)
			memcpy(more, l->argv, l->nr * sizeof(*more));
		l->argv = more;
		l->room = 2 * l->room + 32;
	}
	l->argv[l->nr++] = arg;
}

static void add_pair(struct line *l, const char *option, const char *value)
{
	add(l, option);
	add(l, value);
}

static void add_list(struct line *l, char *const *args)
{
	for (; args && *args; args++)
		add(l, *args);
}

static void add_monitor(struct line *l, const char *who)
{
	add_pair(l, "-chardev",
		 lx_printf(l->s, "socket,id=%s-cmd,path=%s,server=on,wait=off",
			   who, lx_dm_qmp_path(l->s, who, l->s->domid)));
	add_pair(l, "-mon", lx_printf(l->s, "chardev=%s-cmd,mode=control", who));
}

static void add_channels(struct line *l, const libxl_domain_config *c)
{
	for (int i = 0; c && i < c->num_channels; i++) {
		const libxl_device_channel *channel = &c->channels[i];
		const char *id = lx_printf(l->s, LX_DM_CHANNEL, channel->devid);

		if (channel->backend_domid)
			continue;
		if (channel->connection == LIBXL_CHANNEL_CONNECTION_PTY)
			add_pair(l, "-chardev", lx_printf(l->s, "pty,id=%s", id));
		else if (channel->connection == LIBXL_CHANNEL_CONNECTION_SOCKET)
			add_pair(l, "-chardev",
				 lx_printf(l->s, "socket,id=%s,path=%s,server=on,wait=off",
					   id, value(l->s, channel->u.socket.path)));
	}
}

static void add_screen(struct line *l, const libxl_domain_config *c)
{
	const libxl_vnc_info *vnc = lx_dm_vnc(c);
	const libxl_sdl_info *sdl = sdl_of(c);
	const char *keymap = NULL;

	add_pair(l, "-vnc", vnc ? vnc_arg(l->s, vnc) : "none");
	if (!sdl)
		add_pair(l, "-display", "none");
	else
		add_pair(l, "-display", libxl_defbool_val(sdl->opengl)
					? "sdl,gl=on" : "sdl");
	for (int i = 0; c && i < c->num_vfbs && !keymap; i++)
		keymap = c->vfbs[i].keymap;
	if (keymap)
		add_pair(l, "-k", keymap);
}

const char *const *lx_dm_argv(struct lx_scope *s, const char *program,
			      const libxl_domain_config *c)
{
	struct line l = { .s = s };

	add(&l, program);
	add_pair(&l, "-xen-domid", lx_printf(s, "%u", s->domid));
	add(&l, "-no-shutdown");
	add_monitor(&l, "libxl");
	add_monitor(&l, "libxenstat");
	add(&l, "-nodefaults");
	add(&l, "-no-user-config");
	add(&l, "-xen-attach");
	add_pair(&l, "-name", c ? value(s, c->c_info.name) : "dom0");
	add_channels(&l, c);
	add_screen(&l, c);
	add_pair(&l, "-machine", "xenpv");
	if (!c)
		return l.argv;
	if (c->b_info.device_model_user)
		add_pair(&l, "-runas", c->b_info.device_model_user);
	add_list(&l, c->b_info.extra);
	add_list(&l, c->b_info.extra_pv);
	add_pair(&l, "-m", lx_printf(s, "%llu", (unsigned long long)
				     (c->b_info.max_memkb + 1023) / 1024));
	return l.argv;
}

const char *const *lx_dm_env(struct lx_scope *s, const libxl_domain_config *c)
{
	const libxl_sdl_info *sdl = sdl_of(c);
	struct line l = { .s = s };

	add_pair(&l, "XEN_QEMU_CONSOLE_LIMIT", CONSOLE_LIMIT);
	if (sdl && sdl->display)
		add_pair(&l, "DISPLAY", sdl->display);
	if (sdl && sdl->xauthority)
		add_pair(&l, "XAUTHORITY", sdl->xauthority);
	return l.argv;
}
