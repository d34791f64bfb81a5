/* SPDX-License-Identifier: LGPL-2.1-only */
/* Rows of xm_variables[]: devices; their syntaxes are in xm/device/. */
{
	.name = "disk", .cli = XM_CLI_LIST, .def = "[]", .kind = XM_KIND_LIST,
	.guests = XM_ANY, .since = "3.0", .xl = "disk", .rule = rule_disk,
	.about = "Disks, each *TYPE:PARAMS,VDEV,MODE[,BACKEND[,PROTOCOL]]*. "
		 "TYPE is phy, file, tap:DRIVER, tap2:DRIVER or the name of a "
		 "block-TYPE script; VDEV may end in :cdrom; MODE is r, w or "
		 "w!. The first disk is the one a boot loader looks into.",
	.becomes = "xl's *key=value* form: *format*, *vdev*, *access*, "
		   "*devtype*, *backend*, *script*, and *target* last.",
},
{
	.name = "vif", .cli = XM_CLI_LIST, .def = "[]", .kind = XM_KIND_LIST,
	.guests = XM_ANY, .since = "3.0", .xl = "vif", .rule = rule_vif,
	.about = "Network interfaces, each *key=value* pairs: type, mac, "
		 "bridge, ip, script, backend, vifname, rate, model, accel, "
		 "policy, label.",
	.becomes = "The same pairs without blanks; *type* only for HVM "
		   "guests.",
},
{
	.name = "nics", .cli = XM_CLI_INT, .def = "-1", .kind = XM_KIND_INT,
	.guests = XM_ANY, .since = "3.0", .xl = "vif", .rule = rule_nics,
	.about = "Least number of network interfaces: *vif* is filled up with "
		 "interfaces that have all defaults.",
	.becomes = "Interfaces added to *vif*.",
},
{
	.name = "vif2", .cli = XM_CLI_LIST, .def = "[]", .kind = XM_KIND_LIST,
	.guests = XM_ANY, .since = "4.0", .xl = "vif", .rule = rule_vif2,
	.about = "Network interfaces of the netchannel2 protocol.",
	.becomes = "Plain interfaces in *vif*, with a warning.",
},
{
	.name = "vfb", .cli = XM_CLI_LIST, .def = "[]", .kind = XM_KIND_LIST,
	.guests = XM_ANY, .since = "3.1", .xl = "vfb", .rule = rule_vfb,
	.about = "Virtual frame buffers, each *key=value* pairs: type (vnc or "
		 "sdl), vnclisten, vncunused, vncdisplay, display, videoram, "
		 "xauthority, sdl, vnc, vncpasswd, opengl, keymap, serial, "
		 "monitor.",
	.becomes = "The same for PV guests, with *vnc=1* or *sdl=1* for "
		   "*type*. For HVM guests the first one becomes *vnc*, *sdl* "
		   "and their companions.",
},
{
	.name = "pci", .cli = XM_CLI_LIST, .def = "[]", .kind = XM_KIND_LIST,
	.guests = XM_ANY, .since = "3.0", .xl = "pci", .rule = rule_pci,
	.about = "PCI devices to pass through, each "
		 "*[DOMAIN:]BUS:SLOT.FUNCTION[@VSLOT][,OPTION=VALUE]*; "
		 "FUNCTION may be \\*, ranges, lists and P=V mappings.",
	.becomes = "One entry for each function.",
},
{
	.name = "vscsi", .cli = XM_CLI_LIST, .def = "[]",
	.kind = XM_KIND_LIST, .guests = XM_ANY, .since = "3.3",
	.xl = "vscsi", .rule = rule_vscsi,
	.about = "SCSI devices to pass through, each *PDEV,VDEV[,BACKEND]*.",
	.becomes = "Kept with a warning: stock xl ignores it.",
},
{
	.name = "vusb", .cli = XM_CLI_LIST, .def = "[]", .kind = XM_KIND_LIST,
	.guests = XM_ANY, .since = "4.0", .xl = "vusb",
	.rule = rule_vusb,
	.about = "PV USB controllers, each "
		 "*usbver=1|2,numports=N,port_1=BUSID,...*.",
	.becomes = "*usbctrl*; the devices stay in *vusb*, with a warning, "
		   "because xl names them by numbers that change.",
},
{
	.name = "vtpm", .cli = XM_CLI_LIST, .def = "[]", .kind = XM_KIND_LIST,
	.guests = XM_ANY, .since = "3.0", .xl = "vtpm", .rule = rule_vtpm,
	.about = "Virtual TPM: *instance=N,backend=DOM*. Only the first one "
		 "counts.",
	.becomes = "*backend=DOM,uuid=U* with a warning, since xl knows no "
		   "instances.",
},
{
	.name = "irq", .cli = XM_CLI_LIST, .def = "[]", .kind = XM_KIND_LIST,
	.guests = XM_ANY, .since = "3.1", .xl = "irqs", .rule = rule_irq,
	.about = "Interrupts the guest may use, a list of numbers.",
	.becomes = "*irqs*.",
},
{
	.name = "ioports", .cli = XM_CLI_LIST, .def = "[]",
	.kind = XM_KIND_LIST, .guests = XM_ANY, .since = "3.1",
	.xl = "ioports", .rule = rule_ioports,
	.about = "I/O ports the guest may use, each a text *A* or *A-B* in "
		 "hexadecimal without 0x.",
	.becomes = "Kept.",
},
{
	.name = "cpuid", .cli = XM_CLI_LIST, .def = "[]",
	.kind = XM_KIND_LIST, .guests = XM_ANY, .since = "3.3",
	.xl = "cpuid", .rule = rule_cpuid,
	.about = "What CPUID shows: *LEAF[,SUBLEAF]:REG=BITS[,REG=BITS]* with "
		 "32 of 1 0 x k s for each register, or 0x and digits.",
	.becomes = "Kept, with numbers written as 32 bits.",
},
{
	.name = "cpuid_check", .cli = XM_CLI_LIST, .def = "[]",
	.kind = XM_KIND_LIST, .guests = XM_ANY, .since = "3.3",
	.rule = rule_cpuid_check,
	.about = "What the host's CPUID must be, in the same form. It has no "
		 "effect without *cpuid*.",
	.becomes = "Lost with a warning; xl checks nothing.",
},
{
	.name = "access_control", .cli = XM_CLI_LIST, .def = "[]",
	.kind = XM_KIND_LIST, .guests = XM_ANY, .since = "3.1",
	.rule = rule_access_control,
	.about = "Security label of the ACM policy: *policy=P,label=L*.",
	.becomes = "Lost with a warning; Xen has no ACM any more. See "
		   "*seclabel* of xl.",
},
