/* SPDX-License-Identifier: LGPL-2.1-only */
/* libxl_vncviewer_exec(): the program that shows a domain's screen. */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/log.h"
#include "core/xs.h"
#include "dm/dm.h"

/* A file without a name that holds the password, at its beginning. */
static int password_fd(struct lx_scope *s, const char *password)
{
	char path[] = "/tmp/libxl-vnc-XXXXXX";
	int fd = mkostemp(path, O_CLOEXEC);
	ssize_t len = strlen(password);

	if (fd < 0) {
		lx_fail_errno(s, ERROR_FAIL, "%s cannot be created", path);
		return -1;
	}
	unlink(path);
	if (write(fd, password, len) != len || lseek(fd, 0, SEEK_SET)) {
		lx_fail_errno(s, ERROR_FAIL, "the VNC password cannot be handed over");
		close(fd);
		return -1;
	}
	return fd;
}

static int exec_viewer(struct lx_scope *s, const char *where,
		       const char *password)
{
	const char *asked = getenv("VNCVIEWER");
	const char *viewer = asked && *asked ? asked : "vncviewer";
	int fd;

	if (!password) {
		execlp(viewer, viewer, where, (char *)NULL);
	} else {
		fd = password_fd(s, password);
		if (fd < 0)
			return ERROR_FAIL;
		if (dup2(fd, STDIN_FILENO) < 0)
			return lx_fail_errno(s, ERROR_FAIL,
					     "standard input cannot be replaced");
		execlp(viewer, viewer, where, "-autopass", (char *)NULL);
	}
	return lx_fail_errno(s, ERROR_FAIL,
			     "%s cannot be run; install a VNC viewer, or name one in the variable VNCVIEWER (the screen is at %s)",
			     viewer, where);
}

int libxl_vncviewer_exec(libxl_ctx *ctx, uint32_t domid, int autopass)
{
	struct lx_scope s;
	const char *listen, *port, *password = NULL;
	const char *dompath;
	int rc;

	lx_scope_enter(&s, ctx, domid);
	dompath = lx_xs_dompath(&s, domid);
	port = lx_xs_getf(&s, XBT_NULL, "%s/console/vnc-port", dompath);
	listen = lx_xs_getf(&s, XBT_NULL, "%s/console/vnc-listen", dompath);
	if (autopass)
		password = lx_xs_getf(&s, XBT_NULL, "%s/console/vnc-pass",
				      dompath);
	if (!port)
		rc = lx_fail(&s, ERROR_FAIL,
			     "it has no VNC port; was it given a vfb with vnc=1?");
	else
		rc = exec_viewer(&s, lx_printf(&s, "%s:%d",
					       listen ? listen : "localhost",
					       atoi(port) - 5900), password);
	lx_scope_leave(&s);
	return rc;
}
