/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * Rows of xm_variables[]: switches of the xm command. A file may set them,
 * because xm copies every name it finds.
 */
{
	.name = "paused", .cli = XM_CLI_NONE, .def = "0",
	.kind = XM_KIND_BOOL, .guests = XM_ANY, .since = "3.0",
	.rule = rule_run_control,
	.about = "Leave the domain paused when it is created.",
	.becomes = "Lost with a warning if it is on: use *xl create -p*.",
},
{
	.name = "console_autoconnect", .cli = XM_CLI_NONE, .def = "0",
	.kind = XM_KIND_BOOL, .guests = XM_ANY, .since = "3.0",
	.rule = rule_run_control,
	.about = "Connect to the console when the domain is created.",
	.becomes = "Lost with a warning if it is on: use *xl create -c*.",
},
{
	.name = "vncviewer_autopass", .cli = XM_CLI_NONE, .def = "0",
	.kind = XM_KIND_BOOL, .guests = XM_ANY, .since = "4.0",
	.rule = rule_run_control,
	.about = "Tell the viewer of *vncviewer* the password.",
	.becomes = "Lost with a warning if it is on: use *xl create -VA*.",
},
{
	.name = "quiet", .cli = XM_CLI_NONE, .def = "0",
	.kind = XM_KIND_BOOL, .guests = XM_ANY, .since = "3.0",
	.rule = rule_run_control,
	.about = "Say nothing on success.",
	.becomes = "Lost with a warning if it is on: use *xl create -q*.",
},
{
	.name = "dryrun", .cli = XM_CLI_NONE, .def = "0",
	.kind = XM_KIND_BOOL, .guests = XM_ANY, .since = "3.0",
	.rule = rule_run_control,
	.about = "Print the configuration instead of creating the domain.",
	.becomes = "Lost with a warning if it is on: use *xl create -n*.",
},
{
	.name = "xmldryrun", .cli = XM_CLI_NONE, .def = "0",
	.kind = XM_KIND_BOOL, .guests = XM_ANY, .since = "3.1",
	.rule = rule_run_control,
	.about = "Print the configuration as XenAPI XML.",
	.becomes = "Lost with a warning if it is on: use *xl convert "
		   "--format=xenapi*.",
},
