/* SPDX-License-Identifier: GPL-2.0-only */
/* help [COMMAND] */
#include <string.h>

#include "xl/command.h"

int cmd_help(const struct invocation *inv)
{
	const struct program *p = inv->program;
	const struct command *c;
	const char *name;

	if (inv->argc < 2 || inv->argv[1][0] == '-') {
		program_help(stdout, p);
		return 0;
	}
	switch (program_lookup(p, inv->argv[1], &c, &name)) {
	case LOOKUP_FOUND:
		command_usage(stdout, p, c);
		return 0;
	case LOOKUP_KNOWN:
		printf("`%s %s' is not there yet.\n", p->name, name);
		return 0;
	case LOOKUP_AMBIGUOUS:
		fprintf(stderr, "%s: \"%s\" is ambiguous\n", p->name,
			inv->argv[1]);
		return 1;
	default:
		fprintf(stderr, "%s: \"%s\" is no command\n", p->name,
			inv->argv[1]);
		return 1;
	}
}
