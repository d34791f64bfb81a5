/* SPDX-License-Identifier: LGPL-2.1-only */
/* Rows of xm_variables[]: who the domain is and what it boots. */
{
	.name = "name", .cli = XM_CLI_STRING, .kind = XM_KIND_TEXT,
	.guests = XM_ANY, .since = "3.0", .xl = "name", .rule = rule_name,
	.about = "Name of the domain: letters, digits and _ - . : + only. "
		 "Without it the domain is called as its config file.",
	.becomes = "Always written out, since xl has no default for it.",
},
{
	.name = "uuid", .cli = XM_CLI_STRING, .kind = XM_KIND_TEXT,
	.guests = XM_ANY, .since = "3.1", .xl = "uuid", .rule = rule_uuid,
	.about = "Identity of the domain: 32 hexadecimal digits, hyphens are "
		 "optional. Without it each creation makes a new one.",
	.becomes = "Kept, in lower case with hyphens.",
},
{
	.name = "description", .cli = XM_CLI_STRING, .def = "\"\"",
	.kind = XM_KIND_TEXT, .guests = XM_ANY, .since = "4.0",
	.xl = "description",
	.about = "Free text about the domain; it has no effect.",
	.becomes = "Kept. Stock xl ignores it.",
},
{
	.name = "builder", .cli = XM_CLI_STRING, .def = "\"linux\"",
	.kind = XM_KIND_TEXT, .guests = XM_ANY, .since = "3.0", .xl = "type",
	.rule = rule_builder,
	.about = "*linux* for any paravirtualised guest, *hvm* for a fully "
		 "virtualised one. Xen 3.0 called the latter *vmx*.",
	.becomes = "*type=\"pv\"* or *type=\"hvm\"*; for releases before 4.10 "
		   "*builder=\"generic\"* or *builder=\"hvm\"*. Any other word "
		   "is an error, as it was in xend.",
},
{
	.name = "loader", .cli = XM_CLI_STRING, .def = "\"\"",
	.kind = XM_KIND_TEXT, .guests = XM_HVM, .since = "3.3",
	.xl = "firmware_override", .rule = rule_loader,
	.about = "Firmware of an HVM guest. When it is given, *kernel* is a "
		 "Linux kernel that the device model boots directly.",
	.becomes = "Left out if it is hvmloader, which xl finds by itself; "
		   "any other path becomes *firmware_override*.",
},
{
	.name = "kernel", .cli = XM_CLI_STRING, .kind = XM_KIND_TEXT,
	.guests = XM_ANY, .since = "3.0", .xl = "kernel", .rule = rule_kernel,
	.about = "PV: the kernel image, or with *bootloader* what is passed on "
		 "to it. HVM without *loader*: the firmware.",
	.becomes = "PV: kept. HVM without *loader*: left out if it is "
		   "hvmloader, else *firmware_override*. HVM with *loader*: "
		   "kept, for direct kernel boot.",
},
{
	.name = "ramdisk", .cli = XM_CLI_STRING, .def = "\"\"",
	.kind = XM_KIND_TEXT, .guests = XM_ANY, .since = "3.0",
	.xl = "ramdisk", .rule = rule_ramdisk,
	.about = "Initial ramdisk that goes with *kernel*.",
	.becomes = "Kept where a kernel is booted, else left out (xl refuses "
		   "an HVM guest that has a ramdisk but no kernel).",
},
{
	.name = "bootloader", .cli = XM_CLI_STRING, .kind = XM_KIND_TEXT,
	.guests = XM_PV, .since = "3.0", .xl = "bootloader",
	.rule = rule_bootloader,
	.about = "Program that takes kernel and ramdisk out of the guest's "
		 "first disk. A PV guest with neither *kernel* nor "
		 "*bootloader* is booted by pygrub.",
	.becomes = "Kept; *pygrub* is written out where xm took it by itself. "
		   "The path of an old installation's pygrub becomes the bare "
		   "name, which xl finds in its own.",
},
{
	.name = "bootargs", .cli = XM_CLI_STRING, .kind = XM_KIND_TEXT,
	.guests = XM_PV, .since = "3.1", .xl = "bootloader_args",
	.rule = rule_bootargs,
	.about = "Arguments of the boot loader, split as a shell would. xm "
		 "passes *-q* when nothing is given.",
	.becomes = "*bootloader_args*, a list; *-q* is written out.",
},
{
	.name = "bootentry", .cli = XM_CLI_STRING, .kind = XM_KIND_TEXT,
	.guests = XM_PV, .since = "3.0", .rule = rule_no_effect,
	.about = "Entry for the boot loader of Xen 3.0. Later releases "
		 "declare it and never read it.",
	.becomes = "Left out.",
},
{
	.name = "features", .cli = XM_CLI_STRING, .def = "\"\"",
	.kind = XM_KIND_TEXT, .guests = XM_PV, .since = "3.1",
	.rule = rule_features,
	.about = "Features of the PV kernel to force or, with !, to forbid; "
		 "separated by |.",
	.becomes = "Lost with a warning: xl builds the guest with the "
		   "features its kernel names.",
},
{
	.name = "device_model", .cli = XM_CLI_STRING, .kind = XM_KIND_TEXT,
	.guests = XM_HVM, .since = "3.0", .xl = "device_model_override",
	.rule = rule_device_model,
	.about = "The device model: qemu-dm by default, *stubdom-dm* for one "
		 "in a stub domain.",
	.becomes = "qemu-dm is left out, xl uses its own. stubdom-dm becomes "
		   "*device_model_stubdomain_override=1*, any other program "
		   "*device_model_override* with a warning.",
},
{
	.name = "pool", .cli = XM_CLI_STRING, .kind = XM_KIND_TEXT,
	.guests = XM_ANY, .since = "4.1", .xl = "pool",
	.about = "Name of the CPU pool the domain runs in, Pool-0 by default.",
	.becomes = "Kept.",
},
{
	.name = "blkif", .cli = XM_CLI_BOOL, .def = "0", .kind = XM_KIND_BOOL,
	.guests = XM_ANY, .since = "3.0", .xl = "driver_domain",
	.rule = rule_backend_domain,
	.about = "The domain serves block devices to others.",
	.becomes = "*driver_domain=1*.",
},
{
	.name = "netif", .cli = XM_CLI_BOOL, .def = "0", .kind = XM_KIND_BOOL,
	.guests = XM_ANY, .since = "3.0", .xl = "driver_domain",
	.rule = rule_backend_domain,
	.about = "The domain serves network devices to others.",
	.becomes = "*driver_domain=1*.",
},
{
	.name = "tpmif", .cli = XM_CLI_LIST, .def = "0", .kind = XM_KIND_OTHER,
	.guests = XM_ANY, .since = "3.0", .rule = rule_tpmif,
	.about = "The domain serves virtual TPMs to others.",
	.becomes = "Lost with a warning; vTPMs of xl live in stub domains.",
},
{
	.name = "target", .cli = XM_CLI_INT, .def = "0", .kind = XM_KIND_INT,
	.guests = XM_ANY, .since = "3.3", .rule = rule_target,
	.about = "Domain that this one serves as a device model; only in "
		 "configs that go with stub domains.",
	.becomes = "Lost with a warning; xl makes stub domains by itself.",
},
