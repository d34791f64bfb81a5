/* SPDX-License-Identifier: LGPL-2.1-only */
/* Converting one file; everything else in this folder is about many. */
#ifndef XMCOMPAT_CONVERT_ONE_H
#define XMCOMPAT_CONVERT_ONE_H

#include "convert/convert.h"
#include "convert/output.h"
#include "convert/result.h"

/* A file to convert. Strings are borrowed until convert_one_end(). */
struct task {
	const char *path;
	const char *rel;	/* its place in the output directory */
	const char *top;	/* the named directory it was found in, or NULL */
	bool named;		/* on the command line itself */
	/*
	 * The file's domains beyond the first are tasks of their own: which
	 * one, from 0. All of such a file go to a folder of its name.
	 */
	uint32_t index;
};

/* A conversion between its two steps; its memory is in .config's arena. */
struct conversion {
	struct config *config;
	struct result result;
	struct output output;
	bool staged;
};

/*
 * Reads and converts a file and stages its output. opt->config.pool is used;
 * print: the text is wanted in the result; diff: so is the diff.
 */
void convert_one(const struct task *task, const struct convert_options *opt,
		 bool print, bool diff, struct conversion *conv);
/* Puts a staged output in place; the result is final then. */
void convert_one_commit(struct conversion *conv);
void convert_one_end(struct conversion *conv);

/* The suffix that a format's files get: "" for xl. */
const char *format_suffix(enum convert_format f);
/* "xl", "json", …; returns 0 or -1. */
int format_parse(const char *word, enum convert_format *f);
int report_format_parse(const char *word, enum report_format *f);

#endif
