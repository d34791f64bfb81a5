/* SPDX-License-Identifier: GPL-2.0-only */
/* The module's entry: the rows of live commands. */
#include <string.h>

#include "xl/live.h"
#include "xl/live/commands.h"

const struct live_row live_rows[] = {
	{ "config-update", live_config_update, NULL },
	{ "console", live_console, live_console },
	{ "create", live_create, live_create },
	{ "debug-keys", live_debug_keys, live_debug_keys },
	{ "destroy", live_destroy, live_destroy },
	{ "domid", live_domid, live_domid },
	{ "domname", live_domname, live_domname },
	{ "dump-core", live_dump_core, live_dump_core },
	{ "list", live_list, live_list },
	{ "pause", live_pause, live_pause },
	{ "reboot", live_reboot, live_reboot },
	{ "rename", live_rename, live_rename },
	{ "shutdown", live_shutdown, live_shutdown },
	{ "sysrq", live_sysrq, live_sysrq },
	{ "trigger", live_trigger, live_trigger },
	{ "unpause", live_unpause, live_unpause },
	{ "vm-list", live_vm_list, NULL },
	{ "vncviewer", live_vncviewer, live_vncviewer },
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
