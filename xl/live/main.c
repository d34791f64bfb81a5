/* SPDX-License-Identifier: GPL-2.0-only */
/* The module's entry: the rows of live commands. */
#include <string.h>

#include "xl/live.h"
#include "xl/live/commands.h"

const struct live_row live_rows[] = {
	{ "block-attach", live_block_attach, live_xm_block_attach },
	{ "block-detach", live_block_detach, live_block_detach },
	{ "block-list", live_block_list, live_xm_block_list },
	{ "channel-list", live_channel_list, NULL },
	{ "claims", live_claims, NULL },
	{ "config-update", live_config_update, NULL },
	{ "console", live_console, live_xm_console },
	{ "cpupool-cpu-add", live_cpupool_cpu_add, NULL },
	{ "cpupool-cpu-remove", live_cpupool_cpu_remove, NULL },
	{ "cpupool-create", live_cpupool_create, NULL },
	{ "cpupool-destroy", live_cpupool_destroy, NULL },
	{ "cpupool-list", live_cpupool_list, live_xm_cpupool_list },
	{ "cpupool-migrate", live_cpupool_migrate, NULL },
	{ "cpupool-numa-split", live_cpupool_numa_split, NULL },
	{ "cpupool-rename", live_cpupool_rename, NULL },
	{ "create", live_create, live_create },
	{ "debug-keys", live_debug_keys, live_debug_keys },
	{ "destroy", live_destroy, live_destroy },
	{ "dmesg", live_dmesg, live_dmesg },
	{ "domid", live_domid, live_xm_domid },
	{ "domname", live_domname, live_xm_domname },
	{ "domstate", NULL, live_xm_domstate },
	{ "dump-core", live_dump_core, live_xm_dump_core },
	{ "info", live_info, live_info },
	{ "list", live_list, live_xm_list },
	{ "mem-max", live_mem_max, live_mem_max },
	{ "mem-set", live_mem_set, live_mem_set },
	{ "network-attach", live_network_attach, live_network_attach },
	{ "network-detach", live_network_detach, live_network_detach },
	{ "network-list", live_network_list, live_xm_network_list },
	{ "pause", live_pause, live_pause },
	{ "pci-assignable-list", live_pci_assignable_list, NULL },
	{ "pci-list", live_pci_list, live_pci_list },
	{ "pci-list-assignable-devices", NULL, live_pci_assignable_list },
	{ "qemu-monitor-command", live_qemu_monitor_command, NULL },
	{ "reboot", live_reboot, live_xm_reboot },
	{ "rename", live_rename, live_rename },
	{ "sched-credit", live_sched_credit, live_xm_sched_credit },
	{ "sched-credit2", live_sched_credit2, live_xm_sched_credit2 },
	{ "set-parameters", live_set_parameters, NULL },
	{ "sharing", live_sharing, NULL },
	{ "shutdown", live_shutdown, live_xm_shutdown },
	{ "sysrq", live_sysrq, live_sysrq },
	{ "top", live_top, live_top },
	{ "trigger", live_trigger, live_trigger },
	{ "unpause", live_unpause, live_unpause },
	{ "uptime", live_uptime, live_uptime },
	{ "usb-list", live_usb_list, NULL },
	{ "usbctrl-attach", live_usbctrl_attach, NULL },
	{ "usbctrl-detach", live_usbctrl_detach, NULL },
	{ "usbdev-attach", live_usbdev_attach, NULL },
	{ "usbdev-detach", live_usbdev_detach, NULL },
	{ "vcpu-list", live_vcpu_list, live_xm_vcpu_list },
	{ "vcpu-pin", live_vcpu_pin, live_xm_vcpu_pin },
	{ "vcpu-set", live_vcpu_set, live_vcpu_set },
	{ "vdispl-attach", live_vdispl_attach, NULL },
	{ "vdispl-detach", live_vdispl_detach, NULL },
	{ "vdispl-list", live_vdispl_list, NULL },
	{ "vkb-attach", live_vkb_attach, NULL },
	{ "vkb-detach", live_vkb_detach, NULL },
	{ "vkb-list", live_vkb_list, NULL },
	{ "vm-list", live_vm_list, NULL },
	{ "vncviewer", live_vncviewer, live_vncviewer },
	{ "vsnd-attach", live_vsnd_attach, NULL },
	{ "vsnd-detach", live_vsnd_detach, NULL },
	{ "vsnd-list", live_vsnd_list, NULL },
	{ "vtpm-attach", live_vtpm_attach, NULL },
	{ "vtpm-detach", live_vtpm_detach, NULL },
	{ "vtpm-list", live_vtpm_list, live_xm_vtpm_list },
};

const size_t live_row_count = sizeof(live_rows) / sizeof(live_rows[0]);

static live_command *function_of(const struct invocation *inv)
{
	bool xm = !strcmp(inv->program->name, "xm");

	for (size_t i = 0; i < live_row_count; i++)
		if (!strcmp(live_rows[i].name, inv->command->name))
			return xm ? live_rows[i].xm : live_rows[i].xl;
	return NULL;
}

live_entry xl_live_run;

int xl_live_run(const struct invocation *inv)
{
	live_command *run = function_of(inv);
	struct session s;
	int status;

	if (!run) {
		fprintf(stderr, "%s %s: not in this build of " LIVE_MODULE
			"; install program and module of one version\n",
			inv->program->name, inv->command->name);
		return 1;
	}
	status = session_open(&s, inv);
	if (status < 0)
		status = run(&s);
	session_close(&s);
	return status;
}
