/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * The keys xl reads, by release, sorted by name.
 *
 * Which keys 4.2 and 4.17 read is known for certain. The release a later key
 * came with is known from its documentation; where that is silent the row
 * says the release that brought the feature itself.
 */
#include "xlcfg/keys.h"

#include <stdlib.h>
#include <string.h>

const struct xl_key xl_keys[] = {
	{ "acpi", XL_BOOL, 402, "ACPI tables for the guest" },
	{ "acpi_firmware", XL_STRING, 403, "file with extra ACPI tables" },
	{ "acpi_laptop_slate", XL_BOOL, 408, "ACPI laptop/slate mode switch" },
	{ "acpi_s3", XL_BOOL, 402, "ACPI S3 (suspend to RAM)" },
	{ "acpi_s4", XL_BOOL, 402, "ACPI S4 (suspend to disk)" },
	{ "altp2m", XL_INT_OR_STRING, 410, "alternate memory views" },
	{ "altp2mhvm", XL_BOOL, 406, "alternate memory views (old name)" },
	{ "apic", XL_BOOL, 402, "APIC tables in the firmware" },
	{ "bios", XL_STRING, 402, "virtual firmware: rombios, seabios, ovmf" },
	{ "bios_path_override", XL_STRING, 408, "file to use as that firmware" },
	{ "boot", XL_STRING, 402, "order of boot devices: c, d, n" },
	{ "bootloader", XL_STRING, 402, "program that finds kernel and ramdisk" },
	{ "bootloader_args", XL_STRING_OR_LIST, 402, "its arguments" },
	{ "builder", XL_STRING, 402, "generic or hvm; type= since 4.10" },
	{ "cap", XL_INT, 402, "most CPU time, in percent of one CPU" },
	{ "channel", XL_LIST, 405, "byte channels to the host" },
	{ "cmdline", XL_STRING, 405, "kernel command line" },
	{ "cpu_weight", XL_INT, 402, "scheduler weight" },
	{ "cpuid", XL_STRING_OR_LIST, 402, "CPUID policy" },
	{ "cpus", XL_STRING_OR_LIST, 402, "host CPUs the vCPUs may run on" },
	{ "cpus_soft", XL_STRING_OR_LIST, 405, "host CPUs the vCPUs prefer" },
	{ "device_model", XL_STRING, 402, "not used any more" },
	{ "device_model_args", XL_LIST, 402, "device model arguments" },
	{ "device_model_args_hvm", XL_LIST, 402, "the same, HVM only" },
	{ "device_model_args_pv", XL_LIST, 402, "the same, PV only" },
	{ "device_model_override", XL_STRING, 402, "device model program" },
	{ "device_model_stubdomain_override", XL_BOOL, 402, "device model in a domain of its own" },
	{ "device_model_stubdomain_seclabel", XL_STRING, 402, "its security label" },
	{ "device_model_user", XL_STRING, 407, "user the device model runs as" },
	{ "device_model_version", XL_STRING, 402, "qemu-xen or qemu-xen-traditional" },
	{ "device_tree", XL_STRING, 406, "partial device tree (Arm)" },
	{ "disk", XL_LIST, 402, "disks" },
	{ "display", XL_STRING, 404, "X display for SDL" },
	{ "dm_restrict", XL_BOOL, 411, "restrict the device model" },
	{ "driver_domain", XL_BOOL, 403, "the domain serves devices to others" },
	{ "dtdev", XL_LIST, 406, "device tree nodes passed through" },
	{ "e820_host", XL_BOOL, 402, "memory map as the host's (PV)" },
	{ "extra", XL_STRING, 402, "kernel command line, behind root=" },
	{ "extratime", XL_INT, 402, "SEDF extra time" },
	{ "firmware", XL_STRING, 410, "firmware to boot" },
	{ "firmware_override", XL_STRING, 402, "file to use as HVM firmware" },
	{ "gfx_passthru", XL_INT_OR_STRING, 402, "pass a graphics card through" },
	{ "gic_version", XL_STRING, 406, "interrupt controller (Arm)" },
	{ "hap", XL_BOOL, 402, "hardware assisted paging" },
	{ "hdtype", XL_STRING, 406, "disk controller: ide or ahci" },
	{ "hpet", XL_BOOL, 402, "high precision event timer" },
	{ "init_seclabel", XL_STRING, 403, "security label while being built" },
	{ "iomem", XL_LIST, 403, "host memory pages passed through" },
	{ "ioports", XL_LIST, 402, "host I/O ports passed through" },
	{ "irqs", XL_LIST, 402, "host interrupts passed through" },
	{ "kernel", XL_STRING, 402, "kernel file" },
	{ "keymap", XL_STRING, 402, "keyboard layout" },
	{ "latency", XL_INT, 402, "SEDF latency" },
	{ "localtime", XL_BOOL, 402, "clock in local time" },
	{ "max_event_channels", XL_INT, 404, "limit of event channels" },
	{ "max_grant_frames", XL_INT, 410, "limit of grant frames" },
	{ "max_grant_version", XL_INT, 417, "newest grant table version" },
	{ "max_maptrack_frames", XL_INT, 410, "limit of maptrack frames" },
	{ "maxmem", XL_INT, 402, "most memory, in MiB" },
	{ "maxvcpus", XL_INT, 402, "most vCPUs" },
	{ "mca_caps", XL_LIST, 410, "machine check capabilities" },
	{ "memory", XL_INT, 402, "memory, in MiB" },
	{ "mmio_hole", XL_INT, 405, "MMIO hole below 4 GiB, in MiB" },
	{ "ms_vm_genid", XL_STRING, 405, "VM generation ID: generate or none" },
	{ "msr_relaxed", XL_BOOL, 415, "unknown MSRs as before 4.15" },
	{ "name", XL_STRING, 402, "name of the domain" },
	{ "nestedhvm", XL_BOOL, 402, "virtualisation inside the guest" },
	{ "nographic", XL_BOOL, 402, "no graphics card" },
	{ "nomigrate", XL_BOOL, 402, "never migrate or save" },
	{ "nx", XL_BOOL, 402, "no-execute pages" },
	{ "on_crash", XL_STRING, 402, "what a crash leads to" },
	{ "on_poweroff", XL_STRING, 402, "what a power-off leads to" },
	{ "on_reboot", XL_STRING, 402, "what a reboot leads to" },
	{ "on_soft_reset", XL_STRING, 407, "what a soft reset leads to" },
	{ "on_watchdog", XL_STRING, 402, "what a watchdog timeout leads to" },
	{ "oos", XL_BOOL, 402, "out-of-sync shadow pages" },
	{ "opengl", XL_BOOL, 402, "OpenGL with SDL" },
	{ "p9", XL_LIST, 409, "9pfs shares" },
	{ "pae", XL_BOOL, 402, "physical address extensions" },
	{ "passthrough", XL_STRING, 413, "IOMMU mappings" },
	{ "pci", XL_LIST, 402, "PCI devices passed through" },
	{ "pci_msitranslate", XL_BOOL, 402, "default of their msitranslate" },
	{ "pci_permissive", XL_BOOL, 402, "default of their permissive" },
	{ "pci_power_mgmt", XL_BOOL, 402, "default of their power_mgmt" },
	{ "pci_seize", XL_BOOL, 404, "default of their seize" },
	{ "period", XL_INT, 402, "SEDF period" },
	{ "pool", XL_STRING, 402, "CPU pool" },
	{ "pvcalls", XL_LIST, 412, "pvcalls connections" },
	{ "pvshim", XL_BOOL, 411, "PV guest inside a PVH container" },
	{ "pvshim_cmdline", XL_STRING, 411, "the shim's command line" },
	{ "pvshim_extra", XL_STRING, 411, "more of it" },
	{ "pvshim_path", XL_STRING, 411, "the shim's file" },
	{ "ramdisk", XL_STRING, 402, "initial ramdisk" },
	{ "rdm", XL_STRING, 406, "reserved device memory" },
	{ "rdm_mem_boundary", XL_INT, 406, "its boundary, in MiB" },
	{ "root", XL_STRING, 402, "root= of the kernel command line" },
	{ "rtc_timeoffset", XL_INT, 402, "clock offset, in seconds" },
	{ "sdl", XL_BOOL, 402, "display in an X window" },
	{ "seclabel", XL_STRING, 402, "security label" },
	{ "serial", XL_STRING_OR_LIST, 402, "serial ports" },
	{ "shadow_memory", XL_INT, 402, "memory for shadow pages, in MiB" },
	{ "slice", XL_INT, 402, "SEDF slice" },
	{ "smbios_firmware", XL_STRING, 403, "file with extra SMBIOS structures" },
	{ "soundhw", XL_STRING, 402, "sound card" },
	{ "spice", XL_BOOL, 402, "display over SPICE" },
	{ "spice_clipboard_sharing", XL_BOOL, 403, "share the clipboard" },
	{ "spice_image_compression", XL_STRING, 406, "SPICE image compression" },
	{ "spice_streaming_video", XL_STRING, 406, "SPICE video detection" },
	{ "spiceagent_mouse", XL_BOOL, 402, "mouse through the agent" },
	{ "spicedisable_ticketing", XL_BOOL, 402, "no password needed" },
	{ "spicehost", XL_STRING, 402, "address to listen on" },
	{ "spicepasswd", XL_STRING, 402, "password" },
	{ "spiceport", XL_INT, 402, "port to listen on" },
	{ "spicetls_port", XL_INT, 402, "the port with TLS" },
	{ "spiceusbredirection", XL_INT, 404, "USB redirection channels" },
	{ "spicevdagent", XL_BOOL, 403, "agent in the guest" },
	{ "stdvga", XL_BOOL, 402, "standard VGA card" },
	{ "stubdomain_cmdline", XL_STRING, 414, "stub domain's command line" },
	{ "stubdomain_kernel", XL_STRING, 414, "stub domain's kernel" },
	{ "stubdomain_memory", XL_INT, 414, "stub domain's memory, in MiB" },
	{ "stubdomain_ramdisk", XL_STRING, 414, "stub domain's ramdisk" },
	{ "tee", XL_STRING, 413, "trusted execution environment (Arm)" },
	{ "timer_mode", XL_INT_OR_STRING, 402, "what missed timer ticks lead to" },
	{ "tsc_mode", XL_INT_OR_STRING, 402, "how the guest sees the TSC" },
	{ "type", XL_STRING, 410, "pv, pvh or hvm" },
	{ "usb", XL_BOOL, 402, "emulated USB bus" },
	{ "usbctrl", XL_LIST, 407, "USB controllers" },
	{ "usbdev", XL_LIST, 407, "USB devices passed through" },
	{ "usbdevice", XL_STRING_OR_LIST, 402, "devices on the emulated bus" },
	{ "usbversion", XL_INT, 404, "version of the emulated bus" },
	{ "uuid", XL_STRING, 402, "the domain's UUID" },
	{ "vcpus", XL_INT, 402, "vCPUs online at start" },
	{ "vdispl", XL_LIST, 411, "virtual displays" },
	{ "vendor_device", XL_STRING, 405, "variant of the PV PCI device" },
	{ "vfb", XL_LIST, 402, "PV frame buffers" },
	{ "vga", XL_STRING, 403, "graphics card" },
	{ "videoram", XL_INT, 402, "its memory, in MiB" },
	{ "vif", XL_LIST, 402, "network interfaces" },
	{ "vif2", XL_LIST, 402, "not supported; xl says so" },
	{ "viridian", XL_STRING_OR_LIST, 402, "Hyper-V enlightenments" },
	{ "vkb", XL_LIST, 412, "PV keyboards" },
	{ "vkb_device", XL_BOOL, 412, "PV keyboard for HVM" },
	{ "vmtrace_buf_kb", XL_INT, 415, "trace buffer, in KiB" },
	{ "vnc", XL_BOOL, 402, "display over VNC" },
	{ "vncdisplay", XL_INT, 402, "VNC display number" },
	{ "vnclisten", XL_STRING, 402, "address to listen on" },
	{ "vncpasswd", XL_STRING, 402, "VNC password" },
	{ "vncunused", XL_BOOL, 402, "take the first free display" },
	{ "vncviewer", XL_BOOL, 402, "not used any more" },
	{ "vnuma", XL_NESTED, 406, "virtual NUMA nodes" },
	{ "vpmu", XL_BOOL, 416, "performance counters (Arm)" },
	{ "vpt_align", XL_BOOL, 402, "align platform timers" },
	{ "vsnd", XL_NESTED, 412, "virtual sound cards" },
	{ "vtpm", XL_LIST, 403, "TPM devices" },
	{ "vuart", XL_STRING, 410, "virtual UART (Arm)" },
	{ "xauthority", XL_STRING, 404, "X authority file for SDL" },
	{ "xen_platform_pci", XL_BOOL, 402, "Xen's PCI device for PV drivers" },
	{ "xend_suspend_evtchn_compat", XL_BOOL, 417, "suspend as with xend" },
};

const size_t xl_key_count = sizeof(xl_keys) / sizeof(xl_keys[0]);

static const char *const extended_keys[] = {
	"description", "on_xend_start", "on_xend_stop", "vscsi", "vusb",
};

static int compare_key(const void *name, const void *row)
{
	return strcmp(name, ((const struct xl_key *)row)->name);
}

const struct xl_key *xl_key_find(const char *name)
{
	return bsearch(name, xl_keys, xl_key_count, sizeof(xl_keys[0]),
		       compare_key);
}

bool xl_key_extended(const char *name)
{
	for (size_t i = 0; i < sizeof(extended_keys) / sizeof(*extended_keys);
	     i++)
		if (!strcmp(extended_keys[i], name))
			return true;
	return false;
}

unsigned int xl_version_parse(const char *text)
{
	unsigned int v;

	for (v = XL_OLDEST; v <= XL_NEWEST; v++)
		if (!strcmp(text, xl_version_name(v)))
			return v;
	return 0;
}

const char *xl_version_name(unsigned int version)
{
	static const char *const names[] = {
		"4.2", "4.3", "4.4", "4.5", "4.6", "4.7", "4.8", "4.9",
		"4.10", "4.11", "4.12", "4.13", "4.14", "4.15", "4.16", "4.17",
	};

	if (version < XL_OLDEST || version > XL_NEWEST)
		return "?";
	return names[version - XL_OLDEST];
}
