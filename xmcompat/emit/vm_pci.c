/* SPDX-License-Identifier: LGPL-2.1-only */
/* PCI functions, which appear twice: in an HVM image and as a device. */
#include <string.h>

#include "base/arena.h"
#include "emit/pydict.h"
#include "emit/vm.h"

/* One function of one element, as the texts xm made of it. */
struct function {
	char *domain, *bus, *slot, *func, *vdevfn;
	const char *key;
	const struct dev_pairs *opts;
};

typedef void add_function(struct vm_writer *w, struct sxp *to,
			  const struct function *f);

static struct sxp *opts_list(struct vm_writer *w, const struct dev_pairs *p)
{
	struct sxp *list = sxp_list(w->arena);

	for (size_t i = 0; i < p->n; i++)
		sxp_pair(w->arena, list, p->v[i].key, p->v[i].value);
	return list;
}

static void push(struct vm_writer *w, struct sxp *list, const char *text)
{
	sxp_push(list, sxp_atom(w->arena, SXP_ATOM, text, strlen(text)));
}

/* (domain bus slot func vdevfn (opts) key) */
static void add_to_image(struct vm_writer *w, struct sxp *to,
			 const struct function *f)
{
	struct sxp *e = sxp_list(w->arena);

	push(w, e, f->domain);
	push(w, e, f->bus);
	push(w, e, f->slot);
	push(w, e, f->func);
	push(w, e, f->vdevfn);
	sxp_push(e, opts_list(w, f->opts));
	push(w, e, f->key);
	sxp_push(to, e);
}

/* (dev (slot …) …) in the order of Python's dictionary */
static void add_to_device(struct vm_writer *w, struct sxp *to,
			  const struct function *f)
{
	const struct dev_pair pairs[] = {
		{ "domain", f->domain }, { "bus", f->bus },
		{ "slot", f->slot }, { "func", f->func },
		{ "vdevfn", f->vdevfn }, { "key", f->key },
	};
	struct sxp *e = sxp_sub(w->arena, to, "dev");
	struct pydict d;
	const char *key;

	pydict_init(&d, w->arena);
	for (size_t i = 0; i < 6; i++)
		pydict_insert(&d, pairs[i].key);
	if (f->opts->n)
		pydict_insert(&d, "opts");
	for (size_t at = 0; (key = pydict_next(&d, &at));) {
		size_t i = 0;

		while (i < 6 && strcmp(pairs[i].key, key))
			i++;
		if (i < 6)
			sxp_pair(w->arena, e, key, pairs[i].value);
		else
			sxp_push(sxp_sub(w->arena, e, key),
				 opts_list(w, f->opts));
	}
}

/* The guest's function 0 comes last: it makes the guest look at the slot. */
static void each_function(struct vm_writer *w, struct sxp *to,
			  const struct pci_spec *p, const char *key,
			  add_function *add)
{
	for (int v = PCI_FUNCTIONS - 1; v >= 0; v--)
		for (size_t i = 0; i < p->nfuncs; i++) {
			struct function f = { .key = key, .opts = &p->opts };

			if (p->vfunc[i] != (unsigned int)v)
				continue;
			f.domain = arena_printf(w->arena, "0x%04x", p->domain);
			f.bus = arena_printf(w->arena, "0x%02x", p->bus);
			f.slot = arena_printf(w->arena, "0x%02x", p->slot);
			f.func = arena_printf(w->arena, "0x%x", p->func[i]);
			f.vdevfn = arena_printf(w->arena, "0x%02x",
						pci_vdevfn(p, i));
			add(w, to, &f);
		}
}

static int each_spec(struct vm_writer *w, struct sxp *to, add_function *add)
{
	struct dev_context ctx = dev_context(w->o, "pci", w->ds);
	struct dev_list list;

	if (dev_items(&ctx, w->o, &list))
		return -1;
	for (size_t i = 0; i < list.n; i++) {
		struct pci_spec p;

		if (pci_parse(&ctx, &list.v[i], &p))
			return -1;
		each_function(w, to, &p, list.v[i].text, add);
		if (p.all && add == add_to_device)
			dev_warn(&ctx, DIAG_PCI_ALL_FUNCTIONS, &list.v[i],
				 "run it on the host that has the device",
				 "\"*\" means the functions present on the "
				 "host, a dry run looks at none");
	}
	return 0;
}

int vm_image_pci(struct vm_writer *w, struct sxp *image)
{
	struct sxp *list = sxp_list(w->arena);

	sxp_push(sxp_sub(w->arena, image, "pci"), list);
	return each_spec(w, list, add_to_image);
}

int vm_pci(struct vm_writer *w, struct sxp *vm)
{
	struct sxp *pci = sxp_sub(w->arena, NULL, "pci");

	if (each_spec(w, pci, add_to_device))
		return -1;
	if (pci->first->next)
		sxp_push(sxp_sub(w->arena, vm, "device"), pci);
	return 0;
}
