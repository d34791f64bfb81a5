/* SPDX-License-Identifier: LGPL-2.1-only */
/* What became of one path: the row that reports are made of. */
#ifndef XMCOMPAT_CONVERT_RESULT_H
#define XMCOMPAT_CONVERT_RESULT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/diag.h"

enum outcome {
	OUTCOME_EXACT,		/* the same domain, nothing to do */
	OUTCOME_ATTENTION,	/* converted, but a person must look */
	OUTCOME_FAILED,		/* refused, or could not be written */
	OUTCOME_SKIPPED,	/* no domain config */
	OUTCOME_COUNT
};

enum action {
	ACTION_NONE,		/* nothing was written */
	ACTION_WRITTEN,		/* .output holds the conversion */
	ACTION_SAME,		/* .output held it already */
};

struct result {
	enum outcome outcome;
	enum action action;
	const char *path;
	const char *domain;	/* of a file with several; else NULL */
	uint32_t domains;	/* how many those are; else 0 or 1 */
	const char *output;	/* where the conversion stands, or NULL */
	const char *backup;	/* where the original went, or NULL */
	const char *why;	/* SKIPPED: the reason; else NULL */
	const char *dialect;	/* "xm" or "xl", NULL if it was not read */
	const char *form;	/* "literal", "program", "SXP", "XenAPI XML" */
	bool private;		/* not everybody may read the input */
	const struct diag *diags;
	size_t ndiags;
	const char *text;	/* the conversion, when it is to be printed */
	size_t text_len;
	const char *diff;	/* when it was asked for */
	size_t diff_len;
	uint32_t added, removed;	/* lines */
};

const char *outcome_name(enum outcome o);
const char *action_name(enum action a);

/* The worst that diagnostics say: EXACT, ATTENTION or FAILED. */
enum outcome outcome_of(const struct diags *ds);

/* -- as bytes, from a worker to its parent --------------------------------- */

struct arena;

/* Packs r into one block in a; returns its length. */
size_t result_pack(struct arena *a, const struct result *r, char **bytes);
/* The packed result's .domains, without unpacking it. */
uint32_t result_domains(const char *bytes, size_t len);
/*
 * Unpacks into *r, whose strings then live in bytes (except for the rows of
 * diagnostics, in a). Returns 0, or -1 if the block is damaged.
 */
int result_unpack(struct arena *a, const char *bytes, size_t len,
		  struct result *r);

#endif
