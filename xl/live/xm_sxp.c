/* SPDX-License-Identifier: GPL-2.0-only */
/* Live domains as xend's S-expressions. */
#include "xl/live/xm_sxp.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "read/sxp.h"

/* (key number), (key text), (key part) */
static void pair(const struct session *s, struct sxp *parent, const char *key,
		 const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));

static void pair(const struct session *s, struct sxp *parent, const char *key,
		 const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	sxp_pair(s->arena, parent, key, arena_vprintf(s->arena, fmt, ap));
	va_end(ap);
}

static void text(const struct session *s, struct sxp *parent, const char *key,
		 const char *value)
{
	if (value)
		sxp_pair(s->arena, parent, key, value);
}

static char *uuid_text(const struct session *s, const libxl_uuid *uuid)
{
	const uint8_t *b = libxl_uuid_bytearray_const(uuid);

	return arena_printf(s->arena, "%02x%02x%02x%02x-%02x%02x-%02x%02x-"
			    "%02x%02x-%02x%02x%02x%02x%02x%02x", b[0], b[1],
			    b[2], b[3], b[4], b[5], b[6], b[7], b[8], b[9],
			    b[10], b[11], b[12], b[13], b[14], b[15]);
}

/* -- parts of a domain ---------------------------------------------------- */

/* on_crash and the others: xm's words have dashes. */
static void action(const struct session *s, struct sxp *dom, const char *key,
		   libxl_action_on_shutdown a)
{
	char *word = arena_strdup(s->arena,
				  libxl_action_on_shutdown_to_string(a));

	for (char *p = word; *p; p++)
		if (*p == '_')
			*p = '-';
	text(s, dom, key, word);
}

static void actions(const struct session *s, struct sxp *dom,
		    const libxl_domain_config *c)
{
	action(s, dom, "on_poweroff", c->on_poweroff);
	action(s, dom, "on_reboot", c->on_reboot);
	action(s, dom, "on_crash", c->on_crash);
}

static void image(const struct session *s, struct sxp *dom,
		  const libxl_domain_build_info *b)
{
	bool hvm = b->type == LIBXL_DOMAIN_TYPE_HVM;
	struct sxp *outer = sxp_sub(s->arena, dom, "image");
	struct sxp *in = sxp_sub(s->arena, outer, hvm ? "hvm" : "linux");

	text(s, in, "kernel", b->kernel ? b->kernel : "");
	text(s, in, "ramdisk", b->ramdisk);
	text(s, in, "args", b->cmdline);
	if (hvm)
		text(s, in, "boot", b->u.hvm.boot);
}

static struct sxp *device(const struct session *s, struct sxp *dom,
			  const char *class)
{
	return sxp_sub(s->arena, sxp_sub(s->arena, dom, "device"), class);
}

static void disk(const struct session *s, struct sxp *dom,
		 const libxl_device_disk *d)
{
	bool phy = d->backend == LIBXL_DISK_BACKEND_PHY;
	struct sxp *vbd = device(s, dom, phy ? "vbd" : "tap2");

	pair(s, vbd, "uname", "%s:%s", phy ? "phy" : "tap:aio",
	     d->pdev_path ? d->pdev_path : "");
	pair(s, vbd, "dev", "%s:%s", d->vdev ? d->vdev : "",
	     d->is_cdrom ? "cdrom" : "disk");
	text(s, vbd, "mode", d->readwrite ? "w" : "r");
	if (d->backend_domname)
		text(s, vbd, "backend", d->backend_domname);
}

static void nic(const struct session *s, struct sxp *dom,
		const libxl_device_nic *n)
{
	struct sxp *vif = device(s, dom, "vif");
	const uint8_t *m = n->mac;

	text(s, vif, "bridge", n->bridge);
	pair(s, vif, "mac", "%02x:%02x:%02x:%02x:%02x:%02x", m[0], m[1], m[2],
	     m[3], m[4], m[5]);
	text(s, vif, "script", n->script);
	text(s, vif, "ip", n->ip);
	text(s, vif, "vifname", n->ifname);
	text(s, vif, "model", n->model);
	text(s, vif, "backend", n->backend_domname);
}

static void vfb(const struct session *s, struct sxp *dom,
		const libxl_device_vfb *v)
{
	struct sxp *fb = device(s, dom, "vfb");

	text(s, fb, "vnc", libxl_defbool_is_default(v->vnc.enable) ||
	     libxl_defbool_val(v->vnc.enable) ? "1" : "0");
	text(s, fb, "vnclisten", v->vnc.listen);
	pair(s, fb, "vncdisplay", "%d", v->vnc.display);
	text(s, fb, "keymap", v->keymap);
}

static void devices(const struct session *s, struct sxp *dom,
		    const libxl_domain_config *c)
{
	for (int i = 0; i < c->num_nics; i++)
		nic(s, dom, &c->nics[i]);
	for (int i = 0; i < c->num_vfbs; i++)
		vfb(s, dom, &c->vfbs[i]);
	for (int i = 0; i < c->num_disks; i++)
		disk(s, dom, &c->disks[i]);
}

/* -- the domain ----------------------------------------------------------- */

static void from_config(const struct session *s, struct sxp *dom,
			const libxl_domain_config *c)
{
	actions(s, dom, c);
	text(s, dom, "bootloader", c->b_info.bootloader ?
	     c->b_info.bootloader : "");
	image(s, dom, &c->b_info);
	devices(s, dom, c);
}

static void from_info(const struct session *s, struct sxp *dom,
		      const libxl_dominfo *d, const char *name)
{
	char letters[7], *pool = libxl_cpupoolid_to_name(s->ctx, d->cpupool);

	xm_state_letters(d, letters);
	pair(s, dom, "domid", "%u", d->domid);
	text(s, dom, "name", name);
	text(s, dom, "uuid", uuid_text(s, &d->uuid));
	text(s, dom, "pool_name", pool ? pool : "");
	free(pool);
	pair(s, dom, "vcpus", "%u", d->vcpu_max_id + 1);
	pair(s, dom, "online_vcpus", "%u", d->vcpu_online);
	pair(s, dom, "memory", "%lu", (unsigned long)
	     ((d->current_memkb + d->outstanding_memkb) / 1024));
	if (d->max_memkb != (uint64_t)-1)
		pair(s, dom, "maxmem", "%lu",
		     (unsigned long)(d->max_memkb / 1024));
	text(s, dom, "status", d->paused ? "1" : "2");
	text(s, dom, "state", letters);
	pair(s, dom, "cpu_time", "%.9f", (double)d->cpu_time / 1e9);
	if (d->domid)
		pair(s, dom, "start_time", "%u.0",
		     libxl_vm_get_start_time(s->ctx, d->domid));
}

void xm_print_domain(const struct session *s, const libxl_dominfo *d,
		     const char *name)
{
	struct sxp *dom = sxp_sub(s->arena, NULL, "domain");
	libxl_domain_config c;

	libxl_domain_config_init(&c);
	from_info(s, dom, d, name);
	/* domain 0, or one that is being made, has no config */
	if (d->domid && !libxl_retrieve_domain_configuration(s->ctx, d->domid,
							     &c, NULL))
		from_config(s, dom, &c);
	libxl_domain_config_dispose(&c);
	sxp_print(stdout, dom);
}
