/* SPDX-License-Identifier: GPL-2.0-only */
/* What all commands that read configs have in common. */
#include "xl/common.h"

#include <string.h>
#include <unistd.h>

#include "base/arena.h"

int common_start(struct common *c, enum dialect ambiguous)
{
	struct diags ds;

	*c = (struct common){ .arena = arena_new() };
	diags_init(&ds, c->arena);
	if (settings_read(c->arena, NULL, &c->settings, &ds)) {
		diags_print(stderr, &ds, DIAG_ERROR);
		common_end(c);
		return -1;
	}
	c->config = (struct config_options){
		.dialect = c->settings.dialect,
		.ambiguous = ambiguous,
		.python = c->settings.python,
		.limits = c->settings.limits,
	};
	return 0;
}

void common_end(struct common *c)
{
	arena_free(c->arena);
	c->arena = NULL;
}

static int no_choice(const char *option, const char *arg, const char *choices)
{
	fprintf(stderr, "%s: \"%s\" is not one of %s\n", option, arg, choices);
	return -1;
}

int common_option(struct common *c, int key, const char *arg)
{
	switch (key) {
	case OPT_DIALECT:
		if (dialect_parse(arg, &c->config.dialect))
			return no_choice("--dialect", arg, "auto, xm, xl");
		return 1;
	case OPT_PYTHON:
		if (python_policy_parse(arg, &c->config.python))
			return no_choice("--python", arg,
					 "sandbox, trusted, never");
		return 1;
	case OPT_AS_MEANT:
		c->config.as_meant = true;
		return 1;
	case OPT_CHECK_HOST:
		c->config.check_host = true;
		return 1;
	default:
		return 0;
	}
}

bool xen_is_here(void)
{
	return !access("/dev/xen/privcmd", F_OK) ||
	       !access("/proc/xen/privcmd", F_OK);
}
