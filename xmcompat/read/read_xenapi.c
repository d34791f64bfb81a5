/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * XenAPI XML, as xm create read and wrote it: <xm> with <vm>, <vdi> and
 * <network>. Nothing is fetched, no entity is expanded.
 */
#include <libxml/parser.h>
#include <libxml/tree.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/xml.h"
#include "read/read.h"
#include "read/scalar.h"
#include "xm/variable.h"

struct xenapi {
	struct arena *arena;
	struct diags *ds;
	const char *file;
	xmlNodePtr root;
	struct tree *tree;
	bool hvm;
};

/* -- looking ---------------------------------------------------------------- */

static bool is_element(xmlNodePtr n, const char *name)
{
	return n->type == XML_ELEMENT_NODE &&
	       !xmlStrcmp(n->name, (const xmlChar *)name);
}

static xmlNodePtr child(xmlNodePtr parent, const char *name)
{
	for (xmlNodePtr n = parent ? parent->children : NULL; n; n = n->next)
		if (is_element(n, name))
			return n;
	return NULL;
}

/* An attribute in the arena, "" if it is not there. */
static const char *attr(struct xenapi *x, xmlNodePtr n, const char *name)
{
	xmlChar *v = n ? xmlGetProp(n, (const xmlChar *)name) : NULL;
	const char *text = v ? arena_strdup(x->arena, (const char *)v) : "";

	xmlFree(v);
	return text;
}

static const char *content(struct xenapi *x, xmlNodePtr n)
{
	xmlChar *v = n ? xmlNodeGetContent(n) : NULL;
	char *text = arena_strdup(x->arena, v ? (const char *)v : "");
	size_t len;

	xmlFree(v);
	text += strspn(text, " \t\r\n");
	for (len = strlen(text); len && strchr(" \t\r\n", text[len - 1]); len--)
		text[len - 1] = '\0';
	return text;
}

static struct pos pos_of(const struct xenapi *x, xmlNodePtr n)
{
	long line = n ? xmlGetLineNo(n) : 0;

	return (struct pos){ x->file, line > 0 ? (unsigned int)line : 0, 0 };
}

/* -- binding ---------------------------------------------------------------- */

static bool is_decimal(const char *text)
{
	size_t n = strspn(text, "0123456789");

	return n && n < 19 && !text[n] && (*text != '0' || n == 1);
}

static void bind(struct xenapi *x, xmlNodePtr n, const char *name,
		 const char *text)
{
	struct pos pos = pos_of(x, n);

	tree_set(x->tree, name, read_scalar_value(x->arena, name, text, pos),
		 pos);
}

static void bind_set(struct xenapi *x, xmlNodePtr n, const char *name,
		     const char *text)
{
	if (*text)
		bind(x, n, name, text);
}

static void bind_item(struct xenapi *x, xmlNodePtr n, const char *name,
		      const char *text)
{
	struct pos pos = pos_of(x, n);

	value_push(x->arena, bound_list(x->tree, name, pos),
		   value_string(x->arena, text, pos));
}

static int refuse(struct xenapi *x, xmlNodePtr n, const char *text,
		  const char *advice)
{
	diag_add(x->ds, DIAG_XENAPI_SYNTAX, pos_of(x, n), NULL, "%s", text)
		->advice = advice;
	return -1;
}

/* A value that xm's text of a device cannot hold. */
static int check_comma(struct xenapi *x, xmlNodePtr n, const char *text)
{
	if (!strchr(text, ','))
		return 0;
	return refuse(x, n, arena_printf(x->arena, "\"%s\" holds a comma, "
					 "which no device in a config can",
					 text), "rename the file or device");
}

/* -- the domain itself ------------------------------------------------------ */

static const char *hyphens(struct xenapi *x, const char *text)
{
	char *out = arena_strdup(x->arena, text);
	char *and = strstr(out, "_and_");

	if (and)
		memmove(and + 1, and + 5, strlen(and + 5) + 1), *and = '-';
	for (char *p = out; *p; p++)
		if (*p == '_')
			*p = '-';
	return out;
}

static void read_attributes(struct xenapi *x, xmlNodePtr vm)
{
	const char *most = attr(x, vm, "vcpus_max");
	const char *first = attr(x, vm, "vcpus_at_startup");
	const char *power = attr(x, vm, "auto_power_on");

	if (*most && *first && strcmp(most, first) && strcmp(first, "0")) {
		bind(x, vm, "vcpus", first);
		bind(x, vm, "maxvcpus", most);
	} else {
		bind_set(x, vm, "vcpus", *most ? most : first);
	}
	bind_set(x, vm, "s3_integrity", attr(x, vm, "s3_integrity"));
	if (strcmp(attr(x, vm, "pool_name"), "Pool-0"))
		bind_set(x, vm, "pool", attr(x, vm, "pool_name"));
	bind_set(x, vm, "on_poweroff",
		 hyphens(x, attr(x, vm, "actions_after_shutdown")));
	bind_set(x, vm, "on_reboot",
		 hyphens(x, attr(x, vm, "actions_after_reboot")));
	bind_set(x, vm, "on_crash",
		 hyphens(x, attr(x, vm, "actions_after_crash")));
	if (!strcmp(power, "true") || !strcmp(power, "True") ||
	    !strcmp(power, "1"))
		bind(x, vm, "on_xend_start", "start");
	if (strcmp(attr(x, vm, "superpages"), "0"))
		bind_set(x, vm, "superpages", attr(x, vm, "superpages"));
}

static void read_kind(struct xenapi *x, xmlNodePtr vm)
{
	static const char *const pv[][2] = {
		{ "kernel", "kernel" }, { "ramdisk", "ramdisk" },
		{ "bootloader", "bootloader" }, { "args", "extra" },
		{ "bootloader_args", "bootargs" },
	};
	xmlNodePtr hvm = child(vm, "hvm"), node = child(vm, "pv");

	x->hvm = hvm != NULL;
	if (hvm)
		bind(x, hvm, "builder", "hvm");
	for (xmlNodePtr n = hvm ? hvm->children : NULL; n; n = n->next)
		if (is_element(n, "boot_param") &&
		    !strcmp(attr(x, n, "key"), "order"))
			bind_set(x, n, "boot", attr(x, n, "value"));
	for (size_t i = 0; node && i < sizeof(pv) / sizeof(pv[0]); i++)
		bind_set(x, node, pv[i][1], attr(x, node, pv[i][0]));
}

/*
 * Bytes to MiB. A maxmem in quotes made xm repeat its digits, so a maximum
 * beyond reason is not believed.
 */
static int read_memory(struct xenapi *x, xmlNodePtr vm)
{
	xmlNodePtr n = child(vm, "memory");
	const char *now = attr(x, n, "dynamic_max");
	const char *most = attr(x, n, "static_max");
	unsigned long long max;

	if (!n)
		return 0;
	if (!*now)
		now = most;
	if ((*now && !is_decimal(now)))
		return refuse(x, n, "the memory is no number of bytes",
			      "write bytes in decimal");
	if (*now)
		bind(x, n, "memory", arena_printf(x->arena, "%llu",
						  strtoull(now, NULL, 10) >> 20));
	if (!*most || !strcmp(most, now))
		return 0;
	max = strtoull(most, NULL, 10);
	if (!is_decimal(most) || max >> 20 > INT_MAX) {
		diag_add(x->ds, DIAG_XENAPI_MAXMEM, pos_of(x, n), "maxmem",
			 "static_max=%s is beyond reason, as xm wrote for a "
			 "maxmem in quotes: it is left out", most)->advice =
			"set maxmem by hand";
		return 0;
	}
	bind(x, n, "maxmem", arena_printf(x->arena, "%llu", max >> 20));
	return 0;
}

/* -- devices ---------------------------------------------------------------- */

/* The <vdi> or <network> of that name. */
static xmlNodePtr named(struct xenapi *x, const char *element,
			const char *name)
{
	for (xmlNodePtr n = x->root->children; n; n = n->next)
		if (is_element(n, element) &&
		    !strcmp(attr(x, n, "name"), name))
			return n;
	return NULL;
}

static bool is_true(const char *text)
{
	return !strcmp(text, "true") || !strcmp(text, "True") ||
	       !strcmp(text, "1");
}

static int read_vbd(struct xenapi *x, xmlNodePtr n)
{
	const char *name = attr(x, n, "vdi");
	xmlNodePtr vdi = named(x, "vdi", name);
	const char *src = attr(x, vdi, "src");
	bool cd = !strcmp(attr(x, n, "type"), "CD");
	bool write = !strcmp(attr(x, n, "mode"), "RW");
	bool shared = write && is_true(attr(x, vdi, "sharable"));

	if (!vdi && !cd)
		return refuse(x, n, arena_printf(x->arena, "no <vdi> is called "
						 "\"%s\"", name),
			      "add it, or correct the name");
	if (check_comma(x, n, src) || check_comma(x, n, attr(x, n, "device")))
		return -1;
	bind_item(x, n, "disk",
		  arena_printf(x->arena, "%s,%s%s,%s", src,
			       attr(x, n, "device"), cd ? ":cdrom" : "",
			       shared ? "w!" : write ? "w" : "r"));
	return 0;
}

/* The bridge of an interface's network. */
static const char *bridge_of(struct xenapi *x, xmlNodePtr vif)
{
	const char *name = attr(x, vif, "network");
	xmlNodePtr net = *name ? named(x, "network", name) : NULL;

	for (xmlNodePtr n = net ? net->children : NULL; n; n = n->next)
		if (is_element(n, "other_config") &&
		    !strcmp(attr(x, n, "key"), "bridge"))
			return attr(x, n, "value");
	return name;
}

static int read_vif(struct xenapi *x, xmlNodePtr n)
{
	const char *mac = attr(x, n, "mac"), *bridge = bridge_of(x, n);

	if (check_comma(x, n, mac) || check_comma(x, n, bridge))
		return -1;
	bind_item(x, n, "vif",
		  arena_printf(x->arena, "%s%s%s%s%s",
			       *bridge ? "bridge=" : "", bridge,
			       *mac && *bridge ? "," : "",
			       *mac ? "mac=" : "", mac));
	return 0;
}

static int read_vtpm(struct xenapi *x, xmlNodePtr n)
{
	const char *backend = attr(x, n, "backend");

	if (check_comma(x, n, backend))
		return -1;
	bind_item(x, n, "vtpm", *backend ?
		  arena_printf(x->arena, "backend=%s", backend) : "");
	return 0;
}

static int read_pci(struct xenapi *x, xmlNodePtr n)
{
	const struct value *list = tree_get(x->tree, "pci");
	const char *key = attr(x, n, "key");
	const char *vdevfn = attr(x, n, "vdevfn");
	unsigned long slot = strtoul(vdevfn, NULL, 16);
	char *text;

	if (*key) {	/* one text may stand for several functions */
		if (!list || strcmp(list->items.v[list->items.n - 1]->str,
				    key))
			bind_item(x, n, "pci", key);
		return 0;
	}
	text = arena_printf(x->arena, "%04lx:%02lx:%02lx.%lx",
			    strtoul(attr(x, n, "domain"), NULL, 16) & 0xffff,
			    strtoul(attr(x, n, "bus"), NULL, 16) & 0xff,
			    strtoul(attr(x, n, "slot"), NULL, 16) & 0x1f,
			    strtoul(attr(x, n, "func"), NULL, 16) & 7);
	if (*vdevfn && !(slot & 0x100))
		text = arena_printf(x->arena, "%s@%02lx", text,
				    slot >> 3 & 0x1f);
	for (xmlNodePtr o = n->children; o; o = o->next)
		if (is_element(o, "pci_opt"))
			text = arena_printf(x->arena, "%s,%s=%s", text,
					    attr(x, o, "key"),
					    attr(x, o, "value"));
	bind_item(x, n, "pci", text);
	return 0;
}

static int read_vscsi(struct xenapi *x, xmlNodePtr n)
{
	bool host = is_true(attr(x, n, "feature-host"));

	bind_item(x, n, "vscsi",
		  arena_printf(x->arena, "%s,%s", attr(x, n, "p-dev"),
			       host ? "host" : attr(x, n, "v-dev")));
	return 0;
}

/* A graphical console is a frame buffer; a text console is always there. */
static int read_console(struct xenapi *x, xmlNodePtr n)
{
	char *text = arena_strdup(x->arena, "");

	if (strcmp(attr(x, n, "protocol"), "rfb"))
		return 0;
	for (xmlNodePtr o = n->children; o; o = o->next) {
		const char *key = attr(x, o, "key");

		if (!is_element(o, "other_config") ||
		    !strcmp(key, "xauthority") || !strcmp(key, "display"))
			continue;
		if (check_comma(x, o, attr(x, o, "value")))
			return -1;
		text = arena_printf(x->arena, "%s%s%s=%s", text,
				    *text ? "," : "", key,
				    attr(x, o, "value"));
	}
	bind_item(x, n, "vfb", *text ? text : "vnc=1");
	return 0;
}

/* -- pairs ------------------------------------------------------------------ */

static int read_platform(struct xenapi *x, xmlNodePtr n)
{
	const char *key = attr(x, n, "key");

	if (!strcmp(key, "args"))
		key = "extra";
	if (*key && !is_device_list(key) && !tree_find(x->tree, key))
		bind(x, n, key, attr(x, n, "value"));
	return 0;
}

static int read_vcpu_param(struct xenapi *x, xmlNodePtr n)
{
	const char *key = attr(x, n, "key"), *value = attr(x, n, "value");

	if (!strcmp(key, "weight"))
		bind(x, n, "cpu_weight", value);
	else if (!strcmp(key, "cap"))
		bind(x, n, "cpu_cap", value);
	else if (!strcmp(key, "mask"))
		bind(x, n, "cpus", value);
	else if (!strncmp(key, "cpumap", 6))
		bind_item(x, n, "cpus", value);
	return 0;
}

/* What we put there ourselves; the rest belongs to other programs. */
static int read_other(struct xenapi *x, xmlNodePtr n)
{
	const char *key = attr(x, n, "key");

	if (xm_variable_find(key) && !is_device_list(key) &&
	    (!tree_find(x->tree, key) || !strcmp(key, "builder")))
		bind(x, n, key, attr(x, n, "value"));
	return 0;
}

static const struct {
	const char *element;
	int (*read)(struct xenapi *x, xmlNodePtr n);
} elements[] = {
	{ "vbd", read_vbd },
	{ "vif", read_vif },
	{ "vtpm", read_vtpm },
	{ "pci", read_pci },
	{ "vscsi", read_vscsi },
	{ "console", read_console },
	{ "platform", read_platform },
	{ "vcpu_param", read_vcpu_param },
	{ "other_config", read_other },
};

/*
 * DISPLAY and its key belonged to whoever ran xm. Without a window of SDL
 * they mean nothing.
 */
static void drop_display(struct xenapi *x)
{
	const struct value *sdl = tree_get(x->tree, "sdl");

	if (sdl && (sdl->type != VALUE_INT || sdl->i))
		return;
	tree_del(x->tree, "display");
	tree_del(x->tree, "xauthority");
}

static int read_vm(struct xenapi *x, xmlNodePtr vm)
{
	xmlNodePtr name = child(vm, "name");

	bind_set(x, vm, "name", content(x, child(name, "label")));
	bind_set(x, vm, "description",
		 content(x, child(name, "description")));
	read_attributes(x, vm);
	read_kind(x, vm);
	if (read_memory(x, vm))
		return -1;
	for (xmlNodePtr n = vm->children; n; n = n->next)
		for (size_t i = 0; i < sizeof(elements) / sizeof(elements[0]);
		     i++)
			if (is_element(n, elements[i].element) &&
			    elements[i].read(x, n))
				return -1;
	drop_display(x);
	return 0;
}

/* -- the document ----------------------------------------------------------- */

static xmlDocPtr parse(struct xenapi *x, const char *text, size_t len)
{
	struct pos pos = { .file = x->file };
	const char *why = "malformed XML";
	xmlParserCtxtPtr ctxt;
	xmlDocPtr doc = NULL;

	if (xml_load(x->file, x->ds))
		return NULL;
	ctxt = xmlNewParserCtxt();
	if (strstr(text, "<!ENTITY")) {
		why = "the document declares entities";
	} else if (len <= INT_MAX) {
		doc = xmlCtxtReadMemory(ctxt, text, (int)len, x->file, NULL,
					XML_PARSE_NONET | XML_PARSE_NOERROR |
					XML_PARSE_NOWARNING | XML_PARSE_NOCDATA);
		if (!doc && ctxt->lastError.message) {
			pos.line = ctxt->lastError.line > 0 ?
				(unsigned int)ctxt->lastError.line : 0;
			why = arena_printf(x->arena, "malformed XML: %.*s",
					   (int)strcspn(ctxt->lastError.message,
							"\n"),
					   ctxt->lastError.message);
		}
	}
	/* Hidden by another encoding, for example. */
	if (doc && doc->intSubset && doc->intSubset->entities) {
		why = "the document declares entities";
		xmlFreeDoc(doc);
		doc = NULL;
	}
	if (!doc)
		diag_add(x->ds, DIAG_XENAPI_SYNTAX, pos, NULL, "%s", why)
			->advice = "give XML as xm create --xmldryrun writes "
				   "it";
	xmlFreeParserCtxt(ctxt);
	return doc;
}

static int read_document(struct xenapi *x, xmlDocPtr doc,
			 struct read_which *which)
{
	unsigned int n = 0, index = which ? which->index : 0;
	xmlNodePtr vm = NULL;

	x->root = xmlDocGetRootElement(doc);
	if (!x->root || !is_element(x->root, "xm"))
		return refuse(x, x->root, "the root element is not <xm>",
			      "give XML as xm create --xmldryrun writes it");
	for (xmlNodePtr e = x->root->children; e; e = e->next)
		if (is_element(e, "vm") && n++ == index)
			vm = e;
	if (which)
		which->found = n;
	if (!vm)
		return refuse(x, x->root, "there is no <vm> in it",
			      "add the domain");
	if (n > 1 && !which)
		diag_add(x->ds, DIAG_SXP_SEVERAL, pos_of(x, vm), NULL,
			 "%u domains are in the file, only the first is read",
			 n)->advice = "write each <vm> to a file of its own";
	return read_vm(x, vm);
}

struct tree *read_xenapi(struct arena *a, const char *file, const char *text,
			 size_t len, struct read_which *which,
			 struct diags *ds)
{
	struct xenapi x = { .arena = a, .ds = ds, .file = file };
	xmlDocPtr doc = parse(&x, text, len);
	int r;

	if (!doc)
		return NULL;
	x.tree = tree_new(a, file);
	r = read_document(&x, doc, which);
	xmlFreeDoc(doc);
	return r ? NULL : x.tree;
}
