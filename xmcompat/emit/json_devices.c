/* SPDX-License-Identifier: LGPL-2.1-only */
/* Devices, in libxl's order of kinds and of members. */
#include <stdlib.h>
#include <string.h>

#include "emit/json.h"

static void member_text(struct json *j, const char *name, const char *s)
{
	if (s)
		json_member_string(j, name, s);
}

static void member_if(struct json *j, const char *name, int64_t n)
{
	if (n)
		json_member_number(j, name, n);
}

static void member_true(struct json *j, const char *name, bool on)
{
	if (on)
		json_member_bool(j, name, true);
}

static void member_choice(struct json *j, const char *name, enum xl_choice c)
{
	if (c != XL_UNSET)
		json_member_choice(j, name, c == XL_YES);
}

/* -- devices that are pairs ------------------------------------------------- */

enum pair_kind { P_TEXT, P_NUMBER, P_BYTE, P_BOOL, P_CHOICE, P_DEVID, P_TOUCH };

struct pair_row {
	const char *name;
	enum pair_kind kind;
	const char *key;
};

/* What is said of touches means that there are some, whatever the flag says. */
static bool has_touch(const struct xl_pairs *p)
{
	return xl_pairs_number(p, "feature-multi-touch") ||
		xl_pairs_number(p, "multi-touch-width") ||
		xl_pairs_number(p, "multi-touch-height") ||
		xl_pairs_number(p, "multi-touch-num-contacts");
}

static void write_pair(struct json *j, const struct pair_row *row,
		       const struct xl_pairs *p, int devid)
{
	const char *text = row->key ? xl_pairs_get(p, row->key) : NULL;

	if (row->kind == P_DEVID)
		json_member_number(j, row->name, devid);
	if (row->kind == P_TOUCH)
		member_true(j, row->name, has_touch(p));
	if (!text)
		return;
	switch (row->kind) {
	case P_TEXT:
		json_member_string(j, row->name, text);
		break;
	case P_NUMBER:
		member_if(j, row->name, (int32_t)strtol(text, NULL, 10));
		break;
	case P_BYTE:
		member_if(j, row->name, (uint8_t)strtol(text, NULL, 10));
		break;
	case P_BOOL:
		member_true(j, row->name, strtol(text, NULL, 10) != 0);
		break;
	case P_CHOICE:
		json_member_choice(j, row->name, strtol(text, NULL, 10) != 0);
		break;
	case P_DEVID:
	case P_TOUCH:
		break;
	}
}

static void write_pairs(struct json *j, const struct pair_row *rows, size_t n,
			const struct xl_pairs *p, int devid)
{
	for (size_t i = 0; i < n; i++)
		write_pair(j, &rows[i], p, devid);
}

#define COUNT(rows) (sizeof(rows) / sizeof((rows)[0]))

/* -- disks ------------------------------------------------------------------ */

static void write_disk(struct json *j, const struct xl_disk *d)
{
	yajl_gen_map_open(j->gen);
	member_text(j, "backend_domname", d->backend);
	member_text(j, "pdev_path", d->target);
	member_text(j, "vdev", d->vdev);
	member_text(j, "backend", d->backendtype);
	json_member_string(j, "format", xl_disk_format_name(d->format));
	member_text(j, "script", d->script);
	member_if(j, "removable", d->cdrom);
	member_if(j, "readwrite", d->write);
	member_if(j, "is_cdrom", d->cdrom);
	member_true(j, "direct_io_safe", d->direct_io_safe);
	member_choice(j, "discard_enable", d->discard);
	member_text(j, "specification", d->specification);
	member_choice(j, "colo_enable", d->colo ? XL_YES : XL_UNSET);
	member_text(j, "colo_host", d->colo_host);
	member_if(j, "colo_port", d->colo_port);
	member_text(j, "colo_export", d->colo_export);
	member_text(j, "active_disk", d->active_disk);
	member_text(j, "hidden_disk", d->hidden_disk);
	yajl_gen_map_close(j->gen);
}

static void write_disks(struct json *j)
{
	if (!j->d->ndisks)
		return;
	json_open_list(j, "disks");
	for (size_t i = 0; i < j->d->ndisks; i++)
		write_disk(j, &j->d->disks[i]);
	json_close_list(j);
}

/* -- network interfaces ----------------------------------------------------- */

/* COLO's keys are named as libxl names them, in its order. */
static const char *const colo_keys[] = {
	"colo_sock_mirror_id", "colo_sock_mirror_ip", "colo_sock_mirror_port",
	"colo_sock_compare_pri_in_id", "colo_sock_compare_pri_in_ip",
	"colo_sock_compare_pri_in_port", "colo_sock_compare_sec_in_id",
	"colo_sock_compare_sec_in_ip", "colo_sock_compare_sec_in_port",
	"colo_sock_compare_notify_id", "colo_sock_compare_notify_ip",
	"colo_sock_compare_notify_port", "colo_sock_redirector0_id",
	"colo_sock_redirector0_ip", "colo_sock_redirector0_port",
	"colo_sock_redirector1_id", "colo_sock_redirector1_ip",
	"colo_sock_redirector1_port", "colo_sock_redirector2_id",
	"colo_sock_redirector2_ip", "colo_sock_redirector2_port",
	"colo_filter_mirror_queue", "colo_filter_mirror_outdev",
	"colo_filter_redirector0_queue", "colo_filter_redirector0_indev",
	"colo_filter_redirector0_outdev", "colo_filter_redirector1_queue",
	"colo_filter_redirector1_indev", "colo_filter_redirector1_outdev",
	"colo_compare_pri_in", "colo_compare_sec_in", "colo_compare_out",
	"colo_compare_notify_dev", "colo_sock_sec_redirector0_id",
	"colo_sock_sec_redirector0_ip", "colo_sock_sec_redirector0_port",
	"colo_sock_sec_redirector1_id", "colo_sock_sec_redirector1_ip",
	"colo_sock_sec_redirector1_port", "colo_filter_sec_redirector0_queue",
	"colo_filter_sec_redirector0_indev",
	"colo_filter_sec_redirector0_outdev",
	"colo_filter_sec_redirector1_queue",
	"colo_filter_sec_redirector1_indev",
	"colo_filter_sec_redirector1_outdev",
	"colo_filter_sec_rewriter0_queue", "colo_checkpoint_host",
	"colo_checkpoint_port",
};

static void write_mac(struct json *j, const uint8_t mac[6])
{
	static const uint8_t none[6];
	char text[18];

	if (!memcmp(mac, none, 6))
		return;
	snprintf(text, sizeof(text), "%02x:%02x:%02x:%02x:%02x:%02x", mac[0],
		 mac[1], mac[2], mac[3], mac[4], mac[5]);
	json_member_string(j, "mac", text);
}

static const char *nic_type(const struct xl_pairs *p)
{
	const char *type = xl_pairs_get(p, "type");

	return type && !strcmp(type, "ioemu") ? "vif_ioemu" : type;
}

static void write_vif(struct json *j, const struct xl_vif *v, int index)
{
	static const struct pair_row after_mac[] = {
		{ "ip", P_TEXT, "ip" },
		{ "bridge", P_TEXT, "bridge" },
		{ "ifname", P_TEXT, "vifname" },
		{ "script", P_TEXT, "script" },
	};
	static const struct pair_row after_rate[] = {
		{ "gatewaydev", P_TEXT, "gatewaydev" },
		{ "coloft_forwarddev", P_TEXT, "forwarddev" },
	};
	const struct xl_pairs *p = &v->pairs;

	yajl_gen_map_open(j->gen);
	member_text(j, "backend_domname", xl_pairs_get(p, "backend"));
	json_member_number(j, "devid", v->devid < 0 ? index : v->devid);
	member_if(j, "mtu", v->mtu);
	member_text(j, "model", xl_pairs_get(p, "model"));
	write_mac(j, v->mac);
	write_pairs(j, after_mac, COUNT(after_mac), p, 0);
	member_text(j, "nictype", nic_type(p));
	member_if(j, "rate_bytes_per_interval",
		  (int64_t)v->rate.bytes_per_interval);
	member_if(j, "rate_interval_usecs", v->rate.interval_usecs);
	write_pairs(j, after_rate, COUNT(after_rate), p, 0);
	for (size_t i = 0; i < COUNT(colo_keys); i++)
		member_text(j, colo_keys[i], xl_pairs_get(p, colo_keys[i]));
	member_choice(j, "trusted", v->trusted);
	yajl_gen_map_close(j->gen);
}

static void write_vifs(struct json *j)
{
	if (!j->d->nvifs)
		return;
	json_open_list(j, "nics");
	for (size_t i = 0; i < j->d->nvifs; i++)
		write_vif(j, &j->d->vifs[i], (int)i);
	json_close_list(j);
}

/* -- PCI -------------------------------------------------------------------- */

static bool pci_choice(const struct xl_domain *d, enum xl_choice own,
		       const char *key)
{
	return own != XL_UNSET ? own == XL_YES : xl_domain_int(d, key) != 0;
}

/* Only HVM guests may leave it to libxl; see write_rdm() for the null. */
static void write_rdm_policy(struct json *j, const struct xl_pci *p)
{
	const char *rdm = xl_domain_text(j->d, "rdm");

	if (p->rdm_policy || j->d->guest != XL_HVM) {
		json_member_string(j, "rdm_policy", p->rdm_policy ?
				   p->rdm_policy : "strict");
	} else if (rdm && !strcmp(rdm, "strategy=host")) {
		json_string(j, "rdm_policy");
		yajl_gen_null(j->gen);
	}
}

static void write_pci(struct json *j, const struct xl_pci *p)
{
	const struct xl_domain *d = j->d;

	yajl_gen_map_open(j->gen);
	member_if(j, "func", p->func);
	member_if(j, "dev", p->dev);
	member_if(j, "bus", p->bus);
	member_if(j, "domain", p->domain);
	member_if(j, "vdevfn", p->vslot << 3);
	if (!p->name)
		json_member_number(j, "vfunc_mask",
				   p->whole ? UINT32_MAX : 1);
	member_true(j, "msitranslate",
		    pci_choice(d, p->msitranslate, "pci_msitranslate"));
	member_true(j, "power_mgmt",
		    pci_choice(d, p->power_mgmt, "pci_power_mgmt"));
	member_true(j, "permissive",
		    pci_choice(d, p->permissive, "pci_permissive"));
	member_true(j, "seize", pci_choice(d, p->seize, "pci_seize"));
	write_rdm_policy(j, p);
	member_text(j, "name", p->name);
	yajl_gen_map_close(j->gen);
}

static void write_pcis(struct json *j)
{
	if (!j->d->npcis)
		return;
	json_open_list(j, "pcidevs");
	for (size_t i = 0; i < j->d->npcis; i++)
		write_pci(j, &j->d->pcis[i]);
	json_close_list(j);
}

static void write_dtdevs(struct json *j)
{
	const struct value *list = xl_domain_list(j->d, "dtdev");

	if (!list || !list->items.n)
		return;
	json_open_list(j, "dtdevs");
	for (size_t i = 0; i < list->items.n; i++) {
		yajl_gen_map_open(j->gen);
		json_member_string(j, "path", list->items.v[i]->str);
		yajl_gen_map_close(j->gen);
	}
	json_close_list(j);
}

/* -- frame buffers and keyboards -------------------------------------------- */

static const struct pair_row vnc_rows[] = {
	{ "enable", P_CHOICE, "vnc" },
	{ "listen", P_TEXT, "vnclisten" },
	{ "passwd", P_TEXT, "vncpasswd" },
	{ "display", P_NUMBER, "vncdisplay" },
	{ "findunused", P_CHOICE, "vncunused" },
};

static const struct pair_row sdl_rows[] = {
	{ "enable", P_CHOICE, "sdl" },
	{ "opengl", P_CHOICE, "opengl" },
	{ "display", P_TEXT, "display" },
	{ "xauthority", P_TEXT, "xauthority" },
};

static void write_vfb(struct json *j, const struct xl_pairs *p, int devid)
{
	yajl_gen_map_open(j->gen);
	json_member_number(j, "devid", devid);
	json_open(j, "vnc");
	write_pairs(j, vnc_rows, COUNT(vnc_rows), p, devid);
	json_close(j);
	json_open(j, "sdl");
	write_pairs(j, sdl_rows, COUNT(sdl_rows), p, devid);
	json_close(j);
	member_text(j, "keymap", xl_pairs_get(p, "keymap"));
	yajl_gen_map_close(j->gen);
}

/* A PV guest with vnc=1 and no list of frame buffers gets one. */
static bool has_toplevel_vfb(const struct xl_domain *d)
{
	return d->guest == XL_PV && !xl_domain_list(d, "vfb") &&
	       xl_domain_int(d, "vnc");
}

static void write_toplevel_vfb(struct json *j)
{
	static const struct json_row rows[] = {
		{ "vnc", JSON_OBJECT, NULL, 0, NULL },
		{ "vnc/enable", JSON_CHOICE, "vnc", 0, NULL },
		{ "vnc/listen", JSON_STRING, "vnclisten", 0, NULL },
		{ "vnc/passwd", JSON_STRING, "vncpasswd", 0, NULL },
		{ "vnc/display", JSON_INT, "vncdisplay", 0, NULL },
		{ "vnc/findunused", JSON_CHOICE, "vncunused", 0, NULL },
		{ "sdl", JSON_OBJECT, NULL, 0, NULL },
		{ "sdl/enable", JSON_CHOICE, "sdl", 0, NULL },
		{ "sdl/opengl", JSON_CHOICE, "opengl", 0, NULL },
		{ "sdl/display", JSON_STRING, "display", 0, NULL },
		{ "sdl/xauthority", JSON_STRING, "xauthority", 0, NULL },
		{ "keymap", JSON_STRING, "keymap", 0, NULL },
	};

	json_open_list(j, "vfbs");
	yajl_gen_map_open(j->gen);
	json_member_number(j, "devid", 0);
	json_rows(j, rows, COUNT(rows));
	yajl_gen_map_close(j->gen);
	json_close_list(j);
}

static void write_vfbs(struct json *j)
{
	const struct xl_pairs_list *l = &j->d->vfb;

	if (has_toplevel_vfb(j->d))
		write_toplevel_vfb(j);
	if (!l->n)
		return;
	json_open_list(j, "vfbs");
	for (size_t i = 0; i < l->n; i++)
		write_vfb(j, &l->v[i], (int)i);
	json_close_list(j);
}

static const struct pair_row vkb_rows[] = {
	{ "backend_domname", P_TEXT, "backend" },
	{ "devid", P_DEVID, NULL },
	{ "backend_type", P_TEXT, "backend-type" },
	{ "unique_id", P_TEXT, "unique-id" },
	{ "feature_disable_keyboard", P_BOOL, "feature-disable-keyboard" },
	{ "feature_disable_pointer", P_BOOL, "feature-disable-pointer" },
	{ "feature_abs_pointer", P_BOOL, "feature-abs-pointer" },
	{ "feature_raw_pointer", P_BOOL, "feature-raw-pointer" },
	{ "feature_multi_touch", P_TOUCH, NULL },
	{ "width", P_NUMBER, "width" },
	{ "height", P_NUMBER, "height" },
	{ "multi_touch_width", P_NUMBER, "multi-touch-width" },
	{ "multi_touch_height", P_NUMBER, "multi-touch-height" },
	{ "multi_touch_num_contacts", P_NUMBER, "multi-touch-num-contacts" },
};

/* Each frame buffer brings a keyboard; then come the file's own. */
static void write_vkbs(struct json *j)
{
	static const struct xl_pairs none;
	const struct xl_pairs_list *l = &j->d->vkb;
	int buffers = has_toplevel_vfb(j->d) ? 1 : (int)j->d->vfb.n;
	int total = buffers + (int)l->n;

	if (!total)
		return;
	json_open_list(j, "vkbs");
	for (int i = 0; i < total; i++) {
		yajl_gen_map_open(j->gen);
		write_pairs(j, vkb_rows, COUNT(vkb_rows),
			    i < buffers ? &none : &l->v[i - buffers], i);
		yajl_gen_map_close(j->gen);
	}
	json_close_list(j);
}

/* -- the rest --------------------------------------------------------------- */

static const struct pair_row vtpm_rows[] = {
	{ "backend_domname", P_TEXT, "backend" },
	{ "devid", P_DEVID, NULL },
	{ "uuid", P_TEXT, "uuid" },
};

static const struct pair_row p9_rows[] = {
	{ "backend_domname", P_TEXT, "backend" },
	{ "tag", P_TEXT, "tag" },
	{ "path", P_TEXT, "path" },
	{ "security_model", P_TEXT, "security_model" },
};

static const struct pair_row pvcalls_rows[] = {
	{ "backend_domname", P_TEXT, "backend" },
	{ "devid", P_DEVID, NULL },
};

static void write_list(struct json *j, const char *name,
		       const struct pair_row *rows, size_t n,
		       const struct xl_pairs_list *l)
{
	if (!l->n)
		return;
	json_open_list(j, name);
	for (size_t i = 0; i < l->n; i++) {
		yajl_gen_map_open(j->gen);
		write_pairs(j, rows, n, &l->v[i], (int)i);
		yajl_gen_map_close(j->gen);
	}
	json_close_list(j);
}

/* ID:WxH;ID:WxH */
static void write_connectors(struct json *j, const char *s)
{
	json_open_list(j, "connectors");
	while (*s) {
		size_t len = strcspn(s, ":");
		char *end;

		yajl_gen_map_open(j->gen);
		json_string(j, "unique_id");
		yajl_gen_string(j->gen, (const unsigned char *)s, len);
		member_if(j, "width", strtol(s + len + 1, &end, 10));
		member_if(j, "height", strtol(end + 1, &end, 10));
		yajl_gen_map_close(j->gen);
		s = end + (*end == ';');
	}
	json_close_list(j);
}

static void write_vdispls(struct json *j)
{
	const struct xl_pairs_list *l = &j->d->vdispl;

	if (!l->n)
		return;
	json_open_list(j, "vdispls");
	for (size_t i = 0; i < l->n; i++) {
		const struct xl_pairs *p = &l->v[i];

		yajl_gen_map_open(j->gen);
		member_text(j, "backend_domname", xl_pairs_get(p, "backend"));
		json_member_number(j, "devid", (int)i);
		member_true(j, "be_alloc", xl_pairs_number(p, "be-alloc"));
		write_connectors(j, xl_pairs_get(p, "connectors"));
		yajl_gen_map_close(j->gen);
	}
	json_close_list(j);
}

static void write_channels(struct json *j)
{
	const struct xl_pairs_list *l = &j->d->channel;

	if (!l->n)
		return;
	json_open_list(j, "channels");
	for (size_t i = 0; i < l->n; i++) {
		const struct xl_pairs *p = &l->v[i];
		bool pty = *xl_pairs_get(p, "connection") == 'p';

		yajl_gen_map_open(j->gen);
		member_text(j, "backend_domname", xl_pairs_get(p, "backend"));
		json_member_number(j, "devid", (int)i);
		member_text(j, "name", xl_pairs_get(p, "name"));
		json_open(j, pty ? "connection.pty" : "connection.socket");
		if (!pty)
			member_text(j, "path", xl_pairs_get(p, "path"));
		json_close(j);
		yajl_gen_map_close(j->gen);
	}
	json_close_list(j);
}

static void write_usbctrls(struct json *j)
{
	const struct xl_pairs_list *l = &j->d->usbctrl;

	if (!l->n)
		return;
	json_open_list(j, "usbctrls");
	for (size_t i = 0; i < l->n; i++) {
		const char *type = xl_pairs_get(&l->v[i], "type");

		yajl_gen_map_open(j->gen);
		if (type && strcmp(type, "auto"))
			json_member_string(j, "type", type);
		json_member_number(j, "devid", (int)i);
		member_if(j, "version", xl_pairs_number(&l->v[i], "version"));
		member_if(j, "ports", xl_pairs_number(&l->v[i], "ports"));
		yajl_gen_map_close(j->gen);
	}
	json_close_list(j);
}

static void write_usbdevs(struct json *j)
{
	static const struct pair_row host_rows[] = {
		{ "hostbus", P_BYTE, "hostbus" },
		{ "hostaddr", P_BYTE, "hostaddr" },
	};
	const struct xl_pairs_list *l = &j->d->usbdev;

	if (!l->n)
		return;
	json_open_list(j, "usbdevs");
	for (size_t i = 0; i < l->n; i++) {
		const struct xl_pairs *p = &l->v[i];

		yajl_gen_map_open(j->gen);
		if (xl_pairs_get(p, "controller"))
			json_member_number(j, "ctrl",
					   xl_pairs_number(p, "controller"));
		member_if(j, "port", xl_pairs_number(p, "port"));
		if (xl_pairs_get(p, "type")) {
			json_open(j, "type.hostdev");
			write_pairs(j, host_rows, COUNT(host_rows), p, 0);
			json_close(j);
		}
		yajl_gen_map_close(j->gen);
	}
	json_close_list(j);
}

void json_devices(struct json *j)
{
	const struct xl_domain *d = j->d;

	write_disks(j);
	write_vifs(j);
	write_pcis(j);
	write_dtdevs(j);
	write_vfbs(j);
	write_vkbs(j);
	write_list(j, "vtpms", vtpm_rows, COUNT(vtpm_rows), &d->vtpm);
	write_list(j, "p9s", p9_rows, COUNT(p9_rows), &d->p9);
	write_list(j, "pvcallsifs", pvcalls_rows, COUNT(pvcalls_rows),
		   &d->pvcalls);
	write_vdispls(j);
	json_vsnds(j);
	write_channels(j);
	write_usbctrls(j);
	write_usbdevs(j);
}
