/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * Defaults of xl 4.17 and its libxl that xm does not share, made explicit, so
 * that either of them reads the result alike.
 */
#include "base/arena.h"
#include "xlcfg/canonical.h"

#define MEMORY_MB 32	/* libxl's, when neither memory nor maxmem is given */

static void set_text(struct canonical *c, const char *key, const char *text)
{
	struct pos nowhere = { .file = c->in->file };

	if (!tree_find(c->out, key))
		canonical_default(c, key, value_string(c->arena, text,
						       nowhere));
}

static void set_number(struct canonical *c, const char *key, int64_t n)
{
	struct pos nowhere = { .file = c->in->file };

	if (!tree_find(c->out, key))
		canonical_default(c, key, value_int(c->arena, n, nowhere));
}

/* The guest with its virtual NUMA nodes, if it has any that can be read. */
static struct xl_domain read_nodes(struct canonical *c)
{
	const struct value *vnuma = tree_get(c->out, "vnuma");
	struct xl_domain d = { .arena = c->arena, .tree = c->out };
	struct diags quiet;
	struct xl_reader r = { c->arena, &quiet, "vnuma", { 0 } };

	diags_init(&quiet, c->arena);
	if (vnuma && vnuma->items.n && xl_vnuma_parse(&r, vnuma, &d))
		d.nvnodes = 0;
	return d;
}

/* Without memory= the target is all the guest may have. */
static int64_t default_memory(const struct xl_domain *d)
{
	int64_t sum = 0;

	if (tree_find(d->tree, "maxmem"))
		return xl_domain_int(d, "maxmem");
	if (!d->nvnodes)
		return MEMORY_MB;
	for (size_t i = 0; i < d->nvnodes; i++)
		sum += (int64_t)d->vnodes[i].size_mb;
	return sum;
}

/* One is online, unless the nodes have none for it. */
static int64_t default_vcpus(const struct xl_domain *d)
{
	for (size_t i = 0; i < d->nvnodes; i++)
		if (d->vnodes[i].nvcpus)
			return 1;
	return d->nvnodes ? 0 : 1;
}

void canonical_defaults(struct canonical *c)
{
	const struct value *pci = tree_get(c->out, "pci");
	struct xl_domain d = read_nodes(c);

	set_text(c, "type", xl_guest_name(c->guest));
	set_number(c, "memory", default_memory(&d));
	set_number(c, "vcpus", default_vcpus(&d));
	if (c->guest == XL_HVM) {
		set_text(c, "boot", "cda");
		set_number(c, "hpet", 1);
		set_number(c, "vnc", 1);
	}
	if (pci && pci->items.n)
		set_number(c, "pci_msitranslate", 0);
	set_text(c, "on_poweroff", "destroy");
	set_text(c, "on_reboot", "restart");
	set_text(c, "on_crash", "destroy");
}
