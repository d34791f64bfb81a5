/* SPDX-License-Identifier: LGPL-2.1-only */
/* What xl refuses of a file as a whole. */
#include <limits.h>
#include <string.h>
#include <strings.h>

#include "base/arena.h"
#include "xlcfg/canonical.h"

/* Names of the Hyper-V groups; "all" and "defaults" stand for several. */
static const char *const enlightenments[] = {
	"base", "freq", "time_ref_count", "reference_tsc",
	"hcall_remote_tlb_flush", "apic_assist", "crash_ctl", "synic",
	"stimer", "hcall_ipi", "ex_processor_masks", "no_vp_limit",
	"cpu_hotplug",
};

int xl_viridian_find(const char *name)
{
	for (int i = 0; i < XL_ENLIGHTENMENTS; i++)
		if (!strcasecmp(enlightenments[i], name))
			return i;
	return -1;
}

/* -- single values ---------------------------------------------------------- */

static const struct {
	const char *key;
	unsigned int guests;
	int64_t min, max;
} bounds[] = {
	{ "max_grant_frames", XL_ANY, 0, INT_MAX },
	{ "max_grant_version", XL_ANY, 0, INT_MAX },
	{ "max_maptrack_frames", XL_ANY, 0, INT_MAX },
	{ "maxvcpus", XL_ANY, 0, INT_MAX },
	{ "mmio_hole", XL_HVM, 256, 3840 },
	{ "vcpus", XL_ANY, 0, INT_MAX },
};

static void check_bounds(struct canonical *c, const struct xl_domain *d)
{
	for (size_t i = 0; i < sizeof(bounds) / sizeof(bounds[0]); i++) {
		const char *key = bounds[i].key;
		int64_t n;

		if (!(bounds[i].guests & c->guest) ||
		    !xl_domain_number(d, key, &n) ||
		    (n >= bounds[i].min && n <= bounds[i].max))
			continue;
		canonical_refuse(c, DIAG_XL_REFUSED, tree_find(c->out, key),
				 "%lld is outside %lld-%lld", (long long)n,
				 (long long)bounds[i].min,
				 (long long)bounds[i].max);
	}
}

static void check_viridian(struct canonical *c)
{
	const struct binding *b = tree_find(c->out, "viridian");

	if (!b || b->value->type != VALUE_LIST || c->guest != XL_HVM)
		return;
	for (size_t i = 0; i < b->value->items.n; i++) {
		const char *s = b->value->items.v[i]->str;
		bool group = !strcmp(s, "all") || !strcmp(s, "defaults");

		if (!group && xl_viridian_find(s + (*s == '!')) < 0)
			canonical_refuse(c, DIAG_XL_REFUSED, b,
					 "\"%s\" is no enlightenment", s);
	}
}

/* -- pairs of values -------------------------------------------------------- */

static void check_boot(struct canonical *c)
{
	const struct binding *firmware = tree_find(c->out, "firmware");
	const char *text;

	if (c->guest == XL_HVM)
		return;
	if (!firmware) {
		if (!tree_find(c->out, "kernel") &&
		    !tree_find(c->out, "bootloader"))
			canonical_refuse(c, DIAG_XL_MISSING_KEY, NULL,
					 "neither kernel nor bootloader is "
					 "set");
		return;
	}
	text = firmware->value->str;
	if (tree_find(c->out, "kernel"))
		canonical_refuse(c, DIAG_XL_CONFLICT, firmware,
				 "kernel= is set as well");
	else if (strcmp(text, "pvgrub32") && strcmp(text, "pvgrub64"))
		canonical_refuse(c, DIAG_XL_REFUSED, firmware,
				 "\"%s\" is none of pvgrub32, pvgrub64", text);
}

/* "ADDRESS:DISPLAY" leaves no room for vncdisplay=. */
static void check_vnc(struct canonical *c, const struct xl_domain *d)
{
	const char *listen = xl_domain_text(d, "vnclisten");

	if (c->guest == XL_HVM && listen && strchr(listen, ':') &&
	    xl_domain_int(d, "vncdisplay"))
		canonical_refuse(c, DIAG_XL_CONFLICT,
				 tree_find(c->out, "vncdisplay"),
				 "vnclisten names a display as well");
}

static void check_vcpus(struct canonical *c, const struct xl_domain *d)
{
	int64_t vcpus = xl_domain_int(d, "vcpus"), maxvcpus;

	if (xl_domain_number(d, "maxvcpus", &maxvcpus) && maxvcpus < vcpus)
		canonical_refuse(c, DIAG_XL_CONFLICT,
				 tree_find(c->out, "maxvcpus"),
				 "it is less than vcpus (%lld)",
				 (long long)vcpus);
}

static void warn_doubtful(struct canonical *c, const char *key,
			  const char *text, const char *advice)
{
	const struct binding *b = tree_find(c->out, key);

	if (b)
		diag_add(c->diags, DIAG_XL_DOUBTFUL, b->pos, b->name, "%s",
			 text)->advice = advice;
}

/* Values that xl passes on, for libxl or the guest to fail with. */
static void check_sizes(struct canonical *c, const struct xl_domain *d)
{
	int64_t vcpus, memory, maxmem;

	if (tree_find(c->in, "vcpus") && !d->nvnodes &&
	    xl_domain_number(d, "vcpus", &vcpus) && !vcpus)
		warn_doubtful(c, "vcpus", "a guest without virtual CPUs",
			      "give it at least one");
	if (xl_domain_number(d, "memory", &memory) &&
	    xl_domain_number(d, "maxmem", &maxmem) && maxmem < memory)
		warn_doubtful(c, "maxmem", "it is less than memory",
			      "remove it, or set it to what the guest may "
			      "grow to");
}

/* vnuma's nodes must add up to what maxmem and maxvcpus say. */
static void check_vnuma(struct canonical *c, struct xl_domain *d)
{
	const struct binding *b = tree_find(c->out, "vnuma");
	struct xl_reader r = { c->arena, c->diags, "vnuma", { 0 } };
	int64_t size = 0, vcpus = 0, n;

	if (!b || b->value->type != VALUE_LIST || !b->value->items.n)
		return;
	r.pos = b->pos;
	if (xl_vnuma_parse(&r, b->value, d)) {
		c->failed = true;
		return;
	}
	for (size_t i = 0; i < d->nvnodes; i++) {
		size += (int64_t)d->vnodes[i].size_mb;
		for (size_t j = 0; j < d->vnodes[i].nvcpus; j++)
			vcpus += d->vnodes[i].vcpus[j];
	}
	if (xl_domain_number(d, "maxmem", &n) && n != size)
		canonical_refuse(c, DIAG_XL_CONFLICT, b,
				 "its nodes have %lld MiB, maxmem is %lld",
				 (long long)size, (long long)n);
	if (xl_domain_number(d, "maxvcpus", &n) && n != vcpus)
		canonical_refuse(c, DIAG_XL_CONFLICT, b,
				 "its nodes have %lld vCPUs, maxvcpus is %lld",
				 (long long)vcpus, (long long)n);
	if (tree_find(c->in, "vcpus") && xl_domain_int(d, "vcpus") > vcpus)
		canonical_refuse(c, DIAG_XL_CONFLICT, b,
				 "its nodes have %lld vCPUs, vcpus is %lld",
				 (long long)vcpus,
				 (long long)xl_domain_int(d, "vcpus"));
}

void canonical_check(struct canonical *c)
{
	struct xl_domain d = { .arena = c->arena, .tree = c->out };

	if (!tree_find(c->out, "name"))
		canonical_refuse(c, DIAG_XL_MISSING_KEY, NULL,
				 "no name is set; xl does not take it from "
				 "the file's name");
	check_boot(c);
	check_bounds(c, &d);
	check_viridian(c);
	check_vnc(c, &d);
	check_vcpus(c, &d);
	check_vnuma(c, &d);
	check_sizes(c, &d);
}
