/* SPDX-License-Identifier: LGPL-2.1-only */
/* Taking a canonical XL tree apart. */
#include "xlcfg/domain.h"

#include <inttypes.h>
#include <string.h>

#include "base/arena.h"
#include "xlcfg/scalar.h"

/* -- guest types ------------------------------------------------------------ */

const char *xl_guest_name(enum xl_guest guest)
{
	return guest == XL_HVM ? "hvm" : guest == XL_PVH ? "pvh" : "pv";
}

static bool begins(const char *word, const char *text)
{
	return !strncmp(word, text, strlen(text));
}

enum xl_guest xl_guest_of_type(const char *text)
{
	if (begins("hvm", text))
		return XL_HVM;
	if (begins("pv", text))
		return XL_PV;
	return begins("pvh", text) ? XL_PVH : 0;
}

enum xl_guest xl_guest_of_builder(const char *text)
{
	if (begins("hvm", text))
		return XL_HVM;
	return begins("generic", text) ? XL_PV : 0;
}

/* -- values ----------------------------------------------------------------- */

bool xl_domain_said(const struct xl_domain *d, const char *key)
{
	const struct binding *b = tree_find(d->tree, key);

	return b && !b->implied;
}

const char *xl_domain_text(const struct xl_domain *d, const char *key)
{
	const struct value *v = tree_get(d->tree, key);

	return v ? xl_scalar_text(d->arena, d->tree, v) : NULL;
}

bool xl_domain_number(const struct xl_domain *d, const char *key, int64_t *n)
{
	const struct value *v = tree_get(d->tree, key);

	if (!v)
		return false;
	if (v->type == VALUE_INT) {
		*n = v->i;
		return true;
	}
	return v->type == VALUE_STRING &&
	       xl_scalar_number(v->str, n) == XL_NUMBER;
}

int64_t xl_domain_int(const struct xl_domain *d, const char *key)
{
	int64_t n;

	return xl_domain_number(d, key, &n) ? n : 0;
}

const struct value *xl_domain_list(const struct xl_domain *d, const char *key)
{
	const struct value *v = tree_get(d->tree, key);

	return v && v->type == VALUE_LIST ? v : NULL;
}

const char *xl_domain_cmdline(const struct xl_domain *d)
{
	const char *cmdline = xl_domain_text(d, "cmdline");
	const char *root = xl_domain_text(d, "root");
	const char *extra = xl_domain_text(d, "extra");

	if (cmdline)
		return cmdline;
	if (root && extra)
		return arena_printf(d->arena, "root=%s %s", root, extra);
	if (root)
		return arena_printf(d->arena, "root=%s", root);
	return extra;
}

/* -- lists of devices ------------------------------------------------------- */

struct walk {
	struct xl_reader reader;
	struct xl_domain *d;
	const struct value *list;
	struct pos pos;		/* of the key */
	bool failed;
};

/* The list of a key, and the walk set to it. */
static size_t start(struct walk *w, const char *key)
{
	const struct binding *b = tree_find(w->d->tree, key);

	w->list = xl_domain_list(w->d, key);
	w->reader.key = key;
	if (b)
		w->pos = b->pos;
	return w->list ? w->list->items.n : 0;
}

/* The text of element i, the reader set to its place. */
static const char *element(struct walk *w, size_t i)
{
	const struct value *v = w->list->items.v[i];

	w->reader.pos = v->pos.line ? v->pos : w->pos;
	return xl_scalar_text(w->reader.arena, w->d->tree, v);
}

static int parse_disk(struct xl_reader *r, const char *text, void *out)
{
	return xl_disk_parse(r, text, out);
}

static int parse_vif(struct xl_reader *r, const char *text, void *out)
{
	return xl_vif_parse(r, text, out);
}

static int parse_pci(struct xl_reader *r, const char *text, void *out)
{
	return xl_pci_parse(r, text, out);
}

static int parse_ioport(struct xl_reader *r, const char *text, void *out)
{
	return xl_ioport_parse(r, text, out);
}

static int parse_irq(struct xl_reader *r, const char *text, void *out)
{
	return xl_irq_parse(r, text, out);
}

static int parse_iomem(struct xl_reader *r, const char *text, void *out)
{
	return xl_iomem_parse(r, text, out);
}

static int parse_cpus(struct xl_reader *r, const char *text, void *out)
{
	return xl_cpus_parse(r, text, out);
}

/* Reads a list into an array of structs of that size; its length is *n. */
static void *read_list(struct walk *w, const char *key, size_t size,
		       int (*parse)(struct xl_reader *, const char *, void *),
		       size_t *n)
{
	size_t all = start(w, key);
	char *array = arena_calloc(w->d->arena, all + 1, size);

	for (size_t i = 0; i < all; i++) {
		const char *text = element(w, i);

		if (text && parse(&w->reader, text, array + *n * size) == 0)
			++*n;
		else
			w->failed = true;
	}
	return array;
}

static void read_pairs(struct walk *w, const char *key,
		       struct xl_pairs_list *out)
{
	const struct xl_syntax *s = xl_syntax_find(key);
	size_t n = start(w, key);

	out->v = arena_calloc(w->d->arena, n + 1, sizeof(*out->v));
	for (size_t i = 0; i < n; i++) {
		const char *text = element(w, i);

		if (text && xl_pairs_parse(&w->reader, s, text,
					   &out->v[out->n]) == 0)
			out->n++;
		else
			w->failed = true;
	}
}

/* cpus and cpus_soft: one text for all vCPUs, or a list. */
static void read_cpus(struct walk *w, const char *key, struct xl_cpus **out,
		      size_t *count)
{
	const char *text = xl_domain_text(w->d, key);

	if (!text) {
		*out = read_list(w, key, sizeof(**out), parse_cpus, count);
		return;
	}
	start(w, key);
	w->reader.pos = w->pos;
	*out = arena_alloc(w->d->arena, sizeof(**out));
	*count = 1;
	if (xl_cpus_parse(&w->reader, text, *out))
		w->failed = true;
}

static void read_others(struct walk *w)
{
	struct xl_domain *d = w->d;
	const struct value *v;

	start(w, "vnuma");
	w->reader.pos = w->pos;
	if (w->list && xl_vnuma_parse(&w->reader, w->list, d))
		w->failed = true;
	start(w, "vsnd");
	w->reader.pos = w->pos;
	if (w->list && xl_vsnd_check(&w->reader, w->list))
		w->failed = true;
	v = tree_get(d->tree, "cpuid");
	start(w, "cpuid");
	w->reader.pos = w->pos;
	if (v && xl_cpuid_parse(&w->reader, v, &d->cpuid))
		w->failed = true;
}

int xl_domain_read(struct arena *a, const struct tree *t, struct xl_domain *d,
		   struct diags *ds)
{
	struct walk w = { .reader = { .arena = a, .diags = ds }, .d = d };
	const char *type;

	*d = (struct xl_domain){ .arena = a, .tree = t };
	type = xl_domain_text(d, "type");
	d->guest = type ? xl_guest_of_type(type) : XL_PV;
	if (!d->guest)
		d->guest = XL_PV;
	d->disks = read_list(&w, "disk", sizeof(*d->disks), parse_disk,
			     &d->ndisks);
	d->vifs = read_list(&w, "vif", sizeof(*d->vifs), parse_vif, &d->nvifs);
	d->pcis = read_list(&w, "pci", sizeof(*d->pcis), parse_pci, &d->npcis);
	d->ioports.v = read_list(&w, "ioports", sizeof(*d->ioports.v),
				 parse_ioport, &d->ioports.n);
	d->irqs.v = read_list(&w, "irqs", sizeof(*d->irqs.v), parse_irq,
			      &d->irqs.n);
	d->iomem.v = read_list(&w, "iomem", sizeof(*d->iomem.v), parse_iomem,
			       &d->iomem.n);
	read_pairs(&w, "vfb", &d->vfb);
	read_pairs(&w, "vkb", &d->vkb);
	read_pairs(&w, "usbctrl", &d->usbctrl);
	read_pairs(&w, "usbdev", &d->usbdev);
	read_pairs(&w, "vtpm", &d->vtpm);
	read_pairs(&w, "p9", &d->p9);
	read_pairs(&w, "pvcalls", &d->pvcalls);
	read_pairs(&w, "channel", &d->channel);
	read_pairs(&w, "vdispl", &d->vdispl);
	read_cpus(&w, "cpus", &d->cpus, &d->ncpus);
	read_cpus(&w, "cpus_soft", &d->cpus_soft, &d->ncpus_soft);
	read_others(&w);
	return w.failed ? -1 : 0;
}
