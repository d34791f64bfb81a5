/* SPDX-License-Identifier: LGPL-2.1-only */
/* Rows of xm_variables[]: the platform an HVM guest sees. */
{
	.name = "acpi", .cli = XM_CLI_INT, .def = "1", .kind = XM_KIND_BOOL,
	.guests = XM_HVM, .since = "3.1", .xl = "acpi",
	.about = "Offer ACPI.",
	.becomes = "Kept.",
},
{
	.name = "apic", .cli = XM_CLI_INT, .def = "1", .kind = XM_KIND_BOOL,
	.guests = XM_HVM, .since = "3.1", .xl = "apic",
	.about = "Offer local and I/O APICs.",
	.becomes = "Kept.",
},
{
	.name = "pae", .cli = XM_CLI_INT, .def = "1", .kind = XM_KIND_BOOL,
	.guests = XM_HVM, .since = "3.1", .xl = "pae",
	.about = "Offer physical address extension.",
	.becomes = "Kept.",
},
{
	.name = "hpet", .cli = XM_CLI_INT, .def = "0", .kind = XM_KIND_BOOL,
	.guests = XM_HVM, .since = "3.3", .xl = "hpet", .rule = rule_hpet,
	.about = "Offer a high precision event timer.",
	.becomes = "Always written out: xl's default is 1.",
},
{
	.name = "viridian", .cli = XM_CLI_INT, .def = "0",
	.kind = XM_KIND_BOOL, .guests = XM_HVM, .since = "3.4",
	.xl = "viridian", .rule = rule_viridian,
	.about = "Offer the enlightenments of the Viridian interface.",
	.becomes = "Kept.",
},
{
	.name = "timer_mode", .cli = XM_CLI_INT, .def = "1",
	.kind = XM_KIND_OTHER, .guests = XM_HVM, .since = "3.2",
	.xl = "timer_mode", .rule = rule_timer_mode,
	.about = "What becomes of ticks a virtual CPU missed: 0 delay for "
		 "them, 1 do not delay, 2 none pending, 3 one pending.",
	.becomes = "xl's word for it.",
},
{
	.name = "vpt_align", .cli = XM_CLI_INT, .def = "1",
	.kind = XM_KIND_BOOL, .guests = XM_HVM, .since = "3.4",
	.xl = "vpt_align",
	.about = "Align the ticks of periodic timers.",
	.becomes = "Kept.",
},
{
	.name = "xen_platform_pci", .cli = XM_CLI_INT, .def = "1",
	.kind = XM_KIND_BOOL, .guests = XM_HVM, .since = "3.4",
	.xl = "xen_platform_pci",
	.about = "Offer the PCI device that PV drivers look for.",
	.becomes = "Kept.",
},
{
	.name = "xen_extended_power_mgmt", .cli = XM_CLI_NONE,
	.kind = XM_KIND_INT, .guests = XM_HVM, .since = "4.0",
	.rule = rule_lost_switch,
	.about = "Power management the guest may do itself, 0 to 2.",
	.becomes = "Lost with a warning if it is not 0.",
},
{
	.name = "pci_msitranslate", .cli = XM_CLI_INT, .def = "1",
	.kind = XM_KIND_BOOL, .guests = XM_ANY, .since = "3.4",
	.xl = "pci_msitranslate", .rule = rule_pci_msitranslate,
	.about = "Translate between MSI and INTx for devices of *pci* that do "
		 "not say otherwise.",
	.becomes = "Written out when there is *pci*: xl's default is 0.",
},
{
	.name = "pci_power_mgmt", .cli = XM_CLI_INT, .def = "0",
	.kind = XM_KIND_BOOL, .guests = XM_ANY, .since = "3.4",
	.xl = "pci_power_mgmt",
	.about = "Let the guest manage the power of devices of *pci* that do "
		 "not say otherwise.",
	.becomes = "Kept.",
},
{
	.name = "gfx_passthru", .cli = XM_CLI_STRING, .kind = XM_KIND_OTHER,
	.guests = XM_HVM, .since = "4.0", .xl = "gfx_passthru",
	.rule = rule_gfx_passthru,
	.about = "The passed through graphics card is the guest's primary "
		 "one.",
	.becomes = "Kept.",
},
{
	.name = "localtime", .cli = XM_CLI_BOOL, .def = "0",
	.kind = XM_KIND_BOOL, .guests = XM_ANY, .since = "3.0",
	.xl = "localtime",
	.about = "The guest's clock starts with the host's local time, not "
		 "with UTC.",
	.becomes = "Kept.",
},
{
	.name = "rtc_timeoffset", .cli = XM_CLI_INT, .def = "0",
	.kind = XM_KIND_INT, .guests = XM_HVM, .since = "3.1",
	.xl = "rtc_timeoffset", .rule = rule_rtc_timeoffset,
	.about = "Seconds the guest's clock is ahead of the host's.",
	.becomes = "Kept; a negative number is written in quotes.",
},
{
	.name = "boot", .cli = XM_CLI_STRING, .def = "\"c\"",
	.kind = XM_KIND_TEXT, .guests = XM_HVM, .since = "3.0", .xl = "boot",
	.rule = rule_boot,
	.about = "Devices to boot from, in order: a floppy, c disk, d CD-ROM, "
		 "n network.",
	.becomes = "Always written out: xl's default is *cda*.",
},
{
	.name = "usb", .cli = XM_CLI_BOOL, .def = "0", .kind = XM_KIND_BOOL,
	.guests = XM_ANY, .since = "3.0", .xl = "usb", .rule = rule_usb,
	.about = "Give the HVM guest a USB controller. In Xen 3.0 a list of "
		 "ports for a PV guest.",
	.becomes = "The switch is kept.",
},
{
	.name = "usbdevice", .cli = XM_CLI_STRING, .def = "\"\"",
	.kind = XM_KIND_TEXT, .guests = XM_HVM, .since = "3.1",
	.xl = "usbdevice", .rule = rule_usbdevice,
	.about = "One device at that controller: *mouse*, *tablet*, "
		 "*host:BUS.ADDR* or *host:VENDOR:PRODUCT*.",
	.becomes = "Kept.",
},
{
	.name = "soundhw", .cli = XM_CLI_STRING, .def = "\"\"",
	.kind = XM_KIND_TEXT, .guests = XM_HVM, .since = "3.1",
	.xl = "soundhw",
	.about = "Sound card to emulate, *sb16* or *es1370* for instance.",
	.becomes = "Kept.",
},
{
	.name = "stdvga", .cli = XM_CLI_BOOL, .def = "0",
	.kind = XM_KIND_BOOL, .guests = XM_HVM, .since = "3.0",
	.xl = "stdvga",
	.about = "Emulate a standard VGA instead of a Cirrus card.",
	.becomes = "Kept.",
},
{
	.name = "videoram", .cli = XM_CLI_INT, .def = "4",
	.kind = XM_KIND_INT, .guests = XM_HVM, .since = "3.2",
	.xl = "videoram", .rule = rule_videoram,
	.about = "Memory of the emulated graphics card in MiB.",
	.becomes = "Kept, unless it is less than xl accepts (8, or 16 for a "
		   "standard VGA): then left out, and xl takes its least.",
},
{
	.name = "isa", .cli = XM_CLI_BOOL, .def = "0", .kind = XM_KIND_BOOL,
	.guests = XM_HVM, .since = "3.0", .rule = rule_lost_switch,
	.about = "Emulate a machine with an ISA bus only.",
	.becomes = "Lost with a warning if it is on.",
},
{
	.name = "nographic", .cli = XM_CLI_BOOL, .def = "0",
	.kind = XM_KIND_BOOL, .guests = XM_HVM, .since = "3.0",
	.xl = "nographic",
	.about = "No display at all; *vnc* and *sdl* have no effect then.",
	.becomes = "Kept, with *vnc=0*.",
},
{
	.name = "serial", .cli = XM_CLI_STRING, .def = "\"\"",
	.kind = XM_KIND_OTHER, .guests = XM_HVM, .since = "3.0",
	.xl = "serial", .rule = rule_serial,
	.about = "Where the serial port leads (*pty*, *file:PATH*, a device "
		 "...), or a list of such for several ports.",
	.becomes = "Kept.",
},
{
	.name = "fda", .cli = XM_CLI_STRING, .def = "\"\"",
	.kind = XM_KIND_TEXT, .guests = XM_HVM, .since = "3.0",
	.xl = "device_model_args_hvm", .rule = rule_floppy,
	.about = "Path of the first floppy's image.",
	.becomes = "An argument in *device_model_args_hvm*.",
},
{
	.name = "fdb", .cli = XM_CLI_STRING, .def = "\"\"",
	.kind = XM_KIND_TEXT, .guests = XM_HVM, .since = "3.0",
	.xl = "device_model_args_hvm", .rule = rule_floppy,
	.about = "Path of the second floppy's image.",
	.becomes = "An argument in *device_model_args_hvm*.",
},
{
	.name = "parallel", .cli = XM_CLI_STRING, .def = "\"\"",
	.kind = XM_KIND_TEXT, .guests = XM_HVM, .since = "4.0",
	.xl = "device_model_args_hvm", .rule = rule_parallel,
	.about = "Where the parallel port leads.",
	.becomes = "An argument in *device_model_args_hvm*.",
},
{
	.name = "monitor", .cli = XM_CLI_BOOL, .def = "0",
	.kind = XM_KIND_BOOL, .guests = XM_HVM, .since = "3.1",
	.xl = "device_model_args_hvm", .rule = rule_monitor,
	.about = "Offer the device model's monitor on a virtual console.",
	.becomes = "An argument in *device_model_args_hvm*.",
},
{
	.name = "monitor_path", .cli = XM_CLI_STRING, .def = "\"\"",
	.kind = XM_KIND_TEXT, .guests = XM_HVM, .since = "4.0",
	.xl = "device_model_args_hvm", .rule = rule_monitor_path,
	.about = "Where the device model's monitor is, which this switches "
		 "on.",
	.becomes = "An argument in *device_model_args_hvm*.",
},
{
	.name = "guest_os_type", .cli = XM_CLI_STRING, .def = "\"default\"",
	.kind = XM_KIND_TEXT, .guests = XM_HVM, .since = "3.2",
	.rule = rule_no_effect,
	.about = "Kind of guest on the ia64 architecture.",
	.becomes = "Left out.",
},
