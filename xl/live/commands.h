/* SPDX-License-Identifier: GPL-2.0-only */
/* The live commands; each returns the exit status. */
#ifndef XL_LIVE_COMMANDS_H
#define XL_LIVE_COMMANDS_H

#include "xl/live/session.h"

typedef int live_command(struct session *s);

struct live_row {
	const char *name;
	live_command *xl, *xm;	/* NULL: not of that program */
};

/* Sorted by name. */
extern const struct live_row live_rows[];
extern const size_t live_row_count;

live_command live_block_attach, live_block_detach, live_block_list;
live_command live_channel_list, live_pci_assignable_list, live_pci_list;
live_command live_usb_list, live_vkb_list, live_vtpm_list;
live_command live_vsnd_list, live_vdispl_list;
live_command live_vkb_attach, live_vsnd_attach, live_vdispl_attach;
live_command live_vtpm_attach, live_usbctrl_attach, live_usbdev_attach;
live_command live_vkb_detach, live_vsnd_detach, live_vdispl_detach;
live_command live_vtpm_detach, live_usbctrl_detach, live_usbdev_detach;
live_command live_cpupool_create, live_cpupool_destroy, live_cpupool_rename;
live_command live_cpupool_migrate, live_cpupool_cpu_add;
live_command live_cpupool_cpu_remove, live_cpupool_numa_split;
live_command live_set_parameters, live_sharing, live_qemu_monitor_command;
live_command live_claims, live_config_update, live_console, live_cpupool_list;
live_command live_create, live_debug_keys, live_destroy, live_dmesg;
live_command live_domid, live_domname, live_dump_core, live_info, live_list;
live_command live_mem_max, live_mem_set, live_network_attach;
live_command live_network_detach, live_network_list, live_pause, live_reboot;
live_command live_rename, live_sched_credit, live_sched_credit2;
live_command live_shutdown, live_sysrq, live_top, live_trigger, live_unpause;
live_command live_uptime, live_vcpu_list, live_vcpu_pin, live_vcpu_set;
live_command live_vm_list, live_vncviewer;

live_command live_xm_block_attach, live_xm_block_list, live_xm_console;
live_command live_xm_cpupool_list, live_xm_domid, live_xm_domname;
live_command live_xm_domstate, live_xm_dump_core, live_xm_list;
live_command live_xm_network_list, live_xm_sched_credit;
live_command live_xm_reboot, live_xm_sched_credit2, live_xm_shutdown;
live_command live_xm_vcpu_list;
live_command live_xm_vcpu_pin, live_xm_vtpm_list;

#endif
