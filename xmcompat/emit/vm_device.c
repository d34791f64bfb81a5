/* SPDX-License-Identifier: LGPL-2.1-only */
/* The devices of the S-expression, class by class in xm's order. */
#include <string.h>

#include "base/arena.h"
#include "emit/pydict.h"
#include "emit/vm.h"

/* Pushes (device (CLASS …)) and returns the inner list. */
static struct sxp *add_device(struct vm_writer *w, struct sxp *vm,
			      const char *class)
{
	return sxp_sub(w->arena, sxp_sub(w->arena, vm, "device"), class);
}

/* Pushes the pairs in the order Python's dictionary had them. */
static void add_pairs(struct vm_writer *w, struct sxp *dev,
		      const struct dev_pairs *p, const struct pydict *d)
{
	const char *key;

	for (size_t at = 0; (key = pydict_next(d, &at));)
		sxp_pair(w->arena, dev, key, dev_pair(p, key));
}

static void dict_of(struct vm_writer *w, const struct dev_pairs *p,
		    struct pydict *d)
{
	pydict_init(d, w->arena);
	for (size_t i = 0; i < p->n; i++)
		pydict_insert(d, p->v[i].key);
}

static int add_disk(struct vm_writer *w, struct sxp *vm,
		    struct dev_context *ctx, const struct dev_item *item)
{
	struct disk_fields f;
	struct sxp *dev;

	if (disk_split(ctx, item, &f))
		return -1;
	dev = add_device(w, vm, disk_class(f.uname));
	sxp_pair(w->arena, dev, "uname", f.uname);
	sxp_pair(w->arena, dev, "dev", f.vdev);
	sxp_pair(w->arena, dev, "mode", f.mode);
	if (f.backend && *f.backend)
		sxp_pair(w->arena, dev, "backend", f.backend);
	if (f.protocol && *f.protocol)
		sxp_pair(w->arena, dev, "protocol", f.protocol);
	return 0;
}

static void add_vif_pairs(struct vm_writer *w, struct sxp *vm,
			  const char *class, const struct dev_pairs *p)
{
	struct pydict d;

	dict_of(w, p, &d);
	add_pairs(w, add_device(w, vm, class), p, &d);
}

static int add_vif(struct vm_writer *w, struct sxp *vm,
		   struct dev_context *ctx, const struct dev_item *item)
{
	struct dev_pairs p;

	if (vif_parse(ctx, item, &p))
		return -1;
	add_vif_pairs(w, vm, "vif", &p);
	return 0;
}

static int add_vif2(struct vm_writer *w, struct sxp *vm,
		    struct dev_context *ctx, const struct dev_item *item)
{
	struct dev_pairs p;

	if (vif2_parse(ctx, item, &p))
		return -1;
	add_vif_pairs(w, vm, "vif2", &p);
	return 0;
}

/* What the text leaves out comes from the option table or the environment. */
static void vfb_defaults(struct vm_writer *w, struct sxp *dev,
			 const struct dev_pairs *p)
{
	const struct value *keymap = xm_get(w->o, "keymap");
	const char *display = vm_display();

	if (!dev_pair(p, "keymap") && xm_true(keymap))
		vm_pair(w, dev, "keymap", keymap);
	if (!dev_pair(p, "display") && display)
		sxp_pair(w->arena, dev, "display", display);
	if (!dev_pair(p, "xauthority"))
		sxp_pair(w->arena, dev, "xauthority",
			 vm_xauthority(w->arena));
}

/* type=vnc is written as vnc=1. */
static void vfb_type(struct vm_writer *w, struct dev_pairs *p,
		     struct pydict *d)
{
	const char *type = dev_pair(p, "type");

	if (!type)
		return;
	pydict_insert(d, type);
	dev_pair_set(w->arena, p, type, "1");
	pydict_remove(d, "type");
	dev_pair_del(p, "type");
}

static int add_vfb(struct vm_writer *w, struct sxp *vm,
		   struct dev_context *ctx, const struct dev_item *item)
{
	struct dev_pairs p;
	struct pydict d;
	struct sxp *dev;

	if (vfb_parse(ctx, item, &p))
		return -1;
	dict_of(w, &p, &d);
	vfb_type(w, &p, &d);
	add_device(w, vm, "vkbd");
	dev = add_device(w, vm, "vfb");
	add_pairs(w, dev, &p, &d);
	vfb_defaults(w, dev, &p);
	return 0;
}

static int add_vusb(struct vm_writer *w, struct sxp *vm,
		    struct dev_context *ctx, const struct dev_item *item)
{
	struct vusb_spec s;
	struct sxp *dev, *ports;

	if (vusb_parse(ctx, item, &s))
		return -1;
	dev = add_device(w, vm, "vusb");
	sxp_pair(w->arena, dev, "usb-ver",
		 arena_printf(w->arena, "%u", s.version));
	sxp_pair(w->arena, dev, "num-ports",
		 arena_printf(w->arena, "%u", s.ports));
	ports = sxp_sub(w->arena, dev, "port");
	for (unsigned int p = 1; p <= s.ports; p++)
		sxp_pair(w->arena, ports, arena_printf(w->arena, "%u", p),
			 s.busid[p]);
	return 0;
}

static int add_ioports(struct vm_writer *w, struct sxp *vm,
		       struct dev_context *ctx, const struct dev_item *item)
{
	struct ioports_spec s;
	struct sxp *dev;

	if (ioports_parse(ctx, item, &s))
		return -1;
	dev = add_device(w, vm, "ioports");
	sxp_pair(w->arena, dev, "from", arena_printf(w->arena, "0x%s", s.from));
	sxp_pair(w->arena, dev, "to", arena_printf(w->arena, "0x%s", s.to));
	return 0;
}

/* xm wrote repr() of each: a string got its quotes into the text. */
static int add_irq(struct vm_writer *w, struct sxp *vm,
		   struct dev_context *ctx, const struct dev_item *item)
{
	(void)ctx;
	sxp_pair(w->arena, add_device(w, vm, "irq"), "irq",
		 item->text ? vm_repr(w->arena, item->text) :
		 arena_printf(w->arena, "%lld", (long long)item->number));
	return 0;
}

static int add_vtpm(struct vm_writer *w, struct sxp *vm)
{
	struct dev_context ctx = dev_context(w->o, "vtpm", w->ds);
	struct vtpm_spec first = { 0 };
	struct dev_list list;
	struct sxp *dev;

	if (dev_items(&ctx, w->o, &list))
		return -1;
	for (size_t i = list.n; i > 0; i--)
		if (vtpm_parse(&ctx, &list.v[i - 1], &first))
			return -1;
	if (!list.n)
		return 0;
	dev = add_device(w, vm, "vtpm");
	if (first.instance)
		sxp_pair(w->arena, dev, "instance", first.instance);
	if (first.backend)
		sxp_pair(w->arena, dev, "backend", first.backend);
	if (first.uuid)
		sxp_pair(w->arena, dev, "uuid", first.uuid);
	return 0;
}

static int add_security(struct vm_writer *w, struct sxp *vm)
{
	struct dev_context ctx = dev_context(w->o, "access_control", w->ds);
	struct dev_list list;
	struct acm_spec acm;
	struct sxp *outer, *inner;

	if (dev_items(&ctx, w->o, &list) || acm_parse(&ctx, &list, &acm))
		return -1;
	if (!list.n)
		return 0;
	outer = sxp_list(w->arena);
	sxp_push(sxp_sub(w->arena, vm, "security"), outer);
	inner = sxp_sub(w->arena, outer, "access_control");
	sxp_pair(w->arena, inner, "policy", acm.policy ? acm.policy : "");
	sxp_pair(w->arena, inner, "label", acm.label ? acm.label : "");
	return 0;
}

/*
 * A class is written item by item, or, where xm looks at the whole list, in
 * one go.
 */
struct device_class {
	const char *variable;
	int (*items)(struct dev_context *ctx, const struct xm_options *o,
		     struct dev_list *list);
	int (*add)(struct vm_writer *w, struct sxp *vm,
		   struct dev_context *ctx, const struct dev_item *item);
	int (*add_all)(struct vm_writer *w, struct sxp *vm);
};

static int add_class(struct vm_writer *w, struct sxp *vm,
		     const struct device_class *class)
{
	struct dev_context ctx;
	struct dev_list list;

	if (class->add_all)
		return class->add_all(w, vm);
	ctx = dev_context(w->o, class->variable, w->ds);
	if (class->items(&ctx, w->o, &list))
		return -1;
	for (size_t i = 0; i < list.n; i++)
		if (class->add(w, vm, &ctx, &list.v[i]))
			return -1;
	return 0;
}

int vm_devices(struct vm_writer *w, struct sxp *vm)
{
	static const struct device_class classes[] = {
		{ .add_all = add_security },
		{ "disk", dev_items, add_disk, NULL },
		{ .add_all = vm_pci },
		{ .add_all = vm_vscsi },
		{ "vusb", dev_items, add_vusb, NULL },
		{ "ioports", dev_items, add_ioports, NULL },
		{ "irq", dev_int_items, add_irq, NULL },
		{ "vif", vif_items, add_vif, NULL },
		{ "vif2", dev_items, add_vif2, NULL },
		{ .add_all = add_vtpm },
		{ "vfb", dev_items, add_vfb, NULL },
	};

	for (size_t i = 0; i < sizeof(classes) / sizeof(classes[0]); i++)
		if (add_class(w, vm, &classes[i]))
			return -1;
	return 0;
}
