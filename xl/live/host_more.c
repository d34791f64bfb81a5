/* SPDX-License-Identifier: GPL-2.0-only */
/* set-parameters, sharing, qemu-monitor-command. */
#include <stdlib.h>

#include "base/arena.h"
#include "xl/live/commands.h"

int live_set_parameters(struct session *s)
{
	char *text = arena_strdup(s->arena, s->words[0]);

	return finish(s, libxl_set_parameters(s->ctx, text),
		      "cannot set parameters: %s", s->words[0]);
}

static void print_shared(const struct session *s, const libxl_dominfo *d)
{
	char *name = domain_name(s, d->domid);

	printf("%-40s %5u %5lu  %5lu\n", name, d->domid,
	       (unsigned long)((d->current_memkb + d->outstanding_memkb) >> 10),
	       (unsigned long)(d->shared_memkb >> 10));
	free(name);
}

/* One domain, or all. */
int live_sharing(struct session *s)
{
	libxl_dominfo one, *list = &one;
	uint32_t domid;
	int n = 1, status;

	libxl_dominfo_init(&one);
	if (s->nwords) {
		status = find_domain(s, s->words[0], &domid);
		if (status)
			return status;
		if (libxl_domain_info(s->ctx, &one, domid))
			return refuse(s, "the hypervisor does not know %s",
				      s->words[0]);
	} else {
		list = libxl_list_domain(s->ctx, &n);
		if (!list)
			return refuse(s, "the hypervisor does not list its domains");
	}
	puts("Name                                        ID   Mem Shared");
	for (int i = 0; i < n; i++)
		print_shared(s, &list[i]);
	libxl_dominfo_dispose(&one);
	if (list != &one)
		libxl_dominfo_list_free(list, n);
	return 0;
}

int live_qemu_monitor_command(struct session *s)
{
	char *output = NULL;
	uint32_t domid;
	int rc, status = find_domain(s, s->words[0], &domid);

	if (status)
		return status;
	rc = libxl_qemu_monitor_command(s->ctx, domid, s->words[1], &output,
					NULL);
	if (!rc && output)
		printf("%s\n", output);
	free(output);
	return finish(s, rc, "the QEMU of domain %u does not take the command",
		      domid);
}
