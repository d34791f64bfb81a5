/* SPDX-License-Identifier: GPL-2.0-only */
/* The options of live commands: for help, completion and the module alike. */
#include "xl/command.h"

#define HELP_ROW { 'h', "help", NULL, "this text" }, { 0 }

const struct command_option no_options_table[] = {
	HELP_ROW
};

/* -- xl ------------------------------------------------------------------- */

const struct command_option list_options_table[] = {
	{ 'l', "long", NULL, "whole configs, as JSON" },
	{ 'v', "verbose", NULL, "UUIDs, why domains ended, security labels" },
	{ 'Z', "context", NULL, "security labels" },
	{ 'c', "cpupool", NULL, "the CPU pool each domain is in" },
	{ 'n', "numa", NULL, "the NUMA nodes each domain prefers" },
	HELP_ROW
};

const struct command_option info_options_table[] = {
	{ 'n', "numa", NULL, "the host's topology, too" },
	HELP_ROW
};

const struct command_option pci_assignable_list_options_table[] = {
	{ 'n', "show-names", NULL, "the names that were given them, too" },
	HELP_ROW
};

const struct command_option dmesg_options_table[] = {
	{ 'c', "clear", NULL, "empty the buffer after printing it" },
	HELP_ROW
};

const struct command_option console_options_table[] = {
	{ 't', NULL, "pv|serial|vuart", "the kind of console" },
	{ 'n', NULL, "NUMBER", "the console's number" },
	HELP_ROW
};

const struct command_option vncviewer_options_table[] = {
	{ OPT_AUTOPASS, "autopass", NULL, "tell the viewer the password" },
	{ OPT_VIEWER_AUTOPASS, "vncviewer-autopass", NULL, "the same" },
	HELP_ROW
};

const struct command_option shutdown_options_table[] = {
	{ 'a', "all", NULL, "every guest" },
	{ 'w', "wait", NULL, "until they have ended" },
	{ 'F', NULL, NULL, "with an ACPI event where a guest has no PV drivers" },
	HELP_ROW
};

const struct command_option destroy_options_table[] = {
	{ 'f', NULL, NULL, "even domain 0 (from another toolstack domain)" },
	HELP_ROW
};

const struct command_option vcpu_pin_options_table[] = {
	{ 'f', "force", NULL, "undo what the guest's kernel has pinned" },
	{ OPT_MASKS, "ignore-global-affinity-masks", NULL,
	  "do not apply the masks of xl.conf" },
	HELP_ROW
};

const struct command_option vcpu_set_options_table[] = {
	{ 'i', "ignore-host", NULL, "also more than the host has CPUs" },
	HELP_ROW
};

const struct command_option sched_credit_options_table[] = {
	{ 'd', "domain", "DOMAIN", "this domain" },
	{ 'w', "weight", "N", "its weight" },
	{ 'c', "cap", "PERCENT", "its limit, of one CPU; 0: none" },
	{ 's', "schedparam", NULL, "the scheduler's own parameters" },
	{ 't', "tslice_ms", "MS", "its time slice" },
	{ 'r', "ratelimit_us", "US", "its rate limit" },
	{ 'm', "migration_delay_us", "US", "its migration delay" },
	{ 'p', "cpupool", "POOL", "of this CPU pool" },
	HELP_ROW
};

const struct command_option sched_credit2_options_table[] = {
	{ 'd', "domain", "DOMAIN", "this domain" },
	{ 'w', "weight", "N", "its weight" },
	{ 'c', "cap", "PERCENT", "its limit, of one CPU; 0: none" },
	{ 's', "schedparam", NULL, "the scheduler's own parameters" },
	{ 'r', "ratelimit_us", "US", "its rate limit" },
	{ 'p', "cpupool", "POOL", "of this CPU pool" },
	HELP_ROW
};

const struct command_option detach_options_table[] = {
	{ 'f', "force", NULL, "do not wait for the guest" },
	HELP_ROW
};

const struct command_option uptime_options_table[] = {
	{ 's', "short", NULL, "one line for each, with the time of day" },
	HELP_ROW
};

const struct command_option cpupool_create_options_table[] = {
	{ 'f', "defconfig", "FILE", "the config (or the first word)" },
	{ 'n', "dryrun", NULL, "say what would be made" },
	HELP_ROW
};

const struct command_option cpupool_list_options_table[] = {
	{ 'c', "cpus", NULL, "the CPUs of each pool" },
	HELP_ROW
};

const struct command_option config_update_options_table[] = {
	{ 'f', "defconfig", "FILE", "the config" },
	{ 'd', NULL, NULL, "print the domain as JSON" },
	HELP_ROW
};

/* -- xm ------------------------------------------------------------------- */

const struct command_option xm_list_options_table[] = {
	{ 'l', "long", NULL, "whole configs, as S-expressions" },
	{ 'v', "vcpus", NULL, "the vCPUs (xm vcpu-list)" },
	{ OPT_LABEL, "label", NULL, "security labels" },
	{ OPT_STATE, "state", "all|halted|paused|running|suspended|crashed|unknown",
	  "domains in this state" },
	{ OPT_POOL, "pool", "POOL", "domains of this CPU pool" },
	HELP_ROW
};

const struct command_option xm_info_options_table[] = {
	{ 'n', "numa", NULL, "the host's topology, too" },
	HELP_ROW
};

const struct command_option xm_console_options_table[] = {
	{ 'q', "quiet", NULL, "no message when the domain does not run" },
	{ 'n', "num", "NUMBER", "the console's number" },
	HELP_ROW
};

const struct command_option xm_shutdown_options_table[] = {
	{ 'a', "all", NULL, "every guest" },
	{ 'w', "wait", NULL, "until they have ended" },
	{ 'H', "halt", NULL, "halt" },
	{ 'R', "reboot", NULL, "reboot" },
	HELP_ROW
};

const struct command_option xm_reboot_options_table[] = {
	{ 'a', "all", NULL, "every guest" },
	{ 'w', "wait", NULL, "until they have ended" },
	HELP_ROW
};

const struct command_option xm_dump_core_options_table[] = {
	{ 'L', "live", NULL, "without pausing the domain" },
	{ 'C', "crash", NULL, "destroy the domain afterwards" },
	{ 'R', "reset", NULL, "reboot the domain afterwards" },
	HELP_ROW
};

const struct command_option xm_long_options_table[] = {
	{ 'l', "long", NULL, "as S-expressions" },
	HELP_ROW
};

const struct command_option xm_sched_credit_options_table[] = {
	{ 'd', "domain", "DOMAIN", "this domain" },
	{ 'w', "weight", "N", "its weight" },
	{ 'c', "cap", "PERCENT", "its limit, of one CPU; 0: none" },
	HELP_ROW
};

const struct command_option xm_sched_credit2_options_table[] = {
	{ 'd', "domain", "DOMAIN", "this domain" },
	{ 'w', "weight", "N", "its weight" },
	HELP_ROW
};

const struct command_option xm_cpupool_list_options_table[] = {
	{ 'l', "long", NULL, "as S-expressions" },
	{ 'c', "cpus", NULL, "the CPUs of each pool" },
	HELP_ROW
};
