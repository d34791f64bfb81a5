/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * Reports, written as results come in: memory does not grow with their number.
 */
#ifndef XMCOMPAT_CONVERT_REPORT_H
#define XMCOMPAT_CONVERT_REPORT_H

#include "convert/convert.h"
#include "convert/totals.h"

/* How a format is written. ctx is what begin returned. */
struct report_writer {
	void *(*begin)(FILE *out, const struct convert_options *opt);
	void (*file)(void *ctx, const struct result *r);
	void (*end)(void *ctx, const struct totals *t);	/* frees ctx */
	const char *first_line;	/* by which an older report is recognised */
};

extern const struct report_writer report_text;
extern const struct report_writer report_json;
extern const struct report_writer report_html;

struct report;

/*
 * Opens the report that opt asks for. An existing file is only replaced if
 * it is a report of the same kind, or with opt->force. NULL: diagnostics.
 */
struct report *report_open(const struct convert_options *opt,
			   struct diags *ds);
void report_file(struct report *rep, const struct result *r);
/*
 * Ends it. A report file appears only now, complete; others may read it only
 * if they may read every input. Returns 0, or -1 with a diagnostic.
 */
int report_close(struct report *rep, const struct totals *t, struct diags *ds);

#endif
