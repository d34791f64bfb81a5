/* SPDX-License-Identifier: LGPL-2.1-only */
/* Converting one file. */
#include "config.h"

#include "convert/one.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/arena.h"
#include "base/file.h"
#include "convert/linediff.h"
#include "emit/emit.h"

static const struct {
	const char *word;
	const char *suffix;
} formats[] = {
	[FORMAT_XL]      = { "xl", "" },
	[FORMAT_JSON]    = { "json", ".json" },
	[FORMAT_SXP]     = { "sxp", ".sxp" },
	[FORMAT_XENAPI]  = { "xenapi", ".xml" },
	[FORMAT_LIBVIRT] = { "libvirt", ".xml" },
};

const char *format_suffix(enum convert_format f)
{
	return formats[f].suffix;
}

int format_parse(const char *word, enum convert_format *f)
{
	for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++) {
		if (!strcmp(word, formats[i].word)) {
			*f = (enum convert_format)i;
			return 0;
		}
	}
	return -1;
}

int report_format_parse(const char *word, enum report_format *f)
{
	static const char *const words[] = {
		[REPORT_TEXT] = "text",
		[REPORT_JSON] = "json",
		[REPORT_HTML] = "html",
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (!strcmp(word, words[i])) {
			*f = (enum report_format)i;
			return 0;
		}
	}
	return -1;
}

/* The file as a whole. */
static struct pos whole(const struct config *c)
{
	return (struct pos){ .file = c->path };
}

static const char *form_of(const struct config *c)
{
	switch (c->kind) {
	case INPUT_SXP:
		return "SXP";
	case INPUT_XENAPI:
		return "XenAPI XML";
	case INPUT_CONFIG:
		return c->program ? "program" : "literal";
	default:
		return NULL;
	}
}

/* What a load that made no domain means for the file. */
static void explain_no_domain(struct config *c, enum config_result res,
			      const struct task *task, struct result *r)
{
	if (res == CONFIG_OTHER && task->named)
		diag_add(&c->diags, DIAG_NOT_A_CONFIG, whole(c), NULL,
			 "no domain config: %s", c->why);
	else if (res == CONFIG_OTHER)
		r->why = c->why;
	if (res == CONFIG_EXIT)
		diag_advise(&c->diags,
			    diag_add(&c->diags, DIAG_PROGRAM_EXIT, whole(c),
				     NULL, "the program ends with "
				     "sys.exit(%d) and makes no domain",
				     c->exit_status),
			    "see what it checks; variables it wants can be "
			    "given as KEY=VALUE");
}

static int emit(FILE *out, const struct convert_options *opt,
		struct config *c)
{
	switch (opt->format) {
	case FORMAT_XL:
		return emit_xl(out, c->names, c->xl, opt->xl_version,
			       &c->diags);
	case FORMAT_JSON:
		return emit_json(out, c->xl, &c->diags);
	case FORMAT_LIBVIRT:
		return emit_libvirt(out, c->xl, &c->diags);
	case FORMAT_SXP:
	case FORMAT_XENAPI:
		break;
	}
	if (!c->xm) {
		diag_advise(&c->diags,
			    diag_add(&c->diags, DIAG_FORMAT_NEEDS_XM, whole(c),
				     NULL, "an xl config, of which xm made "
				     "nothing"),
			    "read it as xm would with --dialect xm, or choose "
			    "another format");
		return -1;
	}
	return opt->format == FORMAT_SXP ? emit_sxp(out, c->xm, &c->diags) :
		emit_xenapi(out, c->xm, &c->diags);
}

/* The conversion as text in the config's arena; -1: diagnostics say why. */
static int make_text(struct config *c, const struct convert_options *opt,
		     struct result *r)
{
	char *text = NULL;
	size_t len = 0;
	FILE *out = open_memstream(&text, &len);
	int err;

	if (!out)
		abort();
	err = emit(out, opt, c);
	if (fclose(out))
		abort();
	r->text = arena_memdup0(c->arena, text, len);
	r->text_len = len;
	free(text);
	return err;
}

static void make_diff(struct config *c, const char *source, size_t len,
		      struct result *r)
{
	struct linediff_text from = { c->path, source, len };
	struct linediff_text to = { arena_printf(c->arena, "%s (converted)",
						 c->path),
				    r->text, r->text_len };
	struct linediff_counts counts;
	char *text = NULL;
	size_t n = 0;
	FILE *out = open_memstream(&text, &n);

	if (!out)
		abort();
	linediff(out, &from, &to, &counts);
	if (fclose(out))
		abort();
	r->diff = arena_memdup0(c->arena, text, n);
	r->diff_len = n;
	r->added = (uint32_t)counts.added;
	r->removed = (uint32_t)counts.removed;
	free(text);
}

static const char *domain_name(const struct config *c)
{
	const struct binding *b = tree_find(c->xl, "name");

	return b && value_is_text(b->value) ? b->value->str : NULL;
}

/* What the file of one of several domains is called. */
static const char *file_name_of(const struct config *c, uint32_t index)
{
	const char *name = domain_name(c);

	if (name && *name && *name != '.' && !strchr(name, '/'))
		return name;
	return arena_printf(c->arena, "domain-%u", index + 1);
}

/* Where the output goes, or NULL when nothing is written. */
static const char *output_path(struct config *c, const struct task *task,
			       const struct convert_options *opt)
{
	char *real;
	const char *path;

	if (opt->check)
		return NULL;
	if (opt->output_dir && c->domains > 1)
		return arena_printf(c->arena, "%s/%s/%s%s", opt->output_dir,
				    task->rel, file_name_of(c, task->index),
				    format_suffix(opt->format));
	if (opt->output_dir)
		return arena_printf(c->arena, "%s/%s%s", opt->output_dir,
				    task->rel, format_suffix(opt->format));
	if (!opt->in_place)
		return NULL;
	real = realpath(task->path, NULL);	/* a link stays a link */
	path = real ? arena_strdup(c->arena, real) : task->path;
	free(real);
	return path;
}

static int make_dirs(struct config *c, const struct task *task,
		     const struct convert_options *opt)
{
	if (!opt->output_dir)
		return 0;
	if (output_make_dirs(opt->output_dir, task->rel, task->top, &c->diags))
		return -1;
	return c->domains > 1 ?
		output_make_dirs(arena_printf(c->arena, "%s/%s",
					      opt->output_dir, task->rel),
				 "", NULL, &c->diags) : 0;
}

static void stage(struct conversion *conv, const struct task *task,
		  const struct convert_options *opt, const struct stat *st)
{
	struct config *c = conv->config;
	struct result *r = &conv->result;
	struct output_request req = {
		.path = output_path(c, task, opt),
		.source = task->path,
		.source_stat = *st,
		.in_place = opt->in_place,
		.replace = opt->force,
	};

	if (!req.path || make_dirs(c, task, opt))
		return;
	r->output = req.path;
	switch (output_stage(&conv->output, &req, r->text, r->text_len,
			     &c->diags)) {
	case OUTPUT_DONE:
		conv->staged = true;
		break;
	case OUTPUT_SAME:
		r->action = ACTION_SAME;
		break;
	case OUTPUT_FAILED:
		break;
	}
}

/* The outcome and diagnostics as they now are. */
static void settle(struct conversion *conv)
{
	struct result *r = &conv->result;
	const struct diags *ds = &conv->config->diags;

	r->diags = ds->v;
	r->ndiags = ds->n;
	r->outcome = r->why ? OUTCOME_SKIPPED : outcome_of(ds);
}

static bool is_private(const struct stat *st)
{
	return !(st->st_mode & S_IROTH);
}

/* The text of a file; .config only carries what there is to say about it. */
struct input {
	struct config *config;
	struct stat st;
	char *text;
	size_t len;
};

/* Returns 0, or -1 with a diagnostic in in->config. */
static int input_read(struct input *in, const char *path)
{
	struct arena *a = arena_new();
	struct config *c = arena_alloc(a, sizeof(*c));

	*in = (struct input){ .config = c };
	c->arena = a;
	c->path = arena_strdup(a, path);
	c->output = "";
	diags_init(&c->diags, a);
	if (stat(path, &in->st))
		memset(&in->st, 0, sizeof(in->st));
	return file_read(a, path, &in->text, &in->len, &c->diags);
}

/* From text to a domain; false: there is none, or it is refused. */
static bool load(struct conversion *conv, const struct task *task,
		 const struct convert_options *opt, const struct input *in)
{
	struct result *r = &conv->result;
	struct config_options which = opt->config;
	enum config_result res;

	which.domain_index = task->index;
	which.each_domain = true;
	res = config_load_text(task->path, in->text, in->len, &which,
			       &conv->config);
	r->domains = conv->config->domains;
	r->private = is_private(&in->st);
	r->form = form_of(conv->config);
	if (res != CONFIG_OTHER && conv->config->dialect != DIALECT_AUTO)
		r->dialect = dialect_name(conv->config->dialect);
	if (res == CONFIG_OK)
		return true;
	explain_no_domain(conv->config, res, task, r);
	return false;
}

/* Several domains need a file each; true, with an error, if there is one. */
static bool refuse_several(struct config *c, const struct convert_options *opt)
{
	if (c->domains < 2 || opt->check || opt->output_dir)
		return false;
	diag_advise(&c->diags,
		    diag_add(&c->diags, DIAG_SXP_SEVERAL_ONE_PLACE, whole(c),
			     NULL, "%u domains are in the file, and the "
			     "conversion goes to one place", c->domains),
		    "give -o DIR: each domain gets a file of its own there");
	return true;
}

static void convert_text(struct conversion *conv, const struct task *task,
			 const struct convert_options *opt, bool diff,
			 const struct input *in)
{
	struct config *c;

	if (!load(conv, task, opt, in))
		return;
	c = conv->config;
	if (c->domains > 1)
		conv->result.domain = file_name_of(c, task->index);
	if (refuse_several(c, opt)) {
		conv->result.domains = 0;	/* said once for all */
		return;
	}
	if (make_text(c, opt, &conv->result) ||
	    diags_have_error(&c->diags))
		return;
	if (diff && opt->format == FORMAT_XL)
		make_diff(c, in->text, in->len, &conv->result);
	stage(conv, task, opt, &in->st);
}

void convert_one(const struct task *task, const struct convert_options *opt,
		 bool print, bool diff, struct conversion *conv)
{
	struct input in;

	*conv = (struct conversion){ .result.path = task->path,
				     .output.fd = -1 };
	if (input_read(&in, task->path)) {
		conv->config = in.config;
	} else {
		convert_text(conv, task, opt, diff, &in);
		config_free(in.config);
	}
	settle(conv);
	if (!print || conv->result.outcome == OUTCOME_FAILED)
		conv->result.text = NULL;
}

void convert_one_commit(struct conversion *conv)
{
	struct result *r = &conv->result;

	if (!conv->staged)
		return;
	conv->staged = false;
	if (output_commit(&conv->output, &conv->config->diags) ==
	    OUTPUT_DONE)
		r->action = ACTION_WRITTEN;
	r->backup = conv->output.backup;
	settle(conv);
}

void convert_one_end(struct conversion *conv)
{
	if (conv->staged)
		output_abandon(&conv->output);
	output_free(&conv->output);
	config_free(conv->config);
}
