/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * A domain as libvirt's XML (driver xen). What libvirt fills in by itself when
 * it reads the XML (addresses, controllers, default keyboard and mouse, the
 * memory balloon) is left to it.
 */
#include "emit/libvirt.h"

#include <stdarg.h>
#include <string.h>

#include "base/arena.h"
#include "base/xml.h"
#include "emit/emit.h"

xmlNodePtr lv_add(xmlNodePtr parent, const char *name, const char *text)
{
	return xmlNewTextChild(parent, NULL, BAD_CAST name, BAD_CAST text);
}

void lv_set(xmlNodePtr node, const char *name, const char *value)
{
	if (value)
		xmlNewProp(node, BAD_CAST name, BAD_CAST value);
}

void lv_setf(xmlNodePtr node, const char *name, const char *fmt, ...)
{
	char text[128];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	lv_set(node, name, text);
}

bool lv_on(const struct libvirt *l, const char *key, bool otherwise)
{
	int64_t n;

	return xl_domain_number(l->d, key, &n) ? n != 0 : otherwise;
}

/* -- identity, memory, vCPUs ------------------------------------------------ */

static void add_text(struct libvirt *l, xmlNodePtr parent, const char *name,
		     const char *key)
{
	const char *text = xl_domain_text(l->d, key);

	if (text)
		lv_add(parent, name, text);
}

static void add_kib(struct libvirt *l, xmlNodePtr dom, const char *name,
		    int64_t mb)
{
	xmlNodePtr node = lv_add(dom, name,
				 arena_printf(l->arena, "%lld",
					      (long long)mb * 1024));

	lv_set(node, "unit", "KiB");
}

static void add_memory(struct libvirt *l, xmlNodePtr dom)
{
	int64_t memory = xl_domain_int(l->d, "memory"), max;

	if (!xl_domain_number(l->d, "maxmem", &max))
		max = memory;
	add_kib(l, dom, "memory", max);
	add_kib(l, dom, "currentMemory", memory);
}

/* libvirt's sets have no "all" and no nodes; what is the same for all vCPUs. */
static const char *cpuset(struct libvirt *l)
{
	const char *text = xl_domain_text(l->d, "cpus");

	if (!text || strchr(text, 'a') || strchr(text, 'n'))
		return NULL;
	return text;
}

static void add_vcpus(struct libvirt *l, xmlNodePtr dom)
{
	int64_t vcpus = xl_domain_int(l->d, "vcpus"), max;
	xmlNodePtr node;

	if (!xl_domain_number(l->d, "maxvcpus", &max))
		max = vcpus;
	node = lv_add(dom, "vcpu", arena_printf(l->arena, "%lld",
						(long long)max));
	lv_set(node, "placement", "static");
	lv_set(node, "cpuset", cpuset(l));
	if (vcpus != max)
		lv_setf(node, "current", "%lld", (long long)vcpus);
}

static void add_tuning(struct libvirt *l, xmlNodePtr dom)
{
	const struct value *list = xl_domain_list(l->d, "cpus");
	xmlNodePtr tune, pin;

	if (!list || !list->items.n)
		return;
	tune = lv_add(dom, "cputune", NULL);
	for (size_t i = 0; i < list->items.n; i++) {
		pin = lv_add(tune, "vcpupin", NULL);
		lv_setf(pin, "vcpu", "%zu", i);
		lv_set(pin, "cpuset", list->items.v[i]->str);
	}
}

/* -- boot ------------------------------------------------------------------- */

static void add_boot_order(struct libvirt *l, xmlNodePtr os)
{
	static const char letters[] = "acdn";
	static const char *const names[] = { "fd", "hd", "cdrom", "network" };
	const char *boot = xl_domain_text(l->d, "boot");

	for (; boot && *boot; boot++) {
		const char *at = strchr(letters, *boot);

		if (at)
			lv_set(lv_add(os, "boot", NULL), "dev",
			       names[at - letters]);
	}
}

static void add_os(struct libvirt *l, xmlNodePtr dom)
{
	bool hvm = l->d->guest == XL_HVM;
	const char *loader = xl_domain_text(l->d, "firmware_override");
	const char *cmdline = xl_domain_cmdline(l->d);
	xmlNodePtr os = lv_add(dom, "os", NULL);
	xmlNodePtr type = lv_add(os, "type", hvm ? "hvm" :
				 l->d->guest == XL_PVH ? "xenpvh" : "linux");

	lv_set(type, "machine", hvm ? "xenfv" : l->d->guest == XL_PVH ?
	       "xenpvh" : "xenpv");
	if (hvm)
		lv_set(lv_add(os, "loader", loader ? loader :
			      "/usr/lib/xen/boot/hvmloader"), "type", "rom");
	add_text(l, os, "kernel", "kernel");
	add_text(l, os, "initrd", "ramdisk");
	if (cmdline && *cmdline)
		lv_add(os, "cmdline", cmdline);
	if (hvm)
		add_boot_order(l, os);
}

static void add_bootloader(struct libvirt *l, xmlNodePtr dom)
{
	const struct value *args = xl_domain_list(l->d, "bootloader_args");
	const char *text = "";

	add_text(l, dom, "bootloader", "bootloader");
	for (size_t i = 0; args && i < args->items.n; i++)
		text = arena_printf(l->arena, "%s%s%s", text, i ? " " : "",
				    args->items.v[i]->str);
	if (*text)
		lv_add(dom, "bootloader_args", text);
}

/* -- features, clock -------------------------------------------------------- */

static void add_features(struct libvirt *l, xmlNodePtr dom)
{
	xmlNodePtr features;

	if (l->d->guest != XL_HVM)
		return;
	features = lv_add(dom, "features", NULL);
	if (lv_on(l, "acpi", true))
		lv_add(features, "acpi", NULL);
	if (lv_on(l, "apic", true))
		lv_add(features, "apic", NULL);
	if (lv_on(l, "pae", true))
		lv_add(features, "pae", NULL);
	if (!lv_on(l, "hap", true))
		lv_set(lv_add(features, "hap", NULL), "state", "off");
	if (lv_on(l, "viridian", false))
		lv_add(features, "viridian", NULL);
}

/* "0-3,7" */
static const char *vcpu_set(struct libvirt *l, const struct xl_vnode *n)
{
	const char *text = "";

	for (size_t i = 0; i < n->nvcpus; i++) {
		size_t first = i;

		if (!n->vcpus[i])
			continue;
		while (i + 1 < n->nvcpus && n->vcpus[i + 1])
			i++;
		text = arena_printf(l->arena, "%s%s%zu", text,
				    *text ? "," : "", first);
		if (i != first)
			text = arena_printf(l->arena, "%s-%zu", text, i);
	}
	return text;
}

static void add_cell(struct libvirt *l, xmlNodePtr numa, size_t i)
{
	const struct xl_vnode *n = &l->d->vnodes[i];
	xmlNodePtr cell = lv_add(numa, "cell", NULL), distances;

	lv_setf(cell, "id", "%zu", i);
	lv_set(cell, "cpus", vcpu_set(l, n));
	lv_setf(cell, "memory", "%llu", (unsigned long long)n->size_mb * 1024);
	lv_set(cell, "unit", "KiB");
	distances = lv_add(cell, "distances", NULL);
	for (size_t k = 0; k < n->ndistances; k++) {
		xmlNodePtr sibling = lv_add(distances, "sibling", NULL);

		lv_setf(sibling, "id", "%zu", k);
		lv_setf(sibling, "value", "%u", n->distances[k]);
	}
}

static void add_cpu(struct libvirt *l, xmlNodePtr dom)
{
	bool nested = lv_on(l, "nestedhvm", false);
	xmlNodePtr cpu, numa;

	if (!nested && !l->d->nvnodes)
		return;
	cpu = lv_add(dom, "cpu", NULL);
	if (nested)
		lv_set(cpu, "mode", "host-passthrough");
	if (!l->d->nvnodes)
		return;
	numa = lv_add(cpu, "numa", NULL);
	for (size_t i = 0; i < l->d->nvnodes; i++)
		add_cell(l, numa, i);
}

static void add_timers(struct libvirt *l, xmlNodePtr clock)
{
	static const struct {
		const char *xl, *libvirt;
	} modes[] = {
		{ "always_emulate", "emulate" },
		{ "native", "native" },
		{ "native_paravirt", "paravirt" },
	};
	const char *mode = xl_domain_text(l->d, "tsc_mode");
	xmlNodePtr timer;
	int64_t hpet;

	for (size_t i = 0; mode && i < sizeof(modes) / sizeof(modes[0]); i++) {
		if (strcmp(modes[i].xl, mode))
			continue;
		timer = lv_add(clock, "timer", NULL);
		lv_set(timer, "name", "tsc");
		lv_set(timer, "present", "yes");
		lv_set(timer, "mode", modes[i].libvirt);
	}
	if (l->d->guest == XL_HVM && xl_domain_number(l->d, "hpet", &hpet)) {
		timer = lv_add(clock, "timer", NULL);
		lv_set(timer, "name", "hpet");
		lv_set(timer, "present", hpet ? "yes" : "no");
	}
}

static void add_clock(struct libvirt *l, xmlNodePtr dom)
{
	bool local = lv_on(l, "localtime", false);
	xmlNodePtr clock = lv_add(dom, "clock", NULL);
	int64_t offset;

	if (l->d->guest == XL_HVM &&
	    xl_domain_number(l->d, "rtc_timeoffset", &offset)) {
		lv_set(clock, "offset", "variable");
		lv_setf(clock, "adjustment", "%lld", (long long)offset);
		lv_set(clock, "basis", local ? "localtime" : "utc");
	} else {
		lv_set(clock, "offset", local ? "localtime" : "utc");
		lv_set(clock, "adjustment", "reset");
	}
	add_timers(l, clock);
}

/* -- the document ----------------------------------------------------------- */

/* What libvirt's XML has no place for. */
static void note_missing(struct libvirt *l)
{
	static const char *const keys[] = {
		"vscsi", "vusb", "vtpm", "p9", "pvcalls", "vdispl", "vsnd",
		"ioports", "irqs", "iomem", "cpuid", "device_model_args",
		"device_model_args_hvm", "device_model_args_pv",
	};

	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		const struct binding *b = tree_find(l->d->tree, keys[i]);

		if (b && !(b->value->type == VALUE_LIST && !b->value->items.n))
			diag_add(l->diags, DIAG_LIBVIRT_NONE, b->pos, b->name,
				 "libvirt's XML has no place for it");
	}
}

static void add_domain(struct libvirt *l, xmlNodePtr dom)
{
	lv_set(dom, "type", "xen");
	add_text(l, dom, "name", "name");
	add_text(l, dom, "uuid", "uuid");
	add_text(l, dom, "description", "description");
	add_memory(l, dom);
	add_vcpus(l, dom);
	add_tuning(l, dom);
	add_bootloader(l, dom);
	add_os(l, dom);
	add_features(l, dom);
	add_cpu(l, dom);
	add_clock(l, dom);
	add_text(l, dom, "on_poweroff", "on_poweroff");
	add_text(l, dom, "on_reboot", "on_reboot");
	add_text(l, dom, "on_crash", "on_crash");
	lv_devices(l, lv_add(dom, "devices", NULL));
}

static int write_document(FILE *out, struct libvirt *l)
{
	xmlDocPtr doc = xmlNewDoc(BAD_CAST "1.0");
	xmlNodePtr dom = xmlNewDocNode(doc, NULL, BAD_CAST "domain", NULL);
	xmlBufferPtr buffer = xmlBufferCreate();
	int len;

	xmlDocSetRootElement(doc, dom);
	add_domain(l, dom);
	len = xmlNodeDump(buffer, doc, dom, 0, 1);
	if (len > 0)
		fprintf(out, "%s\n", (const char *)xmlBufferContent(buffer));
	xmlBufferFree(buffer);
	xmlFreeDoc(doc);
	return len > 0 ? 0 : -1;
}

int emit_libvirt(FILE *out, const struct tree *xl, struct diags *ds)
{
	struct arena *a = arena_new();
	struct xl_domain d;
	struct libvirt l = { .d = &d, .diags = ds, .arena = a };
	struct diags quiet;
	int ret;

	diags_init(&quiet, a);
	ret = xml_load(xl->file, ds);
	if (!ret)
		ret = xl_domain_read(a, xl, &d, &quiet);
	for (size_t i = 0; i < quiet.n; i++)
		if (quiet.v[i].level == DIAG_ERROR)
			diag_add(ds, quiet.v[i].id, quiet.v[i].pos,
				 quiet.v[i].name, "%s", quiet.v[i].text);
	if (!ret) {
		note_missing(&l);
		ret = write_document(out, &l);
	}
	arena_free(a);
	return ret;
}
