/* SPDX-License-Identifier: LGPL-2.1-only */
/* Where each key goes in libxl's create and build information. */
#include <string.h>
#include <strings.h>

#include "base/arena.h"
#include "emit/json.h"

/* Where Debian's and upstream's 4.17 have their own firmware. */
#define BOOT_DIR "/usr/lib/xen-4.17/boot/"

/* -- what is more than one key's value -------------------------------------- */

static void write_type(struct json *j, const char *name)
{
	json_member_string(j, name, xl_guest_name(j->d->guest));
}

static void write_true(struct json *j, const char *name)
{
	json_member_choice(j, name, true);
}

/* With init_seclabel the domain changes to seclabel once it is built. */
static void write_label(struct json *j, const char *name)
{
	const char *init = xl_domain_text(j->d, "init_seclabel");
	const char *label = xl_domain_text(j->d, "seclabel");

	if (init || label)
		json_member_string(j, name, init ? init : label);
}

static void write_exec_label(struct json *j, const char *name)
{
	const char *label = xl_domain_text(j->d, "seclabel");

	if (label && xl_domain_text(j->d, "init_seclabel"))
		json_member_string(j, name, label);
}

static void write_memkb(struct json *j, const char *name, int64_t mb)
{
	json_string(j, name);
	json_unsigned(j, (uint64_t)mb * 1024);
}

static void write_max_memkb(struct json *j, const char *name)
{
	const struct xl_domain *d = j->d;
	int64_t sum = 0, mb;

	for (size_t i = 0; i < d->nvnodes; i++)
		sum += (int64_t)d->vnodes[i].size_mb;
	if (d->nvnodes)
		write_memkb(j, name, sum);
	else if (xl_domain_number(d, "maxmem", &mb) ||
		 (json_wanted(j, "memory") &&
		  xl_domain_number(d, "memory", &mb)))
		write_memkb(j, name, mb);
}

static void write_kernel(struct json *j, const char *name)
{
	const char *kernel = xl_domain_text(j->d, "kernel");
	const char *firmware = xl_domain_text(j->d, "firmware");

	if (kernel)
		json_member_string(j, name, kernel);
	else if (firmware && j->d->guest != XL_HVM)
		json_member_string(j, name,
				   arena_printf(j->d->arena, BOOT_DIR "%s.bin",
						firmware));
}

static void write_cmdline(struct json *j, const char *name)
{
	const char *text = xl_domain_cmdline(j->d);

	if (text)
		json_member_string(j, name, text);
}

/* Passing devices through to a PV guest turns it on, whatever the key says. */
static void write_e820_host(struct json *j, const char *name)
{
	int64_t n;

	if (j->d->npcis)
		json_member_choice(j, name, true);
	else if (xl_domain_number(j->d, "e820_host", &n))
		json_member_choice(j, name, n != 0);
}

/* firmware= names a BIOS by its beginning, or by name, or is a path. */
static const char *firmware_bios(const struct xl_domain *d, bool *path)
{
	const char *text = xl_domain_text(d, "firmware");
	const struct xl_word_key *bios = xl_word_key_find("bios");
	int word;

	*path = false;
	if (!text)
		return NULL;
	if (!strncmp("uefi", text, strlen(text)))
		return "ovmf";
	if (!strncmp("bios", text, strlen(text)))
		return NULL;
	word = xl_word_find(bios, text);
	*path = word < 0;
	return word < 0 ? NULL : bios->words[word].libxl;
}

static void write_firmware(struct json *j, const char *name)
{
	const char *over = xl_domain_text(j->d, "firmware_override");
	bool path;

	firmware_bios(j->d, &path);
	if (path)
		json_member_string(j, name, xl_domain_text(j->d, "firmware"));
	else if (over)
		json_member_string(j, name, over);
}

static void write_bios(struct json *j, const char *name)
{
	const struct xl_word_key *k = xl_word_key_find("bios");
	const char *text = xl_domain_text(j->d, "bios");
	int word = text ? xl_word_find(k, text) : -1;
	bool path;
	const char *bios = firmware_bios(j->d, &path);

	if (bios)
		json_member_string(j, name, bios);
	else if (word >= 0)
		json_member_string(j, name, k->words[word].libxl);
}

/* -- Hyper-V groups --------------------------------------------------------- */

#define GROUP_BITS 64	/* "all" names groups that are yet to come, too */

struct groups {
	bool enable[GROUP_BITS], disable[GROUP_BITS];
	bool defaults;
};

static struct groups read_groups(const struct xl_domain *d)
{
	const struct value *list = xl_domain_list(d, "viridian");
	struct groups g = { .defaults = false };

	for (size_t i = 0; list && i < list->items.n; i++) {
		const char *s = list->items.v[i]->str;
		bool on = *s != '!';
		int n = xl_viridian_find(s + !on);

		if (!strcmp(s, "defaults"))
			g.defaults = true;
		for (int k = 0; k < GROUP_BITS; k++) {
			if (k != n && strcmp(s, "all"))
				continue;
			g.enable[k] = on;
			g.disable[k] = !on;
		}
	}
	return g;
}

static void write_bits(struct json *j, const char *name, const bool *bits)
{
	if (!memchr(bits, true, GROUP_BITS))
		return;
	json_open_list(j, name);
	for (int i = 0; i < GROUP_BITS; i++)
		if (bits[i])
			json_number(j, i);
	json_close_list(j);
}

static void write_viridian(struct json *j, const char *name)
{
	int64_t n;

	if (xl_domain_number(j->d, "viridian", &n))
		json_member_choice(j, name, n != 0);
	else if (read_groups(j->d).defaults)
		json_member_choice(j, name, true);
}

static void write_viridian_enable(struct json *j, const char *name)
{
	struct groups g = read_groups(j->d);

	write_bits(j, name, g.enable);
}

static void write_viridian_disable(struct json *j, const char *name)
{
	struct groups g = read_groups(j->d);

	write_bits(j, name, g.disable);
}

/* -- graphics, ports -------------------------------------------------------- */

static void write_vga(struct json *j, const char *name)
{
	const struct xl_word_key *k = xl_word_key_find("vga");
	const char *text = xl_domain_text(j->d, "vga");
	int word = text ? xl_word_find(k, text) : -1;
	int64_t std;

	if (word >= 0)
		json_member_string(j, name, k->words[word].libxl);
	else if (xl_domain_number(j->d, "stdvga", &std))
		json_member_string(j, name, std ? "std" : "cirrus");
}

static void write_gfx_passthru(struct json *j, const char *name)
{
	int64_t n;

	if (xl_domain_number(j->d, "gfx_passthru", &n))
		json_member_choice(j, name, n != 0);
	else if (xl_domain_text(j->d, "gfx_passthru"))
		json_member_choice(j, name, true);
}

static void write_gfx_kind(struct json *j, const char *name)
{
	const char *text = xl_domain_text(j->d, "gfx_passthru");

	if (text && !strcmp(text, "igd"))
		json_member_string(j, name, text);
}

/*
 * xl 4.17 takes rdm over only when its parser stops before a policy, and then
 * hands on a policy that has no name.
 */
static void write_rdm(struct json *j, const char *name)
{
	const char *text = xl_domain_text(j->d, "rdm");

	if (text && !strcmp(text, "strategy=host")) {
		json_member_string(j, name, "host");
		json_string(j, "policy");
		yajl_gen_null(j->gen);
	}
}

static void write_mca_caps(struct json *j, const char *name)
{
	const struct value *list = xl_domain_list(j->d, "mca_caps");

	if (list && list->items.n)
		json_member_number(j, name, 1);	/* lmce, the only one */
}

static void write_ranges(struct json *j, const char *name,
			 const struct xl_range_list *l, const char *first)
{
	if (!l->n)
		return;
	json_open_list(j, name);
	for (size_t i = 0; i < l->n; i++) {
		yajl_gen_map_open(j->gen);
		if (l->v[i].start)
			json_member_number(j, first, (int64_t)l->v[i].start);
		if (l->v[i].count)
			json_member_number(j, "number",
					   (int64_t)l->v[i].count);
		if (l->v[i].has_gfn)
			json_member_number(j, "gfn", (int64_t)l->v[i].gfn);
		yajl_gen_map_close(j->gen);
	}
	json_close_list(j);
}

static void write_ioports(struct json *j, const char *name)
{
	write_ranges(j, name, &j->d->ioports, "first");
}

static void write_iomem(struct json *j, const char *name)
{
	write_ranges(j, name, &j->d->iomem, "start");
}

static void write_irqs(struct json *j, const char *name)
{
	if (!j->d->irqs.n)
		return;
	json_open_list(j, name);
	for (size_t i = 0; i < j->d->irqs.n; i++)
		json_number(j, (int64_t)j->d->irqs.v[i].start);
	json_close_list(j);
}

/* -- the rows --------------------------------------------------------------- */

#define C_INFO "c_info/"
#define B_INFO "b_info/"
#define HVM "b_info/type.hvm/"
#define PVH "b_info/type.pvh/"

const struct json_row json_domain_rows[] = {
	{ "c_info", JSON_OBJECT, NULL, 0, NULL },
	{ C_INFO "type", JSON_CALL, NULL, 0, write_type },
	{ C_INFO "hap", JSON_CHOICE, "hap", 0, NULL },
	{ C_INFO "oos", JSON_CHOICE, "oos", 0, NULL },
	{ C_INFO "ssid_label", JSON_CALL, NULL, 0, write_label },
	{ C_INFO "name", JSON_STRING, "name", 0, NULL },
	{ C_INFO "uuid", JSON_STRING, "uuid", 0, NULL },
	{ C_INFO "pool_name", JSON_STRING, "pool", 0, NULL },
	{ C_INFO "run_hotplug_scripts", JSON_CALL, NULL, 0, write_true },
	{ C_INFO "driver_domain", JSON_CHOICE, "driver_domain", 0, NULL },
	{ C_INFO "passthrough", JSON_WORD, "passthrough", 0, NULL },
	{ C_INFO "xend_suspend_evtchn_compat", JSON_CHOICE, "xend_suspend_evtchn_compat", 0, NULL },

	{ "b_info", JSON_OBJECT, NULL, 0, NULL },
	{ B_INFO "max_vcpus", JSON_CALL, NULL, 0, json_max_vcpus },
	{ B_INFO "avail_vcpus", JSON_CALL, NULL, 0, json_avail_vcpus },
	{ B_INFO "vcpu_hard_affinity", JSON_CALL, NULL, 0, json_hard_affinity },
	{ B_INFO "vcpu_soft_affinity", JSON_CALL, NULL, 0, json_soft_affinity },
	{ B_INFO "numa_placement", JSON_CALL, NULL, 0, json_numa_placement },
	{ B_INFO "tsc_mode", JSON_WORD, "tsc_mode", 0, NULL },
	{ B_INFO "max_memkb", JSON_CALL, NULL, 0, write_max_memkb },
	{ B_INFO "target_memkb", JSON_KB, "memory", 0, NULL },
	{ B_INFO "video_memkb", JSON_KB, "videoram", 0, NULL },
	{ B_INFO "shadow_memkb", JSON_KB, "shadow_memory", 0, NULL },
	{ B_INFO "rtc_timeoffset", JSON_UINT, "rtc_timeoffset", 0, NULL },
	{ B_INFO "exec_ssid_label", JSON_CALL, NULL, 0, write_exec_label },
	{ B_INFO "localtime", JSON_CHOICE, "localtime", 0, NULL },
	{ B_INFO "disable_migrate", JSON_CHOICE, "nomigrate", 0, NULL },
	{ B_INFO "cpuid", JSON_CALL, NULL, 0, json_cpuid },
	{ B_INFO "vnuma_nodes", JSON_CALL, NULL, 0, json_vnuma },
	{ B_INFO "max_grant_frames", JSON_SET_UINT, "max_grant_frames", 0, NULL },
	{ B_INFO "max_maptrack_frames", JSON_SET_UINT, "max_maptrack_frames", 0, NULL },
	{ B_INFO "max_grant_version", JSON_SET_INT, "max_grant_version", 0, NULL },
	{ B_INFO "device_model_version", JSON_WORD, "device_model_version", 0, NULL },
	{ B_INFO "device_model_stubdomain", JSON_CHOICE, "device_model_stubdomain_override", 0, NULL },
	{ B_INFO "stubdomain_memkb", JSON_KB, "stubdomain_memory", 0, NULL },
	{ B_INFO "stubdomain_kernel", JSON_STRING, "stubdomain_kernel", 0, NULL },
	{ B_INFO "stubdomain_cmdline", JSON_STRING, "stubdomain_cmdline", 0, NULL },
	{ B_INFO "stubdomain_ramdisk", JSON_STRING, "stubdomain_ramdisk", 0, NULL },
	{ B_INFO "device_model", JSON_STRING, "device_model_override", 0, NULL },
	{ B_INFO "device_model_ssid_label", JSON_STRING, "device_model_stubdomain_seclabel", 0, NULL },
	{ B_INFO "device_model_user", JSON_STRING, "device_model_user", 0, NULL },
	{ B_INFO "extra", JSON_STRINGS, "device_model_args", 0, NULL },
	{ B_INFO "extra_pv", JSON_STRINGS, "device_model_args_pv", 0, NULL },
	{ B_INFO "extra_hvm", JSON_STRINGS, "device_model_args_hvm", 0, NULL },
	{ B_INFO "sched_params", JSON_OBJECT, NULL, 0, NULL },
	{ B_INFO "sched_params/weight", JSON_SET_INT, "cpu_weight", 0, NULL },
	{ B_INFO "sched_params/cap", JSON_SET_INT, "cap", 0, NULL },
	{ B_INFO "sched_params/period", JSON_SET_INT, "period", 0, NULL },
	{ B_INFO "sched_params/extratime", JSON_SET_INT, "extratime", 0, NULL },
	{ B_INFO "sched_params/slice", JSON_SET_INT, "slice", 0, NULL },
	{ B_INFO "sched_params/latency", JSON_SET_INT, "latency", 0, NULL },
	{ B_INFO "ioports", JSON_CALL, NULL, 0, write_ioports },
	{ B_INFO "irqs", JSON_CALL, NULL, 0, write_irqs },
	{ B_INFO "iomem", JSON_CALL, NULL, 0, write_iomem },
	{ B_INFO "claim_mode", JSON_CALL, NULL, 0, write_true },
	{ B_INFO "event_channels", JSON_UINT, "max_event_channels", 0, NULL },
	{ B_INFO "kernel", JSON_CALL, NULL, 0, write_kernel },
	{ B_INFO "cmdline", JSON_CALL, NULL, 0, write_cmdline },
	{ B_INFO "ramdisk", JSON_STRING, "ramdisk", 0, NULL },
	{ B_INFO "device_tree", JSON_STRING, "device_tree", 0, NULL },
	{ B_INFO "acpi", JSON_CHOICE, "acpi", 0, NULL },
	{ B_INFO "bootloader", JSON_STRING, "bootloader", 0, NULL },
	{ B_INFO "bootloader_args", JSON_STRINGS, "bootloader_args", 0, NULL },
	{ B_INFO "timer_mode", JSON_WORD, "timer_mode", XL_HVM | XL_PVH, NULL },
	{ B_INFO "nested_hvm", JSON_CHOICE, "nestedhvm", 0, NULL },
	{ B_INFO "apic", JSON_CHOICE, "apic", XL_HVM, NULL },
	{ B_INFO "dm_restrict", JSON_CHOICE, "dm_restrict", 0, NULL },
	{ B_INFO "tee", JSON_WORD, "tee", 0, NULL },

	{ B_INFO "type.hvm", JSON_OBJECT, NULL, XL_HVM, NULL },
	{ HVM "firmware", JSON_CALL, NULL, XL_HVM, write_firmware },
	{ HVM "bios", JSON_CALL, NULL, XL_HVM, write_bios },
	{ HVM "pae", JSON_CHOICE, "pae", XL_HVM, NULL },
	{ HVM "acpi_s3", JSON_CHOICE, "acpi_s3", XL_HVM, NULL },
	{ HVM "acpi_s4", JSON_CHOICE, "acpi_s4", XL_HVM, NULL },
	{ HVM "acpi_laptop_slate", JSON_CHOICE, "acpi_laptop_slate", XL_HVM, NULL },
	{ HVM "nx", JSON_CHOICE, "nx", XL_HVM, NULL },
	{ HVM "viridian", JSON_CALL, NULL, XL_HVM, write_viridian },
	{ HVM "viridian_enable", JSON_CALL, NULL, XL_HVM, write_viridian_enable },
	{ HVM "viridian_disable", JSON_CALL, NULL, XL_HVM, write_viridian_disable },
	{ HVM "hpet", JSON_CHOICE, "hpet", XL_HVM, NULL },
	{ HVM "vpt_align", JSON_CHOICE, "vpt_align", XL_HVM, NULL },
	{ HVM "mmio_hole_memkb", JSON_KB, "mmio_hole", XL_HVM, NULL },
	{ HVM "altp2m", JSON_CHOICE, "altp2mhvm", XL_HVM, NULL },
	{ HVM "system_firmware", JSON_STRING, "bios_path_override", XL_HVM, NULL },
	{ HVM "smbios_firmware", JSON_STRING, "smbios_firmware", XL_HVM, NULL },
	{ HVM "acpi_firmware", JSON_STRING, "acpi_firmware", XL_HVM, NULL },
	{ HVM "hdtype", JSON_WORD, "hdtype", XL_HVM, NULL },
	{ HVM "nographic", JSON_CHOICE, "nographic", XL_HVM, NULL },
	{ HVM "vga", JSON_OBJECT, NULL, XL_HVM, NULL },
	{ HVM "vga/kind", JSON_CALL, NULL, XL_HVM, write_vga },
	{ HVM "vnc", JSON_OBJECT, NULL, XL_HVM, NULL },
	{ HVM "vnc/enable", JSON_CHOICE, "vnc", XL_HVM, NULL },
	{ HVM "vnc/listen", JSON_STRING, "vnclisten", XL_HVM, NULL },
	{ HVM "vnc/passwd", JSON_STRING, "vncpasswd", XL_HVM, NULL },
	{ HVM "vnc/display", JSON_INT, "vncdisplay", XL_HVM, NULL },
	{ HVM "vnc/findunused", JSON_CHOICE, "vncunused", XL_HVM, NULL },
	{ HVM "keymap", JSON_STRING, "keymap", XL_HVM, NULL },
	{ HVM "sdl", JSON_OBJECT, NULL, XL_HVM, NULL },
	{ HVM "sdl/enable", JSON_CHOICE, "sdl", XL_HVM, NULL },
	{ HVM "sdl/opengl", JSON_CHOICE, "opengl", XL_HVM, NULL },
	{ HVM "sdl/display", JSON_STRING, "display", XL_HVM, NULL },
	{ HVM "sdl/xauthority", JSON_STRING, "xauthority", XL_HVM, NULL },
	{ HVM "spice", JSON_OBJECT, NULL, XL_HVM, NULL },
	{ HVM "spice/enable", JSON_CHOICE, "spice", XL_HVM, NULL },
	{ HVM "spice/port", JSON_INT, "spiceport", XL_HVM, NULL },
	{ HVM "spice/tls_port", JSON_INT, "spicetls_port", XL_HVM, NULL },
	{ HVM "spice/host", JSON_STRING, "spicehost", XL_HVM, NULL },
	{ HVM "spice/disable_ticketing", JSON_CHOICE, "spicedisable_ticketing", XL_HVM, NULL },
	{ HVM "spice/passwd", JSON_STRING, "spicepasswd", XL_HVM, NULL },
	{ HVM "spice/agent_mouse", JSON_CHOICE, "spiceagent_mouse", XL_HVM, NULL },
	{ HVM "spice/vdagent", JSON_CHOICE, "spicevdagent", XL_HVM, NULL },
	{ HVM "spice/clipboard_sharing", JSON_CHOICE, "spice_clipboard_sharing", XL_HVM, NULL },
	{ HVM "spice/usbredirection", JSON_INT, "spiceusbredirection", XL_HVM, NULL },
	{ HVM "spice/image_compression", JSON_STRING, "spice_image_compression", XL_HVM, NULL },
	{ HVM "spice/streaming_video", JSON_STRING, "spice_streaming_video", XL_HVM, NULL },
	{ HVM "gfx_passthru", JSON_CALL, NULL, XL_HVM, write_gfx_passthru },
	{ HVM "gfx_passthru_kind", JSON_CALL, NULL, XL_HVM, write_gfx_kind },
	{ HVM "serial", JSON_STRING, "serial", XL_HVM, NULL },
	{ HVM "boot", JSON_STRING, "boot", XL_HVM, NULL },
	{ HVM "usb", JSON_CHOICE, "usb", XL_HVM, NULL },
	{ HVM "usbversion", JSON_INT, "usbversion", XL_HVM, NULL },
	{ HVM "usbdevice", JSON_STRING, "usbdevice", XL_HVM, NULL },
	{ HVM "vkb_device", JSON_CHOICE, "vkb_device", XL_HVM, NULL },
	{ HVM "soundhw", JSON_STRING, "soundhw", XL_HVM, NULL },
	{ HVM "xen_platform_pci", JSON_CHOICE, "xen_platform_pci", XL_HVM, NULL },
	{ HVM "usbdevice_list", JSON_STRINGS, "usbdevice", XL_HVM, NULL },
	{ HVM "vendor_device", JSON_WORD, "vendor_device", XL_HVM, NULL },
	{ HVM "serial_list", JSON_STRINGS, "serial", XL_HVM, NULL },
	{ HVM "rdm", JSON_OBJECT, NULL, XL_HVM, NULL },
	{ HVM "rdm/strategy", JSON_CALL, NULL, XL_HVM, write_rdm },
	{ HVM "rdm_mem_boundary_memkb", JSON_KB, "rdm_mem_boundary", XL_HVM, NULL },
	{ HVM "mca_caps", JSON_CALL, NULL, XL_HVM, write_mca_caps },

	{ B_INFO "type.pv", JSON_OBJECT, NULL, XL_PV, NULL },
	{ B_INFO "type.pv/e820_host", JSON_CALL, NULL, XL_PV, write_e820_host },

	{ B_INFO "type.pvh", JSON_OBJECT, NULL, XL_PVH, NULL },
	{ PVH "pvshim", JSON_CHOICE, "pvshim", XL_PVH, NULL },
	{ PVH "pvshim_path", JSON_STRING, "pvshim_path", XL_PVH, NULL },
	{ PVH "pvshim_cmdline", JSON_STRING, "pvshim_cmdline", XL_PVH, NULL },
	{ PVH "pvshim_extra", JSON_STRING, "pvshim_extra", XL_PVH, NULL },

	{ B_INFO "arch_arm", JSON_OBJECT, NULL, 0, NULL },
	{ B_INFO "arch_arm/gic_version", JSON_WORD, "gic_version", 0, NULL },
	{ B_INFO "arch_arm/vuart", JSON_WORD, "vuart", 0, NULL },
	{ B_INFO "arch_x86", JSON_OBJECT, NULL, 0, NULL },
	{ B_INFO "arch_x86/msr_relaxed", JSON_CHOICE, "msr_relaxed", 0, NULL },
	{ B_INFO "altp2m", JSON_WORD, "altp2m", 0, NULL },
	{ B_INFO "vmtrace_buf_kb", JSON_INT, "vmtrace_buf_kb", 0, NULL },
	{ B_INFO "vpmu", JSON_CHOICE, "vpmu", 0, NULL },
};

const size_t json_domain_row_count =
	sizeof(json_domain_rows) / sizeof(json_domain_rows[0]);
