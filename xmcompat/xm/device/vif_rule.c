/* SPDX-License-Identifier: LGPL-2.1-only */
/* Network interfaces in xl's syntax. */
#include <string.h>

#include "base/arena.h"
#include "xm/device/rule.h"

/* What becomes of a key; those not listed are unknown to xm and xl. */
enum vif_fate { VIF_KEEP, VIF_TYPE, VIF_RATE, VIF_LOST, VIF_OLD, VIF_XL };

static const struct {
	const char *key;
	enum vif_fate fate;
	const char *why;	/* LOST, OLD */
} vif_keys[] = {
	{ "mac", VIF_KEEP, NULL },
	{ "bridge", VIF_KEEP, NULL },
	{ "ip", VIF_KEEP, NULL },
	{ "script", VIF_KEEP, NULL },
	{ "backend", VIF_KEEP, NULL },
	{ "vifname", VIF_KEEP, NULL },
	{ "model", VIF_KEEP, NULL },
	{ "type", VIF_TYPE, NULL },
	{ "rate", VIF_RATE, NULL },
	{ "accel", VIF_LOST, "xl has no accelerator plug-ins" },
	{ "policy", VIF_LOST, "Xen has no ACM policies any more" },
	{ "label", VIF_LOST, "Xen has no ACM labels any more" },
	{ "be_mac", VIF_OLD, "only Xen 3.0 gave the back end a MAC address" },
	{ "gatewaydev", VIF_XL, NULL },
	{ "netdev", VIF_XL, NULL },
	{ "devid", VIF_XL, NULL },
	{ "mtu", VIF_XL, NULL },
	{ "trusted", VIF_XL, NULL },
	{ "vlan", VIF_XL, NULL },
	{ "forwarddev", VIF_XL, NULL },
};

#define KEYS (sizeof(vif_keys) / sizeof(vif_keys[0]))

/* [0-9]+[GMK]?[Bb]/s(@[0-9]+[mu]?s)?; anything else meant "unlimited". */
static bool rate_is_valid(const char *p)
{
	size_t n = strspn(p, "0123456789");

	if (!n)
		return false;
	p += n;
	if (*p && strchr("GMK", *p))
		p++;
	if ((*p != 'B' && *p != 'b') || strncmp(p + 1, "/s", 2))
		return false;
	p += 3;
	if (*p != '@')
		return !*p;
	n = strspn(++p, "0123456789");
	p += n;
	if (*p == 'm' || *p == 'u')
		p++;
	return n && !strcmp(p, "s");
}

/* Words for cards that authors wrote into type, where they do not belong. */
static bool is_card(const char *text)
{
	static const char *const cards[] = {
		"e1000", "rtl8139", "ne2k_pci", "pcnet", "virtio", "i82551",
		"i82557b", "i82559er", "e100", "virtio-net",
	};

	for (size_t i = 0; i < sizeof(cards) / sizeof(cards[0]); i++)
		if (!strcmp(cards[i], text))
			return true;
	return false;
}

struct vif_work {
	struct dev_context *ctx;
	const struct dev_item *item;
	bool hvm;
	struct dev_pairs out;
	const char *type;
};

/* A card in type: xm made a PV interface of it, the author meant model. */
static void take_card(struct vif_work *w, const char *card)
{
	if (w->ctx->as_meant) {
		dev_pair_set(w->ctx->arena, &w->out, "model", card);
		w->type = "ioemu";
		return;
	}
	dev_warn(w->ctx, DIAG_VIF_TYPE_CARD, w->item,
		 "write model= if the guest has no PV driver, or use "
		 "--as-meant",
		 "type=%s: a card belongs into model; xm made it a PV "
		 "interface, and so it stays", card);
	w->type = "vif";
}

static void take_type(struct vif_work *w, const char *value)
{
	if (!w->hvm)
		return;		/* always a PV interface */
	if (is_card(value))
		take_card(w, value);
	else
		w->type = strcmp(value, "ioemu") ? "vif" : "ioemu";
}

static int take_pair(struct vif_work *w, const char *key, const char *value)
{
	size_t i = 0;

	while (i < KEYS && strcmp(vif_keys[i].key, key))
		i++;
	if (i == KEYS)
		return dev_refuse(w->ctx, DIAG_DEVICE_UNKNOWN_KEY, w->item,
				  "correct or remove it",
				  "\"%s\" is no option of a vif; xm refuses "
				  "it", key);
	if (vif_keys[i].fate == VIF_TYPE) {
		take_type(w, value);
	} else if (vif_keys[i].fate == VIF_LOST ||
		   vif_keys[i].fate == VIF_OLD) {
		dev_warn(w->ctx, DIAG_VIF_KEY_LOST, w->item, NULL,
			 "%s=%s is lost: %s", key, value, vif_keys[i].why);
	} else if (vif_keys[i].fate == VIF_RATE && !rate_is_valid(value)) {
		dev_warn(w->ctx, DIAG_VIF_RATE, w->item,
			 "write a number, then one of KB/s MB/s GB/s Kb/s Mb/s "
			 "Gb/s, and perhaps @50ms",
			 "rate=%s is no rate: xm did not limit the interface, "
			 "and so it stays", value);
	} else if (*value) {
		dev_pair_set(w->ctx->arena, &w->out, key, value);
	}
	return 0;
}

static int convert(struct vif_work *w)
{
	struct dev_pairs p;

	w->type = w->hvm ? "ioemu" : NULL;
	if (dev_pairs_parse(w->ctx, w->item, &p))
		return -1;
	for (size_t i = 0; i < p.n; i++)
		if (take_pair(w, p.v[i].key, p.v[i].value))
			return -1;
	return 0;
}

/* type stays where the author had it, or goes to the front. */
static const char *vif_text(struct vif_work *w)
{
	struct dev_pairs p = { 0 };

	if (w->type)
		dev_pair_set(w->ctx->arena, &p, "type", w->type);
	for (size_t i = 0; i < w->out.n; i++)
		dev_pair_set(w->ctx->arena, &p, w->out.v[i].key,
			     w->out.v[i].value);
	return dev_pairs_text(w->ctx->arena, &p);
}

static void check_macs(struct dev_context *ctx, const struct dev_list *list,
		       const char *const *macs)
{
	for (size_t i = 0; i < list->n; i++)
		for (size_t j = 0; j < i; j++)
			if (macs[i] && macs[j] && !strcmp(macs[i], macs[j]))
				dev_warn(ctx, DIAG_VIF_MAC_TWICE, &list->v[i],
					 "give each interface its own",
					 "the MAC address %s is there twice, "
					 "which xend refused", macs[i]);
}

void rule_vif(struct xm_rule_context *ctx, const struct xm_variable *var)
{
	struct dev_context dev;
	struct dev_list list;
	struct dev_output out;
	const char **macs;

	if (!dev_rule_start(ctx, var, &dev, &list, &out))
		return;
	macs = arena_calloc(ctx->arena, list.n, sizeof(*macs));
	for (size_t i = 0; i < list.n; i++) {
		struct vif_work w = {
			.ctx = &dev, .item = &list.v[i], .hvm = ctx->hvm,
		};

		if (convert(&w))
			return;
		macs[i] = dev_pair(&w.out, "mac");
		dev_output_add(&dev, &out, w.item, vif_text(&w));
	}
	check_macs(&dev, &list, macs);
	dev_output_set(ctx, var, "vif", &out);
}

void rule_vif2(struct xm_rule_context *ctx, const struct xm_variable *var)
{
	static const struct {
		const char *from, *to;
	} keys[] = {
		{ "front_mac", "mac" }, { "bridge", "bridge" },
		{ "backend", "backend" },
	};
	struct dev_context dev;
	struct dev_list list;
	struct value *vifs;

	if (!rule_is_set(ctx, var) || dev_rule_items(ctx, var, &dev, &list))
		return;
	if (!list.n) {
		rule_left_out(ctx, var, "empty is the same as not set");
		return;
	}
	vifs = rule_list(ctx, var, "vif");
	for (size_t i = 0; i < list.n; i++) {
		struct dev_pairs p, out = { 0 };

		if (vif2_parse(&dev, &list.v[i], &p))
			return;
		if (ctx->hvm)
			dev_pair_set(ctx->arena, &out, "type", "vif");
		for (size_t k = 0; k < sizeof(keys) / sizeof(keys[0]); k++)
			if (dev_pair(&p, keys[k].from))
				dev_pair_set(ctx->arena, &out, keys[k].to,
					     dev_pair(&p, keys[k].from));
		value_push(ctx->arena, vifs,
			   dev_text(&dev, &list.v[i],
				    dev_pairs_text(ctx->arena, &out)));
	}
	rule_fate(ctx, var, DIAG_VIF2_PLAIN, FATE_REWRITTEN,
		  "netchannel2 is gone: plain interfaces in vif take its "
		  "place")->advice =
		"check that the guest has the driver of plain interfaces";
}
