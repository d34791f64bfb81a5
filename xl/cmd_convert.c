/* SPDX-License-Identifier: GPL-2.0-only */
/* xl convert: what was asked for, as options of xmcompat/convert. */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "convert/convert.h"
#include "convert/one.h"
#include "emit/emit.h"
#include "xl/common.h"
#include "xlcfg/keys.h"

#define FORMATS "xl|json|sxp|xenapi|libvirt"
#define REPORTS "text|json|html"

enum {
	OPT_IN_PLACE = OPT_OWN,
	OPT_CHECK,
	OPT_DIFF,
	OPT_FORMAT,
	OPT_REPORT,
	OPT_REPORT_FILE,
	OPT_XL_VERSION,
	OPT_NAMES,
	OPT_FORCE,
};

const struct command_option convert_options_table[] = {
	{ 'r', "recursive", NULL, "convert what is in directories" },
	{ 'o', "output", "DIR", "write the converted files there" },
	{ OPT_IN_PLACE, "in-place", NULL,
	  "replace each file, keeping it as FILE.orig" },
	{ 'j', "jobs", "N", "this many at once (one per CPU)" },
	{ OPT_CHECK, "check", NULL, "only report, write nothing" },
	{ OPT_DIFF, "diff", NULL, "print what would change" },
	{ OPT_FORMAT, "format", FORMATS, "what to write" },
	{ OPT_REPORT, "report", REPORTS, "how to report" },
	{ OPT_REPORT_FILE, "report-file", "FILE", "write the report there" },
	{ OPT_XL_VERSION, "xl-version", "V",
	  "write for an older xl, 4.2 to 4.17" },
	{ OPT_NAMES, "names", NULL,
	  "print what one file evaluates to, as JSON" },
	{ OPT_FORCE, "force", NULL, "overwrite what stands in the way" },
	{ 'v', "verbose", NULL, "report what was kept, too" },
	COMMON_OPTION_ROWS,
	{ 'h', "help", NULL, "this text" },
	{ 0 }
};

struct request {
	struct common common;
	struct convert_options opt;
	char **paths;
	size_t npaths;
	char **words;
	size_t nwords;
	bool names;
	bool report_asked;
};

/* KEY=VALUE: a name, not a path, stands before the "=". */
static bool is_word(const char *arg)
{
	const char *equals = strchr(arg, '=');
	const char *slash = strchr(arg, '/');

	return equals && (!slash || slash > equals) && access(arg, F_OK);
}

static int take_number(const struct invocation *inv, const char *arg,
		       unsigned int *out)
{
	char *end;
	unsigned long n = strtoul(arg, &end, 10);

	if (*end || end == arg || n < 1 || n > 1024)
		return usage_error(inv, "-j %s: not a number from 1 to 1024",
				   arg);
	*out = (unsigned int)n;
	return -1;
}

static int take_choice(struct request *r, const struct invocation *inv,
		       int key, const char *arg)
{
	switch (key) {
	case OPT_FORMAT:
		return format_parse(arg, &r->opt.format) ?
			usage_error(inv, "--format: \"%s\" is not one of "
				    FORMATS, arg) : -1;
	case OPT_REPORT:
		r->report_asked = true;
		return report_format_parse(arg, &r->opt.report) ?
			usage_error(inv, "--report: \"%s\" is not one of "
				    REPORTS, arg) : -1;
	default:
		r->opt.xl_version = xl_version_parse(arg);
		return r->opt.xl_version ? -1 :
			usage_error(inv, "--xl-version: \"%s\" is no release "
				    "from 4.2 to 4.17", arg);
	}
}

static int take_other(struct request *r, const struct invocation *inv, int key,
		      const char *arg)
{
	if (key == OPTION_BAD)
		return usage_error(inv, "%s", arg);
	return common_option(&r->common, key, arg) < 0 ?
		inv->program->usage_status : -1;
}

/* Returns -1: go on, else the exit status. */
static int take_option(struct request *r, const struct invocation *inv,
		       int key, const char *arg)
{
	struct convert_options *opt = &r->opt;

	switch (key) {
	case OPTION_WORD:
		if (is_word(arg))
			r->words[r->nwords++] = (char *)arg;
		else
			r->paths[r->npaths++] = (char *)arg;
		break;
	case 'r':
		opt->recurse = true;
		break;
	case 'o':
		opt->output_dir = arg;
		break;
	case OPT_IN_PLACE:
		opt->in_place = true;
		break;
	case 'j':
		return take_number(inv, arg, &opt->jobs);
	case OPT_CHECK:
		opt->check = true;
		break;
	case OPT_DIFF:
		opt->diff = true;
		break;
	case OPT_REPORT_FILE:
		opt->report_path = arg;
		break;
	case OPT_NAMES:
		r->names = true;
		break;
	case OPT_FORCE:
		opt->force = true;
		break;
	case 'v':
		opt->verbose = true;
		break;
	case OPT_FORMAT:
	case OPT_REPORT:
	case OPT_XL_VERSION:
		return take_choice(r, inv, key, arg);
	default:
		return take_other(r, inv, key, arg);
	}
	return -1;
}

static bool is_directory(const char *path)
{
	struct stat st;

	return !stat(path, &st) && S_ISDIR(st.st_mode);
}

static bool names_stdin(const struct request *r)
{
	for (size_t i = 0; i < r->npaths; i++)
		if (!strcmp(r->paths[i], "-"))
			return true;
	return false;
}

/* Options that contradict each other; -1: none do, else the exit status. */
static int check_request(struct request *r, const struct invocation *inv)
{
	const struct convert_options *opt = &r->opt;
	bool writes = opt->output_dir || opt->in_place;

	if (!r->npaths)
		return usage_error(inv, "no path to convert");
	if (r->names)
		return r->npaths == 1 ? -1 :
			usage_error(inv, "--names shows one file");
	if (opt->output_dir && opt->in_place)
		return usage_error(inv, "-o and --in-place exclude each other");
	if (opt->check && writes)
		return usage_error(inv, "--check writes nothing: leave out "
				   "-o and --in-place");
	if (opt->in_place && opt->format != FORMAT_XL)
		return usage_error(inv, "--in-place needs --format xl");
	if (opt->diff && opt->format != FORMAT_XL)
		return usage_error(inv, "--diff needs --format xl");
	if (writes && names_stdin(r))
		return usage_error(inv, "standard input (-) can only be "
				   "converted to standard output");
	if (!writes && !opt->check && !opt->diff &&
	    (r->npaths > 1 || is_directory(r->paths[0])))
		return usage_error(inv, "say where to: -o DIR, --in-place, or "
				   "--check or --diff to write nothing");
	return -1;
}

/* What goes where: the conversion, the diffs, the report. */
static void choose_streams(struct request *r)
{
	struct convert_options *opt = &r->opt;

	opt->print = !opt->output_dir && !opt->in_place && !opt->check &&
		     !opt->diff;
	opt->out = stdout;
	opt->report_out = opt->print || opt->diff ? stderr : stdout;
	opt->progress = isatty(STDERR_FILENO) && opt->recurse &&
		(opt->report_path || !isatty(STDOUT_FILENO));
}

static int read_arguments(struct request *r, const struct invocation *inv)
{
	struct arena *a = r->common.arena;
	struct option_parser p;
	int key, status;

	r->paths = arena_calloc(a, (size_t)inv->argc + 1, sizeof(*r->paths));
	r->words = arena_calloc(a, (size_t)inv->argc + 1, sizeof(*r->words));
	option_start(&p, convert_options_table, inv->argc, inv->argv);
	while ((key = option_next(&p)) != OPTION_END) {
		status = take_option(r, inv, key, p.arg);
		if (status >= 0)
			return status;
	}
	status = check_request(r, inv);
	r->common.config.words = r->words;
	r->common.config.nwords = r->nwords;
	r->opt.config = r->common.config;
	choose_streams(r);
	return status;
}

/* What one file evaluates to, before any setting gets its meaning. */
static int print_names(struct request *r)
{
	struct config_options opt = r->common.config;
	enum config_result res;
	struct config *c;
	int status = CONVERT_FAILED;

	opt.options_only = true;
	opt.words_to_script = true;
	opt.pool = python_pool_new();
	res = config_load(r->paths[0], &opt, &c);
	fwrite(c->output, 1, c->output_len, stderr);
	if (c->names) {
		c->diags.n = 0;	/* xm's opinion of the values */
		status = emit_names(stdout, c->names, &c->diags) ?
			CONVERT_FAILED : CONVERT_EXACT;
	} else if (res == CONFIG_OTHER) {
		fprintf(stderr, "%s: no domain config: %s\n", c->path, c->why);
	} else if (res == CONFIG_EXIT) {
		fprintf(stderr, "%s: the program ended with sys.exit(%d)\n",
			c->path, c->exit_status);
	}
	diags_print(stderr, &c->diags, DIAG_WARNING);
	config_free(c);
	python_pool_free(opt.pool);
	return status;
}

int cmd_convert(const struct invocation *inv)
{
	struct request r = { 0 };
	int status;

	if (common_start(&r.common, DIALECT_XM))
		return CONVERT_FAILED;
	r.opt.xl_version = r.common.settings.xl_version;
	status = read_arguments(&r, inv);
	if (status < 0)
		status = r.names ? print_names(&r) :
			(int)convert_run(r.paths, r.npaths, &r.opt);
	common_end(&r.common);
	return status;
}
