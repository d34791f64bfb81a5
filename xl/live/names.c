/* SPDX-License-Identifier: GPL-2.0-only */
/* domid, domname: one for the other. */
#include <stdlib.h>

#include "xl/live/commands.h"

int live_domid(struct session *s)
{
	uint32_t domid;

	if (libxl_name_to_domid(s->ctx, s->words[0], &domid)) {
		fprintf(stderr, "Can't get domid of domain name '%s', maybe "
			"this domain does not exist.\n", s->words[0]);
		return 1;
	}
	printf("%u\n", domid);
	return 0;
}

int live_domname(struct session *s)
{
	long domid;
	char *name;

	if (read_number(s->words[0], 0, 0x7fffffff, &domid)) {
		fputs("Invalid domain id.\n\n", stderr);
		command_usage(stderr, s->inv->program, s->inv->command);
		return 1;
	}
	name = libxl_domid_to_name(s->ctx, (uint32_t)domid);
	if (!name) {
		fprintf(stderr, "Can't get domain name of domain id '%ld', "
			"maybe this domain does not exist.\n", domid);
		return 1;
	}
	puts(name);
	free(name);
	return 0;
}
