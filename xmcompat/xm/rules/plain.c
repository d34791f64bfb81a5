/* SPDX-License-Identifier: LGPL-2.1-only */
/* Rules of variables that leave no trace in xl. */
#include <string.h>

#include "base/arena.h"
#include "xm/rules/rule.h"

void rule_no_effect(struct xm_rule_context *ctx, const struct xm_variable *var)
{
	if (rule_is_set(ctx, var))
		rule_left_out(ctx, var, "it had no effect that xl could keep");
}

/* What to say about a switch that is lost when it is on. */
static const struct lost_switch {
	const char *name, *why, *advice;
} lost_switches[] = {
	{ "memory_sharing", "xl has no switch for sharing of memory",
	  "enable sharing with a tool of your own once the domain runs" },
	{ "superpages", "xl builds PV guests of small pages only",
	  "accept a little less speed, or make it an HVM guest" },
	{ "machine_address_size",
	  "xl cannot limit the machine addresses of the guest's memory",
	  "check that the guest can do DMA above the limit" },
	{ "suppress_spurious_page_faults",
	  "xl has no such switch, the guest sees spurious page faults",
	  "check that its kernel can deal with them (Linux can)" },
	{ "xen_extended_power_mgmt",
	  "xl does not let guests do more power management",
	  "remove it" },
	{ "isa", "xl does not emulate machines with an ISA bus only",
	  "check that the guest starts on a PCI machine" },
};

void rule_lost_switch(struct xm_rule_context *ctx,
		      const struct xm_variable *var)
{
	const struct lost_switch *s = lost_switches;
	int64_t i = 0;

	if (!rule_is_set(ctx, var) || rule_number(ctx, var, &i) < 0)
		return;
	if (!i) {
		rule_left_out(ctx, var, "it is off, as always in xl");
		return;
	}
	while (strcmp(s->name, var->name))
		s++;
	rule_lost(ctx, var, DIAG_SETTING_LOST, s->why, s->advice);
}

static const struct {
	const char *name, *advice;
} run_controls[] = {
	{ "paused", "use xl create -p" },
	{ "console_autoconnect", "use xl create -c" },
	{ "vncviewer", "use xl create -V" },
	{ "vncconsole", "use xl create -V" },
	{ "vncviewer_autopass", "use xl create -VA" },
	{ "quiet", "use xl create -q" },
	{ "dryrun", "use xl create -n" },
	{ "xmldryrun", "use xl convert --format=xenapi" },
};

void rule_run_control(struct xm_rule_context *ctx,
		      const struct xm_variable *var)
{
	size_t i = 0;

	if (!rule_is_set(ctx, var))
		return;
	if (!rule_value(ctx, var)) {
		rule_left_out(ctx, var, "it is off, as always in xl");
		return;
	}
	while (strcmp(run_controls[i].name, var->name))
		i++;
	rule_lost(ctx, var, DIAG_RUN_CONTROL_LOST,
		  "a switch of the xm command, which xl reads from no config",
		  run_controls[i].advice);
}
