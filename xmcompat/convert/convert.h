/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * Converting many configs: walk, workers, output files, report.
 *
 * Knows nothing of the command line; xl/cmd_convert.c fills the options.
 */
#ifndef XMCOMPAT_CONVERT_CONVERT_H
#define XMCOMPAT_CONVERT_CONVERT_H

#include <stdio.h>

#include "config/config.h"

enum convert_format {
	FORMAT_XL,
	FORMAT_JSON,
	FORMAT_SXP,
	FORMAT_XENAPI,
	FORMAT_LIBVIRT,
};

enum report_format {
	REPORT_TEXT,
	REPORT_JSON,
	REPORT_HTML,
};

struct convert_options {
	struct config_options config;	/* .pool is the workers' own */
	enum convert_format format;
	unsigned int xl_version;
	enum report_format report;
	const char *report_path;	/* NULL: to .report_out */
	const char *output_dir;		/* -o, or NULL */
	bool in_place;
	bool recurse;
	bool check;			/* convert, write nothing */
	bool diff;
	bool force;			/* overwrite what is there */
	bool print;			/* conversions go to .out */
	bool verbose;			/* the text report lists every note */
	bool progress;			/* a terminal watches standard error */
	unsigned int jobs;		/* 0: one per CPU */
	FILE *out;			/* conversions and diffs */
	FILE *report_out;		/* the report, without .report_path */
};

enum convert_status {
	CONVERT_EXACT = 0,
	CONVERT_ATTENTION = 1,
	CONVERT_FAILED = 2,
	CONVERT_INTERRUPTED = 130,	/* by a signal, as shells say it */
};

/*
 * Converts the paths and writes the report; returns the exit status. Trouble
 * with a file is a matter of the report, with the report itself of stderr.
 */
enum convert_status convert_run(char *const *paths, size_t n,
				const struct convert_options *opt);

#endif
