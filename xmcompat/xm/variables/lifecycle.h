/* SPDX-License-Identifier: LGPL-2.1-only */
/* Rows of xm_variables[]: what happens when a domain ends. */
{
	.name = "restart", .cli = XM_CLI_STRING, .kind = XM_KIND_TEXT,
	.guests = XM_ANY, .since = "3.0", .rule = rule_restart,
	.about = "Old way to say the three below at once: *onreboot*, "
		 "*always* or *never*. An explicit *on_* variable wins.",
	.becomes = "*on_poweroff*, *on_reboot* and *on_crash*. *never*, which "
		   "xend 3.1 and later refused, means destroy for all three.",
},
{
	.name = "on_poweroff", .cli = XM_CLI_STRING, .kind = XM_KIND_TEXT,
	.guests = XM_ANY, .since = "3.0", .xl = "on_poweroff",
	.rule = rule_on_event,
	.about = "What to do when the guest powers off: *destroy* (default), "
		 "*restart*, *preserve*, *rename-restart*, *coredump-destroy* "
		 "or *coredump-restart*.",
	.becomes = "Always written out, with hyphens.",
},
{
	.name = "on_reboot", .cli = XM_CLI_STRING, .kind = XM_KIND_TEXT,
	.guests = XM_ANY, .since = "3.0", .xl = "on_reboot",
	.rule = rule_on_event,
	.about = "The same for a reboot; *restart* by default.",
	.becomes = "Always written out, with hyphens.",
},
{
	.name = "on_crash", .cli = XM_CLI_STRING, .kind = XM_KIND_TEXT,
	.guests = XM_ANY, .since = "3.0", .xl = "on_crash",
	.rule = rule_on_event,
	.about = "The same for a crash; *restart* by default.",
	.becomes = "Always written out, with hyphens: xl's default is "
		   "destroy.",
},
{
	.name = "on_xend_start", .cli = XM_CLI_STRING, .def = "\"ignore\"",
	.kind = XM_KIND_TEXT, .guests = XM_ANY, .since = "3.1",
	.xl = "on_xend_start", .rule = rule_on_xend,
	.about = "For managed domains: *start* it when the daemon starts, or "
		 "*ignore*.",
	.becomes = "Kept. Stock xl ignores it; the managed domains of this "
		   "package honour it.",
},
{
	.name = "on_xend_stop", .cli = XM_CLI_STRING, .def = "\"ignore\"",
	.kind = XM_KIND_TEXT, .guests = XM_ANY, .since = "3.1",
	.xl = "on_xend_stop", .rule = rule_on_xend,
	.about = "For managed domains: *shutdown* or *suspend* it when the "
		 "daemon stops, or *ignore*.",
	.becomes = "Kept. Stock xl ignores it; the managed domains of this "
		   "package honour it.",
},
