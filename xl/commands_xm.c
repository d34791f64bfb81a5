/* SPDX-License-Identifier: GPL-2.0-only */
/* The commands of xm: the same program under its other name. */
#include "xl/command.h"

static const struct command commands[] = {
	{ "create", cmd_xm_create, "[OPTIONS] [FILE] [KEY=VALUE...]",
	  xm_create_options_table,
	  "Create a domain from a config, or show what it would be",
	  COMMAND_DRY_RUN | COMMAND_NEEDS_XEN | COMMAND_NEEDS_ROOT },
	{ "help", cmd_help, "[COMMAND]", NULL,
	  "List the commands, or explain one", 0 },
};

/* xm 4.1's and 4.2's, but for those above. */
static const char *const known[] = {
	"addlabel", "block-attach", "block-configure", "block-detach",
	"block-list", "console", "cpupool-cpu-add", "cpupool-cpu-remove",
	"cpupool-create", "cpupool-delete", "cpupool-destroy", "cpupool-list",
	"cpupool-migrate", "cpupool-new", "cpupool-start", "debug-keys",
	"delete", "destroy", "dmesg", "domid", "domname", "domstate",
	"dry-run", "dump-core", "dumppolicy", "event-monitor", "getenforce",
	"getlabel", "getpolicy", "info", "labels", "list", "log", "mem-max",
	"mem-set", "migrate", "network2-attach", "network2-detach",
	"network2-list", "network-attach", "network-del", "network-detach",
	"network-list", "network-new", "network-show", "new", "pause",
	"pci-attach", "pci-detach", "pci-list", "pci-list-assignable-devices",
	"reboot", "rename", "reset", "resetpolicy", "resources", "restore",
	"resume", "rmlabel", "save", "sched-credit", "sched-credit2",
	"sched-sedf", "scsi-attach", "scsi-detach", "scsi-list", "serve",
	"setenforce", "setpolicy", "shell", "shutdown", "start", "suspend",
	"sysrq", "tmem-destroy", "tmem-flush", "tmem-freeable", "tmem-freeze",
	"tmem-list", "tmem-set", "tmem-shared-auth", "tmem-thaw", "top",
	"trigger", "unpause", "uptime", "usb-add", "usb-attach", "usb-del",
	"usb-detach", "usb-hc-create", "usb-hc-destroy", "usb-list",
	"usb-list-assignable-devices", "vcpu-list", "vcpu-pin", "vcpu-set",
	"vncviewer", "vnet-create", "vnet-delete", "vnet-list", "vtpm-list",
};

static const struct alias aliases[] = {
	{ "balloon", "mem-set" },
	{ "set-vcpus", "vcpu-set" },
	{ "vif-list", "network-list" },
	{ "vbd-create", "block-attach" },
	{ "vbd-destroy", "block-detach" },
	{ "vbd-list", "block-list" },
	{ "pool-create", "cpupool-create" },
	{ "pool-new", "cpupool-new" },
	{ "pool-start", "cpupool-start" },
	{ "pool-list", "cpupool-list" },
	{ "pool-destroy", "cpupool-destroy" },
	{ "pool-delete", "cpupool-delete" },
	{ "pool-cpu-add", "cpupool-cpu-add" },
	{ "pool-cpu-remove", "cpupool-cpu-remove" },
	{ "pool-migrate", "cpupool-migrate" },
};

const struct program program_xm = {
	.name = "xm",
	.about = "Domains of a Xen host, as xm had it.",
	.commands = commands,
	.ncommands = sizeof(commands) / sizeof(commands[0]),
	.known = known,
	.nknown = sizeof(known) / sizeof(known[0]),
	.aliases = aliases,
	.naliases = sizeof(aliases) / sizeof(aliases[0]),
	.prefix_min = 2,
	.help_status = 1,
	.usage_status = 1,
};
