/* SPDX-License-Identifier: LGPL-2.1-only */
/* The device syntaxes that are nothing but key=value pairs: xl.cfg(5). */
#include "xlcfg/device.h"

#include <ctype.h>
#include <string.h>

static int need(struct xl_reader *r, const struct xl_pairs *p, const char *key)
{
	if (xl_pairs_get(p, key))
		return 0;
	return xl_refuse(r, "%s= is missing", key);
}

/* -- frame buffers and keyboards -------------------------------------------- */

static const struct xl_pair_rule vfb_rules[] = {
	{ "vnc", NULL },	{ "vnclisten", NULL }, { "vncdisplay", NULL },
	{ "vncunused", NULL },	{ "vncpasswd", NULL }, { "sdl", NULL },
	{ "opengl", NULL },	{ "display", NULL },   { "xauthority", NULL },
	{ "keymap", NULL },	{ NULL, NULL },
};

static const struct xl_pair_rule vkb_rules[] = {
	{ "unique-id", NULL },
	{ "backend", NULL },
	{ "backend-type", "qemu|linux" },
	{ "feature-disable-keyboard", NULL },
	{ "feature-disable-pointer", NULL },
	{ "feature-abs-pointer", NULL },
	{ "feature-raw-pointer", NULL },
	{ "feature-multi-touch", NULL },
	{ "multi-touch-width", NULL },
	{ "multi-touch-height", NULL },
	{ "multi-touch-num-contacts", NULL },
	{ "width", NULL },
	{ "height", NULL },
	{ NULL, NULL },
};

static int check_vkb(struct xl_reader *r, const struct xl_pairs *p)
{
	return need(r, p, "backend-type");
}

/* -- USB -------------------------------------------------------------------- */

static const struct xl_pair_rule usbctrl_rules[] = {
	{ "type", "auto|pv|devicemodel|qusb" },
	{ "version", NULL },
	{ "ports", NULL },
	{ NULL, NULL },
};

static const struct xl_pair_rule usbdev_rules[] = {
	{ "type", "hostdev" },	{ "hostbus", NULL }, { "hostaddr", NULL },
	{ "controller", NULL }, { "port", NULL },    { NULL, NULL },
};

/* -- the rest --------------------------------------------------------------- */

static const struct xl_pair_rule vtpm_rules[] = {
	{ "backend", NULL }, { "uuid", NULL }, { NULL, NULL },
};

/* 8-4-4-4-12 hexadecimal digits. */
static bool is_uuid(const char *s)
{
	for (int i = 0; i < 36; i++) {
		bool hyphen = i == 8 || i == 13 || i == 18 || i == 23;

		if (hyphen ? s[i] != '-' : !isxdigit((unsigned char)s[i]))
			return false;
	}
	return !s[36];
}

static int check_vtpm(struct xl_reader *r, const struct xl_pairs *p)
{
	const char *uuid = xl_pairs_get(p, "uuid");

	if (uuid && !is_uuid(uuid))
		return xl_refuse(r, "\"%s\" is no UUID", uuid);
	return need(r, p, "backend");
}

static const struct xl_pair_rule p9_rules[] = {
	{ "tag", NULL },     { "security_model", NULL }, { "path", NULL },
	{ "backend", NULL }, { NULL, NULL },
};

static int check_p9(struct xl_reader *r, const struct xl_pairs *p)
{
	if (need(r, p, "tag") || need(r, p, "security_model"))
		return -1;
	return need(r, p, "path");
}

static const struct xl_pair_rule pvcalls_rules[] = {
	{ "backend", NULL }, { NULL, NULL },
};

static const struct xl_pair_rule channel_rules[] = {
	{ "backend", NULL },
	{ "name", NULL },
	{ "connection", "pty|socket" },
	{ "path", NULL },
	{ NULL, NULL },
};

static int check_channel(struct xl_reader *r, const struct xl_pairs *p)
{
	const char *connection = xl_pairs_get(p, "connection");

	if (!connection)
		return need(r, p, "connection");
	return *connection == 's' ? need(r, p, "path") : 0;
}

static const struct xl_pair_rule vdispl_rules[] = {
	{ "backend", NULL },
	{ "be-alloc", NULL },
	{ "connectors", NULL },
	{ NULL, NULL },
};

/* ID:WxH;ID:WxH */
static int check_vdispl(struct xl_reader *r, const struct xl_pairs *p)
{
	const char *s = xl_pairs_get(p, "connectors");

	if (!s || !*s)
		return need(r, p, "connectors");
	while (*s) {
		size_t id = strcspn(s, ":;");
		const char *x = s + id;
		size_t width = 0, height = 0;

		if (*x == ':')
			width = strspn(++x, "0123456789");
		if (x[width] == 'x')
			height = strspn(x + width + 1, "0123456789");
		if (!id || !width || !height)
			return xl_refuse(r, "connector \"%s\" is not "
					 "ID:WIDTHxHEIGHT", s);
		s += strcspn(s, ";");
		s += *s == ';';
	}
	return 0;
}

/* -- the table -------------------------------------------------------------- */

static const struct xl_syntax syntaxes[] = {
	{ "vfb", vfb_rules, XL_UNKNOWN_IGNORED, XL_BARE_ENDS, false, false, NULL },
	{ "vkb", vkb_rules, XL_UNKNOWN_REFUSED, XL_BARE_REFUSED, false, false, check_vkb },
	{ "usbctrl", usbctrl_rules, XL_UNKNOWN_REFUSED, XL_BARE_REFUSED, false, false, NULL },
	{ "usbdev", usbdev_rules, XL_UNKNOWN_REFUSED, XL_BARE_REFUSED, false, false, NULL },
	{ "vtpm", vtpm_rules, XL_UNKNOWN_REFUSED, XL_BARE_ENDS, false, false, check_vtpm },
	{ "p9", p9_rules, XL_UNKNOWN_REFUSED, XL_BARE_ENDS, false, false, check_p9 },
	{ "pvcalls", pvcalls_rules, XL_UNKNOWN_REFUSED, XL_BARE_ENDS, false, false, NULL },
	{ "channel", channel_rules, XL_UNKNOWN_IGNORED, XL_BARE_REFUSED, true, true, check_channel },
	{ "vdispl", vdispl_rules, XL_UNKNOWN_REFUSED, XL_BARE_REFUSED, false, false, check_vdispl },
};

const struct xl_syntax *xl_syntax_find(const char *key)
{
	for (size_t i = 0; i < sizeof(syntaxes) / sizeof(syntaxes[0]); i++)
		if (!strcmp(syntaxes[i].key, key))
			return &syntaxes[i];
	return NULL;
}
