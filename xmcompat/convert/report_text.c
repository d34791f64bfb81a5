/* SPDX-License-Identifier: LGPL-2.1-only */
/* The report to read in a terminal. */
#include "convert/report.h"

#include <stdlib.h>

struct text {
	FILE *out;
	bool verbose;
	bool single;	/* one conversion on a terminal needs no heading */
};

static void *begin(FILE *out, const struct convert_options *opt)
{
	struct text *t = calloc(1, sizeof(*t));

	if (!t)
		abort();
	t->out = out;
	t->verbose = opt->verbose;
	t->single = opt->print;
	if (opt->report_path)
		fputs("xl convert report\n\n", out);
	return t;
}

/* The names with this fate on one line. */
static void print_names(FILE *out, const struct result *r, enum fate fate,
			const char *heading)
{
	size_t n = 0;

	for (size_t i = 0; i < r->ndiags; i++)
		if (r->diags[i].fate == fate && r->diags[i].name)
			fprintf(out, "%s%s", n++ ? ", " : heading,
				r->diags[i].name);
	if (n)
		fputc('\n', out);
}

/* Is it worth a line of its own? The rest is told by name only. */
static bool has_line(const struct text *t, const struct diag *d)
{
	if (d->level > DIAG_NOTE || t->verbose)
		return true;
	switch (d->fate) {
	case FATE_KEPT:
	case FATE_HELPER:
	case FATE_EXPLICIT:
		return false;
	default:
		return true;
	}
}

static void print_diags(const struct text *t, const struct result *r)
{
	for (size_t i = 0; i < r->ndiags; i++) {
		if (!has_line(t, &r->diags[i]))
			continue;
		fputs("  ", t->out);
		diag_print(t->out, &r->diags[i]);
	}
	if (t->verbose)
		return;
	print_names(t->out, r, FATE_EXPLICIT, "  made explicit: ");
	print_names(t->out, r, FATE_HELPER, "  the script's own: ");
}

static void file(void *ctx, const struct result *r)
{
	const struct text *t = ctx;

	fprintf(t->out, "%-9s  %s%s%s", outcome_name(r->outcome), r->path,
		r->domain ? ": " : "", r->domain ? r->domain : "");
	if (r->why)
		fprintf(t->out, " (%s)", r->why);
	else if (r->action == ACTION_SAME)
		fputs(" (unchanged)", t->out);
	else if (r->action == ACTION_WRITTEN && r->backup)
		fprintf(t->out, " (before: %s)", r->backup);
	else if (r->action == ACTION_WRITTEN)
		fprintf(t->out, " -> %s", r->output);
	fputc('\n', t->out);
	print_diags(t, r);
}

static void end(void *ctx, const struct totals *n)
{
	struct text *t = ctx;

	if (n->files != 1 || !t->single)
		fprintf(t->out, "%s%lu file%s: %lu exact, %lu to look at, "
			"%lu failed, %lu skipped\n", n->files ? "\n" : "",
			n->files, n->files == 1 ? "" : "s",
			n->outcome[OUTCOME_EXACT],
			n->outcome[OUTCOME_ATTENTION],
			n->outcome[OUTCOME_FAILED],
			n->outcome[OUTCOME_SKIPPED]);
	if (n->interrupted)
		fputs("interrupted: there were more files\n", t->out);
	free(t);
}

const struct report_writer report_text = {
	begin, file, end, "xl convert report",
};
