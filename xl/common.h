/* SPDX-License-Identifier: GPL-2.0-only */
/* What all commands that read configs have in common. */
#ifndef XL_COMMON_H
#define XL_COMMON_H

#include "config/config.h"
#include "config/settings.h"
#include "xl/command.h"

/* Keys of options without a letter; each command's own begin at OPT_OWN. */
enum {
	OPT_DIALECT = 256,
	OPT_PYTHON,
	OPT_AS_MEANT,
	OPT_CHECK_HOST,
	OPT_OWN,
};

/* Rows for the option tables of commands that read configs. */
#define COMMON_OPTION_ROWS \
	{ OPT_DIALECT, "dialect", "auto|xm|xl", \
	  "whose language configs are in" }, \
	{ OPT_PYTHON, "python", "sandbox|trusted|never", \
	  "how to run configs that are programs" }, \
	{ OPT_AS_MEANT, "as-meant", NULL, \
	  "values that xm dropped (hap = False) count as meant" }, \
	{ OPT_CHECK_HOST, "check-host", NULL, \
	  "look for the files and devices that configs name" }

/* The settings file, and what options made of it. */
struct common {
	struct arena *arena;
	struct settings settings;
	struct config_options config;	/* without words and pool */
};

/* Reads the settings. Returns 0, or -1 after saying why. */
int common_start(struct common *c, enum dialect ambiguous);
void common_end(struct common *c);
/*
 * Takes an option of the rows above. 1: it was one, 0: it was not, -1: its
 * argument is none of the choices (said on stderr).
 */
int common_option(struct common *c, int key, const char *arg);

/* Is there a Xen on this machine? */
bool xen_is_here(void);

#endif
