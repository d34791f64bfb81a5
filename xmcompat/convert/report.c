/* SPDX-License-Identifier: LGPL-2.1-only */
/* Opening and closing reports, whatever their format. */
#include "convert/report.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "convert/output.h"

struct report {
	const struct report_writer *writer;
	const struct convert_options *opt;
	FILE *out;
	void *ctx;
	struct output file;	/* with a path */
};

static const struct report_writer *const writers[] = {
	[REPORT_TEXT] = &report_text,
	[REPORT_JSON] = &report_json,
	[REPORT_HTML] = &report_html,
};

/* Does the file begin as a report of this kind does? */
static bool is_report(const char *path, const struct report_writer *writer)
{
	char line[128] = "";
	FILE *f = fopen(path, "re");
	bool yes;

	if (!f)
		return false;
	yes = fgets(line, sizeof(line), f) &&
	      !strncmp(line, writer->first_line, strlen(writer->first_line));
	fclose(f);
	return yes;
}

static int open_file(struct report *rep, struct diags *ds)
{
	const struct convert_options *opt = rep->opt;
	struct output_request req = {
		.path = opt->report_path,
		.replace = opt->force ||
			is_report(opt->report_path, rep->writer),
	};
	int fd;

	if (!req.replace && !access(req.path, F_OK)) {
		struct pos pos = { .file = req.path };

		diag_advise(ds, diag_add(ds, DIAG_OUTPUT_EXISTS, pos, NULL,
					 "the file exists and is no such "
					 "report"),
			    "name another file, or overwrite it with --force");
		return -1;
	}
	if (output_open(&rep->file, &req, ds) != OUTPUT_DONE)
		return -1;
	fd = dup(rep->file.fd);
	rep->out = fd < 0 ? NULL : fdopen(fd, "w");
	if (!rep->out)
		abort();
	return 0;
}

struct report *report_open(const struct convert_options *opt, struct diags *ds)
{
	struct report *rep = calloc(1, sizeof(*rep));

	if (!rep)
		abort();
	rep->writer = writers[opt->report];
	rep->opt = opt;
	rep->out = opt->report_out;
	rep->file.fd = -1;
	if (opt->report_path && open_file(rep, ds)) {
		free(rep);
		return NULL;
	}
	rep->ctx = rep->writer->begin(rep->out, opt);
	return rep;
}

void report_file(struct report *rep, const struct result *r)
{
	rep->writer->file(rep->ctx, r);
}

static int refuse(struct report *rep, struct diags *ds)
{
	struct pos pos = { .file = rep->opt->report_path ?
			   rep->opt->report_path : "standard output" };

	diag_add(ds, DIAG_OUTPUT_UNWRITABLE, pos, NULL,
		 "the report cannot be written: %s", strerror(errno));
	return -1;
}

static mode_t report_mode(const struct totals *t)
{
	mode_t mask = umask(0);

	umask(mask);
	return (t->any_private ? 0600 : 0666) & ~mask;
}

static int place_file(struct report *rep, const struct totals *t,
		      struct diags *ds)
{
	if (fclose(rep->out) ||
	    fchmod(rep->file.fd, report_mode(t))) {
		output_abandon(&rep->file);
		return refuse(rep, ds);
	}
	return output_commit(&rep->file, ds) == OUTPUT_DONE ? 0 : -1;
}

int report_close(struct report *rep, const struct totals *t, struct diags *ds)
{
	int err = 0;

	rep->writer->end(rep->ctx, t);
	if (rep->opt->report_path)
		err = place_file(rep, t, ds);
	else if (fflush(rep->out) || ferror(rep->out))
		err = refuse(rep, ds);
	output_free(&rep->file);
	free(rep);
	return err;
}
