/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * Frame buffers in xl's syntax. For a PV guest each stays an entry of vfb; an
 * HVM guest's screen is the first one, which xl's top-level keys describe.
 */
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "xm/device/rule.h"

static const struct vfb_key {
	const char *name;
	bool number;
	bool lost;
} vfb_keys[] = {
	{ "vnc", true, false },
	{ "vnclisten", false, false },
	{ "vncdisplay", true, false },
	{ "vncunused", true, false },
	{ "vncpasswd", false, false },
	{ "sdl", true, false },
	{ "opengl", true, false },
	{ "display", false, false },
	{ "xauthority", false, false },
	{ "keymap", false, false },
	{ "videoram", true, true },
	{ "serial", false, true },
	{ "monitor", false, true },
};

static const struct vfb_key *find_key(const char *name)
{
	for (size_t i = 0; i < sizeof(vfb_keys) / sizeof(vfb_keys[0]); i++)
		if (!strcmp(vfb_keys[i].name, name))
			return &vfb_keys[i];
	return NULL;
}

static bool is_number(const char *text)
{
	size_t n = strspn(text, "0123456789");

	return n && n < 10 && !text[n];
}

/* Takes over what xl knows; type= has become vnc= or sdl= before. */
static int take_pairs(struct dev_context *ctx, const struct dev_item *item,
		      const struct dev_pairs *in, struct dev_pairs *out)
{
	for (size_t i = 0; i < in->n; i++) {
		const char *key = in->v[i].key, *value = in->v[i].value;
		const struct vfb_key *k = find_key(key);

		if (k->number && *value && !is_number(value))
			return dev_refuse(ctx, DIAG_DEVICE_VALUE, item,
					  "write 0 or 1, or a number",
					  "%s=%s is no number; xend refuses it",
					  key, value);
		if (k->lost)
			dev_warn(ctx, DIAG_VFB_KEY_LOST, item, NULL,
				 "%s=%s is lost: xl has no such option of a "
				 "frame buffer", key, value);
		else if (*value || !strcmp(key, "vncpasswd"))
			dev_pair_set(ctx->arena, out, key, value);
	}
	return 0;
}

/* Makes explicit what xm and xl do not share. */
static void add_defaults(struct xm_rule_context *ctx, struct dev_pairs *out)
{
	const struct value *keymap = xm_get(ctx->options, "keymap");
	const char *sdl = dev_pair(out, "sdl");

	if (!dev_pair(out, "vnc"))
		dev_pair_set(ctx->arena, out, "vnc", "0");
	if (sdl && strcmp(sdl, "0") && !dev_pair(out, "opengl"))
		dev_pair_set(ctx->arena, out, "opengl", "1");
	if (!dev_pair(out, "keymap") && xm_true(keymap) &&
	    keymap->type == VALUE_STRING)
		dev_pair_set(ctx->arena, out, "keymap", keymap->str);
}

static int convert(struct xm_rule_context *ctx, struct dev_context *dev,
		   const struct dev_item *item, struct dev_pairs *out)
{
	struct dev_pairs p;
	const char *type;

	*out = (struct dev_pairs){ 0 };
	if (vfb_parse(dev, item, &p))
		return -1;
	type = dev_pair(&p, "type");
	if (type) {
		dev_pair_set(ctx->arena, &p, type, "1");
		dev_pair_del(&p, "type");
	}
	if (take_pairs(dev, item, &p, out))
		return -1;
	add_defaults(ctx, out);
	return 0;
}

static void set_top_level(struct xm_rule_context *ctx,
			  const struct xm_variable *var,
			  struct dev_context *dev, const struct dev_item *item,
			  const struct dev_pairs *p)
{
	for (size_t i = 0; i < p->n; i++) {
		const char *text = p->v[i].value;
		bool number = find_key(p->v[i].key)->number;

		rule_put(ctx, var, p->v[i].key, number ?
			 value_int(ctx->arena, strtol(text, NULL, 10),
				   item->pos) :
			 dev_text(dev, item, text));
	}
	rule_fate(ctx, var, DIAG_NAME_REWRITTEN, FATE_REWRITTEN,
		  "written as vnc, sdl and their companions: the screen of an "
		  "HVM guest is its first vfb");
}

void rule_vfb(struct xm_rule_context *ctx, const struct xm_variable *var)
{
	struct dev_context dev;
	struct dev_list list;
	struct dev_output out;

	if (!dev_rule_start(ctx, var, &dev, &list, &out))
		return;
	for (size_t i = 0; i < list.n; i++) {
		struct dev_pairs p;

		if (convert(ctx, &dev, &list.v[i], &p))
			return;
		if (ctx->hvm && !i)
			set_top_level(ctx, var, &dev, &list.v[i], &p);
		else if (ctx->hvm)
			dev_warn(&dev, DIAG_VFB_SECOND, &list.v[i],
				 "remove it",
				 "an HVM guest has one screen, the first vfb");
		else
			dev_output_add(&dev, &out, &list.v[i],
				       dev_pairs_text(ctx->arena, &p));
	}
	if (!ctx->hvm || !list.n)
		dev_output_set(ctx, var, "vfb", &out);
}
