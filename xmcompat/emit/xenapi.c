/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * XenAPI XML: the S-expression said in the elements of xm's create.dtd.
 *
 * xm's own converter lost the ip text, wrote "root=" without a root and never
 * attached the boot order; this one writes what the S-expression says. What
 * the elements have no place for goes into other_config if it is a scalar,
 * else a diagnostic says that it is lost.
 */
#include <libxml/tree.h>
#include <libxml/xmlsave.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/xml.h"
#include "emit/emit.h"
#include "emit/vm.h"

struct xml_writer {
	struct arena *arena;
	struct diags *ds;
	const struct xm_options *o;
	const struct sxp *vm;
	const struct sxp *image;	/* (hvm …) or (linux …) */
	bool hvm;
	xmlNodePtr root, node;		/* <xm>, <vm> */
	unsigned int disks, vifs, networks;
	bool bad_text;
};

/* -- building --------------------------------------------------------------- */

/* XML 1.0 has no control characters, and text must be UTF-8. */
static const char *checked(struct xml_writer *w, const char *text)
{
	bool ok = xmlCheckUTF8((const xmlChar *)text);

	for (const char *p = text; ok && *p; p++)
		ok = (unsigned char)*p >= 0x20 || strchr("\t\r\n", *p);
	if (ok)
		return text;
	if (!w->bad_text)
		diag_add(w->ds, DIAG_XENAPI_TEXT, w->vm->pos, NULL,
			 "a value holds bytes that XML cannot: \"%s\"",
			 vm_repr(w->arena, text))->advice =
			"write it in UTF-8, without control characters";
	w->bad_text = true;
	return "";
}

static xmlNodePtr add(xmlNodePtr parent, const char *name)
{
	return xmlNewChild(parent, NULL, (const xmlChar *)name, NULL);
}

static void attr(struct xml_writer *w, xmlNodePtr node, const char *name,
		 const char *value)
{
	xmlNewProp(node, (const xmlChar *)name,
		   (const xmlChar *)checked(w, value ? value : ""));
}

static void add_text(struct xml_writer *w, xmlNodePtr parent, const char *name,
		     const char *text)
{
	xmlNewTextChild(parent, NULL, (const xmlChar *)name,
			(const xmlChar *)checked(w, text ? text : ""));
}

static void add_pair(struct xml_writer *w, xmlNodePtr parent,
		     const char *element, const char *key, const char *value)
{
	xmlNodePtr node = add(parent, element);

	attr(w, node, "key", key);
	attr(w, node, "value", value);
}

static void lost(struct xml_writer *w, const char *name, const char *what)
{
	diag_add(w->ds, DIAG_XENAPI_LOST, w->vm->pos, name,
		 "XenAPI's XML has no place for %s", what)->advice =
		"write S-expressions or XL instead";
}

/* -- the domain itself ------------------------------------------------------ */

/* xm's words for what to do when a domain ends, as XenAPI spells them. */
static const struct {
	const char *xm, *api;
	bool reboot;		/* allowed for actions_after_reboot too */
} actions[] = {
	{ "destroy", "destroy", true },
	{ "restart", "restart", true },
	{ "preserve", "preserve", false },
	{ "rename-restart", "rename_restart", false },
	{ "coredump-destroy", "coredump_and_destroy", false },
	{ "coredump-restart", "coredump_and_restart", false },
	{ "rename_restart", "rename_restart", false },
	{ "coredump_and_destroy", "coredump_and_destroy", false },
	{ "coredump_and_restart", "coredump_and_restart", false },
};

static void add_action(struct xml_writer *w, const char *key,
		       const char *element, const char *def, bool crash)
{
	const char *text = sxp_text(w->vm, key), *found = NULL;

	if (!text || !*text)
		text = def;
	for (size_t i = 0; i < sizeof(actions) / sizeof(actions[0]); i++)
		if (!strcmp(actions[i].xm, text) &&
		    (crash || actions[i].reboot))
			found = actions[i].api;
	if (!found)
		lost(w, key, arena_printf(w->arena, "%s here", text));
	attr(w, w->node, element, found ? found : def);
}

static const char *text_or(const struct sxp *list, const char *key,
			   const char *def)
{
	const char *text = list ? sxp_text(list, key) : NULL;

	return text ? text : def;
}

static void add_attributes(struct xml_writer *w)
{
	const char *vcpus = text_or(w->vm, "vcpus", "1");
	const char *avail = sxp_text(w->vm, "vcpu_avail");
	/* xm's old word for the three, behind which xend put on_*. */
	const char *restart = text_or(w->vm, "restart", "");
	unsigned int online = avail ? (unsigned int)
		__builtin_popcountll(strtoull(avail, NULL, 0)) : 0;

	attr(w, w->node, "is_a_template", "false");
	attr(w, w->node, "auto_power_on",
	     strcmp(text_or(w->vm, "on_xend_start", ""), "start") ?
	     "false" : "true");
	attr(w, w->node, "s3_integrity", text_or(w->vm, "s3_integrity", "0"));
	attr(w, w->node, "vcpus_max", vcpus);
	attr(w, w->node, "vcpus_at_startup", online ?
	     arena_printf(w->arena, "%u", online) : vcpus);
	attr(w, w->node, "pool_name", text_or(w->vm, "pool_name", "Pool-0"));
	add_action(w, "on_poweroff", "actions_after_shutdown",
		   strcmp(restart, "always") ? "destroy" : "restart", true);
	add_action(w, "on_reboot", "actions_after_reboot", "restart", false);
	add_action(w, "on_crash", "actions_after_crash",
		   strcmp(restart, "onreboot") ? "restart" : "destroy", true);
	attr(w, w->node, "PCI_bus", "");
	attr(w, w->node, "superpages", text_or(w->image, "superpages", "0"));
}

static void add_name(struct xml_writer *w)
{
	xmlNodePtr name = add(w->node, "name");

	add_text(w, name, "label", text_or(w->vm, "name", ""));
	add_text(w, name, "description", text_or(w->vm, "description", ""));
	add_text(w, w->node, "version", "0");
}

/* xend folds ip and root into the arguments when they are not there. */
static const char *pv_args(struct xml_writer *w)
{
	const char *args = text_or(w->image, "args", "");
	const char *root = sxp_text(w->image, "root");
	const char *ip = sxp_text(w->image, "ip");

	if (ip && !strstr(args, "ip="))
		args = arena_printf(w->arena, "ip=%s %s", ip, args);
	if (root && !strstr(args, "root="))
		args = arena_printf(w->arena, "root=%s %s", root, args);
	return args;
}

static void add_kind(struct xml_writer *w)
{
	xmlNodePtr node;

	if (w->hvm) {
		node = add(w->node, "hvm");
		attr(w, node, "boot_policy", "BIOS order");
		add_pair(w, node, "boot_param", "order",
			 text_or(w->image, "boot", "c"));
		return;
	}
	node = add(w->node, "pv");
	attr(w, node, "kernel", text_or(w->image, "kernel", ""));
	attr(w, node, "bootloader", text_or(w->vm, "bootloader", ""));
	attr(w, node, "ramdisk", text_or(w->image, "ramdisk", ""));
	attr(w, node, "args", w->image ? pv_args(w) : "");
	attr(w, node, "bootloader_args",
	     text_or(w->vm, "bootloader_args", ""));
}

static const char *bytes(struct arena *a, const char *mib)
{
	return arena_printf(a, "%llu", strtoull(mib, NULL, 10) << 20);
}

static void add_memory(struct xml_writer *w)
{
	const char *memory = text_or(w->vm, "memory", "128");
	const char *most = text_or(w->vm, "maxmem", memory);
	xmlNodePtr node = add(w->node, "memory");

	attr(w, node, "static_min", "0");
	attr(w, node, "static_max", bytes(w->arena, most));
	attr(w, node, "dynamic_min", bytes(w->arena, memory));
	attr(w, node, "dynamic_max", bytes(w->arena, memory));
}

/* -- devices ---------------------------------------------------------------- */

static bool is_mode(const char *text)
{
	return text && (!strcmp(text, "r") || !strcmp(text, "w") ||
			!strcmp(text, "w!") || !strcmp(text, "ro") ||
			!strcmp(text, "rw"));
}

/*
 * xm took TARGET,FORMAT,VDEV,ACCESS of xl for UNAME,VDEV,MODE,BACKEND; then
 * the mode stands in the back end's place.
 */
static void disk_fields(struct xml_writer *w, const struct sxp *dev,
			const char **src, const char **device,
			const char **mode)
{
	const char *backend = sxp_text(dev, "backend");

	*src = text_or(dev, "uname", "");
	*device = text_or(dev, "dev", "");
	*mode = text_or(dev, "mode", "w");
	if (!is_mode(*mode) && is_mode(backend)) {
		if (**device && strcmp(*device, "raw"))
			*src = arena_printf(w->arena, "tap:%s:%s", *device,
					    *src);
		*device = *mode;
		*mode = backend;
	} else if (!is_mode(*mode)) {
		lost(w, "disk", arena_printf(w->arena, "the disk \"%s\"",
					     *src));
	} else if (backend) {
		lost(w, "disk", "the back end's domain");
	}
}

static void add_disk(struct xml_writer *w, const struct sxp *dev)
{
	char *device, *name = arena_printf(w->arena, "vdi%u", w->disks);
	const char *src, *vdev, *mode;
	bool cd, write;
	xmlNodePtr vbd = add(w->node, "vbd"), vdi;

	disk_fields(w, dev, &src, &vdev, &mode);
	device = arena_strdup(w->arena, vdev);
	cd = disk_cut_kind(device);
	write = *mode == 'w' || !strcmp(mode, "rw");
	attr(w, vbd, "name", arena_printf(w->arena, "vbd%u", w->disks));
	attr(w, vbd, "vdi", name);
	attr(w, vbd, "mode", write ? "RW" : "RO");
	attr(w, vbd, "device", device);
	attr(w, vbd, "type", cd ? "CD" : "disk");
	attr(w, vbd, "bootable", w->disks ? "0" : "1");
	attr(w, vbd, "qos_algorithm_type", "");
	vdi = add(w->root, "vdi");
	attr(w, vdi, "name", name);
	attr(w, vdi, "src", src);
	attr(w, vdi, "type", "system");
	attr(w, vdi, "size", "10000");
	attr(w, vdi, "sharable", strchr(mode, '!') ? "true" : "false");
	attr(w, vdi, "read_only", write ? "false" : "true");
	add_text(w, add(vdi, "name"), "label", name);
	w->disks++;
}

static void add_vif(struct xml_writer *w, const struct sxp *dev)
{
	const char *bridge = sxp_text(dev, "bridge");
	xmlNodePtr vif = add(w->node, "vif");

	attr(w, vif, "name", arena_printf(w->arena, "vif%u", w->vifs));
	attr(w, vif, "mac", text_or(dev, "mac", ""));
	attr(w, vif, "mtu", "1500");
	attr(w, vif, "device", arena_printf(w->arena, "eth%u", w->vifs));
	attr(w, vif, "qos_algorithm_type", "");
	if (bridge)
		attr(w, vif, "network", bridge);
	w->vifs++;
	for (const struct sxp *e = dev->first->next; e; e = e->next) {
		const char *key = sxp_head(e);

		if (key && strcmp(key, "mac") && strcmp(key, "bridge"))
			lost(w, "vif", key);
	}
}

/* One <network> for each bridge that an interface is on, behind the disks. */
static void add_networks(struct xml_writer *w)
{
	xmlNodePtr vif, net, other;

	for (vif = w->node->children; vif; vif = vif->next) {
		xmlChar *name = xmlGetProp(vif, (const xmlChar *)"network");

		if (!name)
			continue;
		for (net = w->root->children; net; net = net->next) {
			xmlChar *n = xmlStrcmp(net->name,
					       (const xmlChar *)"network") ?
				NULL : xmlGetProp(net, (const xmlChar *)"name");
			bool same = n && !xmlStrcmp(n, name);

			xmlFree(n);
			if (same)
				break;
		}
		if (!net) {
			net = add(w->root, "network");
			attr(w, net, "name", (const char *)name);
			attr(w, net, "default_gateway", "");
			attr(w, net, "default_netmask", "");
			other = add(net, "name");
			add_text(w, other, "label", (const char *)name);
			add_pair(w, net, "other_config", "bridge",
				 (const char *)name);
		}
		xmlFree(name);
	}
}

static void add_vtpm(struct xml_writer *w, const struct sxp *dev)
{
	attr(w, add(w->node, "vtpm"), "backend", text_or(dev, "backend", ""));
	if (sxp_text(dev, "instance"))
		lost(w, "vtpm", "the instance");
}

static void add_pci(struct xml_writer *w, const struct sxp *dev)
{
	static const char *const keys[] = {
		"domain", "bus", "slot", "func", "vdevfn", "key",
	};

	for (const struct sxp *fn = dev->first->next; fn; fn = fn->next) {
		xmlNodePtr node = add(w->node, "pci");
		const struct sxp *opts = sxp_find(fn, "opts"), *o;

		for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
			attr(w, node, keys[i], text_or(fn, keys[i], ""));
		o = opts && opts->first->next ? opts->first->next->first : NULL;
		for (; o; o = o->next)
			add_pair(w, node, "pci_opt", sxp_head(o),
				 o->first->next->text);
	}
}

static void add_vscsi(struct xml_writer *w, const struct sxp *dev)
{
	for (const struct sxp *fn = dev->first; fn; fn = fn->next) {
		const char *pdev;
		xmlNodePtr node;

		if (!sxp_head(fn) || strcmp(sxp_head(fn), "dev"))
			continue;
		pdev = text_or(fn, "p-dev", "");
		node = add(w->node, "vscsi");
		attr(w, node, "feature-host",
		     text_or(dev, "feature-host", "0"));
		attr(w, node, "p-dev", *pdev ? pdev :
		     text_or(fn, "p-devname", ""));
		attr(w, node, "v-dev", text_or(fn, "v-dev", ""));
		attr(w, node, "devid", text_or(fn, "devid", "0"));
	}
}

static void add_console(struct xml_writer *w, const struct sxp *dev)
{
	xmlNodePtr node = add(w->node, "console");

	attr(w, node, "protocol", "rfb");
	for (const struct sxp *e = dev->first->next; e; e = e->next)
		if (sxp_head(e) && e->first->next)
			add_pair(w, node, "other_config", sxp_head(e),
				 e->first->next->text);
}

static void no_device(struct xml_writer *w, const struct sxp *dev)
{
}

/* The elements have this order. */
static const struct class {
	const char *name;
	void (*add)(struct xml_writer *w, const struct sxp *dev);
} classes[] = {
	{ "vbd", add_disk },	 { "tap", add_disk }, { "tap2", add_disk },
	{ "vif", add_vif },	 { "vtpm", add_vtpm }, { "pci", add_pci },
	{ "vscsi", add_vscsi }, { "vfb", add_console }, { "vkbd", no_device },
};

#define CLASSES (sizeof(classes) / sizeof(classes[0]))

static const struct class *find_class(const char *name)
{
	for (size_t i = 0; i < CLASSES; i++)
		if (!strcmp(classes[i].name, name))
			return &classes[i];
	return NULL;
}

/* Disks of all three classes in one go, so that they keep their order. */
static void add_devices(struct xml_writer *w)
{
	for (size_t i = 0; i < CLASSES; i++) {
		if (i && classes[i].add == classes[i - 1].add)
			continue;
		for (const struct sxp *e = w->vm->first; e; e = e->next) {
			const struct sxp *dev;
			const struct class *c;

			if (!sxp_head(e) || strcmp(sxp_head(e), "device"))
				continue;
			dev = e->first->next;
			c = find_class(sxp_head(dev));
			if (c && c->add == classes[i].add)
				c->add(w, dev);
			if (!c && !i)
				lost(w, sxp_head(dev), "this device");
		}
	}
}

/* -- scalars ---------------------------------------------------------------- */

static bool is_word(const char *text, const char *const *words)
{
	for (; *words; words++)
		if (!strcmp(*words, text))
			return true;
	return false;
}

static void add_platform(struct xml_writer *w)
{
	static const char *const elsewhere[] = {
		"args", "root", "ip", "superpages", "pci", "boot", "cpuid",
		"cpuid_check", "vcpus", NULL
	};
	static const char *const pv_elsewhere[] = {
		"kernel", "ramdisk", NULL
	};

	for (const struct sxp *e = w->image ? w->image->first->next : NULL; e;
	     e = e->next) {
		const char *key = sxp_head(e);

		if (!key || is_word(key, elsewhere) ||
		    (!w->hvm && is_word(key, pv_elsewhere)))
			continue;
		if (e->first->next && e->first->next->kind != SXP_LIST)
			add_pair(w, w->node, "platform", key,
				 e->first->next->text);
		else
			lost(w, key, "a list");
	}
	if (w->hvm && *text_or(w->image, "args", ""))
		add_pair(w, w->node, "platform", "args", pv_args(w));
}

static void add_vcpu_params(struct xml_writer *w)
{
	const struct sxp *cpus = sxp_find(w->vm, "cpus"), *v;
	unsigned int n = 0;

	if (sxp_text(w->vm, "cpu_weight"))
		add_pair(w, w->node, "vcpu_param", "weight",
			 sxp_text(w->vm, "cpu_weight"));
	if (sxp_text(w->vm, "cpu_cap"))
		add_pair(w, w->node, "vcpu_param", "cap",
			 sxp_text(w->vm, "cpu_cap"));
	v = cpus ? cpus->first->next : NULL;
	if (v && v->kind != SXP_LIST) {
		add_pair(w, w->node, "vcpu_param", "mask", v->text);
		return;
	}
	for (v = v ? v->first : NULL; v; v = v->next)
		if (v->kind != SXP_LIST)
			add_pair(w, w->node, "vcpu_param",
				 arena_printf(w->arena, "cpumap%u", n++),
				 v->text);
}

/* What the elements have no place for. */
static void add_other(struct xml_writer *w)
{
	static const char *const keys[] = {
		"uuid", "shadow_memory", "features", "on_xend_start",
		"on_xend_stop", "target", "tsc_mode", "nomigrate", "cpu",
		"machine_address_size", "suppress_spurious_page_faults",
		"localtime", "oos", NULL
	};

	for (const char *const *k = keys; *k; k++)
		if (sxp_text(w->vm, *k))
			add_pair(w, w->node, "other_config", *k,
				 sxp_text(w->vm, *k));
	if (w->image && strcmp(sxp_head(w->image), "hvm") &&
	    strcmp(sxp_head(w->image), "linux"))
		add_pair(w, w->node, "other_config", "builder",
			 sxp_head(w->image));
	if (sxp_find(w->vm, "cpuid"))
		lost(w, "cpuid", "CPUID tables");
	if (sxp_find(w->vm, "backend"))
		lost(w, "blkif", "a driver domain");
	if (sxp_find(w->vm, "security"))
		lost(w, "access_control", "the label of ACM");
}

static int build(struct xml_writer *w, FILE *out)
{
	xmlDocPtr doc = xmlNewDoc((const xmlChar *)"1.0");
	xmlChar *text = NULL;
	int len = 0;

	xmlCreateIntSubset(doc, (const xmlChar *)"xm", NULL,
			   (const xmlChar *)"create.dtd");
	w->root = xmlNewNode(NULL, (const xmlChar *)"xm");
	xmlDocSetRootElement(doc, w->root);
	w->node = add(w->root, "vm");
	add_attributes(w);
	add_name(w);
	add_kind(w);
	add_memory(w);
	add_devices(w);
	add_platform(w);
	add_vcpu_params(w);
	add_other(w);
	add_networks(w);
	xmlDocDumpFormatMemoryEnc(doc, &text, &len, "UTF-8", 1);
	if (!w->bad_text)
		fwrite(text, 1, (size_t)len, out);
	xmlFree(text);
	xmlFreeDoc(doc);
	return w->bad_text ? -1 : 0;
}

int emit_xenapi(FILE *out, const struct xm_options *o, struct diags *ds)
{
	struct xml_writer w = { .arena = o->arena, .ds = ds, .o = o };
	const struct sxp *image;

	w.vm = vm_build(o, ds);
	if (!w.vm || xml_load(w.vm->pos.file, ds))
		return -1;
	image = sxp_find(w.vm, "image")->first->next;
	w.image = image->kind == SXP_LIST ? image : NULL;
	w.hvm = w.image && (!strcmp(sxp_head(w.image), "hvm") ||
			    !strcmp(sxp_head(w.image), "vmx"));
	return build(&w, out);
}
