/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The boot command line.
 *
 * Options are rows in a table of the module that has them, registered by
 * name. Words without a row are reported once the console is there.
 */
#ifndef HV_CMDLINE_H
#define HV_CMDLINE_H

#include <hv/types.h>

enum option_kind {
	OPTION_BOOL,		/* opt, no-opt, opt=0|1|on|off|yes|no|true|false */
	OPTION_UINT,		/* unsigned int, C prefixes */
	OPTION_SIZE,		/* uint64_t bytes with suffix */
	OPTION_STRING,		/* char[size] */
	OPTION_FUNC,		/* int parse(const char *value): 0 or -EINVAL */
};

struct option {
	const char *name;
	enum option_kind kind;
	void *dest;
	size_t size;		/* OPTION_STRING: of the buffer */
	int (*parse)(const char *value);
};

/* Tables known so far; the machine adds its own before cmdline_parse(). */
void cmdline_register(const struct option *table, unsigned int nr);
/* Keeps the line (without a leading image name) and sets the options. */
void cmdline_parse(const char *line);
/* Prints what no table knew and what was malformed. */
void cmdline_report(void);
/* The line as XENVER_commandline shows it. */
const char *cmdline_text(void);
/* -1 not a boolean, else 0 or 1. */
int cmdline_bool(const char *value);

#endif
