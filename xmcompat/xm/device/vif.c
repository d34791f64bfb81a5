/* SPDX-License-Identifier: LGPL-2.1-only */
/* Network interfaces: xm's key=value texts and what xm allows in them. */
#include <string.h>

#include "base/arena.h"
#include "xm/device/device.h"

static const char *const vif_keys[] = {
	"type", "mac", "bridge", "ip", "script", "backend", "vifname", "rate",
	"model", "accel", "policy", "label",
};

static const char *const vif2_keys[] = {
	"front_mac", "back_mac", "backend", "trusted", "back_trusted",
	"front_filter_mac", "filter_mac", "bridge", "pdev", "max_bypasses",
};

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

int vif_parse(struct dev_context *ctx, const struct dev_item *item,
	      struct dev_pairs *out)
{
	if (dev_pairs_parse(ctx, item, out))
		return -1;
	return dev_pairs_allow(ctx, item, out, vif_keys, COUNT(vif_keys),
			       "vif");
}

int vif2_parse(struct dev_context *ctx, const struct dev_item *item,
	       struct dev_pairs *out)
{
	if (dev_pairs_parse(ctx, item, out))
		return -1;
	return dev_pairs_allow(ctx, item, out, vif2_keys, COUNT(vif2_keys),
			       "vif2");
}

int vif_items(struct dev_context *ctx, const struct xm_options *o,
	      struct dev_list *out)
{
	const struct value *nics = xm_get(o, "nics");
	struct dev_list padded = { 0 };
	int64_t n;

	if (dev_items(ctx, o, out))
		return -1;
	if (!nics || xm_int(nics, &n) || n <= (int64_t)out->n)
		return 0;
	if (n > 128) {
		struct dev_item item = { .pos = nics->pos };

		return dev_refuse(ctx, DIAG_DEVICE_VALUE, &item,
				  "give each interface its entry in vif",
				  "nics asks for %lld interfaces",
				  (long long)n);
	}
	padded.v = arena_calloc(ctx->arena, (size_t)n, sizeof(*padded.v));
	for (; padded.n < out->n; padded.n++)
		padded.v[padded.n] = out->v[padded.n];
	for (; padded.n < (size_t)n; padded.n++)
		padded.v[padded.n] = (struct dev_item){ .text = "",
							.pos = nics->pos };
	*out = padded;
	return 0;
}
