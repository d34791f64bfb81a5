/* SPDX-License-Identifier: LGPL-2.1-only */
/* Virtual frame buffers: xm's key=value texts. */
#include <string.h>

#include "base/arena.h"
#include "xm/device/device.h"

static const char *const vfb_keys[] = {
	"vnclisten", "vncunused", "vncdisplay", "display", "videoram",
	"xauthority", "sdl", "vnc", "vncpasswd", "opengl", "keymap", "serial",
	"monitor",
};

int vfb_parse(struct dev_context *ctx, const struct dev_item *item,
	      struct dev_pairs *out)
{
	const char *type;
	struct dev_pairs rest;

	if (dev_pairs_parse(ctx, item, out))
		return -1;
	type = dev_pair(out, "type");
	rest = *out;
	rest.v = arena_grow(ctx->arena, out->v, out->n * sizeof(*out->v),
			    (out->n + 1) * sizeof(*out->v));
	if (type) {
		dev_pair_set(ctx->arena, &rest, type, "1");
		dev_pair_del(&rest, "type");
	}
	return dev_pairs_allow(ctx, item, &rest, vfb_keys,
			       sizeof(vfb_keys) / sizeof(vfb_keys[0]), "vfb");
}
