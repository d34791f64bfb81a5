/* SPDX-License-Identifier: GPL-2.0-only */
/* The commands of xl. */
#include "xl/command.h"

static const struct command commands[] = {
	{ "convert", cmd_convert, "[OPTIONS] PATH... [KEY=VALUE...]",
	  convert_options_table,
	  "Turn configs of the XM era into pure xl configs", COMMAND_JSON },
	{ "create", cmd_create, "[OPTIONS] FILE [LINE...]",
	  create_options_table,
	  "Create a domain from a config, or show what it would be",
	  COMMAND_DRY_RUN | COMMAND_NEEDS_XEN | COMMAND_NEEDS_ROOT |
	  COMMAND_JSON },
	{ "help", cmd_help, "[COMMAND]", NULL,
	  "List the commands, or explain one", 0 },
};

static const struct command_option globals[] = {
	{ 'v', NULL, NULL, "say more" },
	{ 'N', NULL, NULL, "dry run: say what would be done" },
	{ 'f', NULL, NULL, "accepted; there is no lock to override" },
	{ 't', NULL, NULL, "accepted; progress with carriage returns" },
	{ 'T', NULL, NULL, "accepted; time stamps in messages" },
	{ 'h', "help", NULL, "this text" },
	{ 0 }
};

/* xl 4.17's, but for those above. */
static const char *const known[] = {
	"block-attach", "block-detach", "block-list", "button-press",
	"cd-eject", "cd-insert", "channel-list", "claims", "config-update",
	"console", "cpupool-cpu-add", "cpupool-cpu-remove", "cpupool-create",
	"cpupool-destroy", "cpupool-list", "cpupool-migrate",
	"cpupool-numa-split", "cpupool-rename", "debug-keys", "destroy",
	"devd", "dmesg", "domid", "domname", "dump-core", "getenforce",
	"info", "list", "loadpolicy", "mem-max", "mem-set", "migrate",
	"migrate-receive", "network-attach", "network-detach", "network-list",
	"pause", "pci-assignable-add", "pci-assignable-list",
	"pci-assignable-remove", "pci-attach", "pci-detach", "pci-list",
	"psr-cat-set", "psr-cat-show", "psr-cmt-attach", "psr-cmt-detach",
	"psr-cmt-show", "psr-hwinfo", "psr-mba-set", "psr-mba-show",
	"qemu-monitor-command", "reboot", "remus", "rename", "restore",
	"save", "sched-credit", "sched-credit2", "sched-rtds", "setenforce",
	"set-parameters", "sharing", "shutdown", "sysrq", "top", "trigger",
	"unpause", "uptime", "usbctrl-attach", "usbctrl-detach",
	"usbdev-attach", "usbdev-detach", "usb-list", "vcpu-list", "vcpu-pin",
	"vcpu-set", "vdispl-attach", "vdispl-detach", "vdispl-list",
	"vkb-attach", "vkb-detach", "vkb-list", "vm-list", "vncviewer",
	"vsnd-attach", "vsnd-detach", "vsnd-list", "vtpm-attach",
	"vtpm-detach", "vtpm-list",
};

const struct program program_xl = {
	.name = "xl",
	.about = "Domains of a Xen host, and their configs.",
	.commands = commands,
	.ncommands = sizeof(commands) / sizeof(commands[0]),
	.known = known,
	.nknown = sizeof(known) / sizeof(known[0]),
	.globals = globals,
	.prefix_min = 1,
	.help_status = 0,
	.usage_status = 2,
};
