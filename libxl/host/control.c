/* SPDX-License-Identifier: LGPL-2.1-only */
/* The hypervisor's debug keys, parameters and console ring. */
#include <stdlib.h>

#include <xenctrl.h>
#include <xenhypfs.h>

#include "core/ctx.h"
#include "core/log.h"

int libxl_send_debug_keys(libxl_ctx *ctx, char *keys)
{
	struct lx_scope s;
	int rc = 0;

	lx_scope_enter(&s, ctx, LX_NO_DOMID);
	if (xc_send_debug_keys(ctx->xc, keys))
		rc = lx_fail_errno(&s, ERROR_FAIL,
				   "the hypervisor did not take debug keys \"%s\"",
				   keys);
	lx_scope_leave(&s);
	return rc;
}

/* One NAME=VALUE, NAME (yes) or no-NAME (no). */
static int set_parameter(struct lx_scope *s, xenhypfs_handle *fs, char *text)
{
	char *sign = strchr(text, '=');
	const char *value = "yes", *name = text, *path;

	if (sign) {
		*sign = '\0';
		value = sign + 1;
	} else if (!strncmp(text, "no-", 3)) {
		value = "no";
		name = text + 3;
	}
	path = lx_printf(s, "/params/%s", name);
	if (xenhypfs_write(fs, path, value))
		return lx_fail_errno(s, ERROR_FAIL,
				     "the hypervisor's parameter %s cannot be set to \"%s\"",
				     name, value);
	return 0;
}

int libxl_set_parameters(libxl_ctx *ctx, char *params)
{
	xenhypfs_handle *fs;
	struct lx_scope s;
	char *rest, *word;
	int rc = 0;

	lx_scope_enter(&s, ctx, LX_NO_DOMID);
	rest = lx_strdup(&s, params);
	fs = xenhypfs_open(ctx->logger, 0);
	if (!fs)
		rc = lx_fail_errno(&s, ERROR_FAIL,
				   "the hypervisor's parameters cannot be reached");
	while (!rc && (word = strsep(&rest, " \t")))
		if (*word)
			rc = set_parameter(&s, fs, word);
	if (fs)
		xenhypfs_close(fs);
	lx_scope_leave(&s);
	return rc;
}

/* -- console ring --------------------------------------------------------------- */

#define CHUNK 16384

struct libxl__xen_console_reader {
	char *buffer;		/* CHUNK bytes and a NUL */
	int clear;
	int incremental;
	uint32_t index;		/* how far the ring was read */
};

libxl_xen_console_reader *libxl_xen_console_read_start(libxl_ctx *ctx,
						       int clear)
{
	libxl_xen_console_reader *cr = lx_out_alloc(sizeof(*cr));

	cr->buffer = lx_out_alloc(CHUNK + 1);
	cr->clear = clear;
	cr->incremental = 1;
	return cr;
}

int libxl_xen_console_read_line(libxl_ctx *ctx, libxl_xen_console_reader *cr,
				char **line_r)
{
	unsigned int len = CHUNK;
	struct lx_scope s;
	int rc;

	*line_r = NULL;
	memset(cr->buffer, 0, CHUNK + 1);
	rc = xc_readconsolering(ctx->xc, cr->buffer, &len, cr->clear,
				cr->incremental, &cr->index);
	if (rc < 0) {
		lx_scope_enter(&s, ctx, LX_NO_DOMID);
		lx_fail_errno(&s, 0, "the console ring cannot be read");
		lx_scope_leave(&s);
		return ERROR_FAIL;
	}
	if (!len)
		return 0;
	*line_r = cr->buffer;
	return 1;
}

void libxl_xen_console_read_finish(libxl_ctx *ctx,
				   libxl_xen_console_reader *cr)
{
	free(cr->buffer);
	free(cr);
}
