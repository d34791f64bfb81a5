/* SPDX-License-Identifier: GPL-2.0-only */
/* dmesg, top: looking at the hypervisor. */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "xl/live/commands.h"

int live_dmesg(struct session *s)
{
	libxl_xen_console_reader *r =
		libxl_xen_console_read_start(s->ctx, given(s, 'c'));
	char *line;
	int rc;

	if (!r)
		return refuse(s, "the hypervisor's messages cannot be read");
	while ((rc = libxl_xen_console_read_line(s->ctx, r, &line)) > 0)
		fputs(line, stdout);
	libxl_xen_console_read_finish(s->ctx, r);
	return finish(s, rc, "the hypervisor's messages end early");
}

int live_top(struct session *s)
{
	fflush(NULL);
	execlp("xentop", "xentop", (char *)NULL);
	return refuse(s, "xentop cannot be run: %s; it comes with "
		      "xen-utils", strerror(errno));
}
