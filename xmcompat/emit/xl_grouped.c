/* SPDX-License-Identifier: LGPL-2.1-only */
/* A config that has no layout of its own: keys in groups, under headings. */
#include <string.h>

#include "emit/xl.h"

#define GROUP_KEYS 24

static const struct group {
	const char *heading;
	const char *keys[GROUP_KEYS];	/* in this order; "prefix*" is allowed */
} groups[] = {
	{ "the domain", { "name", "uuid", "description", "type", "builder",
			  "pool", "seclabel", "init_seclabel",
			  "driver_domain" } },
	{ "boot", { "kernel", "ramdisk", "root", "extra", "cmdline",
		    "bootloader", "bootloader_args", "firmware",
		    "firmware_override", "bios", "bios_path_override",
		    "boot" } },
	{ "memory and CPUs", { "memory", "maxmem", "shadow_memory", "vcpus",
			       "maxvcpus", "cpus", "cpus_soft", "cpu_weight",
			       "cap", "cpuid", "vnuma", "nestedhvm", "hap",
			       "oos", "nomigrate" } },
	{ "devices", { "disk", "vif", "vtpm", "pci", "pci_*", "usb",
		       "usbdevice", "usbctrl", "usbdev", "usbversion", "vusb",
		       "vscsi", "irqs", "ioports", "iomem", "channel", "p9",
		       "vdispl", "vsnd", "serial", "soundhw" } },
	{ "display", { "vfb", "vkb", "vnc", "vnc*", "sdl", "opengl", "display",
		       "xauthority", "keymap", "stdvga", "vga", "videoram",
		       "nographic", "gfx_passthru", "spice*" } },
	{ "platform", { "acpi*", "apic", "pae", "nx", "hpet", "viridian",
			"vpt_align", "timer_mode", "tsc_mode", "localtime",
			"rtc_timeoffset", "xen_platform_pci",
			"device_model*" } },
	{ "life cycle", { "on_*" } },
};

#define GROUPS (sizeof(groups) / sizeof(groups[0]))

static bool matches(const char *pattern, const char *name)
{
	size_t len = strlen(pattern);

	if (pattern[len - 1] == '*')
		return !strncmp(pattern, name, len - 1);
	return !strcmp(pattern, name);
}

static bool in_group(const struct group *g, const char *name)
{
	for (size_t i = 0; i < GROUP_KEYS && g->keys[i]; i++)
		if (matches(g->keys[i], name))
			return true;
	return false;
}

/* Is an earlier pattern of the group the one that writes it? */
static bool matched_before(const struct group *g, size_t k, const char *name)
{
	for (size_t i = 0; i < k; i++)
		if (matches(g->keys[i], name))
			return true;
	return false;
}

static void heading(struct xl_text *t, const char *text, bool *first)
{
	fprintf(t->out, "%s# %s\n", *first ? "" : "\n", text);
	*first = false;
}

static void write_group(struct xl_text *t, const struct group *g, bool *first)
{
	bool any = false;

	for (size_t k = 0; k < GROUP_KEYS && g->keys[k]; k++) {
		for (size_t i = 0; i < t->xl->n; i++) {
			const struct binding *b = &t->xl->v[i];

			if (!matches(g->keys[k], b->name) ||
			    matched_before(g, k, b->name))
				continue;
			if (!any)
				heading(t, g->heading, first);
			any = true;
			xl_write_assignment(t, b, " = ", NULL);
		}
	}
}

static bool in_any_group(const char *name)
{
	for (size_t g = 0; g < GROUPS; g++)
		if (in_group(&groups[g], name))
			return true;
	return false;
}

void xl_write_grouped(struct xl_text *t)
{
	bool first = true, any = false;

	for (size_t g = 0; g < GROUPS; g++)
		write_group(t, &groups[g], &first);
	for (size_t i = 0; i < t->xl->n; i++) {
		if (in_any_group(t->xl->v[i].name))
			continue;
		if (!any)
			heading(t, "other settings", &first);
		any = true;
		xl_write_assignment(t, &t->xl->v[i], " = ", NULL);
	}
}
