/* SPDX-License-Identifier: LGPL-2.1-only */
/* The system-wide settings file (xmxl.conf), in the XL language itself. */
#ifndef XMCOMPAT_CONFIG_SETTINGS_H
#define XMCOMPAT_CONFIG_SETTINGS_H

#include "lang/lang.h"
#include "python/evaluate.h"

struct settings {
	enum dialect dialect;			/* dialect = "auto" */
	enum python_policy python;		/* python = "sandbox" */
	struct python_limits limits;		/* python_cpu, _wall, _memory */
	unsigned int xl_version;		/* xl_version = "4.17" */
	const char *search_path;		/* config_path = ".:/etc/xen" */
};

/*
 * Reads path, or when it is NULL the file named by $XMXL_CONF or the installed
 * place; a missing default file is no error. Returns 0, or -1 with
 * a diagnostic. Strings live in a.
 */
int settings_read(struct arena *a, const char *path, struct settings *s,
		  struct diags *ds);

#endif
