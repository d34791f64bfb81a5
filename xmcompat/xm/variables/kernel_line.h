/* SPDX-License-Identifier: LGPL-2.1-only */
/* Rows of xm_variables[]: the PV kernel's command line and its helpers. */
{
	.name = "root", .cli = XM_CLI_STRING, .def = "\"\"",
	.kind = XM_KIND_TEXT, .guests = XM_ANY, .since = "3.0", .xl = "root",
	.rule = rule_root,
	.about = "Root device for the kernel command line; a leading *root=* "
		 "is not counted. It has no effect if *extra* has a *root=* "
		 "of its own.",
	.becomes = "Kept where a kernel is booted and *extra* says nothing of "
		   "it.",
},
{
	.name = "extra", .cli = XM_CLI_STRING, .def = "\"\"",
	.kind = XM_KIND_TEXT, .guests = XM_ANY, .since = "3.0", .xl = "extra",
	.rule = rule_extra,
	.about = "What else the kernel command line shall hold.",
	.becomes = "Kept, with *ip=* and *nfsroot=* made of the variables "
		   "below in front. Left out for an HVM guest without direct "
		   "kernel boot, which xl would refuse.",
},
{
	.name = "ip", .cli = XM_CLI_STRING, .def = "\"\"",
	.kind = XM_KIND_TEXT, .guests = XM_PV, .since = "3.0", .xl = "extra",
	.rule = rule_kernel_ip,
	.about = "Address for the *ip=* parameter of the kernel, which is "
		 "made when this is set or *dhcp* is not off.",
	.becomes = "Folded into *extra*.",
},
{
	.name = "netmask", .cli = XM_CLI_STRING, .def = "\"\"",
	.kind = XM_KIND_TEXT, .guests = XM_PV, .since = "3.0", .xl = "extra",
	.rule = rule_kernel_ip,
	.about = "Netmask for *ip=*.",
	.becomes = "Folded into *extra*.",
},
{
	.name = "gateway", .cli = XM_CLI_STRING, .def = "\"\"",
	.kind = XM_KIND_TEXT, .guests = XM_PV, .since = "3.0", .xl = "extra",
	.rule = rule_kernel_ip,
	.about = "Gateway for *ip=*.",
	.becomes = "Folded into *extra*.",
},
{
	.name = "hostname", .cli = XM_CLI_STRING, .def = "\"\"",
	.kind = XM_KIND_TEXT, .guests = XM_PV, .since = "3.0", .xl = "extra",
	.rule = rule_kernel_ip,
	.about = "Host name for *ip=*.",
	.becomes = "Folded into *extra*.",
},
{
	.name = "interface", .cli = XM_CLI_STRING, .def = "\"eth0\"",
	.kind = XM_KIND_TEXT, .guests = XM_PV, .since = "3.0", .xl = "extra",
	.rule = rule_kernel_ip,
	.about = "Interface for *ip=*.",
	.becomes = "Folded into *extra*.",
},
{
	.name = "dhcp", .cli = XM_CLI_STRING, .def = "\"off\"",
	.kind = XM_KIND_TEXT, .guests = XM_PV, .since = "3.0", .xl = "extra",
	.rule = rule_kernel_ip,
	.about = "Last field of *ip=*; any word but *off* makes xm write the "
		 "parameter.",
	.becomes = "Folded into *extra*.",
},
{
	.name = "nfs_server", .cli = XM_CLI_STRING, .kind = XM_KIND_TEXT,
	.guests = XM_PV, .since = "3.0", .xl = "extra",
	.rule = rule_kernel_nfs,
	.about = "NFS server for *nfsroot=*, and the second field of *ip=*.",
	.becomes = "Folded into *extra*.",
},
{
	.name = "nfs_root", .cli = XM_CLI_STRING, .kind = XM_KIND_TEXT,
	.guests = XM_PV, .since = "3.0", .xl = "extra",
	.rule = rule_kernel_nfs,
	.about = "Path of the root file system on *nfs_server*, without which "
		 "xm refuses it.",
	.becomes = "Folded into *extra* as *nfsroot=*.",
},
