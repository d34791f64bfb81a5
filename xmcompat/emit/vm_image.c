/* SPDX-License-Identifier: LGPL-2.1-only */
/* The (image …) part of the S-expression. */
#include <string.h>

#include "base/arena.h"
#include "emit/vm.h"

/* Copied into an HVM image when they are not None, in this order. */
static const char *const hvm_keys[] = {
	"acpi", "apic", "boot", "cpuid", "cpuid_check", "device_model",
	"display", "fda", "fdb", "gfx_passthru", "guest_os_type", "hap",
	"hpet", "isa", "keymap", "localtime", "nographic", "opengl", "oos",
	"pae", "pci", "pci_msitranslate", "pci_power_mgmt", "rtc_timeoffset",
	"sdl", "soundhw", "stdvga", "timer_mode", "usb", "usbdevice", "vcpus",
	"vnc", "vncconsole", "vncdisplay", "vnclisten", "vncunused",
	"viridian", "vpt_align", "xauthority", "xen_extended_power_mgmt",
	"xen_platform_pci", "memory_sharing",
};

/* Of these, the ones that are true, in this order. */
static const char *const console_keys[] = {
	"videoram", "parallel", "serial", "monitor", "monitor_path",
};

static const char *const late_keys[] = {
	"vhpt", "machine_address_size", "suppress_spurious_page_faults",
};

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static void add_true(struct vm_writer *w, struct sxp *image,
		     const char *const *keys, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const struct value *v = xm_get(w->o, keys[i]);

		if (xm_true(v))
			vm_pair(w, image, keys[i], v);
	}
}

/* Something xm could only join to text: it raised TypeError. */
static int not_text(struct vm_writer *w, const char *name,
		    const struct value *v)
{
	struct diag *d = diag_add(w->ds, DIAG_SXP_NOT_TEXT, v->pos, name,
				  "a value of type %s where xm needs text",
				  value_type_name(v->type));

	d->advice = "put it in quotes";
	return -1;
}

/*
 * kernel, ramdisk and loader. xm made names that have no directory absolute,
 * and looked whether the file exists, which a dry run of ours does not.
 */
static int add_file(struct vm_writer *w, struct sxp *image, const char *key)
{
	const struct value *v = xm_get(w->o, key);
	const char *path;

	if (!xm_true(v))
		return 0;
	if (!value_is_text(v))
		return not_text(w, key, v);
	path = v->str;
	if (*path != '/' &&
	    (strcmp(path, "hvmloader") || !strcmp(key, "ramdisk")) &&
	    (!strcmp(key, "loader") || !xm_true(xm_get(w->o, "bootloader"))))
		path = vm_abspath(w->arena, path);
	sxp_pair(w->arena, image, key, path);
	return 0;
}

/* Seven fields joined by colons, when ip is set or dhcp is not "off". */
static int add_ip(struct vm_writer *w, struct sxp *image)
{
	static const char *const fields[] = {
		"ip", "nfs_server", "gateway", "netmask", "hostname",
		"interface", "dhcp",
	};
	const struct value *dhcp = xm_get(w->o, "dhcp");
	char *text = arena_strdup(w->arena, "");

	if (!xm_true(xm_get(w->o, "ip")) && dhcp && value_is_text(dhcp) &&
	    !strcmp(dhcp->str, "off"))
		return 0;
	for (size_t i = 0; i < COUNT(fields); i++) {
		const struct value *v = xm_get(w->o, fields[i]);
		const char *part = "";

		if (xm_true(v) && !value_is_text(v))
			return not_text(w, fields[i], v);
		if (v && value_is_text(v))
			part = v->str;
		if (i == 1 && !*part)
			part = "127.0.255.255";
		text = arena_printf(w->arena, "%s%s%s", text, i ? ":" : "",
				    part);
	}
	sxp_pair(w->arena, image, "ip",
		 strncmp(text, "ip=", 3) ? text : text + 3);
	return 0;
}

static int add_root(struct vm_writer *w, struct sxp *image)
{
	const struct value *v = xm_get(w->o, "root");

	if (!xm_true(v))
		return 0;
	if (!value_is_text(v))
		return not_text(w, "root", v);
	sxp_pair(w->arena, image, "root",
		 strncmp(v->str, "root=", 5) ? v->str : v->str + 5);
	return 0;
}

/* extra, behind what nfs_root asks for. */
static int add_args(struct vm_writer *w, struct sxp *image)
{
	const struct value *extra = xm_get(w->o, "extra");
	const struct value *root = xm_get(w->o, "nfs_root");
	const struct value *server = xm_get(w->o, "nfs_server");

	if (!xm_true(root)) {
		if (xm_true(extra))
			vm_pair(w, image, "args", extra);
		return 0;
	}
	if (!xm_true(server)) {
		diag_add(w->ds, DIAG_SXP_NFS_SERVER, root->pos, "nfs_root",
			 "nfs_root is set, nfs_server is not")->advice =
			"set both, or neither";
		return -1;
	}
	if (!value_is_text(root))
		return not_text(w, "nfs_root", root);
	if (!value_is_text(server))
		return not_text(w, "nfs_server", server);
	if (xm_true(extra) && !value_is_text(extra))
		return not_text(w, "extra", extra);
	sxp_pair(w->arena, image, "args",
		 arena_printf(w->arena, "nfsroot=%s:%s %s", server->str,
			      root->str, xm_true(extra) ? extra->str : ""));
	return 0;
}

static void add_from_environment(struct vm_writer *w, struct sxp *image,
				 const char *key, const struct value *v)
{
	if (xm_true(v))
		vm_pair(w, image, key, v);
	else if (!strcmp(key, "xauthority"))
		sxp_pair(w->arena, image, key, vm_xauthority(w->arena));
	else if (vm_display())
		sxp_pair(w->arena, image, key, vm_display());
}

static int add_hvm_key(struct vm_writer *w, struct sxp *image,
		       const char *key)
{
	const struct xm_option *opt = xm_option(w->o, key);

	if (!strcmp(key, "display") || !strcmp(key, "xauthority")) {
		add_from_environment(w, image, key, opt ? opt->value : NULL);
		return 0;
	}
	if (!strncmp(key, "cpuid", 5))
		return vm_cpuid(w, image, key);
	if (!strcmp(key, "pci"))
		return vm_image_pci(w, image);
	/* On is qemu's default for opengl; xm itself has none. */
	if (!opt || !opt->value || (!strcmp(key, "opengl") &&
				    opt->source == XM_FROM_DEFAULT))
		return 0;
	vm_pair(w, image, key, opt->value);
	return 0;
}

static int add_hvm(struct vm_writer *w, struct sxp *image)
{
	const struct value *passwd = xm_get(w->o, "vncpasswd");

	for (size_t i = 0; i < COUNT(hvm_keys); i++)
		if (add_hvm_key(w, image, hvm_keys[i]))
			return -1;
	if (passwd)
		vm_pair(w, image, "vncpasswd", passwd);
	return 0;
}

/* A builder that is false leaves no image, which is written as None. */
static struct sxp *start(struct vm_writer *w, struct sxp *vm)
{
	const struct value *builder = xm_get(w->o, "builder");
	struct sxp *slot = sxp_sub(w->arena, vm, "image");
	struct sxp *image;

	if (!xm_true(builder)) {
		sxp_push(slot, sxp_atom(w->arena, SXP_QUOTED, "None", 4));
		return NULL;
	}
	image = sxp_list(w->arena);
	sxp_push(image, vm_value(w, builder));
	sxp_push(slot, image);
	w->hvm = value_is_text(builder) && !strcmp(builder->str, "hvm");
	return image;
}

int vm_image(struct vm_writer *w, struct sxp *vm)
{
	const struct value *superpages = xm_get(w->o, "superpages");
	struct sxp *image = start(w, vm);

	if (!image)
		return 0;
	if (add_file(w, image, "kernel") || add_file(w, image, "ramdisk") ||
	    add_file(w, image, "loader") || add_ip(w, image) ||
	    add_root(w, image))
		return -1;
	add_true(w, image, console_keys, COUNT(console_keys));
	if (add_args(w, image))
		return -1;
	if (xm_true(superpages))
		vm_pair(w, image, "superpages", superpages);
	if (w->hvm && add_hvm(w, image))
		return -1;
	add_true(w, image, late_keys, COUNT(late_keys));
	if (xm_get(w->o, "tsc_mode"))
		vm_pair(w, image, "tsc_mode", xm_get(w->o, "tsc_mode"));
	if (xm_get(w->o, "nomigrate"))
		vm_pair(w, image, "nomigrate", xm_get(w->o, "nomigrate"));
	return 0;
}
